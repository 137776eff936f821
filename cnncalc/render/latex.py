r"""The table as LaTeX: a `tabular` with the rules of the package booktabs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cnncalc.algebra.expr import Dim, Expr, Op, lift
from cnncalc.algebra.printers import latex
from cnncalc.model.report import Report
from cnncalc.render.legend import Note
from cnncalc.render.table import USUAL, Cell, Cells, View, tabulate

_SPECIAL: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
        "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
        ">": r"\textgreater{}", "[": "{[}", "]": "{]}", "*": "{*}",
    }
)  # fmt: skip


def text(report: Report, view: View = USUAL) -> str:
    r"""Return the table; its document needs `\usepackage{booktabs}`."""
    table = tabulate(report, view)
    sides = "".join("l" if column.align == "left" else "r" for column in table.columns)
    lines = [r"% \usepackage{booktabs}", rf"\begin{{tabular}}{{{sides}}}", r"\toprule"]
    lines.append(_line(escaped(column.heading) for column in table.columns))
    for section in filter(None, (table.net, table.aux)):
        lines.append(r"\midrule")
        lines += [_line(map(_written, cells)) for cells in section.rows]
        lines += [r"\midrule", _line(_bold(section.total))]
    lines.append(r"\bottomrule")
    notes = (_note(note) for note in table.notes if note.explains)
    lines += [rf"\multicolumn{{{len(table.columns)}}}{{l}}{{{note}}} \\" for note in notes]
    return "\n".join((*lines, r"\end{tabular}")) + "\n"


def escaped(text: str) -> str:
    """Return a text in which LaTeX finds no commands."""
    return text.translate(_SPECIAL)


def _line(cells: Iterable[str]) -> str:
    return rf"{' & '.join(cells)} \\"


def _note(note: Note) -> str:
    return f"${' = '.join(map(latex, note.equal))}$" if note.equal else escaped(note.text.strip())


def _written(cell: Cell) -> str:
    return _words(cell) + escaped(cell.mark)


def _words(cell: Cell) -> str:
    """Write a cell: a formula, or sizes in letters, as mathematics."""
    if cell.sizes:
        product = r" \times ".join(map(_factor, cell.sizes))
        return f"${product}$"
    if isinstance(cell.value, Expr):
        return f"${latex(cell.value)}$"
    return cell.text.replace(",", "{,}") if isinstance(cell.value, int) else escaped(cell.text)


def _factor(size: Dim) -> str:
    written = latex(lift(size))
    return rf"\left({written}\right)" if isinstance(size, Op) and size.name in ("+", "-") else written


def _bold(cells: Cells) -> list[str]:
    return [rf"\textbf{{{words}}}" if (words := _written(cell)) else "" for cell in cells]
