"""All submissions of a class: files, folders and archives to one submission a student, and who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from cnncalc.algebra.errors import listed
from cnncalc.errors import UsageError
from cnncalc.grading.asked import Key, Submission
from cnncalc.grading.folder_files import EMPTY, Found, files, inside, is_document, natural
from cnncalc.grading.folder_names import METADATA, Who, submitters, who
from cnncalc.grading.roster import Person, Roster, read_roster
from cnncalc.grading.sheets import Sheet, is_class, merged, read_sheets
from cnncalc.grading.sheets_index import Index
from cnncalc.grading.tables_text import LARGEST, LARGEST_CLASS, Unreadable, decoded


class Submissions(NamedTuple):
    """What a class handed in: one submission a student, in the order of their names."""

    sheets: tuple[Submission, ...]
    missing: tuple[Person, ...] = ()
    """Who is on the roster and handed nothing in."""
    strangers: Mapping[str, str] = {}
    """The students, as their submissions call them, who could not be matched, and why."""
    people: Mapping[str, Person] = {}
    """What else is known of each student: name, numbers, address."""


class _Handed(NamedTuple):
    """One sheet of one student, or why a file is none."""

    who: Who
    file: str
    sheet: Sheet | None
    problem: str = ""


def read_submissions(paths: Iterable[str | Path], key: Key, roster: Roster | str | Path | None = None) -> Submissions:
    """Return the submissions in files, folders and zip archives.

    Who handed a file in is said by its name, where it is one of Canvas, Moodle or Gradescope; else by an `id` cell in
    it; else it is the name of the file. A roster gives the students their names in it. Of the attempts of one student
    the last counts; a file that cannot be read is a submission with its `problem`.

    Raises:
        UsageError: a path that does not exist, or nothing at all in them.
    """
    index = Index(key)
    names = [str(path) for path in paths]
    known = roster if isinstance(roster, Roster) or roster is None else read_roster(roster)
    handed: list[_Handed] = []
    for path in dict.fromkeys(names):
        with files(path) as found:
            handed.extend(_all(found, index))
    if not handed:
        where = listed(names) or "nothing"
        raise UsageError(f"no answer sheets in {where}", (("sheet.csv", "CSV, YAML, JSON, Markdown or .xlsx"),))
    return _matched(_by_student(handed), known)


def _all(found: Sequence[Found], index: Index) -> Iterable[_Handed]:
    """Yield the sheets of files; the lists of a platform are no sheets, but say who is who, and who has no file."""
    people: dict[str, tuple[Who, ...]] = {}
    for each in found:
        if each.parts[-1] == METADATA and not each.problem:
            try:
                people |= submitters(decoded(each.read(LARGEST_CLASS), METADATA)[0])
            except Unreadable as error:
                yield _Handed(Who(file=METADATA), each.name, None, error.why)
    there: set[str] = set()
    for each in found:
        owners = who(each.parts, people)
        if (each.parts[-1] == METADATA and not each.problem) or (each.problem == EMPTY and not owners[0].key):
            continue
        there.update(owner.key for owner in owners)
        yield from _one(each, owners, index)
    on_list = {owner.key: owner for owners in people.values() for owner in owners}
    for key, owner in on_list.items():
        if key not in there:
            yield _Handed(owner, METADATA, None, EMPTY)


def _one(found: Found, owners: tuple[Who, ...], index: Index, depth: int = 0) -> Iterable[_Handed]:
    try:
        if found.problem:
            raise Unreadable(found.problem)
        if typed := next((owner.typed for owner in owners if owner.typed), ""):
            raise Unreadable(typed)
        data = found.read(LARGEST + 1)
        if len(data) > LARGEST:
            data = _large(found, data, index)
        if data.startswith(b"PK") and not depth and (members := _members(data, found.name)):
            for member in members:
                called = tuple(owner._replace(file=f"{owner.file}/{'/'.join(member.parts)}") for owner in owners)
                yield from _one(member, called, index, depth + 1)
            return
        sheets: Sequence[Sheet] = read_sheets(data, found.parts[-1], index)
    except (Unreadable, UsageError) as error:
        why = error.why if isinstance(error, Unreadable) else error.message
        for owner in owners:
            yield _Handed(owner, found.name, None, why)
        return
    if len(sheets) > 1:
        for sheet in sheets:
            yield _Handed(Who(file=" ".join(sheet.who) or found.name), found.name, sheet)
        return
    for owner in owners:
        yield _Handed(owner, found.name, sheets[0])


def _large(found: Found, start: bytes, index: Index) -> bytes:
    """Return the whole of a file that is too large for a student's, if it is the table of a class."""
    text, _ = decoded(start[: start.rfind(b"\n") + 1] or start, found.parts[-1])
    if not is_class(text, index):
        raise Unreadable(f"larger than {LARGEST // 10**6} MB")
    data = found.read(LARGEST_CLASS + 1)
    if len(data) > LARGEST_CLASS:
        raise Unreadable(f"larger than {LARGEST_CLASS // 10**6} MB")
    return data


def _members(data: bytes, name: str) -> list[Found]:
    """Return the files in an archive that was handed in; none of a workbook, which is an archive as well."""
    found = inside(data, name)
    return [] if is_document(found) else [member for member in found if member.problem != EMPTY]


