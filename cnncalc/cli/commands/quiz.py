"""`cnncalc quiz`: exercises, played on the spot or written to files."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from cnncalc.algebra.errors import did_you_mean
from cnncalc.cli.front import OK, WRONG
from cnncalc.cli.options import Display
from cnncalc.cli.output import look_of, write
from cnncalc.cli.whole_file import write_whole
from cnncalc.errors import UsageError
from cnncalc.grading.quiz.make import chosen, quiz
from cnncalc.grading.quiz.play import WHOLE, Turn
from cnncalc.grading.quiz.question import Quiz
from cnncalc.render.look import Look
from cnncalc.render.quiz import FORMATS, text

TRIES = 3
"""So many answers may be given to a question by somebody who sits there; a pipe has one line for each, read or not."""

_HINT = ("hint", "?", "h")
_SKIP = ("skip",)
_QUIT = ("quit", "exit", "q")


def run(
    topics: str | None,
    level: int,
    count: int | None,
    seed: int,
    student: str | None,
    secret_file: str | None,
    to: Sequence[str],
    display: Display,
) -> int:
    """Make a quiz; write it to files if it is to go there, or else play it.

    Raises:
        UsageError: there is no such topic, level or format, or a file cannot be read or written.
    """
    targets = _targets(to, display)
    made = quiz(
        topics,
        level=level,
        count=count,
        seed=seed,
        student=student or "",
        secret=_secret(secret_file) if secret_file is not None else b"",
    )
    if not targets:
        return _play(made, look_of(display))
    for format, file in targets:
        content = text(made, format)
        if file is None:
            write(content, None)
        else:
            write_whole(file, content.encode(), filter(None, (secret_file,)))
    return OK


def _targets(to: Sequence[str], display: Display) -> list[tuple[str, str | None]]:
    """Return the formats with their files; None for standard output, which takes one of them."""
    asked = [*to, *(["json"] if display.format == "json" else [])]
    found: list[tuple[str, str | None]] = []
    for target in asked:
        name, _, file = target.partition("=")
        if name not in FORMATS:
            near = did_you_mean(name, FORMATS) or (f"it has {', '.join(FORMATS)}",)
            raise UsageError(f"a quiz has no format {name or target}; {near[0]}")
        if "=" in target and not file:
            raise UsageError(f"--to {target} names no file; write", ((f"--to {name}=FILE", ""),))
        found.append((name, file or None))
    if len([1 for _, file in found if file is None]) > 1:
        lines = tuple((f"--to {name}=FILE", "") for name, file in found if file is None)
        raise UsageError("only one of several formats goes to standard output; give the others files", lines)
    files = [file for _, file in found if file is not None]
    if twice := next((file for file in files if files.count(file) > 1), None):
        raise UsageError(f"two formats go to {twice}; give each a file of its own")
    return found


def _secret(file: str) -> bytes:
    try:
        content = Path(file).read_bytes().strip()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if not content:
        raise UsageError(f"{file} is empty; put some random words into it that only you have")
    return content


def _play(made: Quiz, look: Look) -> int:
    """Ask every question, and return 0 if all points were earned."""
    from cnncalc.render import quiz_play as render

    write(render.opening(made, look), None)
    tries = TRIES if sys.stdin.isatty() else 1
    turns: list[Turn] = []
    for number, question in enumerate(made.questions, 1):
        write(render.asked(number, question, look), None)
        for place in question.places:
            if question.is_table:
                write(render.cell(place), None)
            turn = Turn(place, tries)
            turns.append(turn)
            if not _answered(turn, look):
                return _ended(made, turns, look)
    return _ended(made, turns, look)


def _answered(turn: Turn, look: Look) -> bool:
    """Ask until a question is done; return whether to go on."""
    from cnncalc.render import quiz_play as render

    typed = sys.stdin.isatty()
    for line in _lines(typed):
        word = line.strip().lower()
        if word in _QUIT:
            return False
        if not word and typed:
            continue
        if word in _HINT:
            write(render.hinted(turn.hint(), look), None)
        elif not word or word in _SKIP:
            turn.skip()
            write(render.skipped(turn, look), None)
        else:
            reply = turn.answer(line.strip())
            turn.done = turn.done or not typed
            write(render.replied(turn, reply, look), None)
        if turn.done:
            return True
    return False


def _lines(typed: bool) -> Iterator[str]:
    """Yield what is answered, line by line, until Ctrl-C or Ctrl-D; what is not typed is shown as if it were."""
    from cnncalc.render.quiz_play import PROMPT

    while True:
        write(PROMPT, None)
        sys.stdout.flush()
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            write("\n", None)
            return
        if not typed:
            write(line if line.endswith("\n") else f"{line}\n", None)
        yield line


def _ended(made: Quiz, turns: Sequence[Turn], look: Look) -> int:
    from cnncalc.render import quiz_play as render

    total = len(made.places)
    write(render.score(turns, total, "" if made.student else _again(made), look), None)
    return OK if sum(turn.points for turn in turns) == total * WHOLE else WRONG


def _again(made: Quiz) -> str:
    """Return the command for other questions of the same kind."""
    topics = [] if made.topics == chosen(None) else ["--topic", ",".join(made.topics)]
    words = ["cnncalc", "quiz", *topics, "--level", str(made.level), "--seed", str(made.seed + 1)]
    return f"others: {shlex.join(words)}"
