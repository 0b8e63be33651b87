"""Page one of the quarterly report: what each sentence and mark says, and when it may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from rounds import walk
from scorecard_rounds import scorecard_round

from generator.history.quarter import with_quarter
from generator.render.charts.drawing import Label
from generator.render.charts.marks import draw_axis
from generator.report.block import PageBreak, Panels, Paragraph, Report, Steps, Table
from generator.report.context import Context
from generator.report.marks import Axis, Shift
from generator.report.quarter.report import quarter_report
from generator.resources.typeface import text_width
from generator.results.trend import Break, Change, Trend, TrendLine, TrendPoint, TrendRound
from generator.round.afterwards import FollowUp


def context_of(folder: Path, lines: tuple[TrendLine, ...] = (), **asked: object) -> Context:
    """A round's context, with what changed since June if there is something."""
    walked = walk(folder)
    released = with_quarter(walked.released, (), study=walked.study)
    if lines:
        rounds = (
            TrendRound(round="before", date="2024-06-30"),
            TrendRound(round="now", date="2024-12-28"),
        )
        node = Trend(group="", n=2, rounds=rounds, lines=lines, family=len(lines))
        released = replace(released, steps={**released.steps, "trend": node})
    followup = FollowUp.model_validate(asked)
    round_ = walked.round.model_copy(update={"declared_followup": followup})
    return replace(walked.context, released=released, round=round_)


def line(code: str, then: float, now: float, *, certain: bool | None) -> TrendLine:
    change = Change(since="before", value=round(now - then, 1), n_then=9, n_now=9, certain=certain)
    summer, autumn = ("2024-07", "2024-09"), ("2024-10", "2024-12")
    points = (
        TrendPoint(round="before", value=then, n=9, months=summer),
        TrendPoint(round="now", value=now, n=9, months=autumn),
    )
    return TrendLine(
        variable=code,
        measure="indicator",
        group="scorecard",
        decimals=1,
        points=points,
        change=change,
    )


def first_page(report: Report) -> tuple[str, Table, Steps]:
    """The verdict, the table and the steps, which all stand before the first new page."""
    blocks = report.blocks[
        : next(i for i, b in enumerate(report.blocks) if isinstance(b, PageBreak))
    ]
    (verdict,) = (b.text for b in blocks if isinstance(b, Paragraph) and b.role == "verdict")
    (table,) = (b for b in blocks if isinstance(b, Table))
    (steps,) = (b for b in blocks if isinstance(b, Steps))
    return verdict, table, steps


def cells(table: Table) -> dict[str, list[str]]:
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def marks(table: Table) -> dict[str, Shift]:
    return {r[0].text: c.mark for r in table.rows for c in r if isinstance(c.mark, Shift)}


def results_of(context: Context) -> Mapping[str, float]:
    node = context.released.steps["quarter/months"]
    return {row.indicator: row.result for row in node.offices[0].rows}


def test_a_mark_is_the_distance_to_the_target_and_thick_only_where_certain(tmp_path: Path) -> None:
    folder = scorecard_round(tmp_path / "s", results={"K.01": 70, "K.02": 50, "K.03": 55})
    now = results_of(context_of(folder))
    lines = (
        line("K.01", 64.0, now["K.01"], certain=True),
        line("K.02", 52.0, now["K.02"], certain=False),
        line("K.03", 54.0, now["K.03"], certain=None),
    )
    verdict, table, _ = first_page(quarter_report(context=context_of(folder, lines)))
    drawn = marks(table)
    for label, code, then, firm in (
        ("Indikator 1", "K.01", 4.0, True),
        ("Indikator 2", "K.02", -8.0, False),
        ("Indikator 3", "K.03", -6.0, False),
    ):
        assert drawn[label].then == pytest.approx(then)
        assert drawn[label].now == pytest.approx(now[code] - 60)
        assert drawn[label].firm is firm
    words = {label: row[-1] for label, row in cells(table).items()}
    assert words["Indikator 1"] == "ja, opp"
    assert words["Indikator 2"] == "nei"
    assert words["Indikator 3"] == "vet ikke"
    assert "Sikker oppgang: indikator 1." in verdict
    assert "indikator 3" not in verdict
    assert "Lengst fra målet er indikator 2." in verdict
    assert verdict.startswith("1 av 3 mål er nådd i 4. kvartal 2024.")


