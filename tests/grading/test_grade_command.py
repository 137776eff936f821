"""`cnncalc grade`: the class and the sheet as they are shown, reasons, JSON, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.grading.alexnet_class import ROWS, SHEETS

KEY = f"""\
title: "Homework 3: AlexNet by hand"
spec: alexnet
ask: {{{", ".join(f"{row}: [output, params]" for row in ROWS)}}}
accept: {{no-bias: 0.5}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a key and the sheets of twelve students, one of them no sheet at all."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.yaml").write_text(KEY)
    (tmp_path / "class").mkdir()
    for name, answers in SHEETS.items():
        with (tmp_path / "class" / f"{name}.csv").open("w", newline="") as file:
            rows = ((row, answers[f"{row}.output"], answers[f"{row}.params"]) for row in ROWS)
            csv.writer(file).writerows((("layer", "output", "params"), *rows))
    (tmp_path / "class" / "s12.csv").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    return tmp_path


CLASS = """\
sheet  output       params       points  what went wrong
s01    ✓✓✓✓✓✓✓✓✓✓✓  ✓✓✓✓✓✓✓✓✓✓✓    22.0
s02    ✓✓✓✓✓✓✓✓✓✓✓  ½✓½✓½½½✓½½½    18.0  biases left out (8 cells)
s03    ✗✗✗✗✗✗✗✗✓✓✓  ✓✓✓✓✓✓✓✓→✓✓    14.0  "+ 1" left out of the size (8)
s04    ✓✓✓✓✓✓✓✓✓✓✓  ✗✓✗✓✗✗✗✓✓✓✓    17.0  filter counted without depth (5)
s05    ✓✓✗→→→→→✓✓✓  ½✓½✓½½½✓½½·    16.5  biases left out (7), padding left out (1); 1 blank
s06    ✓✓✓✓✓✓✓✓✓✓✓  ✓✓✓✓✓✓✓✓✗✓✓    21.0  fully connected to a wrong volume (1)
s07    ✓✓✓✓✓✓✓✓✓✓✓  ✓✗✓✗✓✓✓✗✓✓✓    19.0  parameters given to pooling (3)
s08    ✓✗✓✗✓✓✓✗✓✓✓  ✓✓→✓→✓✓✓→✓✓    19.0  pooling divides the depth (3)
s09    ✓✓✓✓✓✓✓✓✓✓✓  ✓✓✓✓✓✓✓✓✓✓✓    22.0  sizes written C x H x W: accepted
s10    ✓✓✓✓✓✓✓✓✓✓✓  ✓✓✓✓✓✗✓✓✓··    19.0  two digits exchanged (1); 2 blank
s11    ✓✓✓✓✓✓✓✓✓✓✓  ?✓✓✓✓✓✓✓✓✓✓   21-22  1 cell to be read by a person
s12                                   -  unreadable: a PDF named .csv

class      11 of 12 sheets marked: mean 18.95 of 22, median 19.0, lowest 14.0
hardest    conv1 params 8.0 of 11, conv4 params 8.0, fc8 params 8.5

slip                                       sheets   cells
biases left out                                 2      15
"""

SHEET = """\
layer     output                     params
conv1     55x55x96   ✓                34848  ½ note 2
maxpool1  27x27x96   ✓                    0  ✓
conv2     23x23x256  ✗ note 1        614400  ½ note 2
maxpool2  11x11x256  → note 1             0  ✓
conv3     11x11x384  → note 1        884736  ½ note 2
conv4     11x11x384  → note 1       1327104  ½ note 2
conv5     11x11x256  → note 1        884736  ½ note 2
maxpool3  5x5x256    → note 1             0  ✓
fc6       4096       ✓             26214400  ½ notes 1, 2
fc7       4096       ✓             16777216  ½ note 2
fc8       1000       ✓                       · blank
points    10 of 11                 6.5 of 11

1  conv2, output. What happens to the border before the window starts?
   The five cells that build on your 23x23x256 follow from it: full points.
   fc6, params, builds on it, counted another way: half a point.

2  Parameters, 7 cells. Does every filter have something besides its weights?
   Counted that way it is right: half a point each.

3  fc8, params, is blank: 1 point to be had.
"""


@pytest.mark.usefixtures("folder")
def test_the_class_is_shown_as_designed(run: Run) -> None:
    """A line a student with one sign a cell, and below it what the class says of the questions."""
    answer = run("grade", "key.yaml", "class")
    assert (answer.code, answer.err) == (1, "")
    assert answer.out.startswith(CLASS)
    assert answer.out.endswith(
        'for you    s11  conv1 params is written "34.944": 34944, or 34.944?\n           s12  a PDF named .csv\n'
    )


@pytest.mark.usefixtures("folder")
def test_one_sheet_is_its_feedback(run: Run) -> None:
    """One student sees the own numbers, a verdict for each, and hints that do not give the answer."""
    answer = run("grade", "key.yaml", "class/s05.csv")
    assert (answer.code, answer.err) == (1, "")
    assert answer.out.partition("\n\n")[2] == SHEET
    assert "s05   16.5 of 22" in answer.out.partition("\n")[0]
    assert not {"27x27x256", "6x6x256", "34944"} & set(answer.out.split())


