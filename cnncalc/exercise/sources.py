"""Where numbers come from: the line itself, a file, standard input, or a whole exercise in YAML."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cnncalc.errors import Origin, Problem, SpecError, UsageError
from cnncalc.exercise.binding import Given
from cnncalc.numeric.notation import MOST_NUMBERS, MOST_TEXT, Nested

_TABLES = (".csv", ".tsv", ".txt")
_TREES = (".yaml", ".yml", ".json")
_KEYS = ("kernel", "weights", "bias")


class Source(NamedTuple):
    """Numbers as they were given; in `csv` a `;` separates columns."""

    numbers: Nested
    csv: bool = False


class Exercise(NamedTuple):
    """A file of numbers and layers."""

    input: Nested | None
    layers: tuple[Given, ...]


def source(word: str, what: str) -> Source:
    """Return the numbers that a word stands for: a file's, standard input's for `-`, or its own.

    Raises:
        UsageError: the file cannot be read, or is too large.
        SpecError: the file is not valid YAML.
    """
    suffix = Path(word).suffix.lower() if len(word) < 200 and "\n" not in word else ""
    if word == "-":
        text = _decoded(sys.stdin.buffer.read(MOST_TEXT + 1), what)
        return Source(_tree(text, "<stdin>") if text.lstrip().startswith("- ") else text)
    if suffix not in (*_TABLES, *_TREES):
        return Source(word)
    text = _content(word, what)
    if suffix in _TREES and not text.lstrip().startswith("["):
        return Source(_tree(text, word))
    return Source(text, suffix in _TABLES and "," not in text)


def exercise(file: str) -> Exercise:
    """Return the exercise of a YAML file: `input:` and `layers:`, each layer with its kernel, weights and bias.

    Raises:
        UsageError: the file cannot be read.
        SpecError: it is no exercise; with the place.
    """
    from cnncalc.spec import source
    from cnncalc.spec.tree import Mapping, plain
    from cnncalc.spec.tree import Sequence as List

    tree = source.read(_content(file, file), file)
    if not isinstance(tree, Mapping):
        raise _problem("an exercise has `input:` and `layers:`", tree.origin)
    keys = {entry.key.value: entry for entry in tree.entries}
    for name, entry in keys.items():
        if name not in ("input", "layers"):
            raise _problem(f"an exercise has no `{name}`", entry.key.origin, "it has `input:` and `layers:`")
    layers = keys["layers"].value if "layers" in keys else None
    if not isinstance(layers, List):
        place = tree.origin if layers is None else layers.origin
        raise _problem("the layers of an exercise are a list under `layers:`", place, "- maxpool: 2x2")
    given = []
    for item in layers.items:
        entries = {} if not isinstance(item, Mapping) else {entry.key.value: entry for entry in item.entries}
        ops = [name for name in entries if name not in _KEYS]
        if isinstance(item, List) or (isinstance(item, Mapping) and len(ops) != 1):
            raise _problem(
                "a layer has one op and its numbers", item.origin, "- conv: pad 1\n  kernel: sobel-x\n  bias: 1"
            )
        if not isinstance(item, Mapping):
            given.append(Given(str(plain(item))))
            continue
        text = plain(entries[ops[0]].value)
        if not isinstance(text, str):
            raise _problem("a layer is written on one line", entries[ops[0]].key.origin, f"- {ops[0]}: pad 1, stride 2")
        numbers = [plain(entries[name].value) for name in ("kernel", "weights") if name in entries]
        bias = plain(entries["bias"].value) if "bias" in entries else None
        given.append(Given(f"{ops[0]}: {text}" if text else ops[0], tuple(numbers), bias))  # type: ignore[arg-type]
    return Exercise(plain(keys["input"].value) if "input" in keys else None, tuple(given))  # type: ignore[arg-type]


def shared_out(
    layers: Sequence[str],
    needs: Sequence[str],
    kernels: Sequence[Nested],
    weights: Sequence[Nested],
    biases: Sequence[Nested],
) -> tuple[Given, ...]:
    """Return layers with the numbers given beside them, in order: the first kernel to the first that needs one.

    `needs` says of each layer what it needs: `kernel`, `weights` or nothing. Where one layer alone needs kernels, all
    of them are its filters; a bias is given for every layer with numbers, or for none.

    Raises:
        UsageError: there are more or fewer numbers than layers that need them.
    """
    shares: list[tuple[Nested, ...]] = [()] * len(layers)
    for need, given in (("kernel", kernels), ("weights", weights)):
        takers = [number for number, of in enumerate(needs) if of == need]
        if len(takers) == 1:
            shares[takers[0]] = tuple(given)
        elif given and len(given) != len(takers):
            wanted = "no layer needs any" if not takers else f"{len(takers)} layers need one each"
            line = f'--{need} "…" --{need} "…"'
            help = () if not takers else ((line, "in the order of the layers; || separates the filters of one layer"),)
            raise UsageError(f"--{need} is given {_times(len(given))}, but {wanted}", help)
        else:
            for number, numbers in zip(takers, given, strict=False):
                shares[number] = (numbers,)
    owners = [number for number, need in enumerate(needs) if need]
    if biases and len(biases) != len(owners):
        wanted = f"{len(owners)} layers have numbers" if len(owners) != 1 else "1 layer has numbers"
        raise UsageError(
            f"--bias is given {_times(len(biases))}, but {wanted}", (('--bias "0 0"', "a number a filter"),)
        )
    added = dict(zip(owners, biases, strict=False))
    return tuple(Given(text, shares[number], added.get(number)) for number, text in enumerate(layers))


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _content(file: str, what: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            return _decoded(opened.read(MOST_TEXT + 1), what)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None


def _decoded(content: bytes, what: str) -> str:
    if len(content) > MOST_TEXT:
        raise UsageError(f"{what} is larger than 1 MiB; a matrix has at most {MOST_NUMBERS:,} numbers")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{what} is no text of numbers: save it as CSV, in UTF-8") from None


def _tree(text: str, file: str) -> Nested:
    from cnncalc.spec import source
    from cnncalc.spec.tree import Mapping, plain

    tree = source.read(text, file)
    if isinstance(tree, Mapping):
        raise _problem(
            "numbers are a list of rows", tree.origin, "an exercise is run by its name: `cnncalc apply FILE`"
        )
    return plain(tree)  # type: ignore[return-value]


def _problem(message: str, place: Origin, *help: str) -> SpecError:
    return SpecError((Problem("layer", message, help, origin=place),))
