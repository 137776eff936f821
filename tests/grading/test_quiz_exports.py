"""A quiz as files: papers that give nothing away, the key that marks them, and what course systems import."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import cnncalc
from cnncalc.errors import UsageError
from cnncalc.grading.quiz.as_key import key_of_quiz, key_text
from cnncalc.grading.quiz.question import LEVELS, Quiz
from cnncalc.render.quiz import FORMATS, text
from tests.conftest import Run

ODD = "<b>&amp; | `*_#\\%$^~{}\"' é ["
"""A name that means something in every format."""

GRADES = {"100", "90", "80", "75", "70", "60", "50", "40", "30", "25", "20", "10", "5", "0"}
"""Grades that Moodle's importer takes for an answer, in percent: of its list those that are whole."""

TOPICS = "output,params,rf,flops,inverse,symbolic,misfit,table"


@pytest.fixture(scope="module", params=LEVELS)
def quiz(request: pytest.FixtureRequest) -> Quiz:
    """A quiz with a question on every topic, and a student with an odd name."""
    return cnncalc.quiz(TOPICS, level=request.param, count=8, student=ODD, secret="red fox")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_bytes_again(quiz: Quiz, format: str) -> None:
    """A format is a text without anything that changes from run to run."""
    again = cnncalc.quiz(TOPICS, level=quiz.level, count=8, student=ODD, secret="red fox")
    assert text(quiz, format) == text(again, format)
    assert text(quiz, format).endswith("\n")
    assert "red fox" not in text(quiz, format)


def test_the_same_quiz_whatever_python_hashes() -> None:
    """The order in which Python keeps sets does not show in a quiz or its files."""
    code = "import cnncalc; from cnncalc.render.quiz import text; print(text(cnncalc.quiz(level=3, count=7), 'json'))"
    made = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1")
    }
    assert len(made) == 1


def test_there_is_no_other_format(quiz: Quiz) -> None:
    """An unknown format is refused with those that there are."""
    with pytest.raises(UsageError, match="a quiz has no format pdf; it has markdown"):
        text(quiz, "pdf")


@pytest.mark.parametrize("format", ["markdown", "latex"])
def test_a_paper_gives_nothing_away(quiz: Quiz, format: str) -> None:
    """A paper has no answer that stands in its solution, but the generator's version, and no seed."""
    paper, solution = text(quiz, format), text(quiz, f"{format}-solution")
    for place in quiz.places:
        if place.asked.quantity in ("output", "params", "macs", "flops") and len(place.answer) > 3:
            assert place.answer not in paper
    assert "generator 1" in paper
    assert "seed" not in paper
    assert "generator 1" in solution
    assert "seed 1" in solution
    assert quiz.questions[0].places[0].answer in solution


def test_a_filled_paper_is_marked(in_folder: Path, run: Run, quiz: Quiz) -> None:
    """Answers written into the boxes of the Markdown paper earn full points by the exported key."""
    Path("key.yaml").write_text(key_text(quiz), encoding="utf-8")
    lines = []
    for line in text(quiz, "markdown").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] in quiz.answers:
            line = f"| {cells[0]} | {quiz.answers[cells[0]].replace('|', '')} |"
        elif line.startswith("|") and f"{cells[0]}.output" in quiz.answers:
            filled = [place.answer for place in quiz.places if place.asked.row == cells[0]]
            assert len(filled) == len(cells) - 2
            line = f"| {' | '.join((*cells[:2], *filled))} |"
        lines.append(line)
    Path("s05.md").write_text("\n".join(lines), encoding="utf-8")
    answer = run("grade", "key.yaml", "s05.md")
    assert (answer.code, answer.err) == (0, "")
    assert "Everything is right." in answer.out


