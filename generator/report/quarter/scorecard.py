"""The scorecard in the quarterly report: the total, its months, and every office.

The offices' table is the scorecard alone, never a figure of the survey.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generator.language.wording import capital
from generator.report.block import Block, Cell, Column, Paragraph, Table
from generator.report.blocks.constructs import picture_column
from generator.report.blocks.scorecard_months import (
    judged,
    meets,
    month_axis,
    month_legend,
    month_line,
    month_names,
    months_cell,
    run_notes,
)
from generator.report.context import Context, inside, sentences, span
from generator.report.numbers import DASH
from generator.results.offices import LIMITS_FROM, Attainment, IndicatorResult, OfficeAttainment
from generator.results.trend import MONTHS
from generator.results.values import Suppressed
from generator.round.model import CLIENTS_FROM

REACHED: Final = "●"
MISSED: Final = "○"
ACROSS: Final = 12
"""How many indicators a table of offices holds; more of them have a table of their own."""
NAMED: Final = 12
"""How many offices are named in one cell; of more, it is said how many they are."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The scorecard of the total with its months, and of the offices in declared order.

    ``of_offices`` has each indicator's results by office.
    """

    context: Context
    rows: tuple[IndicatorResult, ...]
    offices: tuple[OfficeAttainment, ...]
    of_offices: Mapping[str, Mapping[str, IndicatorResult]]

    @property
    def judged(self) -> list[tuple[IndicatorResult, bool]]:
        """The indicators of the total that can be held against a target, and whether it is met."""
        return judged(self.rows, self.context)

    @property
    def has_table(self) -> bool:
        """Whether the offices have a table: of one alone only what page one leaves out."""
        return len(self.offices) > 1 or len(self.judged) < len(self.rows)

    def results(self, indicator: str) -> list[IndicatorResult]:
        """An indicator's result in every office that has it."""
        return list(self.of_offices.get(indicator, {}).values())

    def on_course(self, indicator: str, course: str) -> list[str]:
        """The offices where an indicator's months have a course, by name."""
        found = self.of_offices.get(indicator, {}).items()
        return [self.context.unit_name(office) for office, row in found if row.course == course]


def scorecard_of(context: Context) -> Scorecard:
    """Look up the scorecard of the round; without one it is empty."""
    node = context.step(MONTHS, Attainment)
    rows = tuple(row for office in node.offices for row in office.rows) if node else ()
    nodes = [context.unit(unit, "attainment", Attainment) for unit in context.released.units]
    found = {office.office: office for node in nodes if node for office in node.offices}
    offices = tuple(found[unit.id] for unit in context.round.units if unit.id in found)
    of_offices: dict[str, dict[str, IndicatorResult]] = {}
    for office in offices:
        for row in office.rows:
            of_offices.setdefault(row.indicator, {})[str(office.office)] = row
    return Scorecard(context, rows, offices, of_offices)


def short_name(variable: str, context: Context) -> str:
    """A variable's short name inside a sentence; the whole one where it has none."""
    short = context.short_label(variable)
    return context.label(variable) if short == context.study.label_of(variable) else inside(short)


def on_target(rows: Sequence[IndicatorResult], context: Context) -> str:
    """``4 av 6``: how many of the targets that can be judged are reached; a dash without any."""
    met = [met for _, met in judged(rows, context)]
    return context.words("results.months", n=sum(met), all=len(met)) if met else DASH


def months_blocks(card: Scorecard) -> Iterator[Block]:
    """Every indicator with a target month by month, and where offices are consistent."""
    context, words = card.context, card.context.words
    key = "quarter.limits" if any(row.course for row in card.rows) else "quarter.no_limits"
    yield Paragraph(words(key, limits_from=words.numeral(LIMITS_FROM)))
    rows = [row for row in card.rows if row.n_months]
    if months := month_names(rows, context=context):
        yield _months_table(rows, months, context)
    yield from _course_blocks(card)


def _months_table(
    rows: Sequence[IndicatorResult], months: Mapping[str, str], context: Context
) -> Table:
    words = context.words
    first, last, attained = context.columns("results", indicator=2.9, months=1.7, attained=1.4)
    behind = [month.denominator for row in rows for month in row.months]
    counts = [n for n in behind if isinstance(n, int)]
    n, clients_from = span(counts, words=words), words.numeral(CLIENTS_FROM)
    counted = [words("quarter.months_note", n=n, clients_from=clients_from)] if counts else []
    return Table(
        words("quarter.months_title"),
        (first, picture_column(5.8), replace(last, align="text"), attained),
        tuple(
            (
                Cell(context.short_label(row.indicator), header=True),
                month_line(row, months, context=context),
                months_cell(row, context=context),
                context.share_cell(row.attainment),
            )
            for row in rows
        ),
        notes=(
            sentences(*run_notes(rows, context=context)),
            sentences(words("quarter.months_figure_note"), words("quarter.table_note"), *counted),
        ),
        axis=month_axis(months),
        legend=month_legend(rows, context),
    )


