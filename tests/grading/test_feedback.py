"""The feedback of a student as Markdown and as HTML: the own answers, hints, and nothing that could do harm."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

import cnncalc
from cnncalc.grading.klass_grade import Graded
from tests.grading.teacher import NAMES, lay_out

ANSWERS_OF_CONV2 = ("27x27x256", "614,656", "614656")
"""What s05 has wrong, right."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Return a marked class of ten, and one file that is no sheet."""
    folder = tmp_path_factory.mktemp("desk")
    lay_out(folder)
    return cnncalc.grade(folder / "key.yaml", folder / "class")


MARKDOWN = """\
# Homework 3: AlexNet by hand

**../../Eve (s05)**: 16.5 of 22 points

|  | output | params |
| --- | --- | --- |
| conv1 | 55x55x96 ✓ | 34848 ½ (2) |
| maxpool1 | 27x27x96 ✓ | 0 ✓ |
| conv2 | 23x23x256 ✗ (1) | 614400 ½ (2) |
| maxpool2 | 11x11x256 → (1) | 0 ✓ |
| conv3 | 11x11x384 → (1) | 884736 ½ (2) |
| conv4 | 11x11x384 → (1) | 1327104 ½ (2) |
| conv5 | 11x11x256 → (1) | 884736 ½ (2) |
| maxpool3 | 5x5x256 → (1) | 0 ✓ |
| fc6 | 4096 ✓ | 26214400 ½ (1, 2) |
| fc7 | 4096 ✓ | 16777216 ½ (2) |
| fc8 | 1000 ✓ | · (3) |
| points | 10 of 11 | 6.5 of 11 |

✓ right; → right, given an earlier answer; ½ right in part; ✗ wrong; · blank

1. conv2, output. What happens to the border before the window starts?
   The five cells that build on your 23x23x256 follow from it: full points.
   fc6, params, builds on it, counted another way: half a point.

2. Parameters, 7 cells. Does every filter have something besides its weights?
   Counted that way it is right: half a point each.

3. fc8, params, is blank: 1 point to be had.
"""


def test_a_page_of_markdown(graded: Graded) -> None:
    """The page has the own answers with their verdicts, and a note for each slip."""
    assert cnncalc.grade_files(graded, "markdown")["s05.md"].decode() == MARKDOWN


@pytest.mark.parametrize("kind", ["markdown", "html"])
def test_hints_do_not_give_the_answer(graded: Graded, kind: str) -> None:
    """Without reveal no right answer to a wrong cell stands on the page; with it the calculation does."""
    ending = {"markdown": "md", "html": "html"}[kind]
    page = cnncalc.grade_files(graded, kind)[f"s05.{ending}"].decode()  # type: ignore[arg-type]
    told = cnncalc.grade_files(graded, kind, reveal=True)[f"s05.{ending}"].decode()  # type: ignore[arg-type]
    assert not any(answer in page for answer in ANSWERS_OF_CONV2)
    assert "(27 + 2*2 - 5)/1 + 1 = 27   27x27x256" in told


