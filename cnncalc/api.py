"""The Python API, which the command line calls: from a name, a text or options to a report.

import cnncalc
report = cnncalc.load("alexnet").report()
report["conv2"].output, report.totals.params
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from cnncalc.engine import propagate
from cnncalc.errors import Problem, RuleError, Severity, SpecError, UsageError
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.graph import Graph, GraphBuilder, Input, Line, Rounding
from cnncalc.model.report import Report as BareReport
from cnncalc.model.report import Setting, Title
from cnncalc.model.volume import Layout, Volume
from cnncalc.spec.bind import Option, build
from cnncalc.spec.given import read_option
from cnncalc.spec.sizes import read_volume, size_text

if TYPE_CHECKING:  # a single layer needs none of what reads files
    from cnncalc.model.course import Course
    from cnncalc.render.derivation import Explained
    from cnncalc.spec.document import Document
    from cnncalc.spec.expand import Expanded
    from cnncalc.spec.settle import Request, Settled


class Report(BareReport):
    """A report that can write itself."""

    __slots__ = ()

    def to_json(self) -> dict[str, object]:
        """Return the document that `--json` prints."""
        from cnncalc.render.json import document

        return document(self)

    def to_text(self, format: str = "plain") -> str:
        """Return the report as `plain`, `csv`, `markdown` or `latex` text."""
        from cnncalc.render import written

        return written(self, format)

    def explain(
        self,
        *layers: str,
        of: Sequence[str] | None = None,
        course: Course | None = None,
        layout: Layout = "hwc",
        alone: bool = False,
    ) -> Explained:
        """Return how the numbers of the named layers, or of all, come about: `report.explain("conv2").text`.

        `of` names the quantities (`output`, `params`, `rf`, `jump`, `start`, `macs`, `flops`, `memory`, or `all`);
        unset, they are those that a lecture asks for. `course` gives the letters and signs, see `cnncalc.course`.
        `alone` says that the report's only layer stands in no net.

        Raises:
            UsageError: there is no such layer or quantity.
        """
        from cnncalc.render.derivation import of_report

        return of_report(self, layers, of, course, layout, alone)

    def _repr_markdown_(self) -> str:
        """Display in a notebook."""
        return self.to_text("markdown")

    def __str__(self) -> str:
        return self.to_text()


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec that has been read: its document, and what a name already says about it."""

    document: Document
    variant: str | None = None
    bundled: bool = False

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of the spec's variants."""
        return tuple(self.document.variants)

    def report(
        self,
        variant: str | None = None,
        *,
        params: Mapping[str, object] | None = None,
        input: str | None = None,
        rounding: Rounding | None = None,
        batch: int = 1,
        dtype: str = "float32",
        flops: str = "2macs",
        layout: Layout = "hwc",
    ) -> Report:
        """Return every number of the net; where its shapes stop fitting, of the layers up to there.

        Raises:
            SpecError: a parameter or the input has no value.
            UsageError: the variant, a parameter, the convention or the type of number does not exist.
        """
        from cnncalc.check.claims import claim_problems, expect_problems
        from cnncalc.spec.settle import Request

        given = {name: str(value) for name, value in (params or {}).items()}
        request = Request(variant or self.variant, given, input, rounding, layout)
        settled, expanded = self._expanded(request)
        title = Title(settled.name, self.document.file, request.variant, self.bundled)
        report = _report(expanded.graph, title, Setting(flops, batch, dtype))
        claims = claim_problems(expanded.claims, severity="note" if request.changes else "error")
        expects = expect_problems(report, settled.expect) if report.complete else ()
        return _with(report, (*report.problems, *claims, *expects))

    def long_form(
        self, variant: str | None = None, *, params: Mapping[str, object] | None = None, input: str | None = None
    ) -> str:
        """Return the net as a spec with nothing left to expand: every op with all its options.

        Raises:
            SpecError: a parameter or the input has no value.
            UsageError: the variant or a parameter does not exist.
        """
        from cnncalc.spec.long_form import long_form
        from cnncalc.spec.settle import Request

        given = {name: str(value) for name, value in (params or {}).items()}
        settled, expanded = self._expanded(Request(variant or self.variant, given, input))
        if expanded.graph.lettered:
            raise UsageError("the long form needs numbers: give one for every letter, with --in and -p")
        return long_form(expanded.graph, {name: text.value for name, text in settled.expect.items()})

    def _expanded(self, request: Request) -> tuple[Settled, Expanded]:
        """Return what a request settles, and the graph and claims that it expands to."""
        from cnncalc.spec.expand import Expansion
        from cnncalc.spec.settle import settle

        settled = settle(self.document, request)
        machine = Expansion(Input(settled.input), self.document.blocks, settled.params, settled.defaults)
        expanded = machine.whole(self.document.items, self.document.outputs)
        graph = replace(expanded.graph, rounding=settled.rounding, name=settled.name)
        return settled, expanded._replace(graph=graph)


