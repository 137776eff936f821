"""Which op `cnncalc solve` is asked about."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

from cnncalc.cli.app import LAYERS
from cnncalc.errors import UsageError
from cnncalc.layers.catalogue import KINDS, layer_class
from cnncalc.spec.spellings import option_spelling


def named_op(what: Sequence[str], input: str | None, out: str | None) -> str:
    """Return the op that is asked about."""
    word, *others = what
    if len(others) == 1 and word not in KINDS and _is_spec(word):
        line = shlex.join([word, *others, "--fits", *(["--in", input] if input else [])])
        raise UsageError(
            f"{word} is a spec; what is asked of it?",
            ((f"cnncalc solve {line}", f"what a change of {others[0]} does"),),
        )
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
        sizes = [f" {flag} {shlex.quote(size)}" for flag, size in (("--in", input), ("--out", out)) if size]
        raise UsageError(f"there is no op called {word}; write", ((f"cnncalc solve {meant}{''.join(sizes)}", ""),))
    if _is_spec(word):
        raise UsageError(
            f"{word} is a spec; what is asked of it?",
            ((f"cnncalc solve {shlex.quote(word)} --fits", "which inputs make every layer fit"),),
        )
    raise UsageError(
        f"there is no op and no spec called {word}",
        (("cnncalc solve conv --in 28x28 --out 24x24", "for example"), ("cnncalc solve --help", "")),
    )


def _is_spec(word: str) -> bool:
    """Whether a word names a file or a bundled spec."""
    from cnncalc.spec import bundled

    try:
        bundled.find(word)
    except UsageError:
        return False
    return True


def meant(flags: Mapping[str, object]) -> str:
    """Return the first op that has all the options, where none is written: `--units` is an fc's."""
    return next((op for op in LAYERS if flags.keys() <= layer_class(op).model_fields.keys()), LAYERS[0])
