"""What a regression explains, in words: how much, by which factors, and how far that holds.

Of too few answers for so many factors nothing is said to be explained; where the same answers
chose the factors, it is said, since R squared and the factors' tests are then too good.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from generator.report.context import Context, sentences
from generator.report.county.findings import Naming
from generator.report.county.tested import SIGNIFICANT, tested
from generator.report.effects import level, size_word
from generator.report.units_apart import indistinct
from generator.results.models import Correlation, Regression, RegressionTerm
from generator.results.values import Node
from generator.study.plan import ExplainingStep

PER_MODEL: Final = 50
PER_FACTOR: Final = 8
"""From so many answers, and so many for each factor, R squared is told (Green 1991)."""


def enough(n: object, factors: int) -> bool:
    """Whether so many answers say how much so many factors explain."""
    return isinstance(n, int) and n >= PER_MODEL + PER_FACTOR * factors


def chosen_in(node: Node, context: Context) -> Correlation | None:
    """The correlations that chose a model's factors from the same answers, if any did."""
    for step in context.study.steps:
        if isinstance(step, ExplainingStep) and context.released.steps.get(step.id) is node:
            return context.step(step.significant_in or "", Correlation)
    return None


@dataclass(frozen=True)
class Explained:
    """A regression with what its terms hold up to."""

    node: Regression
    context: Context
    called: Naming

    @cached_property
    def slopes(self) -> list[RegressionTerm]:
        """The terms but the constant."""
        return [term for term in self.node.terms if term.term is not None]

    @cached_property
    def chosen(self) -> Correlation | None:
        """The correlations that chose the factors."""
        return chosen_in(self.node, self.context)

    @cached_property
    def firm(self) -> list[RegressionTerm]:
        """The slopes that hold for all, of what tells units apart and held when it was chosen."""
        node, context = self.node, self.context
        terms = [term.term for term in self.slopes if term.term]
        vague = indistinct([node.outcome, *terms], group=node.group, context=context)
        held = set(terms).difference(vague) if node.outcome not in vague else set()
        if self.chosen:
            held &= {one.variable for one in tested(self.chosen, context=context).firm}
        return [
            term
            for term in self.slopes
            if isinstance(term.p_holm, float) and term.p_holm < SIGNIFICANT and term.term in held
        ]

    @cached_property
    def supported(self) -> bool:
        """Whether R squared is more than chance may make it: also of factors none of which is firm.

        Where the same answers chose the factors, the model's own test is too good.
        """
        if self.firm or not self.chosen:
            return bool(self.firm) or (isinstance(p := self.node.p, float) and p < SIGNIFICANT)
        return bool(tested(self.chosen, context=self.context).firm)

    def named(self, terms: list[RegressionTerm]) -> str:
        """Factors with their standardised slopes."""
        words, context = self.context.words, self.context
        return words.listed(
            [
                words("finding.beta", name=self.called(x.term), value=context.number(x.beta, 2))
                for x in terms
                if x.term and isinstance(x.beta, float)
            ]
        )


def model_answer(
    node: Regression, *, context: Context, name: Naming | None = None, brief: bool = False
) -> str:
    """Which factors go with the outcome beside all others, and how much they explain."""
    words, model = context.words, Explained(node, context, name or context.label)
    n = len(model.slopes)
    if not n or not isinstance(node.r2, float) or not isinstance(node.adj_r2, float):
        return ""
    answers = node.n if isinstance(node.n, int) else 0
    figures = {
        "r2": context.percent(100 * node.r2),
        "r2_short": context.number(node.r2, 2),
        "adj_share": context.percent(100 * node.adj_r2),
        "per": context.number(answers / n, 0),
        "adj": context.number(node.adj_r2, 2),
        "size": size_word(level("r2", node.adj_r2) or 0, context=context),
        "answers": answers,
    }
    if not enough(answers, n):
        return words(f"finding.too_few{'_brief' if brief else ''}", n=n, **figures)
    chosen = words("finding.chosen") if model.chosen and len(model.chosen.rows) > n else ""
    if brief:
        names = words.listed([model.called(x.term) for x in model.firm if x.term])
        return words("finding.together", n=n, names=names, **figures) if names else ""
    outcome = model.called(node.outcome)
    unsure = [term for term in model.slopes if term.significant and term not in model.firm]
    key, named = ("model", model.firm) if model.firm else ("model_none", model.slopes)
    lead = {"n": len(named), "outcome": outcome, "names": model.named(named)}
    return sentences(
        words(f"finding.{key}", **lead),
        words("finding.model_unsure", names=model.named(unsure)) if unsure else "",
        words("finding.explained" if model.supported else "finding.unsupported", n=n, **figures),
        chosen if model.supported else "",
    )