@pytest.mark.usefixtures("folder")
def test_reveal_puts_both_lines_side_by_side(run: Run) -> None:
    """With --reveal the right calculation stands above that of the student."""
    answer = run("grade", "key.yaml", "class/s05.csv", "--reveal")
    assert "   right   (27 + 2*2 - 5)/1 + 1 = 27   27x27x256\n   yours   (27 - 5)/1 + 1 = 23" in answer.out
    assert "   yours   11*11*3*96 = 34848 " in answer.out


@pytest.mark.usefixtures("folder")
def test_why_gives_the_reason_of_one_mark(run: Run) -> None:
    """`--why` says what was written, the verdict, what it builds on, and the slip; the answer only with --reveal."""
    answer = run("grade", "key.yaml", "class", "--why", "s05", "fc6.params")
    lines = {line[:12].strip(): line[12:].strip() for line in answer.out.splitlines()[2:]}
    assert answer.code == 0
    assert lines["verdict"].startswith("right, given earlier wrong answers, under the convention no-bias")
    assert (lines["builds on"], lines["slip"]) == (
        'conv2 output, which is "23x23x256"', "biases left out, as in 6 other cells",
    )  # fmt: skip
    assert "26218496" not in answer.out.replace(",", "")
    assert "5*5*256 + 1" in run("grade", "key.yaml", "class", "--why", "s05", "fc6.params", "--reveal").out


@pytest.mark.usefixtures("folder")
def test_a_reason_is_found_by_name_and_told_as_json(run: Run) -> None:
    """With a roster a student is found as the list calls her, a cell without its point; JSON has the cell's mark."""
    Path("list.csv").write_text("id,name\ns05,Eve Fox\n" + "".join(f"s{n:02}\n" for n in range(1, 13) if n != 5))
    words = ("grade", "key.yaml", "class", "--roster", "list.csv", "--why", "fox, eve", "FC6 params")
    assert run(*words).out.startswith("s05, fc6 params")
    document = json.loads(run(*words, "--json").out)
    assert (document["student"], document["of"]) == ("s05", 1)
    assert (document["cell"]["verdict"], document["cell"]["answer"]) == ("convention", str(5 * 5 * 256 * 4096))
    assert [slip["id"] for slip in document["slips"]] == ["forget-bias"]
    assert "right" not in document["cell"]
    assert json.loads(run(*words, "--json", "--reveal").out)["cell"]["right"] == "37752832"


@pytest.mark.usefixtures("folder")
def test_names_of_a_roster_stand_beside_the_numbers(run: Run) -> None:
    """They are cut rather than that the signs of the cells go."""
    Path("list.csv").write_text(
        "id,name\ns01,Ada Lovelace\ns02,Bartholomew Featherstonehaugh\n" + "".join(f"s{n:02}\n" for n in range(3, 13))
    )
    words = ("grade", "key.yaml", "class", "--roster", "list.csv")
    assert "\ns02  Bartholomew Featherston…  ✓✓✓✓✓✓✓✓✓✓✓  ½✓½✓½½½✓½½½    18.0" in run(*words).out
    lines = run(*words, terminal=True).out.splitlines()
    assert "s01  Ada Love…  ✓✓✓✓✓✓✓✓✓✓✓  ✓✓✓✓✓✓✓✓✓✓✓    22.0" in lines
    assert any(line.startswith("s02  Bartholo…") for line in lines)
    assert max(map(len, lines)) <= 80


def test_what_nobody_asked_for_and_long_answers_in_the_class(run: Run, in_folder: Path) -> None:
    """Rows that the key does not ask are named with whose they are, each once; a long answer is cut wherever it is."""
    long = "7" * 250
    (in_folder / "class.csv").write_text(f"student,conv1.params,shoe\nada,{long},44\nben,156,45\n")
    (in_folder / "cleo.csv").write_text("layer,params\nconv1,156\nconv9,1\nconv8,2\n")
    answer = run("grade", "lenet5", "class.csv", "cleo.csv")
    assert answer.out.count("shoe") == 1
    assert "\nseen       not in the key: conv9, conv8 (cleo)\n" in answer.out.replace(
        "           not", "seen       not"
    )
    assert "columns that are not asked: shoe (ada, ben)\n" in answer.out
    assert f'"{"7" * 59}…": 250 characters' in answer.out
    for words in (("--why", "ada", "conv1.params"), ("--json",)):
        assert "7" * 201 not in run("grade", "lenet5", "class.csv", "cleo.csv", *words).out


@pytest.mark.usefixtures("folder")
def test_a_spec_is_a_key(run: Run) -> None:
    """Without a key, the sheet's own rows and columns are asked, a point a cell."""
    answer = run("grade", "alexnet", "class/s01.csv")
    assert (answer.code, answer.err) == (0, "")
    assert "22.0 of 22" in answer.out
    Path("mine.csv").write_text("layer,params\nconv1,34944\nfc8,1\n")
    assert "1.0 of 2" in run("grade", "alexnet", "mine.csv").out


