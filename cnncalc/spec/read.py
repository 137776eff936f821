"""Reads a whole spec: the text to a document, with every problem that needs no shapes reported at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cnncalc.algebra.errors import ExprError, did_you_mean, listed
from cnncalc.errors import Problem, SpecError
from cnncalc.layers.catalogue import KINDS
from cnncalc.model.graph import Rounding
from cnncalc.spec import source
from cnncalc.spec.bind import plan
from cnncalc.spec.bind_errors import BindError
from cnncalc.spec.bounded import Enough, Problems
from cnncalc.spec.document import Document, Variant
from cnncalc.spec.items import Block
from cnncalc.spec.model import EXPECTED
from cnncalc.spec.notation import Header, Parameter, Short, parse_header, parse_short
from cnncalc.spec.outline import ROUNDINGS, outline_problems, unexpected
from cnncalc.spec.places import by_place, place
from cnncalc.spec.read_items import ItemReader
from cnncalc.spec.read_words import Bad, WordReader
from cnncalc.spec.settle import read_input
from cnncalc.spec.tree import Entry, Text, Tree
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Sequence as List
from cnncalc.spec.vocabulary import HELD, RESERVED

STANDARD = ("separable", "spatial_separable", "flattened", "squeeze_excite", "cross_channel")
"""The blocks of standard.yaml, by name, so that it is read only for a spec that calls one."""

TEXTS = ("name", "about", "source")
"""The keys of a spec that are texts for a reader."""
_HEADER = "a block's key reads like a function: `double(c, k=3)`"
_VARIANT_KEYS = ("input", "rounding", "expect", *TEXTS)
ANYWHERE = frozenset({"i"})
"""The names that mean something in every list of layers."""


def read_document(text: str | bytes, file: str) -> Document:
    """Return the document of a spec's text.

    Raises:
        SpecError: with all problems that can be seen without shapes.
    """
    tree = source.read(text, file)
    if not isinstance(tree, Keys):
        help = ("it begins with `input:` and `layers:`",)
        raise SpecError((Problem("layer", "a spec is a mapping, not a list or a text", help, origin=tree.origin),))
    return document_of(tree, file)


def document_of(tree: Keys, file: str) -> Document:
    """Return the document of a tree: that of a file, or a part of one; a `SpecError` carries all problems."""
    problems = Problems(outline_problems(tree))
    document = None
    with suppress(Enough):
        document = _Reader(tree, problems).document(file)
    if problems or document is None:
        raise SpecError(tuple(sorted(problems, key=by_place)))
    return document


@lru_cache(maxsize=1)
def standard_blocks() -> Mapping[str, Block]:
    """Return the blocks that come with the language, written in it."""
    text = Path(__file__).with_name("standard.yaml").read_text(encoding="utf-8")
    blocks = read_document(text, "standard.yaml").blocks
    return {name: block._replace(standard=True) for name, block in blocks.items()}


class Blocks(Mapping[str, tuple[Parameter, ...]]):
    """The parameters of the blocks that can be called: a file's own, and the standard ones, read when one is called."""

    def __init__(self, own: Mapping[str, tuple[Parameter, ...]]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> tuple[Parameter, ...]:
        return self._own[name] if name in self._own else standard_blocks()[name].parameters

    def __contains__(self, name: object) -> bool:
        return name in self._own or name in STANDARD

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._own, *STANDARD)))

    def __len__(self) -> int:
        return len(set(self))