def _by_student(handed: Iterable[_Handed]) -> list[tuple[str, Person, Submission]]:
    """Return one submission a student, with what is known of them."""
    groups: dict[str, list[_Handed]] = {}
    labels: dict[str, list[str]] = {}
    for each in _told_apart(list(handed)):
        identity = each.who.key or f"\0{_called(each).casefold()}"
        if identity not in groups:
            labels.setdefault(each.who.name or _called(each), []).append(identity)
        groups.setdefault(identity, []).append(each)
    result = []
    for label, identities in labels.items():
        for identity in identities:
            student = label if len(identities) == 1 else f"{label} {groups[identity][0].who.id}".strip()
            result.append((student, *_together(student, groups[identity])))
    return sorted(result, key=lambda each: natural(each[0]))


def _told_apart(handed: list[_Handed]) -> Iterable[_Handed]:
    """Yield sheets whose files have telling names: `s05/sheet.csv` among many of that name is `s05`.

    A copy, `s05 (1).csv`, is one only where `s05.csv` is there.
    """
    plain = [each for each in handed if not each.who.key]
    whole = {each.who.file for each in plain if not each.who.copy}
    often = Counter(each.who.file for each in plain if not each.who.copy)
    for each in handed:
        if each.who.key or (often[each.who.file] < 2 and not each.who.copy):
            yield each
            continue
        path = PurePosixPath(each.file.replace("\\", "/"))
        if each.who.copy and each.who.file not in whole:
            yield each._replace(who=Who(file=path.name))
        elif often[each.who.file] > 1 and path.parent.name and path.name == each.who.file:
            yield each._replace(who=Who(file=path.parent.name))
        else:
            yield each


def _called(handed: _Handed) -> str:
    """Return how a student is called: by the platform's number, else by the sheet, else by the file."""
    if handed.who.key:
        return handed.who.id or handed.who.key
    if handed.sheet is not None and handed.sheet.who:
        return handed.sheet.who[0]
    name = handed.who.file.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and stem and len(suffix) <= 5 and " " not in suffix else name


def _together(student: str, handed: Sequence[_Handed]) -> tuple[Person, Submission]:
    """Return what a student's files say together: of attempts the last, of several files all."""
    last = max(each.who.turn for each in handed)
    current: list[_Handed] = []
    earlier = [each.file for each in handed if each.who.turn < last]
    newest: dict[str, tuple[int, ...]] = {}
    for each in handed:
        if each.who.turn == last:
            newest[each.who.file] = max(each.who.copy, newest.get(each.who.file, ()))
    for each in handed:
        if each.who.turn == last and each.who.copy == newest[each.who.file]:
            current.append(each)
        elif each.who.turn == last:
            earlier.append(each.file)
    sheets = [each for each in current if each.sheet is not None]
    broken = [each for each in current if each.sheet is None]
    notes = [f"an earlier attempt, not counted: {file}" for file in earlier]
    if any(each.who.late for each in current):
        notes.append("handed in late")
    first = (sheets or broken)[0]
    called = first.sheet.who if first.sheet is not None else ()
    ids = tuple(dict.fromkeys(text for text in (first.who.id, *called) if text))
    person = Person(student, first.who.name or next(iter(called[1:]), ""), ids, first.who.email)
    if not sheets:
        problem = "; ".join(dict.fromkeys(each.problem for each in broken))
        return person, Submission(student, {}, first.file, problem, tuple(notes))
    notes += [f"{PurePosixPath(each.file).name} is not read: {each.problem}" for each in broken]
    if len(sheets) > 1:
        notes.append(f"several sheets: {listed(dict.fromkeys(each.file for each in sheets))}")
    sheet = merged([each.sheet for each in sheets if each.sheet is not None])
    return person, Submission(student, sheet.answers, first.file, "", (*notes, *sheet.notes))


def _matched(found: list[tuple[str, Person, Submission]], roster: Roster | None) -> Submissions:
    """Return the submissions under the names of the roster, and who is unmatched on either side."""
    if roster is None:
        return Submissions(tuple(each[2] for each in found), people={student: person for student, person, _ in found})
    sheets: list[Submission] = []
    people: dict[str, Person] = {}
    strangers: dict[str, str] = {}
    for student, person, submission in found:
        matches = roster.find(person.ids[0] if person.ids else "", person.email, person.name, student, *person.ids[1:])
        taken = [match.student for match in matches if match.student in people]
        if len(matches) == 1 and not taken:
            match = matches[0]
            sheets.append(submission._replace(student=match.student))
            people[match.student] = match._replace(ids=tuple(dict.fromkeys((*match.ids, *person.ids, student))))
            continue
        why = "is not on the roster"
        if len(matches) > 1:
            why = f"the roster has several of that name: {listed(match.student for match in matches)}"
        elif taken:
            why = f"the roster's {taken[0]} has handed in another sheet already"
        unused = student if student not in people else f"{student} ({submission.file})"
        strangers[unused] = why
        sheets.append(submission._replace(student=unused))
        people[unused] = person
    there = {match.student for match in people.values()}
    missing = tuple(person for person in roster.people if person.student not in there)
    return Submissions(tuple(sorted(sheets, key=lambda each: natural(each.student))), missing, strangers, people)
