"""Blocks on what changed since last time, and whether it is more than noise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from generator.language.wording import capital
from generator.report.block import Block, Cell, Heading, Paragraph, Table
from generator.report.blocks.constructs import picture_column
from generator.report.blocks.trend_words import (
    QUARTERS,
    TrendWords,
    compared,
    of_several_offices,
    trend_of,
)
from generator.report.context import Context, inside
from generator.report.marks import Axis, Key, Rounds
from generator.report.numbers import DASH
from generator.results.trend import Break, Change, TrendLine
from generator.results.values import Suppressed, published_number

Lines = Sequence[TrendLine]

MEMBERS: Final = ("joined", "left", "split", "merged")
"""The reasons that are about which offices there are."""

POINTS_FROM: Final = 3
"""How many figures a line has before it is drawn."""

WEIGHTS: Final = {
    "variable": 3.3,
    "then": 1.15,
    "now": 1.25,
    "change": 1.15,
    "interval": 1.85,
    "n": 2.2,
    "verdict": 1.3,
}
"""The columns of the change table and their widths."""


def total_trend_blocks(context: Context) -> Iterator[Block]:
    """Everything that changed for the total."""
    if trend := trend_of(context):
        yield Paragraph(context.words("trend.intro"))
        yield from _trend_blocks(trend, charts=True)
        if trend.node.family:
            yield interval_note(trend)
        yield from renamed_blocks(trend)


def size_trend_blocks(context: Context) -> Iterator[Block]:
    """What changed for every size class."""
    for size, label in context.study.size_classes.items():
        if of_size := trend_of(context, size=size):
            yield Heading(2, label)
            yield from _trend_blocks(of_size, charts=False)


def _trend_blocks(trend: TrendWords, *, charts: bool) -> Iterator[Block]:
    shown = trend.measured_now()
    yield Paragraph(trend.summary(shown))
    for title, lines in tables_of(shown, trend):
        if any(line.change is not None for line in lines):
            yield change_table(lines, shown, trend, title=title)
            # Two points on a scale of their own look like a great change, whatever they are.
            drawn = [line for line in lines if line.measure != "year"]
            if charts and any(line.breaks or len(line.points) >= POINTS_FROM for line in drawn):
                yield trend_chart(lines, trend, title=trend.words("trend.figure", title=title))
    yield from score_blocks(shown, trend)


def tables_of(lines: Lines, trend: TrendWords) -> Iterator[tuple[str, Lines]]:
    """The lines that share a table, under its title: by group, the scorecard, and the clients."""
    words = trend.words
    parts = [
        (words("trend.table_constructs", group=inside(group.label)), "construct", name)
        for name, group in trend.context.study.groups.items()
    ]
    parts += [(words(f"trend.table_{name}"), name, "") for name in ("indicator", "year", "clients")]
    for title, measure, group in parts:
        if found := [x for x in lines if x.measure == measure and group in ("", x.group)]:
            quarters = trend.quarters(found)
            yield (
                (words("trend.titled", title=title, quarters=quarters) if quarters else title),
                found,
            )


def score_blocks(lines: Lines, trend: TrendWords) -> Iterator[Paragraph]:
    """The composite scores now and then, or that they cannot be compared."""
    for line in lines:
        if line.measure == "score" and line.change is not None:
            withheld = trend.words("trend.score_withheld", label=trend.label(line))
            yield Paragraph(trend.score(line) or withheld)


def interval_note(trend: TrendWords) -> Paragraph:
    """For how many changes the intervals are adjusted."""
    return Paragraph(trend.words("trend.note_interval", n=trend.node.family), role="small")


def renamed_blocks(trend: TrendWords) -> Iterator[Paragraph]:
    """Which offices had another name before."""
    for renamed in trend.node.renamed:
        now = trend.context.unit_name(renamed.unit)
        text = trend.words("trend.renamed", before=renamed.before, now=now)
        yield Paragraph(text, role="small")


def change_table(lines: Lines, every: Lines, trend: TrendWords, *, title: str) -> Table:
    """Then, now, the change with its adjusted interval, how many, and the verdict.

    Of ``every`` line of the trend, those of attainment say whose target is another now.
    """
    targets = {(x.variable, x.office): x for x in every if x.measure == "target"}
    attained = [targets.get((x.variable, x.office)) for x in lines if x.measure == "indicator"]
    *columns, verdict = trend.context.columns("trend", **WEIGHTS)
    rows = [_row(line, trend) for line in lines]
    notes = _notes(lines, [line for line in attained if line], trend)
    return Table(title, (*columns, replace(verdict, align="text")), tuple(rows), notes=tuple(notes))


def _row(line: TrendLine, trend: TrendWords) -> tuple[Cell, ...]:
    (then, now), change = compared(line), line.change
    before, after = (
        _shown(value, line, trend) for value in (then.value if then else None, now.value)
    )
    changed = trend.signed(change.value, line) if isinstance(change, Change) else DASH
    counts = [trend.context.number(point.n if point else None, 0) for point in (then, now)]
    hidden = isinstance(change, Suppressed)
    label = trend.label(line)
    if line.measure in QUARTERS:
        label = trend.context.short_label(line.variable)
    return (
        Cell(label, header=True),
        before,
        after,
        *(Cell(text, withheld=hidden) for text in (changed, _interval(line, trend))),
        Cell(trend.words("trend.counts", then=counts[0], now=counts[1])),
        Cell(trend.verdict(line), withheld=hidden),
    )


def _interval(line: TrendLine, trend: TrendWords) -> str:
    """The adjusted interval of the change, ``−0,10 til 0,94``; a dash without one."""
    match line.change:
        case Change(holm_low=float(low), holm_high=float(high)):
            ends = {"low": trend.signed(low, line), "high": trend.signed(high, line)}
            return trend.words("trend.interval", **ends)
    return DASH


def _notes(lines: Lines, attained: Lines, trend: TrendWords) -> Iterator[str]:
    words = trend.words
    changes = [(line.measure, line.change) for line in lines if isinstance(line.change, Change)]
    unbroken = {(x.variable, x.office) for x in lines if not isinstance(x.change, Break)}
    yield from _since(lines, trend)
    yield from _chains(lines, trend)
    yield from _breaks(lines, trend)
    # An attainment may be broken for a reason that its indicator is not: another target.
    own = [line for line in attained if (line.variable, line.office) in unbroken]
    yield from _breaks(own, trend, "_target")
    if any(measure in QUARTERS for measure, _ in changes):
        yield words("trend.note_points")
        of_office = any(line.office for line in lines)
        yield words(f"trend.note_quarters{'_of' if of_office else ''}")
    if any(measure == "clients" and change.certain is not None for measure, change in changes):
        yield words("trend.note_clients")
    for reason in dict.fromkeys(change.no_interval for _, change in changes if change.no_interval):
        yield words(f"trend.without_{reason}")
    if any(isinstance(line.change, Suppressed) for line in lines):
        yield words("trend.note_withheld")


def _since(lines: Lines, trend: TrendWords) -> Iterator[str]:
    """When last time was, or which quarters are compared; by name where they are not one's all."""
    changes = [(line, line.change) for line in lines if isinstance(line.change, Change)]
    compared = [(line, change) for line, change in changes if line.measure not in QUARTERS]
    dates = dict.fromkeys(change.since for _, change in compared)
    for name in dates:
        day = trend.day(name)
        if len(dates) == 1:
            yield trend.words("trend.since", date=day)
            continue
        other = {line.measure for line, change in compared if change.since != name}
        labels = dict.fromkeys(
            trend.label(line, running=True)
            if line.measure in other
            else inside(trend.words(f"trend.part_{line.measure}"))
            for line, change in compared
            if change.since == name
        )
        names = trend.words.listed(list(labels))
        yield trend.words("trend.since_of", date=day, names=names)
    for measure in QUARTERS:
        of_measure = [line for line, _ in changes if line.measure == measure]
        pairs: dict[str, list[str]] = {}
        for line in of_measure if not trend.quarters(of_measure) else ():
            pairs.setdefault(trend.quarters([line]), []).append(trend.label(line, running=True))
        for quarters, names_of in pairs.items():
            names = trend.words.listed(list(dict.fromkeys(names_of)))
            yield trend.words("trend.against_of", quarters=quarters, names=names)


