"""What `cnncalc solve` found, as text: one line a solution, with the calculation that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cnncalc.model.volume import Volume, sizes_text
from cnncalc.render.look import NO_BREAK, PLAIN, Look
from cnncalc.render.remainders import some
from cnncalc.solve.found import Answer, Size, Solution

if TYPE_CHECKING:
    from cnncalc.solve.stack import Stack, StackAnswer
    from cnncalc.solve.steps import Step
    from cnncalc.solve.undo import Undone

SHOWN = 5
"""So many solutions are listed, unless all are asked for."""
_COUNTED = frozenset(("filters", "units", "depth", "params"))
"""What parameters tell: the calculation shown is then theirs, not that of the size."""
_WIDEST_MARGIN = 44
"""Beyond this column a calculation goes below its solution."""


_BOUNDS = "a kernel within the input and less padding than kernel on each side"


def answer_text(answer: Answer, look: Look = PLAIN, *, whole: bool = False, below: Sequence[str] = ()) -> str:
    """Return what solves one layer; the first few, or the `whole` list. `below` are lines to paste."""
    lines = [*look.ends(_asked(answer), _sizes(answer, look)), ""]
    if answer.solutions:
        shown = answer.ranked if whole else answer.ranked[:SHOWN]
        lines += _table(answer, shown, look)
        forwards = answer.unknown == ("out",)  # what comes out is one size, however the rest is asked
        counted = [] if forwards else _count(len(answer.ranked), len(shown)) if answer.unknown else ["it is so"]
        said = [*counted, *_rounded(answer, shown), *answer.notes]
    else:
        no = "nothing gives this" if answer.why else f"nothing gives this with {_BOUNDS}"
        no = no if answer.unknown else "it is not so"
        lines += hanging(f"{no}{': ' if answer.why else ''}{answer.why}", look)
        if answer.nearest:
            lines += ["", "  " + look.style("label", "nearest")]
            lines += _table(answer, answer.nearest[:SHOWN], look)
        said = [*answer.notes]
    if answer.enlarging is not None:
        said.append(f"{answer.op} makes a map larger by padding alone; {answer.enlarging.op} is made for it")
    lines += [""] if said or below else []
    lines += [line for text in said for line in hanging(text, look)]
    lines += [f"  {line}" for line in below]
    return look.page(lines)


def chain_text(steps: Sequence[Step], look: Look = PLAIN, *, below: Sequence[str] = ()) -> str:
    """Return the steps of a chain: the likeliest layer of each with its parameters, and what else it may be."""
    heading = f"{len(steps)} {'step' if len(steps) == 1 else 'steps'}: which layers?"
    ends = f"{look.volume(steps[0].input)} to {look.volume(steps[-1].output)}"
    lines = [*look.ends(heading, ends), ""]
    rows = [_step_row(step, look) for step in steps]
    wide = [max(len(row[column]) for row in rows) for column in range(4)]
    for step, (first, to, layer, params) in zip(steps, rows, strict=True):
        start = f"  {first:{wide[0]}} to {to:{wide[1]}}   "
        shown = look.style("result", f"{layer:{wide[2]}}") + f"   {params:>{wide[3]}} params".rstrip()
        lines.append((start + (shown if step.solutions else step.why)).rstrip())
        lines += hanging(_others(step), look, 4) if len(step.solutions) > 1 else []
    lines += ["", *(f"  {line}" for line in below)] if below else []
    return look.page(lines)


def stack_text(answer: StackAnswer, look: Look = PLAIN, *, whole: bool = False) -> str:
    """Return the stacks of layers that see so many pixels."""
    lines = [*look.ends(_stack_asked(answer), "per axis"), ""]
    if not answer.unknown:
        said = f"it is {'so' if answer.solutions else 'not so'}{': ' if answer.why else ''}{answer.why}"
        lines += [*hanging(said, look), ""]
        for stack in answer.solutions or answer.nearest:
            lines += _stack(answer, stack, look)
        return look.page(lines)
    if not answer.solutions:
        return look.page([*lines, *hanging(f"none: {answer.why}", look)])
    shown = answer.solutions if whole else answer.solutions[:SHOWN]
    for stack in shown:
        lines += _stack(answer, stack, look)
    lines += ["", *hanging(_more(answer, len(shown)), look)] if answer.count > 1 else []
    return look.page(lines)


def _stack_asked(answer: StackAnswer) -> str:
    """Return the question as a title."""
    pixels = "1 pixel" if answer.field == 1 else f"{answer.field:,} pixels"
    if not answer.unknown:
        depth = (answer.solutions or answer.nearest)[0].depth
        return f"do {depth:,} layers see {pixels}?" if depth != 1 else f"does 1 layer see {pixels}?"
    words = {"layers": "how many layers see", "kernel": "which kernel sees", "dilation": "which dilations see"}
    return f"{words[answer.unknown]} {pixels}?"


def undone_text(undone: Undone, look: Look = PLAIN, *, below: Sequence[str] = ()) -> str:
    """Return the layer that undoes another one's sizes."""
    back, made = look.volume(undone.input), look.volume(undone.output)
    lines = [*look.ends(f"{undone.layer.kind}: which layer undoes it?", f"{back} to {made}"), ""]
    start = f"  {look.style('result', undone.solution.text)}   "
    lines += _worked(start, len(undone.solution.text) + 5, undone.solution.lines, look)
    said = [f"the same window, read backwards: {made} to {back}"]
    if any(undone.left):
        left = sizes_text(undone.left[:1] if len(set(undone.left)) == 1 else undone.left)
        said.append(f"its last window leaves {left} over, which output_pad gives back")
    lines += ["", *(line for text in said for line in hanging(text, look))]
    return look.page([*lines, *(f"  {line}" for line in below)])


