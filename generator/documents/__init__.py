"""Documents: blocks from released results, and files from blocks."""

from __future__ import annotations

from collections.abc import Collection

from generator.documents.context import Context
from generator.documents.county import county_report
from generator.documents.office import office_report
from generator.documents.report import Report

__all__ = ["Context", "compose"]


def compose(context: Context, *, only: Collection[str] = ()) -> tuple[Report, ...]:
    """The county report and one report per analysis unit; ``only`` names units to keep to."""
    units = [unit for unit in context.released.units if not only or unit in only]
    offices = tuple(office_report(unit, context=context) for unit in units)
    return offices if only else (county_report(context=context), *offices)
