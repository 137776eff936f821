"""Why a YAML library stopped, in plain words: for a person who has never read YAML's grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import yaml

from cnncalc.errors import Origin, Problem

QUOTES = 'a text that holds a colon, a comma or brackets needs quotes, like `"a: b"`'
TAG_HELP = 'leave it out: every value is text; a text that begins with `!` needs quotes: `"!"`'

_COLUMNS = "what belongs together begins in the same column, and nothing follows a closing quote or bracket"
_DASHES = "the dashes of one list stand below each other, each in the same column"
_FROM_START = re.compile("simple key|scanning a quoted|an alias|an anchor")  # best shown at the start of the item
_EQUALS = re.compile(r" *([a-z_]+) *= *(.+)")
_WORD_ITEM = re.compile(r" *- +([A-Za-z_]\w*) *(?:#.*)?")
_WORD = re.compile(r" *([A-Za-z_]\w*) *")
_KEY = re.compile(r" *([a-z_]+) *:")
_DASH = re.compile(" *- ")

# A part of the library's reason, the same for a person (`{char}` stands there, `{line}` began the item), and the help.
_SYNTAX = (
    ("escape", "a backslash that YAML cannot read", "in double quotes a backslash begins an escape: use single quotes"),
    ("unexpected ':'", "a colon needs a space after it", "write `{{relu: , name: r1}}`, or put the text in quotes"),
    (
        "expected ':'",
        "this line is neither `key: value` nor `- item`",
        "a layer begins with `- `; a key needs a colon and a space: `conv: 8 x 3x3`",
    ),
    ("mapping values", "a colon cannot stand here", f"check the indentation; {QUOTES}"),
    ("scanning a quoted", "this quoted text does not end", "close it; a text with an apostrophe needs double quotes"),
    ("cannot start any token", "a text cannot begin with `{char}`", 'put the text in quotes, like `"{char}..."`'),
    ("alphabetic or numeric", "a text cannot begin with `*` or `&`", 'put the text in quotes, like `"* ..."`'),
    (
        "flow sequence",
        "the list of line {line} does not go on like this",
        "close it with `]`, and write `n.0` for `n[0]`",
    ),
    ("flow mapping", "the mapping of line {line} does not go on like this", f"close it with its brace; {QUOTES}"),
    ("parsing a block", "this does not continue what begins in line {line}", _COLUMNS),
    ("<document start>", "the document has ended before this", "a file holds one mapping, and nothing after it"),
)


class Mark(Protocol):
    """The part of a YAML library's mark that is used here; both count from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


def syntax_problem(error: yaml.MarkedYAMLError, file: str, lines: Sequence[str]) -> Problem:
    """Say in plain words why the parser stopped, with its own reason behind."""
    context = error.context_mark
    mark = error.problem_mark or context
    assert mark is not None
    reason = " ".join(part for part in (error.problem, error.context) if part)
    line = lines[mark.line] if mark.line < len(lines) else ""
    before = line[: mark.column]
    if line[mark.column : mark.column + 1] == "\t" or (not before.strip() and "\t" in before):
        place = place_of(file, lines, mark)._replace(column=(before + "\t").index("\t") + 1)
        return Problem("yaml", "a tab where YAML needs spaces", ("indent with spaces, not with tabs",), origin=place)
    if "tag" in reason:
        message = f"a spec has no tags ({reason})"
        return Problem("yaml-tag", message, (TAG_HELP,), origin=place_of(file, lines, mark))
    at = mark
    if context is not None:
        open_bracket = "parsing a flow" in reason and context.line < mark.line
        at_end = not line[mark.column :].strip()
        at = context if open_bracket or at_end or _FROM_START.search(reason) else mark
    if "mapping values" in reason and (item := _item_above(lines, mark.line)) and (key := _KEY.match(line)):
        help = f"write `- {item}:` and put {key[1]} below it"
        message = f"not valid YAML: a colon cannot follow here, below `- {item}`"
        return Problem("yaml", message, (help,), origin=place_of(file, lines, at))
    words = {"char": line[mark.column : mark.column + 1], "line": (context or mark).line + 1}
    for needle, message, help in _SYNTAX:
        if needle in reason:
            text = f"not valid YAML: {message.format(**words)} ({reason})"
            dashed = _DASH.match(line) is not None
            helps = (help.format(**words), *((_DASHES,) if dashed else ()))
            if dashed and help is _COLUMNS:
                helps = (_DASHES,)
            if needle == "expected ':'" and at.line < len(lines) and (word := _WORD.fullmatch(lines[at.line])):
                helps = (f"a layer begins with `- `: write `- {word[1]}`", *helps[1:])
            if equals := next(
                (_EQUALS.fullmatch(each) for each in lines[: mark.line] if _EQUALS.fullmatch(each)), None
            ):
                helps = (f"a key and its value have a colon between them: `{equals[1]}: {equals[2]}`",)
            return Problem("yaml", text, helps, origin=place_of(file, lines, at))
    return Problem("yaml", f"not valid YAML ({reason})", (QUOTES,), origin=place_of(file, lines, at))


def _item_above(lines: Sequence[str], number: int) -> str | None:
    """Return the word above a line, if it is an item of one word that the line stands deeper than."""
    item = _WORD_ITEM.fullmatch(lines[number - 1]) if number else None
    deeper = item and len(lines[number]) - len(lines[number].lstrip()) > lines[number - 1].index("-")
    return item[1] if item and deeper else None


def place_of(file: str, lines: Sequence[str], mark: Mark, length: int = 1, path: str = "") -> Origin:
    """Return the place of a library's mark, which counts from 0."""
    number, column = mark.line, mark.column
    if number >= len(lines):  # libyaml puts the end of a file on a line of its own
        number, column = len(lines) - 1, len(lines[-1])
    return Origin(file, number + 1, column + 1, max(length, 1), lines[number], path)
