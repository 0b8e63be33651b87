"""What those who did not answer could change: from what is published, and no finer than that."""

from itertools import product

import pytest

from generator.analysis.nonresponse import describe_nonresponse
from generator.results.survey import Descriptives, Nonresponse, Response, VariableStatistics
from generator.results.values import Band, Bound, Number, Suppressed
from generator.study.model import Study


def study(low: int = 1, high: int = 6) -> Study:
    return Study.model_validate(
        {
            "id": "s",
            "title": "s",
            "whole_label": "All",
            "unit_label": "Unit",
            "groups": {"people": {"label": "People", "file_label": "people"}},
            "scales": {"s": {"low": low, "high": high}},
            "constructs": {
                "q": {"label": "Q", "scale": "s", "items": [{"id": "q1", "label": "Q 1"}]}
            },
        }
    )


def found(
    mean: Number,
    n: int | Suppressed,
    invited: int | Band | Suppressed | None,
    *,
    low: int = 1,
    high: int = 6,
    answered: int | Suppressed | None = None,
) -> Nonresponse | None:
    rows = (VariableStatistics(variable="q", n=n, mean=mean),)
    n = n if answered is None else answered
    nodes = {
        "response": Response(group="people", n=n, invited=invited),
        "constructs": Descriptives(group="people", n=n, rows=rows),
    }
    total, units = describe_nonresponse(
        {f"{name}/people": node for name, node in nodes.items()},
        {"u": nodes},
        study=study(low, high),
    )
    own = units.get("u", {}).get("nonresponse")
    assert total.get("nonresponse/people") == own
    return own


def figures(node: Nonresponse | None) -> tuple[Number, ...]:
    assert node is not None
    (row,) = node.rows
    return row.lower_from, row.lower_to, row.higher_from, row.higher_to


@pytest.mark.parametrize("mean", [1.2, 2.0, 4.77, 5.9])
@pytest.mark.parametrize(("n", "invited"), [(14, 30), (25, 76), (39, 50)])
def test_it_is_the_mean_of_all_the_people(mean: float, n: int, invited: int) -> None:
    """Person by person: those who answered have the mean, the others a point less or more."""
    for ends, by in zip((slice(0, 2), slice(2, 4)), (-1, 1), strict=True):
        others = min(max(mean + by, 1), 6)
        people = [mean] * n + [others] * (invited - n)
        assert figures(found(mean, n, invited))[ends] == pytest.approx((sum(people) / invited,) * 2)


def test_the_office_of_the_issue() -> None:
    """4.77 of 14 among 30: without a word of the 16 it would be 4.8, a point lower it is 4.2."""
    assert figures(found(4.77, 14, 30))[0] == pytest.approx(4.77 - 16 / 30)


def test_who_skipped_the_area_is_one_of_the_others() -> None:
    assert figures(found(4.0, 10, 30, answered=14))[0] == pytest.approx(4 - 20 / 30)


def test_a_band_of_invited_says_no_more_than_the_band() -> None:
    """Everything that fits the band lies between the ends, and the ends fit it."""
    inside = [figures(found(4.0, 11, invited)) for invited in range(20, 25)]
    ends = figures(found(4.0, 11, Band(20, 24)))
    assert ends[:2] == (min(x[0] for x in inside), max(x[1] for x in inside))
    assert ends[2:] == (min(x[2] for x in inside), max(x[3] for x in inside))
    # Who answered was invited.
    assert figures(found(4.0, 13, Band(10, 24)))[1] == 4.0


def test_a_bound_is_an_interval_that_holds_every_mean_beyond_it() -> None:
    inside = [figures(found(mean / 100, 11, 40)) for mean in range(521, 601)]
    ends = figures(found(Bound(over=5.2), 11, 40))
    assert ends[0] == pytest.approx(5.2 - 29 / 40) and ends[1] == max(x[1] for x in inside)
    assert all(ends[0] < x[0] and x[3] <= ends[3] for x in inside)
    low = figures(found(Bound(under=1.8), 11, 40))
    assert low[0] == 1.0 and low[3] == pytest.approx(1.8 + 29 / 40)


@pytest.mark.parametrize(
    ("n", "invited", "nearly_all"),
    [
        (8, 10, True),
        (79, 100, False),
        (80, 100, True),
        (20, Band(20, 24), True),
        (19, Band(20, 24), False),
        (100, 100, True),
    ],
)
def test_from_eighty_per_cent_nothing_is_supposed(
    n: int, invited: int | Band, nearly_all: bool
) -> None:
    node = found(4.0, n, invited)
    assert node is not None and node.nearly_all is nearly_all
    assert bool(node.rows) is not nearly_all


@pytest.mark.parametrize(
    ("mean", "n", "invited"),
    [
        (4.0, 14, None),
        (4.0, 14, Suppressed("threshold")),
        (4.0, Suppressed("threshold"), 30),
        (Suppressed("threshold"), 14, 30),
        (None, 14, 30),
    ],
)
def test_what_is_not_published_gives_nothing(
    mean: Number, n: int | Suppressed, invited: int | Suppressed | None
) -> None:
    assert found(mean, n, invited) is None


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [
        (1, 2, None),
        (1, 3, None),
        (1, 4, 1),
        (0, 4, 1),
        (-2, 2, 1),
        (0, 10, 1),
        (0, 20, 2),
        (0, 100, 10),
    ],
)
def test_a_point_is_of_the_scale(low: int, high: int, step: int | None) -> None:
    """Of two or three points one is all of the scale, or half of it; of a hundred it is nothing."""
    node = found((low + high) / 2, 25, 50, low=low, high=high)
    if step is None:
        assert node is None
    else:
        assert figures(node)[0] == (low + high) / 2 - step / 2


def test_nothing_leaves_the_scale() -> None:
    means, counts = (0.0, 0.3, 1.7, 4.0), ((1, 40), (15, 20), (5, 7))
    for mean, (n, invited) in product(means, counts):
        lower, _, _, higher = figures(found(mean, n, invited, low=0, high=4))
        assert isinstance(lower, float) and isinstance(higher, float)
        assert 0 <= lower <= mean <= higher <= 4
