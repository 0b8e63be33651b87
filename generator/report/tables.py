"""Every table of a run's reports on the total, gathered in a report that is made as a workbook."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.report.block import Block, Contents, Heading, Paragraph, Report
from generator.report.context import Context


def tables_report(reports: Sequence[Report], *, context: Context) -> Report:
    """The tables of ``reports`` as they stand there, each with a line that says where it is from.

    It is of the first report's kind, so that whoever gets that one gets it too.
    """
    first, words = reports[0], context.words
    title = f"{words('tables.title')} – {context.round.total_name}"
    path = f"{first.path.rpartition('/')[0]}/{context.file_name('tables')}"
    report = context.report(first.kind, path, title, _blocks(reports, context))
    return replace(report, formats=("xlsx",))


def _blocks(reports: Sequence[Report], context: Context) -> Iterator[Block]:
    words = context.words
    yield Paragraph(words("tables.intro"))
    yield Contents(words("report.contents"))
    for report in reports:
        yield Heading(1, report.title)
        about = {"report": report.title, "run": report.run_id, "round": report.subtitle}
        source = words("tables.source", **about)
        for table in report.tables():
            yield replace(table, notes=(*table.notes, source))
