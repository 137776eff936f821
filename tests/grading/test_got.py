"""`--got NUMBER`: one number is recognised or diagnosed, on the command line and in Python."""

from __future__ import annotations

import json
import shlex

import pytest

import cnncalc
from tests.conftest import Run

CONV = "conv --in 300x300x3 --filters 100x5x5"


def test_the_card_is_that_of_the_look(run: Run) -> None:
    """A hint that does not give the answer, and the way to the line."""
    answer = run(*shlex.split(f"{CONV} --got 2600"))
    assert answer.out == (
        "conv: 100 x 5x5                                                     on 300x300x3\n"
        "\n"
        "  2,600 is none of this layer's numbers. It is what the parameters come to when\n"
        "  a filter is counted without its depth.\n"
        "\n"
        "  How deep is one filter?                            (--reveal shows the line)\n"
    )
    assert (answer.code, answer.err) == (1, "")
    assert "7,600" not in answer.out


def test_reveal_shows_both_lines_and_every_candidate(run: Run) -> None:
    """The right line above the one that gives the number, and what is less likely below."""
    out = run(*shlex.split(f"{CONV} --got 2600 --reveal")).out
    assert "    right   (5*5*3 + 1)*100 = 7,600: 7,500 weights + 100 biases\n" in out
    assert "    yours   (5*5 + 1)*100 = 2,600\n" in out
    assert out.index("without its depth") < out.index("stride is part of the count")


RIGHT = [
    (f"{CONV} --got 7,600", "parameters", 0),
    (f"{CONV} --got 7_500", "weights", 0),
    (f"{CONV} --got 296x296x100", "output volume", 0),
    (f"{CONV} --got '(None, 296, 296, 100)'", "output volume", 0),
    (f"{CONV} --got 5*5*3*100+100", "parameters", 0),
    (f"{CONV} --got 657.12M", "MACs", 0),
    (f"{CONV} --got 6.57e8 --of macs", "the right number of MACs, rounded", 0),
    (f"{CONV} --got 7.6K", "the right number of parameters, rounded", 0),
    (f"{CONV} --got '657.12 MMACs'", "the right number of MACs, rounded", 0),
    (f"{CONV} --got '35 MB'", "bytes of memory, rounded", 0),
    (f"{CONV} --got 0", "none of this layer's numbers", 1),
    ("maxpool --in 8x8x4 --kernel 2 --got 0", "is right", 0),
    ("conv --in 9x9x4 --filters 8x3x3 --no-bias --got 288", "the right number of parameters:", 0),
    ("alexnet --got '2.27 GFLOPs'", "FLOPs by `--flops 2macs`   2,270,512,192", 0),
    ("alexnet --got 62.4M", "parameters   62,378,344", 0),
    ("resnet50 --got 25,502,912", "parameters   25,557,032", 0),
    ("alexnet --got 55x55x96", "the right output volume of conv1", 0),
    (f"{CONV} --got 1.3G", "FLOPs", 0),
    ("resnet50 --got 4.09G", "MACs", 0),
    ("resnet50 --got 25.6M", "parameters", 0),
    ("resnet50 --got 25,610,152", "running statistics", 0),
    ("resnet50 --got '97.5 MB'", "a MB of 2^20", 0),
    ("alexnet --got 34944", "parameters of conv1", 0),
    ("alexnet --layers conv2 --got 51", "receptive field", 0),
]


@pytest.mark.parametrize(("line", "said", "code"), RIGHT)
def test_a_right_number_is_recognised(run: Run, line: str, said: str, code: int) -> None:
    """However it is written, and rounded as far as its unit goes; exit 0."""
    answer = run(*shlex.split(line))
    assert said in answer.out
    assert answer.code == code


def test_a_part_of_the_parameters_is_named_and_the_parameters_stand_beside(run: Run) -> None:
    """7,500 are the weights alone: what the parameters are is said, too."""
    answer = run(*shlex.split(f"{CONV} --got 7500"))
    assert answer.out.splitlines()[2:] == [
        "  7,500 is the right number of weights, without the other parameters:",
        "",
        "    weights      7,500",
        "    parameters   (5*5*3 + 1)*100 = 7,600: 7,500 weights + 100 biases",
    ]
    assert answer.code == 0


NAMED = [
    (f"{CONV} --got '7600 FLOPs'", "is not the number of FLOPs. It is what the FLOPs come to when"),
    (f"{CONV} --got '7600 MB'", "is not the number of bytes of memory, and no slip"),
    (f"{CONV} --got '7600 activations'", "is not the number of output numbers. It is the number of parameters:"),
    (f"{CONV} --got 7600 --of rf", "is not the receptive field. It is the number of parameters:"),
    ("alexnet --got '34944 params'", "It is the number of parameters of conv1:"),
    ("alexnet --got 34944 --of macs", "It is the number of parameters of conv1:"),
    ("vgg16 --got 138357544 --of macs", "It is the number of parameters:"),
]


@pytest.mark.parametrize(("line", "said"), NAMED)
def test_what_a_unit_names_is_what_is_meant(run: Run, line: str, said: str) -> None:
    """Right for something else is not right; what it is of is said."""
    answer = run(*shlex.split(line))
    assert said in " ".join(answer.out.split())
    assert answer.code == 1


