"""Those who answered against those who did not: the right test, its power, and what it keeps."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from generator.analysis.statistics import Plan
from generator.analysis.statistics.representativeness import (
    check_representativeness,
    class_margins,
    nodes_of_table,
)
from generator.results.survey import Representativeness
from generator.results.table import ClassCount, Classification, GroupTable
from generator.results.values import Suppressed
from generator.round.model import Round
from generator.study.model import Study
from generator.study.plan import RepresentativenessStep

INVITED = {1: 210, 2: 172, 3: 165}


def held(answered: dict[int, int], invited: dict[int, int]) -> Representativeness:
    column = np.repeat([*answered], [*answered.values()]).astype(float)
    frame = pd.DataFrame({"x": np.append(column, np.nan)})
    return check_representativeness(frame, variable="x", invited=invited)


@pytest.mark.parametrize(
    ("answered", "invited"),
    [
        ({1: 163, 2: 103}, {1: 308, 2: 239}),
        ({1: 90, 2: 84, 3: 90}, INVITED),
        ({1: 9, 2: 12, 3: 20, 4: 1}, {1: 10, 2: 14, 3: 22, 4: 3}),
        ({1: 30, 2: 3}, {1: 30, 2: 4}),
    ],
)
def test_it_is_the_table_of_answered_and_not_answered(
    answered: dict[int, int], invited: dict[int, int]
) -> None:
    """As scipy's chi-square of the 2 x k table, without Yates's correction."""
    node = held(answered, invited)
    silent = [invited[each] - n for each, n in answered.items()]
    truth = stats.chi2_contingency([[*answered.values()], silent], correction=False)
    assert (node.chi2, node.p, node.df) == pytest.approx((*truth[:2], truth.dof), rel=1e-9)
    assert node.n_small_cells == (truth.expected_freq < 5).sum()
    assert (node.n, node.of) == (sum(answered.values()), sum(invited.values()))


def test_women_and_men_of_the_issue() -> None:
    """53 per cent of women and 43 of men: against everybody invited p would be .102."""
    node = held({1: 163, 2: 103}, {1: 308, 2: 239})
    fit = stats.chisquare([163, 103], 266 * np.array([308, 239]) / 547)
    assert round(fit.pvalue, 3) == 0.102
    assert node.p is not None and round(node.p, 3) == 0.023
    assert node.chi2 == pytest.approx(fit.statistic / (1 - 266 / 547))


def test_a_class_without_invited_is_no_part_of_it() -> None:
    assert held({1: 40, 2: 20}, {1: 60, 2: 60, 3: 0}).n_small_cells == 0


@pytest.mark.parametrize(
    ("answered", "invited", "reason"),
    [
        ({1: 30, 2: 20}, {1: 30, 2: 20}, "everybody answered"),
        ({1: 31, 2: 2}, {1: 30, 2: 20}, "more answered than were invited in a category"),
        ({1: 31, 2: 19}, {1: 30, 2: 20}, "more answered than were invited in a category"),
        ({1: 3, 3: 2}, {1: 30, 2: 20}, "somebody is in a category where nobody was expected"),
        ({}, {1: 30, 2: 20}, "nobody answered"),
    ],
)
def test_where_nobody_is_left_to_compare_with(
    answered: dict[int, int], invited: dict[int, int], reason: str
) -> None:
    node = held(answered, invited)
    assert node.undefined == reason
    assert node.chi2 is None and node.p is None and node.df is None


@pytest.mark.parametrize("rate", [0.3, 0.5, 0.8])
def test_false_alarms_and_power_are_what_they_should_be(rate: float) -> None:
    """A tenth skip the question. Power is that of the noncentral chi-square (Cohen 1988, 7)."""
    rng, rounds = np.random.default_rng(14), 700
    classes = np.repeat([*INVITED], [*INVITED.values()])
    effect = np.array([-0.09, 0.0, 0.09])

    def found(rates: np.ndarray) -> float:
        p = []
        for _ in range(rounds):
            told = classes[rng.random(classes.size) < 0.9 * rates[classes - 1]]
            p.append(held({each: int((told == each).sum()) for each in INVITED}, INVITED).p)
        return float(np.mean(np.array(p) < 0.05))

    rates = rate + effect
    sizes, told = np.array([*INVITED.values()]), 0.9 * rates
    mean = (sizes * told).sum() / sizes.sum()
    ncp = (sizes * (told - mean) ** 2).sum() / (mean * (1 - mean))
    expected = stats.ncx2.sf(stats.chi2.isf(0.05, 2), 2, ncp)
    assert found(np.full(3, rate)) == pytest.approx(0.05, abs=0.03)
    assert found(rates) == pytest.approx(expected, abs=0.06)


# --- from the published table ----------------------------------------------------------------

STUDY = Study.model_validate(
    {
        "id": "s",
        "title": "s",
        "whole_label": "All",
        "unit_label": "Unit",
        "scales": {},
        "background": {
            name: {
                "label": name,
                "categories": [{"value": i, "label": str(i)} for i in range(1, 5)],
            }
            for name in ("age", "sex")
        },
        "groups": {"people": {"label": "People", "file_label": "people"}},
    }
)


def classed(*counts: tuple[tuple[str, ...], int]) -> GroupTable:
    classes = tuple(ClassCount(label="/".join(v), values=v, n=n) for v, n in counts)
    return GroupTable(
        group="people",
        base=sum(n for _, n in counts),
        places=(),
        low_places=(),
        spreads=(),
        classifications=tuple(
            Classification(background=name, counts=classes, means=()) for name in ("age", "sex")
        ),
    )


def round_of(**margins: dict[str, float]) -> Round:
    return Round.model_validate(
        {
            "id": "r",
            "title": "r",
            "whole": "All",
            "date": "2020-01-01",
            "units": [{"id": "u", "code": 1, "name": "U"}],
            "margins": margins,
        }
    )


def test_a_class_joined_with_those_who_skipped_is_left_out() -> None:
    table = classed((("1",), 40), (("2", "3"), 20), (("", "4"), 12))
    asked = round_of(age={"1": 60, "2": 30, "3": 30, "4": 30})
    node = class_margins(table, "age", study=STUDY, round_=asked)
    assert isinstance(node, Representativeness)
    truth = stats.chi2_contingency([[40, 20], [20, 40]], correction=False)
    assert (node.n, node.of) == (60, 120)
    assert (node.chi2, node.p) == pytest.approx(truth[:2])


@pytest.mark.parametrize(("few", "published"), [(24, False), (25, True), (0, True)])
def test_few_invited_in_a_class_do_not_follow(few: int, published: bool) -> None:
    """From chi-square and the answered the invited of a class follow, and by ``of`` of the rest."""
    asked = round_of(age={"1": 60, "2": 60, "3": 60, "4": few})
    for table in (
        classed((("1",), 40), (("2", "3"), 20), (("", "4"), 12)),
        classed((("1",), 40), (("2", "3"), 20), (("4",), 12)),
    ):
        node = class_margins(table, "age", study=STUDY, round_=asked)
        assert (node != Suppressed("size")) is published


def test_holm_is_over_all_that_the_step_tests() -> None:
    table = classed((("1",), 40), (("2",), 20))
    step = RepresentativenessStep.model_validate(
        {
            "id": "x",
            "kind": "representativeness",
            "group": "people",
            "variables": ["age", "sex"],
        }
    )
    asked = round_of(age={"1": 60, "2": 50}, sex={"1": 60, "2": 45})
    nodes = nodes_of_table(step, table, Plan(study=STUDY, round=asked, units=(), newest=1))
    first, second = nodes["x/age"], nodes["x/sex"]
    assert isinstance(first, Representativeness) and isinstance(second, Representativeness)
    assert first.p is not None and first.p_holm == pytest.approx(2 * first.p)
    assert second.p_holm == pytest.approx(max(2 * first.p, second.p))
