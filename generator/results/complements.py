"""Complementary suppression: what is hidden must not be the difference of what is told."""

from __future__ import annotations

from collections.abc import Mapping


def hidden_units(
    told: Mapping[str, int], *, whole: int, threshold: int, already: frozenset[str] = frozenset()
) -> frozenset[str]:
    """The units to withhold so that the rest of ``whole`` is nobody or at least ``threshold``.

    ``told`` has the n of each unit; units below the threshold are hidden, then the smallest of
    the others, until those hidden together (with respondents who named no unit) are enough.
    """
    hidden = {unit for unit, n in told.items() if n < threshold} | (already & set(told))
    candidates = sorted((n, unit) for unit, n in told.items() if unit not in hidden)
    rest = whole - sum(n for n, _ in candidates)
    for n, unit in candidates:
        if rest == 0 or rest >= threshold:
            break
        hidden.add(unit)
        rest += n
    return frozenset(hidden)


def withheld_units(groups: Mapping[str, frozenset[int]], *, threshold: int) -> frozenset[str]:
    """The units to withhold altogether; ``groups`` as ``release`` takes them."""
    units = {name[len("unit/") :]: who for name, who in groups.items() if name.startswith("unit/")}
    supersets = {name: who for name, who in groups.items() if not name.startswith("unit/")}
    return hidden_in_all(units, supersets, threshold=threshold)


def hidden_in_all(
    units: Mapping[str, frozenset[int]],
    supersets: Mapping[str, frozenset[int]],
    *,
    threshold: int,
) -> frozenset[str]:
    """The units to withhold so that no superset minus its told units leaves too few.

    ``units`` and ``supersets`` map names to respondents; a unit counts in a superset that holds
    all of it. Repeated until nothing changes, since hiding for one superset touches the others.
    """
    hidden: frozenset[str] = frozenset()
    while True:
        found = hidden
        for members in supersets.values():
            inside = {unit: len(who) for unit, who in units.items() if who <= members}
            found |= hidden_units(inside, whole=len(members), threshold=threshold, already=found)
        if found == hidden:
            return hidden
        hidden = found
