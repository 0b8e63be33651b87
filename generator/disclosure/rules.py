"""The rules of disclosure control, one list: each has a name, what it says, and a source.

The predicates that several rules share stand below the list; ``docs/privacy.md`` has a line on
each rule for readers. A round may switch none of them off: a list with a rule missing is for tests
that show what the rule is for, and for a synthetic round that reproduces published tables.
"""

import math
from dataclasses import dataclass
from typing import Final

from generator.results.values import Bound, Rule
from generator.round.model import CLIENTS_FROM, MODELS_FROM, STATEMENTS_FROM, THRESHOLD

SLACK: Final = 1e-9
"""What adding up floats may be off by."""


@dataclass(frozen=True, slots=True)
class NamedRule:
    """A rule: its name in the results, what it says and where it is from."""

    name: Rule
    says: str
    source: str


RULES: Final = (
    NamedRule(
        "threshold",
        "no figure is about fewer people than the threshold",
        "Løe (2016), section 3.1.3; Hundepool et al. (2012), section 4.2",
    ),
    NamedRule(
        "size",
        f"statements and classes from {STATEMENTS_FROM} people, models and spread from "
        f"{MODELS_FROM}",
        "Hundepool et al. (2012), section 4.2; ACRO, Green et al. (2021)",
    ),
    NamedRule(
        "homogeneity",
        "a mean so near an end of its scale that nearly all answered alike is a bound",
        "Machanavajjhala et al. (2007), l-diversity; Hundepool et al. (2012), section 4.3",
    ),
    NamedRule(
        "linked",
        "classes that nearly coincide with units or other classes are suppressed",
        "Hundepool et al. (2012), section 4.3, linked tables; Salazar-González (2008)",
    ),
    NamedRule(
        "later_release",
        "newcomers are held to every rule as a round of their own, else a figure is carried over",
        "Hundepool et al. (2012), section 4.4, differencing",
    ),
    NamedRule(
        "models",
        "models print nothing that fixes a mean; what has no rule is not published",
        "Brandt et al. (2010), Guidelines for the checking of output, classes 5 and 6",
    ),
    NamedRule(
        "clients",
        f"scorecard and client figures from {CLIENTS_FROM} clients, complements included",
        "Hundepool et al. (2012), section 4.3, secondary suppression",
    ),
    NamedRule(
        "free_text",
        "answers in own words for the total only, masked, and printed when somebody chose them",
        "docs/texts.md",
    ),
)
"""In the order in which they are applied."""

IN_REPRODUCED: Final = tuple(rule for rule in RULES if rule.name in ("clients", "free_text"))
"""What stays on in a synthetic round that reproduces published tables."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The rules that are on, and their numbers of people."""

    threshold: int = THRESHOLD
    rules: tuple[NamedRule, ...] = RULES

    def on(self, name: Rule) -> bool:
        """Whether a rule is applied."""
        return any(rule.name == name for rule in self.rules)

    @property
    def fewest(self) -> int:
        """Fewest people of a published cell."""
        return self.threshold if self.on("threshold") else 1

    @property
    def statements_from(self) -> int:
        """Fewest people of a place whose statements are published."""
        return max(STATEMENTS_FROM, self.threshold) if self.on("size") else 1

    @property
    def classes_from(self) -> int:
        """Fewest people of a background class."""
        return max(STATEMENTS_FROM, self.threshold) if self.on("size") else 1

    @property
    def models_from(self) -> int:
        """Fewest people of a spread or a model."""
        return max(MODELS_FROM, self.threshold) if self.on("size") else 2

    def off_ends(self, below: float, above: float) -> bool:
        """Whether answers lie far enough from both ends of their scale, in points added up.

        ``below`` is what they exceed the lowest possible sum by, ``above`` what they lack of the
        highest. Nearer than the threshold, one to three people account for all of it, and the
        others all gave the end of the scale.
        """
        if not self.on("homogeneity"):
            return True
        return min(below, above) >= self.threshold - SLACK

    def mean_of(self, n: int, mean: float, low: float, high: float) -> float | Bound:
        """The mean, or the bound it is published as; the bound depends on ``n`` alone."""
        if self.off_ends(n * (mean - low), n * (high - mean)):
            return mean
        step = self.threshold / n
        if n * (high - mean) < n * (mean - low):
            return Bound(over=max(math.floor((high - step) * 10 + SLACK) / 10, low))
        return Bound(under=min(math.ceil((low + step) * 10 - SLACK) / 10, high))

    def share_of(self, n: int, agree: int, *, skips: int = 0) -> float | Bound:
        """Per cent who agree, or the band where too few stand on one side.

        Of those on the other side only who answered count: who ``skips`` it is known.
        """
        if not self.on("homogeneity"):
            return 100 * agree / n
        if agree < self.threshold:
            return Bound(under=float(math.ceil(100 * self.threshold / n - SLACK)))
        if n - skips - agree < self.threshold:
            most = n - skips - self.threshold
            return Bound(over=float(max(math.floor(100 * most / n + SLACK), 0)))
        return 100 * agree / n
