"""A trend in words: one line's change, whether it is more than noise, and why it is broken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from generator.language.wording import Wording, capital
from generator.report.context import Context, inside, sentences, span
from generator.report.numbers import DASH, is_known
from generator.results.trend import Break, Change, Trend, TrendLine, TrendPoint
from generator.results.values import Suppressed, published_number

BARE = ("scale", "keying", "min_items", "definition", "target")
"""The reasons that may be given without names, when they are about the variable itself."""

SHARES = ("target", "score")
"""The measures that are shares of 1."""

QUARTERS = ("indicator", "year")
"""The measures that hold a quarter against another."""


@dataclass(frozen=True, slots=True)
class TrendWords:
    """The trend of a unit, a size class or the total, with the words for its lines."""

    node: Trend
    context: Context

    @property
    def words(self) -> Wording:
        """The wording of the documents."""
        return self.context.words

    def measured_now(self) -> list[TrendLine]:
        """The lines that this round has a figure of, published or suppressed."""
        now = self.node.rounds[-1].round
        return [line for line in self.node.lines if line.points and line.points[-1].round == now]

    def label(self, line: TrendLine, *, office: bool = False, running: bool = False) -> str:
        """The printed name of a line's variable, with its office if wanted where it is of one.

        ``running``: as it stands inside a sentence.
        """
        plan = self.context.study.client_survey
        if plan and line.measure == "clients" and line.variable == plan.total:
            label = self.words("clients.total")
            label = inside(label) if running else label
        else:
            named = self.context.label if running else self.context.study.label_of
            label = named(line.variable)
        if not office or not line.office:
            return label
        name = self.context.unit_name(line.office)
        return self.words("trend.label_office", label=label, office=name)

    def value(self, value: object, line: TrendLine) -> str:
        """A figure of the line as it is printed elsewhere in the report."""
        if line.measure in SHARES:
            return self.context.share(value)
        if line.measure in QUARTERS and self.context.study.indicators[line.variable].unit == "%":
            return self.context.percent(value, line.decimals)
        return self.context.number(value, line.decimals)

    def signed(self, value: object, line: TrendLine) -> str:
        """A number with its sign, ``+0,42``; shares of 1 in percentage points."""
        if not isinstance(value, float):
            return DASH
        share = line.measure in SHARES
        text = self.context.number(100 * value if share else value, 0 if share else line.decimals)
        return f"+{text}" if value > 0 else text

    def verdict(self, line: TrendLine, section: str = "trend") -> str:
        """Whether the change is more than noise, in a few words of a section for a table cell."""
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
                key = direction(line.change)
        return self.words(f"{section}.{key}")

    def day(self, name: str) -> str:
        """The date of a round of the series."""
        found = next(each.date for each in self.node.rounds if each.round == name)
        return self.words.long_date(date.fromisoformat(found))

    def summary(self, lines: Sequence[TrendLine]) -> str:
        """What changed more than chance can make it, or that nothing did."""
        office, family = of_several_offices(lines), self.node.family
        moved = [x for x in lines if isinstance(x.change, Change) and x.change.certain]
        certain = sentences(
            *(
                self._then_and_now(f"certain_{direction(line.change)}", line, office=office)
                for line in moved
                if isinstance(line.change, Change)
            )
        )
        if certain:
            note = self.words("trend.certain_note", n=family)
            return sentences(certain, self.of_same(moved), note)
        return self.words("trend.none" if family else "trend.nothing_tested", n=family)

    def score(self, line: TrendLine) -> str:
        """A composite score now and then, or why it is broken; nothing where one is suppressed."""
        if isinstance(line.change, Break):
            return self.broken([self.label(line)], [line.change])
        said = self._then_and_now("score", line)
        return sentences(said, self.of_same([line])) if said else ""

    def _then_and_now(self, key: str, line: TrendLine, *, office: bool = False) -> str:
        then, now = compared(line)
        if not isinstance(line.change, Change) or then is None:
            return ""
        if not is_known(then.value) or not is_known(now.value):
            return ""
        quarters = {"before": self.quarter(then), "after": self.quarter(now)} if now.months else {}
        return self.words(
            f"trend.{key}{'_quarter' if quarters else ''}",
            label=capital(self.label(line, office=office, running=True)),
            then=self.value(then.value, line),
            now=self.value(now.value, line),
            date=self.day(line.change.since),
            **quarters,
        )

    def quarter(self, point: TrendPoint) -> str:
        """The quarter a figure is of, ``4. kvartal 2015``; of other months, those."""
        first, last = point.months[0], point.months[-1]
        months = self.words.months(first, last)
        return self.words.quarter(last) if is_quarter(first, last) else months

    def quarters(self, lines: Sequence[TrendLine]) -> str:
        """Which quarter is held against which, where it is the same for all these lines."""
        pairs = {
            (self.quarter(line.points[-1]), self.quarter(then))
            for line in lines
            if line.measure in QUARTERS and line.change is not None and (then := point_then(line))
        }
        if len(pairs) != 1:
            return ""
        ((now, before),) = pairs
        return self.words("trend.against", now=now, then=before)

    def broken(self, names: list[str], found: Sequence[Break], kind: str = "") -> str:
        """Since when figures cannot be compared, and why."""
        names_listed, day = self.words.listed(names), self.day(found[0].since)
        since = self.words(f"trend.broken_since{kind}", names=names_listed, date=day)
        return sentences(since, *(break_text(each, context=self.context) for each in found))

    def of_same(self, lines: Sequence[TrendLine]) -> str:
        """That figures are of the offices of both rounds alone, where some of these are."""
        changes = (line.change for line in lines)
        chained = any(isinstance(each, Change) and each.offices is not None for each in changes)
        return self.words("trend.of_same") if chained else ""

    def chained(self, lines: Sequence[TrendLine], names: str) -> str:
        """Why the totals of these lines cannot be compared, and of how many offices changes are."""
        now = self.node.rounds[-1].round
        breaks = [each for line in lines for each in line.breaks if each.round == now]
        if not breaks:
            return ""
        counts = [line.change.offices for line in lines if isinstance(line.change, Change)]
        days = dict.fromkeys(self.day(each.since) for each in breaks)
        return sentences(
            self.words("trend.chain_since", names=names, date=self.words.listed(list(days))),
            *dict.fromkeys(break_text(each, context=self.context, chained=True) for each in breaks),
            self.words("trend.chain_then", n=span([n for n in counts if n], words=self.words)),
        )


def trend_of(
    context: Context, unit: str | None = None, *, size: str | None = None
) -> TrendWords | None:
    """The trend of a unit, a size class or the total; None when there is no earlier round."""
    if unit:
        node = context.unit(unit, "trend", Trend)
    else:
        node = context.step(f"trend/size/{size}" if size else "trend", Trend)
    return TrendWords(node, context) if node else None


def point_then(line: TrendLine) -> TrendPoint | None:
    """The figure that the newest one is held against."""
    return line.points[-2] if len(line.points) > 1 else None


def compared(line: TrendLine) -> tuple[TrendPoint | None, TrendPoint]:
    """The two figures that are held against each other: of the same offices where not all are."""
    then, now, change = point_then(line), line.points[-1], line.change
    if then and isinstance(change, Change) and change.offices is not None:
        then = replace(then, value=change.then, n=change.n_then)
        now = replace(now, value=change.now, n=change.n_now)
    return then, now


def is_quarter(first: str, last: str) -> bool:
    """Whether these months, as ``YYYY-MM``, are the first and the last of a quarter."""
    return first[:4] == last[:4] and int(last[5:]) == int(first[5:]) + 2 and not int(last[5:]) % 3


def of_several_offices(lines: Sequence[TrendLine]) -> bool:
    """Whether the lines are about more than one office's scorecard."""
    return len({line.office for line in lines if line.office}) > 1


def direction(change: Change) -> Literal["up", "down"]:
    """Which way the figure has gone."""
    return "up" if (published_number(change.value) or 0) > 0 else "down"


def break_text(found: Break, *, context: Context, chained: bool = False) -> str:
    """Why figures before and after cannot be compared, as a sentence.

    ``chained`` beside a change over the same offices, where some are taken together.
    """
    words = context.words
    quoted = (n if n.startswith("«") else words("word.named", name=n) for n in found.what)
    names = words.listed(list(quoted))
    then, now = context.short_number(found.then), context.short_number(found.now)
    values = {"names": names, "then": then, "now": now}
    if found.reason == "target" and not found.what and found.then is None:
        return words("trend.drift.target_new", **values)
    if chained and found.reason == "merged":
        return words("trend.chain_together", **values)
    named = bool(found.what) or found.reason not in BARE
    return words(f"trend.drift.{found.reason}{'_of' if named else ''}", n=len(found.what), **values)
