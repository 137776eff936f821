"""From a layer's worked lines to its explanation: a section for each quantity, in the hand of a course."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from cnncalc.algebra.collect import collected
from cnncalc.algebra.expr import Expr, Name, leaves, lift, ratio
from cnncalc.algebra.operators import Number
from cnncalc.algebra.printers import separated
from cnncalc.explain import explanation
from cnncalc.explain.counted import USUAL_FLOPS, consists, flops
from cnncalc.explain.derivation import Derivation, OnAxes
from cnncalc.explain.explanation import NOTHING, Explanation, Quantity, Section, Sentence, told
from cnncalc.explain.fitting import fit, misfit
from cnncalc.explain.leaves import Meaning
from cnncalc.explain.lines import lines, multiplied
from cnncalc.explain.worked import Worked, worked
from cnncalc.model.course import USUAL, VOLUME_LETTERS, Course
from cnncalc.model.report import LayerReport, Report
from cnncalc.model.volume import Layout, Volume, axis_names, sizes_text, whole

_MOST_INPUTS = 4
"""A join of more different volumes than this only says how many they are."""


def explained(
    layer: LayerReport,
    report: Report,
    quantities: Sequence[Quantity] = explanation.USUAL,
    course: Course = USUAL,
    layout: Layout = "hwc",
    alone: bool = False,
) -> Explanation:
    """Return the explanation of a layer of a report.

    A letter is told where it first stands. `alone` is for a report of this one layer, which then needs no name.
    """
    teacher = _Teacher(layer, report, tuple(quantities), course, layout)
    node = layer.node
    name = node.layer.kind if alone else node.name
    heading = f"{name}: {node.text or ('' if alone else node.layer.title)}".rstrip(": ")
    counted = Counter(teacher.volume(volume) for volume in node.volumes)
    on = _and([volume if count == 1 else f"{count} of {volume}" for volume, count in counted.items()])
    if len(counted) > _MOST_INPUTS:
        on = f"{len(node.volumes)} inputs"
    return Explanation(layer, heading, on, tuple(teacher.sections()))


class _Teacher:
    """Says what there is to say about one layer."""

    def __init__(
        self, layer: LayerReport, report: Report, quantities: tuple[Quantity, ...], course: Course, layout: Layout
    ) -> None:
        self.layer, self.report, self.quantities, self.course, self.layout = layer, report, quantities, course, layout
        self.worked: Worked = worked(layer, report, course)
        self.known: set[tuple[str, Number | Expr]] = set()

    def volume(self, volume: Volume) -> str:
        """Write a volume as the course does; that of a sequence has letters, without which it would be refused."""
        return self.course.input(volume, self.layout)

    def sections(self) -> Iterator[Section]:
        """Yield the sections of the quantities that are asked for."""
        says: dict[Quantity, Callable[[], Iterator[Section]]] = {
            "output": self._output,
            "params": self._params,
            "rf": self._field,
            "jump": self._jump,
            "start": self._start,
            "macs": self._macs,
            "flops": self._flops,
            "memory": self._memory,
        }
        for quantity in self.quantities:
            yield from says[quantity]()

    def _section(self, quantity: Quantity, title: str, derivation: Derivation, note: str = "") -> Section:
        """Return a section with the calculation of one derivation."""
        letters = told(derivation.letters, self.known)
        return Section(quantity, title, lines(derivation), letters, derivation.value, separated(derivation.value), note)

    def _per_axis(
        self, quantity: Quantity, title: str, found: Sequence[OnAxes], note: Callable[[OnAxes], str]
    ) -> list[Section]:
        """Return a section for each group of equal axes."""
        return [
            self._section(quantity, title, on.derivation, note(on))._replace(
                axes=on.axes, aside="" if on.everywhere else on.where
            )
            for on in found
        ]

    def _idea(self, about: str) -> str:
        rules = self.layer.node.layer
        return rules.idea(about, self.layer.output, lambda volume: self.course.volume(volume, self.layout))

    def _output(self) -> Iterator[Section]:
        layer, title = self.layer, "Output size"
        written = self.course.volume(layer.output, self.layout)
        sections: list[Section] = []
        for on in (*self.worked.output, *self.worked.shape):
            (section,) = self._per_axis("output", title, (on,), lambda on: fit(layer, on))
            alike = f"{_and(axis_names(on.of))} alike" if on.everywhere and on.of > 1 else section.aside
            sections.append(section._replace(aside=alike))
        if self.worked.depth is not None:
            sections.append(self._section("output", "Output depth" if layer.output.space else title, self.worked.depth))
        ideas: list[Sentence] = []
        idea = self._idea("output") or ("The shape stays as it was." if layer.output == layer.node.volumes[0] else "")
        if layer.misfits:
            ideas += misfit(layer, self.course)
        if written not in idea and sections and layer.output.space:
            idea += f" The output is {written}."
        ideas.append((idea.strip(),))
        if not sections:
            sections.append(Section("output", title, (), (), None, written))
        yield from _with_ideas(sections, ideas)

    def _params(self) -> Iterator[Section]:
        counts, derivation = self.layer.params, self.worked.params
        ideas: list[Sentence] = [(self._idea("params"),)]
        if self.layer.node.shares is not None:
            ideas = [(f"The weights are those of {self.layer.node.shares.name}, and are counted there.",)]
        if self.worked.buffers is not None:
            chain = lines(self.worked.buffers)
            ideas.append(("Not counted: ", chain, " running statistics, kept but not learned."))
        if counts.biases != 0 and self.course.marking.biases == "left out":
            ideas.append((f"This course counts the weights alone: {counts.weights:,}.",))
        elif counts.biases != 0 and self.course.marking.biases == "counted":
            ideas.append((f"This course counts the biases too: {counts.total:,}.",))
        section = Section("params", "Parameters", (), (), None, f"{counts.total:,}")
        if derivation is not None:
            section = self._section("params", "Parameters", derivation, consists(counts))
        yield from _with_ideas([section], ideas)

    def _field(self) -> Iterator[Section]:
        field, title = self.layer.field, "Receptive field"
        of = len(field.size)
        unit = {2: "pixels", 3: "voxels"}.get(of, "positions")
        told = [size for size in field.size if size is not None]
        text = "?" if len(told) < of else sizes_text(told) or "1"
        sections = self._per_axis(
            "rf",
            title,
            self.worked.field,
            lambda on: f"{text if on.everywhere else on.derivation.value} {unit} of the input",
        )
        ideas: list[Sentence] = []
        if sections and "jump" not in self.quantities:
            ideas += [self._apart(on) for on in self.worked.jump]
        elif sections:
            ideas.append(("Each further tap of the window adds one jump.",))
        elif field.axes is None:
            text, ideas = "all", [("Every unit sees the whole input.",)]
        elif text == "?":
            ideas = [("What a unit sees cannot be told in letters here.",)]
        elif self.layer.kernel and all(size == 1 for size in self.layer.kernel):
            ideas = [("The layer looks at single positions, so the receptive field stays as it was.",)]
        else:
            most = " at the most: units differ in what they see" if field.size != field.size_min else ""
            ideas = [(f"A unit sees {text} {unit} of the input{most}.",)]
        yield from _with_ideas(sections or [Section("rf", title, (), (), None, text)], ideas)

    def _apart(self, on: OnAxes) -> Sentence:
        """Say how far apart neighbouring units are."""
        value = on.derivation.value
        strided = self._strided(on)
        far = f"{value} {self._unit(value)} apart"
        told = f": a stride multiplies the jump, and neighbours are {far}." if strided else f": neighbours are {far}."
        where = "" if on.everywhere else f" {on.where}"
        return (f"The jump after the layer{where} is ", lines(on.derivation), told)

    def _strided(self, on: OnAxes) -> bool:
        """Whether the layer itself makes the jump larger."""
        jump = VOLUME_LETTERS["jump"] if "jump" not in self.course.letters else self.course.letters["jump"]
        before = next((leaf.value for leaf in leaves(on.derivation.tree) if leaf.symbol == jump), None)
        return before != on.derivation.value

    def _unit(self, count: Number | Expr) -> str:
        unit = {2: "pixel", 3: "voxel"}.get(len(self.layer.field.size), "position")
        return unit if count == 1 else f"{unit}s"

    def _jump(self) -> Iterator[Section]:
        sections = self._per_axis(
            "jump", "Jump", self.worked.jump, lambda on: f"{self._unit(on.derivation.value)} between neighbours"
        )
        if sections:
            multiplies = any(map(self._strided, self.worked.jump))
            idea = "A stride multiplies the jump." if multiplies else "Stride 1 leaves the jump as it was."
            yield from _with_ideas(sections, [(idea,)])
            return
        text = _each(self.layer.field.jump)
        idea = f"Neighbouring units are {text} apart." if text else "Units have no common distance."
        yield Section("jump", "Jump", (), (), None, text or NOTHING, ideas=((idea,),))

    def _start(self) -> Iterator[Section]:
        sections = self._per_axis("start", "Start", self.worked.start, lambda on: "the first position that unit 0 sees")
        starts = [start for start in self.layer.field.start if start is not None]
        padded = any(isinstance(start, int) and start < 0 for start in starts)
        idea = "Padding moves it out of the image." if padded else ""
        if sections:
            yield from _with_ideas(sections, [(idea,)])
            return
        text = _each(self.layer.field.start)
        idea = f"Unit 0 begins to see at position {text}." if text else "No unit begins anywhere: each sees all."
        yield Section("start", "Start", (), (), None, text or NOTHING, ideas=((idea,),))

    def _macs(self) -> Iterator[Section]:
        layer, products = self.layer, self.worked.macs
        ideas: list[Sentence] = [(self._idea("macs"),)]
        if layer.macs != 0 and self.course.marking.flops == "macs":
            ideas.append((f"This course counts one FLOP a MAC: {layer.macs:,}.",))
        if products is None:
            yield from _with_ideas([Section("macs", "MACs", (), (), None, "0")], ideas)
            return
        told = flops(layer.flops, self.report.setting) if "flops" not in self.quantities else ""
        usual = self.report.setting.flops == USUAL_FLOPS
        if told and not usual:
            ideas.append((f"{told}.",))
        section = self._section("macs", "MACs", products.derivation, told if usual else "")
        if products.times is not None:
            section = section._replace(lines=multiplied(products.each, products.times))
        yield from _with_ideas([section], ideas)

    def _flops(self) -> Iterator[Section]:
        layer, setting = self.layer, self.report.setting
        counts = setting.counts or setting.flops
        factor = next((n for n in (1, 2) if counts.startswith(f"{n} per MAC") and layer.macs * n == layer.flops), 0)
        if layer.macs != 0 and factor:
            tree = lift(factor) * Name("MACs", layer.macs) if factor > 1 else Name("MACs", layer.macs)
            yield Section("flops", "FLOPs", lines(Derivation(tree)), (), layer.flops, f"{layer.flops:,}", counts)
            return
        idea = f"Counting {counts}." if layer.flops != 0 else ""
        yield Section("flops", "FLOPs", (), (), None, f"{layer.flops:,}", ideas=((idea,),) if idea else ())

    def _memory(self) -> Iterator[Section]:
        layer, totals, setting = self.layer, self.report.totals, self.report.setting
        size = whole(collected(ratio(totals.activation_bytes, totals.activations * setting.batch)))
        if layer.node.layer.in_place:
            idea = "The layer works in place: it overwrites its input and needs no memory for its output."
            yield Section("memory", "Memory", (), (), None, "0", ideas=((idea,),))
            return
        kept = self.worked.kept
        tree, meanings = kept.tree, dict(kept.meanings)
        more = {"bytes": (size, f"bytes a number ({setting.dtype})"), "batch": (setting.batch, "images at a time")}
        for role, (value, meaning) in more.items():
            if role == "bytes" or value > 1:
                symbol = self.course.letters.get(role, VOLUME_LETTERS[role])
                tree, meanings[symbol] = tree * Name(symbol, value), Meaning(meaning)
        section = self._section("memory", "Memory", Derivation(tree, tuple(meanings.items())), "bytes")
        ideas: list[Sentence] = [("The numbers that come out are kept for the layers behind it.",)]
        if layer.params.total != 0:
            chain = lines(Derivation(lift(layer.params.total) * size))
            ideas.append(("The parameters take ", chain, " bytes more."))
        yield from _with_ideas([section], ideas)


def _with_ideas(sections: Sequence[Section], ideas: Sequence[Sentence]) -> Iterator[Section]:
    """Yield sections, the last of them with the ideas behind all."""
    *others, last = sections
    yield from others
    yield last._replace(ideas=tuple(idea for idea in ideas if any(idea)))


def _each(values: Sequence[object]) -> str:
    """Write one value for all axes where they are equal, else one an axis; nothing where none is known."""
    texts = [str(value) for value in values if value is not None]
    return (texts[0] if len(set(texts)) == 1 else "x".join(texts)) if texts else ""


def _and(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
