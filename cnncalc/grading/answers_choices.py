"""Written choices: by the letter, `b`, `(B)`, or by what stands there, `7,850`, `b) 7850`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from cnncalc.algebra.errors import listed
from cnncalc.grading.answers_text import cleaned
from cnncalc.grading.asked import Asked, Choice, Reading, Value
from cnncalc.grading.mark_equal import same

_BOTH: Final = re.compile(r"\(?([A-Za-z0-9])[).:,]? +(\S.*)")
"""A letter with the text behind it."""


def read_choice(letter: Reading, asked: Asked, read: Callable[[str, Value], Reading]) -> Reading:
    """Return the choices that an answer means, by its letter and by what it says: several go to a person.

    `letter` is the answer read as a letter, and `read` reads a text as an answer of the sort of a value.
    """
    known = {name.casefold(): name for name, _ in asked.choices}
    text = cleaned(letter.raw)
    letters = [value.letter.casefold() for value in letter.values if isinstance(value, Choice)]
    found = [known[name] for name in letters if name in known]
    found += _saying(text, asked, read) if text else []  # a choice such as `*` is not an empty answer
    if not found and (both := _BOTH.fullmatch(text)) is not None and both[1].casefold() in known:
        said = _saying(both[2], asked, read)
        found = [known[both[1].casefold()], *said] if said else []
    if not found and not letter.blank:
        found = _begun(text, asked)
    names = tuple(dict.fromkeys(found))
    if len(names) > 1:
        return Reading(letter.raw, tuple(map(Choice, names)), f"the choice {' or '.join(names)}?")
    if names:
        return Reading(letter.raw, (Choice(names[0]),))
    if letter.blank:
        return letter
    return Reading(letter.raw, (), f"none of the choices {listed(known.values())}")


def _saying(text: str, asked: Asked, read: Callable[[str, Value], Reading]) -> list[str]:
    """Return the letters of the choices that say the same as a text."""
    values = dict(asked.meant)
    return [
        name
        for name, said in asked.choices
        if cleaned(said).casefold() == text.casefold()
        or (name in values and any(same(value, values[name]) for value in read(text, values[name]).values))
    ]


def _begun(text: str, asked: Asked) -> list[str]:
    """Return the choice in words of which a text is the beginning, and of no other: `n` of `no`."""
    numbers = dict(asked.meant)
    begun = [name for name, said in asked.choices if cleaned(said).casefold().startswith(text.casefold())]
    return begun if len(begun) == 1 and begun[0] not in numbers else []
