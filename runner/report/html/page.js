"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const $ = (id) => document.getElementById(id);
  const GLYPHS = { passed: "✓", failed: "✗", error: "!", skipped: "○", flaky: "~", blocked: "⊘", quarantined: "◇" };
  const SVG = "http://www.w3.org/2000/svg";

  // ---- building: text only ever becomes text

  const UNSAFE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{d800}-\u{dfff}\u{e0000}-\u{e007f}]/gu;
  const spelt = (code) => "\\" + (code < 0x100 ? "x" : code < 0x10000 ? "u" : "U") + code.toString(16).padStart(code < 0x100 ? 2 : code < 0x10000 ? 4 : 8, "0");
  const visible = (text) => String(text).replace(UNSAFE, (c) => spelt(c.codePointAt(0)));

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(Infinity)) {
      if (child == null || child === false || child === "") continue;
      node.append(child instanceof Node ? child : visible(child));
    }
    return node;
  }
  const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
  const mark = (word) => h("span", { class: "mark " + word }, h("span", { "aria-hidden": "true" }, GLYPHS[word] || ""), " " + word);
  const ms = (seconds) => (seconds >= 0.9995 ? +seconds.toFixed(2) + " s" : Math.round(seconds * 1000) + " ms");
  const size = (bytes) => (bytes >= 1e6 ? (bytes / 1e6).toFixed(1) + " MB" : bytes >= 1000 ? (bytes / 1000).toFixed(1) + " kB" : bytes + " B");

  // ---- parcels: details of specs, opened when somebody wants to see one

  const packed = JSON.parse($("contents").textContent);
  const parcelOf = new Map();
  packed.contents.forEach((numbers, parcel) => numbers.forEach((number) => parcelOf.set(number, parcel)));
  const opened = new Map();

  function unpack(parcel) {
    if (!opened.has(parcel)) {
      const bytes = Uint8Array.from(atob($("parcel-" + parcel).textContent), (c) => c.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      opened.set(parcel, new Response(stream).json());
    }
    return opened.get(parcel);
  }

  // ---- the list

  const rows = [...document.querySelectorAll("#list tbody tr")];
  for (const row of rows) row.cells[1].firstElementChild.href = "#" + row.id;
  const numberOf = (row) => +row.id.slice(5);
  const cell = (row, index) => row.cells[index].textContent;
  // What a spec is called in links: the same in every report, as long as its file is.
  const keyOf = (row) => cell(row, 2) + (row.dataset.example ? "›" + row.dataset.example : "");
  const tagsOf = (row) => (row.dataset.tags ? packed.tags[row.dataset.tags].toLowerCase() : "");
  // `0.42s`, `3m 41s`, `1h 02m`, as they stand in the list.
  const secondsOf = (row) => [...cell(row, 5).matchAll(/([\d.]+)([hms])/g)].reduce((sum, [, number, unit]) => sum + number * { h: 3600, m: 60, s: 1 }[unit], 0);
  const texts = new WeakMap();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, [cell(row, 1), cell(row, 2), cell(row, 3), tagsOf(row)].join(" ").toLowerCase());
    return texts.get(row);
  };
  const TESTS = {
    s: (row, value) => row.className === value,
    d: (row, value) => cell(row, 3).toLowerCase() === value || (value === "(none)" && !cell(row, 3)),
    m: (row, value) => row.cells[1].querySelector("b").textContent.toLowerCase() === value,
    t: (row, value) => tagsOf(row).split(" ").includes(value),
    f: (row, value) => cell(row, 2).toLowerCase().includes(value),
  };

  function testOf(word) {
    if (word.startsWith("!") && word.length > 1) {
      const test = testOf(word.slice(1));
      return (row) => !test(row);
    }
    const time = /^([<>])(\d+(?:\.\d+)?)(ms|s)$/.exec(word);
    if (time) {
      const limit = time[2] / (time[3] === "s" ? 1 : 1000);
      return (row) => (time[1] === ">" ? secondsOf(row) > limit : secondsOf(row) < limit);
    }
    const [, name, value] = /^([sdmtf]):(.+)$/.exec(word) || [];
    return name ? (row) => TESTS[name](row, value) : (row) => textOf(row).includes(word);
  }

  function filter() {
    const words = $("query").value.toLowerCase().match(/"[^"]*"|\S+/g) || [];
    const tests = words.map((word) => testOf(word.replace(/"/g, "")));
    matching = words.length ? rows.filter((row) => tests.every((test) => test(row))) : rows;
    room = ROOM;
    layOut();
    $("matches").textContent = words.length ? `${matching.length} of ${rows.length}` : "";
    for (const chip of document.querySelectorAll(".filter .chip"))
      chip.setAttribute("aria-pressed", String(words.includes(chip.dataset.filter)));
  }

  // Laying out ten thousand rows at once takes seconds; as many as somebody scrolls to, nothing.
  const ROOM = 500;
  let matching = rows, room = ROOM;
  function layOut() {
    const shown = new Set(matching.slice(0, room));
    for (const row of rows) row.hidden = !shown.has(row);
    $("more").hidden = matching.length <= room;
    $("more").textContent = `${matching.length - room} more`;
  }
  function makeRoom(least) {
    room = Math.max(room + ROOM, least);
    layOut();
  }

  function toggle(word) {
    const words = $("query").value.split(/\s+/).filter(Boolean);
    const others = words.filter((each) => each !== word && !(word.startsWith("s:") && each.startsWith("s:")));
    $("query").value = (words.includes(word) ? others : [...others, word]).join(" ");
    filter();
  }

  // ---- where we are: the part behind #

  let chosen = null;
  const VIEWS = [...document.querySelectorAll("section.view")].map((view) => view.id);

  function show(view) {
    for (const id of VIEWS) $(id).classList.toggle("shown", id === view);
    for (const link of document.querySelectorAll("nav a"))
      link.getAttribute("href") === "#" + view ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  }

  function linkTo(row, tab, step) {
    return "#" + ["spec", encodeURIComponent(keyOf(row)), tab || "", step == null ? "" : step].join("/").replace(/\/+$/, "");
  }

  function go() {
    const parts = location.hash.slice(1).split("/");
    if (parts[0] === "spec" && parts[1]) {
      let key = "";
      try { key = decodeURIComponent(parts[1]); } catch { /* no link of ours */ }
      const row = rows.find((each) => keyOf(each) === key);
      if (row) return open(row, parts[2] || "", parts[3]);
    }
    const plain = /^spec-(\d+)$/.exec(parts[0]);
    const row = plain && $(parts[0]);
    if (row) return history.replaceState(null, "", linkTo(row)), open(row);
    close();
    show(VIEWS.includes(parts[0]) ? parts[0] : "overview");
  }

  function choose(number, tab, step) {
    const row = $("spec-" + number);
    if (row) location.hash = linkTo(row, tab, step);
  }

  // ---- the chosen spec

  async function open(row, tab, step) {
    if (![...document.querySelectorAll("section.view.shown")].length || !["specs", "timeline", "slowest", "overview"].some((id) => $(id) && $(id).classList.contains("shown")))
      show("specs");
    if (chosen) chosen.removeAttribute("aria-selected");
    const fresh = chosen !== row;
    chosen = row;
    row.setAttribute("aria-selected", "true");
    const pane = $("detail");
    const number = numberOf(row);
    if (fresh) pane.replaceChildren(head(row), h("p", { class: "faint" }, "…"));
    pane.hidden = false;
    root.classList.add("open");
    try {
      const parcel = parcelOf.get(number);
      const content = parcel === undefined ? null : await unpack(parcel);
      if (chosen !== row) return;
      if (fresh || !pane.querySelector("[role=tab]")) {
        pane.replaceChildren(head(row), ...(content ? body(content.specs[number], content.documents, row) : [h("p", {}, MISSING)]));
        pane.scrollTop = 0;
        pane.querySelector("h2").focus({ preventScroll: true });
      }
      if (content) select(tab, step);
    } catch (fault) {
      pane.replaceChildren(head(row), h("p", {}, "This browser cannot open what is packed into the page: " + fault));
    }
    if (row.hidden && matching.includes(row)) makeRoom(matching.indexOf(row) + 1);
    row.scrollIntoView({ block: "nearest" });
  }

  function close() {
    if (chosen) chosen.removeAttribute("aria-selected");
    chosen = null;
    $("detail").hidden = true;
    root.classList.remove("open");
  }

  function leave() {
    const row = chosen;
    const view = VIEWS.find((id) => $(id).classList.contains("shown")) || "specs";
    location.hash = view;
    if (row && view === "specs") row.querySelector("a").focus();
  }

  const MISSING = "Requests, answers and source are left out, to keep this page small; the record of the run has them.";

  function head(row) {
    return h("div", {},
      h("div", { class: "bar" }, mark(row.className), h("button", { type: "button", onclick: leave, title: "Close (Esc)" }, "✕", h("span", { class: "sr" }, " Close"))),
      h("h2", { tabindex: "-1" }, row.cells[1].querySelector("a").textContent),
      h("p", { class: "faint" }, [cell(row, 2), cell(row, 3), cell(row, 5)].filter(Boolean).join(" · ")));
  }

  function body(spec, documents, row) {
    const panels = [
      ["steps", "Steps", () => steps(spec, documents)],
      ["source", "Source", () => (documents[spec.file] ? source(spec, documents[spec.file]) : null)],
      ["timeline", "Timeline", () => (spec.lean ? null : waterfall(spec))],
      ["variables", "Variables", () => variables(spec)],
      ["contract", "Contract", () => contract(spec)],
      ["claims", "Claims", () => claims(spec)],
      ["history", "History", () => past(spec)],
      ["copy", "Copy as", () => copies(spec)],
    ];
    const tabs = h("div", { role: "tablist", "aria-label": "About this spec", onkeydown: walk });
    const found = [tabs];
    for (const [id, title, make] of panels) {
      const content = make();
      if (!content) continue;
      const panel = h("div", { role: "tabpanel", id: "panel-" + id, "aria-labelledby": "tab-" + id, tabindex: "0", hidden: true }, content);
      tabs.append(h("button", { type: "button", role: "tab", id: "tab-" + id, "aria-controls": "panel-" + id, "aria-selected": "false", tabindex: "-1",
        onclick: () => { location.hash = linkTo(row, id); } }, title));
      found.push(panel);
    }
    return found;
  }

  function select(tab, step) {
    const tabs = [...document.querySelectorAll("#detail [role=tab]")];
    const wanted = tabs.find((each) => each.id === "tab-" + tab) || tabs[0];
    for (const each of tabs) {
      const is = each === wanted;
      each.setAttribute("aria-selected", String(is));
      each.tabIndex = is ? 0 : -1;
      $(each.getAttribute("aria-controls")).hidden = !is;
    }
    const target = step !== undefined && step !== "" && $("step-" + step);
    if (target) {
      target.open = true;
      target.scrollIntoView({ block: "start" });
    }
  }

  function walk(event) {
    const tabs = [...event.currentTarget.children];
    const here = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    next.click();
    next.focus();
  }

  // ---- steps

  // Lines of stretches: a text, or its style and the text.
  const frame = (lines) => h("pre", { class: "frame", tabindex: "0" }, lines.map((line) => [line.map((span) => (Array.isArray(span) ? h("span", { class: span[0] }, span[1]) : span)), "\n"]));
  const plain = (lines) => lines.map((line) => line.map((span) => (Array.isArray(span) ? span[1] : span)).join("").trimEnd()).join("\n");

  function steps(spec, documents) {
    const found = [];
    if (spec.quarantine) found.push(h("p", {}, "In quarantine ", spec.quarantine));
    if (spec.lean) found.push(h("p", { class: "faint" }, MISSING));
    if (spec.reason) found.push(h("p", {}, spec.reason));
    for (const finding of spec.findings || []) found.push(problem(finding.message, finding.hint, finding.place));
    if (!(spec.findings || []).length) for (const trouble of spec.troubles || []) found.push(problem(trouble.message, trouble.hint, trouble.place));
    const ROLES = { setup: "Set-up", test: "Test", cleanup: "Clean-up", example: "Example" };
    let role = "";
    (spec.steps || []).forEach((step, index) => {
      if (step.role && step.role !== role) found.push(h("div", { class: "group" }, ROLES[(role = step.role)] || role));
      found.push(one(step, index, spec, documents));
    });
    return found.length ? found : [h("p", { class: "faint" }, "No step had its turn.")];
  }

  const problem = (message, hint, place) =>
    h("div", { class: "text" }, h("b", { class: "failed" }, message), place && h("div", { class: "faint" }, place), hint && h("div", {}, "hint: " + hint));

  function one(step, index, spec, documents) {
    const last = (step.exchanges || []).at(-1);
    const answer = last ? (last.status == null ? "no answer" : `${last.status} ${last.reason || ""}`) + " · " + ms(last.seconds || 0) : "";
    const bad = ["failed", "error", "flaky"].includes(step.mark);
    const inside = h("div", {});
    const element = h("details", { class: "step " + step.mark, id: "step-" + index },
      h("summary", {}, mark(step.mark), h("span", { class: "name" }, step.name), h("span", { class: "faint" }, answer), h("span", { class: "code" }, spec.lean ? "" : `${step.method || ""} ${last ? pathOf(last.url) : step.path}`)),
      inside);
    if (spec.lean) return element;
    const build = () => { if (!inside.childNodes.length) inside.append(...about(step, spec, documents)); };
    element.addEventListener("toggle", () => element.open && build());
    if (bad) { build(); element.open = true; }
    return element;
  }

  function pathOf(url) {
    const at = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url);
    return at ? at[1] || "/" : url;
  }

  function about(step, spec, documents) {
    const found = [];
    if (step.description) found.push(h("p", { class: "faint" }, step.description));
    const said = [step.headline, step.tolerated && "tolerated (onFail: continue)"].filter(Boolean).join(" · ");
    if (said && !step.block) found.push(h("p", {}, said));
    if (step.block) found.push(frame(step.block));
    found.push(h("p", { class: "faint" }, `${step.file}:${step.line}`, (step.via || []).length ? " · used by " + step.via[0] : ""));
    const checks = step.checks || [];
    if (checks.length > 1 || checks.some((check) => !check.passed))
      found.push(h("h4", {}, "Expectations"), table(["", "what", "expected", "found", "line"], checks.map((check) =>
        [mark(check.passed ? "passed" : "failed"), check.subject || check.kind, check.wanted || (check.wanted || check.found ? "" : check.message), check.passed ? "" : check.found, check.line])));
    if ((step.used || []).length) found.push(h("h4", {}, "Used"), values(step.used.map(([name, value, origin]) => [name, value, origin])));
    if ((step.extracted || []).length) found.push(h("h4", {}, "Extracted"), values(step.extracted.map(([name, value, line]) => [name, value, "line " + line])));
    const exchanges = step.exchanges || [];
    exchanges.forEach((exchange, at) => found.push(traffic(exchange, at, step, documents[spec.file], exchanges)));
    if (step.contract && (step.contract.findings || []).length)
      found.push(h("h4", {}, "Contract"), step.contract.findings.map((finding) => problem(`${finding.severity}[${finding.rule}] ${finding.message}`, finding.hint, [finding.place, finding.pointer].filter(Boolean).join("  ←  "))));
    found.push(h("div", { class: "copies" }, copier("rerun", step.rerun), step.curl && copier("curl", step.curl), step.block && copier("issue text", issue(spec, [step]))));
    return found;
  }

  const values = (rows) => h("table", { class: "kv" }, h("tbody", {}, rows.map(([name, value, origin]) => h("tr", {}, h("td", {}, name), h("td", {}, value), h("td", { class: "faint" }, origin)))));
  const table = (heads, rows) => h("div", { class: "wide" }, h("table", {},
    h("thead", {}, h("tr", {}, heads.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((each) => h("td", {}, each)))))));

  // ---- what went over the wire

  const TOKENS = /"(?:\\.|[^"\\])*"?|[{}[\],:]|[^\s{}[\],:"]+/g;

  // By tokens, and not by parsing: a number stays as it came, and what was cut keeps all it has.
  function layout(text) {
    const pieces = text.match(TOKENS) || [];
    const lines = [];
    let line = "", depth = 0;
    const open = () => "  ".repeat(Math.min(depth, 20));
    pieces.forEach((piece, at) => {
      const next = pieces[at + 1];
      if (piece === "{" || piece === "[") {
        line += piece;
        if (next !== (piece === "{" ? "}" : "]")) { lines.push(line); depth += 1; line = open(); }
      } else if ((piece === "}" || piece === "]") && !/[{[]$/.test(line)) {
        if (line.trim()) lines.push(line);
        depth = Math.max(depth - 1, 0);
        line = open() + piece;
      } else if (piece === ",") { lines.push(line + ","); line = open(); }
      else line += piece === ":" ? ": " : piece;
    });
    if (line.trim()) lines.push(line);
    return lines;
  }
  const isJson = (text) => /^\s*[{[]/.test(text || "");
  const pretty = (text) => (isJson(text) ? layout(text).join("\n") : text);

  function traffic(exchange, at, step, file, exchanges) {
    const name = exchanges.length > 1 ? `Attempt ${at + 1} of ${exchanges.length}` : "Request and answer";
    const status = exchange.status == null ? "no answer" : `${exchange.status} ${exchange.reason || ""}`;
    return h("details", { open: at === exchanges.length - 1 && ["failed", "error"].includes(step.mark) },
      h("summary", {}, name),
      h("h4", {}, "→ " + exchange.method + " " + exchange.url),
      headers(exchange.sent), exchange.body && h("pre", { class: "text", tabindex: "0" }, pretty(exchange.body)),
      h("h4", {}, `← ${status} · ${ms(exchange.seconds || 0)}` + (exchange.size ? " · " + size(exchange.size) : "")),
      headers(exchange.came), exchange.answer && answerOf(exchange, at, file, exchanges));
  }

  const headers = (pairs) => (pairs || []).length
    ? h("details", {}, h("summary", { class: "faint" }, `${pairs.length} headers`), h("table", { class: "kv" }, h("tbody", {}, pairs.map(([name, value]) => h("tr", {}, h("td", {}, name), h("td", {}, value))))))
    : null;

  function answerOf(exchange, at, file, exchanges) {
    const others = [
      ...((file && file.bodies) || []).map((body) => [`line ${body.line}: ${body.title}`, body.text]),
      ...exchanges.map((each, index) => [`attempt ${index + 1}`, each.answer]).filter(([, text], index) => index !== at && text),
    ];
    const place = h("div", {});
    const draw = (content) => place.replaceChildren(content);
    const showPretty = () => draw(h("pre", { class: "text", tabindex: "0" }, pretty(exchange.answer)));
    const showRaw = () => draw(h("pre", { class: "text", tabindex: "0" }, exchange.answer));
    const near = Math.max(others.findIndex(([title]) => title.includes(String(exchange.status))), others.findIndex(([title]) => exchange.status < 300 && /expected|success/i.test(title)), 0);
    const picker = h("select", { "aria-label": "Compare with", onchange: () => showDiff() }, others.map(([title], index) => h("option", { value: index, selected: index === near }, title)));
    const showDiff = () => draw(diff(pretty(others[picker.value][1]), pretty(exchange.answer)));
    showPretty();
    return h("div", {},
      h("div", { class: "copies" },
        h("button", { type: "button", onclick: showPretty }, "laid out"), h("button", { type: "button", onclick: showRaw }, "raw"),
        others.length > 0 && [h("button", { type: "button", onclick: showDiff }, "diff with"), picker], copier("body", exchange.answer)),
      place);
  }

  function diff(before, after) {
    const a = before.trim().split("\n"), b = after.trim().split("\n");
    if (a.length * b.length > 4e6) return h("p", { class: "faint" }, "Too long to compare here.");
    const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
    const same = (x, y) => x.replace(/,$/, "") === y.replace(/,$/, "");
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        table[i][j] = same(a[i], b[j]) ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    const lines = [];
    const put = (kind, sign, text) => lines.push(h("div", { class: kind }, h("span", {}, sign), h("span", {}, text)));
    let i = 0, j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && same(a[i], b[j])) { put("", " ", b[j]); i++; j++; }
      else if (j >= b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) put("less", "-", a[i++]);
      else put("more", "+", b[j++]);
    }
    const changed = lines.some((line) => line.className);
    return h("div", { class: "text diff" }, changed ? lines : [h("p", { class: "faint" }, "They are the same."), lines]);
  }

  // ---- the other tabs

  function source(spec, file) {
    const marks = new Map(), covered = new Map(), said = new Map();
    for (const step of spec.steps || []) {
      if (step.file !== spec.file) continue;
      const known = marks.get(step.line);
      if (!known || known === "passed") marks.set(step.line, step.mark);
      for (let line = step.line; line <= step.last; line++) covered.set(line, step.mark);
      for (const trouble of step.troubles || []) tell(trouble);
    }
    for (const trouble of [...(spec.troubles || []), ...(spec.findings || [])]) tell(trouble);
    function tell(trouble) {
      const [, name, line] = /^(.*):(\d+)$/.exec(trouble.place || "") || [];
      if (name === spec.file) said.set(+line, [...(said.get(+line) || []), trouble.message]);
    }
    let fence = "", front = false;
    const lines = file.text.split("\n").map((text, index) => {
      const number = index + 1;
      const edge = /^\s{0,3}(`{3,}|~{3,})/.exec(text);
      if (number === 1 && text === "---") front = true;
      const inside = fence || front;
      if (number > 1 && text === "---") front = false;
      if (edge && !front) fence = fence ? (edge[1].startsWith(fence) ? "" : fence) : edge[1];
      const tone = covered.get(number) || "";
      const kind = [inside || edge ? "fence" : /^#{1,6} /.test(text) ? "heading" : "", said.has(number) ? "at" : "", tone].join(" ");
      return h("div", { class: kind, id: said.has(number) ? "said-" + number : false },
        h("span", {}, marks.has(number) ? GLYPHS[marks.get(number)] : tone ? "│" : ""), h("span", {}, number), h("span", {}, inside ? coloured(text) : text || " "),
        (said.get(number) || []).map((message) => h("span", { class: "say" }, "^ " + message)));
    });
    return h("div", { class: "source", tabindex: "0" }, lines);
  }

  function coloured(text) {
    const key = /^(\s*(?:- )*)([\w.$[\]"'@?<>={}-]+:)(?=\s|$)(.*)$/.exec(text);
    if (/^\s*#/.test(text)) return h("span", { class: "remark" }, text);
    return key ? [key[1], h("span", { class: "key" }, key[2]), key[3]] : text || " ";
  }

  function waterfall(spec) {
    const requests = (spec.steps || []).flatMap((step) => (step.exchanges || []).map((exchange) => [step, exchange]));
    if (!requests.length) return null;
    const start = Math.min(...requests.map(([, exchange]) => exchange.began || 0));
    const end = Math.max(...requests.map(([, exchange]) => (exchange.began || 0) + (exchange.seconds || 0)), start + 0.001);
    const W = 900, LEFT = 260, scale = (W - LEFT - 70) / (end - start);
    const seen = new Set();
    const bars = requests.map(([step, exchange], index) => {
      const y = index * 20 + 4;
      let x = LEFT + ((exchange.began || 0) - start) * scale;
      const phases = exchange.phases || [["other", exchange.seconds || 0]];
      const parts = phases.map(([name, seconds]) => {
        seen.add(name);
        const part = s("rect", { class: "phase-" + name, x, y, width: Math.max(seconds * scale, 0.5), height: 13 }, s("title", {}, `${name} ${ms(seconds)}`));
        x += seconds * scale;
        return part;
      });
      return [s("text", { x: 0, y: y + 11 }, `${GLYPHS[step.mark] || ""} ${step.id}`.slice(0, 36)), parts, s("text", { class: "faint", x: x + 6, y: y + 11 }, ms(exchange.seconds || 0))];
    });
    return [h("div", { class: "legend" }, [...seen].map((name) => h("span", {}, s("svg", { viewBox: "0 0 10 10" }, s("rect", { class: "phase-" + name, width: 10, height: 10 })), name))),
      h("div", { class: "wide" }, s("svg", { class: "waterfall", viewBox: `0 0 ${W} ${requests.length * 20 + 8}`, role: "img", "aria-label": "When each request was sent, and what its time was spent on" }, bars))];
  }

  function variables(spec) {
    const found = new Map();
    for (const step of spec.steps || []) {
      for (const [name, value, origin, line] of step.used || []) {
        const entry = found.get(name + "\0" + value) || { name, value, origin, used: new Set() };
        entry.used.add(`${step.id}${line ? ", line " + line : ""}`);
        found.set(name + "\0" + value, entry);
      }
      for (const [name, value, line] of step.extracted || [])
        if (!found.has(name + "\0" + value)) found.set(name + "\0" + value, { name, value, origin: `extracted by ${step.id}, line ${line}`, used: new Set() });
    }
    return found.size ? table(["name", "value", "comes from", "used by"], [...found.values()].map((each) => [h("code", {}, each.name), h("code", {}, each.value), each.origin, [...each.used].join("; ")])) : null;
  }

  function contract(spec) {
    const rows = (spec.steps || []).filter((step) => step.contract).map((step) =>
      [step.name, step.contract.operation || "not documented", step.contract.standing, step.contract.document || ""]);
    const findings = (spec.steps || []).flatMap((step) => (step.contract && step.contract.findings) || []);
    return rows.length ? [findings.map((finding) => problem(`${finding.severity}[${finding.rule}] ${finding.message}`, finding.hint, [finding.place, finding.pointer].filter(Boolean).join("  ←  "))), table(["step", "operation", "stands", "document"], rows)] : null;
  }

  function claims(spec) {
    if (!(spec.claims || []).length) return null;
    const STATES = { holds: "passed", broken: "failed", "not checked": "skipped" };
    return table(["", "section", "claim", "found out by", "line"], spec.claims.map((claim) =>
      [h("span", { class: "mark " + STATES[claim.state] }, claim.state), claim.topic, [claim.says, (claim.findings || []).map((finding) => h("div", { class: "failed" }, finding.message))], claim.by || "", (claim.place || "").split(":").pop()]));
  }

  function past(spec) {
    const turns = spec.turns || [];
    if (!turns.length) return null;
    const said = (turn) => turn && `${turn[3].replace("T", " ").replace(/\+00:00$|Z$/, " UTC")}${turn[4] ? " at " + turn[4].slice(0, 9) : ""}`;
    const times = turns.filter(([outcome]) => outcome === "passed").map((turn) => turn[2]).sort((a, b) => a - b);
    const rank = (share) => times[Math.max(Math.ceil(share * times.length) - 1, 0)];
    const word = ([outcome, flaky]) => (flaky && outcome === "passed" ? "flaky" : outcome);
    const told = turns.filter(([outcome]) => outcome !== "skipped");
    const byChance = told.filter(([, flaky, , , , , fell]) => flaky || fell).length;
    const longest = Math.max(spec.seconds || 0, ...turns.map((turn) => turn[2])) || 1;
    const column = (mark, seconds, title) => {
      const high = Math.max((30 * seconds) / longest, 1);
      return h("span", { class: mark, title: `${mark}, ${ms(seconds)}, ${title}` },
        s("svg", { viewBox: "0 0 10 30", preserveAspectRatio: "none" }, s("rect", { x: 1, y: 30 - high, width: 8, height: high })), GLYPHS[mark]);
    };
    return [
      h("div", { class: "turns", role: "img", "aria-label": `${turns.map(word).join(", ")}, and this one: ${spec.mark}` },
        turns.map((turn) => column(word(turn), turn[2], said(turn))), column(spec.mark, spec.seconds || 0, "this run")),
      values([
        ["earlier runs", String(turns.length), "the latest at the right, then this one"],
        spec.first_failed && ["failing since", said(spec.first_failed), ""],
        spec.last_passed && ["last passed", said(spec.last_passed), ""],
        times.length && ["duration", `p50 ${ms(rank(0.5))}, p95 ${ms(rank(0.95))}`, "of those that passed"],
        told.length && ["flaky", `${byChance} of ${told.length}`, byChance ? "passed when retried, or fell where nothing had changed" : ""],
      ].filter(Boolean)),
    ];
  }

  // ---- copying

  // In the letters of code, where trackers look for nothing: neither markup nor people, numbers, pictures.
  function issue(spec, steps) {
    const ticks = (text, least) => "`".repeat(Math.max(least, ...(text.match(/`+/g) || []).map((run) => run.length + 1)));
    const code = (text) => {
      const line = visible(String(text).trim().replace(/\s+/g, " ")), around = ticks(line, 1), blank = /^`|`$/.test(line) ? " " : "";
      return around + blank + line + blank + around;
    };
    const blocks = steps.map((step) => visible(plain(step.block))).map((text) => `${ticks(text, 3)}text\n${text}\n${ticks(text, 3)}`);
    return [`${code(spec.title)}: ${code(spec.headline || spec.mark)}`, code(spec.file), ...blocks, `Rerun: ${code(spec.rerun)}`].join("\n\n") + "\n";
  }

  function copies(spec) {
    const bad = (spec.steps || []).filter((step) => step.block);
    return [h("p", { class: "faint" }, "Secrets are masked in all of them; curl asks the shell for tokens."),
      h("div", { class: "copies" }, copier("rerun", spec.rerun), bad.length > 0 && copier("issue text", issue(spec, bad)), copier("link to this", () => location.href)),
      (spec.lean ? [] : spec.steps || []).map((step) => h("div", { class: "copies" }, h("span", { class: "mark " + step.mark }, GLYPHS[step.mark]), step.name, copier("rerun", step.rerun), step.curl && copier("curl", step.curl)))];
  }

  const copier = (name, text) => h("button", { type: "button", onclick: () => copy(name, typeof text === "function" ? text() : text) }, "copy " + name);

  async function copy(name, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // a page from a file may not, everywhere
      const area = h("textarea", { class: "sr" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(`${name} copied`);
  }

  function say(text) {
    const old = $("said");
    if (old) old.remove();
    const note = h("div", { id: "said", role: "status" }, text);
    document.body.append(note);
    setTimeout(() => note.remove(), 1500);
  }

  // ---- light or dark

  const store = { get: () => { try { return localStorage.getItem("steprun-theme"); } catch { return null; } }, set: (value) => { try { localStorage.setItem("steprun-theme", value); } catch { /* a page from a file may not */ } } };
  function theme() {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    store.set(root.dataset.theme);
  }
  if (["light", "dark"].includes(store.get())) root.dataset.theme = store.get();

  // ---- hands on

  function step(by, wanted) {
    const shown = wanted ? matching.filter(wanted) : matching;
    if (!shown.length) return;
    const all = rows.indexOf(chosen);
    const here = chosen ? shown.indexOf(chosen) : -1;
    let next = here >= 0 ? here + by : by > 0 ? shown.findIndex((row) => rows.indexOf(row) > all) : shown.findLastIndex((row) => rows.indexOf(row) < all);
    next = Math.min(Math.max(next, 0), shown.length - 1);
    if (!$("specs").classList.contains("shown")) show("specs");
    location.hash = linkTo(shown[next]);
  }
  const isBad = (row) => ["failed", "error"].includes(row.className);

  const KEYS = {
    j: () => step(1), k: () => step(-1), n: () => step(1, isBad), p: () => step(-1, isBad), t: theme,
    "/": () => { close(); location.hash = "specs"; show("specs"); $("query").focus(); },
    "?": () => $("help").showModal(),
    Escape: () => { if (chosen) leave(); },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (typing && event.key === "Escape") { event.target.blur(); return; }
    if (typing) return;
    const tab = /^[1-8]$/.test(event.key) && chosen && document.querySelectorAll("#detail [role=tab]")[event.key - 1];
    const act = tab ? () => tab.click() : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const at = event.target.closest("[data-spec], #list tbody tr, [data-filter], a[href^='#spec-']");
    if (!at) return;
    if (at.dataset.filter) {
      event.preventDefault();
      if (at.tagName === "A") { $("query").value = at.dataset.filter; filter(); location.hash = "specs"; }
      else toggle(at.dataset.filter);
      return;
    }
    if (at.tagName === "ARTICLE") return;
    const number = at.dataset.spec || (at.closest("tr") && numberOf(at.closest("tr")));
    if (number === undefined || number === null || String(getSelection())) return;
    event.preventDefault();
    choose(number, at.dataset.step ? "steps" : "", at.dataset.step);
  });
  $("query").addEventListener("input", filter);
  document.querySelector(".filter").addEventListener("submit", (event) => event.preventDefault());
  $("theme").addEventListener("click", theme);
  $("help-open").addEventListener("click", () => $("help").showModal());
  $("more").addEventListener("click", () => makeRoom(0));
  new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && makeRoom(0)).observe($("more"));
  layOut();
  addEventListener("beforeprint", () => makeRoom(rows.length));
  addEventListener("hashchange", go);
  go();
})();