def _asked(answer: Answer) -> str:
    words = {"out": "output", "in": "input", "output_pad": "output pad"}
    names = [words.get(name, name) for name in answer.unknown]
    if names == ["params"] or not names:
        return f"{answer.op}: is it so?"
    return f"{answer.op}: which {some(names, most=len(names))}?"


def _sizes(answer: Answer, look: Look) -> str:
    if answer.any_size:
        return "the size stays"
    first, second = answer.input, answer.output
    if second.space is None and second.channels is None:
        return f"on {_size(first, look)}" if first != Size() else ""
    to = f"to {_size(second, look)}"
    return to if first == Size() else f"{_size(first, look)} {to}"


def _size(size: Size, look: Look) -> str:
    """Write a size as far as it is known, in the order asked for."""
    if size.space is None or size.channels is None:
        return size.text
    return look.volume(Volume(size.space, size.channels))


def _table(answer: Answer, solutions: Sequence[Solution], look: Look) -> list[str]:
    """Return a line a solution: each value in its column, the parameters, and the calculation."""
    counts = any(name in _COUNTED for solution in solutions for name, _ in solution.found)
    names = list(dict.fromkeys(name for solution in solutions for name, _ in solution.found))
    rows = [_cells(solution, names, counts=counts) for solution in solutions]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for solution, row in zip(solutions, rows, strict=True):
        cells = "  ".join(f"{cell:{width}}" for cell, width in zip(row, wide, strict=True))
        start = "  " + look.style("result", cells) + "   "
        rounded = () if solution.exact else ("rounded down",)
        worked = (solution.count_line, *rounded) if counts else () if answer.any_size else solution.lines
        lines += _worked(start, len(cells) + 5, worked, look)
    return lines


def _cells(solution: Solution, names: Sequence[str], *, counts: bool) -> tuple[str, ...]:
    """Return what was found, a cell a name and blank where a solution has none, and the parameters."""
    values = dict(solution.found)
    found = tuple(f"{name} {values[name]}" if name in values else "" for name in names) or (solution.text,)
    params = (f"{solution.params:,} params",) if solution.counted and not counts and solution.params else ()
    return (*found, *params)