class Page(HTMLParser):
    """Reads a page: its elements, and the text that a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.cells: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if {"td", "th"} & set(self.open):
            self.cells[-1] += data


def test_the_page_of_html_says_the_same(graded: Graded) -> None:
    """The table of the HTML page has the answers of the Markdown page, in well-formed elements."""
    page = Page(cnncalc.grade_files(graded, "html")["s05.html"].decode())
    assert page.open == []
    assert page.cells[:9] == [
        "",
        "output",
        "params",
        "conv1",
        "55x55x96 ✓",
        "34848 ½2",
        "maxpool1",
        "27x27x96 ✓",
        "0 ✓",
    ]
    assert "What happens to the border before the window starts?" in page.text


@pytest.mark.parametrize("kind", ["markdown", "html"])
def test_everybody_gets_a_page(graded: Graded, kind: str) -> None:
    """There is a page for every sheet, also for the one that cannot be read, which says why."""
    pages = cnncalc.grade_files(graded, kind)  # type: ignore[arg-type]
    assert {name.partition(".")[0] for name in pages} == {*NAMES, "s12"}
    unreadable = next(page for name, page in pages.items() if name.startswith("s12"))
    assert "This sheet cannot be read: a PDF named .csv" in unreadable.decode()


def test_what_a_student_wrote_is_text(graded: Graded) -> None:
    """Names with tags, links and tables in them do not become any."""
    html = cnncalc.grade_files(graded, "html")
    markdown = cnncalc.grade_files(graded, "markdown")
    assert "b" not in Page(html["s02.html"].decode()).elements
    assert "Ben <b>Bold</b> (s02)" in Page(html["s02.html"].decode()).text
    assert r"**Ben \<b\>Bold\</b\> (s02)**" in markdown["s02.md"].decode()
    assert r"\[Fay\](http\://x.y) (s07)" in markdown["s07.md"].decode()
    assert r"=cmd\|'/c calc'\!A1" in markdown["s04.md"].decode()


def test_answers_that_are_commands_are_text(tmp_path: Path) -> None:
    """An answer with a script or an escape sequence stands on the page as what was written."""
    sheet = tmp_path / "x.csv"
    sheet.write_text("layer,params\nconv1,<script>x()</script>\nconv2,a|b`c\x7f\n")
    graded = cnncalc.grade("lenet5", sheet)
    html = cnncalc.grade_files(graded, "html")["x.html"].decode()
    assert "script" not in Page(html).elements
    assert "<script>x()</script>" in Page(html).text
    line = next(
        line for line in cnncalc.grade_files(graded, "markdown")["x.md"].decode().splitlines() if "conv2" in line
    )
    assert line.startswith(r"| conv2 | a\|b\`c? ")


def test_an_answer_stands_as_it_was_written(tmp_path: Path) -> None:
    """What was read stands behind it only where that is something else; something long is cut."""
    sheet = tmp_path / "x.csv"
    sheet.write_text(
        "layer,output,params,rf\nconv1,(28; 28; 6),=150+6,5x5\nconv2,10 x 10 x 16,2.4K,14\n"
        f'fc1,{"9" * 400},"48,120",all\n'
    )
    page = cnncalc.grade_files(cnncalc.grade("lenet5", sheet), "markdown")["x.md"].decode()
    assert "| conv1 | (28; 28; 6) ✓ | =150+6 (156) ✓ | 5x5 (5) ✓ |" in page
    assert "| conv2 | 10 x 10 x 16 ✓ | 2.4K (2,400) ✗ (2) | 14 ✓ |" in page
    assert f"| fc1 | {'9' * 23}… ? (1) | 48,120 ✓ | all (32) ✓ |" in page


def test_what_nobody_asked_for_is_told(tmp_path: Path) -> None:
    """Rows and columns that the key does not ask stand on the page, in both formats."""
    sheet = tmp_path / "x.csv"
    sheet.write_text("layer,params,colour\nconv1,156,red\nconv<9>,1,\n")
    graded = cnncalc.grade("lenet5", sheet)
    markdown = cnncalc.grade_files(graded, "markdown")["x.md"].decode()
    assert markdown.endswith(
        "- Seen in the sheet: columns that are not asked: colour\n- Seen in the sheet: not in the key: conv\\<9\\>\n"
    )
    assert (
        "Seen in the sheet: not in the key: conv<9>"
        in Page(cnncalc.grade_files(graded, "html")["x.html"].decode()).text
    )


def test_a_calculation_is_code_that_nothing_closes_and_stands_once(tmp_path: Path) -> None:
    """Two slips behind one number are two notes with one calculation, which no sign of an answer can end."""
    sheet = tmp_path / "x.csv"
    sheet.write_text("layer,output,params\nconv1,27x27x6,``` <b>\nconv2,9x9x16,400\n")
    page = cnncalc.grade_files(cnncalc.grade("lenet5", sheet), "markdown", reveal=True)["x.md"].decode()
    code = [line for line in page.splitlines() if line.startswith(" " * 7)]
    assert "       right   (32 - 5)/1 + 1 = 28   28x28x6" in code
    assert len(code) == len(set(code))
    assert not any(line.lstrip().startswith("```") for line in page.splitlines())


def test_a_decision_is_told(tmp_path: Path) -> None:
    """What a person has decided, and why, stands on the page."""
    lay_out(tmp_path)
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("student,cell,points,why\ns11,conv1.params,0.5,a point for thousands\n")
    graded = cnncalc.grade(tmp_path / "key.yaml", tmp_path / "class", decisions=decisions)
    page = cnncalc.grade_files(graded, "markdown")["s11.md"].decode()
    assert page.endswith("1. conv1, params: a person has decided, 0.5 of 1 points: a point for thousands\n")
