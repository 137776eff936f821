"""What the tests of the spec share: carrying a text out, and reading what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from cnncalc.engine import propagate
from cnncalc.errors import Problem, SpecError
from cnncalc.model.graph import Input
from cnncalc.model.report import Report, Setting, Title
from cnncalc.spec import source
from cnncalc.spec.expand import Expanded, Expansion
from cnncalc.spec.read import read_document
from cnncalc.spec.settle import Request, settle

Net = Callable[..., Report]
Problems = Callable[..., tuple[Problem, ...]]

SPECS = Path(__file__).parents[2] / "specs"


def carried_out(text: str | bytes, **request: Any) -> tuple[Report, Expanded]:
    """The report of a text, and what its expansion gave."""
    document = read_document(text, "net.yaml")
    settled = settle(document, Request(**request))
    machine = Expansion(Input(settled.input), document.blocks, settled.params, settled.defaults)
    expanded = machine.whole(document.items, document.outputs)
    graph = replace(expanded.graph, rounding=settled.rounding, name=settled.name)
    return propagate.report(graph, Title(settled.name), Setting()), expanded


def wrong(text: str | bytes, **request: Any) -> tuple[Problem, ...]:
    """Everything that is wrong with a text, in order."""
    try:
        report, _ = carried_out(text, **request)
    except SpecError as error:
        return error.problems
    return report.graph.problems


@pytest.fixture
def expanded() -> Callable[..., tuple[Report, Expanded]]:
    """Carry out a text: `expanded("input: ...", variant="b1")`."""
    return carried_out


@pytest.fixture
def net() -> Net:
    """The report of a text that must be right: `net("input: ...", params={"width": "2"})`."""

    def report(text: str | bytes, **request: Any) -> Report:
        found, expanded = carried_out(text, **request)
        assert not expanded.graph.problems
        return found

    return report


@pytest.fixture
def problems() -> Problems:
    """What is wrong with a text."""
    return wrong


@pytest.fixture
def layers(net: Net) -> Net:
    """The report of layers, one a line, on an input: `layers("conv: 8 x 3x3", "relu", on="8x8x3")`."""

    def report(*lines: str, on: str = "32x32x3", **request: Any) -> Report:
        items = "\n".join(f"  - {line}" for line in lines)
        return net(f"input: {on}\nlayers:\n{items}\n", **request)

    return report


@pytest.fixture
def faults() -> Problems:
    """What is wrong with layers, one a line; the first stands in line 3."""

    def found(*lines: str, on: str = "32x32x3") -> tuple[Problem, ...]:
        items = "\n".join(f"  - {line}" for line in lines)
        return wrong(f"input: {on}\nlayers:\n{items}\n")

    return found


@pytest.fixture(params=["libyaml", "pure"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of the two YAML libraries that the reader may run on."""
    if request.param == "pure":
        monkeypatch.setattr(source, "_LOADER", yaml.SafeLoader)
    elif not yaml.__with_libyaml__:
        pytest.skip("PyYAML is built without libyaml")
    return str(request.param)
