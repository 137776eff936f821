"""The command line as a person uses it: what it prints, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cnncalc.cli.app import COMMANDS, GROUPS, LAYERS
from cnncalc.cli.report_model import ReportDocument
from tests.conftest import Run


def test_the_start_page_shows_commands_that_work(run: Run, in_folder: Path) -> None:
    """`cnncalc` alone shows examples, and each of them runs."""
    start = run()
    assert start.code == 0
    lines = [line.split("  cnncalc ")[1] for line in start.out.splitlines() if "  cnncalc " in line]
    assert len(lines) >= 3
    import shlex

    for line in lines:
        assert run(*shlex.split(line)).code == 0, line


def test_a_file_a_variant_and_a_bundled_name(run: Run, in_folder: Path) -> None:
    """A spec is found as a file, a file with a variant, a bundled name, a bundled variant, in any case."""
    (in_folder / "net.yaml").write_text("input: 8x8x3\nparams: {k: 4}\nvariants: {big: {k: 8}}\nlayers: [fc: k]\n")
    assert run("net.yaml").out.split()[-2:] == ["772", "768"]
    assert run("net.yaml:big").out.split()[-2:] == ["1544", "1536"]
    for name in ("resnet50:resnet101", "resnet101", "ResNet-101", "RESNET101"):
        assert run(name).out.split()[-2:] == ["44549160", "7801405440"]


def test_standard_input_is_a_spec(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """`-` reads the spec from standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"input: 8x8x3\nlayers: [flatten]\n")))
    assert run("-").code == 0


def test_a_file_wins_over_a_bundled_name_and_a_folder_never(run: Run, in_folder: Path) -> None:
    """An existing file is read even when a bundled spec has its name; a folder is not."""
    (in_folder / "vgg16").mkdir()
    assert run("vgg16").code == 2
    assert "is a folder" in run("vgg16").err
    (in_folder / "alexnet.yaml").write_text("input: 4x4x1\nlayers: [flatten]\n")
    assert "62378344" not in run("alexnet.yaml").out
    assert "62378344" in run("alexnet").out


def test_plain_text_in_a_pipe(run: Run) -> None:
    """Not a terminal: the heading first, no rules, no legend, no separators, the total last."""
    lines = run("alexnet").out.splitlines()
    assert lines[0].split() == ["layer", "what", "output", "params", "rf", "macs"]
    assert lines[-1].split() == ["total", "62378344", "1135256096"]
    assert len(lines) == 1 + 13 + 1


@pytest.mark.parametrize("format", ["table", "plain", "json", "csv", "markdown", "latex"])
def test_every_format_goes_to_a_file_as_well(run: Run, in_folder: Path, format: str) -> None:
    """`-o` writes what would have been printed."""
    printed = run("lenet5", "--format", format)
    written = run("lenet5", "--format", format, "-o", "out.txt")
    assert (printed.code, written.code, written.out) == (0, 0, "")
    assert (in_folder / "out.txt").read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize("words", [("googlenet",), ("unet",), ("conv", "--in", "7x7", "--filters", "1x3x3")])
def test_json_is_what_the_schema_says(run: Run, words: tuple[str, ...]) -> None:
    """The JSON report has exactly the keys and types of the published schema."""
    document = json.loads(run(*words, "--json").out)
    ReportDocument.model_validate(document, by_alias=True)
    assert sum(layer["macs"] for layer in document["layers"]) == document["totals"]["macs_with_aux"]


def test_json_of_a_net_that_does_not_fit_has_the_layers_up_to_there(run: Run, in_folder: Path) -> None:
    """Where the shapes stop fitting, the layers before are still reported, and the exit code is 1."""
    (in_folder / "bad.yaml").write_text("input: 8x8x3\nlayers:\n  - conv: 4 x 3x3\n  - conv: 4 x 9x9\n")
    answer = run("bad.yaml", "--json")
    document = json.loads(answer.out)
    ReportDocument.model_validate(document, by_alias=True)
    assert answer.code == 1
    assert [layer["name"] for layer in document["layers"]] == ["conv1"]
    assert [d["code"] for d in document["diagnostics"]] == ["kernel-too-big"]
    plain = run("bad.yaml")
    assert "6x6x4" in plain.out
    assert "bad.yaml:4:" in plain.err


def test_json_of_a_spec_that_cannot_be_read(run: Run, in_folder: Path) -> None:
    """A spec with errors in its text still gives a JSON document, with all of them."""
    (in_folder / "bad.yaml").write_text("input: 8x8x3\nlayers:\n  - cnv: 4 x 3x3\n  - maxpol: 2x2\n")
    answer = run("bad.yaml", "--json")
    document = json.loads(answer.out)
    ReportDocument.model_validate(document, by_alias=True)
    assert answer.code == 1
    assert [d["line"] for d in document["diagnostics"]] == [3, 4]


