"""Plans of offices that were merged, split or renamed since are found again."""

from __future__ import annotations

import re

import pytest

from generator.action_plans.returned import keep_plans
from generator.errors import InputError
from generator.pipeline import plans
from generator.results.offices import Plan
from generator.round import load_round
from generator.round.model import Round
from generator.sources.plans import PLANS_FILE, planned_measure, read_plans
from tests.action_plans.conftest import ROWS, Returning

MERGED = """
[[events]]
what = "merged"
date = 2015-07-01
before = ["heggelia", "steinlia"]
after = ["heggsteinlia"]
"""
SPLIT = """
[[events]]
what = "split"
date = 2015-07-01
before = ["solvik"]
after = ["solvik", "solvik-nord"]
"""
NEW_UNITS = {
    "heggsteinlia": "Heggsteinlia",
    "solvik-nord": "Solvik nord",
}


def declare(returning: Returning, events: str, *, without: tuple[str, ...], new: str) -> None:
    """Let the later round have other offices, and say what became of the old ones."""
    toml = returning.next_round / "round.toml"
    text = toml.read_text("utf-8")
    for office in without:
        text = re.sub(rf'(?m)^ *\{{ code = \d+, id = "{office}",.*\n', "", text)
    text = re.sub(r'(?m)^ *\{ id = "heggelia-steinlia".*\n', "", text) if without else text
    unit = f'  {{ code = 40, id = "{new}", name = "{NEW_UNITS[new]}" }},\n'
    text = text.replace("units = [\n", f"units = [\n{unit}", 1)
    toml.write_text(text + events, "utf-8")


def returned(returning: Returning, unit: str) -> tuple[Plan, ...]:
    file = returning.fill(unit)
    return plans([file], into=returning.next_round, runs=[returning.runs])[0].plans


def later(returning: Returning) -> Round:
    return load_round(returning.next_round)[1]


def test_the_plan_of_offices_that_are_one_now_is_the_new_ones(returning: Returning) -> None:
    declare(returning, MERGED, without=("heggelia", "steinlia"), new="heggsteinlia")
    (plan,) = returned(returning, "heggelia-steinlia")
    assert (plan.offices, plan.made_by) == (("heggsteinlia",), "Heggelia og Steinlia")
    kept, _ = read_plans(later(returning), returning.next_round)
    assert kept == (plan,)


def test_the_plan_of_an_office_that_was_divided_is_of_both_parts(returning: Returning) -> None:
    declare(returning, SPLIT, without=(), new="solvik-nord")
    (plan,) = returned(returning, "solvik")
    assert (plan.offices, plan.made_by) == (("solvik", "solvik-nord"), "Solvik")


def test_the_plan_of_an_office_with_another_name_says_the_old_one(returning: Returning) -> None:
    toml = returning.next_round / "round.toml"
    text = toml.read_text("utf-8").replace('name = "Solvik"', 'name = "Solvik sør"')
    toml.write_text(text, "utf-8")
    (plan,) = returned(returning, "solvik")
    assert (plan.offices, plan.made_by) == (("solvik",), "Solvik")


def test_without_the_event_the_message_says_what_to_do(returning: Returning) -> None:
    declare(returning, "", without=("heggelia", "steinlia"), new="heggsteinlia")
    with pytest.raises(InputError) as raised:
        returned(returning, "heggelia-steinlia")
    (problem,) = raised.value.problems
    assert "heggelia" in problem.message and "[[events]]" in str(problem.remedy)


def test_a_memory_with_old_ids_is_read_through_the_events(returning: Returning) -> None:
    declare(returning, MERGED, without=("heggelia", "steinlia"), new="heggsteinlia")
    rows = "kontor;runde;tiltak;hvorfor;hvem;når;status\nheggelia+steinlia;2015-2;Møte;;;;\n"
    (returning.next_round / PLANS_FILE).write_text(rows, "utf-8")
    (plan,), _ = read_plans(later(returning), returning.next_round)
    assert plan.offices == ("heggsteinlia",)


def test_two_offices_that_are_one_now_each_keep_the_plan_they_made(returning: Returning) -> None:
    declare(returning, MERGED, without=("heggelia", "steinlia"), new="heggsteinlia")
    round_, folder = later(returning), returning.next_round
    measures = tuple(planned_measure(*row) for row in ROWS)
    each = [Plan(("heggsteinlia",), "2015-2", measures, name) for name in ("Heggelia", "Steinlia")]
    keep_plans(each[:1], round_=round_, folder=folder)
    keep_plans(each[1:], round_=round_, folder=folder)
    assert list(read_plans(round_, folder)[0]) == each
    newer = Plan(("heggsteinlia",), "2015-1", measures)
    keep_plans([newer], round_=round_, folder=folder)
    assert read_plans(round_, folder)[0] == (newer,)
