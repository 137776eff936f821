"""Draws that are the same for ever: numbers made by hashing a key and a counter.

`random.Random` promises the same sequence between Python versions only for `random()`; what `choice` and `shuffle` make
of it has changed before. A paper that was handed out must be made again years later, so the few draws that are needed
are defined here. They are also good enough to keep: from one student's questions nobody can tell another's.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final, TypeVar

T = TypeVar("T")

GENERATOR: Final = 1
"""The version of the draws and of all that is drawn by them: another number may give other questions."""

_BYTES: Final = 8


class Stream:
    """An endless row of draws that a key determines."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._numbers = _numbers(key)

    @classmethod
    def of_seed(cls, seed: int) -> Stream:
        """Return the stream of a seed that everybody may know."""
        return cls(sha256(_label("seed", str(seed))).digest())

    @classmethod
    def of_student(cls, secret: bytes, student: str, seed: int) -> Stream:
        """Return the stream of one student: nobody without the secret can work it out (HMAC-SHA256)."""
        return cls(hmac.new(secret, _label("student", student, str(seed)), sha256).digest())

    def part(self, *names: object) -> Stream:
        """Return a stream of its own for one part, whatever is drawn for the others."""
        return Stream(hmac.new(self._key, _label("part", *map(str, names)), sha256).digest())

    def below(self, end: int) -> int:
        """Return a number from 0 on below `end`, each as likely as the others."""
        most = 256**_BYTES // end * end
        return next(number for number in self._numbers if number < most) % end

    def pick(self, items: Sequence[T]) -> T:
        """Return one of several things."""
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return things in another order (the last is exchanged with one before it, and so on down)."""
        found = list(items)
        for last in range(len(found) - 1, 0, -1):
            other = self.below(last + 1)
            found[last], found[other] = found[other], found[last]
        return found


def _label(*words: str) -> bytes:
    """Return words as bytes, each with its length, so that no two lists of words look alike."""
    parts = (f"cnncalc quiz {GENERATOR}", *words)
    return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)


def _numbers(key: bytes) -> Iterator[int]:
    block = 0
    while True:
        digest = sha256(key + block.to_bytes(8, "big")).digest()
        for start in range(0, len(digest), _BYTES):
            yield int.from_bytes(digest[start : start + _BYTES], "big")
        block += 1
