"""Carries a document out: from items to a graph, shape by shape.

Expansion is directed by shapes, because blocks ask for `in`, `when` and `skip_if`: a node is appended, and with it its
volume, before the next item is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from cnncalc.algebra.errors import ExprError, did_you_mean, listed
from cnncalc.algebra.expr import Expr, formulas, leaves
from cnncalc.algebra.operators import Value as Evaluated
from cnncalc.errors import Origin, Problem, RuleError, SpecError
from cnncalc.model.graph import Graph, GraphBuilder, Input, Line, Node, Rules, Tap
from cnncalc.spec.bind import Defaults
from cnncalc.spec.blocks import FLATTER, BlockUse, Table
from cnncalc.spec.items import Block, Claim, Item, Located, Replay, Scope, Turn
from cnncalc.spec.lines import Written
from cnncalc.spec.places import by_place, place, traced, undecided, within
from cnncalc.spec.read import standard_blocks
from cnncalc.spec.tree import Text
from cnncalc.spec.vocabulary import valued

MOST_STEPS = 100_000
"""Expansion steps of one spec, counted on every turn, also of an empty block."""

MOST_LAYERS = 10_000
"""Layers of one net: the largest published ones have a few thousand."""


class Claimed(NamedTuple):
    """A claim of the spec, and the tap it is about."""

    claim: Claim
    tap: Tap


class Expanded(NamedTuple):
    """The graph of a spec, and the sizes that it claims on the way."""

    graph: Graph
    claims: tuple[Claimed, ...]


class Expansion:
    """The machine that carries items out; see `cnncalc.spec.items.Machine`."""

    def __init__(
        self, input: Input, blocks: Mapping[str, Block], params: Mapping[str, Evaluated], defaults: Defaults
    ) -> None:
        self.builder = GraphBuilder(input, lettered=bool([*formulas((input.output, *params.values()))]))
        self.params = params
        self.defaults = defaults
        self.claims: list[Claimed] = []
        self._blocks = blocks
        self._calls: dict[str, int] = {}
        self._steps = 0
        self._lines = 0
        self._shared: list[tuple[Iterator[Node], Origin]] = []
        self._given: dict[str, Origin] = {}
        self._taps: dict[str, Tap] = {}
        self._place: Origin | None = None
        self._note: str | None = None

    def whole(self, items: Sequence[Item], outputs: Sequence[Text]) -> Expanded:
        """Carry out a net's items; the graph holds the problems, and the nodes up to them."""
        scope = Scope(dict(self.params))
        problems: tuple[Problem, ...] = ()
        current: Tap = self.builder.input
        try:
            current = self.run(items, scope, current)
        except SpecError as error:
            problems = error.problems
            current = self.builder.nodes[-1] if self.builder.nodes else current
        except RecursionError:
            problems = (
                Problem("too-many", "blocks and lists are nested too deeply here", (FLATTER,), origin=self._place),
            )
            current = self.builder.nodes[-1] if self.builder.nodes else current
        named = [("output", current)]
        try:
            if outputs and not problems:
                named = [(text.value, self.tap(text, replace(scope, aux=True))) for text in outputs]
        except SpecError as error:
            problems = error.problems
        problems = tuple(sorted(problems, key=by_place))
        graph = Graph(
            self.builder.input,
            tuple(self.builder.nodes),
            tuple(named),
            problems=problems,
            taps=self._taps,
            letters=self.builder.letters,
        )
        return Expanded(graph, tuple(self.claims))

    def run(self, items: Sequence[Item], scope: Scope, current: Tap) -> Tap:
        """Carry out a list of items, one after the other, and return what comes out."""
        scope.taps.setdefault("input", self.builder.input)
        for item in items:
            current = self._item(item, scope, current)
        return current

    def _item(self, item: Item, scope: Scope, current: Tap) -> Tap:
        self.step(item.origin, scope)
        if item.when is not None and not self.condition(item.when, scope):
            return current
        before, env = len(self.builder.nodes), dict(scope.env) if item.name else {}
        self._note = item.note or self._note
        start = current if item.source is None else self.tap(item.source, scope)
        end = self._turns(item, replace(scope, aux=True) if item.aside else scope, start)
        if item.claim is not None:
            self.claims.append(Claimed(item.claim, end))
        if item.name is not None:
            self._name(item, item.name, scope, end, Replay(item, env, tuple(self.builder.nodes[before:])))
        return current if item.aside else end

    def _turns(self, item: Item, scope: Scope, current: Tap) -> Tap:
        """Carry out an item, as often as it says."""
        number = self.number()
        if item.repeat is None:
            return item.body.expand(self, item, scope, current, Turn(0, 1, number))
        times, turns = self.count(item.repeat, scope), scope.turns
        self.step(item.origin, scope, times)
        for index in scope.counting(times):
            scope.turns = f"{turns}#{index + 1}"
            current = item.body.expand(self, item, scope, current, Turn(index, times, number))
        scope.turns = turns
        return current

    def _name(self, item: Item, name: str, scope: Scope, end: Tap, replay: Replay) -> None:
        """Make a named item a tap, and something that `use:` can apply again; of a repeat, the last turn."""
        if name in scope.named and scope.named[name].item is not item:
            raise self._twice(name, item.origin, scope, scope.named[name].item.origin)
        scope.taps[name] = self._taps[f"{scope.prefix}{name}{scope.turns}"] = end
        scope.named[name] = replay

    def _twice(self, name: str, origin: Origin, scope: Scope, first: Origin) -> SpecError:
        message = f"the name {name} is given twice, first in line {first.line}"
        problem = Problem("dup-name", message, ("choose another `name:`",))
        return SpecError((traced(problem, origin, scope),))

    def step(self, origin: Origin, scope: Scope, times: int = 1) -> None:
        """Count what is about to be done, and refuse what would be too much."""
        self._steps += times
        self._place = origin
        if self._steps > MOST_STEPS:
            message = f"the spec takes more than {MOST_STEPS:,} steps to expand"
            raise self._too_many(message, origin, scope)

    def _too_many(self, message: str, origin: Origin, scope: Scope) -> SpecError:
        help = ("check the numbers under `repeat:`, and the blocks that call each other",)
        return SpecError((traced(Problem("too-many", message, help), origin, scope),))

    def value(self, located: Located, scope: Scope) -> Evaluated:
        """Return the value of an expression."""
        try:
            return valued(located.expr, scope.env)
        except ExprError as error:
            raise SpecError((place(error, located.text, scope),)) from None

    def condition(self, located: Located, scope: Scope) -> bool:
        """Return whether a condition holds."""
        value = self.value(located, scope)
        if isinstance(value, bool):
            return value
        compared = located.text.value if located.text.value.isidentifier() else "s"
        help = (f"compare something, e.g. `{compared} > 1`",)
        problem = Problem("value", f"`{located.text.value}` is {value}, neither true nor false", help)
        raise SpecError((traced(problem, located.text.origin, scope),))

    def count(self, located: Located, scope: Scope) -> int:
        """Return the value of an expression that must be a count."""
        value = self.value(located, scope)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        shown = f"{float(value):g}" if isinstance(value, Fraction) else value
        used = {leaf.symbol for leaf in leaves(located.expr)} & scope.env.keys()
        told = "".join(f"; {name} is {scope.env[name]}" for name in sorted(used))
        fraction = isinstance(value, Fraction)
        help = "use //, round() or divisible() to make it whole" if fraction else f"write 0 or more{told}"
        problem = Problem("value", f"`{located.text.value}` is {shown}, which is no count", (help,))
        problem = undecided(located.text.value, value) if isinstance(value, Expr) else problem
        raise SpecError((traced(problem, located.text.origin, scope),))

    def tap(self, name: Text, scope: Scope) -> Tap:
        """Return the tap of that name."""
        try:
            tap = scope.taps[name.value]
        except KeyError:
            near = did_you_mean(name.value, scope.taps)
            where = "this block" if scope.calls else "the spec"
            help = near or (f"the taps of {where} so far: {listed(scope.taps)}",)
            problem = Problem("tap", f"there is no tap called `{name.value}` before this place", help)
            raise SpecError((traced(problem, name.origin, scope),)) from None
        if isinstance(tap, Node) and tap.aux and not scope.aux:
            help = ("what the net goes on with is no side output: leave `aux:` out",)
            problem = Problem("tap", f"`{name.value}` stands in a side output; the main path cannot start there", help)
            raise SpecError((traced(problem, name.origin, scope),))
        return tap

    def line(self, text: str, scope: Scope) -> Line:
        """Return the next written line."""
        return Line(self.number(), text, scope.calls)

    def number(self) -> int:
        """Return the next number for a line or an item."""
        self._lines += 1
        return self._lines

    def block(self, name: str) -> Block:
        """Return the block of that name: the file's own, or one that comes with the language."""
        return self._blocks[name] if name in self._blocks else standard_blocks()[name]

    def label(self, block: str) -> str:
        """Return the name of the next call of a block: `bottleneck#2`."""
        number = self._calls[block] = self._calls.get(block, 0) + 1
        return f"{block}#{number}"

    def add(
        self, layer: Rules, inputs: Sequence[Tap], origin: Origin, scope: Scope, line: Line, text: str, name: str | None
    ) -> Node:
        """Append a node, under its name in the scope."""
        if len(self.builder.nodes) >= MOST_LAYERS:
            raise self._too_many(f"the net has more than {MOST_LAYERS:,} layers", origin, scope)
        shares, misfit = self._sharing(layer, inputs)
        if misfit:
            help = ("write the layer again to give it weights of its own",)
            raise SpecError((traced(Problem("use", misfit, help), self._shared[0][1], scope),))
        note, self._note = self._note if shares is None else f"shared with {shares.name}", None
        qualified = scope.qualified(name)
        if qualified is not None:
            if qualified in self._given:
                raise self._twice(qualified, origin, scope, self._given[qualified])
            self._given[qualified] = origin
        return self.builder.add(
            layer,
            inputs,
            within(origin, scope.trace),
            line,
            text=text,
            name=qualified,
            aux=scope.aux,
            shares=shares,
            note=note,
        )

    def _sharing(self, layer: Rules, inputs: Sequence[Tap]) -> tuple[Node | None, str]:
        """Return the node whose weights the next one uses again, if there is one, or why it cannot."""
        again = [next(nodes, None) for nodes, _ in self._shared]
        if not again:
            return None, ""
        first = again[0]
        if first is None or first.layer.kind != layer.kind:
            return None, f"what is used again has other layers here: {layer.kind} has no counterpart there"
        volumes = tuple(tap.output for tap in inputs)
        weights = first.layer.weights(*first.volumes)
        try:
            same = layer.weights(*volumes) == weights
        except RuleError:
            return None, ""  # the layer does not fit its input at all, which the builder says better
        if not same:
            return None, f"{first.name} has its weights for {first.volumes[0]}; they do not fit {volumes[0]}"
        return (first.shares or first) if weights else None, ""

    def gather(self, branches: Sequence[Callable[[], Tap]]) -> list[Tap]:
        """Carry out every branch and return what each gives, or raise the problems of all."""
        ends: list[Tap] = []
        problems: list[Problem] = []
        for branch in branches:
            try:
                ends.append(branch())
            except SpecError as error:
                problems += error.problems
        if problems:
            raise SpecError(tuple(problems))
        return ends

    def replay(self, name: Text, item: Item, scope: Scope, current: Tap) -> Tap:
        """Apply a named layer or block again, with its own weights, as the item that says so."""
        if name.value not in scope.named:
            near = did_you_mean(name.value, scope.named)
            help = near or ("give the layer a `name:` where it stands first",)
            problem = Problem("tap", f"there is no layer called `{name.value}` before this place", help)
            raise SpecError((traced(problem, name.origin, scope),))
        again = scope.named[name.value]
        inner = replace(scope, env=dict(again.env), taps=dict(scope.taps), named={})
        own = item.name if isinstance(again.item.body, Written) else None
        if not isinstance(again.item.body, Written | BlockUse | Table):
            self._calls.setdefault(f"{scope.prefix}{name.value}", 1)
            inner.prefix = f"{self.label(f'{scope.prefix}{name.value}')}/"
        self._shared.append((iter(again.nodes), item.origin))
        try:
            return self._turns(again.item._replace(name=own), inner, current)
        finally:
            self._shared.pop()
