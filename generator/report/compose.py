"""Which reports a run has, each in its language."""

from collections.abc import Collection
from typing import Final

from generator.report.block import Report
from generator.report.blocks.corrections import corrected
from generator.report.context import Context
from generator.report.county.report import county_reports
from generator.report.localisation import localised
from generator.report.office.report import office_report
from generator.report.quarter.report import quarter_report
from generator.report.tables import tables_report
from generator.study.declared import Language

COUNTY: Final = "county"
"""What the reports of the total are called among the units' ids."""


def compose(
    context: Context,
    *,
    report: str = "",
    only: Collection[str] = (),
    language: Language | None = None,
) -> tuple[Report, ...]:
    """The county report with its appendix, one report per analysis unit, and the county's tables.

    ``only`` names units to keep to, or the county's by ``COUNTY``. Each is in its own language as
    the round declares it, or all are in ``language``. Where ``report`` is quarter, it is
    management's report alone, with its tables.
    """
    if report == "quarter":
        context = localised(context, language or context.round.language)
        quarterly = corrected(quarter_report(context=context), context=context)
        return quarterly, tables_report((quarterly,), context=context)
    units = [unit for unit in context.reported if not only or unit in only]
    spoken = {unit: language or context.round.language_of(unit) for unit in units}
    of_total = language or context.round.language
    contexts = {name: localised(context, name) for name in {of_total, *spoken.values()}}
    offices = tuple(
        corrected(office_report(unit, context=context), context=context)
        for unit, context in ((unit, contexts[spoken[unit]]) for unit in units)
    )
    if only and COUNTY not in only:
        return offices
    found = county_reports(context=contexts[of_total])
    county = tuple(corrected(each, context=contexts[of_total]) for each in found)
    return (*county, *offices, tables_report(county, context=contexts[of_total]))
