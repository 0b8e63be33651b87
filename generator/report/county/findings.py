"""What the tests of a study found, in words: which, with which sign, how strong, and how sure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from generator.language.wording import capital
from generator.report.context import Context, inside, sentences
from generator.results.groups import GroupComparison
from generator.results.models import Correlation, CorrelationPair, Regression
from generator.results.values import Suppressed, published_number
from generator.study.model import UNITS
from generator.study.plan import GroupComparisonStep

NAMED: Final = 3
"""So many findings are named with their strength; of more, the strongest."""
NULLS: Final = 5
"""So many that were tested without a finding are named; more are counted."""
SIGNIFICANT: Final = 0.05
POINTS: Final = "finding.difference"

Naming = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair that was tested: r, or the difference between two groups, with its interval.

    It is ``found`` where it is significant by itself, ``firm`` where it is for all tested too.
    """

    variable: str
    value: float
    low: float | None
    high: float | None
    n: int | None
    found: bool
    firm: bool


@dataclass(frozen=True, slots=True)
class Tested:
    """All that one step tested against one outcome, as far as it is published, strongest first.

    ``between`` names the two groups that are compared; without them the findings are correlations.
    ``hidden`` are not published, and ``family`` counts all that the findings are adjusted for.
    """

    group: str
    outcome: str
    findings: tuple[Finding, ...]
    hidden: int
    family: int
    between: tuple[str, ...] = ()

    @property
    def firm(self) -> list[Finding]:
        """What holds for all that were tested."""
        return [one for one in self.findings if one.firm]

    @property
    def unsure(self) -> list[Finding]:
        """What is significant by itself alone."""
        return [one for one in self.findings if one.found and not one.firm]

    @property
    def nulls(self) -> list[Finding]:
        """What was tested without a finding."""
        return [one for one in self.findings if not one.found]


def tested_in(step: str, *, context: Context) -> Tested | None:
    """What a step of correlations or group comparisons tested; None where nothing is shown."""
    node = context.step(step, Correlation)
    return tested(node) if node and node.rows else _compared(step, context)


def tested(node: Correlation) -> Tested:
    """What a node of correlations says of its pairs."""
    found = [
        _finding(row, row.x, row.r, adjusted=row.p_holm)
        for row in node.rows
        if isinstance(row.r, float) and isinstance(row.p, float)
    ]
    hidden = sum(isinstance(row.p, Suppressed) for row in node.rows)
    return Tested(node.group, node.rows[0].y, _strongest_first(found), hidden, node.family)


def _compared(step: str, context: Context) -> Tested | None:
    """The comparisons of a step; firm where p is significant for all of them (Bonferroni)."""
    plan = next((one for one in context.study.steps if one.id == step), None)
    if not isinstance(plan, GroupComparisonStep):
        return None
    nodes = [one for one in context.nodes(plan.nodes(), GroupComparison) if len(one.groups) == 2]
    found = [
        _finding(node, node.outcome, node.difference, adjusted=node.p * len(plan.nodes()))
        for node in nodes
        if isinstance(node.difference, float) and isinstance(node.p, float)
    ]
    if not nodes:
        return None
    between = tuple(inside(group.label) for group in nodes[0].groups)
    hidden = len(plan.nodes()) - len(found)
    ordered = _strongest_first(found)
    return Tested(plan.group, plan.factor, ordered, hidden, len(plan.nodes()), between)


def _finding(
    one: CorrelationPair | GroupComparison, variable: str, value: float, *, adjusted: object
) -> Finding:
    """What was tested, firm where its p, ``adjusted`` for all tested, is significant too."""
    return Finding(
        variable=variable,
        value=value,
        low=published_number(one.ci_low),
        high=published_number(one.ci_high),
        n=one.n if isinstance(one.n, int) else None,
        found=one.significant,
        firm=one.significant and isinstance(adjusted, float) and adjusted < SIGNIFICANT,
    )


def _strongest_first(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda one: -abs(one.value)))


# --- in words ----------------------------------------------------------------------------


def answer(
    found: Tested,
    *,
    context: Context,
    name: Naming | None = None,
    brief: bool = False,
    asked: bool = False,
) -> tuple[str, str]:
    """What was found in a sentence, and what else is to be known of it.

    A finding is named with its sign and strength, and no finding is a finding too. A ``brief``
    answer stands beside a drawing, and counts what that shows; its outcome may be ``asked`` about
    in a heading above it.
    """
    words, called = context.words, name or context.label
    if not found.findings:
        return words("finding.unknown"), ""
    most = 1 if brief else NAMED
    lead = (
        _comparison(found, called, context, brief=brief)
        if found.between
        else _lead(found, called, context, most=most, asked=asked)
    )
    if len(found.nulls) == len(found.findings):
        return lead, _hidden(found, context)
    unsure = "" if brief else _strengths(found.unsure, called, context)
    without = [one for one in found.findings if not (one.firm if brief else one.found)]
    minus = not found.between and any(one.value < 0 for one in found.findings if one.found)
    return lead, sentences(
        words("finding.unsure", family=found.family, names=unsure) if unsure else "",
        _nulls(without, found, called, context) if found.firm or not brief else "",
        _hidden(found, context),
        words("finding.minus") if minus else "",
    )


