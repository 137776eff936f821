"""What is said of an item that is no layer: how the layer that was most likely meant is written."""

from __future__ import annotations

import re
from collections.abc import Collection

from cnncalc.algebra.errors import did_you_mean
from cnncalc.errors import Problem
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.spec.bind_errors import flags
from cnncalc.spec.spellings import corrected, option_spelling
from cnncalc.spec.tree import Entry, Mapping, Sequence, Text, Tree, written
from cnncalc.spec.vocabulary import STRUCTURE

_WHOLE_LINE = re.compile(r"([A-Za-z_]\w*): +(.+)")


def not_a_layer(
    text: Text, around: Tree, blocks: Collection[str], names: Collection[str], arguments: str = ""
) -> Problem:
    """Say that an item, or the op of one, is no layer.

    `around` is the list, or the item, where it stands; `blocks` and `names` are what can be called and used there.
    """
    if not text.value:
        help = "write a layer behind the dash, for example `- relu`, or leave the line out"
        return Problem("layer", "an empty item is no layer", (help,))
    shown = text.value
    word, _, rest = text.value.partition(" ")
    if isinstance(around, Sequence) and around.flow and _is_option(word, rest):
        joined = _joined(around, text)
        message = f"`{shown}` is no layer: inside [ ] a comma ends the item before it"
        return Problem("flow-comma", message, (f"write `{written(joined)}`",) if joined else ())
    if text.quoted and (match := _WHOLE_LINE.fullmatch(text.value)):
        help = f'leave the quotes out, or put only the text behind the colon in quotes: `{match[1]}: "{match[2]}"`'
        return Problem("layer", f"`{shown}` is one text in quotes, not an op and its text", (help,))
    if _is_option(word, rest):
        spelling = option_spelling(word, rest) or text.value
        help = f"options stand on the line of their layer, behind a comma: `conv: 8 x 3x3, {spelling}`"
        layer = (f"the layer is written `{word}: {rest}`",) if word in KINDS else ()
        return Problem("layer", f"`{shown}` is an option, not a layer", (help, *layer))
    if fix := corrected(text.value, arguments):
        return Problem("op", f"there is no layer or block called `{shown}`", fix)
    if word in (*KINDS, *STRUCTURE, *blocks) and rest:
        help = f"an op and its text have a colon between them: write `{word}: {rest}`"
        return Problem("layer", f"`{shown}` is not a layer", (help,))
    if word in names:
        help = f"a parameter that holds an op stands behind a layer: `conv: 8 x 3x3, {word}`"
        return Problem("op", f"there is no layer or block called `{shown}`", (help,))
    near = did_you_mean(word, [*KINDS, *STRUCTURE, *blocks])
    known = f"the ops are {', '.join(KINDS[:12])}, …" + (f"; the blocks {', '.join(blocks)}" if blocks else "")
    code, message = (
        ("layer", f"`{shown}` is not a layer") if rest else ("op", f"there is no layer or block called `{shown}`")
    )
    return Problem(code, message, near or (known,))


def not_one_op(tree: Mapping, ops: list[Entry]) -> Problem:
    """Say that an item has no op, or several."""
    if not ops:
        return Problem("layer", "these are modifiers without a layer", ("name the op: `conv: 8 x 3x3`",))
    names = " and ".join(f"`{entry.key.value}`" for entry in ops[:3])
    message = f"{names} stand in one layer"
    first, second = ops[0], ops[1]
    if _is_option(second.key.value, "") and isinstance(first.value, Text) and isinstance(second.value, Text):
        spelling = option_spelling(second.key.value, second.value.value) or f"{second.key.value} {second.value.value}"
        return Problem(
            "layer", message, (f"options stand in the text: `{first.key.value}: {first.value.value}, {spelling}`",)
        )
    return Problem("layer", message, ("a layer has one op: begin each layer with `- `",))


def _is_option(word: str, value: str) -> bool:
    """Return whether a word is an option of some layer, or how other tools call one."""
    if word in KINDS and not value:
        return False
    known = {name for kind in KINDS for name in (*layer_class(kind).model_fields, *flags(layer_class(kind)))}
    return word in known or (word not in KINDS and (option_spelling(word, value) or word).split(" ")[0] in known)


def _joined(around: Sequence, text: Text) -> Sequence | None:
    """Return a list in brackets with an option put back to the layer before it."""
    at = next(i for i, item in enumerate(around.items) if item is text or item.origin == text.origin)
    before = around.items[at - 1] if at else None
    if not isinstance(before, Mapping) or not isinstance(before.entries[-1].value, Text):
        return None
    last = before.entries[-1]
    assert isinstance(last.value, Text)
    whole = Text(f"{last.value.value}, {text.value}", last.value.origin, True)
    entry = Mapping((*before.entries[:-1], Entry(last.key, whole)), before.origin, True)
    return Sequence((*around.items[: at - 1], entry, *around.items[at + 1 :]), around.origin, True)
