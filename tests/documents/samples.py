"""A report with every block type, of the size and kind of a real office report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from generator.report.pictures import StackedChart, StackedRow

from generator.report.block import (
    ActionPlan,
    Bar,
    BarChart,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Contents,
    Diagram,
    DiagramArrow,
    DiagramBox,
    Dot,
    DotPlot,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    PageBreak,
    Paragraph,
    Quote,
    Report,
    Span,
    Table,
)

CONSTRUCTS = (
    "Lederstøtte",
    "Kollegastøtte",
    "Psykologisk empowerment",
    "Kompetansemobilisering",
    "Kvalitetsfokus",
    "Ekstern samhandling med andre kontor i fylket",
    "Innovasjonsatferd",
)
SAMI = "Guovdageainnu čálliid ášši: ŋ š ŧ ž đ á"


def construct_table() -> Table:
    rows = tuple(
        (
            Cell(name, header=True),
            Cell(str(9 - index)),
            Cell(f"4,{index}"),
            Cell(f"4,{index + 1}"),
            Cell(f"−0,{index}"),
            Cell("–", withheld=True) if index == 3 else Cell(f"3,{index}–5,{index}"),
        )
        for index, name in enumerate(CONSTRUCTS)
    )
    return Table(
        title="Kontoret og fylket på hver begrepsskala",
        columns=(
            Column("Begrep", "text", 4),
            Column("Utsagn"),
            Column("Kontoret"),
            Column("Fylket"),
            Column("Forskjell"),
            Column("95 % intervall", "center", 2),
        ),
        rows=rows,
        number="1",
        notes=("Medarbeiderfila, n = 14. Skala 1–6.",),
    )


def correlation_table() -> Table:
    """A table with a two-level head and numbers as SPSS prints them."""
    missing = Cell("Ingen sign. korrelasjon")
    rows = (
        (Cell("Psykologisk empowerment", True), Cell(".48"), Cell(".000"), missing, Cell("")),
        (Cell("Lederstøtte", True), Cell(".32"), Cell(".000"), Cell(".40"), Cell(".043")),
        (Cell("Kvalitetsfokus", True), Cell("-.21"), Cell(".001"), Cell(".61"), Cell(".001")),
        (
            Cell("Ekstern samhandling: Forslag til forbedringer løftes opp og vurderes", True),
            Cell(".22"),
            Cell(".001"),
            missing,
            Cell(""),
        ),
    )
    return Table(
        title="Korrelasjonsanalyse av sammenhenger mellom fremmende faktorer og innovasjonsatferd",
        columns=(
            Column("Innovasjonsfremmende faktorer", "text", 3),
            Column("Korrelasjon", weight=1.2),
            Column("Signifikans To-veis", weight=1.2),
            Column("Korrelasjon", weight=1.2),
            Column("Signifikans To-veis", weight=1.2),
        ),
        groups=(Span("", 1), Span("Medarbeiderfil", 2), Span("Lederfil", 2)),
        rows=rows,
        number="6",
        notes=("Signifikante sammenhenger på femprosentnivå.", "* p < ,05"),
    )


def long_table(rows: int = 60) -> Table:
    body = tuple(
        (
            Cell("Valid" if row == 0 else "", header=True),
            Cell(f"Utsagn {row + 1}: vi deler gjerne erfaringer med andre", header=True),
            Cell(str(100 + row)),
            Cell(f"{row},4"),
        )
        for row in range(rows)
    )
    columns = (Column("", "text"), Column("", "text", 4), Column("Antall"), Column("Prosent"))
    return Table("Svar på hvert utsagn", columns, body)


def bar_chart() -> BarChart:
    bars = tuple(
        Bar(
            label=f"B.{12 + index} Oppfølgte arbeidssøkere siste tre måneder",
            value=None if index == 2 else 60.0 + 7 * index,
            text="–" if index == 2 else f"{60 + 7 * index} %",
            reference=None if index == 1 else 90.0,
        )
        for index in range(6)
    )
    return BarChart(bars, 0, 120, (0, 20, 40, 60, 80, 100, 120), "Kontoret", "Mål")


def dot_plot() -> DotPlot:
    dots = tuple(
        Dot(name, 4.0 + index / 10, f"4,{index}", 3.6 + index / 10, 4.4 + index / 10, 4.3)
        for index, name in enumerate(CONSTRUCTS)
    )
    return DotPlot(dots, 1, 6, (1, 2, 3, 4, 5, 6), "Kontoret med 95 % intervall", "Fylket")


def stacked_chart() -> StackedChart:
    rows = tuple(
        StackedRow(
            label=f"Vi prøver ofte ut nye måter å løse oppgavene våre på ({index})",
            shares=(10.0 + index, 30.0, 60.0 - index),
            texts=(f"{10 + index} %", "30 %", f"{60 - index} %"),
        )
        for index in range(6)
    )
    return StackedChart(("Uenig (1–2)", "Verken eller (3–4)", "Enig (5–6)"), rows)


def diagram(*, strong: bool = True) -> Diagram:
    boxes = (
        *(DiagramBox(f"f{row}", name, 0, row, row < 2) for row, name in enumerate(CONSTRUCTS[:6])),
        DiagramBox("i", "Innovasjonsatferd", 1, 2, True),
        DiagramBox("r", "Resultater: individuell oppfølging og brukertilfredshet", 2, 2),
    )
    if not strong:
        boxes = tuple(replace(box, strong=False) for box in boxes)
    arrows = tuple(DiagramArrow(f"f{row}", "i", strong and row < 2) for row in range(6))
    return Diagram(boxes, (*arrows, DiagramArrow("i", "r")))


def all_blocks() -> tuple[Block, ...]:
    text = (
        "Kontoret ligger nær fylket på de fleste skalaene. Forskjellene er små, og med så få svar "
        "er det usikkert om de er reelle. Bruk tallene som utgangspunkt for en samtale, ikke som "
        "en fasit. "
    )
    return (
        Paragraph("14 av 25–30 inviterte svarte; i fylket svarte 48,3 prosent.", "lead"),
        KeyFigures(
            (
                KeyFigure("14", "svar", "av 25–30 inviterte"),
                KeyFigure("4,6", "innovasjonsatferd", "fylket: 4,4"),
                KeyFigure("5 av 8", "mål nådd", "individuell oppfølging"),
                KeyFigure("−0,3", "lederstøtte", "for få svar til å si om det er reelt"),
            )
        ),
        Contents("Innhold"),
        Heading(1, "Begrepene"),
        Paragraph(text * 2),
        construct_table(),
        Paragraph(f"Navn med samiske bokstaver: {SAMI}."),
        Chart(dot_plot(), "Kontoret og fylket", "Kontoret: 4,0 til 4,6.", "2", ("n = 14",)),
        Heading(1, "Hva henger sammen"),
        Heading(2, "Fylkets funn"),
        Paragraph(text),
        Chart(diagram(), "Modellen", "To faktorer henger sammen med innovasjonsatferd.", "1"),
        correlation_table(),
        Note("Sammenhengene gjelder personer i hele fylket, ikke kontoret.", "Merk"),
        Note("En merknad uten tittel."),
        Quote("We never have the time, says [name].", "en"),
        Heading(2, "Utsagnene"),
        Chart(stacked_chart(), "Fordeling av svar", "Andeler i tre klasser.", "3"),
        long_table(),
        PageBreak(),
        Heading(1, "Resultater"),
        Chart(bar_chart(), "Måloppnåelse mot mål", "Fem av seks indikatorer.", None),
        Heading(2, "Spørsmål til personalmøtet"),
        Bullets(("Hva er vi stolte av?", "Hva vil vi snakke mer om?")),
        Heading(3, "Slik går dere fram"),
        Bullets(("Les side 1.", "Velg ett tema.", "Fyll ut planen."), ordered=True),
        ActionPlan("Handlingsplan", ("Tiltak", "Hvorfor", "Hvem", "Når", "Status"), 4),
        Paragraph("Tall for færre enn fire svar vises aldri. " * 3, "small"),
    )


def sample_report(blocks: tuple[Block, ...] | None = None, *, language: str = "nb") -> Report:
    return Report(
        kind="office",
        path="offices/fjordbyen/kontorrapport-fjordbyen",
        unit="fjordbyen",
        language=language,
        title="Kontorrapport for Fjordbyen",
        subtitle="Innovasjon i førstelinja, 2. kvartal 2015",
        running_head="Fjordbyen · 2. kvartal 2015",
        footer="Syntetiske data · kjøring 4f2a9c",
        author="Fylkets analyseenhet",
        created=date(2015, 7, 1),
        run_id="4f2a9c",
        blocks=all_blocks() if blocks is None else blocks,
    )
