"""Follow-through: what is right given a student's own wrong answers, held against plain arithmetic."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cnncalc
from cnncalc.grading.asked import Key, Rules, Submission
from cnncalc.grading.key import key_of
from cnncalc.grading.mark import Marker, mark
from cnncalc.grading.mark_types import Marked
from cnncalc.grading.truths import written
from tests.grading.students import NETS, Row

COLUMNS = ("output", "params", "macs")


def _key(net: str, columns: tuple[str, ...] = COLUMNS) -> Key:
    return key_of(cnncalc.load(net).report(), columns, [row.name for row in NETS[net][1]])


def _plain(rows: tuple[Row, ...], size: int, depth: int, changed: dict[str, tuple[int, int]]) -> dict[str, str]:
    """Work a table out by hand, from the student's own volume wherever one is `changed`."""
    flat, answers = 0, {}
    for row in rows:
        if row.op == "fc":
            given = flat or size * size * depth
            flat = row.filters
            answers |= {f"{row.name}.output": f"{flat}", f"{row.name}.params": f"{given * flat + flat}"}
            answers[f"{row.name}.macs"] = f"{given * flat}"
            continue
        out = row.filters or depth
        after = len(range(0, size + 2 * row.pad - row.kernel + 1, row.stride))  # every place of a window, counted
        after, kept = changed.get(row.name, (after, out))
        answers[f"{row.name}.output"] = f"{after}x{after}x{kept}"
        filters = row.kernel * row.kernel * depth * row.filters
        answers[f"{row.name}.params"] = f"{filters + row.filters}"
        answers[f"{row.name}.macs"] = f"{row.kernel * row.kernel * depth * after * after * kept if row.filters else 0}"
        size, depth = after, kept
    return answers


@pytest.mark.parametrize("net", NETS)
@pytest.mark.parametrize("seed", range(12))
def test_every_dependent_cell_is_recomputed(net: str, seed: int) -> None:
    """With one to three wrong volumes anywhere, all that is worked out from them is right or follows."""
    rng = random.Random(f"{net}{seed}")
    (size, depth), rows = NETS[net]
    right = _plain(rows, size, depth, {})
    key = _key(net)
    assert {asked.id for asked in key.cells} == set(right)
    windowed = [row.name for row in rows if row.op != "fc"]
    wrong = {}
    for name in rng.sample(windowed, rng.randint(1, 3)):
        height, _, channels = map(int, right[f"{name}.output"].split("x"))
        wrong[name] = (height + rng.randint(100, 400), channels)
    marked = mark(key, Submission("s", _plain(rows, size, depth, wrong)))
    verdicts = {found.id: found.verdict for found in marked.marks}
    assert {cell for cell, verdict in verdicts.items() if verdict == "wrong"} == {f"{name}.output" for name in wrong}
    for found in marked.marks:
        unchanged = found.reading.raw == right[found.id]
        assert found.verdict == ("right" if unchanged else "wrong" if found.id[:-7] in wrong else found.verdict)
        assert unchanged or found.verdict in ("follows", "wrong")


def test_a_following_cell_names_the_cells_at_fault() -> None:
    """Two wrong volumes on the way are both named, the nearest answer is what counts."""
    (size, depth), rows = NETS["lenet5"]
    key = _key("lenet5")
    sheet = _plain(rows, size, depth, {"conv1": (27, 6), "conv2": (8, 16)})
    marked = mark(key, Submission("s", sheet))
    assert marked.mark("avgpool1.output").follows == ("conv1.output",)
    assert marked.mark("avgpool2.output").follows == ("conv2.output",)
    assert marked.mark("conv2.macs").follows == ("conv2.output",)


def test_a_blank_volume_is_worked_out_from_the_one_before() -> None:
    """Where an output is not answered, the next cells are measured against what follows from the one before it."""
    (size, depth), rows = NETS["lenet5"]
    sheet = _plain(rows, size, depth, {"conv1": (26, 6)})
    del sheet["avgpool1.output"]
    marked = mark(_key("lenet5"), Submission("s", sheet))
    assert (marked.mark("conv2.output").verdict, marked.mark("conv2.output").follows) == ("follows", ("conv1.output",))


