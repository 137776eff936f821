r"""LaTeX in an answer: `\frac{n-k}{s} + 1`, `\left\lfloor \frac{n}{2} \right\rfloor`, `34{,}944`."""

from __future__ import annotations

import re
from typing import Final

_PLAIN: Final = {
    "{,}": ",", "\\,": " ", "\\;": " ", "\\!": "", "\\(": "(", "\\)": ")", "\\times": "x", "\\cdot": "*", "\\div": "/",
    "\\approx": "~", "\\rightarrow": "->", "\\to": "->", "\\lfloor": "⌊", "\\rfloor": "⌋", "\\lceil": "⌈",
    "\\rceil": "⌉",
}  # fmt: skip
_SIZED: Final = re.compile(r"\\(?:left|right)(?![a-z])")
_WORDS: Final = re.compile(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}")
_POWER: Final = re.compile(r"\^\{([^{}]*)\}")
_FRACTION: Final = re.compile(r"\\[dt]?frac ?\{([^{}]*)\} ?\{([^{}]*)\}")


def unlatexed(text: str) -> str:
    """Return a text without the commands of LaTeX that stand in arithmetic."""
    if "\\" not in text and "{" not in text:
        return text
    text = _WORDS.sub(r"\1", _SIZED.sub("", text))
    for command, plain in _PLAIN.items():
        text = text.replace(command, plain)
    text = _POWER.sub(r"^(\1)", text)
    while (found := _FRACTION.search(text)) is not None:
        text = f"{text[: found.start()]}(({found[1]})/({found[2]})){text[found.end() :]}"
    return text
