-- One file for a project. Environments are kept apart; a step belongs to a spec, a turn to a run.

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  environment TEXT NOT NULL,
  at TEXT NOT NULL,
  "commit" TEXT NOT NULL,
  branch TEXT NOT NULL
);
CREATE TABLE specs (
  id INTEGER PRIMARY KEY,
  environment TEXT NOT NULL,
  spec TEXT NOT NULL,
  turns INTEGER NOT NULL DEFAULT 0,  -- how many there have been; the last one has this number
  first_failed INTEGER,              -- the turn with which the present row of failures began
  last_passed INTEGER,
  document INTEGER,                  -- fingerprint of what was run the last time
  UNIQUE (environment, spec)
);
CREATE TABLE steps (
  id INTEGER PRIMARY KEY,
  spec INTEGER NOT NULL,
  step TEXT NOT NULL,
  UNIQUE (spec, step)
);
-- outcome: p passed, f failed, e error, s skipped. flaky: passed, but not at the first attempt.
-- fell: did not pass, and the turn before had, of the same document at the same commit.
CREATE TABLE spec_turns (
  spec INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  flaky INTEGER NOT NULL,
  fell INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  seconds REAL NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (spec, turn)
) WITHOUT ROWID;
CREATE TABLE step_turns (
  run INTEGER NOT NULL,
  spec INTEGER NOT NULL,
  step INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  flaky INTEGER NOT NULL,
  fell INTEGER NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (run, spec, step)
) WITHOUT ROWID;
-- To be looked into: a line for each turn of a spec (`step` is empty) and of a step.
CREATE VIEW history AS
  SELECT specs.environment, specs.spec, step, run_id, at, "commit", branch,
         outcome, flaky, fell, quarantined, seconds
  FROM (
    SELECT spec, '' AS step, run, outcome, flaky, fell, quarantined, seconds FROM spec_turns
    UNION ALL
    SELECT step_turns.spec, steps.step, step_turns.run,
           step_turns.outcome, step_turns.flaky, step_turns.fell, quarantined, step_turns.seconds
    FROM step_turns
    JOIN steps ON steps.id = step_turns.step
    JOIN spec_turns ON spec_turns.spec = step_turns.spec AND spec_turns.run = step_turns.run
  ) AS told
  JOIN specs ON specs.id = told.spec
  JOIN runs ON runs.id = told.run;
