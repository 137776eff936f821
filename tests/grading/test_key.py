"""Keys: what they ask, in which order, for how many points, and the answers that the engine gives."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cnncalc import api
from cnncalc.errors import SpecError, UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.key import key_of, parse_key, read_key
from cnncalc.grading.key_accept import conventions
from cnncalc.grading.key_words import QUANTITIES, quantity_named
from cnncalc.grading.truths import truth, written
from cnncalc.model.volume import Volume

EXAMPLE = """
title: Homework 3
spec: alexnet                       # bundled, a file, or `layers:` inline
rounding: strict
ask: {conv1: [output, params], maxpool1: [output], fc6: [params]}
questions:
  - {id: q1, conv: {in: 32x32x3, filters: 10x5x5, pad: 2}, ask: params, points: 2}
accept: [no-bias]                   # part marks: {no-bias: 0.5}
points: {output: 1, params: 2}
follow: on
same_slip: each
"""

INLINE = """
title: Small
input: 12x12x1
params: {n: 4}
layers:
  - conv: n x 3x3, bn, relu
  - maxpool: 2x2
  - fc: 10, softmax
"""


def answers(key: Key) -> dict[str, str]:
    """Return what a key expects in each of its cells, as it is written on a sheet."""
    return {cell.id: written(cell.truth) for cell in key.cells}


def test_the_example_of_the_documentation() -> None:
    """The key of the documentation asks five things, and its answers are those of the lectures."""
    key = parse_key(EXAMPLE)
    assert answers(key) == {
        "conv1.output": "55x55x96",
        "conv1.params": "34944",
        "maxpool1.output": "27x27x96",
        "fc6.params": "37752832",
        "q1": "760",
    }
    assert [cell.points for cell in key.cells] == [1, 2, 1, 2, 2]
    assert key.rules.accept == {"no-bias": 1}
    assert (key.title, key.rules.follow, key.rules.same_slip) == ("Homework 3", True, "each")


def test_all_asks_the_rows_of_the_table() -> None:
    """`all` asks what a person reads as a row, not the bn and relu that stand behind a layer on its line."""
    key = parse_key(f"{INLINE}ask: {{all: [output, params]}}")
    assert [cell.row for cell in key.cells] == ["conv1", "conv1", "maxpool1", "maxpool1", "fc1", "fc1"]
    assert answers(key)["conv1.params"] == "40"  # 4 filters of 3x3x1 with a bias each, without the 8 of bn


ASKED: list[tuple[str, list[str]]] = [
    ("[output]", ["conv1.output", "maxpool1.output", "fc1.output"]),
    ("output", ["conv1.output", "maxpool1.output", "fc1.output"]),
    ("{conv: [params], fc: params}", ["conv1.params", "fc1.params"]),
    ("{fc1: [params], conv1: [rf]}", ["conv1.rf", "fc1.params"]),
    ("{bn: [norm]}", ["bn1.norm"]),
    ("{bn1: [norm], all: [macs]}", ["conv1.macs", "bn1.norm", "maxpool1.macs", "fc1.macs"]),
    ("{all: [output], maxpool: []}", ["conv1.output", "fc1.output"]),
    ("{all: [output], fc1: []}", ["conv1.output", "maxpool1.output"]),
    ("{pool1: [output]}", ["maxpool1.output"]),
    ("{all: [jump]}", ["conv1.jump", "maxpool1.jump"]),
    ("{conv1: [Output shape, receptive field, '# parameters']}", ["conv1.output", "conv1.rf", "conv1.params"]),
]


@pytest.mark.parametrize(("ask", "cells"), ASKED, ids=[ask for ask, _ in ASKED])
def test_what_is_asked(ask: str, cells: list[str]) -> None:
    """What is asked of a layer by name holds before what is asked of its op, and that before what is asked of all."""
    assert list(answers(parse_key(f"{INLINE}ask: {ask}"))) == cells


POINTS: list[tuple[str, list[str]]] = [
    ("", ["1", "1", "1"]),
    ("points: 3", ["3", "3", "3"]),
    ("points: {output: 2}", ["2", "1", "1"]),
    ("points: {params: 0.5, q1: 4}", ["1", "1/2", "4"]),
    ("points: {conv1.params: 1/3, params: 7}", ["1", "1/3", "7"]),
    ("points: {output: 0}", ["0", "1", "1"]),
]


@pytest.mark.parametrize(("points", "expected"), POINTS, ids=[points for points, _ in POINTS])
def test_points(points: str, expected: list[str]) -> None:
    """Points are for everything, a column, a question or a cell; the narrower one holds."""
    question = "questions:\n  - {id: q1, fc: {in: 4, units: 2}, ask: params}"
    key = parse_key(f"{INLINE}ask: {{conv1: [output, params]}}\n{question}\n{points}")
    assert [cell.points for cell in key.cells] == [Fraction(text) for text in expected]


def test_points_of_a_question_are_its_own() -> None:
    """What a question says of its points holds before everything else."""
    key = parse_key("points: 5\nquestions:\n  - {fc: {in: 4, units: 2}, ask: params, points: 2, tolerance: 5 %}")
    assert [(cell.id, cell.points, cell.tolerance) for cell in key.cells] == [("q1", 2, Fraction(1, 20))]


def test_tolerance_only_where_asked() -> None:
    """A tolerance belongs to the columns that it is given for; all other answers are exact."""
    key = parse_key(f"{INLINE}ask: {{conv1: [macs, params]}}\ntolerance: {{macs: 1 %}}")
    assert [cell.tolerance for cell in key.cells] == [Fraction(1, 100), 0]


def test_rules() -> None:
    """Part marks, follow-through and repeated slips are read as they are written."""
    rules = parse_key(
        f"{INLINE}ask: [output, params]\naccept: {{no-bias: 0.5, chw: 0}}\nfollow: off\nsame_slip: once\nreveal: yes"
    ).rules
    assert rules.accept == {"no-bias": Fraction(1, 2), "chw": 0}
    assert (rules.follow, rules.same_slip, rules.reveal) == (False, "once", True)


def test_settings() -> None:
    """What counts as a FLOP, the batch and the type of the numbers are the key's."""
    key = parse_key(f"{INLINE}ask: {{conv1: [flops, memory]}}\nflops: macs\nbatch: 2\ndtype: float16")
    assert answers(key) == {"conv1.flops": "3600", "conv1.memory": "1600"}  # 10*10*4 times 9; times 2 bytes, 2 images


