"""Makes a process ready to render: imports the layout engines and lays out one page.

The workers' parent imports this module, so every worker starts with warm imports, a parsed style
sheet and loaded fonts, sharing their memory until it is written to.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from datetime import date

from generator.documents.pdf import render_pdf
from generator.documents.report import Bar, BarChart, Cell, Chart, Column, Heading, Report, Table
from generator.documents.word import render_docx
from generator.errors import RenderingError


def _one_page() -> Report:
    chart = BarChart((Bar("a", 1.0, "1"),), 0.0, 2.0, (0.0, 1.0, 2.0))
    table = Table("t", (Column("a", "text"), Column("b")), ((Cell("a", header=True), Cell("1")),))
    return Report(
        kind="office",
        path="warm",
        unit=None,
        language="nb",
        title="t",
        subtitle="s",
        running_head="r",
        footer="f",
        author="a",
        created=date(2000, 1, 1),
        run_id="0",
        blocks=(Heading(1, "h"), table, Chart(chart, "t", "a")),
    )


def _warm_up() -> None:
    report = _one_page()
    with suppress(RenderingError):  # a broken template is reported with the document it breaks
        render_pdf(report)
        render_docx(report)
    gc.collect()
    gc.freeze()


_warm_up()