def test_the_key_checks_and_fills_its_sheet(in_folder: Path, run: Run) -> None:
    """The exported files go round: key, solution sheet, full points; the solution is no paper."""
    made = run("quiz", "--topic", TOPICS, "--count", "8", "--to", "key=key.yaml", "--to", "markdown=paper.md")
    assert (made.code, made.out, made.err) == (0, "", "")
    assert sorted(path.name for path in Path().iterdir()) == ["key.yaml", "paper.md"]
    assert run("sheet", "key.yaml", "--solution", "-o", "all.csv").code == 0
    assert run("grade", "key.yaml", "all.csv").code == 0
    assert run("grade", "key.yaml", "paper.md").code == 1


def test_a_key_keeps_its_words(quiz: Quiz) -> None:
    """Whatever is in a name comes back from the key as it was."""
    key = key_of_quiz(quiz)
    assert key.title == f"Exercises for {ODD}"
    assert [cell.text for cell in key.cells if cell.text] == [each.text for each in quiz.questions if not each.is_table]


@pytest.mark.parametrize("format", ["latex", "latex-solution"])
def test_latex_is_balanced_and_escaped(quiz: Quiz, format: str) -> None:
    """Every environment and brace is closed, and no sign stands there that LaTeX would take for a command."""
    source = text(quiz, format)
    begun, ended = (re.findall(rf"\\{word}\{{(\w+)\}}", source) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    bare = re.sub(r"\\[{}\\]", "", source)
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"(?<!\\)[%#$_^~]", re.sub(r"\(\w\)~", "", source))
    rows = [line for line in source.splitlines() if " & " in line]
    heads = next(line.count(" & ") for line in rows if line.startswith("layer"))
    assert {line.count(" & ") for line in rows} == {heads}


def test_moodle_xml_is_what_the_importer_reads(quiz: Quiz) -> None:
    """Types, names, texts, grades and tolerances are those that Moodle's importer asks for."""
    root = ElementTree.fromstring(text(quiz, "moodle"))
    assert root.tag == "quiz"
    category, *questions = root
    assert category.get("type") == "category"
    assert category.findtext("category/text", "").startswith("$course$/top/")
    assert len(questions) == len(quiz.places)
    for node, place in zip(questions, quiz.places, strict=True):
        kind = node.get("type")
        assert kind in {"numerical", "shortanswer", "multichoice"}
        assert node.findtext("name/text", "").endswith(f": {place.id}")
        assert node.find("questiontext").get("format") == "html"  # type: ignore[union-attr]
        assert node.findtext("defaultgrade") == "1"
        answers = node.findall("answer")
        grades = [answer.get("fraction", "") for answer in answers]
        assert set(grades) <= GRADES
        texts = [answer.findtext("text", "") for answer in answers]
        assert len(set(texts)) == len(texts)
        assert all(answer.find("feedback/text") is not None for answer in answers)
        if kind == "multichoice":
            assert node.findtext("single") == "true"
            assert node.findtext("shuffleanswers") == ("false" if place.asked.choices else "true")
            assert (grades.count("100"), grades.count("0")) == (1, len(grades) - 1)
        else:
            assert grades[0] == "100"
            assert (texts[-1], grades[-1]) == ("*", "0")
            assert not any("*" in each for each in texts[:-1])
        if kind == "numerical":
            assert texts[0] == place.answer
            assert {answer.findtext("tolerance") for answer in answers} == {"0"}
            assert all(float(each) >= 0 for each in texts[:-1])


def test_moodle_comments_on_known_wrong_answers() -> None:
    """A count without biases earns half and is told so; a plain slip earns a quarter; hints keep the answer."""
    quiz = cnncalc.quiz("params", count=1, seed=2)
    (node,) = ElementTree.fromstring(text(quiz, "moodle")).findall("question[@type='numerical']")
    answers = {answer.findtext("text"): answer for answer in node.findall("answer")}
    by_slip = {trap.slip: trap.answer for trap in quiz.places[0].traps}
    half, quarter = answers[by_slip["forget-bias"]], answers[by_slip["one-bias-per-layer"]]
    assert (half.get("fraction"), quarter.get("fraction")) == ("50", "25")
    assert "the biases are left out" in half.findtext("feedback/text", "")
    hints = [hint.findtext("text", "") for hint in node.findall("hint")]
    assert len(hints) == len(quiz.places[0].hints) - 1


