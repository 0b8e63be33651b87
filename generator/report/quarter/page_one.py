"""Page one of the quarterly report: the verdict, the scorecard, the people, and what to decide."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generator.report.block import (
    Block,
    Cell,
    Column,
    Panel,
    Panels,
    Paragraph,
    Remark,
    Table,
)
from generator.report.blocks.about import low_notes
from generator.report.blocks.constructs import picture_column
from generator.report.blocks.scorecard_months import beyond_target
from generator.report.blocks.trend_words import TrendWords, direction, point_then
from generator.report.context import Context, sentences
from generator.report.marks import Axis, Key, Shift
from generator.report.numbers import DASH, MINUS, is_known
from generator.report.quarter.decisions import decisions
from generator.report.quarter.scorecard import Scorecard, on_target, short_name
from generator.report.quarter.surveys import survey_ends, survey_panels, survey_source
from generator.results.offices import Attainment, IndicatorResult, PlanProgress
from generator.results.trend import MONTHS, Break, Change, TrendLine

SAID: Final = 3
"""How many changes the verdict names at most."""
_PARTS: Final = 3  # of an axis at most, so that its numbers stand apart


@dataclass(frozen=True, slots=True)
class _PageOne:
    """The scorecard with its changes since last time, as page one has them."""

    card: Scorecard
    trend: TrendWords | None

    @property
    def context(self) -> Context:
        return self.card.context

    @property
    def in_points(self) -> bool:
        """Whether distances are in percentage points: all results are per cent."""
        indicators = self.context.study.indicators
        return all(indicators[row.indicator].unit == "%" for row in self.card.rows)

    def line(self, row: IndicatorResult) -> TrendLine | None:
        """What an indicator of the total was before, and how it changed."""
        lines = self.trend.measured_now() if self.trend else []
        wanted = ("indicator", row.indicator)
        return next((line for line in lines if (line.measure, line.variable) == wanted), None)

    def gap(self, value: object, row: IndicatorResult) -> float | None:
        """How far a value is on the good side of the target of today; negative short of it."""
        gap = beyond_target(value, row, self.context, in_points=self.in_points)
        return (
            None if gap is None else round(gap, 6)
        )  # equal distances of printed figures are equal

    def ranked(self, *, met: bool) -> list[IndicatorResult]:
        """The indicators that meet their target, or miss it: the best first."""
        rows = [row for row, is_met in self.card.judged if is_met == met]
        return sorted(rows, key=lambda row: -(self.gap(row.result, row) or 0.0))

    def columns(self) -> Iterator[Column]:
        """The columns of the table; those on targets and changes only where there are some."""
        words, judged = self.context.words, bool(self.card.judged)
        first, offices = self.context.columns("results", indicator=3.37, offices=0.92)
        in_unit = "_percent" if self.in_points else ""
        yield first
        if judged:
            yield picture_column(1.8)
        yield Column(words(f"quarter.head_now{in_unit}"), weight=0.7)
        if judged:
            yield Column(words("quarter.head_target"), weight=0.65)
            yield from [offices] if len(self.card.offices) > 1 else []
        if self.trend:
            yield Column(words("quarter.head_change"), weight=0.8)
            yield Column(words("quarter.head_verdict"), "text", 2.4)

    def cells(self, row: IndicatorResult) -> Iterator[Cell]:
        """An indicator's row under these columns."""
        context, line, judged = self.context, self.line(row), bool(self.card.judged)
        change = line.change if line and isinstance(line.change, Change) else None
        firm = bool(change and change.certain)
        yield Cell(context.short_label(row.indicator), header=not judged)
        if judged:
            before = point_then(line) if line and change else None
            then = self.gap(before.value, row) if before else None
            now = self.gap(row.result, row)
            yield Cell("", mark=None if now is None else Shift(then, now, firm))
        result, target = context.cell(row.result, 1), context.short_number(row.target)
        if not self.in_points:
            result = context.in_unit_cell(row.result, row.indicator)
            target = context.in_unit(row.target, row.indicator)
        yield replace(result, strong=True)
        if judged:
            yield Cell(target)
            if len(self.card.offices) > 1:
                yield Cell(on_target(self.card.results(row.indicator), context))
        if self.trend:
            signed = self.trend.signed(change.value, line) if line and change else DASH
            verdict = self.trend.verdict(line, "quarter.verdict") if line else DASH
            yield Cell(signed, strong=firm)
            yield Cell(verdict, strong=firm)


def page_one(card: Scorecard, trend: TrendWords | None) -> Iterator[Block]:
    """The state of the quarter in a minute."""
    page, context = _PageOne(card, trend), card.context
    if verdict := sentences(*_verdict(page)):
        yield Paragraph(verdict, role="verdict")
    if scores := sentences(*_scores(card)):
        yield Paragraph(scores)
    if card.rows:
        yield _table(page)
    panels = (*survey_panels(context, trend, with_ends=bool(card.rows)), *_plans(context))
    if panels:
        yield Panels(panels)
    yield decisions(card, page.ranked(met=False)[::-1])


def _verdict(page: _PageOne) -> Iterator[str]:
    """How many targets are reached, what changed for certain, and which is farthest off."""
    context, words, found = page.context, page.context.words, page.card.judged
    if found:
        n = sum(met for _, met in found)
        key = "reached_none" if not n else "reached" if n < len(found) else "reached_all"
        yield words(f"quarter.{key}", n=n or len(found), all=len(found))
    elif page.card.rows and all(row.target is None for row in page.card.rows):
        yield words("quarter.no_targets")
    elif source := survey_source(context):
        yield survey_ends(source)
    yield from _changes(page.trend)
    missed = page.ranked(met=False)
    gaps = [(page.gap(row.result, row), short_name(row.indicator, context)) for row in missed]
    if gaps and len(found) > 1:
        farthest = [label for gap, label in gaps if gap == gaps[-1][0]]
        yield words("quarter.farthest", names=words.listed(farthest))