def test_receptive_fields_follow() -> None:
    """A wrong receptive field is carried on: 6 instead of 5, then 7, then 17 for a 5x5 kernel at a jump of 2."""
    key = _key("lenet5", ("rf",))
    sheet = {"conv1.rf": "6", "avgpool1.rf": "7", "conv2.rf": "15", "avgpool2.rf": "17"}
    marked = mark(key, Submission("s", sheet))
    assert [marked.mark(f"{name}.rf").verdict for name in ("conv1", "avgpool1", "conv2", "avgpool2")] == [
        "wrong", "follows", "follows", "follows",
    ]  # fmt: skip


def test_params_follow_from_weights_and_biases() -> None:
    """The sum of wrong weights and right biases is right, given the weights."""
    key = _key("lenet5", ("weights", "biases", "params"))
    marked = mark(key, Submission("s", {"conv2.weights": "400", "conv2.biases": "16", "conv2.params": "416"}))
    assert (marked.mark("conv2.params").verdict, marked.mark("conv2.params").follows) == ("follows", ("conv2.weights",))


@pytest.mark.parametrize("accept", [{}, {"depth-not-written": Fraction(1, 2)}])
def test_a_volume_without_its_depth_goes_on_with_the_depth_that_it_should_have(accept: dict[str, Fraction]) -> None:
    """What is right on 14x14x6 is right behind `14x14`, and behind `13x13` what is right on 13x13x6 follows."""
    key = _key("lenet5")._replace(rules=Rules(accept))
    (size, depth), rows = NETS["lenet5"]
    right = _plain(rows, size, depth, {})
    marked = mark(key, Submission("s", {**right, "avgpool1.output": "14x14"}))
    assert {found.id for found in marked.marks if found.verdict != "right"} == {"avgpool1.output"}
    wrong = {**_plain(rows, size, depth, {"avgpool1": (13, 6)}), "avgpool1.output": "13"}
    marked = mark(key, Submission("s", wrong))
    followed = {found.id: found.follows for found in marked.marks if found.verdict == "follows"}
    assert set(followed.values()) == {("avgpool1.output",)}
    assert set(followed) == {cell for cell in right if right[cell] != wrong[cell]} - {"avgpool1.output"}


def test_a_cell_names_only_what_its_quantity_depends_on() -> None:
    """A wrong volume is no root of a receptive field, a wrong field none of a size, and neither one of the other's."""
    key = _key("lenet5", ("output", "rf", "jump", "params"))
    (size, depth), rows = NETS["lenet5"]
    plain = _plain(rows, size, depth, {"conv1": (26, 6)})
    true = {asked.id: written(asked.truth) for asked in key.cells}
    volumes = {cell: text for cell, text in plain.items() if cell in true}
    marked = mark(key, Submission("s", {**true, **volumes, "conv1.rf": "6", "avgpool1.rf": "7", "conv2.rf": "15"}))
    roots = {found.id: found.follows for found in marked.marks if found.follows}
    assert {cell: roots[cell] for cell in ("avgpool1.rf", "conv2.rf")} == dict.fromkeys(
        ("avgpool1.rf", "conv2.rf"), ("conv1.rf",)
    )
    others = {root for cell, root in roots.items() if not cell.endswith(".rf")}
    assert others == {("conv1.output",)}


