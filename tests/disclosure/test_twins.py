"""Twins: two counties with the same published table give the same bytes.

Whatever else differs between them, who answered what, and in which unpublished unit, nobody can
tell from results or reports.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
from counties import STATEMENTS, STUDY, A, offices_of, published, random_county, round_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.publish import Published
from generator.render.overview import overview_html
from generator.report.block import RenderedDocument
from generator.report.context import Context
from generator.report.office.report import office_report
from generator.results.survey import Response
from generator.round.model import Round

SEEDS = st.integers(0, 10_000)
SOME = settings(max_examples=20)
MODELS = (
    *("reliability", "one_factor", "invariance", "correlation", "regression", "multilevel"),
    *("share", "frequency"),
)
"""Steps of the total that are computed from the answers, by the gate, and not from the table."""


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Both tell the same of every unit, of the table and of all that follows from it."""
    round_ = round_of(offices_of(one, other))
    twins = [published(each, round_=round_) for each in (one, other)]
    first, second = (content(each) for each in twins)
    assume(first["table"] == second["table"])
    assert first == second
    assert read(twins[0], round_) == read(twins[1], round_)


def read(one: Published, round_: Round) -> tuple[object, ...]:
    """What offices read, and the overview page of the run; mails say nothing of results."""
    context = Context(one.results, STUDY, round_, "0" * 12, "0", "nb")
    offices = [office_report(unit, context=context) for unit in one.results.units]
    files = [
        RenderedDocument(f"{unit}.pdf", "application/pdf", b"", "office", unit, "nb", 4)
        for unit in one.results.units
    ]
    return (*offices, overview_html(context, files))


def content(one: Published) -> dict[str, object]:
    """results.json without the models of the total."""
    found = json.loads(one.results.to_json())
    found["steps"] = {
        name: node for name, node in found["steps"].items() if not name.startswith(MODELS)
    }
    return found


@given(SEEDS)
@SOME
def test_people_of_unpublished_units_may_be_in_any_of_them(seed: int) -> None:
    frame = random_county(seed, offices=(7, 11))
    sizes = frame["unit"].value_counts()
    small = [unit for unit, n in sizes.items() if n < 3]
    assume(len(small) > 1)
    moved = frame.copy()
    who = moved.index[moved["unit"] == small[0]][0]
    moved.loc[who, "unit"] = small[1]
    same(frame, moved)


@given(SEEDS)
@SOME
def test_two_people_of_a_place_and_class_may_have_given_each_other_s_answers(seed: int) -> None:
    frame = random_county(seed)
    random = np.random.default_rng(seed)
    alike = [rows.index for _, rows in frame.groupby(["unit", "alder", "tid"]) if len(rows) > 1]
    assume(alike)
    one, other = alike[random.integers(len(alike))][:2]
    swapped = frame.copy()
    items = list(random.permutation(STATEMENTS)[: random.integers(1, len(STATEMENTS))])
    swapped.loc[[one, other], items] = frame.loc[[other, one], items].to_numpy()
    same(frame, swapped)


@given(SEEDS)
@SOME
def test_nobody_can_tell_who_skipped_a_statement_that_they_did_not_agree_with(seed: int) -> None:
    frame = random_county(seed)
    full = frame.index[frame[list(A)].notna().all(axis=1) & (frame["a3"] == 3.0)]
    full = [who for who in full if frame.loc[who, ["a1", "a2"]].mean() == 3.0]
    assume(full)
    skipped = frame.copy()
    skipped.loc[full[0], "a3"] = np.nan
    same(frame, skipped)


@given(SEEDS)
@SOME
def test_what_unpublished_units_are_told_is_the_same_whoever_is_in_them(seed: int) -> None:
    one = published(random_county(seed))
    hidden = [
        nodes
        for nodes in one.results.units.values()
        if isinstance(nodes["response"], Response) and not isinstance(nodes["response"].n, int)
    ]
    assert len({json.dumps(figures(nodes), sort_keys=True) for nodes in hidden}) <= 1


def figures(nodes: object) -> dict[str, str]:
    assert isinstance(nodes, dict) or hasattr(nodes, "items")
    return {name: repr(node) for name, node in nodes.items() if name != "response"}