def _changes(trend: TrendWords | None) -> Iterator[str]:
    """Which results changed more than chance can make them, or that none did."""
    lines = trend.measured_now() if trend else []
    moved: dict[str, list[str]] = {"up": [], "down": []}
    for line in lines:
        if trend and isinstance(line.change, Change) and line.change.certain:
            moved[direction(line.change)].append(short_name(line.variable, trend.context))
    for key, names in moved.items():
        if trend and names:
            n = len(names)
            listed = trend.words.listed(names)
            many = trend.words("quarter.changed_many", n=n)
            named = listed if n <= SAID else many
            yield trend.words(f"quarter.changed_{key}", names=named)
    if trend and trend.node.family and not any(moved.values()):
        yield trend.words("quarter.changed_none", n=trend.node.family)


def _scores(card: Scorecard) -> Iterator[str]:
    """The composite scores of the scorecard."""
    context, words = card.context, card.context.words
    node = context.step(MONTHS, Attainment)
    for score in node.scores if node else ():
        if is_known(score.value):
            label, value = context.study.label_of(score.variable), context.share(score.value)
            yield words("quarter.score", label=label, value=value)


def _table(page: _PageOne) -> Table:
    """Every indicator with a target: how far off it is and was, and whether that is a change."""
    card, context, words = page.card, page.context, page.context.words
    shown = [row for row in card.rows if row.target is not None] or list(card.rows)
    groups = {key: page.ranked(met=key == "met") for key in ("met", "missed")}
    groups["unknown"] = [row for row in shown if row not in groups["met"] + groups["missed"]]
    columns = list(page.columns())
    rows: list[tuple[Cell, ...]] = []
    for key, of_group in groups.items():
        if of_group and card.judged:
            head = words(f"quarter.group_{key}", n=len(of_group), all=len(shown))
            rows.append((Cell(head, header=True), *[Cell("")] * (len(columns) - 1)))
        rows += [tuple(page.cells(row)) for row in of_group]
    marks = [cell.mark for row in rows for cell in row if isinstance(cell.mark, Shift)]
    return Table(
        words("quarter.table", n=len(card.offices), period=context.period),
        tuple(columns),
        tuple(rows),
        notes=tuple(filter(None, [_note(page, shown)])),
        axis=distance_axis(marks, words("quarter.target")) if marks else None,
        legend=tuple(_legend(marks, page)) if marks else (),
    )


def distance_axis(marks: Sequence[Shift], target: str) -> Axis:
    """An axis of distances that holds every mark, with the target where there is none."""
    values = [0.0, *(x for mark in marks for x in (mark.then, mark.now) if x is not None)]
    least, most = min(values), max(values)
    steps = (factor * 10**power for power in range(9) for factor in (1, 2, 5))
    step = next(x for x in steps if math.ceil(most / x) - math.floor(least / x) <= _PARTS)
    low, high = math.floor(least / step), max(math.ceil(most / step), 1)
    names = {place: f"{place * step:+d}".replace("-", MINUS) for place in range(low, high + 1)}
    ticks = tuple((float(place * step), name) for place, name in {**names, 0: target}.items())
    return Axis(float(low * step), float(high * step), ticks, origin=0.0)


def _legend(marks: Sequence[Shift], page: _PageOne) -> Iterator[Key]:
    context, words = page.context, page.context.words
    yield Key(words("quarter.then", date=words.long_date(context.round.date)), "dot")
    if page.trend and any(mark.then is not None for mark in marks):
        changes = [line.change for line in page.trend.measured_now() if line.measure == "indicator"]
        days = {page.trend.day(change.since) for change in changes if isinstance(change, Change)}
        then = words("quarter.then", date=days.pop()) if len(days) == 1 else ""
        yield Key(then or words("quarter.last_time"), "hollow")
    if any(mark.firm for mark in marks):
        yield Key(words("quarter.certain"), "shift")
    yield Key(words("quarter.gap_points" if page.in_points else "quarter.gap_percent"))


def _note(page: _PageOne, shown: Sequence[IndicatorResult]) -> str:
    """What certain means, and of which indicators a low figure is the good one."""
    context, words = page.context, page.context.words
    lines = [line for row in shown if (line := page.line(row))]
    certain = ""
    if page.trend and any(isinstance(x.change, Change) for x in lines) and page.trend.node.family:
        certain = words("quarter.certain_note", n=page.trend.node.family)
    overlap = any(isinstance(x.change, Change) and x.change.overlap for x in lines)
    broken = any(isinstance(x.change, Break) for x in lines)
    names = [row.indicator for row in shown]
    return sentences(
        certain,
        words("trend.note_overlap") if overlap else "",
        *low_notes(names, context=context),
        words("quarter.broken_note") if broken else "",
    )


def _plans(context: Context) -> Iterator[Panel]:
    """How many measures of the returned plans are done; nothing where no plan was returned."""
    node, words = context.step("plans", PlanProgress), context.words
    if node is None:
        return
    returned = words("quarter.plans_returned", n=node.n)
    done = {"all": node.n_measures, "begun": node.n_started, "open": node.n_open}
    progress = Remark(returned, words("quarter.plans_done", n=node.n_done, **done))
    yield Panel(words("quarter.panel_plans"), (progress,))
