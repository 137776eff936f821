"""`cnncalc solve`: backwards, from what is wanted to what gives it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cnncalc.cli.app import LAYERS
from cnncalc.cli.commands.solve_op import meant, named_op
from cnncalc.cli.flags import flags_of, one_side, options_of
from cnncalc.cli.front import OK, WRONG
from cnncalc.cli.options import Display, Question
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.layers.catalogue import layer_class
from cnncalc.model.volume import Volume
from cnncalc.render import solutions as render
from cnncalc.render import solutions_json as documents
from cnncalc.solve.found import Answer, Solution
from cnncalc.solve.question import SAME, UNKNOWN
from cnncalc.spec.given import has_letters
from cnncalc.spec.sizes import size_text

_SIZE = re.compile(r"\s*\d+(?:\s*[xX×]\s*[\d?]+)+(?:\s+[A-Za-z]+)?\s*|\s*\d+\s*")


_IN_LETTERS = re.compile(r"(?:\d+|[A-Za-z])(?:[xX×](?:\d+|[A-Za-z])){1,3}")
_CHAIN = "cnncalc solve 28x28x1 24x24x6 12x12x6"
_STACK = "cnncalc solve --rf R --kernel k"

_EXAMPLES = {"--params": "760", "--rf": "31"}


class Wanted(NamedTuple):
    """What is wanted, as it was written; None is not asked for."""

    out: str | None = None
    params: str | None = None
    rf: str | None = None
    layers: str | None = None
    undo: str | None = None
    fits: bool = False
    whole: bool = False


def run(what: Sequence[str], wanted: Wanted, flags: Mapping[str, object], question: Question, display: Display) -> int:
    """Answer one of the five questions: a spec's inputs, an undone layer, a stack, a chain, or a layer."""
    _check_output(display)
    asked = _one_question(what, wanted)
    if asked == "fits":
        from cnncalc.cli.commands import solve_fits

        return solve_fits.run(what, flags, wanted, question, display)
    if question.params:
        raise UsageError("-p sets a parameter of a spec: it goes with --fits", (("cnncalc solve vgg16 --fits", ""),))
    if asked == "undo":
        return _undo(wanted.undo or "", question, display)
    if _in_letters(what, wanted, flags, question):
        from cnncalc.cli.commands import solve_letters

        if asked != "layer" and len(what) > (asked == "rf"):
            raise UsageError("layers in turn need numbers; of equal ones, write --kernel", ((_STACK, "for example"),))
        if wanted.rf is not None or wanted.layers is not None:
            return solve_letters.run_stack(wanted, flags, question, display)
        return solve_letters.run(
            named_op(what, question.input, wanted.out) if what else meant(flags), wanted, flags, question, display
        )
    if asked == "rf":
        return _stack(what, wanted, flags, display)
    if asked == "chain":
        return _chain(what, wanted, flags, question, display)
    return _layer(what, wanted, flags, question, display)


def _in_letters(what: Sequence[str], wanted: Wanted, flags: Mapping[str, object], question: Question) -> bool:
    """Whether a letter stands for a number, or what so many layers see is looked for: the answer is a formula."""
    if volumes := [word for word in what if _IN_LETTERS.fullmatch(word) and has_letters(word)]:
        raise UsageError(f"{volumes[0]} stands in a chain of volumes, which needs numbers", ((_CHAIN, "for example"),))
    texts = (question.input, wanted.out, wanted.params, wanted.rf, wanted.layers, *flags.values())
    letters = any(isinstance(text, str) and has_letters(text) for text in texts)
    return letters or (wanted.layers is not None and wanted.rf is None)


def _check_output(display: Display) -> None:
    if display.file is not None and _SIZE.fullmatch(display.file):
        raise UsageError(
            f"--output {display.file} names a file to write to; the output volume is",
            ((f"--out {display.file}", ""),),
        )


def _one_question(what: Sequence[str], wanted: Wanted) -> str:
    """Return which question is asked; two at once are refused."""
    sizes = [word for word in what if _SIZE.fullmatch(word)]
    asked = [name for name in ("fits", "undo", "rf") if getattr(wanted, name)]
    if sizes:
        asked.append("chain")
    if len(asked) > 1:
        names = {"chain": "a chain of volumes"}
        raise UsageError(
            f"{' and '.join(names.get(name, f'--{name}') for name in asked)} are two questions; ask one of them"
        )
    if sizes and len(sizes) < len(what):
        word = next(word for word in what if word not in sizes)
        example = f"cnncalc solve {word} --in {sizes[0]} --out {sizes[-1]}" if len(sizes) == 2 else ""
        raise UsageError(
            f"{word} stands among volumes; a chain has volumes alone",
            ((example or f"cnncalc solve {' '.join(map(shlex.quote, sizes))}", ""),),
        )
    return asked[0] if asked else "layer"


def _layer(
    what: Sequence[str], wanted: Wanted, flags: Mapping[str, object], question: Question, display: Display
) -> int:
    from cnncalc.solve.layer import solve_layer

    op = named_op(what, question.input, wanted.out) if what else meant(flags)
    space = (1,) * (2 if wanted.out in (None, SAME) and question.input is None else _axes(question.input or wanted.out))
    options = options_of(layer_class(op), flags, Volume(space, 0))
    answer = solve_layer(
        op,
        question.input,
        wanted.out,
        params=None if wanted.params is None else _number("--params", wanted.params),
        rounding=question.rounding,
        layout=question.layout,
        **options,  # type: ignore[arg-type]  # flags are texts and switches
    )
    if display.format == "json":
        write_json(documents.answer_document(answer), display)
    else:
        below = [_line(answer.ranked[0])] if answer.solutions and not answer.any_size else []
        below += _enlarging(answer, question, wanted, flags)
        text = render.answer_text(answer, look_of(display), whole=wanted.whole, below=list(filter(None, below)))
        write(text, display.file)
    return OK if answer.solutions else WRONG


