"""A problem in a terminal of some width: sentences are wrapped at blanks, and what can be pasted stays in one piece."""

from __future__ import annotations

import pytest

from cnncalc.errors import Call, Origin, Problem
from cnncalc.render.problems import full

MISFIT = Problem(
    "does-not-fit",
    "(224 + 2*0 - 11)/4 + 1 = 54.25 is not a whole number, and so the last row is never looked at",
    (
        "write `conv: 96 x 11x11, stride 4, pad 2` or give the net another input\nlike this:\n"
        + "input: 227x227x3 " * 6,
    ),
    origin=Origin("alexnet.yaml", 5, 11, 10, "  - conv: 96 x 11x11, stride 4   # " + "as in the paper " * 8),
)


def test_sentences_are_wrapped_at_blanks() -> None:
    """Message and help go on below their own first word, the line of the file is cut, and an example is left alone."""
    assert (
        full(MISFIT, 60)
        == """\
alexnet.yaml:5:11: error[does-not-fit]: (224 + 2*0 - 11)/4 +
        1 = 54.25 is not a whole number, and so the last row
        is never looked at
    5 |   - conv: 96 x 11x11, stride 4   # as in the p...
      |           ^^^^^^^^^^
      = help: write `conv: 96 x 11x11, stride 4, pad 2` or
              give the net another input
              like this:
              """
        + ("input: 227x227x3 " * 6).rstrip()
    )


@pytest.mark.parametrize("width", [40, 60, 80, 132])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """At any width the sentences stay within it, and the line of the file with its dots too."""
    example = MISFIT._replace(help=("leave it out: " + "nothing else depends on it, " * 5,))
    assert max(map(len, full(example, width).splitlines())) <= width


def test_a_proposal_is_never_cut() -> None:
    """A text in backticks stays on one line, even one that is wider than the terminal."""
    line = "conv: 64 x 3x3, stride 2, pad 1, bn, relu, dropout 0.5"
    shown = full(Problem("op", "no such op", (f"you can write `{line}` here",)), 50)
    assert f"`{line}`" in shown
    assert max(map(len, shown.splitlines())) > 50


def test_nothing_is_lost() -> None:
    """Put together again, the wrapped text is the text of a pipe."""
    call = Call("bottleneck", "t=6, c=24, s=2, and more arguments than fit on a line of this width", "net.yaml", 9)
    problem = Problem("tap", "there is no tap called `c1` here", ("use another, of those there are",))
    problem = problem._replace(origin=Origin("net.yaml", 7, 3, 2, "  c1", blocks=(call,)))
    assert full(problem, 40) != full(problem)
    assert full(problem, 40).split() == full(problem).split()


def test_what_fits_is_left_as_it_is() -> None:
    """A short problem is the same at every width that holds it, and without one."""
    problem = Problem("op", "no such op", ("write `relu`",), origin=Origin("net.yaml", 3, 5, 4, "  - relo"))
    assert full(problem, 80) == full(problem)
