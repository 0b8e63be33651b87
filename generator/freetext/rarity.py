"""Rarity: whether what an answer reveals of its writer is true of too few.

An answer is held back when it mentions a background category or a size of office, by its label or
a declared term, and fewer than the threshold share everything it mentions. Of every variable each
mentioned category is tried, one at a time, in all combinations: the fewest people decide. What
the writer's group was not asked counts as shared by nobody, so the answer is held back. A stated
age or number of years is finer than any category, so it is always held back.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from generator.round.model import Round
from generator.study.model import Study

Value = int | str

YEARS: Final = "alder eller årstall"
"""What a stated age, year of birth or long service is called in the review file."""

_TENS = "tjue|tretti|tredve|førti|femti|seksti|sytti|søtti"
_YEARS = re.compile(
    rf"(?<!\w)(?:(?:1[6-9]|[2-9]\d)|(?:{_TENS})\w*)(?:\s+|-)?(?:år\w*|åring\w*|years?)(?!\w)"
    r"|(?<!\w)(?:født|fødd|born|siden|sidan|since)(?:\s+(?:i|in|år))?\s+(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)


@cache
def keyword_pattern(keyword: str) -> re.Pattern[str]:
    """Finds a keyword as whole words, whatever the case; ``*`` stands for any letters.

    >>> bool(keyword_pattern("vikar*").search("Mange vikarer i vår"))
    True
    """
    words = (re.escape(word).replace(r"\*", r"\w*") for word in keyword.split())
    return re.compile(rf"(?<!\w){' '.join(words)}(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trait:
    """What an answer may reveal of its writer: a variable's value, and what gives it away."""

    variable: str
    value: Value
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Respondents:
    """A respondent group: the variables known of it, and each person's values."""

    variables: frozenset[str]
    people: Sequence[Mapping[str, object]]

    def sharing(self, values: Mapping[str, Value]) -> int:
        """How many are known to have all the values."""
        if not self.variables.issuperset(values):
            return 0
        return sum(all(person[name] == v for name, v in values.items()) for person in self.people)


def traits(study: Study, round_: Round) -> list[Trait]:
    """Everything that can be revealed: categories of background variables and sizes of office."""
    found = [
        Trait(name, category.value, _patterns(category.label, category.terms))
        for name, background in study.background.items()
        for category in background.categories
    ]
    sizes = {unit.size for unit in round_.units}
    return found + [
        Trait(study.size_variable, size, _patterns(label, study.size_terms.get(size, ())))
        for size, label in study.size_classes.items()
        if size in sizes
    ]


def _patterns(label: str, terms: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """A label without a word in it ("0") would be found everywhere."""
    words = [label.replace("*", "")] if re.search(r"[^\W\d_]{2}", label) else []
    return tuple(map(keyword_pattern, [*words, *terms]))


def rare_in(
    text: str, known: Sequence[Trait], groups: Sequence[Respondents], *, threshold: int
) -> tuple[str, ...]:
    """What makes the text point to few: names of variables and ``YEARS``; nothing if it may stand.

    ``groups`` are those of everybody who wrote the text.
    """
    mentioned: dict[str, list[Value]] = {}
    for trait in known:
        if any(pattern.search(text) for pattern in trait.patterns):
            mentioned.setdefault(trait.variable, []).append(trait.value)
    reasons = (YEARS,) if _YEARS.search(text) else ()
    if not mentioned:
        return reasons
    combined = [
        dict(zip(mentioned, values, strict=True)) for values in product(*mentioned.values())
    ]
    smallest = min(group.sharing(values) for group in groups for values in combined)
    return (*mentioned, *reasons) if smallest < threshold else reasons