def _axes(text: str | None) -> int:
    """Return how many spatial axes a size has; two numbers or three are a map."""
    numbers = re.findall(r"[\d?]+", text or "")
    letters = (text or "").strip().rpartition(" ")[2]
    if letters.isalpha():
        return len(letters) - 1
    return 3 if len(numbers) > 3 else 2


def _enlarging(answer: Answer, question: Question, wanted: Wanted, flags: Mapping[str, object]) -> list[str]:
    """Return what is said of an op that is made to enlarge a map: why, and the command line that asks for it."""
    if answer.enlarging is None or question.input is None or wanted.out is None:
        return []
    op, kept = answer.enlarging
    sizes = ["--in", question.input, "--out", wanted.out]
    others = [word for name in kept for word in (f"--{name.replace('_', '-')}", str(flags[name]))]
    return [f"cnncalc solve {op} {shlex.join([*sizes, *others])}"]


def _line(solution: Solution) -> str:
    """Return the command line that shows a solution forwards."""
    if not solution.counted or solution.layer.kind not in LAYERS:
        return ""
    words = f"cnncalc {solution.layer.kind} --in {shlex.quote(size_text(solution.input))} {flags_of(solution.layer)}"
    rounding = " --rounding floor" if not solution.exact and "--rounding" not in words else ""
    return f"{words.rstrip()}{rounding}"


def _chain(
    what: Sequence[str], wanted: Wanted, flags: Mapping[str, object], question: Question, display: Display
) -> int:
    from cnncalc.solve.steps import solve_chain

    for name in ("out", "params"):
        if getattr(wanted, name) is not None:
            raise UsageError(f"a chain of volumes says its outputs itself; leave --{name} out")
    if question.input is not None:
        line = " ".join(map(shlex.quote, (question.input, *what)))
        raise UsageError(
            "--in does not go with a chain: its input is the first volume", ((f"cnncalc solve {line}", ""),)
        )
    if other := [name for name in flags if name != "pad"]:
        flag = other[0].replace("_", "-")
        raise UsageError(
            f"--{flag} does not go with a chain, whose steps differ; ask about one step",
            ((f"cnncalc solve conv --in {what[0]} --out {what[-1]} --{flag} {flags[other[0]]}", ""),),
        )
    pad = flags.get("pad")
    steps = solve_chain(*what, pad=None if pad is None else str(pad), layout=question.layout)
    complete = all(step.solutions for step in steps)
    if display.format == "json":
        write_json(documents.chain_document(steps), display)
    else:
        words = [shlex.quote(size_text(steps[0].input)), *(f'"{s.solutions[0].text}"' for s in steps if s.solutions)]
        below = [f"cnncalc chain {' '.join(words)}"] if complete else []
        write(render.chain_text(steps, look_of(display), below=below), display.file)
    return OK if complete else WRONG


def _stack(what: Sequence[str], wanted: Wanted, flags: Mapping[str, object], display: Display) -> int:
    from cnncalc.solve.stack import solve_stack

    texts = [] if list(what) == ["conv"] else list(what)
    if other := [name for name in flags if name not in ("kernel", "stride", "dilation")]:
        raise UsageError(f"--{other[0].replace('_', '-')} does not change a receptive field; leave it out")
    if texts and flags:
        name = next(iter(flags))
        raise UsageError(f"write --{name} into the layers themselves", ((f'"conv: 8 x 3x3, {name} 2"', "e.g."),))
    dilation = flags.get("dilation", "1")
    answer = solve_stack(
        _number("--rf", wanted.rf or ""),
        *texts,
        kernel=_side("--kernel", flags.get("kernel")),
        stride=_side("--stride", flags.get("stride")) or 1,
        dilation=_side("--dilation", dilation),
        depth=_side("--layers", wanted.layers),
    )
    if display.format == "json":
        write_json(documents.stack_document(answer), display)
    else:
        write(render.stack_text(answer, look_of(display), whole=wanted.whole), display.file)
    return OK if answer.solutions else WRONG


def _side(flag: str, value: object) -> int | None:
    """Return the one number of a square option; None if it is looked for."""
    side = one_side(flag, value)
    if side is None or side == UNKNOWN:
        return None
    if not side.isdecimal() or int(side) < 1:
        raise UsageError(
            f"{flag} {value} is not one number of at least 1 for all axes; write e.g.", ((f"{flag} 3", ""),)
        )
    return int(side)


def _undo(layer: str, question: Question, display: Display) -> int:
    from cnncalc.solve.undo import undo

    if question.input is None:
        raise UsageError(
            "the input of the layer is needed, for its sizes and its depth",
            ((f"cnncalc solve --undo {shlex.quote(layer)} --in 32x32x3", "for example"),),
        )
    undone = undo(layer, question.input, layout=question.layout)
    if display.format == "json":
        write_json(documents.undone_document(undone), display)
    else:
        below = list(filter(None, [_line(undone.solution)]))
        write(render.undone_text(undone, look_of(display), below=below), display.file)
    return OK


def _number(flag: str, text: str) -> int:
    """Read a count; thousands may be separated."""
    plain = text.strip().replace(",", "").replace("_", "")
    if not plain.isdecimal():
        raise UsageError(f"{flag} is a whole number, not {text}; write e.g.", ((f"{flag} {_EXAMPLES[flag]}", ""),))
    return int(plain)