class _Reader:
    """Reads the parts of one document, and notes every problem in a list."""

    def __init__(self, tree: Keys, problems: list[Problem]) -> None:
        self.keys: dict[str, Entry] = {entry.key.value: entry for entry in tree.entries}
        self.problems = problems
        self.broken: set[str] = set()

    def document(self, file: str) -> Document | None:
        """Return the document, unless what every net has is missing."""
        params = self._params()
        names = frozenset({*params, *ANYWHERE, "in"})
        headers = self._headers(names)
        defaults = self._defaults(frozenset(params))
        known = Blocks({header.name: header.parameters for _, header, _ in headers})
        reader = ItemReader(self.problems, known, frozenset(defaults), self.broken)
        blocks = {}
        for key, header, tree in headers:
            own = frozenset(parameter.name for parameter in header.parameters)
            blocks[header.name] = Block(header.name, header.parameters, reader.body(tree, names | own), key)
        variants = {key.value: self._variant(key.value, tree, params) for key, tree in self._entries("variants")}
        outputs = self._list("outputs")
        layers, input = self.keys.get("layers"), self.keys.get("input")
        items = reader.body(layers.value, names - {"in"}, outputs) if layers and isinstance(layers.value, List) else ()
        if layers is None or input is None:
            return None
        if not any(problem.origin and problem.origin.path.startswith("input") for problem in self.problems):
            self._try(lambda: read_input(input.value))
        return Document(
            file,
            {name: self._text(name) for name in TEXTS},
            input.value,
            self._rounding(self.keys.get("rounding")),
            params,
            variants,
            defaults,
            blocks,
            items,
            outputs,
            {key.value: value for key, value in self._entries("expect") if isinstance(value, Text)},
        )

    def _params(self) -> dict[str, Tree]:
        """Return the parameters; each may use those above it."""
        params: dict[str, Tree] = {}
        for key, tree in self._entries("params"):
            self._check_name(key, "parameter", taken=_VARIANT_KEYS)
            self._check_value(tree, frozenset(params))
            params[key.value] = tree
        return params

    def _check_value(self, tree: Tree, names: frozenset[str]) -> None:
        """Look at the words of a parameter's value, which may be a list and may name an op."""
        if isinstance(tree, List):
            for item in tree.items:
                self._check_value(item, names)
        elif isinstance(tree, Text) and tree.value != "?":
            self._quietly(lambda: WordReader(self.problems, names=names).expression(tree, HELD))

    def _headers(self, names: frozenset[str]) -> list[tuple[Text, Header, Tree]]:
        """Return the blocks' keys, read, and their bodies."""
        headers: dict[str, tuple[Text, Header, Tree]] = {}
        for key, tree in self._entries("blocks"):
            try:
                header = parse_header(key.value)
            except ExprError as error:
                problem = place(error, key)
                self.problems.append(problem._replace(help=problem.help or (_HEADER,)))
                self.broken.add(key.value.partition("(")[0].strip())
                continue
            if header.name in headers:
                line = headers[header.name][0].origin.line
                message = f"there are two blocks called `{header.name}`, the first in line {line}"
                self.problems.append(Problem("dup-name", message, ("choose another name",), origin=key.origin))
                continue
            words = WordReader(self.problems, names=names)
            for name in (header.name, *(parameter.name for parameter in header.parameters)):
                self._check_name(key, "block" if name == header.name else "parameter", name)
            for parameter in header.parameters:
                if (default := parameter.default) is not None:
                    self._quietly(lambda default=default, words=words, key=key: words.check_names(default, key, HELD))  # type: ignore[misc]
                words.names |= {parameter.name}
            headers[header.name] = (key, header, tree)
        return list(headers.values())

    def _check_name(self, key: Text, what: str, name: str | None = None, taken: Collection[str] = ()) -> None:
        name = key.value if name is None else name
        if not name.isidentifier():
            help = ("a name is letters, digits and _, and begins with no digit",)
            self.problems.append(Problem("name", f"`{name}` cannot be a name", help, origin=key.origin))
        elif name in RESERVED or name in taken:
            message = f"`{name}` is a word of the language and cannot be the name of a {what}"
            self.problems.append(Problem("name", message, ("choose another name",), origin=key.origin))

    def _variant(self, name: str, tree: Tree, params: Mapping[str, Tree]) -> Variant:
        entries = {e.key.value: e for e in tree.entries} if isinstance(tree, Keys) else {}
        for key, entry in entries.items():
            if key not in _VARIANT_KEYS and key not in params:
                known = f"its params are {listed(params)}" if params else "declare it under `params:` first"
                near = did_you_mean(key, [*params, *_VARIANT_KEYS]) or (
                    f"{known}; a variant also sets {', '.join(_VARIANT_KEYS)}",
                )
                message = f"the variant {name} sets `{key}`, which is no parameter"
                self.problems.append(Problem("unknown-key", message, near, origin=entry.key.origin))
            elif key in params:
                above = list(params)[: list(params).index(key)]
                self._check_value(entry.value, frozenset(above))
        if "input" in entries:
            self._try(lambda: read_input(entries["input"].value))
        rounding = self._rounding(entries.get("rounding"))
        if "rounding" in entries and rounding is None:
            problem = Problem("value", f"rounding is {', '.join(ROUNDINGS)}", origin=entries["rounding"].key.origin)
            self.problems.append(problem)
        expect = entries["expect"].value if "expect" in entries else None
        expected = expect.entries if isinstance(expect, Keys) else ()
        self.problems += [unexpected(e.key.value, e.key.origin) for e in expected if e.key.value not in EXPECTED]
        return Variant(
            {key: entry.value for key, entry in entries.items() if key in params},
            entries["input"].value if "input" in entries else None,
            rounding,
            {e.key.value: e.value for e in expected if isinstance(e.value, Text)},
            {k: e.value.value for k, e in entries.items() if k in TEXTS and isinstance(e.value, Text)},
        )

    def _defaults(self, names: frozenset[str]) -> dict[str, tuple[Text, Short]]:
        defaults = {}
        words = WordReader(self.problems, names=names)
        for key, tree in self._entries("defaults"):
            if key.value not in KINDS:
                near = did_you_mean(key.value, KINDS) or (
                    "the defaults of an op stand under its name: `conv: bias off`",
                )
                self.problems.append(Problem("op", f"there is no op called `{key.value}`", near, origin=key.origin))
                continue
            text = tree
            if isinstance(text, Keys):
                joined = ", ".join(f"{e.key.value} {e.value.value}" for e in text.entries if isinstance(e.value, Text))
                text = Text(joined, text.origin, True)
            if not isinstance(text, Text):
                continue
            try:
                defaults[key.value] = (text, parse_short(text.value))
                planned = plan(key.value, defaults[key.value][1], names, heads=True)
            except (ExprError, BindError) as error:
                self.problems.append(place(error, text))
                continue
            for _, expr in planned.layers[0].exprs():
                self._quietly(lambda expr=expr, text=text: words.check_names(expr, text))  # type: ignore[misc]
        return defaults

    def _quietly(self, read: Callable[[], object]) -> None:
        """Carry on after a problem that is noted already."""
        with suppress(Bad):
            read()

    def _try(self, read: Callable[[], object]) -> None:
        """Note what is wrong; a letter for an unknown size is not."""
        try:
            read()
        except SpecError as error:
            self.problems += [problem for problem in error.problems if problem.code != "unknown-size"]

    def _entries(self, key: str) -> list[tuple[Text, Tree]]:
        entry = self.keys.get(key)
        tree = entry.value if entry else None
        return [(inner.key, inner.value) for inner in tree.entries] if isinstance(tree, Keys) else []

    def _list(self, key: str) -> tuple[Text, ...]:
        entry = self.keys.get(key)
        items = entry.value.items if entry and isinstance(entry.value, List) else ()
        return tuple(item for item in items if isinstance(item, Text))

    def _text(self, key: str) -> str:
        entry = self.keys.get(key)
        return entry.value.value if entry and isinstance(entry.value, Text) else ""

    def _rounding(self, entry: Entry | None) -> Rounding | None:
        word = entry.value.value if entry and isinstance(entry.value, Text) else ""
        return ROUNDINGS.get(word)
