"""A claim: something that the prose of a document says about its endpoint, as data that can be checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, TypeVar

from runner.model.json import JSON, Path
from runner.model.place import KEY, Marks, Place, nearest_mark
from runner.model.spec import Endpoint

ANONYMOUS = "none"
"""The role of who sends no token."""
STRANGER = "unknown"
"""The role of who sends a token that nobody gave out."""
EVERYBODY_ELSE = "*"
"""All roles that are not named."""


class Topic(StrEnum):
    """The kinds of sections that claim something."""

    ENDPOINT = "Endpoint"
    """The front matter's."""
    AUTHENTICATION = "Authentication"
    EXPECTED_RESPONSE = "Expected Response"
    ERROR_RESPONSES = "Error Responses"
    RESPONSE_CODES = "Response Codes"
    PARAMETERS = "Parameters"
    KNOWN_ISSUES = "Known Issues"
    UID_RESOLUTION = "UID Resolution"
    DISCREPANCIES = "Swagger Discrepancies"
    OPTIONS = "Options"
    SUMMARY = "Summary"
    """What a document says in passing, before it comes to its sections."""


class When(StrEnum):
    """How a request departs from the Test Request, so that another answer comes."""

    AS_IT_IS = "as it is"
    LEFT_OUT = "left out"
    """Without the parameter."""
    EMPTY = "empty"
    """With an object that has nothing in it, and is not sent otherwise."""
    UNKNOWN = "unknown"
    """With an id that does not exist."""
    ROLE = "role"
    """With the token of a role."""
    REPEATED = "repeated"
    """Sent a second time."""
    NO_OBJECT = "no object"
    """With a body that is no JSON object."""


@dataclass(frozen=True, slots=True)
class Condition:
    """When an answer comes."""

    when: When
    what: str = ""
    """The role; or the parameter, a path with dots (`booking.slot.id`), several with commas between."""
    through: str = ""
    """The heading of the option whose steps prepare it; empty: the Prerequisites alone."""
    endpoint: Endpoint | None = None
    """Another one than that of the document."""
    is_guess: bool = field(default=False, compare=False)
    """The words only hint at it: another answer than the documented one proves nothing."""

    def __str__(self) -> str:
        words = {
            When.AS_IT_IS: "as it is",
            When.LEFT_OUT: f"without {_listed(self.what)}",
            When.UNKNOWN: f"with a `{self.what}` that does not exist",
            When.ROLE: _sent_by(self.what),
            When.REPEATED: "sent twice",
            When.EMPTY: f"with an empty `{self.what}`",
            When.NO_OBJECT: "with a body that is no JSON object",
        }[self.when]
        words = f"{self.endpoint} {words}" if self.endpoint else words
        return f"{words}, after {self.through}" if self.through else words


def _listed(names: str) -> str:
    return " and ".join(f"`{name}`" for name in names.split(","))


def _sent_by(role: str) -> str:
    named = {ANONYMOUS: "without a token", STRANGER: "with an unknown token"}
    return named.get(role, f"with a token of {role}")


@dataclass(frozen=True, slots=True)
class Roster:
    """A list of who may call: the front matter's, or the sentences of a section."""

    place: Place
    """Of the first who may."""
    width: int
    named: frozenset[str]
    """All roles that it mentions, whatever it says of them."""
    is_of_tokens: bool = False
    """The front matter's: who needs no good token need not stand there."""

    def names(self, role: str) -> bool:
        """Whether it mentions a role, or one of its kind: `client_b` is another client."""
        wanted = role.lower()
        return any(is_kin(wanted, other) or is_kin(other, wanted) for other in map(str.lower, self.named))


def is_kin(role: str, named: str) -> bool:
    """Whether a role is the named one, or one of the same kind."""
    return role == named or role.startswith(f"{named}_")


