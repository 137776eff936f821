"""`cnncalc init`: a spec to start from."""

from __future__ import annotations

import sys
from pathlib import Path

from cnncalc.cli.front import OK
from cnncalc.errors import UsageError
from cnncalc.spec import bundled

STARTER = """\
name: My net
input: 32x32x3              # height x width x channels; or 3x32x32 CHW, 784, 8000x1 LC
# rounding: strict          # unset: what does not fit is rounded down and flagged; strict: an error

layers:
  - conv: 16 x 5x5, pad 2, relu      -> 32x32x16    # 16 filters of 5x5; the size behind -> is checked
  - maxpool: 2x2                                    # stride 2: a pool's stride is its window
  - conv: 32 x 3x3, pad same, bn, relu              # bn and relu stand behind their layer
  - maxpool: 2x2
  - fc: 120, relu, dropout 0.5                      # a map is flattened by itself
    name: fc1
  - fc: 10, softmax

# Layers that come back are a block, called like a function:
#
# blocks:
#   stage(c, n=2):
#     - conv: c x 3x3, pad 1, relu
#       repeat: n
#     - maxpool: 2x2
# layers:
#   - stage: 64
#   - stage: 128, n=3

# Numbers that must come out:
# expect: {output: 10}
"""


def run(file: str, source: str | None, force: bool) -> int:
    """Write the starter spec, or a copy of a bundled one, to a new file."""
    target = Path(file)
    if target.exists() and not force:
        raise UsageError(f"{file} exists; nothing was written", ((f"cnncalc init {file} --force", "overwrites it"),))
    found = None if source is None else bundled.find(source)
    text = STARTER if found is None else found.path.read_text(encoding="utf-8")
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from None
    shown = f"{file}:{found.variant}" if found and found.variant else file
    sys.stderr.write(f"wrote {file}; look at it with: cnncalc {shown}\n")
    return OK