@pytest.mark.usefixtures("folder")
def test_the_json_has_every_mark(run: Run) -> None:
    """The document of --json holds each cell's verdict, convention, points and slips, and the class."""
    document = json.loads(run("grade", "key.yaml", "class", "--json").out)
    sheets = {sheet["student"]: sheet for sheet in document["sheets"]}
    cells = {cell["id"]: cell for cell in sheets["s05"]["cells"]}
    assert (document["points"], document["class"]["marked"], sheets["s05"]["points"]) == (22, 11, 16.5)
    assert (cells["fc6.params"]["verdict"], cells["fc6.params"]["convention"]) == ("convention", "no-bias")
    assert cells["maxpool2.output"]["follows"] == ["conv2.output"]
    assert sheets["s12"]["problem"] == "a PDF named .csv"
    assert "right" not in cells["fc6.params"]
    revealed = json.loads(run("grade", "key.yaml", "class", "--json", "--reveal").out)
    assert revealed["sheets"][0]["cells"][0]["right"] == "55x55x96"


@pytest.mark.usefixtures("folder")
def test_decisions_are_kept_by_every_run(run: Run) -> None:
    """What a person has decided replaces the mark, and is no longer asked."""
    Path("decisions.csv").write_text("student,cell,points,why\ns11,conv1.params,1,a point for thousands\n")
    answer = run("grade", "key.yaml", "class", "--decisions", "decisions.csv")
    assert "s11    ✓✓✓✓✓✓✓✓✓✓✓  ✓✓✓✓✓✓✓✓✓✓✓    22.0" in answer.out
    assert '"34.944"' not in answer.out


@pytest.mark.usefixtures("folder")
def test_the_same_class_gives_the_same_bytes(run: Run) -> None:
    """Marking again, and naming the files one by one, changes nothing."""
    first = run("grade", "key.yaml", "class").out
    assert run("grade", "key.yaml", "class").out == first
    assert run("grade", "key.yaml", "class/*.csv").out == first


@pytest.mark.usefixtures("folder")
def test_of_a_large_class_those_for_a_person_are_listed(run: Run) -> None:
    """With more than 40 sheets the class is counted whole, and only whom somebody must look at has a line."""
    text = Path("class/s01.csv").read_text()
    for number in range(60):
        Path(f"class/t{number}.csv").write_text(text)
    out = run("grade", "key.yaml", "class").out
    assert "71 of 72 sheets marked" in out
    assert [line.split()[0] for line in out.splitlines()[1:3]] == ["s11", "s12"]
    assert "t7 " not in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("key.yaml", 2, "missing argument 'SUBMISSION...'"),
        ("key.yaml none.csv", 2, "there is no file none.csv"),
        ("key.yaml class/*.pdf", 2, "no file matches class/*.pdf"),
        ("class/s01.csv key.yaml", 2, "class/s01.csv is no key but an answer sheet"),
        ("nokey.yaml class", 2, "there is no file and no bundled spec called nokey.yaml"),
        ("key.yaml class --format latex", 2, "'latex' is not one of 'table', 'plain', 'json'"),
        ("key.yaml class -o marks.csv", 2, "in place of -o write --to csv=marks.csv"),
        ("key.yaml class -o marks.tex", 2, "a mark has no format latex (marks.tex); it has table, plain and json"),
        ("key.yaml class --why s5 conv2.output", 2, "there is no sheet of s5; did you mean"),
        ("key.yaml class --why s05 conv2.parms", 2, "no cell called conv2.parms; did you mean `conv2.params`"),
        ("key.yaml class --why s12 conv2.params", 2, "the sheet of s12 cannot be read: a PDF named .csv"),
        ("key.yaml class --decisions class/s01.csv", 2, "class/s01.csv holds no decisions"),
        ("lenet5 class/s01.csv", 1, ""),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_refused(run: Run, words: str, code: int, said: str) -> None:
    """A wrong request is refused by name, with what would do."""
    answer = run("grade", *words.split())
    assert answer.code == code
    assert said in " ".join(answer.err.split())


@pytest.mark.usefixtures("folder")
def test_what_was_handed_in_commands_no_terminal(run: Run) -> None:
    """Escape sequences in names and answers are shown as what they are not: signs of a screen."""
    Path("odd.csv").write_text("student,conv1.output,conv1.params\na\x1b[31md,\x1b]0;x\x07,34944\nben,55x55x96,34944\n")
    for words in (("odd.csv",), ("odd.csv", "--why", "ben", "conv1.output")):
        assert not {"\x1b", "\x07"} & set(run("grade", "key.yaml", *words).out)


def test_what_is_shown_can_be_a_file_of_the_folder(run: Run, in_folder: Path) -> None:
    """With -o the marks go to a file beside the sheet, without a roster and decisions as well."""
    (in_folder / "a1.csv").write_text("layer,params\nconv1,156\n")
    answer = run("grade", "lenet5", "a1.csv", "-o", "out.json")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads((in_folder / "out.json").read_text())["sheets"][0]["student"] == "a1"
