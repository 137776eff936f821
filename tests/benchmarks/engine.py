"""Time and memory inside the process: a deep net from file to JSON, and the engine's time a layer.

    python -m tests.benchmarks.engine

Not a test: machines are noisy, so each time is the best of several. The engine is what makes a report of a graph.
Targets: ResNet-152 (over 500 layers) from file to JSON within 100 ms; the engine at most 20 microseconds a layer,
linear in layers plus edges. Equal layers on equal volumes are asked once, so nets that repeat themselves are fast.
"""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial

import cnncalc
from cnncalc.engine import propagate
from cnncalc.model.graph import Graph
from cnncalc.model.report import Report, Setting, Title
from cnncalc.render import written
from tests.benchmarks.nets import chain, dense_block, edges

BUNDLED = ("resnet152", "densenet201", "mobilenet_v3_large", "unet")


def milliseconds(work: Callable[[], object], runs: int = 15) -> list[float]:
    """Return how long the work takes each time."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def engine(graph: Graph) -> Report:
    """Return the report of a net that is already expanded."""
    return propagate.report(graph, Title(), Setting())


def peak_memory(graph: Graph) -> int:
    """Return the most bytes that the engine takes at one moment for a net, its report included."""
    tracemalloc.start()
    engine(graph)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def nets() -> Iterator[tuple[str, Graph]]:
    """Yield nets with what they are: some of the bundled ones, then chains and dense blocks of growing size."""
    for name in BUNDLED:
        yield name, cnncalc.load(name).report().graph
    for layers in (10, 100, 1_000, 10_000):
        yield "chain, repeated", chain(layers)
    for layers in (10, 100, 1_000, 10_000):
        yield "chain, all different", chain(layers, wider=1)
    for convs in (10, 30, 100, 300):
        yield "dense block", dense_block(convs)


def main() -> None:
    """Print the times."""
    first, *later = milliseconds(lambda: written(cnncalc.load("resnet152").report(), "json"))
    print("ResNet-152 from file to JSON:")
    print(f"  {first:.0f} ms the first time, with every import; {statistics.median(later):.0f} ms after that")
    print(
        "\nengine alone              layers    edges        ms  us/layer  us/(layer + edge)  peak memory  bytes/layer"
    )
    for name, graph in nets():
        layers, inputs = len(graph.nodes), edges(graph)
        best = min(milliseconds(partial(engine, graph), runs=max(5, min(30, 5_000 // layers))))
        time_each = f"{best:9.2f} {best * 1000 / layers:9.1f} {best * 1000 / (layers + inputs):18.1f}"
        memory = peak_memory(graph)
        print(f"{name:22} {layers:9,} {inputs:8,} {time_each} {memory / 1e6:9.2f} MB {memory / layers:12,.0f}")


if __name__ == "__main__":
    main()
