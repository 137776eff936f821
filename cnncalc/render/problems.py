"""Problems as text, as one line, for GitHub and as JSON data: the only place where a problem is worded for a reader.

```
bad/resid.yaml:4:7: error[add-shape]: the main path gives 28x28x128 but the skip path carries 56x56x64
    4 |     - residual:
      |       ^^^^^^^^
      = in block `basic` c=128, s=2, called at bad/resid.yaml:9
      = help: give the skip path a projection, e.g. `skip: {conv: "128 x 1x1, stride 2"}`
```
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

from cnncalc.errors import Call, Origin, Problem

_WIDEST = 106
_BEFORE_CARET = 40
_WORD = re.compile(r" *(?:`[^`]*`|[^ `]|`(?=[^`]*$))+")


def full(problem: Problem, width: int | None = None, variants: Sequence[str] = ()) -> str:
    """Return a problem with its source line, the caret under the place, the calls that led there, and the help.

    With the `width` of a terminal the sentences are wrapped at blanks; what stands in backticks is kept in one piece.
    `variants` are those of the spec that have the problem, where its base does not.
    """
    gutter = max(5, len(str(problem.origin.line)) if problem.origin else 0)
    behind = gutter + 3
    lines = wrapped(concise(problem), width, behind)
    if problem.origin is not None:
        lines += _excerpt(problem.origin, gutter, _WIDEST if width is None else width - behind)
        for call in reversed(problem.origin.blocks):
            lines += wrapped(f"{'':{gutter}} = {_call(call)}", width, behind)
    if variants:
        lines += wrapped(f"{'':{gutter}} = in {_named(variants)}", width, behind)
    for help in problem.help:
        first, *rest = map(_shown, help.splitlines() or [""])
        lines += wrapped(f"{'':{gutter}} = help: {first}", width, behind + len("help: "))
        lines += [f"{'':{gutter}}         {line}" for line in rest]
    return "\n".join(line.rstrip() for line in lines)


def concise(problem: Problem, variants: Sequence[str] = ()) -> str:
    """Return a problem as one line, which editors can follow to its place."""
    origin = problem.origin
    place = "" if origin is None else f"{origin.file}:{origin.line}:{origin.column}: "
    behind = f" ({_named(variants)})" if variants else ""
    return f"{place}{problem.severity}[{problem.code}]: {_shown(' '.join(problem.message.splitlines()))}{behind}"


def github(problem: Problem, variants: Sequence[str] = ()) -> str:
    """Return a problem as a workflow command of GitHub, which shows it beside the line of the file."""
    origin = problem.origin
    properties = {"title": f"cnncalc: {problem.code}"}
    if origin is not None and not origin.file.startswith("<"):  # `<stdin>` is no file of the repository
        place = {"file": PurePath(origin.file).as_posix(), "line": str(origin.line), "col": str(origin.column)}
        properties = {**place, **properties}
    calls = [_call(call) for call in reversed(origin.blocks)] if origin else []
    lines = [problem.message, *calls, *([f"in {_named(variants)}"] if variants else []), *problem.help]
    command = "notice" if problem.severity == "note" else problem.severity
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = _data("\n".join(lines))
    return f"::{command} {listed}::{message}"


def as_json(problem: Problem) -> dict[str, object]:
    """Return a problem as an entry of `diagnostics`: `help` is one text or null, `trace` begins with the outermost."""
    origin = problem.origin
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "help": "\n".join(problem.help) or None,
        "file": origin.file if origin else None,
        "line": origin.line if origin else None,
        "column": origin.column if origin else None,
        "layer": problem.layer,
        "trace": [_call(call) for call in origin.blocks] if origin else [],
    }


def _data(text: str) -> str:
    """Return a text as the message of a workflow command: `%` first, which the others bring in."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return a text as a property of a workflow command, where colons and commas separate."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _named(variants: Sequence[str]) -> str:
    return f"{'variant' if len(variants) == 1 else 'variants'} {', '.join(variants)}"


def _call(call: Call) -> str:
    arguments = f" {call.arguments}" if call.arguments else ""
    return f"in block `{call.name}`{arguments}, called at {call.file}:{call.line}"


def wrapped(text: str, width: int | None, indent: int) -> list[str]:
    """Return a line cut at blanks into lines of a width, the second and later ones indented."""
    if width is None or _width(text) <= width:
        return [text]
    lines: list[str] = []
    line = ""
    for word in _WORD.findall(text):
        if line.strip() and _width(line + word.rstrip()) > width:
            lines.append(line)
            line, word = " " * indent, word.lstrip()
        line += word
    return [*lines, line]


def _excerpt(origin: Origin, gutter: int, widest: int) -> list[str]:
    """Return the source line and the carets below it; of a very long line, a window around the place."""
    text = origin.text.rstrip()
    if not text:
        return []
    start = min(origin.column - 1, len(text))
    widest = widest if len(text) <= widest else max(widest - 2 * len("..."), 20)
    first = max(0, min(start - min(_BEFORE_CARET, widest // 2), len(text) - widest))
    last = min(first + widest, len(text))
    left, right = "..." if first else "", "..." if last < len(text) else ""
    indent = len(left) + _width(text[first:start])
    carets = max(1, _width(text[start : min(start + origin.length, last)]))
    return [
        f"{origin.line:>{gutter}} | {left}{_shown(text[first:last])}{right}",
        f"{'':{gutter}} | {' ' * indent}{'^' * carets}",
    ]


def _shown(text: str) -> str:
    """Return what is shown of a line of text: nothing that moves the cursor or hides itself."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in text)


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes as it is shown."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in _shown(text))
