"""The wrong specs under cases/, what is said of them, and how what is proposed is put into them.

Each case is NAME.yaml, with the exact message of a terminal of 80 columns in NAME.txt. Its first line says what was
meant, and behind `fix:` what becomes of the texts in backticks of the help, in their order:

| word | the text |
|---|---|
| `place` | stands where the carets are |
| `word` | stands for the first word above the carets |
| `value` | stands behind the colon of the line with the carets |
| `item` | stands for everything behind the dash of that line |
| `line` | stands for all of that line but its indentation |
| `after` | stands in a line of its own behind all that is indented below the carets, and in their column |
| `named` | stands for the name before the `=` to the left of the carets |
| `joined` | stands for that line and the item above it |
| `before` | stands before the carets |
| `above` | stands for the line above |
| `dash` | stands for that line, behind a dash below the one before it |
| `key` | stands for the line of its key at the top of the file |
| `end` | stands at the end of the file |
| `-` | names something, and is not meant to be pasted |

An example that stands below its help, in lines of its own, counts as a text too. `NAME=3` gives a number that the help
leaves to the writer: `item,F=5` puts 5 for F. `input=64x64x3` gives another input, where a text is for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cnncalc import api
from cnncalc.errors import Problem, SpecError
from cnncalc.render.problems import full

CASES = Path(__file__).parent / "cases"
WIDTH = 80

_TEXT = re.compile("`([^`]+)`")
_FIX = re.compile(r"#.* fix: (.*)")
_ITEM = re.compile(r"( *- +)(.*)")


@dataclass(frozen=True)
class Proposal:
    """A text that a help proposes, the problem that it is to cure, and what is done with it."""

    text: str
    problem: Problem
    how: str

    def applied(self, spec: str) -> str:
        """Return the spec with the text in it."""
        origin = self.problem.origin
        assert origin is not None
        how, *settings = self.how.split(",")
        text = self.text
        for name, number in (setting.split("=") for setting in settings):
            if name == "input":
                spec = re.sub("(?m)^input: .*", f"input: {number.replace('_', ' ')}", spec)
                continue
            text = re.sub(rf"\b{name}\b|(?<=x){name}|{name}(?=x)", number, text)
        lines = spec.split("\n")
        line, at = lines[origin.line - 1], origin.column - 1
        match how:
            case "place":
                line = line[:at] + text + line[at + origin.length :]
            case "word":
                line = line[:at] + re.sub(r"^\w+", lambda _: text, line[at:])
            case "value":
                colon = re.match(r"[ -]*[\w']+: *", line)
                assert colon, line
                line = colon[0] + text
            case "item":
                dash = _ITEM.match(line)
                assert dash, line
                line = dash[1] + text.removeprefix("- ")
            case "line":
                line = line[: len(line) - len(line.lstrip())] + text
            case "after":
                last = origin.line
                while len(lines[last]) - len(lines[last].lstrip()) > at:
                    last += 1
                lines.insert(last, " " * at + text)
            case "named":
                named = re.compile(r"\w+(?= *=)")
                start = max(word.start() for word in named.finditer(line) if word.start() < at + origin.length)
                line = line[:start] + named.sub(text, line[start:], count=1)
            case "joined":
                del lines[origin.line - 1]
                lines[origin.line - 2] = lines[origin.line - 2].partition("-")[0] + f"- {text}"
                return "\n".join(lines)
            case "before":
                line = line[:at] + text + line[at:]
            case "above":
                above = lines[origin.line - 2]
                lines[origin.line - 2] = above[: len(above) - len(above.lstrip())] + text
            case "dash":
                first = max(number for number in range(origin.line - 1) if _ITEM.match(lines[number]))
                line = " " * lines[first].index("-") + "- " + text.removeprefix("- ")
            case "key":
                key = text.partition(":")[0]
                number = next(number for number, each in enumerate(lines) if each.startswith(f"{key}:"))
                lines[number] = text
                return "\n".join(lines)
            case "end":
                lines[-1] += text + "\n"
            case _:
                raise ValueError(f"there is no fix called {how}")
        lines[origin.line - 1] = line
        return "\n".join(lines)


def names() -> list[str]:
    """Return the names of the cases."""
    return sorted(path.stem for path in CASES.glob("*.yaml"))


def spec(name: str) -> str:
    """Return a case's spec."""
    return (CASES / f"{name}.yaml").read_text(encoding="utf-8")


def errors(text: str, name: str) -> tuple[Problem, ...]:
    """Return every error of a spec, in the order in which it is shown."""
    try:
        problems = api.read(text, f"{name}.yaml").report().problems
    except SpecError as error:
        problems = error.problems
    return tuple(problem for problem in problems if problem.severity == "error")


def message(name: str) -> str:
    """Return what is said of a case in a terminal, without colours."""
    return "".join(full(problem, WIDTH) + "\n" for problem in errors(spec(name), name))


def proposed(help: str) -> list[str]:
    """Return the texts that a help line proposes: those in backticks, and an example below it."""
    first, *rest = help.split("\n")
    return [*_TEXT.findall(first), *(["\n".join(rest)] if rest else [])]


def proposals(name: str) -> list[Proposal]:
    """Return what the helps of a case propose, with what the case says is done with each."""
    text = spec(name)
    found = [(each, problem) for problem in errors(text, name) for help in problem.help for each in proposed(help)]
    fix = _FIX.match(text)
    hows = fix[1].split() if fix else []
    if len(hows) != len(found):
        raise ValueError(
            f"{name} proposes {[each for each, _ in found]} and says of {len(hows)} what is done with them"
        )
    return [Proposal(each, problem, how) for (each, problem), how in zip(found, hows, strict=True)]
