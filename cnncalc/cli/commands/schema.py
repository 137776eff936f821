"""`cnncalc schema`: JSON Schemas, of specs for editors and of the report for programs."""

from __future__ import annotations

import json

from cnncalc.cli.front import OK
from cnncalc.cli.output import write


def run(report: bool, output: str | None) -> int:
    """Write one of the two schemas."""
    if report:
        from cnncalc.cli.report_model import ReportDocument

        document = ReportDocument.model_json_schema(by_alias=True)
    else:
        from cnncalc.spec.schema import spec_schema

        document = spec_schema()
    write(json.dumps(document, indent=2) + "\n", output)
    return OK