def _breaks(lines: Lines, trend: TrendWords, kind: str = "") -> Iterator[str]:
    """Why lines are broken, those with the same reasons together.

    Which offices there are is said only where nothing else is another: it stands beside the
    indicator itself, and with the lines that are compared over some of them.
    """
    found: dict[tuple[Break, ...], list[str]] = {}
    for line in lines:
        now = [each for each in line.breaks if each.round == trend.node.rounds[-1].round]
        own = [each for each in now if each.reason not in MEMBERS]
        why = tuple(own if kind else own or now)
        if isinstance(line.change, Break) and why:
            found.setdefault(why, []).append(trend.label(line, running=True))
    for why, labels in found.items():
        first, *rest = dict.fromkeys(labels)
        names = [first if kind else capital(first), *rest]
        every = len(labels) == len(lines) > 1 and not kind
        yield trend.broken([trend.words("trend.chain_all")] if every else names, why, kind)


def _chains(lines: Lines, trend: TrendWords) -> Iterator[str]:
    """That changes are over the same offices alone, and why."""
    changed = [(line, line.change) for line in lines if isinstance(line.change, Change)]
    chained = [line for line, change in changed if change.offices is not None and line.breaks]
    if chained:
        first, *rest = dict.fromkeys(trend.label(line, running=True) for line in chained)
        every = len(chained) == len(changed)
        listed = trend.words.listed([capital(first), *rest])
        yield trend.chained(chained, trend.words("trend.chain_all") if every else listed)


