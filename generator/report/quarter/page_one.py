"""Page one of the quarterly report: the verdict, the scorecard, the people, and what to decide."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.language.wording import Wording
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
from generator.report.blocks.trend_words import (
    TrendWords,
    direction,
    point_then,
)
from generator.report.context import Context, sentences, span
from generator.report.marks import Axis, Key, Shift
from generator.report.numbers import DASH, MINUS, is_known
from generator.report.quarter.decisions import Missed, decisions
from generator.report.quarter.scorecard import Scorecard, short_name
from generator.report.quarter.standing import Standing
from generator.report.quarter.surveys import survey_ends, survey_panels, survey_source
from generator.results.offices import Attainment, IndicatorResult, PlanProgress
from generator.results.trend import MONTHS, Break, Change

SAID: Final = 3
"""How many changes the verdict names at most."""
_PARTS: Final = 3  # of an axis at most, so that its numbers stand apart


def page_one(card: Scorecard, trend: TrendWords | None) -> Iterator[Block]:
    """The state of the quarter in a minute."""
    page, context = Standing(card, trend), card.context
    if verdict := sentences(*_verdict(page)):
        yield Paragraph(verdict, role="verdict")
    said = sentences(_to_date(page), *_scores(card), _first(page))
    if card.rows:
        yield _table(page, said)
    elif said:
        yield Paragraph(said)
    panels = (*survey_panels(context, trend, with_ends=bool(card.rows)), *_plans(context))
    if panels:
        yield Panels(panels)
    missed = [Missed(row, page.reached(row)) for row in page.ranked(met=False)[::-1]]
    yield decisions(card, missed, when=page.when)


def _verdict(page: Standing) -> Iterator[str]:
    """How many targets are reached, what changed for certain, and which is farthest off."""
    context, words, found = page.context, page.context.words, page.judged
    if found:
        yield _reached(found, page.when, context)
    elif page.card.rows and all(row.target is None for row in page.card.rows):
        yield words("quarter.no_targets")
    elif source := survey_source(context):
        yield survey_ends(source)
    yield from _changes(page.trend)
    missed = page.ranked(met=False)
    gaps = [(page.gap(row.result, row), short_name(row.indicator, context)) for row in missed]
    # One whose distance cannot be computed may be the farthest.
    if gaps and len(found) > 1 and all(gap is not None for gap, _ in gaps):
        farthest = [label for gap, label in gaps if gap == gaps[-1][0]]
        yield words("quarter.farthest", names=words.listed(farthest))


def _reached(found: Sequence[tuple[IndicatorResult, bool]], when: str, context: Context) -> str:
    n = sum(met for _, met in found)
    key = "reached_none" if not n else "reached" if n < len(found) else "reached_all"
    return context.words(f"quarter.{key}", n=n or len(found), all=len(found), when=when)


def _to_date(page: Standing) -> str:
    """How many targets are reached to date, where the verdict is on a part of that time."""
    found, window, point = page.card.judged, page.context.round.window, page.quarter
    if not found or not window or not point or point.months[0] == window.first:
        return ""
    return _reached(found, page.context.words("quarter.to_date"), page.context)


def _first(page: Standing) -> str:
    """What the results are held against where no earlier round is known."""
    if page.trend or not page.card.rows:
        return ""
    return page.context.words(f"quarter.first_{'targets' if page.judged else 'none'}")


def _changes(trend: TrendWords | None) -> Iterator[str]:
    """Which results changed more than chance can make them, or that none did.

    What changed since the same quarter of last year stands there where nothing did since the last.
    """
    lines = trend.measured_now() if trend else []
    kinds = ("changed_up", "changed_down", "year_up", "year_down")
    moved: dict[str, list[str]] = {kind: [] for kind in kinds}
    for line in lines:
        if trend and isinstance(line.change, Change) and line.change.certain:
            kind = "year" if line.measure == "year" else "changed"
            name = short_name(line.variable, trend.context)
            moved[f"{kind}_{direction(line.change)}"].append(name)
    since_last = any(moved[kind] for kind in kinds[:2])
    for key, names in moved.items():
        if trend and names and (not since_last or key in kinds[:2]):
            n = len(names)
            listed = trend.words.listed(names)
            many = trend.words("quarter.changed_many", n=n)
            named = listed if n <= SAID else many
            yield trend.words(f"quarter.{key}", names=named)
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


def _table(page: Standing, said: str) -> Table:
    """Every indicator with a target: how far off it is and was, and whether that is a change.

    ``said`` is what the results to date say, below it.
    """
    card, context, words = page.card, page.context, page.context.words
    shown = [row for row in page.rows if row.target is not None] or list(page.rows)
    groups = {key: page.ranked(met=key == "met") for key in ("met", "missed")}
    groups["unknown"] = [row for row in shown if row not in groups["met"] + groups["missed"]]
    columns = list(_columns(page))
    rows: list[tuple[Cell, ...]] = []
    for key, of_group in groups.items():
        if of_group and page.judged:
            head = words(f"quarter.group_{key}", n=len(of_group), all=len(shown))
            rows.append((Cell(head, header=True), *[Cell("")] * (len(columns) - 1)))
        rows += [tuple(_cells(page, row)) for row in of_group]
    marks = [cell.mark for row in rows for cell in row if isinstance(cell.mark, Shift)]
    title = "table_quarter" if page.quarter else "table"
    return Table(
        words(f"quarter.{title}", n=len(card.offices), period=context.period, when=page.when),
        tuple(columns),
        tuple(rows),
        notes=tuple(filter(None, [sentences(said, _note(page, shown))])),
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


def _columns(page: Standing) -> Iterator[Column]:
    """The columns of the table; those on targets and changes only where there are some."""
    words, judged = page.context.words, bool(page.judged)
    first, offices = page.context.columns("results", indicator=4.5, offices=0.92)
    in_unit = "_percent" if page.in_points else ""
    yield first
    if judged:
        yield picture_column(1.5)
    yield Column(words(f"quarter.head_now{in_unit}"), weight=0.7)
    if judged:
        yield Column(words("quarter.head_target"), weight=0.65)
        yield from [offices] if len(page.card.offices) > 1 else []
    if page.trend:
        yield Column(words("quarter.head_change"), weight=0.8)
        verdict = "head_verdict_from" if page.before else "head_verdict"
        yield Column(words(f"quarter.{verdict}", quarter=page.before), "text", 1.75)


def _cells(page: Standing, row: IndicatorResult) -> Iterator[Cell]:
    """An indicator's row under these columns."""
    context, line, judged = page.context, page.lines.get(row.indicator), bool(page.judged)
    change = line.change if line and isinstance(line.change, Change) else None
    firm = bool(change and change.certain)
    yield Cell(context.short_label(row.indicator), header=not judged)
    if judged:
        # Over some offices alone the figure before is beside no distance of them all.
        before = point_then(line) if line and change and change.offices is None else None
        then = page.gap(before.value, row) if before else None
        now = page.gap(row.result, row)
        yield Cell("", mark=None if now is None else Shift(then, now, firm))
    result, target = context.cell(row.result, 1), context.short_number(row.target)
    if not page.in_points:
        result = context.in_unit_cell(row.result, row.indicator)
        target = context.in_unit(row.target, row.indicator)
    yield replace(result, strong=True)
    if judged:
        yield Cell(target)
        if len(page.card.offices) > 1:
            yield Cell(page.reached(row))
    if page.trend:
        signed = page.trend.signed(change.value, line) if line and change else DASH
        verdict = page.trend.verdict(line) if line else DASH
        yield Cell(signed, strong=firm)
        yield Cell(verdict, strong=firm)


