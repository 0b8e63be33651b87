"""A made-up report with every kind of block: what a county's own templates are tried on."""

from datetime import date
from typing import Final

from generator.report.block import (
    ActionPlan,
    Bullets,
    Cell,
    Column,
    Contents,
    Diagram,
    DiagramArrow,
    DiagramBox,
    Heading,
    Note,
    PageBreak,
    Panel,
    Panels,
    Paragraph,
    Quote,
    Remark,
    Report,
    Span,
    Steps,
    Table,
)
from generator.report.marks import Axis, Bar, Key

_TABLE: Final = Table(
    title="A",
    number="1",
    columns=(Column("A", "text"), Column("", "picture"), Column("B"), Column("C", "center")),
    groups=(Span("", 2), Span("D", 2)),
    rows=(
        (Cell("A", header=True), Cell("", mark=Bar(1)), Cell("1", strong=True), Cell("2", shade=1)),
        (Cell("B", header=True), Cell(""), Cell("–", withheld=True), Cell("C", language="en")),
    ),
    notes=("A",),
    axis=Axis(0, 2, ((0, "0"), (2, "2"))),
    legend=(Key("A", "bar"), Key("B")),
)
_BOXES: Final = (DiagramBox("a", "A", 0, 0, strong=True), DiagramBox("b", "B", 1, 0))
_DIAGRAM: Final = Diagram(_BOXES, (DiagramArrow("a", "b"),), "A", "A", "2", notes=("A",))

SAMPLE: Final = Report(
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
        Paragraph("A", "verdict"),
        Panels((Panel("A", (Remark("A", "B"),)), Panel("", table=_TABLE))),
        Steps("A", (Remark("A", "B"),)),
        Contents("A"),
        PageBreak(),
        *(Heading(level, "A") for level in (1, 2, 3)),
        Paragraph("A", "small"),
        Bullets(("A", "B")),
        Bullets(("A", "B"), ordered=True),
        Note("A", "B"),
        Quote("A", "nb"),
        _TABLE,
        _DIAGRAM,
        PageBreak(turns=True),
        ActionPlan("A", ("A", "B"), 2),
    ),
)