def trend_chart(lines: Lines, trend: TrendWords, *, title: str) -> Table:
    """Every line through the rounds, with the first and the newest figure beside it."""
    words, office = trend.words, of_several_offices(lines)
    days = {each.round: date.fromisoformat(each.date) for each in trend.node.rounds}
    names = [words.short_date(day) for day in days.values()]
    rows = tuple(
        (
            Cell(trend.label(line, office=office), header=True),
            Cell("", mark=_line(line, list(days)), alt=_said(line, days, trend)),
            _shown(line.points[0].value, line, trend),
            _shown(line.points[-1].value, line, trend),
        )
        for line in lines
    )
    first, *others = trend.context.columns("trend", variable=3.4, first_value=1.0, now=1.0)
    legend = [Key(words("trend.value_name"), "dot")]
    if any(isinstance(cell.mark, Rounds) and cell.mark.broken for row in rows for cell in row):
        legend.append(Key(words("trend.break_name"), "break"))
    ticks = tuple((place + 0.5, name) for place, name in enumerate(names))
    return Table(
        title,
        (first, picture_column(4.0), *others),
        rows,
        notes=(words("trend.figure_note"),),
        axis=Axis(0.0, float(len(names)), ticks),
        legend=tuple(legend),
    )


def _said(line: TrendLine, days: Mapping[str, date], trend: TrendWords) -> str:
    """Each round's figure with its month, for whoever cannot see the line."""
    return ", ".join(
        f"{trend.words.short_date(days[point.round])} {trend.value(point.value, line)}"
        for point in line.points
    )


def _shown(value: object, line: TrendLine, trend: TrendWords) -> Cell:
    return Cell(trend.value(value, line), withheld=isinstance(value, Suppressed))


def _line(line: TrendLine, rounds: list[str]) -> Rounds:
    known = {point.round: published_number(point.value) for point in line.points}
    values = tuple(known.get(name) for name in rounds)
    places = [rounds.index(name) for name in known]
    pairs = [(a, b) for a, b in pairwise(places) if None not in (values[a], values[b])]
    broken = {each.round for each in line.breaks}
    return Rounds(
        values=values,
        joined=tuple(pair for pair in pairs if rounds[pair[1]] not in broken),
        broken=tuple(pair for pair in pairs if rounds[pair[1]] in broken),
    )