def test_other_parameters_and_input() -> None:
    """A key may ask about a bundled net with another parameter and another input."""
    key = parse_key("spec: mobilenet_v2\nparams: {width: 0.5}\ninput: 192x192x3\nask: {conv1: [output]}")
    assert answers(key) == {"conv1.output": "96x96x16"}


def test_a_variant() -> None:
    """`SPEC:VARIANT` names a variant, as on the command line."""
    assert answers(parse_key("spec: alexnet:alexnet_two_towers\nask: {conv2: [weights]}")) == {
        "conv2.weights": "307200"
    }


def test_a_spec_beside_the_key(tmp_path: Path) -> None:
    """A file is looked for beside the key, wherever the key is read from."""
    (tmp_path / "net.yaml").write_text("input: 8x8x1\nlayers:\n  - conv: 2 x 3x3\n")
    (tmp_path / "key.yaml").write_text("spec: net.yaml\nask: {all: [output]}\n")
    key = read_key(tmp_path / "key.yaml")
    assert answers(key) == {"conv1.output": "6x6x2"}
    assert key.title == "net"


def test_cases_hold_the_true_inputs() -> None:
    """A cell knows the volume and the receptive field that come in, and the net around its layer."""
    (cell,) = parse_key("spec: lenet5\nask: {conv2: [params]}").cells
    assert cell.case is not None
    assert cell.case.volumes == (Volume((14, 14), 6),)
    assert cell.case.before is not None
    assert (cell.case.before.size, cell.case.before.jump) == ((6, 6), (2, 2))
    assert cell.case.report is not None
    assert cell.case.report.input == Volume((32, 32), 1)


def test_a_layer_alone_stands_in_no_net() -> None:
    """The case of a single question has no net, and sees its own input."""
    (cell,) = parse_key("questions:\n  - {maxpool: {in: 13x13x32, kernel: 3x3, stride: 2}, ask: rf}").cells
    assert cell.case is not None
    assert cell.case.report is None
    assert cell.truth == (3, 3)


def test_without_a_key_file() -> None:
    """The columns of a sheet say what is asked of a net; rows without such a number are left out."""
    report = api.load("lenet5").report()
    assert list(answers(key_of(report, ["Parameters"], ["conv1", "fc1"]))) == ["conv1.params", "fc1.params"]
    assert "fc1.jump" not in answers(key_of(report, ["jump"]))
    with pytest.raises(UsageError, match="there is no column called volumes; "):
        key_of(report, ["volumes"])
    with pytest.raises(UsageError, match="no layer called conv9"):
        key_of(report, ["output"], ["conv9"])


TRUTHS: list[tuple[str, str]] = [
    ("output", "10x10x16"),
    ("params", "2416"),
    ("weights", "2400"),
    ("biases", "16"),
    ("norm", "0"),
    ("macs", "240000"),
    ("flops", "480000"),
    ("connections", "241600"),
    ("activations", "1600"),
    ("memory", "6400"),
    ("rf", "14"),
    ("jump", "2"),
    ("start", "0"),
]


@pytest.mark.parametrize(("column", "expected"), TRUTHS, ids=[column for column, _ in TRUTHS])
def test_truths(column: str, expected: str) -> None:
    """Every quantity of LeNet's second convolution is the number that is worked out by hand."""
    report = api.load("lenet5").report()
    quantity = quantity_named(column)
    assert quantity is not None
    assert written(truth(report["conv2"], quantity, report)) == expected


def test_every_accepted_convention_is_known() -> None:
    """A key can accept every convention that a number can be told to follow."""
    for layout, other in (("hwc", "chw"), ("chw", "hwc")):
        names = [name for name in conventions() if name != layout]
        key = parse_key(f"{INLINE}ask: [{', '.join(QUANTITIES)}]\nlayout: {layout}\naccept: [{', '.join(names)}]")
        assert list(key.rules.accept) == names
        assert other in names


def test_the_page_lists_what_is_accepted() -> None:
    """The page about keys has a line for every convention: what it means, and the columns that it is about."""
    page = (Path(__file__).parents[2] / "docs" / "keys.md").read_text(encoding="utf-8")
    table = page.split("## Conventions")[1].split("\n## ")[0]
    lines = [tuple(line.strip("| ").split(" | ")) for line in table.splitlines() if line.startswith("| `")]
    assert lines == [(f"`{name}`", rule.what, ", ".join(rule.columns)) for name, rule in conventions().items()]


def test_a_key_that_is_not_there() -> None:
    """A missing file is named."""
    with pytest.raises(UsageError, match=r"the key nowhere\.yaml cannot be read"):
        read_key("nowhere.yaml")


def test_any_bytes_end_in_a_problem() -> None:
    """A file that is no text is refused with its place, not with a traceback."""
    with pytest.raises(SpecError, match="not a text file"):
        parse_key(b"title: \xff\xfe", "key.yaml")
