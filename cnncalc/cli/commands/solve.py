"""`cnncalc solve`: backwards, from what is wanted to what gives it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cnncalc.cli.app import LAYERS
from cnncalc.cli.flags import flags_of, options_of
from cnncalc.cli.front import OK, WRONG
from cnncalc.cli.options import Display, Question
from cnncalc.cli.output import look_of, write, write_json
from cnncalc.errors import UsageError
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.model.volume import Volume
from cnncalc.render import solutions as render
from cnncalc.render import solutions_json as documents
from cnncalc.solve.found import Solution
from cnncalc.solve.question import SAME, UNKNOWN
from cnncalc.spec.sizes import size_text
from cnncalc.spec.spellings import option_spelling

_SIZE = re.compile(r"\s*\d+(?:\s*[xX×]\s*[\d?]+)+(?:\s+[A-Za-z]+)?\s*|\s*\d+\s*")


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
        return _fits(what, flags, question, display)
    if question.params:
        raise UsageError("-p sets a parameter of a spec: it goes with --fits", (("cnncalc solve vgg16 --fits", ""),))
    if asked == "undo":
        return _undo(wanted.undo or "", question, display)
    if asked == "rf":
        return _stack(what, wanted, flags, display)
    if wanted.layers is not None:
        raise UsageError("--layers goes with --rf", (("cnncalc solve --rf 31 --layers 5", "which kernel"),))
    if asked == "chain":
        return _chain(what, wanted, flags, question, display)
    return _layer(what, wanted, flags, question, display)


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

    op = _op(what, question, wanted)
    if op == "conv" and not what and "units" in flags:
        op = "fc"
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
        below = [_line(answer.solutions[0])] if answer.solutions and not answer.any_size else []
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


def _op(what: Sequence[str], question: Question, wanted: Wanted) -> str:
    """Return the op that is asked about."""
    if not what:
        return "conv"
    word, *others = what
    if others:
        raise UsageError(f"one op at a time, not {len(what)}", ((f"cnncalc solve {shlex.quote(word)}", ""),))
    if word in KINDS:
        return word
    if ":" in word:
        op = word.partition(":")[0]
        raise UsageError(
            f"{word} is a whole layer; what is known goes into options, or undo it",
            (
                (f"cnncalc solve {shlex.quote(op)} --in 32x32 --out 16x16", "for example"),
                (f"cnncalc solve --undo {shlex.quote(word)} --in 32x32x3", ""),
            ),
        )
    meant = word.lower() if word.lower() in KINDS else option_spelling(word, None)
    if meant in KINDS:
        sizes = [
            f" {flag} {shlex.quote(size)}" for flag, size in (("--in", question.input), ("--out", wanted.out)) if size
        ]
        raise UsageError(f"there is no op called {word}; write", ((f"cnncalc solve {meant}{''.join(sizes)}", ""),))
    from cnncalc.spec import bundled

    try:
        bundled.find(word)
    except UsageError:
        pass
    else:
        raise UsageError(
            f"{word} is a spec; what is asked of it?",
            ((f"cnncalc solve {shlex.quote(word)} --fits", "which inputs make every layer fit"),),
        )
    raise UsageError(
        f"there is no op and no spec called {word}",
        (("cnncalc solve conv --in 28x28 --out 24x24", "for example"), ("cnncalc solve --help", "")),
    )


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
    if value is None or value == UNKNOWN:
        return None
    sides = {side.strip() for side in re.split("[xX×]", str(value))}
    if len(sides) != 1 or not (side := sides.pop()).isdecimal() or int(side) < 1:
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


def _fits(what: Sequence[str], flags: Mapping[str, object], question: Question, display: Display) -> int:
    from cnncalc import api
    from cnncalc.solve.inputs import solve_inputs

    if len(what) != 1:
        raise UsageError("--fits asks about one spec", (("cnncalc solve alexnet --fits", "for example"),))
    if flags:
        raise UsageError(f"--{next(iter(flags)).replace('_', '-')} does not go with --fits: the spec says what it is")
    spec = api.load(what[0])
    fitting = solve_inputs(spec, question.input, params=question.named_params, rounding=question.rounding)
    if display.format == "json":
        write_json(documents.fitting_document(fitting), display)
    else:
        write(render.fitting_text(fitting, look_of(display)), display.file)
    asked_of_one = not fitting.asked and fitting.given.fits
    return OK if fitting.sizes or asked_of_one else WRONG


def _number(flag: str, text: str) -> int:
    """Read a count; thousands may be separated."""
    plain = text.strip().replace(",", "").replace("_", "")
    if not plain.isdecimal():
        raise UsageError(f"{flag} is a whole number, not {text}; write e.g.", ((f"{flag} {_EXAMPLES[flag]}", ""),))
    return int(plain)
