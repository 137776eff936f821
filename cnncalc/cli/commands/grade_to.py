"""`cnncalc grade --to NAME[=FILE]`: marks as files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from cnncalc import __version__
from cnncalc.algebra.errors import counted, did_you_mean, listed
from cnncalc.cli.commands.grade_files import Place, in_place_of, inside_inputs, watched, written_files
from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key
from cnncalc.grading.klass_grade import Graded
from cnncalc.grading.tables_text import content
from cnncalc.render.exports.gradebook import Filled
from cnncalc.render.exports.gradescope import Visibility
from cnncalc.render.exports.made import ENDINGS, Kind, made
from cnncalc.render.look import Look

USUAL: Final = {
    "markdown": "feedback",
    "html": "feedback",
    "csv": "grades.csv",
    "json": "grades.json",
    "gradescope": "results.json",
    "canvas": "",
    "moodle": "",
    "autograder": "autograder.zip",
}
"""The files that can be asked for, and how they are called unless somebody says so; a gradebook has to be named."""

GRADEBOOKS: Final = ("canvas", "moodle")
_TOLD: Final = 40
"""So many lines are said about a gradebook."""


class Target(NamedTuple):
    """A kind of file, and where it goes; of a gradebook, which one is filled in."""

    name: str
    file: str

    @property
    def folder(self) -> bool:
        """Whether it is a folder, with a file a student."""
        return self.name in ENDINGS and not self.file.lower().endswith(f".{ENDINGS[self.name]}")


class Sender:
    """Writes the files that were asked for. What can be refused is refused before anything is marked."""

    def __init__(
        self,
        targets: Sequence[str],
        column: str | None,
        in_place: bool,
        visibility: Visibility,
        inputs: Sequence[str],
    ) -> None:
        """Read the targets (`csv`, `html=FOLDER`); `inputs` are all files and folders that are read.

        Raises:
            UsageError: a target that does not exist, a file that would be lost, or options that change nothing.
        """
        self._column = column
        self._in_place = in_place
        self._visibility: Visibility = visibility
        self._inputs = list(inputs)
        self.targets = tuple(map(_target, targets))
        names = {target.name for target in self.targets}
        if column is not None and "canvas" not in names:
            raise UsageError("--column names a column of Canvas's gradebook; add", (("--to canvas=FILE", ""),))
        if in_place and names.isdisjoint(GRADEBOOKS):
            raise UsageError("--in-place is for a gradebook that is filled in; add", (("--to canvas=FILE", ""),))
        self._ready: list[Callable[[], None]] = []
        self._apart()
        self._books = {target: content(target.file) for target in self.targets if target.name in GRADEBOOKS}

    def _apart(self) -> None:
        """Refuse two targets with one file, and files that are read."""
        taken: dict[str, str] = {}
        books = [target.file for target in self.targets if target.name in GRADEBOOKS]
        for target in self.targets:
            place = str(Path(self._goes_to(target)))
            other = taken.setdefault(place, target.name)
            if other != target.name and {other, target.name} != {"markdown", "html"}:
                raise UsageError(f"{other} and {target.name} would both be {place}; name another file for one of them")
            if target.name not in GRADEBOOKS:
                inside_inputs(place, [*self._inputs, *books])
            if not target.folder and Path(place).is_dir():
                raise UsageError(f"{place} is a folder, and a file goes there; choose another name")

    def _goes_to(self, target: Target) -> str:
        if target.name not in GRADEBOOKS or self._in_place:
            return target.file
        path = Path(target.file)
        return str(path.with_name(f"{path.stem}-graded{path.suffix}"))

    @property
    def only_autograder(self) -> bool:
        """Whether nothing has to be marked for these files."""
        return bool(self.targets) and all(target.name == "autograder" for target in self.targets)

    def prepare(self, graded: Graded, look: Look, reveal: bool) -> None:
        """Work out what may still be refused once the sheets are marked.

        Raises:
            UsageError: a gradebook that is none, or a file for one student where there are several.
        """
        if graded.key.report is not None and not graded.key.report.title.bundled:
            self._inputs.append(graded.key.report.title.file)
        self._refuse(graded)
        books = {target: self._filled(target, graded, look, reveal) for target in self._books}
        archives = {target: self._archive(graded.key, reveal) for target in self.targets if target.name == "autograder"}
        for target in self.targets:
            if target in books:
                self._ready.append(partial(self._write_book, target, books[target]))
            elif target in archives:
                self._ready.append(partial(self._write, target, [("", archives[target])]))
            else:
                self._ready.append(partial(self._write_marks, target, graded, look, reveal))

    def send(self) -> None:
        """Write every file that was prepared, and say on standard error which."""
        for write in self._ready:
            write()

    def _refuse(self, graded: Graded) -> None:
        """Refuse a file for one student where there are several."""
        for target in self.targets:
            if target.name in ENDINGS and not target.folder and len(graded.sheets) != 1:
                sheets = counted(len(graded.sheets), "sheet")
                folder = (f"--to {target.name}={Path(target.file).stem}", "a folder, with a file for each")
                one = ("--one", "all files are of one student")
                raise UsageError(f"{target.file} is of one student, and there are {sheets}; write", (folder, one))

    def _write_book(self, target: Target, filled: Filled) -> None:
        _told(target, filled)
        if self._in_place:
            places = in_place_of(target.file, self._books[target], filled.content)
            sys.stderr.write(f"the file as it was: {places[0].file}\n")
        else:
            places = [Place(self._goes_to(target), filled.content)]
        written_files(places, self._inputs)
        _written(places[-1].file)

    def send_autograder(self, key: Key, reveal: bool) -> None:
        """Write the archives, for which nothing is marked."""
        for target in self.targets:
            self._write(target, [("", self._archive(key, reveal))])

    def _write_marks(self, target: Target, graded: Graded, look: Look, reveal: bool) -> None:
        watch = partial(watched, doing=f"writing {target.name}")
        self._write(target, made(graded, _kind(target), reveal, self._visibility, look, watch))

    def _write(self, target: Target, files: Iterable[tuple[str, bytes]]) -> None:
        """Write the files of a target: those of a folder by their names, else the one that there is."""
        if target.folder:
            places = (Place(str(Path(target.file) / name), data) for name, data in files)
            number = written_files(places, self._inputs, folder=target.file)
            _written(f"{target.file}: {counted(number, 'file')}")
        else:
            written_files([Place(target.file, data) for _, data in files], self._inputs)
            _written(target.file)

    def _filled(self, target: Target, graded: Graded, look: Look, reveal: bool) -> Filled:
        if target.name == "canvas":
            from cnncalc.render.exports.canvas import fill_canvas

            return fill_canvas(graded, self._books[target], target.file, self._column)
        from cnncalc.render.exports.moodle import fill_moodle

        return fill_moodle(graded, self._books[target], target.file, reveal, look)

    def _archive(self, key: Key, reveal: bool) -> bytes:
        from cnncalc.render.exports.autograder import archive

        if not key.file:
            line = ("printf 'spec: lenet5\\nask: {all: [output, params]}\\n' > key.yaml", "a key says what is asked")
            raise UsageError("an autograder needs a key file, and this is a spec; for example", (line,))
        files = {Path(key.file).name: content(key.file), **dict(_nets(key))}
        return archive(files, Path(key.file).name, __version__, reveal, self._visibility)


def _target(word: str) -> Target:
    """Return what a word of the command line asks for.

    Raises:
        UsageError: there is no such kind of file, a gradebook is not named, or standard output is.
    """
    name, equals, file = word.partition("=")
    if name not in USUAL:
        near = did_you_mean(name, USUAL) or (f"it has {listed(USUAL)}",)
        raise UsageError(f"--to has no {name}; {near[0]}")
    if not file and (equals or not USUAL[name]):
        what = "the file that was exported, which is filled in" if not USUAL[name] else "where it goes"
        raise UsageError(f"--to {name} needs a file; write", ((f"--to {name}={USUAL[name] or 'export.csv'}", what),))
    if file == "-":
        line = f"--to {name}={USUAL[name] or 'export.csv'}"
        raise UsageError("- is no file: standard output holds the marks that are shown; write", ((line, ""),))
    return Target(name, file or USUAL[name])


def _written(what: str) -> None:
    sys.stderr.write(f"written: {what}\n")


def _kind(target: Target) -> Kind:
    return target.name  # type: ignore[return-value]  # the others are dealt with before


def _told(target: Target, filled: Filled) -> None:
    """Say how much of a gradebook was filled in, and what was not."""
    sys.stderr.write(f"{target.file}: {counted(filled.grades, 'grade')} filled in\n")
    for note in filled.notes[:_TOLD]:
        sys.stderr.write(f"{target.file}: {note}\n")
    if len(filled.notes) > _TOLD:
        sys.stderr.write(f"{target.file}: and {len(filled.notes) - _TOLD:,} more\n")


def _nets(key: Key) -> Iterable[tuple[str, bytes]]:
    """Yield the files of nets that a key is about, by their paths from its folder."""
    reports = [key.report, *(asked.case.report for asked in key.cells if asked.case is not None)]
    files = {report.title.file for report in reports if report is not None and not report.title.bundled}
    for file in sorted(files - {"", key.file}):
        path = Path(file)
        if not path.is_file():
            continue  # written into the key
        folder = Path(key.file).parent
        beside = path.relative_to(folder) if path.is_relative_to(folder) else path
        if beside.is_absolute() or ".." in beside.parts:
            raise UsageError(
                f"{file} is not in the folder of {key.file}; an autograder takes a spec from beside its key"
            )
        yield beside.as_posix(), content(file)
