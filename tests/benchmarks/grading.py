"""A class of 10,000: how long marking takes and how much memory, and which slips are found of those that were made.

    python -m tests.benchmarks.grading [SHEETS]

Not a test. Targets: 10,000 sheets of AlexNet's table (11 layers, 3 columns) within 60 s and 500 MB on two cores, from
files to the class; the true slips of made-up students found for 95 % of those with one habit, 85 % with two.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import cnncalc
from cnncalc.grading.mark import Marker
from tests.grading.recovery import COLUMNS, Tried, key, tried
from tests.grading.students import HABITS, HELD_OUT, NETS, noisy, sheet

_APART = ("output", "weights", "biases", "rf")
TABLES = (
    *((net, COLUMNS, range(1998, 2003)) for net in NETS),
    *((net, COLUMNS, range(200, 210)) for net in HELD_OUT),
    *((net, _APART, range(300, 310)) for net in ("lenet5", "normed")),
)
"""Nets, columns and seeds. The first three nets were looked at while the rule of what is a habit was made.

Weights and biases apart are not held out: when they were first measured, no bias at all in a column of biases was told
for nobody (LeNet-5 85.6 % and 79.6 %, the net with norms 86.4 % and 77.3 %), and the slip was then mended.
"""
_PARTS = ((0.3, 0), (0.7, 1), (1.0, 2))
"""Three of ten students make no slip but of the pen, four have one habit, three have two."""


def a_class(folder: Path, sheets: int) -> None:
    """Write the sheets of a class, a file each."""
    rng = random.Random(2012)
    rows = [row.name for row in NETS["alexnet"][1]]
    for number in range(sheets):
        drawn = rng.random()
        habits = rng.sample(HABITS, next(count for part, count in _PARTS if drawn <= part))
        answers = noisy(sheet("alexnet", habits), rng)
        lines = [",".join((row, *(answers.get(f"{row}.{column}", "") for column in COLUMNS))) for row in rows]
        (folder / f"s{number:05}.csv").write_text("\n".join(("layer," + ",".join(COLUMNS), *lines)) + "\n")


def peak_memory() -> float:
    """Return the most memory that this process has held, in MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main(sheets: int = 10_000) -> None:
    """Print times, memory and the confusion table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        a_class(folder, sheets)
        start, busy = time.perf_counter(), time.process_time()
        graded = cnncalc.grade(key("alexnet"), folder)
        took, worked = time.perf_counter() - start, time.process_time() - busy
    print(f"{sheets:,} sheets of {len(graded.key.cells)} cells: {took:.1f} s ({worked:.1f} s of work), ", end="")
    print(f"{peak_memory():.0f} MB; {took / sheets * 1000:.2f} ms a sheet")
    for net, columns, seeds in TABLES:
        marker = Marker(key(net, columns))
        for habits in (1, 2):
            students = [each for seed in seeds for each in tried(net, habits, 1, seed, columns, marker)]
            _table(f"{net}, {' '.join(columns)}, {habits} habit(s)", students)


def _table(title: str, students: list[Tried]) -> None:
    """Print how many were understood, and what was said instead of the truth."""
    right = sum(student.right for student in students)
    print(f"\n{title}: {right} of {len(students)} students understood, {right / len(students):.1%}")
    confused = Counter((student.made, student.told) for student in students if not student.right)
    for (made, told), times in confused.most_common(12):
        print(f"  {times:3}  {' + '.join(sorted(made))}  ->  {' + '.join(sorted(told)) or 'nothing'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
