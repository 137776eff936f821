"""The JSON Schema of a spec, with the options of every op, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any, TypeAlias

from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.layers.meanings import MEANINGS
from cnncalc.spec.bind_errors import words
from cnncalc.spec.model import SpecModel
from cnncalc.spec.vocabulary import STRUCTURE

Schema: TypeAlias = dict[str, Any]

_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_NAMES: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_ITEM: Schema = {"$ref": "#/$defs/item"}
_ITEMS: Schema = {"anyOf": [_ITEM, {"type": "array", "items": _ITEM}]}

_MODIFIERS: Schema = {
    "name": {"type": "string", "description": "names the layer, and makes it a tap"},
    "from": {**_NAMES, "description": "the tap that it starts from; of a join, the taps that it joins"},
    "repeat": {**_SCALAR, "description": "how many times; `i` counts from 0"},
    "first": {"type": "object", "description": "arguments of the first call of a repeat: {s: 2}"},
    "when": {**_SCALAR, "description": "a condition: the layer is there only if it holds"},
    "skip": {**_ITEMS, "description": "the skip path of a residual; the identity if it is not written"},
    "skip_if": {**_SCALAR, "description": "a condition: without it, a residual has no skip path"},
    "note": {"type": "string", "description": "a remark"},
}


def spec_schema() -> Schema:
    """Return the JSON Schema of a spec file.

    YAML reads `64` as a number and `on` as a truth value where a spec has texts, so both are allowed. A block's name
    may stand where an op's does; what it takes is checked when the spec is read.
    """
    schema = _with_numbers(SpecModel.model_json_schema())
    definitions = {kind: _op(layer_class(kind)) for kind in KINDS}
    structure = {name: {**_ITEMS} if name in ("residual", "seq", "aux") else {} for name in STRUCTURE}
    properties = {kind: {"$ref": f"#/$defs/{kind}"} for kind in KINDS} | structure | _MODIFIERS
    item = {
        "anyOf": [
            {"type": "string", "description": "an op or a block by name: relu, flatten -> 9216"},
            {"type": "array", "items": _ITEM},
            {"type": "object", "properties": properties},
        ]
    }
    schema["properties"]["layers"]["items"] = _ITEM
    schema["properties"]["blocks"]["additionalProperties"] = {"type": "array", "items": _ITEM}
    schema["$defs"] = {**schema.get("$defs", {}), **definitions, "item": item}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _op(cls: type[Layer]) -> Schema:
    """Return what may stand behind an op: nothing, the short text, or its options."""
    about = (cls.__doc__ or cls.title).splitlines()[0]
    examples = [_behind(example.layer) for example in cls.examples]
    short: Schema = {"type": [*_SCALAR["type"], "null"], "examples": examples}
    if cls.joins:
        return {"description": about, "anyOf": [short, {"type": "object", "additionalProperties": _ITEMS}, _ITEMS]}
    options = {name: _option(cls, name) for name in cls.model_fields}
    return {
        "description": about,
        "anyOf": [short, {"type": "object", "properties": options, "additionalProperties": False}],
    }


def _option(cls: type[Layer], name: str) -> Schema:
    option = {**_SCALAR, "description": MEANINGS[name]}
    known = sorted(words(cls, name)) or (["on", "off"] if cls.model_fields[name].annotation is bool else [])
    return {**option, "examples": known} if known else option


def _behind(line: str) -> str:
    """Return the short text of a line: `conv: 10 x 5x5` is `10 x 5x5`."""
    return line.partition(":")[2].strip()


def _with_numbers(schema: Schema) -> Schema:
    """Allow a number or a truth value wherever a text stands, as YAML reads them."""

    def allowed(part: Any) -> Any:
        if isinstance(part, list):
            return [allowed(each) for each in part]
        if not isinstance(part, dict):
            return part
        changed = {key: allowed(value) for key, value in part.items()}
        if changed.get("const") == "1":
            return {**{k: v for k, v in changed.items() if k not in ("const", "type")}, "enum": ["1", 1]}
        return changed | _SCALAR if changed.get("type") == "string" and "enum" not in changed else changed

    result = allowed(schema)
    assert isinstance(result, dict)
    return result
