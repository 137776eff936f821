"""Numbers for other programs: CSV, JSON, LaTeX and Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cnncalc import __version__
from cnncalc.model.volume import Volume, whole
from cnncalc.numeric.cells import Cell
from cnncalc.numeric.result import Result
from cnncalc.numeric.steps import Step
from cnncalc.numeric.tensor import Number, Style, Tensor, decimal_or_fraction
from cnncalc.render.json import SCHEMA_VERSION
from cnncalc.render.matrix import Asked
from cnncalc.render.problems import as_json


def csv(result: Result, asked: Asked) -> str:
    """Return the numbers that come out, a line for each row, an empty line between maps."""
    return "\n".join("".join(",".join(row) + "\n" for row in rows) for rows in _maps(result.output, asked.style))


def latex(result: Result, asked: Asked) -> str:
    """Return the numbers that come out as matrices in LaTeX."""
    return "".join(f"\\[\n{matrix}\n\\]\n" for matrix in _matrices(result.output, asked.style))


def markdown(result: Result, asked: Asked) -> str:
    """Return the numbers that come out as matrices for Markdown that knows formulas."""
    return "\n".join(f"$$\n{matrix}\n$$\n" for matrix in _matrices(result.output, asked.style))


def document(result: Result, asked: Asked, cell: Cell | None = None) -> dict[str, object]:
    """Return a result as plain data: whole numbers as numbers, other exact ones as text, the rest as floats."""
    nodes = result.report.graph.nodes
    found: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "cnncalc": __version__,
        "input": _tensor(result.input),
        "flipped": result.flipped,
        "layers": [_step(step, node.text, asked) for step, node in zip(result.steps, nodes, strict=True)],
        "output": _tensor(result.output),
        "diagnostics": list(map(as_json, result.problems)),
    }
    if cell is not None:
        found["cell"] = {"value": _number(cell.value), "lines": cell.lines(asked.style)}
    return found


def _step(step: Step, text: str, asked: Asked) -> dict[str, object]:
    found = {"name": step.name, "op": step.task.layer.kind, "text": text, **_tensor(step.result)}
    if asked.argmax and (winners := step.winners) is not None:
        found["argmax"] = [[None if at is None else list(at) for at in numbers] for numbers in winners]
    return found


def _tensor(tensor: Tensor) -> dict[str, object]:
    return {"volume": _volume(tensor.volume), "values": _plain(tensor.nested())}


def _volume(volume: Volume) -> dict[str, object]:
    return {"space": list(map(whole, volume.space)), "channels": whole(volume.channels), "text": volume.text}


def _plain(values: object) -> object:
    return list(map(_plain, values)) if isinstance(values, list) else _number(values)  # type: ignore[arg-type]


def _number(number: Number) -> int | float | str:
    return decimal_or_fraction(number) if isinstance(number, Fraction) else number


def _maps(tensor: Tensor, style: Style) -> Iterable[list[list[str]]]:
    """Yield the rows of each map as texts; a vector is one row."""
    if not tensor.space:
        yield [list(map(style.write, tensor.flat))]
        return
    for channel in range(len(tensor.maps)):
        yield [list(map(style.write, row)) for row in tensor.rows(channel)]


def _matrices(tensor: Tensor, style: Style) -> Iterable[str]:
    for rows in _maps(tensor, style):
        body = " \\\\\n".join("  " + " & ".join(map(_fraction, row)) for row in rows)
        yield f"\\begin{{bmatrix}}\n{body}\n\\end{{bmatrix}}"


def _fraction(text: str) -> str:
    """Write a fraction as LaTeX does."""
    above, bar, below = text.partition("/")
    sign = "-" if above.startswith("-") else ""
    return f"{sign}\\frac{{{above.lstrip('-')}}}{{{below}}}" if bar else text
