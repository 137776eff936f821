"""`cnncalc check`: whether specs are right, with all their variants, for a person, an editor or CI."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from glob import glob
from pathlib import Path
from shlex import quote
from typing import Literal, NamedTuple

from cnncalc import api
from cnncalc.algebra.errors import counted
from cnncalc.algebra.expr import Dim
from cnncalc.cli.front import OK, USAGE, WRONG, report, width_of
from cnncalc.cli.output import write
from cnncalc.errors import Problem, SpecError, UsageError
from cnncalc.render import problems as render
from cnncalc.spec import bundled
from cnncalc.spec.places import by_place

Format = Literal["full", "concise", "github", "json"]


class Asked(NamedTuple):
    """A file that is to be checked: the name that found it, whether all of it is meant, and variants by name."""

    name: str
    file: str
    whole: bool
    variants: tuple[str, ...] = ()

    def joined(self, other: Asked) -> Asked:
        """Return the same file with what is asked of it under another name as well."""
        return self._replace(whole=self.whole or other.whole, variants=self.variants + other.variants)

    def nets(self, spec: api.Spec) -> Iterable[str | None]:
        """Return the nets that are meant, each once; None is the base."""
        return dict.fromkeys((*((None, *spec.variants) if self.whole else ()), *self.variants))


class Net(NamedTuple):
    """The base of a spec or one of its variants; without numbers where it does not reach its end."""

    file: str
    name: str | None
    variant: str | None
    ok: bool
    params: Dim | None = None
    macs: Dim | None = None


class Finding(NamedTuple):
    """A problem of a file, and the variants that have it; none where the base has it as well."""

    problem: Problem
    variants: tuple[str, ...]


@dataclass
class Checked:
    """What is to be said about one file: its nets, and each problem once, with the nets that have it."""

    nets: list[Net] = field(default_factory=list)
    found: dict[Hashable, tuple[Problem, list[str | None]]] = field(default_factory=dict)

    def add(self, problems: Iterable[Problem], net: str | None) -> bool:
        """Keep what is wrong with a net, and return whether the net is right."""
        told = [problem for problem in problems if problem.severity != "note"]
        for problem in told:
            _, nets = self.found.setdefault(_identity(problem), (problem, []))
            if net not in nets:
                nets.append(net)
        return all(problem.severity != "error" for problem in told)

    @property
    def findings(self) -> list[Finding]:
        """The problems in the order of the file."""
        found = sorted(self.found.values(), key=lambda entry: by_place(entry[0]))
        return [Finding(problem, () if None in nets else tuple(filter(None, nets))) for problem, nets in found]


def _identity(problem: Problem) -> Hashable:
    """Return what makes two nets' problems the same: the message and its place, not the layer's number or the help."""
    origin = problem.origin
    place = (origin.line, origin.column, *((call.name, call.line) for call in origin.blocks)) if origin else ()
    return problem.code, problem.severity, problem.message, place


def run(specs: Sequence[str], format: Format | None, json: bool, output: str | None) -> int:
    """Check every spec, write what is wrong with them, and return the exit code; a missing file spares the others."""
    if json and format not in (None, "json"):
        raise UsageError(f"--json and --format {format} contradict each other; write one of them")
    is_json = json or (format is None and output is not None and Path(output).suffix.lower() == ".json")
    refused: list[UsageError] = []
    files = [_checked(asked, refused) for asked in _asked(specs, refused)]
    files = [file for file in files if file.nets]
    for error in refused:
        report(error)
    if files:
        width = width_of(sys.stdout) if output is None else None
        write(_text(files, "json" if is_json else format or "full", width, len(refused)), output)
    if refused:
        return USAGE
    return OK if all(net.ok for file in files for net in file.nets) else WRONG


def _asked(specs: Sequence[str], refused: list[UsageError]) -> Iterable[Asked]:
    """Return the files that are meant, each once, with the nets that are asked of it."""
    files: dict[Path, Asked] = {}
    for name in _names(specs, refused):
        try:
            asked, path = _found(name)
        except UsageError as error:
            refused.append(error)
        else:
            files[path] = files[path].joined(asked) if path in files else asked
    return files.values()


def _found(name: str) -> tuple[Asked, Path]:
    """Return what a name asks for, and the file by a path that is the same under every name."""
    if name == "-":
        return Asked(name, "<stdin>", whole=True), Path(name)
    found = bundled.find(name)
    file = found.path.name if found.bundled else str(found.path)
    variants = () if found.variant is None else (found.variant,)
    return Asked(name, file, not variants, variants), found.path.resolve()


def _names(specs: Sequence[str], refused: list[UsageError]) -> Iterator[str]:
    """Return the specs with patterns expanded, which not every shell does; a folder is refused with its pattern."""
    for name in specs:
        path = Path(name)
        if path.is_dir():
            corrected = " ".join(map(_quoted, specs))
            refused.append(UsageError(f"{name} is a folder, not a spec; write", ((f"cnncalc check {corrected}", ""),)))
        elif any(sign in name for sign in "*?[") and not path.is_file():
            matches = sorted(file for file in glob(name, recursive=True) if Path(file).is_file())
            if not matches:
                refused.append(UsageError(f"no file matches {name}"))
            yield from matches
        else:
            yield name


def _quoted(name: str) -> str:
    """Return a spec as it is pasted into a shell, and a folder as the pattern of the specs in it."""
    return f"{quote(name.rstrip('/'))}/*.yaml" if Path(name).is_dir() else quote(name)


def _checked(asked: Asked, refused: list[UsageError]) -> Checked:
    """Check the nets of a file that are asked for."""
    checked = Checked()
    try:
        spec = api.load(asked.name)
    except SpecError as error:
        checked.nets.append(Net(asked.file, None, None, checked.add(error.problems, None)))
        return checked
    except UsageError as error:
        refused.append(error)
        return checked
    for variant in asked.nets(spec):
        try:
            checked.nets.append(_net(replace(spec, variant=variant), checked))
        except UsageError as error:
            refused.append(error)
    return checked


def _net(spec: api.Spec, checked: Checked) -> Net:
    """Check one net."""
    file, variant = spec.document.file, spec.variant
    try:
        report = spec.report()
    except SpecError as error:
        return Net(file, spec.document.texts["name"], variant, checked.add(error.problems, variant))
    net = Net(file, report.title.name, variant, checked.add(report.problems, variant))
    if not report.complete:
        return net
    return net._replace(params=report.totals.params.total, macs=report.totals.macs)


def _text(files: Sequence[Checked], format: Format, width: int | None, refused: int) -> str:
    """Return what is wrong with the files, and the sum of it in a last line."""
    findings = [finding for file in files for finding in file.findings]
    nets = [net for file in files for net in file.nets]
    match format:
        case "json":
            return _json(nets, findings)
        case "full":
            parts = [render.full(problem, width, variants) + "\n\n" for problem, variants in findings]
        case "concise":
            parts = [render.concise(problem, variants) + "\n" for problem, variants in findings]
        case "github":
            parts = [render.github(problem, variants) + "\n" for problem, variants in findings]
    return "".join([*parts, _summary(len(files), len(nets), findings, refused)])


def _summary(files: int, nets: int, findings: Sequence[Finding], refused: int) -> str:
    """Return the last line: `3 specs, 15 nets: 1 error, 2 warnings`, and how many names were `refused`."""
    severities = [finding.problem.severity for finding in findings]
    wrong = [counted(severities.count(name), name) for name in ("error", "warning") if name in severities]
    unread = f"; {counted(refused, 'name')} not checked" if refused else ""
    return f"{counted(files, 'spec')}, {counted(nets, 'net')}: {', '.join(wrong) or 'all right'}{unread}\n"


def _json(nets: Sequence[Net], findings: Sequence[Finding]) -> str:
    """Return the answer for programs; docs/json.md says what is in it."""
    from cnncalc import __version__
    from cnncalc.render.json import SCHEMA_VERSION, dumped

    diagnostics = [
        {**render.as_json(problem), "variant": variants[0] if variants else None, "variants": list(variants)}
        for problem, variants in findings
    ]
    return dumped(
        {
            "schema_version": SCHEMA_VERSION,
            "cnncalc": __version__,
            "specs": [net._asdict() for net in nets],
            "diagnostics": diagnostics,
        }
    )
