"""Rules switched off one at a time, and a county where the attacker then learns something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import pytest

from attack import county as made
from attack.county import County, Office
from attack.questions import SINGLE
from generator.results import Band

Patch = pytest.MonkeyPatch


def switch(patch: Patch, place: str, instead: Any) -> None:
    """Put something in the place of ``module.name`` of disclosure control."""
    module, name = place.split(".")
    patch.setattr(import_module(f"generator.disclosure.{module}"), name, instead)


def nothing(_: Any, *__: Any, **___: Any) -> None:
    """In the place of a rule that changes what it is given."""


def same(value: Any, *_: Any, **__: Any) -> Any:
    """In the place of a rule that hands on what it is given."""
    return value


def only_small(told: Mapping[str, int], *, threshold: int, **_: Any) -> frozenset[str]:
    """Too small units are hidden; nobody is hidden with them."""
    return frozenset(unit for unit, n in told.items() if n < threshold)


def only_small_units(groups: Mapping[str, frozenset[int]], *, threshold: int) -> frozenset[str]:
    """The same for whole units."""
    units = {name[5:]: who for name, who in groups.items() if name.startswith("unit/")}
    return frozenset(unit for unit, who in units.items() if len(who) < threshold)


def proof_off(patch: Patch) -> None:
    """The proof looks, and finds nothing."""
    look = import_module("generator.disclosure.proof").examine

    def blind(*args: Any, **kwargs: Any) -> Any:
        return replace(look(*args, **kwargs), breaches=())

    switch(patch, "proof.examine", blind)
    remainders_off(patch)


def remainders_off(patch: Patch) -> None:
    """And nothing is found in what told groups differ by."""
    switch(patch, "proof._without_remainders", same)


def threshold(patch: Patch) -> None:
    declared = made.round_of

    def lower(county: County) -> Any:
        round_ = declared(county)
        policy = round_.policy.model_copy(update={"min_respondents": 2})
        return round_.model_copy(update={"policy": policy})

    patch.setattr(made, "round_of", lower)


def complements_of_units(patch: Patch) -> None:
    switch(patch, "release.withheld_units", only_small_units)
    complements_of_rows(patch)


def complements_of_rows(patch: Patch) -> None:
    switch(patch, "release.hidden_units", only_small)
    switch(patch, "release.without_unanimous_rest", nothing)
    proof_off(patch)


def complements_of_sizes(patch: Patch) -> None:
    switch(patch, "release.without_complements", same)
    proof_off(patch)


def coarsening(patch: Patch) -> None:
    def as_read(inputs: Any, *, study: Any, policy: Any) -> Any:
        return inputs, study

    patch.setattr(made, "coarsen_background", as_read)
    proof_off(patch)


def joined_classes(patch: Patch) -> None:
    switch(patch, "units.joined_classes", same)
    switch(patch, "whole.joined_classes", same)
    proof_off(patch)


def joined_categories(patch: Patch) -> None:
    switch(patch, "whole.joined_categories", same)
    proof_off(patch)
    switch(patch, "release.without_fine_counts", same)


def items_from_ten(patch: Patch) -> None:
    switch(patch, "units.ITEMS_FROM", 1)
    switch(patch, "whole.ITEMS_FROM", 1)


def squares_off(patch: Patch) -> None:
    """Told spreads are not held against each other."""
    switch(patch, "proof.without_small_squares", same)


def own_spread(patch: Patch) -> None:
    squares_off(patch)
    switch(patch, "units.OWN_SD_FROM", 1)
    switch(patch, "release.without_rest_of_spread", nothing)


def spread_of_classes(patch: Patch) -> None:
    squares_off(patch)
    switch(patch, "whole.without_small_spread", same)


def unanimity(patch: Patch) -> None:
    switch(patch, "release.without_unanimity", same)


def unanimity_of_the_rest(patch: Patch) -> None:
    switch(patch, "release.without_unanimous_rest", nothing)
    remainders_off(patch)


def unanimity_of_classes(patch: Patch) -> None:
    switch(patch, "release.without_unanimous_classes", same)
    remainders_off(patch)


def unanimity_everywhere(patch: Patch) -> None:
    switch(patch, "release.hidden_everywhere", same)
    remainders_off(patch)


def class_ends(patch: Patch) -> None:
    switch(patch, "unanimity._at_class_ends", lambda *_: False)
    switch(patch, "release.without_narrow_items", nothing)


def reasons(patch: Patch) -> None:
    switch(patch, "release.without_why", same)


def listwise_means(patch: Patch) -> None:
    switch(patch, "models._without_listwise_means", same)


def skipped_items(patch: Patch) -> None:
    switch(patch, "proof.without_partly_answered", same)


def constants(patch: Patch) -> None:
    switch(patch, "bases._constant_tells", lambda *_: False)
    switch(patch, "bases._squares_tell", lambda *_: False)


def proof(patch: Patch) -> None:
    proof_off(patch)


def bands(patch: Patch) -> None:
    switch(patch, "units.banded", same)


def rates_of_their_bands(patch: Patch) -> None:
    """The rate in quarters of its own, as if it did not follow from n and the band of invited."""
    told = import_module("generator.disclosure.participation").in_bands

    def in_quarters(response: Any) -> Any:
        low = min(100 * response.n // response.invited // 25 * 25, 75)
        return replace(told(response), rate=Band(low, 100 if low == 75 else low + 24))

    switch(patch, "participation.in_bands", in_quarters)


def classes_of_the_rest(patch: Patch) -> None:
    switch(patch, "likeness._without_classes_that_tell", nothing)


def single_band(patch: Patch) -> None:
    switch(patch, "release.without_fixed_bands", nothing)


def ends_of_bands(patch: Patch) -> None:
    switch(patch, "participation._fixed", lambda *_: False)


def counts_of_hidden(patch: Patch) -> None:
    switch(patch, "release.without_test_of_units", lambda steps, _: steps)


def chi_square_of_bands(patch: Patch) -> None:
    switch(patch, "participation.BANDS_THAT_HIDE", 0)


def clients(patch: Patch) -> None:
    switch(patch, "release.few_clients", lambda _: frozenset())


@dataclass(frozen=True, slots=True)
class Sabotage:
    """A rule to switch off, a county, and by what way the attacker then learns something there."""

    rule: Callable[[Patch], None]
    way: str
    county: County


def skips(office: int, *columns: str) -> tuple[tuple[int, str, None], ...]:
    """A respondent (by row) who leaves some columns empty."""
    return tuple((office, column, None) for column in columns)


ONE = County((Office(11, silent=3, opinion=1, spread=0.0),))
FEW = County((Office(3), Office(12), Office(14)))
CLASSED = County((Office(9, opinion=1, spread=2.0), Office(7)), unplaced=3, seed=2616)
LEFT = County((Office(12, opinion=1, spread=0.7), Office(9, "l", opinion=1, spread=0.0)), seed=120)
ENDS = County(
    (Office(12), Office(14)),
    edits=tuple((row, SINGLE, 3.0 if row % 2 else 5.0) for row in range(26)),
)
PARTLY = County((Office(12), Office(14), Office(30)), edits=skips(2, "a3"))
UNPLACED = County((Office(19), Office(14)), unplaced=5, seed=1990)
ROWS = County(
    (Office(5, size="s"), Office(12, size="l"), Office(14, size="s"), Office(13, size="s")),
    edits=(*skips(0, "b1", "b2"), *skips(1, "b1", "b2")),
)
SILENT_AGE = County((Office(20), Office(22)), edits=skips(3, "age"))

CLASSES = County(
    (Office(15, "l", opinion=6, spread=0.0), Office(36, "l", opinion=1), Office(12, "s")),
    unplaced=5,
)
ELSEWHERE = County(
    (Office(12), Office(9, opinion=1, spread=0.0), Office(10, opinion=3, spread=0.0)),
    edits=tuple((row, "a1", 1.0 if row < 9 else 3.0) for row in range(12)),
)

LINE = County(
    (Office(4, "s", opinion=6), Office(40, "l"), Office(4, "s"), Office(7, "s")),
    skipped=0.02,
    seed=4,
)

UNLIKE = County(
    (
        Office(32, silent=6, opinion=2, clients=24),
        Office(9, silent=4, opinion=2, spread=0.0, clients=5),
    ),
    seed=8,
)

SABOTAGES = (
    Sabotage(threshold, "rank", CLASSED),
    Sabotage(complements_of_units, "rank", FEW),
    Sabotage(complements_of_rows, "rank", ROWS),
    Sabotage(complements_of_sizes, "rank", ROWS),
    Sabotage(coarsening, "rank", SILENT_AGE),
    Sabotage(joined_classes, "classes", CLASSED),
    Sabotage(joined_categories, "classes", CLASSED),
    Sabotage(items_from_ten, "levels", FEW),
    Sabotage(own_spread, "levels", FEW),
    Sabotage(spread_of_classes, "levels", CLASSED),
    Sabotage(unanimity, "scale end", ONE),
    Sabotage(unanimity_of_the_rest, "scale end", LEFT),
    Sabotage(unanimity_of_classes, "scale end", CLASSES),
    Sabotage(unanimity_everywhere, "scale end", ELSEWHERE),
    Sabotage(class_ends, "classes", ENDS),
    Sabotage(reasons, "reason", ONE),
    Sabotage(listwise_means, "rank", County((Office(30), Office(14)), edits=skips(2, "a3"))),
    Sabotage(skipped_items, "equations", PARTLY),
    Sabotage(constants, "equations", LINE),
    Sabotage(proof, "classes", UNPLACED),
    Sabotage(bands, "band", ONE),
    Sabotage(classes_of_the_rest, "classes", UNLIKE),
    Sabotage(
        single_band,
        "band",
        County((Office(20, silent=2), Office(30, silent=5), Office(40, silent=9))),
    ),
    Sabotage(rates_of_their_bands, "band", County((Office(8, silent=2), Office(6), Office(40)))),
    Sabotage(
        ends_of_bands,
        "band",
        County((Office(8, silent=2), Office(12, silent=3), Office(40, silent=9))),
    ),
    Sabotage(
        counts_of_hidden,
        "chi-square",
        County((Office(3, silent=5), Office(6, silent=9), Office(30), Office(28))),
    ),
    Sabotage(
        chi_square_of_bands,
        "chi-square",
        County((Office(8, silent=3), Office(14, silent=3), Office(40, silent=9), Office(50))),
    ),
    Sabotage(clients, "clients", County((Office(11, clients=4), Office(9), Office(12)))),
)
