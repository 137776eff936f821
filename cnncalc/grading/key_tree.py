"""Reads the pieces of a key: texts, lists, numbers and switches, and notes what is wrong with its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from fractions import Fraction
from typing import Final, TypeVar

from cnncalc.algebra.errors import ExprError, did_you_mean, listed
from cnncalc.algebra.expr import evaluate
from cnncalc.algebra.operators import Number
from cnncalc.algebra.parser import parse
from cnncalc.errors import Origin, Problem, RuleError, SpecError, UsageError
from cnncalc.spec.bounded import Problems
from cnncalc.spec.places import place
from cnncalc.spec.tree import Entry, Mapping, Text, Tree, shortened, written
from cnncalc.spec.tree import Sequence as List

T = TypeVar("T")

_SWITCH: Final = {"on": True, "off": False, "yes": True, "no": False, "true": True, "false": False}


class Notes:
    """Everything that is wrong with a key, in the order in which it is found."""

    def __init__(self) -> None:
        self.problems = Problems()

    def wrong(self, code: str, message: str, where: Tree | Origin, *help: str) -> None:
        """Note that something is wrong at a place."""
        origin = where if isinstance(where, Origin) else where.origin
        self.problems.append(Problem(code, message, help, origin=origin))

    def trying(self, read: Callable[[], T], where: Text) -> T | None:
        """Return what is read from a text; None, with a note, if it cannot be."""
        try:
            return read()
        except ExprError as error:
            self.problems.append(place(error, where))
        except RuleError as error:
            self.problems.append(error.problem(where.origin))
        except UsageError as error:
            lines = tuple(f"{line}: {meaning}".rstrip(": ") for line, meaning in error.lines)
            self.wrong("value", error.message, where, *lines)
        except SpecError as error:
            self.problems += error.problems
        return None

    def entries(self, tree: Tree, known: Collection[str], what: str) -> dict[str, Entry]:
        """Return the entries of a mapping by key, without those that are unknown."""
        if not isinstance(tree, Mapping):
            self.wrong("value", f"{what} is a mapping, not {kind(tree)}", tree, f"its keys are {listed(known)}")
            return {}
        found = {}
        for entry in tree.entries:
            name = entry.key.value
            if name in known:
                found[name] = entry
            else:
                help = did_you_mean(name, known) or (f"its keys are {listed(known)}",)
                self.wrong("unknown-key", f"{what} has no key `{shortened(name)}`", entry.key, *help)
        return found

    def text(self, entry: Entry | None, what: str) -> Text | None:
        """Return the text of an entry; None if it is missing, or is none, which is noted."""
        if entry is None:
            return None
        if isinstance(entry.value, Text) and entry.value.value.strip():
            return entry.value
        self.wrong("value", f"`{entry.key.value}` is {what}, not {kind(entry.value)}", entry.key)
        return None

    def word(self, entry: Entry | None, words: Sequence[str], usual: str, shown: int = 20) -> str:
        """Return one of several words, of which the first so many are proposed."""
        text = self.text(entry, " or ".join(words[:shown]))
        if text is None or text.value in words:
            return text.value if text is not None else usual
        help = did_you_mean(text.value, words[:shown]) or (f"write {' or '.join(words[:shown])}",)
        self.wrong("value", f"{entry.key.value if entry else ''} cannot be `{shortened(text.value)}`", text, *help)
        return usual

    def switch(self, entry: Entry | None, usual: bool) -> bool:
        """Return whether something is on."""
        return _SWITCH[self.word(entry, tuple(_SWITCH), "on" if usual else "off", shown=2)]

    def texts(self, tree: Tree, what: str) -> Iterator[Text]:
        """Yield the texts of a list, or a text that stands alone."""
        if isinstance(tree, Text) and (tree.value.strip() or tree.quoted):
            yield tree
        elif isinstance(tree, List):
            for item in tree.items:
                if isinstance(item, Text) and item.value.strip():
                    yield item
                else:
                    self.wrong("value", f"{what}, not {kind(item)}", item)
        else:
            self.wrong("value", f"{what}, not {kind(tree)}", tree)

    def number(self, tree: Tree, what: str, most: int | None = None) -> Fraction | None:
        """Return a number that is not negative: `2`, `0.5`, `1/2`, `1 %`."""
        if not isinstance(tree, Text) or not tree.value.strip():
            self.wrong("value", f"{what} is a number, not {kind(tree)}", tree)
            return None
        digits = tree.value.strip()
        value = self.trying(lambda: evaluate(parse(digits.removesuffix("%"))), tree)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Number):
            self.wrong("value", f"{what} is a number, not {shortened(tree.value)}", tree)
            return None
        share = Fraction(value) / (100 if digits.endswith("%") else 1)
        if share < 0 or (most is not None and share > most):
            below = "0 or more" if most is None else f"from 0 to {most}"
            self.wrong("value", f"{what} is {below}, not {shortened(tree.value)}", tree)
            return None
        return share


def kind(tree: Tree) -> str:
    """Name what stands at a place, for a message."""
    match tree:
        case Mapping():
            return "a mapping"
        case List():
            return "a list"
    return f"`{shortened(written(tree))}`" if tree.value.strip() else "nothing"