def test_text2qti_reads_it(quiz: Quiz) -> None:
    """text2qti itself reads every question as the kind that is meant, with its right answer."""
    reader = pytest.importorskip("text2qti.quiz")
    config = pytest.importorskip("text2qti.config").Config()
    read = reader.Quiz(text(quiz, "text2qti"), config=config, source_name="quiz.txt")
    assert len(read.questions_and_delims) == len(quiz.places)
    for found, place in zip(read.questions_and_delims, quiz.places, strict=True):
        assert found.points_possible == 1
        if found.type == "numerical_question":
            assert str(found.numerical_exact) == place.answer
        elif found.type == "multiple_choice_question":
            assert [choice.correct for choice in found.choices].count(True) == 1
        else:
            assert found.type == "short_answer_question"
            assert place.answer in [choice.choice_raw for choice in found.choices]


def test_text2qti_packs_it(tmp_path: Path) -> None:
    """The package that Canvas imports is made of it, with formulas as they are written."""
    pytest.importorskip("text2qti.qti")
    from text2qti.config import Config
    from text2qti.qti import QTI
    from text2qti.quiz import Quiz as Reader

    source = text(cnncalc.quiz("symbolic", level=3, count=3), "text2qti")
    package = QTI(Reader(source, config=Config(), source_name="quiz.txt"))
    package.save(tmp_path / "quiz.zip")
    assert (tmp_path / "quiz.zip").stat().st_size > 0
    assert "\\" not in package.assessment


def test_json_has_everything(quiz: Quiz, run: Run) -> None:
    """Programs get questions, answers, hints, and every known wrong answer with its slip."""
    document = json.loads(text(quiz, "json"))
    assert (document["schema_version"], document["generator"], document["student"]) == (1, 1, ODD)
    assert [answer["answer"] for each in document["questions"] for answer in each["answers"]] == list(
        quiz.answers.values()
    )
    assert all(wrong["slip"] and wrong["hint"] for wrong in document["questions"][0]["answers"][0]["wrong"])
    assert run("quiz", "--json").out == run("quiz", "--to", "json").out


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("--to", "pdf"), "a quiz has no format pdf"),
    (("--to", "markdwn=a.md"), "did you mean `markdown`"),
    (("--to", "markdown", "--to", "key"), "--to markdown=FILE"),
    (("--to", "key="), "--to key=FILE"),
    (("--to", "key=no/key.yaml"), "no/key.yaml cannot be written"),
    (("--to", "key=a", "--to", "json=a"), "two formats go to a"),
    (("--student", "s05", "--secret-file", "secret", "--to", "key=secret"), "would be lost"),
    (("--student", "s05", "--secret-file", "nothing"), "nothing cannot be read"),
    (("--student", "s05", "--secret-file", "empty"), "empty is empty"),
    (("--student", "s05"), "--secret-file FILE"),
    (("--topic", "tables"), "did you mean `table`"),
    (("--topic", "table", "--count", "2"), "a quiz has one table"),
    (("--level", "4"), "--level"),
    (("output",), "cnncalc quiz --topic output"),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_wrong_requests(run: Run, in_folder: Path, words: tuple[str, ...], message: str) -> None:
    """A wrong request ends with code 2 and what to write instead, and leaves no file behind."""
    Path("secret").write_text("red fox\n")
    Path("empty").write_text("\n")
    answer = run("quiz", *words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err
    assert sorted(path.name for path in Path().iterdir()) == ["empty", "secret"]
    assert Path("secret").read_text() == "red fox\n"
