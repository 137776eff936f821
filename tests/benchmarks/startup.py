"""Start-up, as ratios to a bare interpreter and to bare scripts that load the same libraries, in one interleaved run.

    python -m tests.benchmarks.startup [runs]

Not a test: machines are noisy. Targets: `import cnncalc` and `--version` within 2x of `python -c pass`; `conv …` and
`alexnet` within 1.3x of a script that imports and uses the same third-party modules.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

BARE = """
import typer, pydantic{more}
class Model(pydantic.BaseModel):
    stride: int = 1
Model()
app = typer.Typer(rich_markup_mode=None, add_completion=False)
@app.command()
def main(name: str = "x"):
    {use}
app(standalone_mode=False)
"""

CARD = BARE.format(more="", use="print(name)")
SPEC = BARE.format(more=", yaml", use="print(yaml.load('a: 1', Loader=yaml.CSafeLoader))")
TABLE = BARE.format(
    more=", yaml, rich.console, rich.table",
    use="t = rich.table.Table('a'); t.add_row('b'); rich.console.Console().print(t)",
)

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import cnncalc": ["-c", "import cnncalc"],
    "cnncalc --version": ["-m", "cnncalc", "--version"],
    "bare: typer, pydantic": ["-c", CARD],
    "cnncalc conv": ["-m", "cnncalc", "conv", "--in", "32x32x3", "--filters", "10x5x5", "--pad", "2"],
    "bare: typer, pydantic, yaml": ["-c", SPEC],
    "cnncalc alexnet | cat": ["-m", "cnncalc", "alexnet"],
    "bare: typer, pydantic, yaml, rich": ["-c", TABLE],
    "cnncalc alexnet": ["-m", "cnncalc", "alexnet", "--format", "table"],
}
AGAINST = {
    "cnncalc conv": "bare: typer, pydantic",
    "cnncalc alexnet | cat": "bare: typer, pydantic, yaml",
    "cnncalc alexnet": "bare: typer, pydantic, yaml, rich",
}


def measured(runs: int) -> dict[str, list[float]]:
    """Return the seconds of every command, run in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):
        for name, words in COMMANDS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *words], capture_output=True, check=True)
            if turn:  # the first turn warms up
                seconds[name].append(time.perf_counter() - start)
    return seconds


def main() -> None:
    """Print the medians and the ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    medians = {name: statistics.median(times) for name, times in measured(runs).items()}
    bare = medians["python -c pass"]
    for name, median in medians.items():
        against = f"{median / medians[AGAINST[name]]:.2f}x its bare script" if name in AGAINST else ""
        print(f"{name:36} {median * 1000:7.0f} ms {median / bare:5.1f}x pass  {against}".rstrip())


if __name__ == "__main__":
    main()
