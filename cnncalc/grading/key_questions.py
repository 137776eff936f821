"""Single questions of a key: one layer, or a few, with what is asked of it; a formula; a choice."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from cnncalc.algebra.errors import listed
from cnncalc.algebra.expr import Expr
from cnncalc.grading.asked import Asked, Case, Quantity, Value
from cnncalc.grading.key_claims import chosen, meant, read_value, right_choice
from cnncalc.grading.key_facts import EXAMPLE, OPS, Facts, FactsReader
from cnncalc.grading.key_find import FINDS, GIVEN, Finder
from cnncalc.grading.key_letters import check_formula, check_letters, declared, formula_of, points, with_numbers
from cnncalc.grading.key_nets import net
from cnncalc.grading.key_tree import Notes, kind
from cnncalc.grading.key_words import no_quantity, quantity_named
from cnncalc.grading.mark_equal import same
from cnncalc.grading.truths import MEANINGS, truth, written
from cnncalc.grading.worked_lines import worked_line
from cnncalc.model.field import ReceptiveField
from cnncalc.model.graph import Rounding, Tap
from cnncalc.model.report import EVERY_BLOCK, LayerReport, Report, Setting
from cnncalc.model.volume import Layout
from cnncalc.spec.outline import ROUNDINGS
from cnncalc.spec.read import document_of
from cnncalc.spec.settle import Request
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Text, Tree
from cnncalc.spec.tree import written as as_written

QUESTION: Final = (
    "id", "text", "in", "layers", "of", "ask", "find", *GIVEN, "answer", "formula", "choices", "rounding", "points",
    "tolerance",
)  # fmt: skip
"""What may stand in a question beside its op."""


class Basis(NamedTuple):
    """What the questions of a key have in common: the conventions, and where they stand."""

    setting: Setting
    rounding: Rounding | None
    layout: Layout
    file: str


class Question(NamedTuple):
    """A question as it was read: its cells, without their points, and what it says of those itself."""

    id: Text
    cells: tuple[Asked, ...]
    points: Fraction | None
    tolerance: Fraction | None


class QuestionReader:
    """Reads one question, and notes what is wrong with it."""

    def __init__(self, tree: Tree, number: int, basis: Basis, notes: Notes) -> None:
        self.tree, self.basis, self.notes = tree, basis, notes
        self.entries = notes.entries(tree, (*QUESTION, *OPS), "a question")
        self.id = notes.text(self.entries.get("id"), "a name") or Text(f"q{number}", tree.origin, False)
        self.rounding = basis.rounding
        if "rounding" in self.entries:
            self.rounding = ROUNDINGS.get(notes.word(self.entries["rounding"], tuple(ROUNDINGS), "strict"))

    def question(self) -> Question | None:
        """Return the question; None if it cannot be asked."""
        if not self.entries:
            return None
        noted = len(self.notes.problems)
        if "find" in self.entries:
            cell = Finder(self.id, self.entries, self.rounding, self.basis.layout, self.notes, self._net).cell()
            return self._worth(() if cell is None else (self._claimed(cell),), noted)
        for name in (name for name in GIVEN if name in self.entries):
            self.notes.wrong("value", f"`{name}:` goes with `find:`", self.entries[name].key, FINDS)
        facts = FactsReader(self.id, self.entries, self.basis.layout, self.notes).facts()
        if len(self.notes.problems) > noted:
            return None
        quantities = self._quantities(facts)
        if len(self.notes.problems) > noted:
            return None
        cells = self._of_nothing() if facts is None else self._about(facts, quantities)
        return self._worth(cells, noted)

    def _worth(self, cells: tuple[Asked, ...], noted: int) -> Question | None:
        """Return the question with what it says of its points; None if something was wrong since so many notes."""
        points, tolerance = (
            self.notes.number(self.entries[name].value, name, most) if name in self.entries else None
            for name, most in (("points", None), ("tolerance", 1))
        )
        return None if len(self.notes.problems) > noted else Question(self.id, cells, points, tolerance)

    def _quantities(self, facts: Facts | None) -> tuple[Quantity, ...]:
        """Return what is asked; of a question about nothing, nothing."""
        entry = self.entries.get("ask")
        if entry is None:
            if facts is not None:
                self.notes.wrong("missing-key", "`ask:` is missing: what is asked of it?", self.id, *no_quantity(""))
            return ()
        if facts is None:
            self.notes.wrong("missing-key", f"{self.id.value} asks something, but of no layer", entry.key, EXAMPLE)
            return ()
        found: dict[Quantity, None] = {}
        for text in self.notes.texts(entry.value, "`ask:` is what is asked, or a list of it"):
            quantity = quantity_named(text.value)
            if quantity is None:
                message = f"there is nothing called `{text.value}` to ask"
                self.notes.wrong("unknown-column", message, text, *no_quantity(text.value))
            elif quantity in found:
                self.notes.wrong("dup-key", f"`{text.value}` is asked twice", text, "keep one of them")
            else:
                found[quantity] = None
        several = next((name for name in ("answer", "formula", "choices") if name in self.entries), None)
        if several and len(found) > 1:
            message = f"`{several}:` goes with one thing that is asked, not with {listed(found)}"
            self.notes.wrong("value", message, self.entries[several].key, "ask them in questions of their own")
        return tuple(found)

    def _about(self, facts: Facts, quantities: tuple[Quantity, ...]) -> tuple[Asked, ...]:
        """Return the cells of a question about layers; in letters, their answers are formulas."""
        report = self.notes.trying(lambda: self._net(declared(facts.tree, facts.letters)), facts.place)
        layer = None if report is None else self._layer(report)
        case = None if report is None or layer is None else self._case(facts, report, layer)
        if report is None or layer is None or case is None:
            return ()
        cells = []
        for quantity in quantities:
            value = self.notes.trying(
                lambda quantity=quantity: formula_of(truth(layer, quantity, report), quantity),  # type: ignore[misc]
                self.id,
            )
            if value is not None:
                said = self._words(layer, report, quantities, facts.told if facts.letters else "", value)
                cells.append(self._cell(quantities, quantity, value, case, said))
        return tuple(self._claimed(cell) for cell in cells)

    def _case(self, facts: Facts, report: Report, layer: LayerReport) -> Case | None:
        """Return the layer with its inputs; one that stands alone is in no net."""
        case = cases(report)[layer.name]
        if facts.letters:

            def trial(values: Mapping[str, int]) -> Case:
                numbers = self._net(with_numbers(facts.tree, values))
                case = cases(numbers)[layer.name]
                return case._replace(report=None) if facts.alone else case

            found = self.notes.trying(lambda: points(facts.tree, facts.letters, trial), facts.place)
            if found is None:
                return None
            case = case._replace(points=found)
        return case._replace(report=None) if facts.alone else case

    def _net(self, tree: Tree, rounding: Rounding | None = None) -> Report:
        assert isinstance(tree, Keys)
        request = Request(rounding=self.rounding or rounding, layout=self.basis.layout)
        return net(document_of(tree, self.basis.file), request, self.basis.setting, unset="error", seals=False)

    def _layer(self, report: Report) -> LayerReport | None:
        """Return the layer that is asked about: the one of `of:`, else the last that is written."""
        of = self.notes.text(self.entries.get("of"), "the name of a layer")
        if of is not None:
            return self.notes.trying(lambda: report.named(of.value), of)
        return report.rows(EVERY_BLOCK)[-1].layers[0] if report.layers else None

    def _words(
        self, layer: LayerReport, report: Report, quantities: tuple[Quantity, ...], told: str, value: Value
    ) -> str:
        """Return the question in words; where several things are asked, the columns say what."""
        if (text := self.notes.text(self.entries.get("text"), "a text")) is not None:
            return text.value
        rows = report.rows(EVERY_BLOCK)
        layers = "; ".join(row.layers[0].node.written for row in rows)
        said = told or f"{layers}, on {written(report.input, self.basis.layout)}"
        of = "" if layer.node is rows[-1].layers[0].node else f" of {layer.name}"
        if len(quantities) > 1:
            return f"{said}{f', asked{of}' if of else ''}{', in letters' if told else ''}"
        if isinstance(value, Expr):
            what = "output size" if quantities[0] == "output" else MEANINGS[quantities[0]]
            return f"{said}: {what}{of}, in letters?"
        return f"{said}: {MEANINGS[quantities[0]]}{of}?"

    def _cell(
        self, quantities: tuple[Quantity, ...], quantity: Quantity, value: Value, case: Case | None, text: str
    ) -> Asked:
        name = self.id.value
        alone = len(quantities) < 2
        id, column = (name, "answer") if alone else (f"{name}.{quantity}", quantity)
        return Asked(id, name, column, quantity, Fraction(1), value, case, text=text)

    def _claimed(self, cell: Asked) -> Asked:
        """Hold what the key says of the answer against it, and return the cell, with its choices where it has some."""
        answer = self.notes.text(self.entries.get("answer"), "the answer, as a check")
        if "choices" in self.entries:
            return self._choice(cell, answer)
        formula = self.notes.text(self.entries.get("formula"), "a formula")
        for claim in filter(None, (answer, formula)):
            self._check(cell, claim)
        return cell

    def _check(self, cell: Asked, claim: Text) -> None:
        """Hold an answer that the key says itself against the true ones."""
        layout, right, case = self.basis.layout, cell.truth, cell.case
        value = self.notes.trying(lambda: read_value(claim.value, right, cell.quantity, layout), claim)
        if isinstance(right, Expr) and isinstance(value, Expr) and case is not None:

            def checked() -> None:
                check_letters(value, tuple(case.points[0].values))
                check_formula(value, right, cell.quantity, case)

            self.notes.trying(checked, claim)
        elif value is not None and not any(same(value, each) for each in (right, *cell.also)):
            line = cell.worked if case is None else worked_line(case, cell.quantity, self.basis.setting)
            self._deny(claim, written(right, layout), line)

    def _deny(self, answer: Text, right: str, line: str = "") -> None:
        message = f"the key says {answer.value}, but the answer is {right}"
        self.notes.wrong("claim", message, answer, *filter(None, (line,)))

    def _choices(self) -> dict[str, str]:
        value = self.entries["choices"].value
        if not isinstance(value, Keys) or len(value.entries) < 2:
            help = "e.g. `choices: {a: 750, b: 760}`"
            self.notes.wrong("value", f"`choices:` are at least two, by letter, not {kind(value)}", value, help)
            return {}
        return {entry.key.value: as_written(entry.value).strip("'\"") for entry in value.entries}

    def _choice(self, cell: Asked, answer: Text | None) -> Asked:
        """Return the cell as a choice; which letter is right follows from the true answer."""
        options = self._choices()
        if not options:
            return cell
        place = self.entries["choices"].key
        values = meant(options, cell.truth, cell.quantity, self.basis.layout)
        right = self.notes.trying(lambda: right_choice(values, (cell.truth, *cell.also), self.basis.layout), place)
        said = None if answer is None else self.notes.trying(lambda: chosen(options, answer.value), answer)
        if right is None and (said is None or said.letter in values):
            message = f"none of the choices is right: the answer is {written(cell.truth, self.basis.layout)}"
            help = "add it, or a choice such as `none of these` and `answer:` with its letter"
            self.notes.wrong("claim", message, place, help)
            return cell
        if right is not None and said is not None and said.letter != right and answer is not None:
            self._deny(answer, right)
        letter = right or (said.letter if said else "")
        right_one = chosen(options, letter)
        return cell._replace(truth=right_one, choices=tuple(options.items()), meant=tuple(values.items()))

    def _of_nothing(self) -> tuple[Asked, ...]:
        """Return the cell of a question about no layer: a choice of words, of which the key says the right one."""
        answer = self.notes.text(self.entries.get("answer"), "the letter of the right choice")
        text = self.notes.text(self.entries.get("text"), "a text")
        said = text.value if text is not None else self.id.value
        if "choices" not in self.entries:
            help = "give the layer that it is about, or `choices:` in words"
            self.notes.wrong("missing-key", f"{self.id.value} has no answer that can be worked out", self.id, help)
            return ()
        options = self._choices()
        if answer is None:
            help = "`answer:` is the letter of the right choice; or give the layer that it is about"
            self.notes.wrong("missing-key", "which of the choices is right?", self.entries["choices"].key, help)
            return ()
        value = self.notes.trying(lambda: chosen(options, answer.value), answer) if options else None
        cell = None if value is None else self._cell((), "answer", value, None, said)
        return () if cell is None else (cell._replace(choices=tuple(options.items())),)


def cases(report: Report) -> dict[str, Case]:
    """Return every layer with its true inputs, by name."""
    image = ReceptiveField.of_input(report.input.space)
    fields: dict[Tap, ReceptiveField] = {report.graph.input: image}
    fields.update((layer.node, layer.field) for layer in report.layers)
    return {
        layer.name: Case(layer, layer.node.volumes, fields[layer.node.inputs[0]], report) for layer in report.layers
    }
