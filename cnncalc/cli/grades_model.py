"""The document of `cnncalc grade --json` as a model: `cnncalc schema --grades` prints its schema, and tests hold to it.

Within a schema version there are only additions.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Points = int | float


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AskedDocument(_Part):
    """A cell of the key."""

    id: str = Field(description="`conv1.params`, or the id of a single question")
    row: str
    column: str = Field(description="the quantity; `answer` of a single question")
    points: Points


class FoundDocument(_Part):
    """A slip behind cells of a sheet."""

    id: str
    name: str
    hint: str
    cells: list[str]


class ReadingDocument(_Part):
    """One way to read an answer, and what it would earn."""

    answer: str
    points: Points


class CellDocument(_Part):
    """The mark of a cell."""

    id: str
    answer: str = Field(description="as it was written, on one line; of something long the first 200 signs")
    verdict: Literal["right", "convention", "follows", "wrong", "blank", "unreadable", "undecided"]
    convention: str | None = Field(description="the way of counting under which it is right")
    follows: list[str] = Field(description="the cells whose wrong answers it builds on")
    points: Points
    most: Points = Field(description="what the points may still come to, where a person has to decide")
    why: str | None = Field(description="what a person has decided, or has to decide")
    readings: list[ReadingDocument] = Field(description="what it can be read as, where a person has to decide")
    decided: bool
    slips: list[list[str]] = Field(description="what gives exactly this answer: each entry is slips that together do")
    right: str | None = Field(default=None, description="the right answer; only with --reveal")


class SheetDocument(_Part):
    """A sheet with its marks; without any where it cannot be read."""

    student: str
    name: str | None = Field(description="where it is known and the sheet is called otherwise")
    file: str
    problem: str | None = Field(description="why it cannot be read")
    points: Points
    most: Points
    slips: list[FoundDocument]
    cells: list[CellDocument]
    notes: list[str] = Field(description="what was noticed while reading")


class HardDocument(_Part):
    """A question, and what the class has in it."""

    cell: str
    points: Points
    of: Points


class SeenDocument(_Part):
    """How often a slip was made; of the last entry, which counts what no slip explains, id and name are null."""

    id: str | None
    name: str | None
    sheets: int
    cells: int


class SharedDocument(_Part):
    """A wrong answer that many sheets share and no slip gives."""

    cell: str
    answer: str
    sheets: int


class ForYouDocument(_Part):
    """What a person must look at; `cell` is null for a whole sheet."""

    student: str
    cell: str | None
    raw: str
    why: str


class ClassDocument(_Part):
    """The class; mean, median and lowest are null where no sheet can be read."""

    sheets: int
    marked: int
    mean: Points | None
    median: Points | None
    lowest: Points | None
    hardest: list[HardDocument]
    slips: list[SeenDocument]
    look_at: list[SharedDocument]
    for_you: list[ForYouDocument]


class IdleDocument(_Part):
    """A decision that is about no sheet."""

    line: int | None
    message: str


class GradesDocument(BaseModel):
    """A key, the sheets that were marked with it, and the class."""

    model_config = ConfigDict(extra="forbid", title="cnncalc grades")

    schema_version: Literal[1]
    cnncalc: str
    title: str
    points: Points
    cells: list[AskedDocument]
    sheets: list[SheetDocument]
    class_: ClassDocument = Field(alias="class")
    unmatched: list[str] = Field(description="who is on the roster or handed a sheet in, but not both")
    idle_decisions: list[IdleDocument] = Field(description="decisions that were not counted, and why")