def _lead(found: Tested, called: Naming, context: Context, *, most: int, asked: bool) -> str:
    words, firm, outcome = context.words, found.firm, called(found.outcome)
    if not firm:
        if found.unsure or len(found.findings) > NULLS:
            return words("finding.none_many", n=len(found.findings), outcome=outcome)
        names = words.listed([called(one.variable) for one in found.findings])
        return words("finding.none", outcome=outcome, names=names)
    counts = {"n": len(firm), "all": len(found.findings)}
    if len(firm) <= most:
        names = _strengths(firm, called, context)
        return capital(words("finding.firm", outcome=outcome, names=names, **counts))
    up = sum(one.value > 0 for one in firm)
    key = "mixed" if 0 < up < len(firm) else "up" if up else "down"
    signs = words(f"finding.{key}", up=up, down=len(firm) - up)
    names = _strengths(firm[:most], called, context)
    key = "finding.firm_asked" if asked else "finding.firm_many"
    return words(key, outcome=outcome, names=names, signs=signs, **counts)


def _comparison(found: Tested, called: Naming, context: Context, *, brief: bool) -> str:
    words, (first, second) = context.words, found.between
    if not found.firm:
        return words("finding.alike", first=first, second=second, n=len(found.findings))
    sides = {
        "higher": [one for one in found.firm if one.value > 0],
        "lower": [one for one in found.firm if one.value < 0],
    }
    named = {}
    for side, rows in sides.items():
        few = rows[:NAMED] if brief else rows
        named[side] = _strengths(few, called, context, POINTS)
        if more := len(rows) - len(few):
            separate = ", ".join(_strengths([row], called, context, POINTS) for row in few)
            named[side] = words("finding.more", names=separate, n=more)
    return sentences(
        *(
            words(f"finding.{side}", first=first, second=second, names=names)
            for side, names in named.items()
            if names
        )
    )


def _strengths(
    rows: Sequence[Finding], called: Naming, context: Context, key: str = "finding.named"
) -> str:
    return context.words.listed(
        [
            context.words(key, name=called(one.variable), value=context.number(one.value, 2))
            for one in rows
        ]
    )


def _nulls(rows: Sequence[Finding], found: Tested, called: Naming, context: Context) -> str:
    if not rows:
        return ""
    if len(rows) > NULLS:
        return context.words("finding.rest_many", n=len(rows))
    names = context.words.listed([called(one.variable) for one in rows])
    return context.words("finding.alike_in" if found.between else "finding.rest", names=names)


def _hidden(found: Tested, context: Context) -> str:
    return context.words("sentence.correlation_hidden", n=found.hidden) if found.hidden else ""


def who(group: str, *, context: Context) -> str:
    """Whose answers something is about, as it stands before a colon."""
    if group == UNITS:
        return context.study.unit_label
    return context.study.groups[group].label if group in context.study.groups else group


def model_answer(
    node: Regression, *, context: Context, name: Naming | None = None, brief: bool = False
) -> str:
    """Which factors go with the outcome beside all others, and how much they explain."""
    words, called = context.words, name or context.label
    slopes = [term for term in node.terms if term.term is not None]
    if not slopes or not isinstance(node.r2, float) or not isinstance(node.adj_r2, float):
        return ""
    outcome = called(node.outcome)
    names = [
        words("finding.beta", name=called(term.term), value=context.number(term.beta, 2))
        for term in slopes
        if term.term and term.significant and isinstance(term.beta, float)
    ]
    explained = {"r2": context.percent(100 * node.r2), "adj": context.number(node.adj_r2, 2)}
    if brief and names:
        bare = [called(term.term) for term in slopes if term.term and term.significant]
        together = {"names": words.listed(bare), "r2": explained["r2"]}
        return words("finding.together", n=len(slopes), **together)
    key = "finding.model" if names else "finding.model_none"
    counted = {"n": len(names) or len(slopes), "outcome": outcome, "names": words.listed(names)}
    return sentences(words(key, **counted), words("finding.explained", n=len(slopes), **explained))
