"""Where the scorecard stands: each indicator of the total in this quarter, and the one before."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from generator.report.blocks.scorecard_months import beyond_target, judged
from generator.report.blocks.trend_words import TrendWords, is_quarter, point_then, trend_of
from generator.report.context import Context
from generator.report.quarter.scorecard import Scorecard, on_target
from generator.results.offices import IndicatorResult
from generator.results.trend import Change, TrendLine, TrendPoint


@dataclass(frozen=True)
class Standing:
    """The scorecard with its changes since last time, as page one has them.

    Its results are of the quarter where a trend has them, and else to date.
    """

    card: Scorecard
    trend: TrendWords | None

    @property
    def context(self) -> Context:
        """What the report is made from."""
        return self.card.context

    @property
    def in_points(self) -> bool:
        """Whether distances are in percentage points: all results are per cent."""
        indicators = self.context.study.indicators
        return all(indicators[row.indicator].unit == "%" for row in self.card.rows)

    @cached_property
    def lines(self) -> Mapping[str, TrendLine]:
        """What each indicator of the total was the quarter before, and how it changed."""
        lines = self.trend.measured_now() if self.trend else []
        return {line.variable: line for line in lines if line.measure == "indicator"}

    @cached_property
    def rows(self) -> tuple[IndicatorResult, ...]:
        """The indicators of the total, each with its result of the quarter."""
        if not self.lines:
            return self.card.rows
        now = {name: line.points[-1].value for name, line in self.lines.items()}
        return tuple(replace(row, result=now.get(row.indicator)) for row in self.card.rows)

    @property
    def judged(self) -> list[tuple[IndicatorResult, bool]]:
        """The indicators that can be held against a target, and whether they reach it."""
        return judged(self.rows, self.context)

    @property
    def quarter(self) -> TrendPoint | None:
        """A figure of the quarter that the results are of; None where they are to date."""
        return next((line.points[-1] for line in self.lines.values()), None)

    @property
    def when(self) -> str:
        """The time the results are of, as a sentence ends with it."""
        words, point = self.context.words, self.quarter
        if self.trend is None or point is None:
            return words("quarter.to_date")
        key = "in_quarter" if is_quarter(point.months[0], point.months[-1]) else "in_months"
        return words(f"quarter.{key}", quarter=self.trend.quarter(point))

    @property
    def before(self) -> str:
        """The quarter that this one is held against, where it is one and the same."""
        changed = [line for line in self.lines.values() if isinstance(line.change, Change)]
        points = [point for line in changed if (point := point_then(line))]
        names = {self.trend.quarter(point) for point in points if self.trend}
        return names.pop() if len(names) == 1 else ""

    @cached_property
    def _of_offices(self) -> Mapping[str, list[IndicatorResult]]:
        """Each indicator's results of the offices, of the same time."""
        trends = [trend_of(self.context, unit) for unit in self.context.released.units]
        lines = [line for trend in trends if trend for line in trend.measured_now()]
        now = {
            (x.variable, x.office): x.points[-1].value for x in lines if x.measure == "indicator"
        }
        found = self.card.of_offices.items()
        if not self.lines:
            return {name: list(rows.values()) for name, rows in found}
        return {
            name: [replace(row, result=now.get((name, office))) for office, row in rows.items()]
            for name, rows in found
        }

    def reached(self, row: IndicatorResult) -> str:
        """``4 av 6``: in how many offices the target is reached."""
        return on_target(self._of_offices.get(row.indicator, []), self.context)

    def gap(self, value: object, row: IndicatorResult) -> float | None:
        """How far a value is on the good side of the target of today; negative short of it."""
        gap = beyond_target(value, row, self.context, in_points=self.in_points)
        return (
            None if gap is None else round(gap, 6)
        )  # equal distances of printed figures are equal

    def ranked(self, *, met: bool) -> list[IndicatorResult]:
        """The indicators that meet their target, or miss it: the best first."""
        rows = [row for row, is_met in self.judged if is_met == met]
        return sorted(rows, key=lambda row: -(self.gap(row.result, row) or 0.0))