def test_csv_has_a_row_for_every_op_and_sums_up(run: Run) -> None:
    """CSV never folds, and its columns add up to the totals of the JSON report."""
    rows = list(csv.DictReader(io.StringIO(run("resnet50", "--format", "csv").out)))
    totals = json.loads(run("resnet50", "--json").out)["totals"]
    assert len(rows) == 174
    for column in ("params", "weights", "biases", "norm", "macs", "flops"):
        assert sum(int(row[column]) for row in rows) == totals[column]


def test_strict_misfits_are_errors_with_all_numbers_shown(run: Run, in_folder: Path) -> None:
    """`rounding: strict` makes a misfit an error; the whole table is printed all the same."""
    spec = "input: 224x224x3\nrounding: strict\nlayers:\n  - conv: 96 x 11x11, stride 4\n  - flatten\n"
    (in_folder / "strict.yaml").write_text(spec)
    answer = run("strict.yaml")
    assert answer.code == 1
    assert "total" in answer.out
    assert "error[does-not-fit]" in answer.err
    assert "54.25" in answer.err
    flagged = run("strict.yaml", "--rounding", "floor")
    assert flagged.code == 0


def test_unset_rounding_flags_and_goes_on(run: Run, in_folder: Path) -> None:
    """Without `rounding:` a misfit is a warning and the exit code is 0."""
    (in_folder / "open.yaml").write_text("input: 224x224x3\nlayers:\n  - conv: 96 x 11x11, stride 4\n")
    answer = run("open.yaml")
    assert answer.code == 0
    assert "warning[does-not-fit]" in answer.err
    assert "54x54x96*" in run("open.yaml", terminal=True).out


def test_init_writes_a_spec_that_works_and_overwrites_nothing(run: Run, in_folder: Path) -> None:
    """The starter spec is a net without problems; an existing file is left alone without --force."""
    assert run("init", "mynet.yaml").code == 0
    shown = run("mynet.yaml")
    assert (shown.code, shown.err) == (0, "")
    (in_folder / "mynet.yaml").write_text("mine")
    assert run("init", "mynet.yaml").code == 2
    assert (in_folder / "mynet.yaml").read_text() == "mine"
    assert run("init", "mynet.yaml", "--from", "mobilenet_v2", "--force").code == 0
    assert run("mynet.yaml").out.split()[-2] == "3504872"