def load(name: str) -> Spec:
    """Read a spec: a file, `FILE:VARIANT`, or the name of a bundled one or of its variant.

    Raises:
        UsageError: there is no such file or name.
        SpecError: the file is not a spec; with all its problems.
    """
    from cnncalc.spec import bundled
    from cnncalc.spec.read import read_document

    if name == "-":
        return read(sys.stdin.buffer.read(), "<stdin>")
    found = bundled.find(name)
    try:
        content = found.path.read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
    file = found.path.name if found.bundled else str(found.path)
    return Spec(read_document(content, file), found.variant, found.bundled)


def course(file: str) -> Course:
    """Read a course's letters, signs and conventions from a file, for `Report.explain`.

    Raises:
        UsageError: the file cannot be read.
        SpecError: with everything that is wrong in it.
    """
    from pathlib import Path

    from cnncalc.spec.course import read_course

    return read_course(Path(file))


def read(text: str | bytes, file: str = "<text>") -> Spec:
    """Read a spec from its text; `file` is the name that its problems show.

    Raises:
        SpecError: it is not a spec; with all its problems.
    """
    from cnncalc.spec.read import read_document

    return Spec(read_document(text, file))


def chain(
    input: str,
    *layers: str,
    rounding: Rounding | None = None,
    batch: int = 1,
    dtype: str = "float32",
    flops: str = "2macs",
    layout: Layout = "hwc",
) -> Report:
    """Return the report of a sequential net, one text a layer: `chain("32x32x3", "conv: 10 x 5x5, pad 2", "relu")`.

    Raises:
        SpecError: a layer cannot be read.
    """
    from cnncalc.spec.chain import read_chain

    spec = Spec(read_chain(size_text(read_volume(input, layout=layout)), layers))
    return spec.report(rounding=rounding, batch=batch, dtype=dtype, flops=flops)


def layer(
    op: str,
    input: str | Volume,
    *,
    rounding: Rounding | None = None,
    batch: int = 1,
    dtype: str = "float32",
    flops: str = "2macs",
    layout: Layout = "hwc",
    **options: Option,
) -> Report:
    """Return the report of one layer: `layer("conv", "32x32x3", filters=10, kernel=(5, 5), pad=2)`.

    Options are numbers (of a kernel: on every axis), tuples, or texts as in a spec (`kernel="5x5"`, `pad="same"`).
    The layer is `report.layers[0]`; a window that does not fit is among `report.problems`, as an error unless
    `rounding` accepts it.

    Raises:
        RuleError: an option has a wrong value, or the input does not suit the layer.
        UsageError: there is no such op, or it takes several inputs.
    """
    if op not in KINDS or layer_class(op).joins:
        raise UsageError(f"there is no op called {op} that takes one input")
    volume = input if isinstance(input, Volume) else read_volume(input, layout=layout)
    cls = layer_class(op)
    unknown = [name for name in options if name not in cls.model_fields]
    if unknown:
        raise UsageError(f"{op} has no option {unknown[0]}; it has {', '.join(cls.model_fields) or 'none'}")
    if isinstance(kernel := options.get("kernel"), int) and volume.space:
        options["kernel"] = (kernel,) * len(volume.space)
    for name, text in options.items():
        if isinstance(text, str):
            options[name] = read_option(op, name, text)
    if rounding and "rounding" in cls.model_fields:
        options["rounding"] = rounding
    made = build(cls, options)
    builder = GraphBuilder(Input(volume), seals=False)
    text = made.text(options)
    try:
        node = builder.add(made, (builder.input,), None, Line(1, text or made.title), text=text)
    except SpecError as error:
        (problem,) = error.problems
        raise RuleError(problem.code, problem.message, *problem.help) from None
    graph = Graph(builder.input, (node,), (("output", node),), rounding)
    return _report(graph, Title(op), Setting(flops, batch, dtype), unset="error")


conv, dwconv, deconv, local, fc, bn, maxpool, avgpool = (
    partial(layer, op) for op in ("conv", "dwconv", "deconv", "local", "fc", "bn", "maxpool", "avgpool")
)


def _report(graph: Graph, title: Title, setting: Setting, unset: Severity = "warning") -> Report:
    report = propagate.report(graph, title, setting)
    if not any(layer.misfits for layer in report.layers):
        return _with(report, graph.problems)
    from cnncalc.solve.fits import misfit_problems

    return _with(report, (*graph.problems, *misfit_problems(report, unset)))


def _with(report: BareReport, problems: tuple[Problem, ...]) -> Report:
    return Report(report.title, report.setting, report.graph, report.layers, report.totals, problems)
