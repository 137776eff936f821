"""Which line of a gradebook is whose: a grade goes only where everything that is known agrees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cnncalc.algebra.errors import listed
from cnncalc.grading.roster import Person, Roster


class Line(NamedTuple):
    """A line of a gradebook: its row, the numbers, logins and addresses in it, and the name."""

    row: int
    ids: tuple[str, ...]
    name: str


class Matched(NamedTuple):
    """The student of each line that is certain, and in words what is not."""

    students: Mapping[int, str]
    notes: tuple[str, ...]


def matched(lines: Sequence[Line], people: Mapping[str, Person]) -> Matched:
    """Return whose line each is; `people` are those who handed in, by the name of their sheet.

    Numbers, logins and addresses count first, names where they say nothing. Where two of them mean two people, and
    where two lines mean the same one, nobody is taken.
    """
    roster = Roster(person._replace(student=student) for student, person in people.items())
    found: dict[int, str] = {}
    notes: list[str] = []
    for line in lines:
        students = _students(line, roster)
        if len(students) == 1:
            found[line.row] = students[0]
        elif students:
            notes.append(f"{line.name or line.ids[0]} can be {' or '.join(students)}: not filled in")
    rows: dict[str, list[int]] = {}
    for row, student in found.items():
        rows.setdefault(student, []).append(row)
    names = {line.row: line.name or next(iter(line.ids), "") for line in lines}
    for student, several in rows.items():
        if len(several) > 1:
            notes.append(f"{listed([names[row] for row in several])} are both {student}: not filled in")
            for row in several:
                del found[row]
    placed = set(rows)
    notes += [f"{student} has a sheet and no line in it" for student in people if student not in placed]
    return Matched(found, tuple(notes))


def _students(line: Line, roster: Roster) -> list[str]:
    """Return everybody whom a line can mean."""
    by_id = _unique(roster.find(text) for text in line.ids)
    by_name = _unique([roster.find(line.name)])
    if len(by_id) == 1 and len(by_name) == 1:
        return _unique_names([*by_id, *by_name])
    return by_id or by_name


def _unique(found: Iterable[tuple[Person, ...]]) -> list[str]:
    return _unique_names(person.student for people in found for person in people)


def _unique_names(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
