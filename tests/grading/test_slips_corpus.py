"""Wrong answers of published quizzes and exams whose cause is known: it is among the candidates every time."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import yaml

from cnncalc.api import Report
from cnncalc.grading.asked import Quantity, Value
from cnncalc.grading.slips import BY_ID, diagnose
from cnncalc.grading.slips.got import diagnose as recognise
from cnncalc.model.volume import Volume
from tests.conftest import DATA
from tests.grading.cases import case_of, net_of
from tests.homework.corpus import line, volume

QUANTITIES: dict[str, Quantity] = {"forward": "output", "params": "params", "rf": "rf"}
"""What a kind of question asks for."""

MADE_UP: dict[str, tuple[str, tuple[str, ...]]] = {
    "so-keras-2": ("218x218x128", ("conv: 10 x 1x1",)),
    "wavenet-2": ("4096x1 LC", tuple(f"conv: 1 x 2, dilation {2**power}" for power in range(10)) * 3),
}
"""Questions whose layers are described in words; Keras' Dense on a map is a 1x1 convolution."""


class WrongAnswer(NamedTuple):
    """A wrong answer, the question that it was given to, and the slips that are behind it."""

    question: dict[str, Any]
    value: object
    slips: frozenset[str]

    def __str__(self) -> str:
        return f"{self.question['id']}: {self.value}"


def _wrong_answers() -> list[WrongAnswer]:
    """Those whose causes all stand in the list of misconceptions."""
    listed = {row["id"] for row in yaml.safe_load((DATA / "misconceptions.yaml").read_text(encoding="utf-8"))}
    rows = yaml.safe_load((DATA / "homework" / "corpus.yaml").read_text(encoding="utf-8"))
    answers = [
        WrongAnswer(row, wrong["value"], frozenset(wrong["mistake"].split("+")))
        for row in rows
        for wrong in row.get("wrong_answers", ())
    ]
    return [answer for answer in answers if answer.slips <= listed]


ANSWERS = _wrong_answers()


def net(question: dict[str, Any]) -> Report:
    """The net that a question is about."""
    if question["id"] in MADE_UP:
        on, layers = MADE_UP[question["id"]]
        return net_of(on, *layers)
    facts = question["facts"]
    return net_of(volume(facts), *map(line, facts["layers"]))


def value_of(written: object) -> Value:
    """An answer as the corpus writes it: a number, or sizes with an x between them."""
    if isinstance(written, int):
        return written
    sizes = tuple(map(int, str(written).split("x")))
    return Volume(sizes[:-1], sizes[-1]) if len(sizes) > 2 else sizes


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_the_known_cause_is_among_the_candidates(answer: WrongAnswer) -> None:
    """The slips that its author names are among those that are found, on the layer that the question asks about."""
    report, quantity = net(answer.question), QUANTITIES[answer.question["kind"]]
    learned = [number for number, layer in enumerate(report.layers) if layer.params.total]
    asked = [-1] if quantity != "params" else learned
    found = [each for number in asked for each in diagnose(case_of(report, number), quantity, value_of(answer.value))]
    assert any(answer.slips <= {slip.id for slip in each.slips} for each in found), found


def test_all_of_them_are_tried() -> None:
    """The corpus names a cause of the list for 26 wrong answers."""
    assert len(ANSWERS) == 26


FORMULAS = [
    ("multiply-by-output-positions", "132x132x3", ("conv: 64 x 5x5",), "params", (5 * 5 * 3 + 1) * 64 * 128 * 128),
    ("multiply-by-output-positions", "132x132x3", ("conv: 64 x 5x5",), "params", 5 * 5 * 3 * 64 * 128 * 128),
    ("divide-by-stride-only", "37x1 LC", ("conv: 1 x 5, stride 2",), "output", Volume((19,), 1)),
    ("rf-add-kernel", "32x1 LC", ("conv: 1 x 3",) * 3, "rf", 5 + 3),
    ("rf-multiply-kernels", "32x1 LC", ("conv: 1 x 3",) * 3, "rf", 5 * 3),
    ("rf-ignore-jump", "32x1 LC", ("conv: 1 x 5", "maxpool: 2", "conv: 1 x 5"), "rf", 6 + 4),
    ("rf-own-stride", "32x1 LC", ("conv: 1 x 3", "conv: 1 x 3, stride 2"), "rf", 3 + 2 * 2),
    ("rf-skip-pool", "32x1 LC", ("conv: 1 x 5", "maxpool: 2", "conv: 1 x 5"), "rf", 5 + 4 * 2),
    ("pad-equals-kernel", "28x1 LC", ("maxpool: 4, stride 1, same",), "pad", 2),
    ("flops-bias", "64x64x32", ("conv: 64 x 3x3, pad 1",), "flops", 2 * 75_497_472 + 64 * 64 * 64),
    ("memory-units", "56x56x64", ("conv: 64 x 3x3, pad 1",), "memory", 784),
    ("bn-counts", "8x8x512", ("bn",), "params", 4 * 512),
]


@pytest.mark.parametrize(("name", "on", "layers", "quantity", "value"), FORMULAS)
def test_the_other_ways_of_a_misconception_count(
    name: str, on: str, layers: tuple[str, ...], quantity: Quantity, value: Value
) -> None:
    """Where the list writes a wrong formula that its example does not show, its number is diagnosed, too."""
    found = diagnose(case_of(net_of(on, *layers)), quantity, value)
    assert name in {slip.id for each in found for slip in each.slips}


NETS = [
    ("depthwise-as-standard", "9x9x16", ("dwconv: 3x3, bias off", "conv: 32 x 1x1, bias off"), 656, 4608),
    ("forget-a-layer", "28x28x1", ("conv: 10 x 3x3", "flatten", "fc: 2"), 100 + 13_522, 13_522),
    ("forget-bias", "28x28x1", ("conv: 10 x 3x3", "flatten", "fc: 2"), 100 + 13_522, 90 + 13_520),
    ("forget-bias", "28x28x1", ("conv: 10 x 3x3", "flatten", "fc: 2"), 100 + 13_522, 100 + 13_520),
    (
        "forget-biases-of-a-kind",
        "28x28x1",
        ("conv: 10 x 3x3", "conv: 10 x 3x3", "flatten", "fc: 2"),
        100 + 910 + 11_522,
        90 + 900 + 11_522,
    ),
    ("slip-of-a-digit", "28x28x1", ("conv: 10 x 3x3", "flatten", "fc: 2"), 100 + 13_522, 13_822),
    ("rounded", "28x28x1", ("conv: 10 x 3x3", "flatten", "fc: 2"), 100 + 13_522, 13_600),
    ("forget-input-depth", "9x9x4", ("conv: 8 x 3x3", "bn", "conv: 2 x 3x3"), 296 + 16 + 146, 80 + 16 + 20),
]


@pytest.mark.parametrize(("name", "on", "layers", "right", "wrong"), NETS)
def test_a_slip_in_every_layer_is_found_in_the_total(
    name: str, on: str, layers: tuple[str, ...], right: int, wrong: int
) -> None:
    """A total of parameters: the right one is right, and the wrong one has the slip of each of its layers."""
    report = net_of(on, *layers)
    assert recognise(report, right, of="params").is_right
    found = recognise(report, wrong, of="params")
    assert not found.right
    assert name in {guess.diagnosis.slips[0].id for guess in found.guesses}
    assert {slip.id for guess in found.guesses for slip in guess.diagnosis.slips} <= set(BY_ID)
