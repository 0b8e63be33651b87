"""Corrections: results of a round that are others than it published before."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from generator.disclosure.clients.releases import rows_of_offices
from generator.errors import InputError, Problem
from generator.history.published_round import PublishedBefore
from generator.results.offices import ClientResults, CorrectedFigure, Corrections
from generator.results.store import ReleasedResults
from generator.results.values import Count, Number, round_half_away
from generator.round.model import Round
from generator.sources.inputs import Inputs

DECIMALS: Final = 1
MOST: Final = 8
"""How many figures a message names at most."""

Where = tuple[str, str, str | None]
"""Whose result it is, of which variable, and of which month; None to date."""

Results = dict[Where, tuple[Number, Count]]
"""Published results with the number of clients behind them."""

Given = dict[Where, tuple[float, float]]
"""The same as a file gives them; NaN where it does not."""


def with_corrections(
    released: ReleasedResults, earlier: PublishedBefore, round_: Round
) -> ReleasedResults:
    """The results with what they correct, where the round says that it does."""
    before = [each for each in earlier.releases if each.of_round]
    if round_.correction is None or not before:
        return released
    then, now = _published(before[-1].results), _published(released)
    found = [
        CorrectedFigure(office=office, variable=name, month=month, before=was, now=now[where][0])
        for where, (was, _) in then.items()
        if where in now and isinstance(was, float) and now[where][0] != was
        for office, name, month in [where]
    ]

    def node(figures: list[CorrectedFigure]) -> Corrections:
        run = before[-1].run
        return Corrections(group="", n=len(figures), run=run, figures=tuple(figures))

    units = {}
    for unit, nodes in released.units.items():
        own = {unit, *(office.id for office in round_.offices_of(unit))}
        units[unit] = {**nodes, "corrections": node([f for f in found if f.office in own])}
    return replace(released, units=units, steps={**released.steps, "corrections": node(found)})


def refuse_unsaid(inputs: Inputs, earlier: PublishedBefore, round_: Round) -> None:
    """Raise InputError where results are others than were published, and nobody says so.

    And where a correction is declared of which nobody knows the report.
    """
    before = [each for each in earlier.releases if each.of_round]
    if round_.correction is not None:
        if not before:
            message = "a correction is declared, and no earlier report of the round is known"
            remedy = "Give --archive or --out where it is, or remove [correction]."
            raise InputError([Problem("round.toml", message, column="correction", remedy=remedy)])
        return
    if not before:
        return
    problems = []
    named = ((inputs.scorecard, _scorecard(inputs)), (inputs.client_survey, _clients(inputs)))
    for source, now in named:
        changed = list(_changed(_published(before[-1].results), now))
        if source and changed:
            more = f" and {len(changed) - MOST} more" if len(changed) > MOST else ""
            message = (
                f"these results are others than in the report {before[-1].run}: "
                f"{'; '.join(changed[:MOST])}{more}"
            )
            remedy = (
                "If they are corrected, say why in round.toml, under [correction] with date and "
                "why (docs/years.md). If nobody was given that report, delete its folder."
            )
            problems.append(Problem(source.files[0].name, message, remedy=remedy))
    if problems:
        raise InputError(problems)


def _published(released: ReleasedResults) -> Results:
    found: Results = {}
    for office, row in rows_of_offices(released):
        if office is not None:
            found[office, row.indicator, None] = row.result, row.denominator
            for month in row.months:
                found[office, row.indicator, month.month] = month.result, month.denominator
    for unit, nodes in released.units.items():
        node = nodes.get("client_survey")
        for mean in node.questions if isinstance(node, ClientResults) else ():
            found[unit, mean.variable, None] = mean.mean, mean.n
    return found


def _scorecard(inputs: Inputs) -> Given:
    if inputs.scorecard is None:
        return {}
    columns = ["unit", "indicator", "result", "denominator"]
    to_date = inputs.scorecard.frame[columns].assign(month=None)
    months = inputs.scorecard.monthly[[*columns, "month"]]
    rows = [row for frame in (to_date, months) for row in frame.to_dict("records")]
    return {
        (str(row["unit"]), str(row["indicator"]), row["month"]): (row["result"], row["denominator"])
        for row in rows
    }


def _clients(inputs: Inputs) -> Given:
    if inputs.client_survey is None:
        return {}
    rows = inputs.client_survey.frame.to_dict("records")
    return {(str(row["unit"]), str(row["question"]), None): (row["mean"], row["n"]) for row in rows}


def _changed(then: Results, now: Given) -> Iterator[str]:
    """Every published result that is another now, in words."""
    for (office, name, month), (was, n) in then.items():
        value, count = now.get((office, name, month), (math.nan, math.nan))
        if not isinstance(was, float) or math.isnan(value):
            continue
        same_clients = not isinstance(n, int) or math.isnan(count) or count == n
        if round_half_away(float(value), DECIMALS) != was or not same_clients:
            behind = "" if same_clients else f" of {count:.0f} (it was of {n})"
            yield f"{name} of {office}, {month or 'to date'}: {was:g}, now {value:g}{behind}"
