"""`cnncalc schema`: JSON Schemas, of specs for editors, and of the report and of marks for programs."""

from __future__ import annotations

import json

from cnncalc.cli.front import OK
from cnncalc.cli.output import write
from cnncalc.errors import UsageError


def run(report: bool, output: str | None, *, grades: bool = False) -> int:
    """Write one of the three schemas.

    Raises:
        UsageError: two of them are asked for.
    """
    if report and grades:
        raise UsageError("--report and --grades are two schemas; leave one of them out")
    if grades:
        from cnncalc.cli.grades_model import GradesDocument

        document = GradesDocument.model_json_schema(by_alias=True)
    elif report:
        from cnncalc.cli.report_model import ReportDocument

        document = ReportDocument.model_json_schema(by_alias=True)
    else:
        from cnncalc.spec.schema import spec_schema

        document = spec_schema()
    write(json.dumps(document, indent=2) + "\n", output)
    return OK
