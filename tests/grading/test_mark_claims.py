"""Verdict, note and points say the same of every cell, whatever students do and whatever the key accepts."""

from __future__ import annotations

import random
import re
from fractions import Fraction

import pytest

import cnncalc
from cnncalc.grading.asked import Key, Rules, Submission
from cnncalc.grading.decisions import Decision
from cnncalc.grading.key import key_of
from cnncalc.grading.mark import Marker, mark
from cnncalc.grading.mark_types import Mark, Marked
from cnncalc.render.grade_student import Note, notes_of, student_text
from cnncalc.render.grade_why import why_text
from cnncalc.render.look import PLAIN
from tests.grading.alexnet_class import SHEETS
from tests.grading.students import HABITS, NETS, noisy, sheet

HALF = Fraction(1, 2)
COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
SHARES = {"half a point": HALF, "a point": Fraction(1), "no point": Fraction(0)}
RULES = (
    Rules({}),
    Rules({"no-bias": HALF, "chw": HALF}),
    Rules({"no-bias": Fraction(1), "chw": Fraction(0)}),
    Rules({"no-bias": HALF}, follow=False),
    Rules({"no-bias": Fraction(1, 4), "macs": HALF}, same_slip="once"),
)


def _key(net: str, rules: Rules) -> Key:
    columns = ("output", "params", "macs", "flops")
    return key_of(cnncalc.load(net).report(), columns, [row.name for row in NETS[net][1]])._replace(rules=rules)


def _student(net: str, rng: random.Random) -> dict[str, str]:
    """Make up a sheet: habits, slips of the pen, sizes in another order, gaps, and a few that can be read twice."""
    answers = noisy(sheet(net, rng.sample(HABITS, rng.randint(0, 2))), rng)
    turned = rng.random() < 0.3
    for cell, text in answers.items():
        sizes = text.split("x")
        if turned and len(sizes) == 3:
            answers[cell] = "x".join((sizes[2], *sizes[:2]))
        elif cell.endswith("params") and rng.random() < 0.05:
            answers[cell] = f"{text} or {int(text) + 1}"
        elif rng.random() < 0.05:
            answers[cell] = ""
    return answers | {cell.replace("macs", "flops"): f"{2 * int(n)}" for cell, n in answers.items() if _macs(cell, n)}


def _macs(cell: str, text: str) -> bool:
    return cell.endswith("macs") and text.isdecimal()


def _number(word: str) -> int:
    return 1 if word.startswith("one") else COUNTS.get(word.lower()) or int(word)


def _share(text: str) -> Fraction:
    """Return what a cell earns: in words, or in numbers."""
    return SHARES[text] if text in SHARES else Fraction(text.split()[0])


def _followers(note: Note) -> Fraction:
    """Return what a note says that the cells which build on its own have earned."""
    told = Fraction(0)
    for line in note.lines:
        if found := re.match(r"The (\w+) cells that build on .*: full points\.$", line):
            told += _number(found[1])
        elif re.match(r".*, builds on your .* follows from it: full points\.$", line) or re.match(
            r".*, builds on your answers and follows from them: full points\.$", line
        ):
            told += 1
        elif found := re.match(r"(?:(\w+)(?: more)? cells|.*,) builds? on .*, counted another way: (.*)\.$", line):
            told += _earned(found[2], _number(found[1] or "one"))
    return told


def _own(note: Note) -> Fraction:
    """Return what a note says that its own cells have earned."""
    told = Fraction(0)
    for line in note.lines:
        if line == "It is another way of counting, which this key accepts: full points.":
            told += len(note.cells)
        elif found := re.match(r"Counted that way, (\w+) of them (?:is|are) right: full points\.$", line):
            told += _number(found[1])
        elif found := re.match(r"Counted that way(?:, (\w+) of them (?:is|are)| it is) right: (.*)\.$", line):
            told += _earned(found[2], _number(found[1]) if found[1] else len(note.cells))
        elif found := re.match(r"The slip is charged once: (\w+) of them keeps? (?:its|their) points\.$", line):
            told += _number(found[1])
    return told


def _earned(text: str, cells: int) -> Fraction:
    if text.endswith(" points together"):
        return Fraction(text.split()[0])
    return _share(text.removesuffix(" each")) * cells


def _check(marked: Marked) -> None:
    """Hold what the notes of a sheet say against its marks: each note by itself, and no cell without one."""
    notes = notes_of(marked)
    for note in notes:
        own = [marked.mark(cell) for cell in note.cells]
        behind = [each for each in marked.marks if set(each.follows) & set(note.cells) and each.verdict != "wrong"]
        assert _followers(note) == sum(each.points for each in behind), note
        if own[0].verdict not in ("undecided", "unreadable"):
            assert _own(note) == sum(each.points for each in own), note
    told = {cell for note in notes for cell in note.cells}
    for each in marked.marks:
        plain = each.verdict in ("right", "follows")
        assert plain != (each.id in told), each
        assert not plain or each.points == each.asked.points, each
    assert marked.points == sum(each.points for each in marked.marks)


