"""Who is in the class: the list of a course, as a gradebook exports it or as it is typed, and how names compare."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from cnncalc.errors import UsageError
from cnncalc.grading.tables import rows
from cnncalc.grading.tables_text import LARGEST_CLASS, Row, Unreadable, content, decoded


class Person(NamedTuple):
    """A student as a list or a file name knows them. `student` is how marks and decisions call them."""

    student: str
    name: str = ""
    ids: tuple[str, ...] = ()
    """Every number and login, also those of the learning platform; the first is the main one."""
    email: str = ""


_IDS: Final = (
    "id", "student", "studentid", "sid", "idnumber", "sisuserid", "sisloginid", "username", "login", "netid", "uid",
    "matriculationnumber", "matriculation", "orgdefinedid", "identifier", "canvasid", "user",
)  # fmt: skip
_NAMES: Final = ("name", "fullname", "studentname", "displayname")
_FIRST: Final = ("firstname", "givenname", "first")
_LAST: Final = ("lastname", "surname", "familyname", "last")
_EMAILS: Final = ("email", "emailaddress", "mail")
_NO_STUDENTS: Final = frozenset({"pointspossible", "studenttest", "teststudent", "manualposting"})


class Roster:
    """The people of a class, found by number, login, address or name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = tuple(people)
        self._ids: dict[str, list[Person]] = {}
        self._names: dict[str, list[Person]] = {}
        for person in self.people:
            mailed = (person.email, person.email.partition("@")[0])
            for id in dict.fromkeys(each.casefold() for each in (person.student, *person.ids, *mailed) if each):
                self._ids.setdefault(id, []).append(person)
            for name in {*name_forms(person.name), letters(person.student)} - {""}:
                self._names.setdefault(name, []).append(person)

    def find(self, *texts: str) -> tuple[Person, ...]:
        """Return whom the first of these texts that means anyone means: several where it means several."""
        for text in filter(None, texts):
            found = self._ids.get(text.casefold()) or self._names.get(letters(text)) or self._by_words(text)
            if found:
                return tuple(found)
        return ()

    def _by_words(self, text: str) -> list[Person]:
        return next((self._names[form] for form in sorted(name_forms(text)) if form in self._names), [])


def letters(text: str) -> str:
    """Return a name in bare small letters and digits: `Müller, Jörg` is `mullerjorg`."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def name_forms(name: str) -> set[str]:
    """Return the forms of a name with its first and last part in either order: `janedoe`, `doejane`."""
    words = name.replace(",", " ").split()[:8]
    return {letters("".join((*words[at:], *words[:at]))) for at in range(len(words))}


def read_roster(path: str | Path) -> Roster:
    """Return the roster of a CSV file: `id,name,email`, or what Canvas, Moodle or Gradescope export.

    Without a heading, the first column is the id and the second the name.

    Raises:
        UsageError: there is no such file, nobody in it, or two students with one id.
    """
    file = str(path)
    if Path(file).suffix.lower() not in (".csv", ".tsv", ".txt", ""):
        raise UsageError(f"{file} is no roster", (("id,name,email", "the first line of one, a CSV file"),))
    try:
        text, _ = decoded(content(file), file)
        table = rows(text, most=LARGEST_CLASS).rows
    except Unreadable as error:
        raise UsageError(f"{file} cannot be read: {error.why}") from None
    lines: dict[str, tuple[int, Person]] = {}
    for line, person in _people(table):
        first, known = lines.setdefault(person.student.casefold(), (line, person))
        if known != person:
            who = f"{known.name or 'another student'} on line {first}"
            raise UsageError(f"{file}, line {line}: {person.student} is the id of {who} as well")
    people = [person for _, person in lines.values()]
    if not people:
        raise UsageError(f"{file} names no student", (("id,name,email", "its first line; then a line a student"),))
    return Roster(people)


def _people(table: tuple[Row, ...]) -> Iterable[tuple[int, Person]]:
    if not table:
        return
    heading = [letters(field) for field in table[0].fields]
    known = {*_IDS, *_NAMES, *_FIRST, *_LAST, *_EMAILS}
    headed = any(field in known for field in heading)
    if headed and "student" in heading and ("id" in heading or "sisloginid" in heading):  # Canvas: the student's name
        heading[heading.index("student")] = "name"
    if headed and "identifier" in heading:  # Moodle: `Participant 12345`
        table = tuple(row._replace(fields=tuple(_numbered(field) for field in row.fields)) for row in table)
    for row in table[1:] if headed else table:
        cells = dict(zip(heading, row.fields, strict=False)) if headed else {"id": row.fields[0]}
        if not headed:
            cells["name"] = row.fields[1] if len(row.fields) > 1 else ""
        ids = tuple(dict.fromkeys(cells[key] for key in _IDS if cells.get(key)))
        both = " ".join(part for part in (_first(cells, _FIRST), _first(cells, _LAST)) if part)
        name, email = _first(cells, _NAMES) or both, _first(cells, _EMAILS)
        student = next(iter(ids), "") or email or name
        if student and letters(name or student) not in _NO_STUDENTS:
            yield row.line, Person(student, name, ids, email)


def _numbered(text: str) -> str:
    word, _, number = text.rpartition(" ")
    return number if word.istitle() and " " not in word and number.isdecimal() else text


def _first(cells: dict[str, str], keys: Iterable[str]) -> str:
    return next((cells[key] for key in keys if cells.get(key)), "")
