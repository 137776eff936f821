"""What was meant by a command line that cannot be read: the same line, corrected, to paste."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from inspect import signature

from cnncalc.algebra.errors import listed
from cnncalc.errors import UsageError
from cnncalc.layers.catalogue import KINDS
from cnncalc.spec import bundled
from cnncalc.spec.spellings import option_spelling

_SIMILAR = 0.8
"""How alike two options are when one may be proposed for the other."""

_EXAMPLES = {
    "show": "alexnet",
    "chain": '28x28x1 "conv: 6 x 5x5" "maxpool: 2x2"',
    "check": "alexnet",
    "expand": "alexnet",
    "apply": '"maxpool: 2x2" --input "1 4; 5 8"',
    "init": "mynet.yaml",
    "solve": "conv --in 28x28 --out 24x24",
    "explain": "alexnet conv2",
    "field": "alexnet conv3 --unit 6,6",
    "grade": "alexnet my.csv",
    "sheet": "alexnet -o sheet.csv",
    "quiz": "--topic output",
}
"""A command line that works, behind each command that needs something; the layers have their own."""


def explained(error: Exception, words: Sequence[str], layers: Collection[str], commands: Collection[str]) -> UsageError:
    """Return a wrong command line as an error that shows the corrected one where that can be told."""
    first = words[0]
    known = first in commands or first in layers
    if not known and not first.startswith("-") and not _is_spec(first):
        return _no_command(first, words[1:], layers, commands)
    option = getattr(error, "option_name", None) if hasattr(error, "possibilities") else None
    if option is not None:
        meant = _option(option, getattr(error, "possibilities", None) or ())
        if meant is not None:
            corrected = [
                meant + word.removeprefix(option) if word.partition("=")[0] == option else word for word in words
            ]
            return UsageError(f"there is no option {option} here; write", ((_line(corrected), ""),))
        owners = _owners(option, layers) if first in layers else []
        if owners:
            return UsageError(f"{first} has no option {option}: it is for {listed(owners)}", (_help(first, known),))
        return UsageError(f"there is no option {option} here", (_help(first, known),))
    parameter = getattr(error, "param", None)
    if parameter is not None and "--in" in parameter.opts and len(words) > 1:
        return UsageError("--in is missing, the input volume; write e.g.", ((f"{_line(words)} --in 32x32x3", ""),))
    text = error.format_message() if hasattr(error, "format_message") else str(error)
    return UsageError(text[:1].lower() + text[1:].rstrip("."), (_example(first, layers), _help(first, known)))


def _is_spec(word: str) -> bool:
    try:
        bundled.find(word)
    except UsageError:
        return any(sign in word for sign in "./\\:")  # it was meant as a file
    return True


def _no_command(first: str, rest: Sequence[str], layers: Collection[str], commands: Collection[str]) -> UsageError:
    """Say that a first word is no command, and which one was meant: another tool's name of a layer, or a slip."""
    kind = first.lower() if first.lower() in KINDS else option_spelling(first, None)
    near = [kind] if kind in layers else get_close_matches(first.lower(), [*layers, *commands], n=1, cutoff=_SIMILAR)
    message = f"there is no command and no spec called {first}"
    if near:
        return UsageError(f"{message}; write", ((_line([str(near[0]), *rest]), ""),))
    return UsageError(message, (("cnncalc --help", "lists the commands"), ("cnncalc specs", "lists the nets")))


def _option(option: str, possibilities: Sequence[str]) -> str | None:
    """Return the option that was meant: another tool's name for it, or one that is spelled almost so."""
    spelled = option_spelling(option.lstrip("-").replace("-", "_"), "")
    other = f"--{spelled.strip().replace('_', '-')}" if spelled else ""
    if other in possibilities:
        return other
    near = get_close_matches(option, [name for name in possibilities if name != "--output"], n=1, cutoff=_SIMILAR)
    return near[0] if near else None


def _owners(option: str, layers: Collection[str]) -> list[str]:
    """Return the layers whose command has an option."""
    from cnncalc.cli.layer_signature import layer_command

    name = option.removeprefix("--").replace("-", "_")
    return [op for op in layers if name in signature(layer_command(op, helping=False)).parameters]


def _example(command: str, layers: Collection[str]) -> tuple[str, str]:
    """Return a command line that works."""
    if command in layers:
        from cnncalc.cli.layer_signature import command_lines
        from cnncalc.layers.catalogue import layer_class

        return f"cnncalc {command_lines(layer_class(command))[0]}", "for example"
    return f"cnncalc {command if command in _EXAMPLES else 'show'} {_EXAMPLES.get(command, 'alexnet')}", "for example"


def _help(first: str, known: bool) -> tuple[str, str]:
    return _line([first if known else "show", "--help"]), "lists what it takes"


def _line(words: Sequence[str]) -> str:
    """Return words as a command line to paste."""
    return " ".join(["cnncalc", *map(shlex.quote, words)])