def test_what_cannot_be_compared_has_no_earlier_dot(tmp_path: Path) -> None:
    folder = scorecard_round(tmp_path / "s", indicators=1)
    broken = replace(
        line("K.01", 40.0, 60.0, certain=None),
        change=Break(round="now", since="before", reason="definition"),
    )
    _, table, _ = first_page(quarter_report(context=context_of(folder, (broken,))))
    assert marks(table)["Indikator 1"].then is None
    assert cells(table)["Indikator 1"][-1] == "brudd"


def test_where_low_is_good_the_good_side_is_still_to_the_right(tmp_path: Path) -> None:
    waiting = {
        "V": {"label": "Ventetid", "unit": "dager", "better": "low"},
        "S": {"label": "Saker", "unit": "stk"},
    }
    folder = scorecard_round(tmp_path / "s", indicators=waiting, results={"V": 30, "S": 45})
    context = context_of(folder)
    verdict, table, _ = first_page(quarter_report(context=context))
    now, drawn = results_of(context), marks(table)
    # Units differ, so distances are in per cent of each target.
    assert drawn["Ventetid"].now == pytest.approx(100 * (60 - now["V"]) / 60)
    assert drawn["Saker"].now == pytest.approx(100 * (now["S"] - 60) / 60)
    heads = [row[0].text for row in table.rows]
    assert heads == ["Når målet (1 av 2)", "Ventetid", "Når ikke målet (1 av 2)", "Saker"]
    assert "Lavt er bra for ventetid." in " ".join(table.notes)
    assert "Lengst fra målet er saker." in verdict


def test_the_farthest_are_named_together_where_they_are_as_far_off(tmp_path: Path) -> None:
    same = {"A": {"label": "Alfa"}, "B": {"label": "Beta"}, "C": {"label": "Ceta"}}
    context = context_of(scorecard_round(tmp_path / "s", indicators=same, results={"C": 80}))
    node = context.released.steps["quarter/months"]
    rows = tuple(
        replace(row, result=value)
        for row, value in zip(node.offices[0].rows, (57.3, 57.3, 80.0), strict=True)
    )
    node = replace(node, offices=(replace(node.offices[0], rows=rows),))
    steps = {**context.released.steps, "quarter/months": node}
    tied = replace(context, released=replace(context.released, steps=steps))
    verdict, _, _ = first_page(quarter_report(context=tied))
    assert "Lengst fra målet er alfa og beta." in verdict


def test_without_targets_nothing_is_reached_or_missed(tmp_path: Path) -> None:
    folder = scorecard_round(tmp_path / "s", target=None, months=3)
    report = quarter_report(context=context_of(folder))
    verdict, table, steps = first_page(report)
    assert verdict == "Det er ikke satt mål for indikatorene på målekortet."
    assert marks(table) == {}
    assert [column.head for column in table.columns] == ["Indikator", "Nå, %"]
    assert all(row[0].header for row in table.rows)
    assert "følge med på" in steps.steps[0].text


def test_one_office_is_no_mean_of_offices(tmp_path: Path) -> None:
    folder = scorecard_round(tmp_path / "s", offices=1, results={"K.01": 30}, months=3)
    report = quarter_report(context=context_of(folder))
    _, table, steps = first_page(report)
    assert table.title == "Målekortet hittil i år, januar–mars 2024"
    assert "Kontor på mål" not in [column.head for column in table.columns]
    assert steps.steps[0].text.startswith("Målet er ikke nådd hittil i år.")
    assert "Kontorene på målekortet" not in str(report.blocks)


def test_all_targets_met_leave_nothing_farthest(tmp_path: Path) -> None:
    folder = scorecard_round(tmp_path / "s", results=dict.fromkeys(("K.01", "K.02", "K.03"), 80))
    verdict, _, _ = first_page(quarter_report(context=context_of(folder)))
    assert verdict == "Alle de 3 målene er nådd hittil i år."


