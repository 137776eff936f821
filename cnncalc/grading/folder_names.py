"""Who handed a file in, from its name as Canvas, Moodle and Gradescope write it when all submissions are downloaded.

Canvas:      `doejane_12345_67890_sheet-1.csv`, with `_LATE` behind the name; the last number grows with each upload,
             and `-1` behind the student's own name of the file is a resubmission; `anon_Ab1cD_67890_sheet.csv` if
             names are hidden, `LATE_anon_…` if late; what was typed is `doejane_12345_text.html`
Moodle:      `Jane Doe_12345_assignsubmission_file/sheet.csv`, or without the folder; `Participant_12345_…` if blind;
             the name and number of a group, or of the group of the others no number
Gradescope:  `submission_12345/sheet.csv`, and a `submission_metadata.yml` beside the folders, which says who they are
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

METADATA: Final = "submission_metadata.yml"


class Who(NamedTuple):
    """Who handed a file in, as far as its name says: nothing where it is just a name of a file."""

    name: str = ""
    id: str = ""
    email: str = ""
    file: str = ""
    """The student's own name of the file, without what marks an attempt."""
    copy: tuple[int, ...] = ()
    """Which of several files with that name it is: the largest is the last."""
    turn: int = 0
    """Which submission of the student it belongs to: the largest is the last."""
    late: bool = False
    typed: str = ""
    """What it is where the student typed it into the platform: no sheet."""

    @property
    def key(self) -> str:
        """What is the same for all files of one student, and for nobody else's; empty where the name tells nothing."""
        return self.id or self.email or self.name


_CANVAS: Final = re.compile(
    r"(?:(?P<hidden>(?:LATE_)?anon[a-z]*)(?:_LATE)?_(?P<code>[A-Za-z0-9]{5})"
    r"|(?P<name>[^_]+(?:_[^\d_][^_]*)*?)(?:_LATE)?_(?P<id>\d+))"
    r"(?P<rest>_(?:question_\d+_)?(?P<upload>\d+)_(?P<file>.+)|_(?P<typed>text|link)\.html)"
)
_TYPED: Final = {"text": "a text typed into Canvas, and no sheet", "link": "a link typed into Canvas, and no sheet"}
_LATE: Final = re.compile(r"(?:.*_)?LATE_.*")
_AGAIN: Final = re.compile(r"(.*?)-(\d{1,3})(\.[^.]*)?")
_MOODLE: Final = re.compile(r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+_?(?P<file>.*)")
_GRADESCOPE: Final = re.compile(r"submission_(\d+)")
_COPY: Final = re.compile(r"(.+?) ?\((\d{1,3})\)(\.[^.]*)?")

_FOLDER: Final = re.compile(r"""(['"]?)([^\s'":#][^'":]*)\1:\s*""")
_FIELD: Final = re.compile(r"""\s+(?:- )?:(name|sid|email): *(.*?)\s*""")
_TOP: Final = re.compile(r" {2}:(\w+):.*")


def who(parts: Sequence[str], submitters: Mapping[str, Sequence[Who]]) -> tuple[Who, ...]:
    """Return who handed a file in, all of a group; `parts` are the folders around it and its name.

    Of a name that none of the three gives, only `file` and a number of a copy (`s05 (1).csv`) are known.
    """
    for at, part in enumerate(parts[:-1]):
        if part in submitters:
            inside = "/".join(parts[at + 1 :])
            return tuple(each._replace(file=inside) for each in submitters[part])
        if (moodle := _MOODLE.fullmatch(part)) is not None:
            return (Who(_person(moodle["name"]), moodle["id"] or "", file="/".join(parts[at + 1 :])),)
    name = parts[-1]
    if name in submitters:
        return tuple(submitters[name])
    if (moodle := _MOODLE.fullmatch(name)) is not None:
        return (Who(_person(moodle["name"]), moodle["id"] or "", file=moodle["file"] or name),)
    if (canvas := _CANVAS.fullmatch(name)) is not None:
        file, times = canvas["file"] or canvas["rest"][1:], 0
        if (again := _AGAIN.fullmatch(file)) is not None:
            file, times = again[1] + (again[3] or ""), int(again[2])
        late = _LATE.fullmatch(name.removesuffix(canvas["rest"])) is not None
        student, id = canvas["name"] or canvas["hidden"].removeprefix("LATE_"), canvas["id"] or canvas["code"]
        typed = _TYPED.get(canvas["typed"], "")
        return (Who(student, id, "", file, (times, int(canvas["upload"] or 0)), 0, late, typed),)
    if (folder := next((part for part in parts[:-1] if _GRADESCOPE.fullmatch(part)), None)) is not None:
        return (Who("", folder, file=name),)
    if (copy := _COPY.fullmatch(name)) is not None:
        return (Who(file=copy[1] + (copy[3] or ""), copy=(int(copy[2]),)),)
    return (Who(file=name),)


def _person(name: str) -> str:
    return name.replace("_", " ")


def submitters(metadata: str) -> dict[str, tuple[Who, ...]]:
    """Return who submitted each folder, of the text of Gradescope's metadata; of one student the last folder counts.

    The file is read line by line: it can be larger than what is read as YAML, and only the submitters are wanted.
    """
    found: dict[str, list[dict[str, str]]] = {}
    folder, inside = "", False
    for line in metadata.splitlines():
        if line and not line[0].isspace():
            named = _FOLDER.fullmatch(line)
            folder, inside = (named[2] if named else ""), False
        elif (top := _TOP.fullmatch(line)) is not None:
            inside = top[1] == "submitters"
        elif inside and folder and (field := _FIELD.fullmatch(line)) is not None:
            people = found.setdefault(folder, [])
            if line.lstrip().startswith("- ") or not people:
                people.append({})
            people[-1][field[1]] = _unquoted(field[2])
    return {
        PurePosixPath(folder).name: tuple(
            Who(each.get("name", ""), each.get("sid", ""), each.get("email", ""), turn=_number(folder))
            for each in people
        )
        for folder, people in found.items()
    }


def _number(folder: str) -> int:
    match = _GRADESCOPE.match(folder)
    return int(match[1]) if match else 0


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1].replace("''", "'")
    return "" if text in ("~", "null", "nil") else text