def _legend(marks: Sequence[Shift], page: Standing) -> Iterator[Key]:
    context, words = page.context, page.context.words
    date = words("quarter.then", date=words.long_date(context.round.date))
    now = page.trend.quarter(page.quarter) if page.trend and page.quarter else date
    yield Key(now, "dot")
    if any(mark.then is not None for mark in marks):
        yield Key(page.before or words("quarter.last_time"), "hollow")
    if any(mark.firm for mark in marks):
        yield Key(words("quarter.certain"), "shift")
    yield Key(words("quarter.gap_points" if page.in_points else "quarter.gap_percent"))


def _note(page: Standing, shown: Sequence[IndicatorResult]) -> str:
    """What certain means, and of which indicators a low figure is the good one."""
    context, words = page.context, page.context.words
    lines = [line for row in shown if (line := page.lines.get(row.indicator))]
    certain = ""
    if page.trend and any(isinstance(x.change, Change) for x in lines) and page.trend.node.family:
        certain = words("quarter.certain_note", n=page.trend.node.family)
    broken = any(isinstance(x.change, Break) for x in lines)
    names = [row.indicator for row in shown]
    return sentences(
        certain,
        _same_offices([x.change for x in lines if isinstance(x.change, Change)], words),
        *low_notes(names, context=context),
        words("quarter.broken_note") if broken else "",
    )


def _same_offices(changes: Sequence[Change], words: Wording) -> str:
    """That changes are over the offices of both quarters, where some are."""
    counts = [change.offices for change in changes if change.offices is not None]
    if not counts:
        return ""
    key = "chain_note" if len(counts) == len(changes) else "chain_some"
    return words(f"quarter.{key}", n=span(counts, words=words))


def _plans(context: Context) -> Iterator[Panel]:
    """How many measures of the returned plans are done; nothing where no plan was returned."""
    node, words = context.step("plans", PlanProgress), context.words
    if node is None:
        return
    returned = words("quarter.plans_returned", n=node.n)
    done = {"all": node.n_measures, "begun": node.n_started, "open": node.n_open}
    progress = Remark(returned, words("quarter.plans_done", n=node.n_done, **done))
    yield Panel(words("quarter.panel_plans"), (progress,))
