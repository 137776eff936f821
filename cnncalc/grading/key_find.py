"""Questions backwards: which padding, kernel, filters or input give what comes out (`find: pad`).

`cnncalc.solve` looks for them. What is looked for in a window is tried besides, value by value, so that every answer is
right with which the layer gives what is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from cnncalc.algebra.errors import did_you_mean, listed
from cnncalc.errors import RuleError
from cnncalc.grading.asked import ANY_DEPTH, Asked, Value
from cnncalc.grading.key_claims import number
from cnncalc.grading.key_facts import OPS, Facts, FactsReader, told
from cnncalc.grading.key_letters import letters_of
from cnncalc.grading.key_tree import Notes, kind
from cnncalc.grading.truths import written
from cnncalc.layers.catalogue import layer_class
from cnncalc.layers.windowed import Kernel
from cnncalc.model.graph import Rounding
from cnncalc.model.report import Report
from cnncalc.model.volume import Layout, Volume, sizes_text
from cnncalc.solve.found import Solution
from cnncalc.solve.layer import answer
from cnncalc.solve.question import SAME, UNKNOWN, WINDOW, Question, read_question
from cnncalc.spec.bind import Option, build
from cnncalc.spec.bind_errors import words
from cnncalc.spec.sizes import read_volume
from cnncalc.spec.tree import Entry, Text, Tree
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Sequence as List

Nets: TypeAlias = Callable[[Tree, Rounding], Report]
"""What makes a net of a spec, rounded like this where the key does not say it; raises an error where it is none."""

GIVEN: Final = ("out", "params", "rf")
"""What a layer is to come to."""
FINDS: Final = "e.g. `{conv: {in: 32x32x3, filters: 10x5x5, out: same}, find: pad}`"
REPEATS: Final = "repeats"
"""What asks how often the last of several layers follows itself."""

_ALSO: Final = {"padding": "pad", "input": "in", "inputs": "depth", "size": "in"}
_ASKS: Final = {
    "pad": "which padding, on each side?", "stride": "which stride?", "kernel": "which kernel?",
    "dilation": "which dilation?", "output_pad": "which extra output?", "in": "which input size?",
    "depth": "how many input channels?",
}  # fmt: skip
_NUMBERS: Final = re.compile(r"\d+(?:x\d+)*")
_MOST_TRIED: Final = 512
_MOST_REPEATS: Final = 64
_MOST_TOLD: Final = 6
"""So many values of an option, and so many repeats, are tried; of several right answers, so many are told."""


class Found(NamedTuple):
    """An answer, the others that are as right, the line that shows it, and the question in words."""

    answers: tuple[Value, ...]
    line: str
    text: str
    deep: tuple[Volume, ...] = ()
    """The same with their depth, which may be written as well."""


class Finder:
    """Reads a question backwards, and notes what is wrong with it."""

    def __init__(
        self, id: Text, entries: Mapping[str, Entry], rounding: Rounding | None, layout: Layout, notes: Notes, net: Nets
    ) -> None:
        self.id, self.entries, self.notes, self.net = id, entries, notes, net
        self.rounding, self.layout = rounding, layout

    def cell(self) -> Asked | None:
        """Return the question with every right answer; None if there is none, or something is wrong."""
        find = self.notes.text(self.entries["find"], "what is looked for")
        if find is None:
            return None
        if "ask" in self.entries:
            self.notes.wrong("value", "`find:` and `ask:` are two questions", self.entries["ask"].key, "keep one")
            return None
        found = self._repeats(find) if "layers" in self.entries else self._option(find)
        if found is None:
            return None
        text = self.notes.text(self.entries.get("text"), "a text")
        first, *others = found.answers
        said = [written(each) for each in others]
        more = f"{', '.join(said[:_MOST_TOLD])}{', …' if len(said) > _MOST_TOLD else ''}"
        line = f"{found.line}; right, too: {more}" if more else found.line
        words = found.text if text is None else text.value
        name = self.id.value
        return Asked(
            name, name, "answer", "answer", Fraction(1), first, text=words, also=(*others, *found.deep), worked=line
        )

    def _option(self, find: Text) -> Found | None:
        """Return what is found of one layer."""
        ops = [name for name in self.entries if name in OPS]
        if len(ops) != 1:
            self.notes.wrong("missing-key", f"{self.id.value} looks for something, but in no layer", find, FINDS)
            return None
        (op,) = ops
        name = self._name(op, find)
        given = None if name is None else self._given(op, name)
        if name is None or given is None:
            return None
        options, sizes = given
        if name in options or (name == "in" and "in" in sizes):
            self.notes.wrong("value", f"`{find.value}` is given and looked for", find, "leave it out")
            return None
        if name in (layer_class(op).counted, "depth") and "params" not in sizes:
            self.notes.wrong("missing-key", f"`find: {find.value}` needs `params:`, the parameters", find)
            return None
        moves = issubclass(layer_class(op), Kernel)
        if moves and "params" not in sizes and (missing := [n for n in ("in", "out") if n not in sizes and n != name]):
            what = {"in": "goes in", "out": "comes out"}[missing[0]]
            self.notes.wrong("missing-key", f"`{missing[0]}:` is missing, what {what}", find, FINDS)
            return None
        return self.notes.trying(lambda: self._solved(op, name, options, sizes, find), find)

    def _name(self, op: str, find: Text) -> str | None:
        """Return what is looked for by its name, if the op has it."""
        cls = layer_class(op)
        moves = issubclass(cls, Kernel)
        known = [*(name for name in WINDOW if name in cls.model_fields), *([cls.counted] if cls.counted else [])]
        known += ["in", "depth"] if moves else ["depth"]
        word = find.value.strip().lower().replace("-", "_")
        name = _ALSO.get(word, word)
        if name == "in" and not moves:
            name = "depth"
        if name in known:
            return name
        help = did_you_mean(word, known) or (f"of {op}, one can look for {listed(known)}",)
        self.notes.wrong("value", f"{op} has no `{find.value}` to look for", find, *help)
        return None

    def _given(self, op: str, name: str) -> tuple[dict[str, str], dict[str, str]] | None:
        """Return the options of the layer, and its sizes: what goes in, and what it is to come to."""
        entry = self.entries[op]
        if not isinstance(entry.value, Keys):
            self.notes.wrong("value", f"`{op}:` is a mapping here, not {kind(entry.value)}", entry.key, FINDS)
            return None
        names = ("in", *GIVEN)
        inner = {each.key.value: each for each in entry.value.entries}
        sizes = {each: inner.get(each) or self.entries.get(each) for each in names}
        only = entry.value._replace(entries=tuple(each for each in entry.value.entries if each.key.value not in names))
        letters = [letter for each in (only, sizes["in"]) if each is not None for letter in letters_of(each)]
        if letters:
            self.notes.wrong("value", f"`find:` goes with numbers, and here are letters: {listed(letters)}", entry.key)
            return None
        noted = len(self.notes.problems)
        texts = {name: self.notes.text(each, "a size or a number") for name, each in sizes.items() if each is not None}
        size = texts.get("in") or texts.get("out")
        if size is not None and name == "depth":
            size = size._replace(value=f"{size.value.removesuffix('x?')}x2")
        split = FactsReader(self.id, dict(self.entries), self.layout, self.notes).split_filters(op, only, size)
        options = {each.key.value: self.notes.text(each, "an option") for each in split.entries}
        if len(self.notes.problems) > noted:
            return None
        return {n: t.value for n, t in options.items() if t}, {n: t.value for n, t in texts.items() if t}

    def _solved(self, op: str, name: str, options: dict[str, str], sizes: dict[str, str], find: Text) -> Found | None:
        """Return every answer.

        Raises:
            RuleError: there is none, or something in it has a wrong value.
            UsageError: it is not said what the layer is to come to.
        """
        marked = {**options, name: UNKNOWN} if name in WINDOW else options
        made, size = sizes.get("out"), sizes.get("in")
        params = None if "params" not in sizes else int(number(sizes["params"]))
        if made == SAME and size is not None:  # as many maps come out as there are filters
            made = sizes_text(read_volume(size, layout=self.layout).space)
        question = read_question(op, size, made, marked, params=params, rounding=self.rounding, layout=self.layout)
        result = answer(question)
        right: dict[Value, Solution] = {}
        for solution in result.solutions:
            value = _value(dict(solution.found).get(name.replace("_", "-"), ""), name, question.axes)
            if value is not None:
                right.setdefault(value, solution)
        for value, solution in _tried(question, name):
            right.setdefault(value, solution)
        if not right:
            near = [solution.values for solution in (*result.solutions, *result.nearest)][:2]
            help = [f"the nearest: {'; '.join(near)}"] if near else []
            if any(each.output.space == question.output.space for each in (*result.rounded, *result.nearest)):
                help.append("or write `rounding: floor`, if a window that does not fit is rounded down")
            raise RuleError("claim", f"no {name} gives this{f': {result.why}' if result.why else ''}", *help)
        line = _line(next(iter(right.values())), params)
        deep = tuple(_deep(question, each) for each in right.values()) if name == "in" else ()
        return Found(tuple(right), line, self._told(op, name, options, sizes), deep)

    def _told(self, op: str, name: str, options: Mapping[str, str], sizes: Mapping[str, str]) -> str:
        place = self.id.origin
        entries = tuple(Entry(Text(key, place, False), Text(value, place, False)) for key, value in options.items())
        said = told(Keys((Entry(Text(op, place, False), Keys(entries, place, True)),), place, True)) if entries else op
        parts = [said, *([f"on {sizes['in']}"] if "in" in sizes else [])]
        if "out" in sizes:
            parts.append("keeps the size" if sizes["out"] == SAME else f"gives {sizes['out']}")
        if "params" in sizes:
            parts.append(f"has {sizes['params']} parameters")
        asks = (
            _ASKS.get(name) if issubclass(layer_class(op), Kernel) else "how many inputs?" if name == "depth" else None
        )
        return f"{', '.join(parts)}: {asks or f'how many {name}?'}"

    def _repeats(self, find: Text) -> Found | None:
        """Return how often the last of several layers follows itself until its units see so many pixels."""
        rf, layers = self.notes.text(self.entries.get("rf"), "a number of pixels"), self.entries["layers"]
        if find.value != REPEATS or rf is None or not isinstance(layers.value, List) or not layers.value.items:
            help = "e.g. `{in: 224x224x3, layers: [maxpool: 2x2, conv: 8 x 3x3], rf: 22, find: repeats}`"
            message = f"of several layers, `find: {REPEATS}` with `rf:` asks how often the last one follows itself"
            self.notes.wrong("value", message, find, help)
            return None
        wanted = self.notes.number(rf, "rf")
        facts = FactsReader(self.id, dict(self.entries), self.layout, self.notes).facts()
        if facts is None or wanted is None:
            return None
        return self.notes.trying(lambda: self._counted(facts, wanted), find)

    def _counted(self, facts: Facts, wanted: Fraction) -> Found:
        """Return the number of layers that see so many pixels.

        Raises:
            RuleError: none does.
            SpecError: something is wrong with them.
        """
        input, layers = facts.tree.entries
        assert isinstance(layers.value, List)
        *first, last = layers.value.items
        seen = Fraction(0)
        for times in range(1, _MOST_REPEATS + 1):
            items = (*first, *(last,) * times)
            tree = facts.tree._replace(entries=(input, layers._replace(value=List(items, last.origin))))
            report = self.net(tree, "floor")  # what a unit sees does not depend on what is left over
            size, *others = report.layers[-1].field.size
            if not isinstance(size, int) or any(other != size for other in others):
                raise RuleError("claim", "their units see different things along the axes")
            if size == wanted:
                text = f"{facts.told}; the last one again and again, until a unit sees {wanted} pixels along each axis"
                line = f"{times} of them see {size} pixels"
                return Found((times,), f"{line}, one fewer {seen}" if seen else line, f"{text}: how many of it?")
            if size > wanted or size <= seen:
                fewer = f", one fewer {seen}" if seen else ""
                raise RuleError("claim", f"no number of them sees {wanted} pixels: {times} see {size}{fewer}")
            seen = Fraction(size)
        raise RuleError("claim", f"{_MOST_REPEATS} of them see {seen} pixels, and more are not tried")


def _value(text: str, name: str, axes: int) -> Value | None:
    """Return what was found as an answer: one number an axis, or a count; None for a padding that is not equal."""
    if not _NUMBERS.fullmatch(text):
        return None
    numbers = tuple(map(int, text.split("x")))
    if name not in (*WINDOW, "in"):
        return numbers[0]
    return numbers * axes if len(numbers) == 1 else numbers


def _deep(question: Question, solution: Solution) -> Volume:
    """Return an input that was found with its depth: the one that is known or that the layer keeps, else any."""
    if solution.counted:
        return solution.input
    kept = None if question.cls.counted else question.output.channels
    return Volume(solution.input.space, ANY_DEPTH if kept is None else kept)


def _tried(question: Question, name: str) -> Iterator[tuple[Value, Solution]]:
    """Yield the values of a window's option, equal on all axes, with which the layer gives what is asked for."""
    wanted = question.output.space
    if name not in WINDOW or question.input.space is None or wanted is None or question.params is not None:
        return
    groups = question.options.get("groups", 1)
    least = groups if isinstance(groups, int) else 1
    options: dict[str, Option] = {**question.options}
    if question.cls.counted:
        options.setdefault(question.cls.counted, question.output.channels or least)
    if question.rounding in words(question.cls, "rounding"):
        options["rounding"] = question.rounding
    volume = Volume(question.input.space, question.input.channels or least)
    for value in range(min(max(*question.input.space, *wanted), _MOST_TRIED) + 1):
        each = (value, value) if name == "pad" else value
        with suppress(RuleError):
            layer = build(question.cls, {**options, name: (each,) * (question.axes if name == "kernel" else 1)})
            output = layer.output(volume)
            fits = question.rounding in ("floor", "ceil") or all(fit.whole for fit in layer.fits(volume))
            if output.space == wanted and fits:
                yield (value,) * question.axes, Solution(layer, (), volume, output)


def _line(solution: Solution, params: int | None) -> str:
    """Return the calculation that shows that a solution is one."""
    return "; ".join(solution.lines) if params is None else solution.count_line
