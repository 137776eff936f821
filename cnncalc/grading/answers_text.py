"""The characters of an answer: what word processors, spreadsheets and phones put there for the plain ones."""

from __future__ import annotations

import re
from typing import Final

from cnncalc.grading.answers_latex import unlatexed

_SAME: Final = {
    **dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\u2015", "-"),
    **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\r\n", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
    **dict.fromkeys("\u2018\u2019\u00b4\u02bc", "'"),
    **dict.fromkeys("\u00d7\u2715\u2716\u2a2f", "x"),
    **dict.fromkeys("\u00b7\u22c5\u2219\u2022\u2217\uff0a", "*"),
    **dict.fromkeys("\u00f7\u2215\u2044", "/"),
    **dict.fromkeys("\u2248\u2243\u2245", "~"),
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")",
    "\uff0c": ",", "\uff0e": ".", "\uff08": "(", "\uff09": ")", "\uff1d": "=", "\uff0b": "+",
}  # fmt: skip
_TABLE: Final = str.maketrans(_SAME)
_RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_POWER: Final = re.compile(f"[{_RAISED}]+")
_PLAIN: Final = str.maketrans(_RAISED, "0123456789")
_QUOTES: Final = '`"$“”«»*_ '


UNALIGNED: Final = " || "
"""What stands between the texts that can be the answer, where a line has more values than columns."""


def cleaned(text: str) -> str:
    """Return an answer in plain characters, without the marks of Markdown, LaTeX or a spreadsheet around it."""
    text = unlatexed(text).translate(_TABLE)
    if not text.isascii():
        text = _POWER.sub(lambda power: f"^{power[0].translate(_PLAIN)}", text)
    text = text.strip().strip(_QUOTES).removeprefix("'").strip()
    return " ".join(text.split()) if "  " in text else text


def one_bracket(text: str) -> bool:
    """Tell whether a text stands in one pair of brackets: not `(1+2)x(3+4)`."""
    if text[:1] not in ("(", "[", "{") or text[-1:] not in (")", "]", "}"):
        return False
    depth = 0
    for at, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0:
            return at == len(text) - 1
    return False
