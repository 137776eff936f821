"""The nets that a key is about: bundled, a file beside it, or written into it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cnncalc.check.claims import claim_problems, expect_problems
from cnncalc.engine import propagate
from cnncalc.errors import Severity, SpecError, UsageError
from cnncalc.model.graph import Input
from cnncalc.model.report import Report, Setting, Title
from cnncalc.solve.fits import misfit_problems
from cnncalc.spec import bundled
from cnncalc.spec.bundled import Found
from cnncalc.spec.document import Document
from cnncalc.spec.expand import Expansion
from cnncalc.spec.read import read_document
from cnncalc.spec.settle import Request, settle


def load(name: str, folder: Path, request: Request, setting: Setting) -> Report:
    """Return the report of the net that a key names, if every number of it is one to be marked by.

    Raises:
        UsageError: there is no such file or net.
        SpecError: it is no net, it does not fit, or it claims numbers that do not come out.
    """
    found = _find(name, folder)
    try:
        content = found.path.read_bytes()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
    document = read_document(content, found.path.name if found.bundled else str(found.path))
    return net(document, request._replace(variant=found.variant), setting, is_bundled=found.bundled)


def _find(name: str, folder: Path) -> Found:
    """Return the file that a key names: beside the key, or else as on the command line."""
    beside = bundled.find(str(folder / name)) if _exists(folder, name) else None
    return beside or bundled.find(name)


def _exists(folder: Path, name: str) -> bool:
    return any((folder / stem).is_file() for stem in (name, name.rpartition(":")[0]) if stem)


def net(
    document: Document,
    request: Request,
    setting: Setting,
    *,
    is_bundled: bool = False,
    unset: Severity = "warning",
    seals: bool = True,
) -> Report:
    """Return the report of a document, if every number of it is one to be marked by.

    `unset` says what a window is that does not fit where nobody said how it is rounded; with `seals`, a long size in
    letters gets a letter of its own.

    Raises:
        SpecError: it does not fit, or it claims numbers that do not come out.
        UsageError: the variant, a parameter, the convention or the type of number does not exist.
    """
    settled = settle(document, request)
    machine = Expansion(Input(settled.input), document.blocks, settled.params, settled.defaults)
    machine.builder.seals = seals
    expanded = machine.whole(document.items, document.outputs)
    graph = replace(expanded.graph, rounding=settled.rounding, name=settled.name)
    title = Title(settled.name, document.file, request.variant, is_bundled)
    report = propagate.report(graph, title, setting)
    misfits = misfit_problems(report, unset) if any(layer.misfits for layer in report.layers) else ()
    claims = claim_problems(expanded.claims, "note" if request.changes else "error")
    expects = expect_problems(report, settled.expect) if report.complete else ()
    problems = (*graph.problems, *misfits, *claims, *expects)
    if wrong := tuple(problem for problem in problems if problem.severity == "error"):
        raise SpecError(wrong)
    return replace(report, problems=problems)
