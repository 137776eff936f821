"""Whom somebody means: the students of a class by what people call them."""

from __future__ import annotations

from cnncalc.algebra.errors import did_you_mean
from cnncalc.grading.folder import Submissions
from cnncalc.grading.roster import Person, Roster


class Students:
    """The students who handed something in, found by the name of their sheet, by number, login, address or name."""

    def __init__(self, handed_in: Submissions) -> None:
        self._sheets = {sheet.student: sheet for sheet in handed_in.sheets}
        known = handed_in.people
        self._names = [known.get(student, Person(student))._replace(student=student) for student in self._sheets]
        self._roster = Roster(self._names)
        self._missing = Roster(handed_in.missing)

    def find(self, text: str) -> tuple[str, str]:
        """Return whose sheet is meant, or nothing and why: nobody is called so, several are, or there is no sheet."""
        if text in self._sheets:
            return text, ""
        found = [person.student for person in self._roster.find(text)]
        if len(found) == 1:
            return found[0], ""
        if found:
            return "", f"{text} can be {' or '.join(found)}"
        if missing := self._missing.find(text):
            return "", f"{missing[0].name or missing[0].student} is on the roster and has no sheet"
        near = did_you_mean(text, {each for person in self._names for each in (person.student, person.name) if each})
        return "", f"there is no sheet of {text}" + (f"; {near[0]}" if near else "")

    def unreadable(self, student: str) -> str:
        """Return why the sheet of a student cannot be read; nothing where it can."""
        return self._sheets[student].problem
