"""Months of a scorecard that an earlier round printed: a correction must not tell of few clients.

What goes with a month of few clients is chosen from the months before it, so a corrected count
can lead to another choice than the printed one. A month that was hidden therefore stays hidden. An
office's indicator is withheld where a month, or what its hidden months add up to, has changed by
fewer than ``CLIENTS_FROM`` clients since it was printed; and so is the whole's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.disclosure.clients.months import HiddenCells
from generator.disclosure.clients.releases import rows_of_offices, without_results
from generator.results.offices import IndicatorResult, MonthResult
from generator.results.store import ReleasedResults
from generator.results.values import Suppressed
from generator.round.model import CLIENTS_FROM
from generator.study.model import Study

Places = dict[tuple[str | None, str], IndicatorResult]


@dataclass(frozen=True, slots=True)
class _Since:
    """What to withhold of an office's indicator: some months, or all of it."""

    months: frozenset[str]
    everything: bool


def without_small_corrections(
    released: ReleasedResults, earlier: Sequence[ReleasedResults], *, study: Study
) -> ReleasedResults:
    """The release without what a correction since an earlier round's scorecard would tell."""
    for before in earlier:
        then, now = _places(before), _places(released)
        results: set[tuple[str | None, str]] = set()
        months: set[tuple[str, str, str]] = set()
        for (office, indicator), row in now.items():
            known = then.get((office, indicator))
            if office is None or known is None:
                continue
            since = _since(known, row)
            months |= {(office, indicator, month) for month in since.months}
            if since.everything:
                results |= {(office, indicator), (None, indicator)}
        if results or months:
            hidden = HiddenCells(frozenset(results), frozenset(months))
            released = without_results(released, hidden, study)
    return released


def _places(released: ReleasedResults) -> Places:
    return {(office, row.indicator): row for office, row in rows_of_offices(released)}


def _since(then: IndicatorResult, now: IndicatorResult) -> _Since:
    before = {month.month: month for month in then.months}
    both = [(before[month.month], month) for month in now.months if month.month in before]
    kept = {b.month for a, b in both if isinstance(a.result, Suppressed)}
    small = any(_is_small(a, b) for a, b in both) or (bool(both) and _few_hidden(then, now))
    return _Since(frozenset({month.month for month in now.months} if small else kept), small)


def _is_small(then: MonthResult, now: MonthResult) -> bool:
    """Whether a month told both times differs by few clients, or by nobody knows how many."""
    if not isinstance(then.denominator, int) or not isinstance(now.denominator, int):
        return False
    more = now.denominator - then.denominator
    return more < 0 or 0 < more < CLIENTS_FROM or (more == 0 and now.result != then.result)


def _few_hidden(then: IndicatorResult, now: IndicatorResult) -> bool:
    """Whether the clients of hidden months, who follow from both results to date, are few more."""
    counted = any(_told(month) for month in then.months)
    if not counted or not isinstance(then.denominator, int) or not isinstance(now.denominator, int):
        return False
    hidden = {month.month for month in then.months if not _told(month)}
    # a month that was hidden stays so; one told then is known, in its printed form, in both
    known = [month for month in now.months if _told(month) and month.month not in hidden]
    told = {month.month for month in known}
    known += [month for month in then.months if _told(month) and month.month not in told]
    rest = then.denominator - sum(_counts(then.months))
    more = now.denominator - sum(_counts(known)) - rest
    return more < 0 or 0 < more < CLIENTS_FROM


def _told(month: MonthResult) -> bool:
    return isinstance(month.denominator, int)


def _counts(months: Iterable[MonthResult]) -> Iterator[int]:
    return (month.denominator for month in months if isinstance(month.denominator, int))
