"""Whether a construct holds: published values, laws, data that defeat it, and how often it errs."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from counts import times
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.analysis import compare_loadings, fit_one_factor
from generator.analysis.numerics.ordinal_factor import ItemPair, OrdinalItem
from generator.disclosure.gate import at_printed_precision, gate
from generator.disclosure.rules import RULES, Limits
from generator.results.models import Invariance, ItemLoading, OneFactor
from generator.results.store import ReleasedResults
from generator.results.values import Suppressed

CUTS = np.array([-1.8, -1.2, -0.5, 0.3, 1.2])
"""Where a six-point scale is cut: most people agree a little."""

LSAT7 = (12, 19, 1, 7, 3, 19, 3, 17, 10, 5, 3, 7, 7, 23, 8, 28)
LSAT7 += (7, 39, 11, 34, 14, 51, 15, 90, 6, 25, 7, 35, 18, 136, 32, 308)
"""Section 7 of the Law School Admission Test, five items right or wrong (Bock & Lieberman 1970):
how many of a thousand gave each of the 32 patterns, from 00000 to 11111."""


def lsat() -> pd.DataFrame:
    patterns = np.repeat(np.array(list(product([0, 1], repeat=5))), LSAT7, axis=0)
    return pd.DataFrame(patterns.astype(float), columns=list("abcde"))


def drawn(
    rng: np.random.Generator,
    loadings: np.ndarray,
    *,
    n: int,
    correlated: float = 1.0,
    cuts: np.ndarray = CUTS,
) -> pd.DataFrame:
    """Answers 1-6 of n people to items that load on one factor or more, a column each."""
    k, factors = loadings.shape
    common = np.full((factors, factors), correlated)
    np.fill_diagonal(common, 1.0)
    scores = rng.multivariate_normal(np.zeros(factors), common, size=n)
    own = 1 - np.einsum("ij,jk,ik->i", loadings, common, loadings)
    latent = scores @ loadings.T + rng.normal(size=(n, k)) * np.sqrt(own)
    columns = [f"i{i}" for i in range(k)]
    return pd.DataFrame(np.searchsorted(cuts, latent) + 1.0, columns=columns)


def one(*loadings: float) -> np.ndarray:
    return np.array(loadings)[:, None]


def two(value: float) -> np.ndarray:
    """Three items of one thing and two of another."""
    return value * np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1]], dtype=float)


def fitted(frame: pd.DataFrame, **names: str) -> OneFactor:
    return fit_one_factor(frame, items=[str(name) for name in frame], **names)


def loadings(node: OneFactor) -> list[float]:
    return [row.loading for row in node.loadings if isinstance(row.loading, float)]


# --- published values --------------------------------------------------------------------


def test_lsat7_as_lavaan_prints_it() -> None:
    """Lavaan 0.6-1: cfa(F1 =~ NA*Item.1 + ..., ordered), DWLS with the robust column."""
    node = fitted(lsat())
    assert loadings(node) == pytest.approx([0.506, 0.531, 0.699, 0.432, 0.384], abs=6e-4)
    errors = [row.se for row in node.loadings]
    assert errors == pytest.approx([0.064, 0.060, 0.064, 0.056, 0.066], abs=6e-4)
    assert node.chi2 == pytest.approx(11.677, abs=6e-4)
    assert (node.df, node.p) == (5, pytest.approx(0.039, abs=6e-4))


def test_thresholds_as_lavaan_prints_them() -> None:
    cuts = [OrdinalItem(column).cuts[0] for column in lsat().to_numpy().T]
    assert cuts == pytest.approx([-0.946, -0.407, -0.745, -0.269, -1.007], abs=6e-4)


def test_a_two_step_polychoric_correlation_as_statsample_prints_it() -> None:
    """Its notebook on the polychoric correlation: a table of three by three, two-step."""
    table = [[52, 58, 8], [18, 15, 7], [5, 11, 3]]
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    x, y = (OrdinalItem(np.array(side, dtype=float)) for side in zip(*cells, strict=True))
    assert x.cuts == pytest.approx([0.4307, 1.2408], abs=6e-5)
    assert y.cuts == pytest.approx([-0.1924, 1.2720], abs=6e-5)
    assert ItemPair(x, y).correlation() == pytest.approx(0.1683, abs=6e-5)


@pytest.mark.parametrize("seed", range(6))
def test_a_correlation_is_where_the_likelihood_is_largest_also_of_skewed_items(seed: int) -> None:
    """Nearly all are at one end, and far from the answer the likelihood cannot be told from 0."""
    rng, grid = np.random.default_rng(seed), np.linspace(-0.98, 0.98, 197)
    for rho in (-0.6, -0.2, 0.2, 0.6):
        cuts = np.sort(rng.normal([-1.5, 1.5], 0.7, size=(3, 2)), axis=0)
        latent = rng.multivariate_normal([0, 0], [[1, rho], [rho, 1]], size=200)
        x, y = (
            OrdinalItem(np.searchsorted(*sides)) for sides in zip(cuts.T, latent.T, strict=True)
        )
        pair, cells = ItemPair(x, y), (x.category, y.category)
        likelihood = [np.log(pair.probabilities(r)[cells]).sum() for r in grid]
        best = grid[np.argmax(likelihood)]
        open_ended = max(likelihood) - max(likelihood[0], likelihood[-1]) < 0.01
        assert pair.correlation() == (None if open_ended else pytest.approx(best, abs=0.011))


@pytest.mark.parametrize("rho", [-0.95, -0.3, 0.2, 0.7, 0.99])
def test_bivariate_normal_probabilities_are_scipys(rho: float) -> None:
    from scipy.stats import multivariate_normal

    x, y = (
        OrdinalItem(np.repeat([1.0, 2.0, 3.0], counts)) for counts in ((10, 50, 40), (30, 60, 10))
    )
    below = ItemPair(x, y).probabilities(rho).cumsum(axis=0).cumsum(axis=1)[:-1, :-1]
    normal = multivariate_normal(cov=[[1, rho], [rho, 1]])
    expected = [[normal.cdf([a, b]) for b in y.cuts] for a in x.cuts]
    assert below == pytest.approx(np.array(expected), abs=1e-9)


def test_omega_is_the_correlation_of_two_sums_that_share_the_factor() -> None:
    """What reliability means: the same people, asked again by items of the same kind."""
    rng = np.random.default_rng(7)
    twice = drawn(rng, one(*[0.5, 0.6, 0.7, 0.8] * 2), n=20_000)
    first, again = twice.iloc[:, :4], twice.iloc[:, 4:]
    between = np.corrcoef(first.sum(axis=1), again.sum(axis=1))[0, 1]
    assert fitted(first).omega == pytest.approx(between, abs=0.01)


def test_standard_errors_tell_how_loadings_vary_from_sample_to_sample() -> None:
    rng = np.random.default_rng(1)
    nodes = [fitted(drawn(rng, one(0.5, 0.6, 0.7, 0.7), n=300)) for _ in range(150)]
    found = np.array([loadings(node) for node in nodes])
    errors = np.array([[row.se for row in node.loadings] for node in nodes], dtype=float)
    assert errors.mean() == pytest.approx(found.std(axis=0).mean(), rel=0.1)


# --- laws --------------------------------------------------------------------------------

ANSWERS = drawn(np.random.default_rng(3), one(0.5, 0.6, 0.7, 0.8, 0.75), n=150)
FIGURES = ("omega", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr", "chi2", "p")


def same(node: OneFactor, other: OneFactor, *, but: tuple[str, ...] = ()) -> None:
    for name in FIGURES:
        if name not in but:
            assert getattr(node, name) == pytest.approx(getattr(other, name), abs=1e-6), name


@given(order=st.permutations(list(ANSWERS)))
@settings(max_examples=times(15), deadline=None)
def test_the_order_of_items_says_nothing(order: list[str]) -> None:
    node, other = fitted(ANSWERS), fitted(ANSWERS[order])
    same(node, other)
    by_item = {row.item: row.loading for row in node.loadings}
    assert loadings(other) == pytest.approx([by_item[name] for name in order], abs=1e-6)


@given(seed=st.integers(0, 999))
@settings(max_examples=times(10), deadline=None)
def test_the_order_of_people_says_nothing(seed: int) -> None:
    shuffled = ANSWERS.sample(frac=1, random_state=seed)
    same(fitted(ANSWERS), fitted(shuffled))


def test_turning_all_items_says_nothing() -> None:
    same(fitted(ANSWERS), fitted(7 - ANSWERS))
    assert loadings(fitted(7 - ANSWERS)) == pytest.approx(loadings(fitted(ANSWERS)), abs=1e-6)


def test_turning_one_item_turns_its_loading() -> None:
    turned = fitted(ANSWERS.assign(i1=7 - ANSWERS["i1"]))
    same(fitted(ANSWERS), turned, but=("omega",))
    expected = [-x if i == 1 else x for i, x in enumerate(loadings(fitted(ANSWERS)))]
    assert loadings(turned) == pytest.approx(expected, abs=1e-6)
    assert turned.verdict == "weak"


def test_what_is_printed_says_nothing_of_the_level() -> None:
    """So that no mean follows from it, nor the answer of somebody who is left out."""
    assert fitted(ANSWERS + 3) == fitted(ANSWERS)
    stretched = fitted(ANSWERS**2)
    same(fitted(ANSWERS), stretched, but=("omega",))
    assert loadings(stretched) == pytest.approx(loadings(fitted(ANSWERS)), abs=1e-9)


@given(
    st.integers(3, 5),
    st.integers(2, 6),
    st.integers(0, 10_000),
    st.sampled_from([25, 99, 100, 130]),
)
@settings(max_examples=times(40), deadline=None)
def test_any_answers_give_finite_figures_or_none_with_a_reason(
    k: int, points: int, seed: int, n: int
) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.full(points, 0.5), size=k)
    columns = {f"i{i}": rng.choice(np.arange(points) + 1.0, n, p=weights[i]) for i in range(k)}
    node = fitted(pd.DataFrame(columns))
    values = [getattr(node, name) for name in FIGURES] + loadings(node)
    assert all(value is None or math.isfinite(value) for value in values)
    assert (node.undefined is None) == (None not in values[:1] and node.cfi is not None)
    assert compare_loadings(node, node).verdict == ("alike" if node.loadings else "unknown")
    printed = ReleasedResults("s", "r", {"node": at_printed_precision(node)}, {})
    assert ReleasedResults.from_json(printed.to_json()).steps == printed.steps
    json.dumps(printed.to_json(), allow_nan=False)


# --- data that defeat it -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("frame", "verdict", "reason"),
    [
        (ANSWERS[:25], "few_people", "fewer than 100 answered every item"),
        (ANSWERS[:99], "few_people", "fewer than 100 answered every item"),
        (ANSWERS.assign(i0=2.0), "no_solution", "an item does not vary"),
        (ANSWERS[["i0", "i1"]], "no_solution", "a factor needs three items"),
        (
            ANSWERS.assign(i0=ANSWERS["i1"]),
            "no_solution",
            "two items agree so closely that their correlation is not defined",
        ),
        (
            ANSWERS.assign(i0=np.arange(150.0)),
            "no_solution",
            "an item has more than 11 categories",
        ),
        (
            ANSWERS[["i0", "i1", "i2"]],
            "few_items",
            "three items always fit: nothing is left to test",
        ),
    ],
)
def test_why_nothing_can_be_said(frame: pd.DataFrame, verdict: str, reason: str) -> None:
    node = fitted(frame)
    assert (node.verdict, node.undefined) == (verdict, reason)
    assert node.cfi is None


def test_from_a_hundred_people() -> None:
    assert fitted(ANSWERS[:100]).verdict == "one"


def test_whoever_skipped_a_statement_is_left_out_as_in_alpha() -> None:
    skipped = ANSWERS.mask((ANSWERS.index.to_numpy() % 10 == 0)[:, None] & (np.arange(5) == 2))
    assert fitted(skipped) == fitted(ANSWERS[ANSWERS.index % 10 != 0])


def test_nothing_is_published_of_fewer_than_twenty_five_nor_what_fixes_a_level() -> None:
    limits = Limits(4, RULES)
    assert gate(fitted(ANSWERS[:24]), limits) == Suppressed("size")
    few = gate(fitted(ANSWERS[:25]), limits)
    assert isinstance(few, OneFactor)
    assert (few.n, few.omega, few.loadings, few.undefined) == (25, None, (), None)
    many = gate(fitted(ANSWERS), limits)
    assert isinstance(many, OneFactor)
    assert at_printed_precision(many).chi2 is None
    assert at_printed_precision(many).loadings == at_printed_precision(fitted(ANSWERS)).loadings


def test_an_item_that_hardly_belongs_is_said() -> None:
    rng = np.random.default_rng(5)
    node = fitted(drawn(rng, one(0.8, 0.8, 0.8, 0.8, 0.15), n=400))
    assert node.verdict == "weak"
    assert node.loose == (node.loadings[-1].item,)


# --- how often it errs -------------------------------------------------------------------


@pytest.mark.parametrize("n", [100, 200, 300])
def test_one_thing_is_seldom_called_anything_else(n: int) -> None:
    rng = np.random.default_rng(n)
    nodes = [fitted(drawn(rng, one(0.6, 0.7, 0.7, 0.8, 0.65), n=n)) for _ in range(40)]
    found = Counter(node.verdict for node in nodes)
    assert found["one"] >= 36
    assert found["several"] <= 1
    chi2 = [node.chi2 for node in nodes]  # on five degrees of freedom: 5, give or take .5
    assert 3.5 < np.mean(np.array(chi2, dtype=float)) < 6.5


@pytest.mark.parametrize("n", [100, 300])
def test_two_things_are_nearly_always_found(n: int) -> None:
    rng = np.random.default_rng(n)
    nodes = [fitted(drawn(rng, two(0.75), n=n, correlated=0.3)) for _ in range(40)]
    found = Counter(node.verdict for node in nodes)
    assert found["several"] >= 38
    assert found["one"] + found["weak"] == 0


# --- whether two groups, or two rounds, answer alike -------------------------------------


def compared(rng: np.random.Generator, a: np.ndarray, b: np.ndarray, *, n: int) -> Invariance:
    nodes = [at_printed_precision(fitted(drawn(rng, each, n=n))) for each in (a, b)]
    return compare_loadings(*nodes)


def test_a_group_that_answers_alike_is_hardly_ever_called_different() -> None:
    rng = np.random.default_rng(11)
    truth = one(0.6, 0.7, 0.7, 0.8, 0.65)
    found = Counter(compared(rng, truth, truth, n=n).verdict for n in [100, 250] * 20)
    assert found["different"] <= 1
    assert found["alike"] >= 36


def test_a_statement_that_changed_its_meaning_is_found_and_named() -> None:
    rng = np.random.default_rng(12)
    a, b = one(0.8, 0.75, 0.8, 0.7, 0.75), one(0.8, 0.75, 0.2, 0.7, 0.75)
    found = [compared(rng, a, b, n=250) for _ in range(20)]
    assert sum(node.verdict == "different" and node.items == ("i2",) for node in found) >= 18


def test_a_group_whose_members_differ_less_is_not_another_one() -> None:
    """All loadings are smaller by the same share; the construct is the same."""
    a = replace(fitted(ANSWERS), loadings=tuple(_loading(i, 0.8, 0.03) for i in range(5)))
    b = replace(a, loadings=tuple(_loading(i, 0.5, 0.03) for i in range(5)))
    assert compare_loadings(a, b).verdict == "alike"
    assert compare_loadings(a, b).congruence == pytest.approx(1.0)


def test_loadings_that_are_neither_alike_nor_surely_different_are_unknown() -> None:
    values = zip([0.9, 0.9, 0.9, 0.9], [0.9, 0.9, 0.3, 0.3], strict=True)
    first, second = zip(*values, strict=True)
    a = replace(fitted(ANSWERS), loadings=tuple(_loading(i, x, 0.2) for i, x in enumerate(first)))
    b = replace(a, loadings=tuple(_loading(i, x, 0.2) for i, x in enumerate(second)))
    node = compare_loadings(a, b)
    assert (node.verdict, node.items) == ("unknown", ())
    assert node.congruence == pytest.approx(2.4 / math.sqrt(4 * 1.8), abs=1e-9)


@given(x=st.floats(0.3, 0.9), se=st.floats(0.02, 0.2), by=st.floats(0.0, 0.1))
@settings(max_examples=times(40), deadline=None)
def test_a_difference_of_a_tenth_or_less_is_never_one(x: float, se: float, by: float) -> None:
    assume(x - by > 0)
    a = replace(fitted(ANSWERS), loadings=tuple(_loading(i, x, se) for i in range(4)))
    other = tuple(_loading(i, x - by * (i == 0), se) for i in range(4))
    assert compare_loadings(a, replace(a, loadings=other)).verdict != "different"


def _loading(i: int, loading: float, se: float) -> ItemLoading:
    return ItemLoading(item=f"i{i}", loading=loading, se=se)
