"""Rarity: whether what an answer tells of its writer is true of too few.

An answer is held back when it mentions a background category or a size of office, by its label or
a declared term, and fewer than the threshold share everything it mentions. Of every variable each
mentioned category is tried, one at a time, in all combinations: the smallest crowd decides. What
the writer's group was not asked, nobody is known to share. A stated age or number of years is
finer than any category, so it is always held back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from generator.freetext.themes import keyword_pattern
from generator.round.model import Round
from generator.study.model import Study

Value = int | str
Person = Mapping[str, object]

YEARS: Final = "alder eller årstall"
"""What a stated age, year of birth or long service is called in the review file."""

_TENS = "tjue|tretti|tredve|førti|femti|seksti|sytti|søtti"
_YEARS = re.compile(
    rf"(?<!\w)(?:(?:1[6-9]|[2-9]\d)|(?:{_TENS})\w*)(?:\s+|-)?(?:år\w*|åring\w*|years?)(?!\w)"
    r"|(?<!\w)(?:født|fødd|born|siden|sidan|since)(?:\s+(?:i|in|år))?\s+(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tell:
    """One thing an answer may tell of its writer: a variable's value, and what gives it away."""

    variable: str
    value: Value
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Crowd:
    """A respondent group: the variables known of it, and each person's values."""

    variables: frozenset[str]
    people: Sequence[Person]

    def sharing(self, values: Mapping[str, Value]) -> int:
        """How many are known to have all the values."""
        if not self.variables.issuperset(values):
            return 0
        return sum(all(person[name] == v for name, v in values.items()) for person in self.people)


def tells(study: Study, round_: Round) -> tuple[Tell, ...]:
    """Everything that can be told: categories of background variables and sizes of office."""
    found = [
        Tell(name, category.value, _patterns(category.label, category.terms))
        for name, background in study.background.items()
        for category in background.categories
    ]
    sizes = {unit.size for unit in round_.units}
    found += [
        Tell(study.size_variable, size, _patterns(label, study.size_terms.get(size, ())))
        for size, label in study.size_classes.items()
        if size in sizes
    ]
    return tuple(found)


def _patterns(label: str, terms: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """A label without a word in it ("0") would be found everywhere."""
    words = [label] if re.search(r"[^\W\d_]{2}", label) else []
    return tuple(keyword_pattern(word.replace("*", "")) for word in words) + tuple(
        keyword_pattern(term) for term in terms
    )


def rare_in(
    text: str, told: Sequence[Tell], crowds: Sequence[Crowd], *, threshold: int
) -> tuple[str, ...]:
    """What makes the text point to few: names of variables and ``YEARS``; nothing if it may stand.

    ``crowds`` are the groups of everybody who wrote the text.
    """
    mentioned: dict[str, list[Value]] = {}
    for tell in told:
        if any(pattern.search(text) for pattern in tell.patterns):
            mentioned.setdefault(tell.variable, []).append(tell.value)
    reasons = (YEARS,) if _YEARS.search(text) else ()
    if not mentioned:
        return reasons
    combined = [
        dict(zip(mentioned, values, strict=True)) for values in product(*mentioned.values())
    ]
    smallest = min(crowd.sharing(values) for crowd in crowds for values in combined)
    return (*mentioned, *reasons) if smallest < threshold else reasons
