"""The attacker: every document of a run, no seat in an office, and all the time in the world."""

from __future__ import annotations

from collections.abc import Iterator

from attack.county import County, Published
from attack.reading import Known, Read, known_leaders, known_of, read
from attack.shapes import (
    by_classes,
    by_differences_of_classes,
    by_differences_of_spread,
    by_levels,
    by_scale_ends,
    by_spread,
)
from attack.sums import Finding, by_equations, by_rank
from attack.words import by_clients, by_counts, by_reasons


def attack(county: County, published: Published) -> list[Finding]:
    """Everything the attacker learns about fewer than the threshold; nothing, if all is well."""
    known, leaders = known_of(county), known_leaders(county)
    seen = read(published.results_json, known)
    return [
        *of_answers(seen, known),
        *of_answers(read(published.results_json, leaders, "leaders"), leaders),
        *by_reasons(published.results_json, published.certificate_json),
        *by_counts(seen, known),
        *by_clients(seen, county),
    ]


def of_answers(seen: Read, known: Known) -> Iterator[Finding]:
    """What follows from the figures about one group's answers."""
    yield from by_rank(seen, known)
    yield from by_equations(seen, known)
    yield from by_scale_ends(seen, known)
    yield from by_classes(seen)
    yield from by_differences_of_classes(seen, known)
    yield from by_levels(seen)
    yield from by_spread(seen, known)
    yield from by_differences_of_spread(seen, known)
