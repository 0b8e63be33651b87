"""Where everybody of the base falls: the published units, and all other units together.

It is decided once, before anything is computed. Within a place people are exchangeable to whoever
is outside, and everything published of a group is a sum over places; so no unit has to be
suppressed to protect another, and a small unit costs nobody else anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.disclosure.microdata import Respondents
from generator.disclosure.rules import Limits
from generator.results.table import EVERYBODY, OTHER


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a group with their offices, and the place of each person, -1 for none."""

    names: tuple[str, ...]
    offices: tuple[tuple[str, ...], ...]
    of: np.ndarray

    def members(self, place: int) -> np.ndarray:
        """The rows of the people in a place."""
        return np.flatnonzero(self.of == place)


def decide_places(
    people: Respondents, limits: Limits, *, exact: bool = False, first: Sequence[str] | None = None
) -> Places:
    """The places of a group: those of the round's ``first`` release where there was one.

    In an ``exact`` table all other people are one more place, however few they are.
    """
    if people.units is None:
        kept = exact or (people.n >= limits.fewest if first is None else EVERYBODY in first)
        of = np.full(people.n, 0 if kept else -1)
        return Places((EVERYBODY,), ((),), of) if kept else Places((), (), of)
    sizes = np.bincount(people.unit[people.unit >= 0], minlength=len(people.units))
    if first is None:
        least = limits.threshold if exact else limits.fewest
        published = [i for i, n in enumerate(sizes) if n >= max(least, 1)]
    else:
        published = [i for i, (unit, _) in enumerate(people.units) if unit in first]
    names = [people.units[i][0] for i in published]
    offices = [people.units[i][1] for i in published]
    position = {unit: place for place, unit in enumerate(published)}
    of = np.array([position.get(unit, -1) for unit in people.unit.tolist()], dtype=int)
    others = [i for i in range(len(people.units)) if i not in position]
    if exact or (_counts(of, people, others, limits) if first is None else OTHER in first):
        of = np.where(of < 0, len(names), of)
        if (of == len(names)).any():
            names.append(OTHER)
            offices.append(())
    return Places(tuple(names), tuple(offices), of)


def _counts(of: np.ndarray, people: Respondents, others: Sequence[int], limits: Limits) -> bool:
    """Whether the people left over are a place: enough of them, and no single size follows.

    A unit that is not published has at most ``threshold`` - 1 people, or as many as were asked. If
    all had so many, their sum would say so; with people of no unit among them it does not.
    """
    n = int((of < 0).sum())
    if n < limits.fewest:
        return False
    if not limits.on("threshold") or bool((people.unit < 0).any()):
        return True
    most = limits.threshold - 1
    asked = [people.invited[i] for i in others]
    return n < sum(most if invited is None else min(most, invited) for invited in asked)