def with_office_months(context: Context, office: str, values: float) -> Context:
    """The round with every month of one office's first indicator at a value."""
    units = dict(context.released.units)
    node = units[office]["attainment"]
    (own,) = node.offices
    row = own.rows[0]
    months = tuple(replace(m, result=values, met=values >= 60) for m in row.months)
    course = "met" if values >= 60 else "missed"
    row = replace(row, months=months, course=course, result=values, on_target=len(months))
    node = replace(node, offices=(replace(own, rows=(row, *own.rows[1:])),))
    units[office] = {**units[office], "attainment": node}
    return replace(context, released=replace(context.released, units=units))


def test_offices_are_heard_from_only_where_they_are_consistent(tmp_path: Path) -> None:
    """An office that is on target this year, and varies around it, may be so by chance."""
    folder = scorecard_round(tmp_path / "s", indicators=1, results={"K.01": 60.0}, offices=8)
    context = context_of(folder)
    _, table, steps = first_page(quarter_report(context=context))
    reached = int(cells(table)["Indikator 1"][3].split()[0])
    assert reached > 0
    assert "Kontor" not in steps.steps[0].text
    assert steps.steps[0].text.startswith(f"{reached} av 8 kontor når målet")
    consistent = with_office_months(context, "o3", 90.0)
    _, _, steps = first_page(quarter_report(context=consistent))
    assert steps.steps[0].text == "Kontor 3 når målet stabilt. Hør hvordan de arbeider."


def test_the_rounds_dates_and_address_stand_in_the_steps(tmp_path: Path) -> None:
    folder = scorecard_round(tmp_path / "s", months=3)
    dates = {"meeting": "2025-01-19", "plan_by": "2025-01-29", "address": "analyse@example.org"}
    _, _, steps = first_page(quarter_report(context=context_of(folder, **dates)))
    assert steps.title == "Til beslutning på møtet 19. januar"
    assert steps.steps[-1].strong == "Innen 29. januar:"
    assert steps.steps[-1].text == "Meld hva dere har bestemt, til analyse@example.org."
    _, _, steps = first_page(quarter_report(context=context_of(folder)))
    assert steps.title == "Til beslutning"
    assert steps.steps[-1].text == "Skriv hva dere har bestemt, i tabellen på siste side."


def test_a_quarter_is_called_so_only_where_it_ends_one(tmp_path: Path) -> None:
    for months, heading in ((3, "1. kvartal 2024"), (12, "4. kvartal 2024"), (5, "Mai 2024")):
        folder = scorecard_round(tmp_path / f"s{months}", months=months)
        report = quarter_report(context=context_of(folder))
        assert report.heading == f"{heading}: slik står det til"


def test_without_anything_but_clients_there_is_still_a_page_one() -> None:
    fourth = Path(__file__).parents[2] / "data" / "innovasjon" / "2015-4"
    walked = walk(fourth)
    kept = {"client_survey": walked.released.steps["client_survey"]}
    released = replace(walked.released, steps=kept, units={u: {} for u in walked.released.units})
    round_ = walked.round.model_copy(update={"window": None, "scorecard": None})
    report = quarter_report(context=replace(walked.context, released=released, round=round_))
    assert report.heading == "Slik står det til"
    panels = [p for b in report.blocks if isinstance(b, Panels) for p in b.panels]
    assert [panel.title for panel in panels] == ["Brukerne"]
    assert panels[0].remarks[0].strong == "4,8"
    assert "960 brukere" in panels[0].remarks[0].text
    assert "mål" not in " ".join(
        s.text for b in report.blocks if isinstance(b, Steps) for s in b.steps
    )


@pytest.mark.parametrize("low", [-83.0, -10.4, -4.0, -0.3, 0.0])
@pytest.mark.parametrize("high", [0.0, 0.2, 3.0, 41.0, 1200.0])
def test_the_target_is_always_named_on_the_axis_and_no_text_touches(
    tmp_path: Path, low: float, high: float
) -> None:
    from generator.report.quarter import page_one

    axis: Axis = page_one.distance_axis([Shift(low, high)], "målet")
    assert axis.low <= low
    assert axis.high >= high
    labels = [s for s in draw_axis(axis, width=66).shapes if isinstance(s, Label)]
    assert "målet" in {label.text for label in labels}
    spans = sorted((x.x, x.x + text_width(x.text, size=x.size)) for x in labels)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
    assert spans[0][0] >= 0
    assert spans[-1][1] <= 66