NETS = [
    ("alexnet --got 61M", "parameters of alexnet_torchvision   61,100,840"),
    ("alexnet --got 714M", "MACs of alexnet_torchvision   714,188,480"),
    ("alexnet --got 60965224", "the number of parameters of alexnet_two_towers"),
    ("alexnet:alexnet_two_towers --got 62,378,344 --of params", "the groups are left out"),
    ("alexnet --got 58.28M", "Rounded, it is what the parameters come to when one layer, or all of one kind,"),
    ("alexnet --got 58,281,344 --reveal", "58,281,344 without fc8, 4,097,000"),
    ("alexnet --got 62,377,344 --reveal", "62,377,344 in fc8 alone"),
    ("alexnet --got 62,378,345", "one digit is wrong"),
    ("alexnet --got 62,387,344", "two digits are exchanged"),
]


@pytest.mark.parametrize(("line", "said"), NETS)
def test_wrong_totals_of_a_net(run: Run, line: str, said: str) -> None:
    """Another version of the net, a layer or its biases left out, a slip of the pen: 4,096*1,000 + 1,000 is fc8."""
    answer = run(*shlex.split(line))
    assert said in " ".join(answer.out.split()) or said in answer.out
    assert answer.code == 1


def test_macs_without_the_depth_are_told(run: Run) -> None:
    """40,000 of 240,000 is no wrong digit: it is 5*5*16 at 100 places."""
    answer = run(*shlex.split("conv --in 14x14x6 --filters 16x5x5 --got 40000 --reveal"))
    assert "the MACs come to when a filter is counted without its depth" in " ".join(answer.out.split())
    assert "    yours   5*5*16*10*10 = 40,000\n" in answer.out


ANOTHER = [
    "conv --in 9x9x6 --filters 10x3x3 --groups 2 --got 550",
    "conv --in 9x9x4 --filters 8x3x3 --no-bias --got 296",
    "maxpool --in 9x9x4 --kernel 2 --got 5x5x4",
    "conv --in 28x28x1 --filters 6x5x5 --pad 2 --got 26x26x6",
]


@pytest.mark.parametrize("line", ANOTHER)
def test_what_is_right_for_another_layer_is_not_right(run: Run, line: str) -> None:
    """Groups left out, biases where there are none, rounding up, half the padding: no way to count this layer."""
    answer = run(*shlex.split(line))
    assert "is none of this layer's numbers. It is what" in answer.out
    assert answer.code == 1


def test_another_way_to_count_is_right_and_named(run: Run) -> None:
    """What is asked for with biases is right without them: that is said, and the exit code is 0."""
    answer = run(*shlex.split(f"{CONV} --got 7500 --of params"))
    assert "right by another way to count" in answer.out
    assert "the biases are left out" in answer.out
    assert answer.code == 0


def test_an_unknown_number_is_not_explained(run: Run) -> None:
    """Nothing is invented where no slip gives the number."""
    answer = run(*shlex.split(f"{CONV} --got 1234567"))
    assert "no slip that is known here" in answer.out
    assert answer.code == 1


def test_json_has_hints_and_with_reveal_the_lines(run: Run) -> None:
    """Programs get the same: the slips by their ids, and the lines only if they are to be revealed."""
    hidden = json.loads(run(*shlex.split(f"{CONV} --got 2600 --json")).out)
    assert hidden["right"] is False
    assert hidden["guesses"][0]["slips"][0]["id"] == "forget-input-depth"
    assert not {"right_line", "line", "right"} & set(hidden["guesses"][0])
    shown = json.loads(run(*shlex.split(f"{CONV} --got 2600 --json --reveal")).out)["guesses"][0]
    assert (shown["right"], shown["line"]) == ("7600", "(5*5 + 1)*100 = 2600")
    assert "why" in shown["slips"][0]


WRONG_USAGE = [
    (f"{CONV} --got hello", "--got hello is neither a number nor a size"),
    (f"{CONV} --got ''", "neither a number nor a size"),
    (f"{CONV} --got 7600 --of parms", "there is nothing called parms to compare a number with"),
    (f"{CONV} --got '7600 FLOPs' --of params", "7600 FLOPs names FLOPs, and --of params"),
    (f"{CONV} --got 7600 --explain", "--got and --explain answer different questions"),
    (f"{CONV} --got 7600 --steps", "they do not go with --got"),
    (f"{CONV} --got 7600 --format csv", "csv"),
    (f"{CONV} --reveal", "--reveal shows the line behind a number"),
    ("alexnet --got 7600 --layers conv9", "there is no layer called conv9"),
    ("alexnet --got 7600 --layers conv1,conv2", "--got is one number"),
    ("relu5 --got 3", "relu5"),
]


@pytest.mark.parametrize(("line", "said"), WRONG_USAGE)
def test_wrong_words_are_refused(run: Run, line: str, said: str) -> None:
    """What cannot be meant is said, with what to write instead; exit 2 and nothing on standard output."""
    answer = run(*shlex.split(line))
    assert said in answer.err
    assert (answer.code, answer.out) == (2, "")


def test_python_says_the_same() -> None:
    """`cnncalc.diagnose` gives the slips with their lines as data."""
    report = cnncalc.conv("300x300x3", filters=100, kernel=5)
    guess = cnncalc.diagnose(report, 2600).guesses[0]
    assert guess.diagnosis.slips[0].id == "forget-input-depth"
    assert (guess.quantity, guess.right, guess.diagnosis.line) == ("params", 7600, "(5*5 + 1)*100 = 2600")
    assert cnncalc.diagnose(report, 7600).right[0].what == "parameters"
    net = cnncalc.load("alexnet").report()
    assert cnncalc.diagnose(net, "23x23x256", layer="conv2").guesses[0].diagnosis.line == "(27 - 5)/1 + 1 = 23"
    with pytest.raises(cnncalc.UsageError, match="there is no layer called conv9"):
        cnncalc.diagnose(net, 1, layer="conv9")
