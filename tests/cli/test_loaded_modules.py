"""Start-up is felt by everyone: each command loads only what it uses."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("typer", "pydantic", "yaml", "rich", "sympy", "numpy", "torch")

PROBE = """
import sys
if {terminal}:
    sys.stdout.isatty = lambda: True
sys.argv = ["cnncalc", *{words!r}]
from cnncalc.__main__ import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write("LOADED " + " ".join(sys.modules))
"""

LIGHT: set[str] = set()
CARD = {"typer", "pydantic"}
SPEC = {"typer", "pydantic", "yaml"}

CASES = [
    ("--version", False, LIGHT),
    ("", False, LIGHT),
    ("", True, LIGHT),
    ("conv --in 32x32x3 --filters 10x5x5", False, CARD),
    ("conv --in 32x32x3 --filters 10x5x5", True, CARD),
    ("conv --in nxnx3 --filters 10xkxk --pad p --stride s", False, CARD),
    ("lenet5 --in NxNx1", False, SPEC),
    ("fc --in 784 --units 10 --json", False, CARD),
    ("conv --in 32x32x3 --filters 10x5x5 --explain", True, CARD),
    ("conv --in 32x32x3 --filters 10x5x5 --got 750", True, CARD),
    ("lenet5 --got 61706", False, SPEC),
    ("explain lenet5 conv1", True, SPEC),
    ("alexnet", False, SPEC),
    ("alexnet --json", False, SPEC),
    ("alexnet --format csv", True, SPEC),
    ("alexnet", True, {*SPEC, "rich"}),
    ("chain 28x28x1 flatten", False, SPEC),
    ("specs", True, CARD),
    ("field lenet5 conv2", False, SPEC),
    ("field 4x4x1 flatten --meet 0 1", True, SPEC),
    ("conv --in 4x4x1 --filters 1x2x2 --versus fc", True, CARD),
    ("solve conv --in 28x28x1 --out 24x24x6", False, CARD),
    ("solve 28x28x1 24x24x6", True, CARD),
    ("solve --rf 31 --kernel 3x3 --json", False, CARD),
    ("solve lenet5 --fits", True, SPEC),
    ("sheet lenet5", True, SPEC),
    ("sheet lenet5 --solution --format csv", False, SPEC),
    ("check lenet5", False, SPEC),
    ("check lenet5", True, SPEC),
    ("check lenet5 --json", False, SPEC),
    ("apply relu --input 1;-2", False, CARD),
    ("apply relu --input 1;-2", True, CARD),
    ("apply maxpool:2x2 --input 1,2;3,4 --trace", False, CARD),
    ("grade lenet5 nothing.csv", False, SPEC),
    ("grade lenet5 nothing.csv", True, SPEC),
    ("grade lenet5 nothing.csv --to csv", False, SPEC),
    ("schema --grades", False, CARD),
    ("quiz --count 1 --to json", False, SPEC),
]


def loaded(words: list[str], terminal: bool) -> set[str]:
    """Return the modules that a command line loads in a fresh interpreter."""
    probe = PROBE.format(words=words, terminal=terminal)
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize(("line", "terminal", "expected"), CASES)
def test_a_command_loads_only_what_it_uses(line: str, terminal: bool, expected: set[str]) -> None:
    """Of the heavy libraries, a command line loads exactly those that it needs."""
    assert {name for name in HEAVY if name in loaded(line.split(), terminal)} == expected


def test_importing_the_package_loads_nothing() -> None:
    """`import cnncalc` brings in no module of its own and no library."""
    code = "import sys; before = set(sys.modules); import cnncalc; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"cnncalc", "__future__"}


def test_a_net_loads_only_its_kinds() -> None:
    """LeNet needs neither norms nor joins nor transposed convolutions."""
    modules = loaded(["lenet5"], terminal=False)
    assert "cnncalc.layers.conv" in modules
    assert not {f"cnncalc.layers.{family}" for family in ("norm", "join", "transposed", "upsample")} & modules
