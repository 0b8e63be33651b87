"""A made-up report with every kind of block, and overview: what own templates are tried on."""

from datetime import date
from typing import Any, Final

from generator.language.wording import wording
from generator.render.overview import Link, Row
from generator.report import block as b
from generator.report.marks import Axis, Bar, Key

_ROW: Final = (b.Cell("A", header=True), b.Cell("", mark=Bar(1)), b.Cell("1", strong=True))
_OTHER: Final = (b.Cell("B", header=True), b.Cell(""), b.Cell("–", withheld=True))
_TABLE: Final = b.Table(
    title="A",
    number="1",
    columns=(
        b.Column("A", "text"),
        b.Column("", "picture"),
        b.Column("B"),
        b.Column("C", "center"),
    ),
    groups=(b.Span("", 2), b.Span("D", 2)),
    rows=((*_ROW, b.Cell("2", shade=1)), (*_OTHER, b.Cell("C", language="en"))),
    notes=("A",),
    axis=Axis(0, 2, ((0, "0"), (2, "2"))),
    legend=(Key("A", "bar"), Key("B")),
)
_BOXES: Final = (b.DiagramBox("a", "A", 0, 0, strong=True), b.DiagramBox("b", "B", 1, 0))
_DIAGRAM: Final = b.Diagram(_BOXES, (b.DiagramArrow("a", "b"),), "A", "A", "2", notes=("A",))

SAMPLE: Final = b.Report(
    kind="county",
    path="sample",
    unit=None,
    language="en",
    title="A",
    subtitle="B",
    heading="C",
    footer="D",
    author="E",
    created=date(2015, 6, 30),
    run_id="0",
    blocks=(
        b.Paragraph("A", "verdict"),
        b.Panels((b.Panel("A", (b.Remark("A", "B"),)), b.Panel("", table=_TABLE))),
        b.Steps("A", (b.Remark("A", "B"),)),
        b.Contents("A"),
        b.PageBreak(),
        *(b.Heading(level, "A") for level in (1, 2, 3)),
        b.Paragraph("A", "small"),
        b.Bullets(("A", "B")),
        b.Bullets(("A", "B"), ordered=True),
        b.Note("A", "B"),
        b.Quote("A", "nb"),
        _TABLE,
        _DIAGRAM,
        b.PageBreak(turns=True),
        b.ActionPlan("A", ("A", "B"), 2),
    ),
)

_LINKS: Final = (Link("a", "PDF", "1"),)
INDEX: Final[dict[str, Any]] = {
    "words": wording("en"),
    "context": {
        "language": "en",
        "footer": "A",
        "round": {"title": "A", "total_name": "B", "synthetic": True},
    },
    "totals": {"A": _LINKS},
    "rows": (Row("A", "1", "2", ("B",), _LINKS),),
}
