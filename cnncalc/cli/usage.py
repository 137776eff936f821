"""What was meant by a command line that cannot be read: the same line, corrected, to paste."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from cnncalc.errors import UsageError


def explained(error: Exception, words: Sequence[str]) -> UsageError:
    """Return a wrong command line as an error that shows the corrected one where that can be told."""
    message = str(getattr(error, "message", ""))
    option, near = getattr(error, "option_name", None), getattr(error, "possibilities", None)
    help = (_line([*words[:1], "--help"]), "lists what it takes")
    if option and near:
        corrected = [near[0] if word.partition("=")[0] == option else word for word in words]
        return UsageError(f"there is no option {option} here; write", ((_line(corrected), ""),))
    if option and "no such option" in message.lower():
        return UsageError(f"there is no option {option} here", (help,))
    parameter = getattr(error, "param", None)
    if parameter is not None and not message:
        name = parameter.opts[0]
        value = parameter.make_metavar(getattr(error, "ctx", None))
        missing = _EXAMPLES.get(name, f"{name} {value}" if name.startswith("-") else value)
        return UsageError(f"{name} is missing; write e.g.", ((f"{_line(words)} {missing}", ""),))
    text = error.format_message() if hasattr(error, "format_message") else str(error)
    return UsageError(text[:1].lower() + text[1:].rstrip("."), (help,))


_EXAMPLES = {"--in": "--in 32x32x3", "input": "32x32x3", "layers": '"conv: 6 x 5x5" "maxpool: 2x2"', "spec": "alexnet"}
"""What may stand for an option that is missing."""


def _line(words: Sequence[str]) -> str:
    """Return words as a command line to paste."""
    return " ".join(["cnncalc", *map(shlex.quote, words)])
