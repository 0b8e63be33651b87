"""A trend in words: one line's change, whether it is more than noise, and why it is broken."""

from __future__ import annotations

from datetime import date

from generator.report.context import Context
from generator.report.numbers import DASH, is_known
from generator.results.trend import Break, Change, Trend, TrendLine, TrendPoint
from generator.results.values import Suppressed

BARE = ("scale", "keying", "min_items", "definition", "target", "threshold")
"""The reasons that are also told without names, when they are about the variable itself."""


def trend_of(context: Context, unit: str | None = None, *, size: str | None = None) -> Trend | None:
    """The trend of a unit, a size class or the whole; None when there is no earlier round."""
    if unit:
        return context.unit(unit, "trend", Trend)
    return context.step(f"trend/size/{size}" if size else "trend", Trend)


def measured_now(line: TrendLine, trend: Trend) -> bool:
    """Whether this round has a figure of the line, told or withheld."""
    return bool(line.points) and line.points[-1].round == trend.rounds[-1].round


def point_then(line: TrendLine) -> TrendPoint | None:
    """The figure that the newest one is held against."""
    return line.points[-2] if len(line.points) > 1 else None


def line_label(line: TrendLine, *, context: Context) -> str:
    """The printed name of a line's variable."""
    plan = context.study.client_survey
    if plan and line.measure == "clients" and line.variable == plan.total:
        return context.words("clients.total")
    return context.study.label_of(line.variable)


def full_label(line: TrendLine, *, context: Context) -> str:
    """The printed name of a line's variable, with its office where it is about one."""
    label = line_label(line, context=context)
    if not line.office:
        return label
    name = context.unit_name(line.office)
    return context.words("trend.label_office", label=label, office=name)


def value_text(value: object, line: TrendLine, *, context: Context) -> str:
    """A figure of the line as it is printed elsewhere in the report."""
    if line.measure in ("target", "score"):
        return context.share(value)
    if line.measure == "indicator" and context.study.indicators[line.variable].unit == "%":
        return context.percent(value, line.decimals)
    return context.number(value, line.decimals)


def change_text(line: TrendLine, *, context: Context) -> str:
    """``+0,42``, in percentage points for shares; a dash where there is no number."""
    if not isinstance(line.change, Change):
        return DASH
    return signed(line.change.value, line, context=context)


def interval_text(line: TrendLine, *, context: Context) -> str:
    """The adjusted interval of the change, ``−0,10 til 0,94``; a dash without one."""
    change = line.change
    if not isinstance(change, Change):
        return DASH
    if not isinstance(change.holm_low, float) or not isinstance(change.holm_high, float):
        return DASH
    low, high = (
        signed(limit, line, context=context) for limit in (change.holm_low, change.holm_high)
    )
    return context.words("trend.interval", low=low, high=high)


def signed(value: object, line: TrendLine, *, context: Context) -> str:
    """A number with its sign; shares of 1 in percentage points."""
    if not isinstance(value, float):
        return DASH
    share = line.measure in ("target", "score")
    text = context.number(100 * value if share else value, 0 if share else line.decimals)
    return f"+{text}" if value > 0 else text


def verdict(line: TrendLine, *, context: Context) -> str:
    """Whether the change is more than noise, in a few words for a table cell."""
    words, change = context.words, line.change
    if change is None:
        return words("trend.first")
    if isinstance(change, Break):
        return words("trend.broken")
    if isinstance(change, Suppressed):
        return DASH
    if change.certain is None:
        return words("trend.untested")
    if not change.certain:
        return words("trend.noise")
    return words("trend.up" if _positive(change.value) else "trend.down")


def certain_sentence(line: TrendLine, trend: Trend, *, context: Context, office: bool) -> str:
    """What has changed more than chance can make it; nothing for any other line."""
    change, then = line.change, point_then(line)
    if not isinstance(change, Change) or not change.certain or then is None:
        return ""
    if not is_known(then.value) or not is_known(line.points[-1].value):
        return ""
    label = (full_label if office else line_label)(line, context=context)
    return context.words(
        "trend.certain_up" if _positive(change.value) else "trend.certain_down",
        label=label,
        then=value_text(then.value, line, context=context),
        now=value_text(line.points[-1].value, line, context=context),
        date=round_date(change.since, trend, context=context),
    )


def break_text(found: Break, *, context: Context) -> str:
    """Why figures before and after cannot be compared, as a sentence."""
    words = context.words
    values = {
        "names": words.listed([f"«{name}»" for name in found.what]),
        "then": _number(found.then, context),
        "now": _number(found.now, context),
    }
    if found.reason == "target" and not found.what and found.then is None:
        return words("trend.drift.target_new", **values)
    named = bool(found.what) or found.reason not in BARE
    return words(f"trend.drift.{found.reason}{'_of' if named else ''}", n=len(found.what), **values)


def round_date(name: str, trend: Trend, *, context: Context) -> str:
    """The date of a round of the series, in words."""
    found = next(each.date for each in trend.rounds if each.round == name)
    return context.words.long_date(date.fromisoformat(found))


def _number(value: object, context: Context) -> str:
    """A target or threshold without needless decimals."""
    whole = isinstance(value, float) and value.is_integer()
    return context.number(value, 0 if whole else 1)


def _positive(value: object) -> bool:
    return isinstance(value, float) and value > 0