@dataclass(frozen=True, slots=True)
class Access:
    """Whether a role may call the endpoint."""

    role: str
    """As `steprun.yaml` calls it, or ANONYMOUS, STRANGER, EVERYBODY_ELSE."""
    allowed: bool
    statuses: tuple[int, ...] = ()
    """With which of these it is refused; empty: with 401 or 403."""
    roster: Roster | None = field(default=None, compare=False)
    """The list that it stands in."""
    beside: frozenset[str] = frozenset()
    """Of EVERYBODY_ELSE: whom its own list lets in (`Client tokens only`); none: as all lists say."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A body that comes with a status."""

    statuses: tuple[int, ...]
    """One of them; empty: any success."""
    body: JSON
    has_body: bool = True
    """False: only the status is claimed."""
    marks: Marks = field(default_factory=dict, repr=False)
    """Of the keys and values of the body, by their paths."""
    first_line: int = 0
    """Of the body, in the file."""
    last_line: int = 0
    is_error: bool = False
    conditions: tuple[Condition, ...] = ()
    """When it comes, likeliest first; empty: the words do not tell."""
    status_place: Place | None = None
    """Where its status stands, if not at the place of the claim."""

    def place_at(self, file: str, path: Path) -> Place:
        """Where a key of the body stands, or the nearest above it that does."""
        if not self.marks:
            return Place(file, self.first_line or 1)
        return Place(file, *nearest_mark(self.marks, (*path, KEY)))


@dataclass(frozen=True, slots=True)
class Code:
    """A status that the endpoint can answer with."""

    status: int
    words: tuple[str, ...] = ()
    """Codes in the body of such answers (`NOT_FOUND`)."""
    conditions: tuple[Condition, ...] = ()
    role: str = ""
    """Whose token it comes to; empty: to whomever."""


class Required(StrEnum):
    """Whether a parameter must be sent."""

    YES = "yes"
    NO = "no"
    SOMETIMES = "conditional"
    UNSAID = ""


class Where(StrEnum):
    """Where a parameter is sent."""

    PATH = "path"
    QUERY = "query"
    BODY = "body"
    HEADER = "header"
    UNSAID = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the endpoint."""

    name: str
    """`booking.slot.id`, `items[].name`."""
    where: Where
    required: Required
    types: tuple[str, ...] = ()
    """JSON types; empty: the table's word is none."""
    required_place: Place | None = None
    type_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that is wrong with an API and known: it should still be so."""

    endpoint: Endpoint | None
    """None: the endpoint of the document."""
    condition: Condition
    statuses: tuple[int, ...]
    """One of them comes; empty: some refusal, or success."""
    is_success: bool = False
    """Without statuses: it works all the same."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an id comes from: a field in the answer of another endpoint."""

    name: str
    """Of the id; empty: the field is named for its own sake."""
    endpoints: tuple[Endpoint, ...]
    """One of these answers with it; none: the words name none."""
    query: str
    """JSONPath; empty: not said."""
    is_loose: bool = False
    """The path may begin anywhere in the answer: `uid` of each booking, `meta.hash` beside its attributes."""
    beside: tuple[str, ...] = ()
    """The headings of the step blocks that the words stand beside, and are about."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who may call another endpoint."""

    endpoint: Endpoint
    access: Access


@dataclass(frozen=True, slots=True)
class Provider:
    """A block of steps that gives the Test Request a variable, or does its work in another way."""

    title: str
    """The heading it stands under, as examples of the plan are called."""
    names: tuple[str, ...]
    """The variables that it should give; empty: none is named."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Where the API departs from its OpenAPI document, and the author knows."""

    parameter: str = ""
    required: bool | None = None
    """Whether the API really requires it; None: not about that."""
    condition: Condition | None = None
    statuses: tuple[int, ...] = ()
    is_absent: bool = False
    """Whether it is the OpenAPI document that does not know the parameter at all."""


Fact: TypeAlias = (
    Access | Answer | Caller | Code | Parameter | Issue | Source | Provider | Discrepancy
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a document, where it stands, and what it comes to."""

    topic: Topic
    place: Place
    says: str
    """In short, for lists: `client: works`, `404 with 3 keys`."""
    fact: Fact | None = None
    """None: nobody can check it."""
    why_not: str = ""
    """Why it cannot be checked; never empty without a fact."""
    width: int = 1
    """How many characters from `place` on are meant."""


_F = TypeVar("_F", bound=Fact)


def facts_of(claims: Iterable[Claim], kind: type[_F]) -> Iterator[tuple[Claim, _F]]:
    """The claims of one kind."""
    for claim in claims:
        if isinstance(claim.fact, kind):
            yield claim, claim.fact
