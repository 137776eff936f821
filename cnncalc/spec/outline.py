"""Holds a document against the model of a spec: which keys there are, and what shape each has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from pydantic import ValidationError

from cnncalc.algebra.errors import did_you_mean
from cnncalc.errors import Origin, Problem
from cnncalc.model.graph import Rounding
from cnncalc.spec.model import EXPECTED, SIZES, SpecModel
from cnncalc.spec.respell import respelled
from cnncalc.spec.source import MAX_PROBLEMS
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Sequence, Text, Tree, plain

ROUNDINGS: Mapping[str, Rounding] = {word: word for word in get_args(Rounding)}
"""What may stand under `rounding:`."""

_EXAMPLES = {
    "cnncalc": "leave the line out: there is one version of the language",
    "input": "e.g. `input: 32x32x3`",
    "layers": "e.g.\nlayers:\n  - conv: 10 x 5x5, pad 2",
    "rounding": "strict: every window must fit; floor: rounding down is meant; ceil: pools round up",
    "params": "e.g. `params: {width: 1.0, n: [3, 4, 6, 3]}`",
    "variants": "e.g. `variants: {wide: {width: 2}}`",
    "defaults": "e.g. `defaults: {conv: bias off}`",
    "blocks": "e.g.\nblocks:\n  double(c):\n    - conv: c x 3x3, relu",
    "outputs": "e.g. `outputs: [c1, c2]`, the names of layers",
    "expect": "e.g. `expect: {params: 61_706}`",
}
"""How each key is written."""

_WHAT = {
    "cnncalc": "1",
    "input": "a size",
    "layers": "a list: each layer begins with `- `",
    "rounding": "strict, floor or ceil",
    "blocks": "a mapping from `name(parameters)` to a list of layers",
    "outputs": "a list of names",
}
"""What each key holds, where it is not a mapping or a text."""


def outline_problems(tree: Keys) -> list[Problem]:
    """Return what is missing, unknown or of the wrong shape."""
    try:
        SpecModel.model_validate(plain(tree))
    except ValidationError as error:
        problems: dict[tuple[object, ...], Problem] = {}
        found_all = error.errors(include_url=False)[:MAX_PROBLEMS]
        for found in sorted(found_all, key=lambda found: -len(found["loc"])):
            problem = _problem(tree, found["loc"], found["type"])
            key = found["loc"][0]
            problems.setdefault((key,) if key == "input" else (problem.code, problem.origin), problem)
        unknown = [p for p in problems.values() if p.code == "unknown-key"]
        return [p for p in problems.values() if p.code != "missing-key" or not _misspelt(p, unknown)]
    return []


def _problem(tree: Keys, location: tuple[int | str, ...], kind: str) -> Problem:
    path = [str(part) for part in location]
    key, origin = path[0], _origin_of(tree, path)
    if kind == "missing":
        return Problem("missing-key", f"`{key}:` is missing", (_EXAMPLES[key],), origin=origin)
    if kind == "extra_forbidden":
        top = list(SpecModel.model_fields)
        help = did_you_mean(key.lower(), top) or (f"the keys of a spec: {', '.join(top)}",)
        return Problem("unknown-key", f"a spec has no key `{key}`", help, origin=origin)
    if key == "expect" and kind == "literal_error":
        return unexpected(path[1], origin)
    if key == "input" and len(path) > 2:
        help = (*did_you_mean(path[2], SIZES), f"its sizes are called {', '.join(SIZES)}")
        return Problem("input", f"an input has no `{path[2]}`", help, origin=_origin_of(tree, [key, path[2]]))
    where = f"{key}: `{path[1]}`" if len(path) > 1 and not path[1].isdecimal() and key != "input" else f"{key}"
    what = _WHAT.get(key, "a text" if key in ("name", "about", "source") else "a mapping")
    help = (_EXAMPLES[key],) if key in _EXAMPLES else ()
    if key == "input" and (fixed := _size_of_list(tree)):
        help = (f"write `input: {fixed}`",)
    if len(path) > 1 and key != "input":
        message = (
            f"the block `{path[1]}` is no list of layers"
            if key == "blocks"
            else f"{where} has a value of the wrong shape"
        )
        return Problem("value", message, help, origin=origin)
    return Problem("value", f"{key} is {what}", help, origin=origin)


def _size_of_list(tree: Keys) -> str | None:
    """Return the size whose numbers stand in a list under `input:`."""
    value = next((entry.value for entry in tree.entries if entry.key.value == "input"), None)
    if not isinstance(value, Sequence):
        return None
    return respelled(",".join(item.value if isinstance(item, Text) else "?" for item in value.items))


def unexpected(name: str, origin: Origin) -> Problem:
    """Say that there is no number of that name under `expect:`."""
    help = did_you_mean(name, EXPECTED) or (f"its keys are {', '.join(EXPECTED)}",)
    return Problem("unknown-key", f"expect has no `{name}`", help, origin=origin)


def _misspelt(missing: Problem, unknown: list[Problem]) -> bool:
    """Return whether a key that is missing is there under a name that is nearly right."""
    key = missing.message.partition(":")[0]
    return any(key in help for problem in unknown for help in problem.help if help.startswith("did you mean"))


def _origin_of(tree: Tree, path: list[str]) -> Origin:
    """Return the place of the nearest item to a path; of a mapping's entry, its key's."""
    origin = tree.origin
    for part in path:
        match tree:
            case Keys() if found := next((e for e in tree.entries if e.key.value == part), None):
                origin, tree = found.key.origin, found.value
            case Sequence() if part.isdigit() and int(part) < len(tree.items):
                tree = tree.items[int(part)]
                origin = tree.origin
            case _:
                break
    return origin
