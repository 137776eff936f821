"""The front door: what needs no library answers at once, everything else goes to the command line."""

from __future__ import annotations

import gc
import sys

START = """\
cnncalc: sizes, parameters, receptive fields and FLOPs of CNNs

  a net, layer by layer    cnncalc alexnet
  one layer                cnncalc conv --in 32x32x3 --filters 10x5x5 --pad 2
  the same, step by step   cnncalc conv --in 32x32x3 --filters 10x5x5 --explain
  a net on one line        cnncalc chain 28x28x1 "conv: 6 x 5x5" "maxpool: 2x2"
  a net of your own        cnncalc init mynet.yaml

cnncalc specs lists the nets that come with it; cnncalc --help lists the rest.
"""


def main() -> None:
    """Run the program with the words of the command line, and exit with its code."""
    words = sys.argv[1:]
    if words == ["--version"]:
        from cnncalc import __version__

        sys.stdout.write(f"cnncalc {__version__}\n")
    elif not words:
        sys.stdout.write(START)
    else:
        sys.exit(_carried_out(words))


def _carried_out(words: list[str]) -> int:
    """Return the exit code of a command line; 130 if it is interrupted, also while libraries are loaded."""
    try:
        gc.disable()  # a short-lived process: collecting while classes are defined takes a tenth of the time
        from cnncalc.cli.app import run

        return run(words)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    main()