def test_a_size_of_the_field_and_a_jump_are_named_apart() -> None:
    """Behind a wrong jump and a wrong size of the field, each number names the one of the two that it needs."""
    key = _key("lenet5", ("rf", "jump"))
    true = {asked.id: written(asked.truth) for asked in key.cells}
    jump_only = {"avgpool1.jump": "4", "conv2.jump": "4", "conv2.rf": f"{6 + 4 * 4}", "avgpool2.jump": "8"}
    marked = mark(key, Submission("s", {**true, **jump_only, "avgpool2.rf": f"{22 + 4}"}))
    assert {found.id: found.follows for found in marked.marks if found.follows} == dict.fromkeys(
        ("conv2.jump", "conv2.rf", "avgpool2.jump", "avgpool2.rf"), ("avgpool1.jump",)
    )
    size_too = {"avgpool1.rf": "7", "avgpool1.jump": "4", "conv2.jump": "4", "conv2.rf": f"{7 + 4 * 4}"}
    marked = mark(key, Submission("s", {**true, **size_too}))
    assert marked.mark("conv2.jump").follows == ("avgpool1.jump",)
    assert marked.mark("conv2.rf").follows == ("avgpool1.rf", "avgpool1.jump")
    marked = mark(key, Submission("s", {**true, **size_too, "conv2.rf": f"{6 + 4 * 4}"}))
    assert marked.mark("conv2.rf").follows == ("avgpool1.jump",)


def test_params_name_the_part_that_is_wrong() -> None:
    """A wrong number of MACs is no root of the parameters of its row."""
    key = _key("lenet5", ("weights", "macs", "params"))
    marked = mark(key, Submission("s", {"conv2.weights": "400", "conv2.macs": "7", "conv2.params": "416"}))
    assert marked.mark("conv2.params").follows == ("conv2.weights",)


JOINED = """
input: 8x8x4
layers:
  - conv: 8 x 3x3, pad 1
    name: left
  - conv: 8 x 3x3, pad 1
    name: right
    from: input
  - concat:
    from: [left, right]
    name: both
  - conv: 4 x 1x1
    name: last
"""


def _joined(op: str) -> Key:
    return key_of(cnncalc.read(JOINED.replace("concat", op)).report(), ("output", "params"))


def test_a_join_follows_from_either_branch() -> None:
    """A concatenation adds the student's own depths, and the layer behind it has filters as deep as that."""
    sheet = {"left.output": "8x8x10", "right.output": "8x8x8", "both.output": "8x8x18", "last.params": f"{18 * 4 + 4}"}
    marked = mark(_joined("concat"), Submission("s", sheet))
    assert [marked.mark(cell).follows for cell in ("both.output", "last.params")] == [("left.output",)] * 2
    assert [marked.mark(cell).verdict for cell in ("both.output", "last.params")] == ["follows"] * 2


def test_volumes_that_cannot_be_joined_stop_nothing() -> None:
    """Where the student's own branches do not fit together, the join is measured against the truth, and so on."""
    sheet = {"left.output": "7x7x8", "right.output": "8x8x8", "both.output": "8x8x8", "last.output": "8x8x4"}
    marked = mark(_joined("add"), Submission("s", sheet))
    assert [found.verdict for found in marked.marks if found.asked.column == "output"] == [
        "wrong", "right", "right", "right",
    ]  # fmt: skip


def _total(marked: Marked) -> bool:
    return all(0 <= found.points <= found.most <= found.asked.points for found in marked.marks)


SIZES = st.builds("x".join, st.lists(st.integers(0, 400).map(str), min_size=1, max_size=4))
MARKERS = {net: Marker(_key(net)) for net in ("lenet5", "alexnet")}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(MARKERS)), st.data())
def test_any_answers_can_be_marked(net: str, data: st.DataObject) -> None:
    """Whatever is written into the cells, every cell gets a mark between nothing and its points."""
    marker = MARKERS[net]
    cells = [asked.id for asked in marker.key.cells]
    texts = SIZES | st.integers(-5, 10**9).map(str) | st.text(max_size=12)
    answers = data.draw(st.dictionaries(st.sampled_from(cells), texts, max_size=8))
    marked = marker.mark(Submission("s", answers))
    assert len(marked.marks) == len(cells)
    assert _total(marked)
