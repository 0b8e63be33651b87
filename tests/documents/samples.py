"""A report with every block type, of the size and kind of a real office report."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from generator.report.block import (
    ActionPlan,
    Block,
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
from generator.report.marks import Axis, Bar, Dot, Key, Mark, Months, Rounds, Shift

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


def axis_of(low: float, high: float, places: tuple[float, ...], **origin: float) -> Axis:
    return Axis(low, high, tuple((place, f"{place:g}") for place in places), **origin)


def mark_table(
    *rows: tuple[str, Mark, str], axis: Axis | None = None, title: str = "Figuren", **parts: object
) -> Table:
    """A drawn table of one mark a row, between its label and its number."""
    columns = (
        Column("Hva", "text", 4),
        Column("", "picture", 3),
        Column("Tall"),
    )
    cells = tuple((Cell(name, True), Cell("", mark=mark), Cell(text)) for name, mark, text in rows)
    return Table(title, columns, cells, axis=axis, drawn=True, **parts)


def bar_table(**parts: object) -> Table:
    rows = [
        (
            f"B.{12 + index} Oppfølgte arbeidssøkere siste tre måneder",
            Bar(
                value=None if index == 2 else 60.0 + 7 * index,
                reference=None if index == 1 else 90.0,
            ),
            "–" if index == 2 else f"{60 + 7 * index} %",
        )
        for index in range(6)
    ]
    axis = axis_of(0, 120, (0, 20, 40, 60, 80, 100, 120))
    legend = (Key("Kontoret", "bar"), Key("Mål", "reference"))
    return mark_table(*rows, axis=axis, legend=legend, **parts)


def dot_table(**parts: object) -> Table:
    rows = [
        (
            name,
            Dot(4.0 + index / 10, 3.6 + index / 10, 4.4 + index / 10, 4.3, firm=index != 3),
            f"4,{index}",
        )
        for index, name in enumerate(CONSTRUCTS)
    ]
    legend = (Key("Kontoret med 95 % intervall", "interval"), Key("Fylket", "reference"))
    return mark_table(*rows, axis=axis_of(1, 6, (1, 2, 3, 4, 5, 6)), legend=legend, **parts)


def shift_table(**parts: object) -> Table:
    """Two marks without each other's columns: rows under categories, one of them with figures."""
    columns = (
        Column("Utsagn", "text", 4),
        Column("", "picture", 3),
        Column("Nå"),
        Column("", "center", 0.5),
    )
    rows = tuple(
        (
            Cell(
                f"Vi prøver ofte ut nye måter å løse oppgavene våre på ({index})", strong=index < 1
            ),
            Cell("", mark=Shift(50.0 + index, 55.0 - 3 * index, firm=index < 1)),
            Cell(f"{55 - 3 * index} %", strong=index < 1),
            Cell("▲" if index < 1 else ""),
        )
        for index in range(4)
    )
    empty = (Cell(""),) * 3
    categories = [(Cell(name, True), *empty) for name in ("Innovasjonsatferd (n = 14)", "Ledelse")]
    return Table(
        columns=columns,
        rows=(categories[0], *rows[:3], categories[1], rows[3]),
        axis=axis_of(0, 100, (0, 50, 100), origin=50),
        legend=(
            Key("forrige gang", "hollow"),
            Key("nå", "dot"),
            Key("endring", "shift"),
            Key("▲ lengst over fylket"),
        ),
        **{"title": "Endring siden sist", **parts},
    )


MONTHS = Months(
    values=(10.0, 30.0, None, 20.0),
    targets=(20.0, 20.0, 20.0, 25.0),
    met=(False, True, None, False),
)
ROUNDS = Rounds(values=(3.1, 3.4, None, 3.9), joined=((0, 1),), broken=((1, 3),))


def line_table(mark: Mark = MONTHS, **parts: object) -> Table:
    ticks = tuple((place + 0.5, name) for place, name in enumerate(("jan", "feb", "mar", "apr")))
    legend = (
        Key("nådd", "met"),
        Key("ikke nådd", "missed"),
        Key("mål", "target"),
        Key("brudd", "break"),
    )
    return mark_table(
        ("B.12 Oppfølgte", mark, "1 av 3"), axis=Axis(0, 4, ticks), legend=legend, **parts
    )


def diagram(*, strong: bool = True) -> Diagram:
    boxes = (
        *(DiagramBox(f"f{row}", name, 0, row, row < 2) for row, name in enumerate(CONSTRUCTS[:6])),
        DiagramBox("i", "Innovasjonsatferd", 1, 2, True),
        DiagramBox("r", "Resultater: individuell oppfølging og brukertilfredshet", 2, 2),
    )
    if not strong:
        boxes = tuple(replace(box, strong=False) for box in boxes)
    arrows = tuple(DiagramArrow(f"f{row}", "i", strong and row < 2) for row in range(6))
    alt = "To faktorer henger sammen med innovasjonsatferd."
    return Diagram(boxes, (*arrows, DiagramArrow("i", "r")), "Modellen", alt, "1")


def all_blocks() -> tuple[Block, ...]:
    text = (
        "Kontoret ligger nær fylket på de fleste skalaene. Forskjellene er små, og med så få svar "
        "er det usikkert om de er reelle. Bruk tallene som utgangspunkt for en samtale, ikke som "
        "en fasit. "
    )
    return (
        Paragraph("14 av 25–30 inviterte svarte; i fylket svarte 48,3 prosent.", "verdict"),
        Panels(
            (
                Panel("Ta vare på", (Remark("Innovasjonsatferd", "4,6; fylket: 4,4."),)),
                Panel(
                    "Snakk om",
                    (
                        Remark("Lederstøtte", "er 0,3 under fylket."),
                        Remark("", "Kan være tilfeldig."),
                    ),
                ),
                Panel("Så sikkert er det", (Remark("14 svar", "av 25–30 inviterte."),)),
            )
        ),
        Steps(
            "Tre steg videre",
            (
                Remark("Denne uka", "Les side 1."),
                Remark("Innen 1. oktober", "Velg ett tema sammen."),
                Remark("", "Send planen til fylket."),
            ),
        ),
        Contents("Innhold"),
        PageBreak(),
        Heading(1, "Begrepene"),
        Paragraph(text * 2),
        construct_table(),
        Paragraph(f"Navn med samiske bokstaver: {SAMI}."),
        dot_table(title="Kontoret og fylket", number="2", notes=("n = 14",)),
        Heading(1, "Hva henger sammen"),
        Heading(2, "Fylkets funn"),
        Paragraph(text),
        diagram(),
        correlation_table(),
        Note("Sammenhengene gjelder personer i hele fylket, ikke kontoret.", "Merk"),
        Note("En merknad uten tittel."),
        Quote("We never have the time, says [name].", "en"),
        Heading(2, "Utsagnene"),
        shift_table(number="3"),
        long_table(),
        PageBreak(),
        Heading(1, "Resultater"),
        bar_table(title="Måloppnåelse mot mål"),
        line_table(title="Måned for måned"),
        line_table(ROUNDS, title="Runde for runde"),
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
        heading="Fjordbyen",
        footer="Syntetiske data · kjøring 4f2a9c",
        author="Fylkets analyseenhet",
        created=date(2015, 7, 1),
        run_id="4f2a9c",
        blocks=all_blocks() if blocks is None else blocks,
    )
