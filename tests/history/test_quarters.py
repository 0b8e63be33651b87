"""Indicators quarter by quarter: which months are compared, what is said firmly, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from lines import change_of, in_quarter, line_of, trended, with_months, with_round
from rounds import Walked
from scorecard_rounds import scorecard_round

from generator.history.indicator_quarters import last_quarter, shifted
from generator.history.published_round import PublishedRound
from generator.report.block import Paragraph
from generator.report.compose import compose
from generator.results.offices import Attainment, IndicatorResult, MonthResult, OfficeAttainment
from generator.results.store import ReleasedResults
from generator.results.trend import Break, Change
from generator.results.values import Count, Number, Suppressed
from generator.round import load_round
from generator.round.model import Window
from generator.study.declared import Language

Cells = Mapping[str, tuple[Number, Count]]
"""Months with result and denominator."""

FEW = Suppressed("clients")


@pytest.fixture(scope="session")
def card(tmp_path_factory: pytest.TempPathFactory) -> PublishedRound:
    """A study of three offices and eleven indicators, with nothing published yet."""
    folder = scorecard_round(tmp_path_factory.mktemp("card") / "s", offices=3, indicators=11)
    study, round_ = load_round(folder)
    released = ReleasedResults(study.id, round_.id, {}, {})
    return PublishedRound(released, study, round_)


def published(card: PublishedRound, months: Mapping[str, Mapping[str, Cells]]) -> PublishedRound:
    """A round that published these months, by office and indicator; the window is theirs."""
    units = {}
    for office, rows in months.items():
        found = tuple(row_of(indicator, cells) for indicator, cells in rows.items())
        node = Attainment(
            group="", n=1, offices=(OfficeAttainment(office=office, rows=found),), scores=()
        )
        units[office] = {"attainment": node}
    names = sorted(
        {month for rows in months.values() for cells in rows.values() for month in cells}
    )
    some = next(iter(months.values()))
    total = OfficeAttainment(office=None, rows=tuple(row_of(name, {}) for name in some))
    steps = {"attainment": Attainment(group="", n=len(units), offices=(total,), scores=())}
    released = replace(card.released, round=names[-1], steps=steps, units=units)
    last = date.fromisoformat(f"{names[-1]}-28")
    window = Window(first=names[0], last=names[-1])
    round_ = card.round.model_copy(update={"id": names[-1], "date": last, "window": window})
    return replace(card, released=released, round=round_)


def row_of(indicator: str, cells: Cells) -> IndicatorResult:
    """Months and the result to date that goes with them."""
    known = [(x, n) for x, n in cells.values() if isinstance(x, float) and isinstance(n, int)]
    people = sum(n for _, n in known)
    to_date = round(sum(x * n for x, n in known) / people, 1) if people else None
    months = tuple(
        MonthResult(month=month, result=result, target=60.0, denominator=n, met=None)
        for month, (result, n) in cells.items()
    )
    return IndicatorResult(
        indicator=indicator, result=to_date, target=60.0, attainment=None,
        denominator=people or None, months=months,
    )  # fmt: skip


def year(first: str, n: int) -> tuple[str, ...]:
    """So many months from the first."""
    return tuple(shifted((first,), by)[0] for by in range(n))


def level(
    months: tuple[str, ...], values: list[float], n: int = 400
) -> dict[str, tuple[float, int]]:
    """A value a quarter, in each of its months."""
    return {month: (values[i // 3], n) for i, month in enumerate(months)}


def test_a_quarter_is_three_months_or_a_shorter_window() -> None:
    assert last_quarter(Window(first="2015-01", last="2015-06")) == (
        "2015-04",
        "2015-05",
        "2015-06",
    )
    assert last_quarter(Window(first="2015-05", last="2015-06")) == ("2015-05", "2015-06")
    assert shifted(("2015-01", "2015-03"), -3) == ("2014-10", "2014-12")
    assert shifted(("2016-01",), -12) == ("2015-01",)


def test_the_quarter_is_compared_and_not_the_windows(card: PublishedRound) -> None:
    """January to March at 50, April to June at 55: a change of 5, where the windows say 2.5."""
    half = year("2024-01", 6)
    then = published(card, {"o1": {"K.01": level(half[:3], [50.0])}})
    now = published(card, {"o1": {"K.01": level(half, [50.0, 55.0])}})
    for where in ("trend", "o1"):
        line = line_of(trended(now, then), where, "indicator", "K.01")
        assert isinstance(line.change, Change)
        assert (line.change.value, line.change.n_then, line.change.n_now) == (5.0, 1200, 1200)
        months = [point.months for point in line.points]
        assert months == [("2024-01", "2024-03"), ("2024-04", "2024-06")]


def test_months_weigh_by_how_many_are_behind_them(card: PublishedRound) -> None:
    quarter = year("2024-01", 3)
    cells = dict(zip(quarter, ((10.0, 900), (40.0, 50), (90.0, 50)), strict=True))
    now = published(card, {"o1": {"K.01": cells}})
    then = published(card, {"o1": {"K.01": level(year("2023-10", 3), [15.5], n=10)}})
    assert change_of(trended(now, then), "o1", "indicator", "K.01").value == 0.0


def test_a_first_quarter_is_held_against_the_last_of_the_year_before(card: PublishedRound) -> None:
    """The window begins anew in January, so the months are those of the round before."""
    whole = published(card, {"o1": {"K.01": level(year("2023-01", 12), [30.0, 40.0, 50.0, 60.0])}})
    now = published(card, {"o1": {"K.01": level(year("2024-01", 3), [62.0])}})
    released = trended(now, whole)
    change = change_of(released, "o1", "indicator", "K.01")
    assert (change.value, change.since) == (2.0, "2023-12")
    last_year = line_of(released, "o1", "year", "K.01")
    assert [point.months[0] for point in last_year.points] == ["2023-01", "2024-01"]
    assert isinstance(last_year.change, Change) and last_year.change.value == 32.0
    assert line_of(released, "o1", "indicator", "K.01").points[0].value == 60.0


def test_a_corrected_month_is_no_change(card: PublishedRound) -> None:
    """The quarter before was printed as 40 and is 50 in the newest workbook."""
    half = year("2024-01", 6)
    then = published(card, {"o1": {"K.01": level(half[:3], [40.0])}})
    now = published(card, {"o1": {"K.01": level(half, [50.0, 50.0])}})
    line = line_of(trended(now, then), "o1", "indicator", "K.01")
    assert isinstance(line.change, Change) and line.change.value == 0.0
    assert line.points[0].value == 50.0


def test_without_the_quarter_before_the_last_known_stands_in(card: PublishedRound) -> None:
    months = year("2024-01", 9)
    then = published(card, {"o1": {"K.01": level(months[:3], [50.0])}})
    now = published(card, {"o1": {"K.01": level(months[6:], [55.0])}})
    line = line_of(trended(now, then), "o1", "indicator", "K.01")
    assert isinstance(line.change, Change) and line.change.value == 5.0
    assert [point.months[0] for point in line.points] == ["2024-01", "2024-07"]


def test_rounds_a_month_apart_share_no_month(card: PublishedRound) -> None:
    """May's last three months hold two of June's: June is held against January to March."""
    months = level(year("2024-01", 6), [50.0, 58.0])
    now = published(card, {"o1": {"K.01": months}})
    may = published(card, {"o1": {"K.01": dict(list(months.items())[:5])}})
    line = line_of(trended(now, may), "o1", "indicator", "K.01")
    assert isinstance(line.change, Change) and line.change.value == 8.0
    alone = published(card, {"o1": {"K.01": dict(list(months.items())[3:])}})
    assert line_of(trended(alone, replace(may, released=replace(may.released, units={}))), "o1",
                   "indicator", "K.01").change is None  # fmt: skip


def test_a_suppressed_month_suppresses_its_quarter_and_leaves_the_mean(
    card: PublishedRound,
) -> None:
    """No figure rests on a quarter that is not wholly published."""
    half = year("2024-01", 6)
    whole = level(half, [50.0, 55.0])
    hidden = {**whole, "2024-05": (FEW, FEW)}
    then = published(card, {name: {"K.01": level(half[:3], [50.0])} for name in ("o1", "o2")})
    now = published(card, {"o1": {"K.01": whole}, "o2": {"K.01": hidden}})
    released = trended(now, then)
    own = line_of(released, "o2", "indicator", "K.01")
    assert own.change == FEW
    assert (own.points[-1].value, own.points[-1].n) == (FEW, FEW)
    total = line_of(released, "trend", "indicator", "K.01")
    before, after = total.points
    assert (before.n, after.n) == (2400, 1200)  # the points are of everything published
    assert isinstance(total.change, Change) and total.change.value == 5.0
    counts = (total.change.n_then, total.change.n_now, total.change.offices)
    assert counts == (1200, 1200, 1)  # the other office alone, then too


def test_what_is_firm_needs_people_counted_once(card: PublishedRound) -> None:
    """No denominators, people in several months, or no percentage: there is no interval."""
    half = year("2024-01", 6)
    then = published(card, {"o1": {"K.01": level(half[:3], [20.0])}})
    unknown = published(card, {"o1": {"K.01": {m: (80.0, None) for m in half[3:]}}})
    assert change_of(trended(unknown, then), "o1", "indicator", "K.01").no_interval == (
        "no_denominator"
    )
    again = published(card, {"o1": {"K.01": level(half, [20.0, 80.0])}})
    node = again.released.units["o1"]["attainment"]
    assert isinstance(node, Attainment)
    (office,) = node.offices
    once = replace(office, rows=(replace(office.rows[0], denominator=450),))
    units = {"o1": {"attainment": replace(node, offices=(once,))}}
    repeated = replace(again, released=replace(again.released, units=units))
    for where in ("o1", "trend"):
        change = change_of(trended(repeated, then), where, "indicator", "K.01")
        assert (change.value, change.no_interval, change.certain) == (60.0, "repeated", None)
    indicator = card.study.indicators["K.01"].model_copy(update={"unit": "dager"})
    study = card.study.model_copy(update={"indicators": {"K.01": indicator}})
    days = [replace(each, study=study) for each in (again, then)]
    change = change_of(trended(*days), "o1", "indicator", "K.01")
    assert (change.value, change.no_interval, change.certain) == (60.0, "no_spread", None)


def test_a_new_definition_breaks_both_comparisons(card: PublishedRound) -> None:
    """Whether old months were counted anew nobody can know from the workbook."""
    before = published(card, {"o1": {"K.01": level(year("2023-01", 12), [50.0] * 4)}})
    indicator = card.study.indicators["K.01"].model_copy(update={"label": "Noe annet"})
    study = card.study.model_copy(update={"indicators": {"K.01": indicator}})
    now = published(card, {"o1": {"K.01": level(year("2023-07", 9), [50.0, 50.0, 70.0])}})
    released = trended(replace(now, study=study), before)
    for measure in ("indicator", "year"):
        change = line_of(released, "o1", measure, "K.01").change
        assert isinstance(change, Break) and change.reason == "wording"


def drawn(
    card: PublishedRound, draw: np.random.Generator, months: tuple[str, ...], shift: float, n: int
) -> PublishedRound:
    """Months of eleven indicators at 50 per cent; the last quarter of the first is ``shift`` up."""
    cells: dict[str, dict[str, tuple[Number, Count]]] = {}
    for k in range(11):
        rows = cells.setdefault(f"K.{k + 1:02}", {})
        for place, month in enumerate(months):
            moved = shift if k == 0 and place >= len(months) - 3 else 0.0
            hits = int(draw.binomial(n, 0.5 + moved))
            rows[month] = (round(100 * hits / n, 1), n)
    return published(card, {"o1": cells})


@pytest.mark.parametrize(("shift", "least", "most"), [(0.05, 0.70, 0.88), (0.0, 0.0, 0.06)])
def test_five_points_are_found_and_nothing_is_seldom_called_a_change(
    card: PublishedRound, shift: float, least: float, most: float
) -> None:
    """One office, 870 people a month, eleven indicators under Holm, January-June after March.

    Of 150 rounds; the share with a change called certain, of the first indicator or of any.
    """
    draw, half, found = np.random.default_rng(14), year("2024-01", 6), 0
    for _ in range(150):
        now = drawn(card, draw, half, shift, 870)
        then = published(
            card,
            {
                "o1": {
                    row.indicator: {m.month: (m.result, m.denominator) for m in row.months[:3]}
                    for row in now.scorecards["o1"]
                }
            },
        )
        trend = trended(now, then).units["o1"]["trend"]
        lines = [x for x in trend.lines if isinstance(x.change, Change)]  # type: ignore[union-attr]
        wanted = lines[:1] if shift else lines
        found += any(x.change.certain for x in wanted if isinstance(x.change, Change))
    assert least <= found / 150 <= most


def test_last_years_quarter_has_a_table_of_its_own_and_no_picture(
    demo: Walked, then: PublishedRound, now: PublishedRound
) -> None:
    """In an office's report: both quarters by name, and each indicator once in a chart."""
    last_year = in_quarter(then, "2014-04", "2014-05", "2014-06")
    old = with_round(last_year, id="2014-2", date=date(2014, 6, 30))
    older = with_months(old, "solvik", "B.12", result=30.0)
    released = trended(now, older, then)
    context = replace(demo.context, released=released)
    (report,) = compose(context, only=["solvik"], language="nb")
    (table,) = [x for x in report.tables() if x.title == "Tallene nå og forrige gang"]
    parts = [row[0].text for row in table.rows if row[0].header and not row[1].text]
    scorecard = "Målekortet: 2. kvartal 2015 mot 1. kvartal 2015"
    year_before = "Målekortet mot samme kvartal i fjor: 2. kvartal 2015 mot 2. kvartal 2014"
    assert [part for part in parts if "kvartal" in part] == [scorecard, year_before]
    named = [row[0].text for row in table.rows].count("Oppfølging siste tre måneder")
    assert named == 2
    told = " ".join(block.text for block in report.blocks if isinstance(block, Paragraph))
    assert "fra 30,0 % i 2. kvartal 2014 til 48,8 % i 2. kvartal 2015" in told.replace("\xa0", " ")
    charts = [x for x in report.tables() if x.title.startswith("Utviklingen")]
    labels = [row[0].text for chart in charts for row in chart.rows]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(("language", "against"), [("nb", "mot"), ("nn", "mot"), ("en", "against")])
def test_every_language_names_both_quarters(
    demo: Walked, then: PublishedRound, now: PublishedRound, language: Language, against: str
) -> None:
    context = replace(demo.context, released=trended(now, then))
    county = compose(context, language=language)[0]
    titles = [table.title for table in county.tables() if against in table.title]
    names = {"nb": "kvartal 2015", "nn": "kvartal 2015", "en": "quarter 2015"}
    assert any(title.count(names[language]) == 2 for title in titles)
