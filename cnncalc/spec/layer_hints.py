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
from cnncalc.spec.vocabulary import MODIFIERS, STRUCTURE

_NEW_ITEM = "a layer has one op: begin each layer with `- `"
_CALL = re.compile(r"([A-Za-z_]\w*) ?\((.*)\)")
_GLUED = re.compile(r"([A-Za-z_]\w*):(\S.*)")
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
    if (glued := _GLUED.fullmatch(text.value)) and glued[1] in (*KINDS, *STRUCTURE, *blocks):
        help = f"put a blank behind the colon: write `{glued[1]}: {glued[2]}`"
        return Problem("layer", f"`{shown}` is not a layer", (help,))
    if text.quoted and (match := _WHOLE_LINE.fullmatch(text.value)):
        help = f'leave the quotes out, or put only the text behind the colon in quotes: `{match[1]}: "{match[2]}"`'
        return Problem("layer", f"`{shown}` is one text in quotes, not an op and its text", (help,))
    if _is_option(word, rest):
        spelling = option_spelling(word, rest) or text.value
        help = f"options stand on the line of their layer, behind a comma: `conv: 8 x 3x3, {spelling}`"
        layer = (f"the layer is written `{word}: {rest}`",) if word in KINDS else ()
        return Problem("layer", f"`{shown}` is an option, not a layer", (help, *layer))
    if (call := _CALL.fullmatch(text.value)) and call[1] in (*KINDS, *STRUCTURE, *blocks):
        help = f"arguments stand behind a colon: write `{call[1]}: {call[2]}`" if call[2] else f"write `{call[1]}`"
        return Problem("layer", f"`{shown}` is not a layer", (help,))
    if word in ("input", "inputs"):
        help = "the input is no layer: it stands above them, `input: 32x32x3`"
        return Problem("op", f"there is no layer or block called `{shown}`", (help,))
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


def unreadable(text: str) -> tuple[str, ...]:
    """Return what helps where a text cannot be parsed, by what stands in it."""
    stripped = text.rstrip()
    if stripped.endswith(","):
        return (f"nothing follows the last comma: write `{stripped.rstrip(', ')}`",)
    if percent := re.search(r"([0-9]{1,2})%", text):
        rate = f"{int(percent[1]) / 100:g}"
        return (f"{percent[0]} is the fraction `{rate}`{_instead(text, text.replace(percent[0], rate), rate)}",)
    if index := re.search(r"\b([A-Za-z_]\w*)\[([0-9]+)\]", text):
        item = f"{index[1]}.{index[2]}"
        return (f"an item of a list is `{item}`{_instead(text, text.replace(index[0], item), item)}",)
    if maps := re.search(r"\b([0-9]+) ?@ ?(\S+)", text):
        return (f"{maps[1]} filters of {maps[2]} are `{maps[1]} x {maps[2]}`",)
    if arrow := re.search("=>|- >", text):
        return (f"what comes out is claimed with `->`: write `{text.replace(arrow[0], '->')}`",)
    return ()


def _instead(text: str, corrected: str, part: str) -> str:
    """Return the end of a help that shows a part: the whole text with it, unless the part is all of it."""
    return "" if corrected == part else f": write `{corrected}`"


def not_one_op(tree: Mapping, ops: list[Entry]) -> Problem:
    """Say that an item has no op, or several."""
    if not ops:
        if skip := next((entry.key.value for entry in tree.entries if entry.key.value.startswith("skip")), None):
            beside = f"put `{skip}:` beside `residual:`, without a dash: it is no layer of the main path"
            return Problem("layer", f"`{skip}` stands where a layer belongs", (beside,))
        return Problem("layer", "these are modifiers without a layer", ("name the op: `conv: 8 x 3x3`",))
    names = " and ".join(f"`{entry.key.value}`" for entry in ops[:3])
    message = f"{names} stand in one layer"
    first, second = ops[0], ops[1]
    if not isinstance(first.value, Text) or not isinstance(second.value, Text):
        return Problem("layer", message, (_NEW_ITEM,))
    word, value = second.key.value, second.value.value
    line = f"{first.key.value}: {first.value.value}"
    if _is_option(word, "") or option_spelling(word, value):
        help: tuple[str, ...] = (
            f"options stand in the text: `{line}, {option_spelling(word, value) or f'{word} {value}'}`",
        )
    elif word in KINDS and layer_class(word).follows and value in ("", "yes", "on", "true"):
        help = (f"what follows stands in the text: `{line}, {word}`", _NEW_ITEM)
    else:
        alone = "" if tree.flow else f"below the dash before it: `- {word}: {value}`"
        help = did_you_mean(word.lower(), MODIFIERS) or (f"{_NEW_ITEM} {alone}".strip(),)
    return Problem("layer", message, help)


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
