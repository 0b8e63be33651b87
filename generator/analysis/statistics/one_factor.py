"""Whether a construct holds: one factor behind its items, and whether two groups answer it alike.

The model is of ordinal items (``numerics/ordinal_factor.py``), listwise. From 100 people: with
fewer, so many categories decide too much (Rhemtulla, Brosseau-Liard & Savalei 2012). The limits are
Hu & Bentler's (1999): CFI from .95, RMSEA to .06, SRMR to .08. With few items RMSEA swings widely
(Kenny, Kaniskan & McCoach 2015), so the low end of its 90 % interval is held against the limit. Hu
and Bentler simulated continuous answers, and ordinal ones get off a little lightly (Xia & Yang
2019): fit is a reason not to reject the construct, no proof.

Two sets of loadings are compared from their printed figures, so that an earlier round's answers may
be gone. One factor for all items makes them comparable, since a group may differ less within itself
than another. An item differs when its loading does so by more than a tenth, with certainty: z of
what is left of the difference, Holm over the items, with room for what rounding has hidden.
Tucker's congruence says the rest: from .95 the two are alike (Lorenzo-Seva & ten Berge 2006).
Thresholds are not compared; they would fix means.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import combinations
from typing import Any, Final

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import complete, selected
from generator.analysis.numerics.inference import (
    SIGNIFICANCE,
    finite,
    holm_adjusted,
    z_quantile,
    z_two_tailed,
)
from generator.analysis.numerics.magnitudes import of_magnitude
from generator.analysis.numerics.ordinal_factor import Fit, fit_factor
from generator.analysis.statistics import Nodes
from generator.results.models import Factored, Invariance, ItemLoading, OneFactor
from generator.results.values import Node, Suppressed, published_count
from generator.study.model import Study

__all__ = ["compare_constructs", "compare_loadings", "fit_constructs", "fit_one_factor"]

LEAST_PEOPLE: Final = 100
LEAST_ITEMS: Final = 3
CFI, RMSEA, SRMR = 0.95, 0.06, 0.08
BELONGS: Final = 0.40
"""The least loading of an item that belongs with the others, by custom (Stevens 2002); held against
the upper end of a 90 % interval."""
MATTERS: Final = 0.10
"""The least difference between two loadings that matters; this project's own line."""
CONGRUENT: Final = 0.95
ROUNDED: Final = 0.005
"""What rounding to two decimals hides at most."""


def fit_constructs(frames: Mapping[str, pd.DataFrame], *, study: Study) -> Nodes:
    """``one_factor/<group>/<construct>`` of each construct of three items or more."""
    return {
        f"one_factor/{group}/{name}": fit_one_factor(
            selected(frame, *items), items=items, construct=name, group=group
        )
        for group, frame in frames.items()
        for name in study.scored(group)
        if len(items := study.statements_of(name)) >= LEAST_ITEMS
    }


def compare_constructs(nodes: Mapping[str, Node | Suppressed]) -> Nodes:
    """``invariance/<construct>/<group>/<group>`` of each construct that two groups answered."""
    found = [node for node in nodes.values() if isinstance(node, OneFactor)]
    return {
        f"invariance/{a.construct}/{a.group}/{b.group}": compare_loadings(a, b)
        for a, b in combinations(found, 2)
        if a.construct == b.construct and a.group != b.group
    }


@of_magnitude
def fit_one_factor(
    frame: pd.DataFrame, *, items: Sequence[str], construct: str = "", group: str = ""
) -> OneFactor:
    """The columns ``items``, keyed the same way, as signs of one thing."""
    answers = complete(frame, items)
    node = OneFactor(
        group=group,
        n=len(answers),
        construct=construct,
        n_items=len(items),
        verdict="few_people",
        undefined=f"fewer than {LEAST_PEOPLE} answered every item",
    )
    if len(answers) < LEAST_PEOPLE:
        return node
    found = fit_factor(answers)
    if isinstance(found, str):
        return replace(node, verdict="no_solution", undefined=found)
    rows = zip(items, found.loadings, found.errors, strict=True)
    most = found.loadings + z_quantile(tail=0.05) * found.errors
    loose = tuple(item for item, end in zip(items, most, strict=True) if end < BELONGS)
    fit: dict[str, Any] = {}
    if found.fit:
        fit = {name: finite(value) for name, value in asdict(found.fit).items()}
    return replace(
        node,
        omega=finite(found.omega),
        loadings=tuple(ItemLoading(item=i, loading=float(x), se=float(se)) for i, x, se in rows),
        verdict=_verdict(found.fit, loose=loose),
        loose=loose,
        undefined=None if fit else "three items always fit: nothing is left to test",
        **fit,
    )


def _verdict(fit: Fit | None, *, loose: Sequence[str]) -> Factored:
    if fit is None:
        return "few_items"
    near = fit.cfi >= CFI and fit.srmr <= SRMR
    if near and fit.rmsea_low <= RMSEA:
        return "weak" if loose else "one"
    return "unclear" if near or fit.rmsea_low <= RMSEA else "several"


def compare_loadings(one: OneFactor, other: OneFactor) -> Invariance:
    """Whether two groups, or two rounds, answer the items that both have alike."""
    ours, theirs = _known(one), _known(other)
    both = [item for item in ours if item in theirs]
    node = Invariance(
        group=one.group,
        n=min(published_count(one.n), published_count(other.n)),
        construct=one.construct,
        other=other.group,
        verdict="unknown",
        undefined=None if len(both) >= LEAST_ITEMS else "no loadings of both to compare",
    )
    if len(both) < LEAST_ITEMS:
        return node
    (a, se_a), (b, se_b) = (np.array([each[item] for item in both]).T for each in (ours, theirs))
    share = float(a @ b) / float(b @ b)
    errors = np.hypot(se_a + ROUNDED, share * (se_b + ROUNDED))
    left = np.abs(a - share * b) - MATTERS - ROUNDED * (1 + abs(share))
    p_values = holm_adjusted([z_two_tailed(z) if z > 0 else 1.0 for z in (left / errors).tolist()])
    differ = [item for item, p in zip(both, p_values, strict=True) if p and p < SIGNIFICANCE]
    congruence = float(a @ b) / math.sqrt(float(a @ a) * float(b @ b))
    node = replace(node, congruence=congruence, items=tuple(differ))
    if differ:
        return replace(node, verdict="different")
    return replace(node, verdict="alike") if congruence >= CONGRUENT else node


def _known(node: OneFactor) -> dict[str, tuple[float, float]]:
    pairs = ((row.item, row.loading, row.se) for row in node.loadings)
    return {i: (x, se) for i, x, se in pairs if isinstance(x, float) and isinstance(se, float)}
