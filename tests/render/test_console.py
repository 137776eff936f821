"""The table in a terminal."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

import cnncalc
from cnncalc.render import written
from cnncalc.render.console import show

LOOK = Path(__file__).parents[1] / "data" / "look" / "alexnet.txt"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """What is printed to a terminal of some encoding."""

    def __init__(self, encoding="utf-8"):
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self):
        """The encoding that the terminal has."""
        return self._encoding

    def isatty(self):
        """Say that this is a terminal."""
        return True


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm-256color")


def printed(color=None, encoding="utf-8"):
    """AlexNet, as a terminal gets it."""
    file = Terminal(encoding)
    show(cnncalc.load("alexnet").report(), color=color, file=file)
    return file.getvalue()


def expected():
    """AlexNet without any style."""
    return LOOK.read_text(encoding="utf-8")


def test_styles():
    """In a terminal sums are bold and rules dim; without the escapes the text is the same."""
    text = printed()
    assert "\x1b[1mtotal" in text
    assert "\x1b[2m───" in text
    assert ESCAPE.sub("", text) == expected()


def test_what_stands_out():
    """The title and the sums are bold, headings, rules and the lines below are dim, and rows are neither."""
    styles = {}
    for line in filter(None, printed().splitlines()):
        styles[ESCAPE.sub("", line).split("  ")[0]] = set(ESCAPE.findall(line)) - {"\x1b[0m"}
    bold, dim = {"\x1b[1m"}, {"\x1b[2m"}
    assert (styles["AlexNet, bundled"], styles["total"], styles["layer"], styles["─" * 80]) == (bold, bold, dim, dim)
    assert (styles["every window fits"], styles["conv1"], styles["fc8"]) == (dim, set(), set())


def test_never():
    """Without colours there is no escape at all."""
    assert printed(color=False) == expected()


def test_no_color(monkeypatch):
    """NO_COLOR turns every escape off, unless colours are asked for."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in printed()
    assert "\x1b[1m" in printed(color=True)


def test_dumb_terminal(monkeypatch):
    """A terminal that knows no escapes gets none."""
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in printed()


def test_ascii_terminal():
    """A terminal whose encoding is not UTF gets ASCII only."""
    text = printed(color=False, encoding="ascii")
    assert text.isascii()
    assert "-" * 80 in text


def test_width(monkeypatch):
    """A wide terminal gives the words the room that they need, and no more."""
    monkeypatch.setenv("COLUMNS", "120")
    file = Terminal()
    show(cnncalc.load("resnet50").report(), color=False, file=file)
    rules = {len(line) for line in file.getvalue().splitlines() if line.startswith("─")}
    (width,) = rules
    assert 80 < width < 120
    assert "64 x 7x7, stride 2, pad 3, bn, relu" in file.getvalue()


def test_nothing_is_marked_up():
    """Brackets in names are text, not markup."""
    file = Terminal()
    spec = cnncalc.read('name: "[red]net[/red] :smile:"\ninput: 8x8x3\nlayers:\n  - relu\n')
    show(spec.report(), color=False, file=file)
    assert file.getvalue().startswith("[red]net[/red] :smile:")


@pytest.mark.parametrize("force", ["", "1"])
def test_no_terminal(monkeypatch, force):
    """Where there is no terminal, the table is one of 80 columns without escapes, whatever the environment says."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("FORCE_COLOR", force)
    assert written(cnncalc.load("alexnet").report(), "table") == expected()
    if not force:
        file = io.StringIO()
        show(cnncalc.load("alexnet").report(), file=file)
        assert file.getvalue() == expected()
