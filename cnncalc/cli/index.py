"""Writes the index of the bundled specs from the specs themselves: `python -m cnncalc.cli.index`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cnncalc import api
from cnncalc.model.volume import whole
from cnncalc.render.csv import dumped
from cnncalc.spec import bundled
from cnncalc.spec.bundled import Net


def computed(path: Path) -> Iterator[Net]:
    """Yield what the index says of one file: the net itself, then its variants."""
    spec = api.read(path.read_bytes(), path.name)
    for variant in (None, *spec.variants):
        report = spec.report(variant)
        totals, title = report.totals, report.title.name
        name = variant or path.stem
        yield Net(name, path.name, variant, report.input.text, whole(totals.params.total), whole(totals.macs), title)


if __name__ == "__main__":
    listed = [net for path in bundled.files() for net in computed(path)]
    (bundled.folder() / "index.csv").write_text(dumped(Net._fields, listed), encoding="utf-8")
