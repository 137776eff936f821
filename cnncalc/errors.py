"""What can go wrong, as data: the error tree, and the problems that an error carries.

No class here formats itself for a reader; `cnncalc.render.problems` does that. A rule of a layer knows *what* is wrong
and raises a placeless `RuleError`; whoever knows *where* (the spec, the command line) adds the place.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]


class Call(NamedTuple):
    """One block call on the way to a layer: the block's name, its arguments as text, and where it was called."""

    name: str
    arguments: str
    file: str
    line: int


class Origin(NamedTuple):
    """Where something stands: a stretch of one line of a text, its path in the YAML, and the calls that led there.

    `line` and `column` count from 1. `path` is the item's place in the document (`layers.0`). `blocks` are the
    block calls, outermost first.
    """

    file: str
    line: int
    column: int
    length: int = 1
    text: str = ""
    path: str = ""
    blocks: tuple[Call, ...] = ()


class Problem(NamedTuple):
    """One thing that is wrong, or worth knowing: a stable code, the message, help that works, and its place."""

    code: str
    message: str
    help: tuple[str, ...] = ()
    severity: Severity = "error"
    origin: Origin | None = None
    layer: str | None = None


class CnncalcError(Exception):
    """The root of everything that cnncalc raises on purpose."""


class UsageError(CnncalcError):
    """The request itself is wrong (a missing file, an unknown name, an option that does not exist): exit code 2.

    `lines` are what to write instead, ready to paste, each with a word of explanation (which may be empty).
    """

    def __init__(self, message: str, lines: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.lines = lines


class MissingExtra(UsageError):
    """A command needs a package that is not installed; `lines` holds the command that installs it."""


class RuleError(CnncalcError):
    """A rule does not hold. It knows what is wrong, not where: no layer name, no line.

    `field` names the option at fault where there is one, `help` says what would work.
    """

    def __init__(self, code: str, message: str, *help: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.help = help
        self.field = field

    def problem(self, origin: Origin | None = None, layer: str | None = None) -> Problem:
        """Return the same as a problem with its place."""
        return Problem(self.code, self.message, self.help, "error", origin, layer)


class SpecError(CnncalcError):
    """A spec cannot be read: all its problems at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.code}: {p.message}" for p in problems))
        self.problems = problems
