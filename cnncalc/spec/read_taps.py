"""Reads the names that items give, and those that they use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cnncalc.algebra.errors import did_you_mean, listed
from cnncalc.spec.read_words import WordReader
from cnncalc.spec.tree import Entry, Sequence, Text


@dataclass(slots=True)
class TapReader(WordReader):
    """Collects the names of one block, or of the net, and the taps that are asked for there."""

    named: set[str] = field(default_factory=set, kw_only=True)
    taps: list[Text] = field(default_factory=list, kw_only=True)

    def check_taps(self) -> None:
        """Note the taps that nothing in the block is called."""
        for tap in self.taps:
            if tap.value not in self.named:
                known = f"only a layer with a `name:` is a tap; the taps here: {listed(sorted(self.named))}"
                near = did_you_mean(tap.value, self.named) or (known,)
                self.bad("tap", f"there is no tap called `{tap.value}`", tap.origin, *near)

    def name(self, modifiers: Mapping[str, Entry]) -> str | None:
        """Return the name that an item gives to its layers."""
        if "name" not in modifiers:
            return None
        text = self.text(modifiers["name"])
        if not _is_name(text.value):
            fixed = re.sub(r"\W+", "_", text.value.strip())
            help = f"a name is letters, digits and _: write `{fixed if _is_name(fixed) else 'c1'}`"
            raise self.bad("name", f"`{text.value}` cannot be a name", text.origin, help)
        self.named.add(text.value)
        return text.value

    def source(self, op: str, modifiers: Mapping[str, Entry]) -> Text | None:
        """Return the tap that an item of one input starts from, if one is written."""
        sources = self.sources(modifiers)
        if len(sources) > 1:
            help = f"join them first, for example `concat:` with `from: [{', '.join(s.value for s in sources)}]`"
            raise self.bad("tap", f"{op} takes one input, and `from` names {len(sources)}", sources[1].origin, help)
        return sources[0] if sources else None

    def sources(self, modifiers: Mapping[str, Entry]) -> tuple[Text, ...]:
        """Return the taps under `from:`."""
        if "from" not in modifiers:
            return ()
        entry = modifiers["from"]
        many = isinstance(entry.value, Sequence)
        sources = tuple(map(self.scalar, self.items_of(entry.value))) if many else (self.text(entry),)
        self.taps += sources
        return sources


def _is_name(text: str) -> bool:
    """Return whether a layer can have this name: a word, or the parts that the long form's names have."""
    words = [word.replace("-", "_") for word in re.split("[/#.]", text)]
    return words[0].isidentifier() and text != "input" and all(w.isidentifier() or w.isdecimal() for w in words[1:])
