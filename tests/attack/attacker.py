"""The attacker: every document of a run, no seat in an office, and all the time in the world."""

from __future__ import annotations

from attack.county import County, Published
from attack.reading import known_of, read
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
    known = known_of(county)
    seen = read(published.results_json, known)
    return [
        *by_rank(seen, known),
        *by_equations(seen, known),
        *by_scale_ends(seen, known),
        *by_classes(seen),
        *by_differences_of_classes(seen, known),
        *by_levels(seen),
        *by_spread(seen, known),
        *by_differences_of_spread(seen, known),
        *by_reasons(published.results_json, published.certificate_json),
        *by_counts(seen, known),
        *by_clients(seen, county),
    ]