@pytest.mark.parametrize("rules", RULES, ids=str)
@pytest.mark.parametrize("net", ["lenet5", "alexnet"])
def test_the_notes_claim_what_the_cells_have_earned(net: str, rules: Rules) -> None:
    """What the notes of a sheet say adds up to its points: no cell is said to have more than it got, or less."""
    rng, marker = random.Random(f"{net}{rules}"), Marker(_key(net, rules))
    for _ in range(30):
        _check(marker.mark(Submission("s", _student(net, rng))))


def test_a_following_count_without_biases_is_not_said_to_have_full_points() -> None:
    """Of seven cells behind a wrong volume, one leaves its biases out: six have full points, or five and a half."""
    key = key_of(cnncalc.load("alexnet").report(), ("output", "params"), [row.name for row in NETS["alexnet"][1]])
    marked = mark(key._replace(rules=Rules({"no-bias": HALF})), Submission("s05", SHEETS["s05"]))
    (note, *_) = notes_of(marked)
    assert note.lines[1:] == (
        "The five cells that build on your 23x23x256 follow from it: full points.",
        "fc6, params, builds on it, counted another way: half a point.",
    )


def test_a_note_says_how_many_of_its_cells_an_order_of_sizes_is_accepted_in() -> None:
    """Sizes channels first that follow from a wrong one earn nothing without follow-through, and the note says so."""
    key = key_of(cnncalc.load("alexnet").report(), ("output",), [row.name for row in NETS["alexnet"][1]])
    answers = {cell: text for cell, text in SHEETS["s09"].items() if cell.endswith("output")}
    answers |= {"conv2.output": "256x23x23", "maxpool2.output": "256x11x11"}
    marked = mark(key._replace(rules=Rules({}, follow=False)), Submission("s", answers))
    assert marked.mark("maxpool2.output").points == 0
    _check(marked)


@pytest.mark.parametrize("points", ["0", "0.5", "1"])
@pytest.mark.parametrize("cell", ["conv2.output", "maxpool2.output", "fc6.params", "fc7.params", "conv1.params"])
def test_no_note_speaks_against_a_decision(cell: str, points: str) -> None:
    """What a person has decided stands, and no text says that the cell has other points."""
    key = key_of(cnncalc.load("alexnet").report(), ("output", "params"), [row.name for row in NETS["alexnet"][1]])
    key = key._replace(rules=Rules({"no-bias": HALF}))
    marked = mark(key, Submission("s05", SHEETS["s05"]), {("s05", cell): Decision(Fraction(points), "seen")})
    decided: Mark = marked.mark(cell)
    assert decided.points == Fraction(points)
    text = why_text(key, marked, decided, PLAIN)
    assert ("full points" in text) <= (decided.points == 1)
    assert "None" not in text + student_text(key, marked, PLAIN)
    for note in notes_of(marked):
        behind = [each for each in marked.marks if set(each.follows) & set(note.cells) and each.decision is None]
        assert _followers(note) == sum(each.points for each in behind), note
    if points == "1":
        assert cell not in {name for found in marked.slips for name in found.cells}


def test_what_else_may_be_behind_a_number_is_told_with_the_lines() -> None:
    """54x54x96 is told by the commonest slip; the other one stands in --why, and below the lines with --reveal."""
    key = key_of(cnncalc.load("alexnet").report(), ("output",), ["conv1", "maxpool1"])
    marked = mark(key, Submission("s", {"conv1.output": "54x54x96", "maxpool1.output": "26x26x96"}))
    assert "inside the division" not in student_text(key, marked, PLAIN)
    *_, right, yours, other, _ = student_text(key, marked, PLAIN, reveal=True).split("\n")
    assert right == "   right   (227 - 11)/4 + 1 = 55   55x55x96"
    assert yours == "   yours   (227 - 11)/4 = 54       54x54x96"
    assert other == '   or      the "+ 1" is put inside the division'
    assert '  or         "+ 1" inside the division' in why_text(key, marked, marked.mark("conv1.output"), PLAIN)


def test_a_doubled_number_of_macs_is_named_as_such() -> None:
    """Twice the MACs are those of the convention 2macs, half the FLOPs those of macs."""
    key = key_of(cnncalc.load("lenet5").report(), ("macs", "flops"), ["conv1"])
    marked = mark(key, Submission("s", {"conv1.macs": "235200", "conv1.flops": "117600"}))
    for cell, name in (("conv1.macs", "2macs"), ("conv1.flops", "macs")):
        assert f"right under the convention {name}, which" in why_text(key, marked, marked.mark(cell), PLAIN)
