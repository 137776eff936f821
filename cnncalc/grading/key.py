"""Reads a key: which cells of a net's table are asked, single questions, points, and how it is marked.

A key is validated like a spec: everything that is wrong is reported at once, each with file, line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from cnncalc.engine.conventions import CONVENTIONS as FLOPS
from cnncalc.engine.totals import BYTES
from cnncalc.errors import Origin, Problem, RuleError, SpecError, UsageError
from cnncalc.grading.asked import Asked, Case, Key, Quantity, Rules
from cnncalc.grading.key_accept import accepted
from cnncalc.grading.key_ask import Ask, rows
from cnncalc.grading.key_nets import load, net
from cnncalc.grading.key_points import shares, worth
from cnncalc.grading.key_questions import Basis, Question, QuestionReader, cases
from cnncalc.grading.key_tree import Notes, kind
from cnncalc.grading.key_words import no_quantity, quantity_named
from cnncalc.grading.truths import truth
from cnncalc.model.graph import Rounding
from cnncalc.model.report import Report, Setting
from cnncalc.model.volume import Layout
from cnncalc.spec import source
from cnncalc.spec.bounded import Enough
from cnncalc.spec.model import SpecModel
from cnncalc.spec.outline import ROUNDINGS
from cnncalc.spec.read import document_of
from cnncalc.spec.settle import GIVEN, Request
from cnncalc.spec.tree import Entry, Text, Tree, written
from cnncalc.spec.tree import Mapping as Keys
from cnncalc.spec.tree import Sequence as List

MOST_CELLS: Final = 10_000
"""A key asks at most so much: what a submission may hold."""

USUAL: Final[tuple[Quantity, ...]] = ("output", "params")
"""What is asked of a net where nobody says what."""

_OWN: Final = (
    "title", "about", "spec", "input", "params", "rounding", "flops", "batch", "dtype", "layout",
    "ask", "questions", "points", "accept", "tolerance", "follow", "same_slip", "reveal",
)  # fmt: skip
_NET: Final = tuple(SpecModel.model_fields)
"""The keys of a key, and those of a net that is written into it."""

_EXAMPLE = "a key begins like this:\ntitle: Homework 1\nspec: alexnet\nask: {all: [output, params]}"


def read_key(source_or_path: str | Path) -> Key:
    """Return the key of a file, or of a text: what holds a line break is one.

    Raises:
        UsageError: the file cannot be read.
        SpecError: with everything that is wrong in it.
    """
    if isinstance(source_or_path, str) and "\n" in source_or_path:
        return parse_key(source_or_path)
    path = Path(source_or_path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the key {path} cannot be read: {error.strerror}") from None
    return parse_key(content, str(path), path.parent)


def parse_key(content: str | bytes, file: str = "<key>", folder: Path = Path()) -> Key:
    """Return the key of a text; `file` is the name that its problems show, `folder` where its spec is looked for.

    Raises:
        SpecError: with everything that is wrong in it.
    """
    if not content.strip():
        raise SpecError((Problem("yaml", "the key is empty", (_EXAMPLE,), origin=Origin(file, 1, 1)),))
    tree = source.read(content, file)
    if not isinstance(tree, Keys):
        message = f"a key is a mapping, not {kind(tree)}"
        raise SpecError((Problem("value", message, (_EXAMPLE,), origin=tree.origin),))
    reader = _Reader(tree, file, folder)
    try:
        key = reader.key()
    except Enough:
        key = None
    if key is None or reader.notes.problems:
        raise SpecError(tuple(sorted(reader.notes.problems, key=lambda problem: _place(problem, file))))
    return key


def key_of(report: Report, columns: Sequence[str] = USUAL, layers: Sequence[str] | None = None) -> Key:
    """Return the key of a net without a key file: columns, of all rows of its table or of the layers named.

    Raises:
        UsageError: there is no such column or layer.
    """
    quantities: dict[Quantity, None] = {}
    for column in columns:
        quantity = quantity_named(column)
        if quantity is None:
            raise UsageError(f"there is no column called {column}; {no_quantity(column)[0]}")
        quantities[quantity] = None
    chosen = list(rows(report)) if layers is None else [report.named(name) for name in layers]
    known = cases(report)
    cells = [cell for layer in chosen for cell in _cells_of(known[layer.name], report, quantities)]
    return Key(_title(report, ""), report, tuple(cells), Rules({}), report.setting)


def _title(report: Report | None, file: str) -> str:
    """Return what a key without a title is called: as its net, or as its file."""
    if report is not None:
        return report.title.name or Path(report.title.file).stem
    return Path(file).stem


def _cells_of(case: Case, report: Report, quantities: dict[Quantity, None]) -> list[Asked]:
    cells = []
    for quantity in quantities:
        try:
            cells.append(_cell(case, report, quantity))
        except RuleError:
            continue  # a layer without such a number is not asked for it
    return cells


def _cell(case: Case, report: Report, quantity: Quantity) -> Asked:
    name, value = case.layer.name, truth(case.layer, quantity, report)
    return Asked(f"{name}.{quantity}", name, quantity, quantity, Fraction(1), value, case)


def _place(problem: Problem, file: str) -> tuple[bool, str, int, int]:
    """Return what problems are sorted by: those of the key first, then those of its net."""
    if problem.origin is None:
        return (True, "", 0, 0)
    return (problem.origin.file != file, problem.origin.file, problem.origin.line, problem.origin.column)


class _Reader:
    """Reads the parts of one key, and notes what is wrong."""

    def __init__(self, tree: Keys, file: str, folder: Path) -> None:
        self.tree, self.file, self.folder, self.notes = tree, file, folder, Notes()
        self.inline = any(entry.key.value == "layers" for entry in tree.entries)

    def key(self) -> Key | None:
        """Return the key, unless something is wrong with it."""
        notes = self.notes
        known = (*_OWN, *(name for name in _NET if name not in _OWN)) if self.inline else _OWN
        self.entries = notes.entries(self.tree, known, "a key")
        title = notes.text(self.entries.get("title"), "a text")
        self.rounding = self._rounding()
        self.layout: Layout = "chw" if notes.word(self.entries.get("layout"), ("hwc", "chw"), "hwc") == "chw" else "hwc"
        self.setting = self._setting()
        report = self._report()
        cells = self._asked(report)
        questions = self._questions({cell.row for cell in cells})
        cells += [cell for question in questions for cell in question.cells]
        rules = self._rules(cells)
        if not cells and not notes.problems:
            notes.wrong("missing-key", "the key asks nothing", self.tree, "add `ask: {all: [output, params]}`")
        points = shares(self.entries.get("points"), "points", 1, None, notes)
        tolerance = shares(self.entries.get("tolerance"), "tolerance", 0, 1, notes)
        points.check(cells, "points", notes)
        tolerance.check(cells, "tolerance", notes)
        if len(cells) > MOST_CELLS:
            notes.wrong("too-big", f"a key asks at most {MOST_CELLS:,} things, not {len(cells):,}", self.tree)
        if notes.problems:
            return None
        own = {question.id.value: question for question in questions}
        marked = tuple(worth(cell, own.get(cell.row), points, tolerance) for cell in cells)
        name = title.value if title is not None else _title(report, self.file)
        return Key(name, report, marked, rules, self.setting, self.layout, self.file)

    def _rounding(self) -> Rounding | None:
        entry = self.entries.get("rounding")
        return None if entry is None else ROUNDINGS.get(self.notes.word(entry, tuple(ROUNDINGS), "strict"))

    def _setting(self) -> Setting:
        """Return what is counted as a FLOP, and the batch and type of the numbers."""
        flops = self.notes.word(self.entries.get("flops"), tuple(FLOPS), "2macs")
        dtype = self.notes.word(self.entries.get("dtype"), tuple(BYTES), "float32")
        batch = Fraction(1)
        if (entry := self.entries.get("batch")) is not None:
            batch = self.notes.number(entry.value, "batch") or Fraction(0)
            if batch < 1 or batch.denominator > 1:
                self.notes.wrong("value", "batch is a whole number from 1 on", entry.key)
        return Setting(flops, int(batch), dtype)

    def _report(self) -> Report | None:
        """Return the report of the key's net; None if it has none, or one that cannot be marked by."""
        spec = self.notes.text(self.entries.get("spec"), "the name of a net, or a file")
        if self.inline:
            if spec is not None:
                self.notes.wrong("value", "the key has a net twice: `spec:` and `layers:`", spec, "keep one of them")
            return self._try(self.tree, self._written_in)
        if spec is None:
            if "ask" in self.entries and "spec" not in self.entries:
                help = "`spec: alexnet`, a file beside the key, or `input:` and `layers:`"
                self.notes.wrong("missing-key", "the key asks about layers, but of no net", self.tree, help)
            return None
        input = self.notes.text(self.entries.get("input"), "a size")
        request = Request(None, self._params(), input.value if input else None, self.rounding, self.layout)
        return self._try(spec, lambda: load(spec.value, self.folder, request, self.setting))

    def _written_in(self) -> Report:
        own = [entry for entry in self.tree.entries if entry.key.value in _NET]
        document = document_of(self.tree._replace(entries=tuple(own)), self.file)
        return net(document, Request(), self.setting)

    def _params(self) -> dict[str, str]:
        """Return the parameters of the net that the key gives."""
        entry = self.entries.get("params")
        if entry is None:
            return {}
        if not isinstance(entry.value, Keys):
            self.notes.wrong("value", f"`params:` is a mapping, not {kind(entry.value)}", entry.key, "`{width: 0.5}`")
        return {inner.key.value: written(inner.value) for inner in _entries(entry.value)}

    def _try(self, where: Tree, read: Callable[[], Report]) -> Report | None:
        """Return a net; what is wrong with a parameter that the key gives is told at its place in the key."""
        noted = len(self.notes.problems)
        report = self.notes.trying(read, Text("", where.origin, False))
        for number, problem in enumerate(self.notes.problems[noted:], noted):
            if problem.origin is not None and problem.origin.file.startswith(GIVEN):
                name = problem.origin.file.removeprefix(GIVEN)
                places = {e.key.value: e.value.origin for e in _entries(self.entries["params"].value)}
                self.notes.problems[number] = problem._replace(origin=places.get(name, where.origin))
        return report

    def _asked(self, report: Report | None) -> list[Asked]:
        entry = self.entries.get("ask")
        if report is None:
            return []
        if entry is None:
            if "questions" not in self.entries:
                message = "`ask:` is missing: which columns are asked of the net?"
                self.notes.wrong("missing-key", message, self.tree, "e.g. `ask: {all: [output, params]}`")
            return []
        known = cases(report)
        wanted = Ask(report, self.notes).wanted(entry)
        return [_cell(known[layer.name], report, quantity) for layer, quantity in wanted]

    def _questions(self, taken: set[str]) -> list[Question]:
        """Return the single questions; their names are different from each other's and from the layers'."""
        entry = self.entries.get("questions")
        if entry is None:
            return []
        if not isinstance(entry.value, List):
            message = f"`questions:` is a list, not {kind(entry.value)}"
            self.notes.wrong("value", message, entry.key, "each question begins with `- `")
            return []
        basis = Basis(self.setting, self.rounding, self.layout, self.file)
        found: list[Question] = []
        names: dict[str, Text] = {}
        for number, tree in enumerate(entry.value.items, 1):
            reader = QuestionReader(tree, number, basis, self.notes)
            name = reader.id.value
            if name in names:
                message = f"there are two questions called {name}, the first in line {names[name].origin.line}"
                self.notes.wrong("dup-name", message, reader.id, "give each an `id:` of its own")
            elif name in taken:
                self.notes.wrong("dup-name", f"{name} is the name of a layer", reader.id, "choose another `id:`")
            elif not name.replace("-", "_").replace("_", "a").isalnum():
                self.notes.wrong("name", f"`{name}` cannot be an id", reader.id, "an id is letters, digits, - and _")
            names.setdefault(name, reader.id)
            question = reader.question()
            if question is not None:
                found.append(question)
        return found

    def _rules(self, cells: Sequence[Asked]) -> Rules:
        notes, entries = self.notes, self.entries
        follow, reveal = notes.switch(entries.get("follow"), True), notes.switch(entries.get("reveal"), False)
        once = notes.word(entries.get("same_slip"), ("each", "once"), "each") == "once"
        accept = accepted(entries.get("accept"), cells, self.layout, notes)
        return Rules(accept, follow, "once" if once else "each", reveal)


def _entries(tree: Tree) -> tuple[Entry, ...]:
    return tree.entries if isinstance(tree, Keys) else ()
