"""What every declared table is made of: frame, empty cells and the line that names its file."""

from __future__ import annotations

from collections.abc import Sequence

from generator.report.block import Cell, Column, Paragraph, Span, Table
from generator.report.context import Context, sentences, span
from generator.report.numbers import plain, spss
from generator.results.values import Node, Suppressed
from generator.round.model import ITEMS_FROM
from generator.study.declared import JOINED
from generator.study.outline import TableSpec

Row = tuple[Cell, ...]
EMPTY = Cell("")


def missing_table(spec: TableSpec, steps: Sequence[str], *, context: Context) -> Paragraph:
    """The sentence that stands where a table cannot be printed, with why it is suppressed."""
    nodes = [context.released.steps.get(step) for step in steps]
    rules = dict.fromkeys(node.suppressed for node in nodes if isinstance(node, Suppressed))
    key = "withheld.table" if rules else "withheld.undefined"
    why = sentences(*(context.why(rule) for rule in rules))
    return Paragraph(context.words(key, number=spec.number, why=why), role="small")


def table_of(
    spec: TableSpec,
    rows: Sequence[Row],
    *,
    context: Context,
    texts: Sequence[int] = (0,),
    notes: Sequence[str],
    widths: Sequence[float],
) -> Table:
    """The columns ``texts`` hold text, the others numbers; declared notes come last.

    One note says why cells have a dash, where some are suppressed.
    """
    hidden = any(cell.withheld for row in rows for cell in row)
    dash = (context.words("withheld.dash"),) if hidden else ()
    columns = tuple(
        Column(head, align="text" if i in texts else "number", weight=widths[i])
        for i, head in enumerate(spec.columns)
    )
    return Table(
        title=spec.title,
        number=spec.number,
        columns=columns,
        groups=tuple(Span(group.label, group.span) for group in spec.column_groups),
        rows=tuple(rows),
        notes=tuple(note for note in (*notes, *dash, *spec.notes) if note),
    )


def widths_of(columns: int, *, first: float) -> list[float]:
    """Relative widths: the first column's own, all others alike."""
    return [first, *([1.0] * (columns - 1))]


def n_line(group: str, counts: Sequence[object], *, context: Context, file: str = "") -> str:
    """Which file the numbers are from, and how many answers are behind each."""
    known = [count for count in counts if isinstance(count, int)]
    name = file or context.file(group)
    if not known:
        return context.words("table.file_line", file=name)
    return context.words("table.n_line", file=name, n=span(known, words=context.words))


def spec_line(spec: TableSpec, node: Node, counts: Sequence[object], context: Context) -> str:
    """The line that names the file, as the table itself calls it."""
    return n_line(node.group, counts, context=context, file=spec.file_note)


def joined_note(labels: Sequence[str], *, context: Context) -> list[str]:
    """Why a class has two names, where the rules joined some."""
    joined = not context.exact and any(JOINED in label for label in labels)
    return [context.words("table.joined", items_from=ITEMS_FROM)] if joined else []


def figure_text(spec: TableSpec, value: object, decimals: int, *, context: Context) -> str:
    """A number as the table prints numbers: SPSS's way, or with the zero before the decimal sign.

    The two ways differ in the minus sign as well.
    """
    number = plain if spec.leading_zero else spss
    return number(value, decimals, point=spec.decimal, bounds=context.words.bounds)


def figure_cell(spec: TableSpec, value: object, decimals: int, *, context: Context) -> Cell:
    """A number as a cell of the table; a dash that says withheld when it is."""
    return Cell(
        figure_text(spec, value, decimals, context=context), withheld=isinstance(value, Suppressed)
    )


def p_figure(spec: TableSpec, p: object, *, context: Context) -> Cell:
    """A p-value as a cell of the table."""
    return Cell(p_text(spec, p, context=context), withheld=isinstance(p, Suppressed))


def p_text(spec: TableSpec, p: object, *, context: Context) -> str:
    """A p-value with three decimals; SPSS prints ``.000`` where the other way says ``< 0,001``."""
    if spec.leading_zero and isinstance(p, float) and p < 0.0005:
        return f"< {figure_text(spec, 0.001, 3, context=context)}"
    return figure_text(spec, p, 3, context=context)


def count_cell(value: object) -> Cell:
    """A count, or a dash where there is none to tell."""
    return Cell(spss(value, 0, point=","), withheld=isinstance(value, Suppressed))


def p_cell(p: object, *, context: Context) -> Cell:
    """A p-value in the documents' language: ``0,012``, or ``< 0,001`` where that shows nothing."""
    if isinstance(p, float) and p < 0.0005:
        return Cell(f"< {context.number(0.001, 3)}")
    return context.cell(p, 3)
