"""A trend in words: one line's change, whether it is more than noise, and why it is broken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from generator.report.context import Context
from generator.report.numbers import DASH, is_known
from generator.results.trend import Break, Change, Trend, TrendLine, TrendPoint
from generator.results.values import Suppressed, published_number

BARE = ("scale", "keying", "min_items", "definition", "target", "threshold")
"""The reasons that may be given without names, when they are about the variable itself."""

SHARES = ("target", "score")
"""The measures that are shares of 1."""


def trend_of(context: Context, unit: str | None = None, *, size: str | None = None) -> Trend | None:
    """The trend of a unit, a size class or the total; None when there is no earlier round."""
    if unit:
        return context.unit(unit, "trend", Trend)
    return context.step(f"trend/size/{size}" if size else "trend", Trend)


def measured_now(trend: Trend) -> list[TrendLine]:
    """The lines that this round has a figure of, published or suppressed."""
    now = trend.rounds[-1].round
    return [line for line in trend.lines if line.points and line.points[-1].round == now]


def point_then(line: TrendLine) -> TrendPoint | None:
    """The figure that the newest one is held against."""
    return line.points[-2] if len(line.points) > 1 else None


def of_several_offices(lines: Sequence[TrendLine]) -> bool:
    """Whether the lines are about more than one office's scorecard."""
    return len({line.office for line in lines if line.office}) > 1


def line_label(line: TrendLine, *, context: Context, office: bool = False) -> str:
    """The printed name of a line's variable, with its office if wanted where it is about one."""
    plan = context.study.client_survey
    total = plan and line.measure == "clients" and line.variable == plan.total
    label = context.words("clients.total") if total else context.study.label_of(line.variable)
    if not office or not line.office:
        return label
    return context.words("trend.label_office", label=label, office=context.unit_name(line.office))


def value_text(value: object, line: TrendLine, *, context: Context) -> str:
    """A figure of the line as it is printed elsewhere in the report."""
    if line.measure in SHARES:
        return context.share(value)
    if line.measure == "indicator" and context.study.indicators[line.variable].unit == "%":
        return context.percent(value, line.decimals)
    return context.number(value, line.decimals)


def signed(value: object, line: TrendLine, *, context: Context) -> str:
    """A number with its sign, ``+0,42``; shares of 1 in percentage points."""
    if not isinstance(value, float):
        return DASH
    share = line.measure in SHARES
    text = context.number(100 * value if share else value, 0 if share else line.decimals)
    return f"+{text}" if value > 0 else text


def verdict(line: TrendLine, *, context: Context) -> str:
    """Whether the change is more than noise, in a few words for a table cell."""
    match line.change:
        case None:
            key = "first"
        case Break():
            key = "broken"
        case Suppressed():
            return DASH
        case Change(certain=None):
            key = "untested"
        case Change(certain=False):
            key = "noise"
        case Change():
            key = "up" if is_up(line.change) else "down"
    return context.words(f"trend.{key}")


def is_up(change: Change) -> bool:
    """Whether the figure is higher now."""
    return (published_number(change.value) or 0) > 0


def certain_sentence(line: TrendLine, trend: Trend, *, context: Context, office: bool) -> str:
    """What has changed more than chance can make it; nothing for any other line."""
    if not isinstance(line.change, Change) or not line.change.certain:
        return ""
    key = "trend.certain_up" if is_up(line.change) else "trend.certain_down"
    return _then_and_now(key, line, line.change, trend, context, office=office)


def score_sentence(line: TrendLine, trend: Trend, *, context: Context) -> str:
    """A composite score now and then, or why it is broken; nothing where one is not published."""
    if isinstance(line.change, Break):
        label = line_label(line, context=context)
        day = round_date(line.change.since, trend, context=context)
        broken = context.words("trend.broken_since", names=label, date=day)
        return f"{broken} {break_text(line.change, context=context)}"
    if not isinstance(line.change, Change):
        return ""
    return _then_and_now("trend.score", line, line.change, trend, context)


def _then_and_now(
    key: str,
    line: TrendLine,
    change: Change,
    trend: Trend,
    context: Context,
    *,
    office: bool = False,
) -> str:
    then, now = point_then(line), line.points[-1]
    if then is None or not is_known(then.value) or not is_known(now.value):
        return ""
    return context.words(
        key,
        label=line_label(line, context=context, office=office),
        then=value_text(then.value, line, context=context),
        now=value_text(now.value, line, context=context),
        date=round_date(change.since, trend, context=context),
    )


def break_text(found: Break, *, context: Context) -> str:
    """Why figures before and after cannot be compared, as a sentence."""
    words = context.words
    names = words.listed([words("word.named", name=name) for name in found.what])
    then, now = context.short_number(found.then), context.short_number(found.now)
    values = {"names": names, "then": then, "now": now}
    if found.reason == "target" and not found.what and found.then is None:
        return words("trend.drift.target_new", **values)
    named = bool(found.what) or found.reason not in BARE
    return words(f"trend.drift.{found.reason}{'_of' if named else ''}", n=len(found.what), **values)


def round_date(name: str, trend: Trend, *, context: Context) -> str:
    """The date of a round of the series, in words."""
    found = next(each.date for each in trend.rounds if each.round == name)
    return context.words.long_date(date.fromisoformat(found))
