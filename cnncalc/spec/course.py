"""Reads `course.yaml`: a course's letters, signs and conventions, checked by a model with the place of each slip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from cnncalc.algebra.errors import did_you_mean
from cnncalc.algebra.operators import FUNCTIONS, KEYWORDS
from cnncalc.errors import Origin, Problem, SpecError, UsageError
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model import course
from cnncalc.model.course import OUTPUT_ROLES, VOLUME_LETTERS, Course
from cnncalc.spec import source
from cnncalc.spec.places import by_place
from cnncalc.spec.tree import Mapping, Text, Tree, plain

_MOST_BYTES = 16 * 1024
_EXAMPLE = "a course begins like this:\nletters: {kernel: K, filters: F}\ntimes: ×\nsizes: chw"


def _sign(value: object) -> object:
    """Read an x on the keyboard as the sign that it stands for."""
    return {"x": "×", ".": "·"}.get(value, value) if isinstance(value, str) else value


class _Marking(BaseModel):
    """The conventions that a course's marks follow."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    biases: course.Biases | None = None
    flops: course.FlopsWord | None = None
    misfit: course.Misfit | None = None


class _File(BaseModel):
    """What may stand in a course file."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    name: str = Field("", max_length=80)
    letters: dict[str, str] = {}
    times: Annotated[course.Times, BeforeValidator(_sign)] = "*"
    sizes: course.Order | None = None
    marking: _Marking = _Marking()


def read_course(path: Path) -> Course:
    """Return the course of a file.

    Raises:
        UsageError: the file cannot be read.
        SpecError: with everything that is wrong in it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the course {path} cannot be read: {error.strerror}") from None
    return parse_course(content, str(path))


def parse_course(content: str | bytes, file: str) -> Course:
    """Return the course of a file's text; `file` is the name that its problems show.

    Raises:
        SpecError: with everything that is wrong in it.
    """
    if len(content) > _MOST_BYTES or not content.strip():
        code, wrong = (
            ("too-big", "at most 16 KiB") if content.strip() else ("yaml", "something in it: this one is empty")
        )
        raise SpecError((Problem(code, f"a course file has {wrong}", (_EXAMPLE,), origin=Origin(file, 1, 1)),))
    tree = source.read(content, file)
    if not isinstance(tree, Mapping):
        message = "a course is a mapping, not a list or a text"
        raise SpecError((Problem("value", message, (_EXAMPLE,), origin=tree.origin),))
    try:
        read = _File.model_validate(plain(tree))
    except ValidationError as error:
        found = [_problem(tree, detail) for detail in error.errors()]
        raise SpecError(tuple(sorted(found, key=by_place))) from None
    if problems := tuple(_letter_problems(tree, read.letters)):
        raise SpecError(problems)
    marking = course.Marking(**dict(read.marking))
    vectors = {"inputs": read.letters["input"]} if "input" in read.letters else {}
    return Course(" ".join(read.name.split()), vectors | read.letters, read.times, read.sizes, marking, file)


def roles() -> dict[str, str]:
    """Return everything that has a letter, with the letter that it has unless a course chooses its own."""
    found = dict(VOLUME_LETTERS)
    for kind in KINDS:
        for name, letter in layer_class(kind).letters.items():
            found.setdefault(name, letter)
    return found


def _problem(tree: Mapping, detail: Any) -> Problem:
    """Return what the model found wrong, with its place and the words that may stand there."""
    path = [str(part) for part in detail["loc"]]
    value, key = _at(tree, path)
    if detail["type"] == "extra_forbidden":
        model: type[BaseModel] = _Marking if len(path) > 1 else _File
        known = did_you_mean(path[-1], model.model_fields) or (f"it has {', '.join(model.model_fields)}",)
        return Problem("unknown-key", f"a course has no `{'.'.join(path)}`", known, origin=key.origin)
    written = f"`{value.value}`" if isinstance(value, Text) else "that"
    expected = detail.get("ctx", {}).get("expected")
    if expected:
        help = f"write {expected.replace(chr(39), '')}"
        return Problem("value", f"{'.'.join(path)} cannot be {written}", (help,), origin=value.origin)
    what = {"dict_type": "letters by name: `letters: {kernel: K}`", "model_type": "a mapping: `marking: {flops: macs}`"}
    help = what.get(detail["type"], "a short text")
    return Problem("value", f"{'.'.join(path)} cannot be {written}", (f"it is {help}",), origin=value.origin)


def _at(tree: Tree, path: list[str]) -> tuple[Tree, Text]:
    """Return what stands at a path of keys, and the last key on the way."""
    key = Text("", tree.origin, False)
    for name in path:
        if not isinstance(tree, Mapping):
            break
        key, tree = next((entry.key, entry.value) for entry in tree.entries if entry.key.value == name)
    return tree, key


def _letter_problems(tree: Mapping, letters: dict[str, str]) -> Iterator[Problem]:
    """Yield letters of unknown things, letters that are no names, and letters that would stand for two things."""
    known = roles()
    for role, letter in letters.items():
        value, key = _at(tree, ["letters", role])
        if role not in known:
            help = did_you_mean(role, known) or (f"letters are for {', '.join(known)}",)
            yield Problem("unknown-key", f"nothing is called `{role}`", help, origin=key.origin)
        elif not letter.isidentifier() or not letter.isascii() or letter in KEYWORDS or letter in FUNCTIONS:
            help = ("a letter is one or more of A-Z, a-z, 0-9 and _, and begins with no digit: `n`, `W1`, `stride`",)
            yield Problem("value", f"`{letter}` cannot be the letter of {role}", help, origin=value.origin)
        elif letter.lower() == "x" and len(letter) == 1:
            help = ("x stands between sizes, as in 5x5; choose another letter",)
            yield Problem("value", f"`{letter}` cannot be the letter of {role}", help, origin=value.origin)
        else:
            for other, usual in known.items():
                same = other != role and usual != known[role] and letters.get(other, usual) == letter
                if same and (other in letters or other not in OUTPUT_ROLES):
                    if other in letters and list(letters).index(other) > list(letters).index(role):
                        continue  # said at the other one
                    help = (f"give {other} another letter, e.g. `{other}: {_free(other, known, letters)}`",)
                    message = f"`{letter}` would stand for {role} and for {other}"
                    yield Problem("value", message, help, origin=value.origin)


def _free(role: str, known: dict[str, str], letters: dict[str, str]) -> str:
    """Return a letter that nothing else has: the usual one, the first of the name, or the name."""
    taken = {letters.get(other, usual) for other, usual in known.items() if other != role}
    choices = (known[role], role[0].upper(), role[0], role)
    return next(choice for choice in choices if choice not in taken)
