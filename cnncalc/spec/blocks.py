"""The bodies that call blocks: with arguments, or once for every row of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from cnncalc.algebra.errors import ExprError
from cnncalc.algebra.operators import Value as Evaluated
from cnncalc.errors import Call, Origin, Problem, SpecError
from cnncalc.model.graph import BlockCall, Tap
from cnncalc.spec.items import Block, Item, Located, Machine, Scope, Turn
from cnncalc.spec.notation import Parameter
from cnncalc.spec.places import traced
from cnncalc.spec.vocabulary import valued

_WORD = re.compile(r"[A-Za-z_]\w*")
_QUOTIENT = re.compile(r"[A-Za-z_]\w*//([A-Za-z_]\w*)")

_CALL_STEPS = 5
"""What a call of a block weighs, in expansion steps: it takes about as long as so many layers."""

_DEEPEST = 40
"""How many block calls may stand in each other, as many as lists in a file."""

FLATTER = "call fewer blocks from each other: write the inner ones out, or use `repeat:`"
"""What helps against nesting that is too deep."""


class Arguments(NamedTuple):
    """What a call gives to a block: values by place, and by name."""

    values: tuple[Located, ...] = ()
    named: Mapping[str, Located] = MappingProxyType({})


class BlockUse(NamedTuple):
    """One call of a block, or with `repeat:` several in a row."""

    block: str
    arguments: Arguments

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Carry out the block's layers with the arguments."""
        return call(machine, machine.block(self.block), self.arguments, item.first, item.origin, scope, current, turn)


class TableRow(NamedTuple):
    """A row of a table: the arguments of its calls, how many there are, and what the first one has instead."""

    arguments: Arguments
    repeat: Located | None
    first: Mapping[str, Located]
    origin: Origin


class Table(NamedTuple):
    """A table calls the block once a row, or as often as the row's `repeat` column says."""

    block: str
    rows: tuple[TableRow, ...]

    def expand(self, machine: Machine, item: Item, scope: Scope, current: Tap, turn: Turn) -> Tap:
        """Carry out the block's layers for every row."""
        for row in self.rows:
            times = 1 if row.repeat is None else machine.count(row.repeat, scope)
            machine.step(row.origin, scope, times)
            number = machine.number()
            for index in scope.counting(times) if row.repeat else (0,):
                turn = Turn(index, times, number)
                current = call(
                    machine, machine.block(self.block), row.arguments, row.first, row.origin, scope, current, turn
                )
        return current


def call(
    machine: Machine,
    block: Block,
    arguments: Arguments,
    first: Mapping[str, Located],
    origin: Origin,
    scope: Scope,
    current: Tap,
    turn: Turn,
) -> Tap:
    """Carry out a block once."""
    if any(outer.name == block.name for outer in scope.trace):
        chain = " calls ".join([*(outer.name for outer in scope.trace), block.name])
        help = ("a block cannot call itself, not even through another: use `repeat:`",)
        raise SpecError((traced(Problem("recursion", f"{chain}: this would never end", help), origin, scope),))
    if len(scope.trace) >= _DEEPEST:
        message = f"`{block.name}` is called by blocks that call each other more than {_DEEPEST} deep"
        raise SpecError((Problem("too-many", message, (FLATTER,), origin=origin),))
    machine.step(origin, scope, _CALL_STEPS)
    given = _given(machine, block, arguments, scope)
    opening = {name: machine.value(located, scope) for name, located in first.items()}
    changed = {**given, **(opening if turn.index == 0 else {})}
    values: dict[str, Evaluated] = {**machine.params, "in": _channels(current)}
    for parameter in block.parameters:
        if parameter.name in changed:
            values[parameter.name] = changed[parameter.name]
        elif parameter.default is not None:
            values[parameter.name] = machine.value(Located(parameter.default, block.header), replace(scope, env=values))
    bound = {parameter.name: values[parameter.name] for parameter in block.parameters}
    label = machine.label(block.name)
    told = ", ".join(f"{name}={_shown(value)}" for name, value in bound.items())
    inner = Scope(
        values,
        calls=(
            *scope.calls,
            BlockCall(label, block.name, turn.item, _row_text(block, arguments, given, opening, values, turn)),
        ),
        trace=(*scope.trace, Call(block.name, told, origin.file, origin.line)),
        prefix=f"{scope.prefix}{label}/",
        aux=scope.aux,
    )
    try:
        return machine.run(block.items, inner, current)
    except SpecError as error:
        if not block.standard:
            raise
        raise SpecError(tuple(_outside(problem, block, values, origin, scope) for problem in error.problems)) from None


def _outside(problem: Problem, block: Block, values: Mapping[str, Evaluated], origin: Origin, scope: Scope) -> Problem:
    """Return a problem inside a standard block as one of its call: nobody has the file of these blocks at hand."""
    line = problem.origin.text.partition("#")[0].strip(" -") if problem.origin else ""
    message = f"{problem.message}, in `{line}` of {block.name}"
    told = ", ".join(f"{name} is {_shown(values[name])}" for name in _used(line, values))
    help = (*problem.help, f"choose other arguments for {block.name}" + (f": {told}" if told else ""))
    if quotient := _QUOTIENT.search(line):
        whole, below = quotient[0], quotient[1]
        help = (*problem.help, f"choose a smaller {below}: {whole} must be at least 1, and {told}")
    return traced(problem._replace(message=message, help=help), origin, scope)


def _used(line: str, values: Mapping[str, Evaluated]) -> list[str]:
    """Return the names of values that a line uses, in its order."""
    return list(dict.fromkeys(word for word in _WORD.findall(line) if word in values))


def _given(machine: Machine, block: Block, arguments: Arguments, scope: Scope) -> dict[str, Evaluated]:
    """Return the values that a call gives, by parameter."""
    placed = zip((parameter.name for parameter in block.parameters), arguments.values, strict=False)
    return {name: machine.value(located, scope) for name, located in (*placed, *arguments.named.items())}


def _row_text(
    block: Block,
    arguments: Arguments,
    given: Mapping[str, Evaluated],
    first: Mapping[str, Evaluated],
    values: Mapping[str, Evaluated],
    turn: Turn,
) -> str:
    """Return the arguments as a folded row shows them: `c=128, first s=2`; what equals its default is left out."""
    placed = [p.name for p in block.parameters][: len(arguments.values)]
    defaults = {p.name: _default(p, values) for p in block.parameters}
    shown = {**given, **(first if turn.times == 1 else {})}
    words = [_shown(given[name]) for name in placed]
    words += [
        f"{name}={_shown(value)}" for name, value in shown.items() if name not in placed and value != defaults.get(name)
    ]
    if turn.times > 1:
        usual = {**defaults, **given}
        words += [f"first {name}={_shown(value)}" for name, value in first.items() if value != usual.get(name)]
    return ", ".join(words)


def _default(parameter: Parameter, values: Mapping[str, Evaluated]) -> Evaluated | None:
    """Return what a parameter is where nothing is given, if it has such a value."""
    try:
        return None if parameter.default is None else valued(parameter.default, values)
    except ExprError:
        return None


def _channels(tap: Tap) -> int:
    channels = tap.output.channels
    assert isinstance(channels, int)
    return channels


def _shown(value: Evaluated) -> str:
    """Write a value as in a spec."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{float(value):g}" if isinstance(value, Fraction) else str(value)
