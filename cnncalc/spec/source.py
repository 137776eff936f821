"""YAML text to a tree in which every item knows its place, and YAML's own typing is off.

Every scalar is text (`no`, `010` and `1:30` are what is written), nothing is merged, shared or constructed, and what
could be read two ways is refused. A file ends in a tree or in a `SpecError`, in a time linear in its size.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NoReturn

import yaml

from cnncalc.errors import Origin, Problem, SpecError
from cnncalc.spec.flow_comma import without_values
from cnncalc.spec.places import by_place
from cnncalc.spec.tree import Entry, Mapping, Sequence, Text, Tree, shortened
from cnncalc.spec.yaml_errors import QUOTES, TAG_HELP, Mark, place_of, syntax_problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 40
MAX_ITEMS = 20_000
MAX_PROBLEMS = 100
MAX_TEXT = 1000

FREE_TEXTS = ("name", "about", "source", "note")
"""The keys whose text is for people, and as long as they like."""

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_ASCII_CONTROL = re.compile("[^\t\n\r\x20-\x7e]")
_COLON = re.compile(r"[ \t]*:")
_DASH = re.compile(" *(- .*)")
_TAG = re.compile(r"!\S*|%TAG")

_MINIMAL = "a spec begins like this:\ninput: 32x32x3\nlayers:\n  - conv: 10 x 5x5, pad 2\n  - relu"
_FREE = f"{', '.join(FREE_TEXTS[:-1])} and {FREE_TEXTS[-1]}"
_TOO_BIG = f"a spec has at most {MAX_BYTES // 1024} KiB"
_SMALLER = "repeat layers with a block or `repeat:`"


def read(source: str | bytes, file: str) -> Tree:
    """Read one YAML document; a `SpecError` carries every problem found, in the order of the file.

    `file` is the name that the problems show.
    """
    text = _decode(source, file)
    return _Reader(text, file).document()


def _refuse(code: str, message: str, origin: Origin, *help: str) -> NoReturn:
    raise SpecError((Problem(code, message, help, origin=origin),))


def _decode(source: str | bytes, file: str) -> str:
    """Return the source as text that every YAML library reads alike, or refuse it."""
    if len(source) > MAX_BYTES:
        _refuse("too-big", _TOO_BIG, Origin(file, 1, 1), _SMALLER)
    if isinstance(source, bytes):
        if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            _refuse("yaml", "the file is UTF-16, not UTF-8", Origin(file, 1, 1), "save it as UTF-8")
        source = source.removeprefix(codecs.BOM_UTF8)
        try:
            text = source.decode()
        except UnicodeDecodeError as error:
            place = _offset(file, source.decode(errors="replace"), len(source[: error.start].decode()))
            message = f"not a text file: byte 0x{source[error.start]:02x} at offset {error.start} is not UTF-8"
            _refuse("yaml", message, place, "a spec is a YAML text: save it as UTF-8")
    else:
        text = source.removeprefix("\ufeff")
    if control := _control(text):
        message = f"not a text file: character U+{ord(control[0]):04X} at offset {control.start()}"
        _refuse("yaml", message, _offset(file, text, control.start()), "a spec is a YAML text: save it as plain UTF-8")
    if len(text.encode()) > MAX_BYTES:
        _refuse("too-big", _TOO_BIG, Origin(file, 1, 1), _SMALLER)
    return text


def _control(text: str) -> re.Match[str] | None:
    """Return the first character of a text that is no text: a control character, or none at all.

    The pattern for the whole of Unicode takes 20 ms to compile, so plain ASCII does without it.
    """
    return (_ASCII_CONTROL if text.isascii() else _control_pattern()).search(text)


@lru_cache(maxsize=1)
def _control_pattern() -> re.Pattern[str]:
    return re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _offset(file: str, text: str, offset: int) -> Origin:
    """Return the place of the character at an offset of a text."""
    before = _BREAK.split(text[:offset])
    return Origin(file, len(before), len(before[-1]) + 1, 1, _BREAK.split(text)[len(before) - 1])


class _Stop(Exception):
    """Nothing after this place can be read."""


class _Reader:
    """Builds the tree of one document from the parser's events, and collects what is wrong on the way."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._lines = _BREAK.split(text)
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._problems: list[Problem] = []
        self._place = Origin(file, 1, 1)
        self._items = 0

    def document(self) -> Tree:
        """Return the tree, or raise every problem found."""
        tree: Tree | None = None
        try:
            tree = self._whole()
        except yaml.MarkedYAMLError as error:
            self._problems.append(syntax_problem(error, self._file, self._lines))
        except _Stop:
            pass
        if tree is None or self._problems:
            raise SpecError(tuple(sorted(self._problems, key=by_place)))
        return tree

    def _next(self) -> yaml.Event:
        try:
            return next(self._events)
        except (ValueError, OverflowError):  # both libraries trip over escape sequences that are no character
            self._stop("yaml", "not valid YAML: a bad escape sequence after this place", self._place, "leave it out")

    def _whole(self) -> Tree:
        self._next()  # the start of the stream
        start = self._next()
        if not isinstance(start, yaml.DocumentStartEvent):
            self._stop("yaml", "the file is empty", Origin(self._file, 1, 1), _MINIMAL)
        if start.tags:
            self._tag(self._origin(start.start_mark))
        tree = self._tree(self._next(), "", 1)
        self._next()  # the end of the document
        after = self._next()
        if isinstance(after, yaml.DocumentStartEvent):
            place = self._origin(after.start_mark, 3)
            self._stop("yaml", "a second document begins here", place, "put every net into a file of its own")
        if isinstance(tree, Text) and tree.absent and not self._problems:
            self._stop("yaml", "the file is empty", Origin(self._file, 1, 1), _MINIMAL)
        return tree

    def _tree(self, event: yaml.Event, path: str, depth: int) -> Tree:
        """Return the item that an event begins; `depth` counts the collections around it, itself included."""
        self._items += 1
        if self._items > MAX_ITEMS:
            place = self._origin(event.start_mark)
            self._stop("too-big", f"more than {MAX_ITEMS:,} values", place, _SMALLER)
        if isinstance(event, yaml.ScalarEvent):
            text = self._text(event, path)
            self._place = text.origin
            self._bare(event, event.tag, text.origin)
            return text
        origin = self._origin(event.start_mark, 1, path)
        if isinstance(event, yaml.AliasEvent):
            self._alias(f"*{event.anchor}", origin)
            return Text(f"*{event.anchor}", origin, False)
        assert isinstance(event, yaml.CollectionStartEvent)
        self._bare(event, event.tag, origin)
        if depth > MAX_DEPTH:
            self._stop("yaml-depth", f"nested deeper than {MAX_DEPTH} levels", origin, "name the inner layers: a block")
        flow = bool(event.flow_style)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Tree] = []
            while not isinstance(event := self._next(), yaml.SequenceEndEvent):
                items.append(self._tree(event, _join(path, str(len(items))), depth + 1))
            return Sequence(tuple(items), origin, flow)
        return self._mapping(origin, flow, depth)

    def _text(self, event: yaml.ScalarEvent, path: str) -> Text:
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        if event.style in ("|", ">"):
            length = 1
        elif start.line == end.line:
            length = end.column - start.column
        else:
            length = len(self._lines[start.line].rstrip()) - start.column
        origin = self._origin(start, length, path)
        if event.style == '"' and (control := _control(event.value)):
            message = f"the text holds U+{ord(control[0]):04X}, a character that cannot be shown"
            self._add("yaml", message, origin, "leave the escape sequence out")
        if len(event.value) > MAX_TEXT and path.rpartition(".")[2] not in FREE_TEXTS:
            message = f"a text of {len(event.value):,} characters: only {_FREE} may have more than {MAX_TEXT:,}"
            self._add("expr-long", message, origin, "write it as several layers, or name its parts with `let:`")
        dash = self._dash(start, end) if event.style in (None, "") else None
        return Text(event.value, origin, event.style in ("'", '"'), dash)

    def _dash(self, start: Mark, end: Mark) -> Origin | None:
        """Return where a further line of a text without quotes begins with a dash."""
        for number in range(start.line + 1, end.line + 1):
            if dash := _DASH.match(self._line(number)):
                return Origin(self._file, number + 1, dash.start(1) + 1, len(dash[1].rstrip()), self._line(number))
        return None

    def _mapping(self, origin: Origin, flow: bool, depth: int) -> Tree:
        entries: list[Entry] = []
        first: dict[str, int] = {}
        absent: set[int] = set()
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            path = _join(origin.path, event.value) if isinstance(event, yaml.ScalarEvent) else origin.path
            end = event.end_mark
            assert end is not None
            key = self._tree(event, path, depth + 1)
            value = self._tree(self._next(), path, depth + 1)
            if not isinstance(key, Text):
                self._add("yaml", "a key is a name, not a list or a mapping", key.origin, QUOTES)
                continue
            if flow and isinstance(value, Text) and value.absent and not _COLON.match(self._line(end.line), end.column):
                absent.add(len(entries))
            elif key.value == "<<" and not key.quoted:
                self._alias("<<", key.origin)
            elif key.value in first:
                message = f"`{shortened(key.value)}` stands twice in this mapping, first in line {first[key.value]}"
                self._add("dup-key", message, key.origin, "keep one of them; in a list, every layer begins with `- `")
            first.setdefault(key.value, key.origin.line)
            entries.append(Entry(key, value))
        mapping = Mapping(tuple(entries), origin, flow)
        end = event.end_mark
        assert end is not None
        if not absent:
            return mapping
        short = end.line + 1 == origin.line and end.column - origin.column < 120
        problem, meant = without_values(mapping, absent, short)
        self._note(problem)
        return meant

    def _bare(self, event: yaml.NodeEvent, tag: str | None, origin: Origin) -> None:
        """Report the anchor and the tag of an item, which begins where the first of them stands."""
        if event.anchor is not None:
            self._alias(f"&{event.anchor}", origin)
        if tag is not None:
            self._tag(origin)

    def _alias(self, mark: str, origin: Origin) -> None:
        column = max(origin.text.find(mark, origin.column - 1) + 1, origin.column)
        place = origin._replace(column=column, length=len(mark))
        help: tuple[str, ...] = ("use a block, or `defaults:` for options that layers share",)
        if mark != "<<":
            quoted = f'a text that begins with `{mark[0]}` needs quotes: `"{shortened(mark)}"`'
            help = ("use a block: write the layers once under `blocks:` and call them by name", quoted)
        self._add("yaml-alias", f"`{shortened(mark)}`: a spec has no anchors and no aliases", place, *help)

    def _tag(self, origin: Origin) -> None:
        found = _TAG.search(origin.text, origin.column - 1)
        column, tag = (found.start() + 1, found[0]) if found else (origin.column, "!")
        place = origin._replace(column=column, length=len(tag))
        self._add("yaml-tag", f"`{shortened(tag)}`: a spec has no tags", place, TAG_HELP)

    def _line(self, number: int) -> str:
        return self._lines[number] if number < len(self._lines) else ""

    def _origin(self, mark: Mark | None, length: int = 1, path: str = "") -> Origin:
        assert mark is not None
        return place_of(self._file, self._lines, mark, length, path)

    def _add(self, code: str, message: str, origin: Origin, *help: str) -> None:
        self._note(Problem(code, message, help, origin=origin))

    def _note(self, problem: Problem) -> None:
        self._problems.append(problem)
        if len(self._problems) >= MAX_PROBLEMS:
            raise _Stop

    def _stop(self, code: str, message: str, origin: Origin, *help: str) -> NoReturn:
        self._add(code, message, origin, *help)
        raise _Stop


def _join(path: str, key: str) -> str:
    """Return the path of an item; the path of a very deep one ends at an item around it."""
    if len(path) > 240:
        return path
    return f"{path}.{key[:60]}" if path else key[:60]