def _worked(start: str, used: int, worked: Iterable[str], look: Look) -> list[str]:
    text = "; ".join(line.replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ") for line in worked)
    if used > _WIDEST_MARGIN and len(text) > look.width - used:
        return [start.rstrip(), *look.hanging(" " * 6, 6, text)]
    return look.hanging(start, used, text)


def _count(count: int, shown: int) -> list[str]:
    if count > shown:
        return [f"and {count - shown:,} more, less usual; --all lists them"]
    return ["nothing else within the usual bounds"] if count == 1 else []


def _rounded(answer: Answer, shown: Sequence[Solution]) -> list[str]:
    """Say which of the solutions are rounded down: of unknown inputs those that are not shown, else how many are."""
    if "in" in answer.unknown and answer.rounded:
        sizes = [dict(solution.found)["in"] for solution in answer.rounded]
        listed = sizes[0] if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"
        return [f"rounded down, also {listed} (--rounding floor)"]
    exact = sum(solution.exact for solution in shown)
    if exact == len(shown):
        return []
    fits = "none fits exactly" if exact == 0 else f"{exact} {'fits' if exact == 1 else 'fit'} exactly"
    return [f"{fits}, {len(shown) - exact} rounded down (--rounding floor, as torch and Keras do)"]


def _step_row(step: Step, look: Look) -> tuple[str, str, str, str]:
    first = step.solutions[0] if step.solutions else None
    layer, params = (first.text, f"{first.params:,}") if first is not None else ("", "")
    return look.volume(step.input), look.volume(step.output), layer, params


def _others(step: Step) -> str:
    first, *others = step.solutions
    usual = [solution for solution in others if solution.usual][:2]
    shown = [solution.text + ("" if solution.exact else " (rounded down)") for solution in usual]
    rest = len(others) - len(usual)
    more = (
        [f"{rest} less usual" if shown else f"{rest} less usual {'layer' if rest == 1 else 'layers'}"] if rest else []
    )
    begin = "" if first.exact else "rounded down; "
    return begin + " or ".join(["", *(text.replace(" ", NO_BREAK) for text in shown), *more]).strip()


def _stack(answer: StackAnswer, stack: Stack, look: Look) -> list[str]:
    names = [f"{count} of {text}" for text, count in stack.counts]
    counted = f"{stack.depth:,} {'layer' if stack.depth == 1 else 'layers'}"
    what = {
        "kernel": stack.counts[0][0].partition(" x ")[2],
        "dilation": f"dilations {', '.join(map(str, stack.dilations))}",
    }.get(answer.unknown, counted)
    lines = _worked(f"  {look.style('result', what)}   ", len(what) + 5, [stack.line] if stack.line else [], look)
    if answer.unknown != "dilation":
        lines += hanging(some([name.replace(" ", NO_BREAK) for name in names], most=len(names)), look, 4)
    reached = "the whole input" if stack.whole else f"{stack.field:,} {'pixel' if stack.field == 1 else 'pixels'}"
    said = f"they see {reached}"
    if stack.field != answer.field and not stack.whole:
        said += (
            f", not exactly {answer.field:,}"
            if answer.unknown in ("kernel", "dilation")
            else f"; none sees exactly {answer.field:,}"
            if stack.less is not None and stack.less < answer.field < stack.field
            else ""
        )
    if stack.less is not None and answer.unknown in ("layers", "") and stack.depth > 1:
        said += f"; with one layer less, {stack.less:,}"
    elif stack.less is not None and answer.unknown == "kernel":
        said += f"; with a kernel one smaller, {stack.less:,}"
    lines += [] if answer.unknown == "dilation" and stack.field == answer.field else hanging(said, look, 4)
    return lines + ([] if stack.dense else hanging("with holes: some pixels in between are not looked at", look, 4))


def _more(answer: StackAnswer, shown: int) -> str:
    if answer.count == shown:
        return ""
    listed = "; --all lists them" if answer.count == len(answer.solutions) else ""
    return f"and {answer.count - shown:,} more{listed}"


def hanging(text: str, look: Look, by: int = 2) -> list[str]:
    """Return a text as lines that are all indented."""
    return look.hanging(" " * by, by, text)
