"""The JSON Schema of a spec: what editors complete and check with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.spec.model import SpecModel
from cnncalc.spec.schema import spec_schema
from cnncalc.spec.vocabulary import MODIFIERS, STRUCTURE

SPECS = Path(__file__).parents[2] / "specs"
SCHEMA = spec_schema()
TYPES = {
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
    "null": type(None),
    "integer": int,
}


def valid(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value fits a schema: the keywords that this schema uses, and no others."""
    if "$ref" in schema:
        return valid(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    types = schema.get("type", list(TYPES))
    if not any(isinstance(value, TYPES[name]) for name in ([types] if isinstance(types, str) else types)):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "anyOf" in schema and not any(valid(value, each) for each in schema["anyOf"]):
        return False
    if isinstance(value, list):
        return all(valid(item, schema.get("items", {})) for item in value)
    if isinstance(value, dict):
        others = schema.get("additionalProperties", {})
        if not set(schema.get("required", [])) <= value.keys():
            return False
        for key, item in value.items():
            own = schema.get("properties", {}).get(key, others)
            if own is False or not valid(item, {} if own is True else own):
                return False
    return True


@pytest.mark.parametrize("path", sorted(SPECS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_sample_is_valid(path: Path) -> None:
    """The bundled specs, as an editor's YAML reads them, fit the schema."""
    text = re.sub(r"(?<=\d)_(?=\d)", "", path.read_text(encoding="utf-8"))
    assert valid(yaml.safe_load(text), SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "layers: [relu]",
        "input: 5x5x1",
        "{input: 5x5x1, layers: relu}",
        "{input: 5x5x1, layers: [relu], extra: 1}",
        "{input: 5x5x1, layers: [relu], rounding: up}",
        "{input: 5x5x1, layers: [relu], expect: [1]}",
        "{input: 5x5x1, layers: [{conv: {filters: 8, kernl: 3x3}}]}",
        "{input: 5x5x1, layers: [{conv: [8, 3]}]}",
        "{input: 5x5x1, layers: [{relu: , name: [a]}]}",
    ],
)
def test_what_is_wrong_is_not_valid(text: str) -> None:
    """Missing and unknown keys, unknown options and wrong shapes do not fit the schema."""
    assert not valid(yaml.safe_load(text), SCHEMA)


def test_every_op_has_its_options() -> None:
    """The mapping form of every op is completed with the fields of its model, each with a word on what it is."""
    for kind in KINDS:
        forms = [form for form in SCHEMA["$defs"][kind]["anyOf"] if "properties" in form]
        if not layer_class(kind).joins:
            (form,) = forms
            assert form["properties"].keys() == layer_class(kind).model_fields.keys()
            assert all(option["description"] for option in form["properties"].values())


def test_every_key_is_there_and_described() -> None:
    """The keys of a spec, the ops, the structure and the modifiers are all known, and the keys explained."""
    assert SCHEMA["properties"].keys() == SpecModel.model_fields.keys()
    assert all(part["description"] for part in SCHEMA["properties"].values())
    item = next(form for form in SCHEMA["$defs"]["item"]["anyOf"] if "properties" in form)
    assert item["properties"].keys() == {*KINDS, *STRUCTURE, *MODIFIERS}
    assert SCHEMA["required"] == ["input", "layers"]