def test_specs_lists_every_bundled_net(run: Run) -> None:
    """The list has a line for every net under a name that shows it, with its input, parameters and GMACs."""
    heading, *lines = (line.split() for line in run("specs").out.splitlines())
    assert heading == ["name", "input", "params", "GMACs", "net"]
    listed = {name: numbers for name, *numbers in lines}
    assert listed["resnet152"] == ["224x224x3", "60192808", "11.514", "ResNet-152"]  # torchvision's numbers
    assert listed["lenet5"][:3] == ["32x32x1", "61706", "0.00042"]  # 416,520 MACs: little nets keep two digits
    nets = json.loads(run("specs", "--json").out)["specs"]
    assert [net["name"] for net in nets] == list(listed)
    for net in nets[:: len(nets) // 8]:
        assert run(net["name"]).out.split()[-2:] == [str(net["params"]), str(net["macs"])]


def test_specs_fit_the_screen(run: Run) -> None:
    """A terminal of 80 columns shows every net in full within them; a wider one has a line for each."""
    narrow, wide = (run("specs", terminal=True, width=width).out for width in (80, 120))
    assert max(map(len, narrow.splitlines())) <= 80
    assert "".join(narrow.split()) == "".join(wide.split())
    assert len(wide.splitlines()) == len(run("specs").out.splitlines())


def test_specs_as_csv_has_as_many_cells_in_every_row(run: Run) -> None:
    """A name with a comma in it is one cell of the list as CSV."""
    rows = list(csv.reader(run("specs", "--format", "csv").out.splitlines()))
    assert {len(row) for row in rows} == {5}
    assert "Context module, large" in {row[-1] for row in rows}


def test_every_command_has_help_with_an_example(run: Run) -> None:
    """`--help` of each command says what it does and shows a command line of it."""
    for name in (*COMMANDS, *LAYERS):
        answer = run(name, "--help")
        assert answer.code == 0
        assert f"cnncalc {name if name != 'show' else 'alexnet'}" in answer.out
    top = run("--help").out
    assert all(name in top for names in GROUPS.values() for name in names)


@pytest.mark.parametrize("op", LAYERS)
def test_the_examples_of_a_layer_run_as_command_lines(run: Run, op: str) -> None:
    """Each sourced example of a one-layer kind, written as flags, gives the example's output."""
    import shlex

    from cnncalc.cli.layer_signature import command_lines
    from cnncalc.layers.catalogue import layer_class

    cls = layer_class(op)
    for line, example in zip(command_lines(cls), cls.examples, strict=True):
        rounds = "rounding" in cls.model_fields and "--rounding" not in line
        accepted = ("--rounding", "floor") if rounds else ()
        document = json.loads(run(*shlex.split(line), *accepted, "--json").out)
        assert document["output"]["text"] == example.gives, line


def test_no_colour_means_no_escapes(run: Run) -> None:
    """NO_COLOR is honoured; FORCE_COLOR and --color always bring bold sums."""
    assert "\x1b" not in run("alexnet", terminal=True).out
    assert "\x1b" in run("alexnet", "--color", "always", terminal=True, NO_COLOR="").out
    assert "\x1b" in run("alexnet", terminal=True, NO_COLOR="", FORCE_COLOR="1").out
    assert "\x1b" not in run("alexnet", "--color", "never", terminal=True, NO_COLOR="", FORCE_COLOR="1").out
    assert "\x1b" not in run("conv", "--in", "7x7", "--filters", "1x3x3", terminal=True).out


@pytest.mark.parametrize("words", [("alexnet",), ("conv", "--in", "7x7x1", "--filters", "1x3x3", "--stride", "3")])
def test_ascii_terminals_get_ascii(run: Run, words: tuple[str, ...]) -> None:
    """Where the encoding is not UTF, only ASCII is printed, and nothing fails."""
    answer = run(*words, terminal=True, encoding="ascii")
    assert answer.out.isascii()
    assert "?" not in answer.out


def test_layout_governs_reading_and_printing(run: Run) -> None:
    """`--layout chw` reads and prints channels first; JSON stays as it is."""
    words = ("conv", "--in", "3x32x32", "--filters", "10x5x5", "--pad", "2", "--layout", "chw")
    assert "10x32x32" in run(*words).out
    assert json.loads(run(*words, "--json").out)["output"]["text"] == "32x32x10"
    assert "256x27x27" in run("alexnet", "--layout", "chw").out


def test_another_input_and_parameters(run: Run) -> None:
    """`--in` and `-p` change the net; its own claims are then no errors."""
    answer = run("mobilenet_v2", "-p", "width=0.5", "--in", "192x192x3", "--json")
    document = json.loads(answer.out)
    assert answer.code == 0
    assert document["spec"]["input"]["text"] == "192x192x3"
    assert document["totals"]["params"] == 1_968_680  # torchvision's mobilenet_v2(width_mult=0.5)
    assert run("alexnet", "--in", "224x224x3", "--rounding", "floor").code == 0


def test_expand_reads_back(run: Run, in_folder: Path) -> None:
    """The long form of a net is a spec of the same net."""
    assert run("expand", "resnet50", "-o", "long.yaml").code == 0
    assert run("long.yaml").out.split()[-2:] == run("resnet50").out.split()[-2:]


def test_schemas_are_json_schemas(run: Run) -> None:
    """Both schemas are JSON, and name what they describe."""
    spec = json.loads(run("schema").out)
    report = json.loads(run("schema", "--report").out)
    assert {"input", "layers"} <= set(spec["properties"])
    assert {"layers", "totals", "diagnostics"} <= set(report["properties"])


def test_open_and_columns(run: Run) -> None:
    """`--open` opens levels of blocks, `--columns` chooses columns."""
    folded, opened, every = (run("resnet50", *words).out for words in ((), ("--open", "1"), ("--open", "all")))
    assert len(folded.splitlines()) == 8 + 2
    assert len(opened.splitlines()) == 72 + 2
    assert len(every.splitlines()) == 174 + 2
    assert run("alexnet", "--columns", "layer,flops").out.splitlines()[0].split() == ["layer", "flops"]


def test_an_internal_error_is_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program says so, and how to see more."""
    monkeypatch.setattr("cnncalc.cli.commands.show.run", lambda *_: 1 / 0)
    answer = run("alexnet")
    assert answer.code == 1
    assert "internal error: ZeroDivisionError" in answer.err
    assert "CNNCALC_DEBUG=1" in answer.err


def test_a_claim_that_does_not_hold_for_another_input_is_a_note(run: Run, in_folder: Path) -> None:
    """With another input the spec's own claims need not hold: they are mentioned, and nothing fails."""
    (in_folder / "net.yaml").write_text("input: 32x32x3\nlayers:\n  - conv: 10 x 5x5 -> 28x28x10\n")
    answer = run("net.yaml", "--in", "30x30x3")
    assert answer.code == 0
    assert "note[claim]" in answer.err


def test_the_ending_of_a_file_says_the_format(run: Run, in_folder: Path) -> None:
    """`-o net.json` writes JSON, `-o net.csv` CSV, and `-o -` what is shown anyway."""
    run("lenet5", "-o", "net.json")
    run("lenet5", "-o", "net.csv")
    assert run("lenet5", "-o", "-").out == run("lenet5").out
    assert json.loads((in_folder / "net.json").read_text())["totals"]["params"] == 61_706
    assert (in_folder / "net.csv").read_text().startswith("layer,op,what,output")


def test_a_copy_of_a_variant_says_how_to_see_it(run: Run, in_folder: Path) -> None:
    """`init --from resnet101` copies the family's file, and names the variant in it."""
    assert "cnncalc mine.yaml:resnet101" in run("init", "mine.yaml", "--from", "resnet101").err
