"""Writes the reference of all layers from their classes: `python -m cnncalc.cli.reference > docs/layers.md`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Sequence
from textwrap import fill

from pydantic.fields import FieldInfo

from cnncalc.cli.app import LAYERS
from cnncalc.cli.layer_signature import command_lines
from cnncalc.errors import RuleError
from cnncalc.layers.base import Example, Layer, option_text
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.meanings import MEANINGS
from cnncalc.spec.bind import build
from cnncalc.spec.sizes import read_volume

_INTRODUCTION = """\
<!-- Written by `python -m cnncalc.cli.reference > docs/layers.md`; what it says stands in `cnncalc/layers/`. -->

# Layers

Every kind of layer with its options and examples. The examples are tests: the program gives this output and, where they
are shown, these parameters.

What a layer begins with needs no name; an option follows as `pad 2` or `pad=2`, and a word such as `same`, `valid`,
`floor` or `ceil` may stand alone. The same as a mapping is `conv: {filters: 10, kernel: 5x5, pad: 2}`. An option with a
value for each axis takes one for all: `stride 2` is `stride 2x2` on a map. Letters in brackets are those of the
formulas in [conventions.md](conventions.md). What is built from layers (`residual`, branches, blocks) is in
[language.md](language.md).
"""

_UNSET = {"stride": "the kernel", "rounding": "the spec's"}
"""What an option is when nothing is written, where its default is to look elsewhere."""


def reference() -> str:
    """Return the whole page, in Markdown."""
    classes = [layer_class(kind) for kind in KINDS]
    return "\n".join([_INTRODUCTION, _index(classes), *map(_section, classes)])


def _index(classes: Iterable[type[Layer]]) -> str:
    links = ", ".join(f"[{cls.kind}](#{cls.kind})" for cls in classes)
    return fill(links, 118, break_long_words=False, break_on_hyphens=False) + "\n"


def _section(cls: type[Layer]) -> str:
    parts = [f"## {cls.kind}\n", _meaning(cls) + "\n", _spelling(cls) + "\n"]
    if cls.model_fields:
        parts.append(_options(cls))
    if cls.kind in LAYERS:
        parts.append(f"For one layer alone: `cnncalc {command_lines(cls)[0]}`\n")
    parts.append(_examples(cls.examples))
    return "\n".join(parts)


def _meaning(cls: type[Layer]) -> str:
    """Return the description of a kind, as one line."""
    return " ".join((inspect.getdoc(cls) or cls.title).split("\n\n")[0].split())


def _spelling(cls: type[Layer]) -> str:
    """Say how a layer is written, and where it may stand."""
    said = [f"Written `{cls.kind}`"]
    if cls.head:
        index, of, parts = cls.head.partition(" of ")
        head = f"{index.upper()}{of}{parts.upper()}" if of else cls.head.upper().replace(" X ", " x ")
        said = [f"Written `{cls.kind}: {head}`" + (f" or `{cls.kind}` alone" if _stands_alone(cls) else "")]
    if cls.joins:
        said.append("with the names of taps or with branches below it")
    elif cls.follows:
        said.append("also behind another layer on its line")
    return ", ".join(said) + "."


def _stands_alone(cls: type[Layer]) -> bool:
    """Tell whether a kind needs none of its options, by asking it."""
    try:
        build(cls, {}).output(*map(read_volume, cls.examples[0].inputs))
    except RuleError:
        return False
    return True


def _options(cls: type[Layer]) -> str:
    head = cls.head.split()
    fields = sorted(cls.model_fields.items(), key=lambda field: head.index(field[0]) if field[0] in head else len(head))
    rows = []
    for name, info in fields:
        letter = f" ({cls.letters[name]})" if name in cls.letters else ""
        rows.append((f"`{name}`{letter}", _default(name, info), MEANINGS[name]))
    return _table(("option", "default", "meaning"), rows)


def _default(name: str, info: FieldInfo) -> str:
    if info.is_required():
        return "needed"
    default = info.get_default()
    return _UNSET.get(name, "not set") if default is None else option_text(default)


def _examples(examples: Sequence[Example]) -> str:
    rows = [
        (
            f"`{example.layer}`",
            ", ".join(example.inputs),
            example.gives,
            "" if example.params is None else f"{example.params:,}",
            example.source,
        )
        for example in examples
    ]
    return _table(("layer", "on", "gives", "params", "source"), rows)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    rule = tuple("--:" if head == "params" else "---" for head in heads)
    lines = (f"| {' | '.join(row)} |" for row in (heads, rule, *rows))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
