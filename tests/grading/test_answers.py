"""What students write, and what it means."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.algebra.expr import evaluate
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
        "5*5*3*100 + 100 = 7,600 params",
    ],
    1_200_000: ["1.2M", "1,2 M", "1.2 million", "1.2M params", "1200k", "1.200.000", "12,00,000", "1.2e6", "1.2*10^6"],
    1_140_000_000: ["1.14G", "1.14 GFLOPs", "1.14B", "1140 MMACs", "1.14 billion", "1,140,000,000 FLOPs"],
    Fraction("7.6"): ["7,6", "7.6"],
    Fraction("1234567.5"): ["1,234,567.5", "1.234.567,5", "1 234 567,5"],
    -5: ["-5", "−5", "– 5"],
    0: ["0", "00", "0.0", "0 params"],
}  # fmt: skip


@pytest.mark.parametrize(("value", "raw"), [(value, raw) for value, raws in COUNTS.items() for raw in raws])
def test_a_count_is_read_as_people_write_it(value: Value, raw: str) -> None:
    """Thousands in any style, units, arithmetic and remarks all come down to one number."""
    assert read(raw) == Reading(raw, (value,))


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


SIZES = {
    Volume((55, 55), 96): [
        "55x55x96", "55 x 55 x 96", "55X55X96", "55×55×96", "55*55*96", "55·55·96", "55 by 55 by 96", "(55,55,96)",
        "[55, 55, 96]", "55,55,96", "55 55 96", "(None, 55, 55, 96)", "(?, 55, 55, 96)", "1x55x55x96",
        "(1, 55, 55, 96)",
        "torch.Size([1, 96, 55, 55])", "torch.Size([64, 96, 55, 55])", "torch.Size([96, 55, 55])", "[-1, 96, 55, 55]",
        "TensorShape([None, 55, 55, 96])", "96@55x55", "96 @ 55×55", "55x55@96", "96x55x55 CHW", "55x55x96 (HWC)",
        "96 feature maps of 55x55", "55x55, 96 channels", "((227-11)/4+1) x 55 x 96", "55x55x96 = 290400",
        "shape = (55, 55, 96)", "output: (55, 55, 96)", "55x55 x96 maps", "55x55 (x96)", "55x55(96)", "55x55, depth 96",
        "(55x55)x96", "55^2 x 96", "55²×96", "55-55-96", "55/55/96", "(227-11)/4+1 = 55 -> 55x55x96",
    ],
    Volume((), 4096): [
        "4096", "4,096", "4 096", "1x1x4096", "4096x1x1", "1x4096", "(None, 4096)", "(4096,)", "[4096]",
        "torch.Size([1, 4096])", "torch.Size([64, 4096])", "4096 neurons", "4096@1x1",
    ],
    Volume((1, 1), 1000): ["1x1x1000", "1000", "1,000", "(1, 1, 1, 1000)"],
    Volume((100,), 16): ["100x16", "(None, 100, 16)", "torch.Size([1, 16, 100])", "16@100"],
    Volume((8, 16, 16), 4): ["8x16x16x4", "(None, 8, 16, 16, 4)", "torch.Size([2, 4, 8, 16, 16])"],
}  # fmt: skip


@pytest.mark.parametrize(("volume", "raw"), [(volume, raw) for volume, raws in SIZES.items() for raw in raws])
def test_a_size_is_read_as_people_and_frameworks_write_it(volume: Volume, raw: str) -> None:
    """Every spelling of a volume is that volume."""
    assert read(raw, volume, "output") == Reading(raw, (volume,))


OTHERS = {
    "96x55x55": Volume((96, 55), 55),
    "(1, 96, 55, 55)": Volume((96, 55), 55),
    "54x54x96": Volume((54, 54), 96),
    "55x55": (55, 55),
    "55": (55,),
    "54.25x54.25x96": (Fraction("54.25"), Fraction("54.25"), 96),
    "128,128,256": Volume((128, 128), 256),
    "6x6x256x2": Volume((6, 6, 256), 2),
}


@pytest.mark.parametrize(("raw", "value"), OTHERS.items())
def test_a_wrong_size_is_read_as_it_is_written(raw: str, value: Value) -> None:
    """Nothing is bent towards the right answer: what order and what fraction was written stays."""
    assert read(raw, Volume((55, 55), 96), "output").values == (value,)


@pytest.mark.parametrize("raw", ["55x55x96/54x54x96", "55x55x96 or 54x54x96", "55x55x96 = 54x54x96"])
def test_two_sizes_are_for_a_person(raw: str) -> None:
    """Of two sizes in one cell none is taken for granted."""
    reading = read(raw, Volume((55, 55), 96), "output")
    assert (reading.values, bool(reading.why)) == ((Volume((55, 55), 96), Volume((54, 54), 96)), True)


def test_a_quotient_is_one_where_numbers_need_not_be_whole() -> None:
    """A start of 7/2 is no pair of counts."""
    assert read("7/2", Fraction(7, 2), "start").values == (Fraction(7, 2),)


def test_a_sheet_with_channels_first_is_read_so() -> None:
    """Where the key asks for C x H x W, a bare size is one; letters say theirs themselves."""
    question = asked(Volume((55, 55), 96), "output")
    for raw in ("96x55x55", "(1, 96, 55, 55)", "55x55x96 HWC", "96@55x55"):
        assert read_answer(raw, question, "chw").values == (Volume((55, 55), 96),), raw


@pytest.mark.parametrize("raw", ["11", "11x11", "(11, 11)", "10 + 1", "11 px"])
def test_one_number_stands_for_equal_axes(raw: str) -> None:
    """A receptive field is one number or one an axis; `11x11` is no product there."""
    assert read(raw, (11, 11), "rf").values == ((11, 11),)
    assert read(raw, 11, "rf").values == (11,)


@pytest.mark.parametrize("raw", ["-0.5", "-1/2", "−0,5"])
def test_a_start_can_lie_before_the_input(raw: str) -> None:
    """Halves and minus signs are read."""
    assert read(raw, Fraction(-1, 2), "start").values == (Fraction(-1, 2),)


def test_a_comma_between_two_numbers_is_for_a_person() -> None:
    """Of one quantity, `3,5` is two axes or a decimal; two equal numbers are two axes."""
    assert read("3,5", (3, 5), "start") == Reading(
        "3,5", ((3, 5), (Fraction("3.5"), Fraction("3.5"))), "3 and 5, or 3.5?"
    )
    assert read("11,11", (11, 11), "rf").values == ((11, 11),)


FORMULAS = {
    "(n-k+1)^2": 36, "(N − K + 1)²": 36, "(n-k+1)**2": 36, "(n-k+1)(n-k+1)": 36, "(n-k+1) x (n-k+1)": 36,
    "out = (n-k+1)^2": 36, "n*n - 2nk + k^2 + 2n - 2k + 1": 36, "⌊(n-k)/2⌋ + 1": 3, "floor((n-k)/2)+1": 3,
    "n(k+1)": 32, "3x3xn": 72, "5": 5,
}  # fmt: skip


@pytest.mark.parametrize(("raw", "value"), FORMULAS.items())
def test_a_formula_keeps_its_letters(raw: str, value: int) -> None:
    """Powers, products without a sign and capitals are read as they are meant: the value at n = 8, k = 3 is right."""
    (tree,) = read(raw, parse("(n-k+1)^2", power=True)).values
    assert evaluate(tree, {"n": 8, "k": 3}) == value  # type: ignore[arg-type]


def test_a_broken_formula_says_where() -> None:
    """What cannot be read has no value, and a reason."""
    assert read("(n-k+1", parse("n")) == Reading(
        "(n-k+1", (), "it cannot be read: expected `)` to close the bracket at character 1, not the end"
    )


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


@given(
    sizes=st.lists(st.integers(1, 2000), min_size=3, max_size=3),
    style=st.sampled_from(["{}x{}x{}", "({}, {}, {})", "{} × {} × {}", "[{}, {}, {}]", "(None, {}, {}, {})"]),
)
def test_every_size_comes_back(sizes: list[int], style: str) -> None:
    """A volume in any of these styles is that volume."""
    assert read(style.format(*sizes), Volume((9, 9), 9), "output").values == (Volume(tuple(sizes[:2]), sizes[2]),)