def _course_blocks(card: Scorecard) -> Iterator[Block]:
    """Which offices consistently meet or miss a target, and of which indicators none does."""
    context, words = card.context, card.context.words
    rows: list[tuple[Cell, ...]] = []
    varying = []
    for row in card.rows:
        n = sum(each.course is not None for each in card.results(row.indicator))
        met, missed = (card.on_course(row.indicator, name) for name in ("met", "missed"))
        if met or missed:
            label = Cell(context.short_label(row.indicator), header=True)
            rows.append((label, context.cell(n, 0), *(Cell(_named(x)) for x in (met, missed))))
        elif n:
            varying.append(short_name(row.indicator, context))
    note = words("quarter.courses_note", limits_from=words.numeral(LIMITS_FROM))
    vary = words("quarter.courses_vary", n=len(varying), names=words.listed(varying))
    if rows:
        heads = [capital(words(f"results.course_{x}")) for x in ("met", "missed")]
        first = context.columns("results", indicator=3.0, n_offices=0.9)
        columns = (*first, *(Column(head, "text", 2.8) for head in heads))
        notes = (sentences(vary if varying else "", note),)
        yield Table(words("quarter.courses_title"), columns, tuple(rows), notes=notes)
    elif varying:
        yield Paragraph(sentences(words("quarter.courses_none"), note))


def _named(names: Sequence[str]) -> str:
    """``2: Solvik, Lyngheia``; of many, only how many they are."""
    count = f"{len(names)}: {', '.join(names)}" if len(names) <= NAMED else str(len(names))
    return count if names else DASH


def office_blocks(card: Scorecard) -> Iterator[Block]:
    """Every office in declared order: results to date, and how many targets it reaches."""
    words = card.context.words
    yield Paragraph(words("quarter.offices_intro", reached=REACHED, missed=MISSED))
    yield _codes(card)
    for start in range(0, len(card.rows), ACROSS):
        yield _offices_table(card, card.rows[start : start + ACROSS])


def _codes(card: Scorecard) -> Table:
    """What the codes of the indicators stand for, and the number behind each of the total."""
    context = card.context
    code, *others = context.columns("quarter", code=0.8, what=5, n=1.2)
    rows = tuple(
        (
            Cell(row.indicator, header=True),
            Cell(context.study.label_of(row.indicator)),
            context.n_cell(row.denominator),
        )
        for row in card.rows
    )
    columns = (code, replace(others[0], align="text"), others[1])
    return Table(context.words("quarter.codes"), columns, rows)


def _offices_table(card: Scorecard, rows: Sequence[IndicatorResult]) -> Table:
    context, words = card.context, card.context.words

    def line(head: str, cells: Sequence[Cell], last: str = "") -> tuple[Cell, ...]:
        return (Cell(head, header=True), *cells, Cell(last))

    of_targets = [Cell(context.short_number(row.target)) for row in rows]
    body = [line(words("quarter.head_target"), of_targets)]
    for office in card.offices:
        found = {row.indicator: row for row in office.rows}
        cells = [_cell(found.get(row.indicator), context) for row in rows]
        name = context.unit_name(str(office.office))
        body.append(line(name, cells, on_target(office.rows, context)))
    hidden = any(cell.withheld for row in body for cell in row)
    body.append(line(words("quarter.mean"), [_cell(row, context) for row in rows]))
    notes = (words("results.few", clients_from=CLIENTS_FROM),) if hidden else ()
    longest = max(len(row[0].text) for row in body)
    first, last = context.columns("quarter", office=min(max(0.14 * longest, 1.8), 5), reached=1.2)
    columns = (first, *(Column(row.indicator) for row in rows), last)
    title = words("quarter.offices_table", period=context.period)
    return Table(title, columns, tuple(body), notes=notes)


def _cell(row: IndicatorResult | None, context: Context) -> Cell:
    """A result with its mark, so that the eye finds what was reached without reading numbers."""
    if row is None:
        return Cell(DASH)
    met = meets(row, context)
    mark = "" if met is None else f"\N{NO-BREAK SPACE}{REACHED if met else MISSED}"
    text = context.number(row.result, 1)
    return Cell(f"{text}{mark}", withheld=isinstance(row.result, Suppressed))
