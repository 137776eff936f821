"""The table of kinds: complete, lazy, and each kind fully described."""

import subprocess
import sys

import pytest

from cnncalc.layers.base import Layer
from cnncalc.layers.catalogue import KINDS, layer_class


def modules_after(code: str) -> set[str]:
    """Return the modules that a fresh Python has imported after running some code."""
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_fully_described(kind: str) -> None:
    """A kind has the name of its row, a title, a docstring, and at least three examples with a source."""
    cls = layer_class(kind)
    assert issubclass(cls, Layer)
    assert cls.kind == kind
    assert cls.title
    assert cls.__doc__
    assert len(cls.examples) >= 3
    assert all(example.source.strip() for example in cls.examples)
    assert all(example.layer.split(":")[0] == kind for example in cls.examples)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_says_of_its_fields_names_fields(kind: str) -> None:
    """The head, the flags and the letters of a kind name options that it has."""
    cls = layer_class(kind)
    separator = " of " if " of " in cls.head else " x "
    assert {*filter(None, cls.head.split(separator))} <= set(cls.model_fields)
    assert set(cls.flags) <= set(cls.model_fields)
    assert set(cls.letters) <= set(cls.model_fields)


def test_the_catalogue_itself_is_light() -> None:
    """The names of the kinds are known without pydantic and without any layer."""
    loaded = modules_after("from cnncalc.layers.catalogue import KINDS")
    assert "pydantic" not in loaded
    assert not {name for name in loaded if name.startswith("cnncalc.layers.")} - {"cnncalc.layers.catalogue"}


def test_a_kind_imports_its_own_family_only() -> None:
    """Asking for a ReLU does not import the convolutions."""
    loaded = modules_after("from cnncalc.layers.catalogue import layer_class; layer_class('relu')")
    assert "cnncalc.layers.activation" in loaded
    assert "cnncalc.layers.conv" not in loaded


def test_an_unknown_kind_is_a_key_error() -> None:
    """A name that is no kind is refused by the table."""
    with pytest.raises(KeyError, match="linear"):
        layer_class("linear")
