"""Runs a command line: exit codes, errors on standard error, and never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol, TextIO

from cnncalc.algebra.errors import ExprError
from cnncalc.errors import CnncalcError, Problem, RuleError, SpecError, UsageError

OK, WRONG, USAGE = 0, 1, 2
"""Exit codes: all is well · the spec, a claim or a window is wrong · the request is wrong."""

_OF_WORDS = ("arg", "option", "value", "input", "input-order", "unknown-size", "syntax")


class Command(Protocol):
    """A command group, built by the library that reads the command line."""

    def main(self, args: Sequence[str], prog_name: str, *, standalone_mode: bool) -> object:
        """Carry out a command line and return what the command returned."""


def guarded(command: Command, words: Sequence[str]) -> int:
    """Carry out a command line; whatever goes wrong becomes a message and an exit code."""
    try:
        code = _carried_out(command, list(words))
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has read enough
        _discard_the_rest()
        return OK
    except OSError as error:
        _discard_the_rest()
        return report(UsageError(f"the output cannot be written: {error.strerror or error}"))
    return code


def _discard_the_rest() -> None:
    """Let what is still to be written go nowhere, so that closing standard output does not fail once more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _carried_out(command: Command, words: list[str]) -> int:
    from typer.exceptions import Abort, Exit, TyperException

    try:
        result = command.main(words, prog_name="cnncalc", standalone_mode=False)
        return result if isinstance(result, int) else OK
    except OSError:
        raise
    except Exit as stop:
        return stop.exit_code
    except Abort:
        return USAGE
    except TyperException as error:
        from cnncalc.cli.app import COMMANDS, LAYERS
        from cnncalc.cli.usage import explained

        return report(explained(error, words, LAYERS, COMMANDS))
    except CnncalcError as error:
        return report(error)
    except Exception as error:
        if os.environ.get("CNNCALC_DEBUG"):
            raise
        sys.stderr.write(
            f"internal error: {type(error).__name__}: {error}\n"
            "This is a fault of cnncalc, not of your input. Please open an issue with the command and the spec;\n"
            "CNNCALC_DEBUG=1 shows where it happened.\n"
        )
        return WRONG


def report(error: CnncalcError) -> int:
    """Write an error to standard error and return its exit code."""
    match error:
        case SpecError():
            show_problems(error.problems)
            return USAGE if of_request(error) else WRONG
        case RuleError():
            show_problems((error.problem(),))
            return exit_code(error)
        case ExprError():
            show_problems((Problem(error.code, error.message, error.help),))
            return USAGE
        case UsageError():
            sys.stderr.write(usage_text(error, width_of(sys.stderr)))
            return USAGE
        case _:
            sys.stderr.write(f"error: {error}\n")
            return USAGE


def exit_code(error: RuleError) -> int:
    """Return the code of a rule that does not hold: the words of the request are wrong, or the layer on its input."""
    return USAGE if error.code in _OF_WORDS else WRONG


def of_request(error: SpecError) -> bool:
    """Return whether what is wrong stands in the value of a `-p`, not in the spec."""
    from cnncalc.spec.settle import GIVEN

    return any(problem.origin is not None and problem.origin.file.startswith(GIVEN) for problem in error.problems)


def show_problems(problems: Sequence[Problem]) -> None:
    """Write problems to standard error: errors in full, warnings and notes on one line each."""
    from cnncalc.render import problems as render

    width = width_of(sys.stderr)
    for problem in problems:
        text = render.full(problem, width) if problem.severity == "error" else render.concise(problem)
        sys.stderr.write(text.rstrip("\n") + "\n")


def width_of(stream: TextIO) -> int | None:
    """Return the columns of the terminal that a stream writes to; None for a pipe or a file."""
    if not stream.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def usage_text(error: UsageError, width: int | None = None) -> str:
    """Return a wrong request as text: what is wrong, and the lines to write instead, ready to paste.

    With the `width` of a terminal the sentence is wrapped; lines to paste are not.
    """
    from cnncalc.render.problems import wrapped

    said = "\n".join(wrapped(f"error: {error.message}", width, len("error: ")))
    longest = max((len(line) for line, _ in error.lines), default=0)
    return f"{said}\n" + "".join(f"  {line:{longest}}   {meaning}".rstrip() + "\n" for line, meaning in error.lines)
