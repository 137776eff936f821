"""What students write, and what it means."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.algebra.parser import parse
from cnncalc.grading.answers import LONGEST, read_answer
from cnncalc.grading.asked import Asked, Choice, Quantity, Reading, Value
from cnncalc.model.volume import Volume


def asked(truth: Value, quantity: Quantity = "params", tolerance: Fraction = Fraction(0)) -> Asked:
    """A question with this answer."""
    return Asked("q", "q", quantity, quantity, Fraction(1), truth, tolerance=tolerance)


def read(raw: str, truth: Value = 1, quantity: Quantity = "params") -> Reading:
    """What an answer means."""
    return read_answer(raw, asked(truth, quantity))


COUNTS = {
    7600: [
        "7600", " 7600 ", "7,600", "7 600", "7\u202f600", "7\u00a0600", "7'600", "7’600", "7_600", "7600.0", "７６００",
        "**7,600**", "`7600`", "'7600", "~7600", "≈ 7,600", "7600 parameters", "7.6k", "7.6 K", "7,6k",
        "7600 (with bias)", "7600 no bias", "7600 w/o bias", "7600 total", "total: 7600", "7600 (incl. 100 biases)",
        "7500 + 100", "7500 +100 = 7600", "7600 (=7500+100)", "7600 = 7600 -> 7600",
        "$7{,}600$", "7\\,600", "$5 \\times 5 \\cdot 3 \\times 100 + 100$", "15200/2", "approx. 7600",
        "7600 with bias", "7600?", "params = 7600", "5*5*3*100+100", "=5*5*3*100+100", "5x5x3x100+100", "(5·5·3+1)·100",
        "5×5×3×100 + 100", "(5*5*3+1)100", "(5*5*3+1)(100)", "[5*5*3 + 1]*100", "5²*3*100+100", "5**2*3*100 + 100",
        "5^2*3*100+100 = 7600", "7600 (5*5*3*100 + 100)", "7.6x10^3", "7.6e3", "7.600E+03",
        "5*5*3*100 + 100 = 7,600 params", "7600 (≈ 8k)", "7,600 (7.6K)", "8K (7600)", "7600 = 7.6K",
        "\\frac{15200}{2}", "\\left(5\\cdot 5\\cdot 3 + 1\\right) \\times 100", "\\lfloor 7600.5 \\rfloor",
    ],
    1_200_000: ["1.2M", "1,2 M", "1.2 million", "1.2M params", "1200k", "1.200.000", "12,00,000", "1.2e6", "1.2*10^6"],
    1_140_000_000: ["1.14G", "1.14 GPARAMS", "1.14B", "1140 Mparams", "1.14 billion", "1,140,000,000 parameters"],
    Fraction("7.6"): ["7,6", "7.6"],
    Fraction("1234567.5"): ["1,234,567.5", "1.234.567,5", "1 234 567,5"],
    -5: ["-5", "−5", "– 5"],
    0: ["0", "00", "0.0", "0 params"],
}  # fmt: skip


@pytest.mark.parametrize(("value", "raw"), [(value, raw) for value, raws in COUNTS.items() for raw in raws])
def test_a_count_is_read_as_people_write_it(value: Value, raw: str) -> None:
    """Thousands in any style, units, arithmetic and remarks all come down to one number."""
    assert read(raw) == Reading(raw, (value,))


UNITS: list[tuple[str, Quantity]] = [
    ("1.14 GFLOPs", "flops"), ("1140 MMACs", "macs"), ("1,140,000,000 mult-adds", "macs"),
    ("1.14G neurons", "activations"), ("1.14G connections", "connections"), ("1140 M weights", "weights"),
    ("1.14G params", "weights"), ("1.14G params", "biases"), ("1.14G params", "norm"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "quantity"), UNITS)
def test_a_unit_of_what_is_asked_is_read(raw: str, quantity: Quantity) -> None:
    """FLOPs where FLOPs are asked for, and weights that are called parameters."""
    assert read(raw, quantity=quantity).values == (1_140_000_000,)


OTHER_UNITS: list[tuple[str, Quantity]] = [
    ("7600 FLOPs", "macs"), ("7600 MACs", "flops"), ("7.6 KMACs", "params"), ("7600 px", "params"),
    ("7600 neurons", "weights"), ("7600 weights", "params"), ("5*5*3*100 = 7500 MACs", "params"),
    ("7600 biases", "memory"),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "quantity"), OTHER_UNITS)
def test_the_unit_of_another_quantity_is_for_a_person(raw: str, quantity: Quantity) -> None:
    """A number of MACs is no number of FLOPs, even where it is the right one."""
    reading = read(raw, quantity=quantity)
    assert not reading.values
    assert f"is the unit of another quantity than {quantity}" in reading.why


def test_what_a_question_backwards_looks_for_is_a_unit_there() -> None:
    """Ten filters are ten where a number of filters is looked for, and no parameters."""
    assert read("10 filters", quantity="answer").values == (10,)
    assert not read("10 filters").values


MEMORY = {"136.5 KiB": 139_776, "136.5 KB": 136_500, "0.5 MB": 500_000, "2 MiB": 2 * 1024**2, "1 GB": 10**9, "8 B": 8}


@pytest.mark.parametrize(("raw", "value"), MEMORY.items())
def test_memory_is_read_in_its_units(raw: str, value: int) -> None:
    """KB is a thousand bytes and KiB 1024, as it is written."""
    assert read(raw, quantity="memory").values == (value,)


@pytest.mark.parametrize("raw", ["", " ", "-", "—", "–", "--", "?", "...", "…", "____", "\u00a0", "........"])
def test_dashes_and_dots_are_no_answer(raw: str) -> None:
    """What stands in an empty place is blank, not unreadable."""
    for truth in (1, Volume((55, 55), 96), Choice("b"), parse("n + 1")):
        assert read(raw, truth).blank


DOUBTFUL = {
    "34.944": ((34944, Fraction("34.944")), "34944, or 34.944?"),
    "1.234": ((1234, Fraction("1.234")), "1234, or 1.234?"),
    "1,234M": ((1_234_000_000, 1_234_000), "1234000000, or 1234000?"),
    "7600 or 7500": ((7600, 7500), "several answers: which one counts?"),
    "7600 | 7500": ((7600, 7500), "several answers: which one counts?"),
    "5*5 = 26": ((25, 26), "25, or 26? Its sides are not equal"),
    "7500 (+100)": ((7500, 7600), "7500, or 7600?"),
    "7500(+100)": ((7500, 7600), "7500, or 7600?"),
    "7500 + 100 biases": ((7500, 7600), "7500, or 7600?"),
    "7,500 weights + 100 biases": ((7500, 7600), "7500, or 7600?"),
    "7500w+100b": ((7500, 7600), "7500, or 7600?"),
    "7 500 (weights) + 100 (biases)": ((7500, 7600), "7500, or 7600?"),
    "7500/7600": ((7500, 7600), "7500, or 7600?"),
    "7,500 / 7,600": ((7500, 7600), "7500, or 7600?"),
    "7500 (7600 with bias)": ((7500, 7600), "7500, or 7600?"),
    "7600 (7500 w/o bias)": ((7600, 7500), "7600, or 7500?"),
    "7500 (100)": ((7500, 100, 7600), "7500, or 100, or 7600?"),
    "76(100)": ((76, 7600, 176), "76, or 7600, or 176?"),
    "7500 (or 7600)": ((7500, 7600), "7500, or 7600? Its sides are not equal"),
    "either 7500 or 7600": ((7500, 7600), "several answers: which one counts?"),
    "7500 vs. 7600": ((7500, 7600), "several answers: which one counts?"),
    "5*5*3*100 = 7600": ((7500, 7600), "7500, or 7600? Its sides are not equal"),
    "7500 -> 7600": ((7500, 7600), "7500, or 7600? Its sides are not equal"),
    "38/5": ((38, 5), "38, or 5?"),
    "7500 weights, 100 biases": ((7500, 7600), "7500, or 7600?"),
    "7600 = 8.6K": ((7600, 8600), "7600, or 8600? Its sides are not equal"),
    "0x8880": ((), "a product with 0, or a hexadecimal number?"),
    "1.14E+09": ((), "a spreadsheet has rounded it, anything from 1,135,000,000 to 1,145,000,000"),
    "7.60E+03": ((), "a spreadsheet has rounded it, anything from 7,595 to 7,605"),
    "none": ((), "0, or not answered?"),
    "n/a": ((), "0, or not answered?"),
    "#REF!": ((), "the error of a spreadsheet, not an answer"),
    "####": ((), "the error of a spreadsheet, not an answer"),
    "2024-05-05": ((), "a spreadsheet has made a date of it"),
    "5-May": ((), "a spreadsheet has made a date of it"),
    "136 KB": ((), "bytes, where a count is asked for"),
    "7600 kg": ((), "`kg` is no unit that is known here"),
    "2.400*3": ((), "is 2.400 2400, or a decimal?"),
    "5*5*c": ((), "it cannot be read: nothing here is called `c`"),
    "9" * 30: ((), "a number beyond 2^53"),
    "1" * (LONGEST + 1): ((), f"{LONGEST + 1} characters: an answer has at most {LONGEST}"),
}


@pytest.mark.parametrize(("raw", "expected"), DOUBTFUL.items())
def test_what_can_be_read_two_ways_or_none_says_why(raw: str, expected: tuple[tuple[Value, ...], str]) -> None:
    """A doubtful answer is not guessed: a person gets the readings, or the reason why there is none."""
    reading = read(raw)
    assert (reading.values, reading.why) == expected


def test_a_rounded_number_counts_where_the_key_allows_for_it() -> None:
    """With a tolerance, the number that a spreadsheet has rounded is the one it shows."""
    assert read_answer("1.14E+09", asked(1, "flops", Fraction(1, 100))).values == (1_140_000_000,)


@pytest.mark.parametrize("raw", ["b", "B", "b)", "(B)", "b.", "Answer: b", "choice b"])
def test_a_choice_is_its_letter(raw: str) -> None:
    """However it is dressed, a choice is the letter, written as the key writes it."""
    assert read(raw, Choice("B")).values == (Choice("B"),)
    assert read(raw, Choice("a")).values == (Choice("b"),)


def test_a_choice_in_words_is_for_a_person() -> None:
    """Two letters are two readings; words are none."""
    assert read("a or b", Choice("b")).values == (Choice("a"), Choice("b"))
    assert read("the second", Choice("b")) == Reading("the second", (), "the letter of one choice is asked for")


TRUTHS: tuple[Value, ...] = (1, Volume((55, 55), 96), Volume((), 10), (3, 3), Choice("a"), parse("n*k"))
LOOKALIKES = st.text("0123456789.,xX*+-=/()[]{}@|^ eEkMGBnN'_%~#²⌊⌋×·", max_size=40)


@given(raw=st.text(max_size=60) | LOOKALIKES, truth=st.sampled_from(TRUTHS))
def test_any_text_is_an_answer_or_has_a_reason(raw: str, truth: Value) -> None:
    """Whatever stands in a cell: it is read, or the reading says why not."""
    reading = read(raw, truth)
    assert reading.raw == raw
    assert len(reading.values) <= 1 or reading.why


@given(value=st.integers(0, 2**53), style=st.sampled_from(["{}", "{:,}", "{:_}", " {} ", "{}.0", "= {}"]))
def test_every_count_comes_back(value: int, style: str) -> None:
    """A whole number in any of these styles is that number."""
    assert read(style.format(value)).values == (value,)
