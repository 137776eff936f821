"""Time and memory inside the process: a deep net from file to JSON, and the engine's time a layer.

    python -m tests.benchmarks.engine

Not a test: machines are noisy. Target: ResNet-152 (over 500 layers) from file to JSON within 100 ms.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import cnncalc
from cnncalc.engine import propagate
from cnncalc.render import written


def milliseconds(work: Callable[[], object], runs: int = 15) -> list[float]:
    """Return how long the work takes each time, the first time apart from the others."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    """Print the times."""
    first, *later = milliseconds(lambda: written(cnncalc.load("resnet152").report(), "json"))
    report = cnncalc.load("resnet152").report()
    print(f"ResNet-152, {len(report.layers)} layers, from file to JSON:")
    print(f"  {first:6.0f} ms the first time, with every import; {statistics.median(later):.0f} ms after that")
    walk = statistics.median(milliseconds(lambda: propagate.report(report.graph, report.title, report.setting)))
    print(f"engine alone: {walk:.1f} ms, {walk * 1000 / len(report.layers):.0f} microseconds a layer")


if __name__ == "__main__":
    main()
