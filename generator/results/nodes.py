"""Result nodes: frozen plain values, one class for each kind of statistic.

A node's numbers carry their printed precision in the field's metadata, so that rounding, printing
and checking all read it from one place. ``None`` is a figure that is not defined for these data
(``undefined`` says why); ``Withheld`` is a figure that exists and is not told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar

from generator.results.values import Band, Count, Number, Withheld, printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every result has: the file it was computed on and how many it describes."""

    kind: ClassVar[str]
    group: str
    n: Count
    undefined: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Node):
    """Who was asked and who answered; ``offices`` are the ones reported together.

    ``n`` counts usable answers, ``answered`` everybody the survey system says answered; ``rate``
    is answered in percent of invited.
    """

    kind: ClassVar[str] = "response"
    offices: tuple[str, ...] = ()
    registered: Count = None
    dropped_out: Count = None
    invited: int | Band | Withheld | None = None
    complete: Count = None
    partial: Count = None
    answered: Count = None
    rate: float | Band | Withheld | None = printed(1, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrequencyCategory:
    """One category of a frequency table; percentages of everybody and of valid answers."""

    values: tuple[str, ...]
    label: str
    count: Count
    percent: Number = printed(1)
    valid_percent: Number = printed(1)
    cumulative_percent: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency(Node):
    """How many chose each category; ``n`` is everybody in the file, as ``n_total``."""

    kind: ClassVar[str] = "frequency"
    variable: str
    n_total: Count
    n_valid: Count
    n_missing: Count
    percent_valid: Number = printed(1)
    percent_missing: Number = printed(1)
    categories: tuple[FrequencyCategory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableStatistics:
    """Mean and spread of one variable; the interval is the t interval of the mean."""

    variable: str
    n: Count
    mean: Number = printed(2)
    sd: Number = printed(2)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptives(Node):
    """Mean and spread of several variables."""

    kind: ClassVar[str] = "descriptives"
    rows: tuple[VariableStatistics, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassShare:
    """Answers in neighbouring scale points, reported together."""

    label: str
    low: int
    high: int
    count: Count
    percent: Number = printed(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnswers:
    """How the answers to one item are spread over the scale's classes."""

    item: str
    construct: str | None
    n: Count
    mean: Number = printed(2)
    classes: tuple[ClassShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(Node):
    """Answers to single items in classes."""

    kind: ClassVar[str] = "distribution"
    rows: tuple[ItemAnswers, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTotal:
    """An item's corrected correlation with the rest, and alpha without the item."""

    item: str
    item_total: Number = printed(2)
    alpha_if_deleted: Number = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability(Node):
    """Internal consistency of a scale over those who answered every item (listwise ``n``)."""

    kind: ClassVar[str] = "reliability"
    construct: str
    n_items: int
    alpha: Number = printed(2)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    omega: Number = printed(2)
    items: tuple[ItemTotal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrelationPair:
    """One Pearson correlation; ``significant`` is two-tailed p < .05, before rounding."""

    x: str
    y: str
    n: Count
    r: Number = printed(2)
    p: Number = printed(3)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    p_holm: Number = printed(3)
    p_bh: Number = printed(3)
    strength: str | None
    significant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation(Node):
    """Correlations of one outcome with several variables; ``family`` counts the pairs tested."""

    kind: ClassVar[str] = "correlation"
    family: int
    rows: tuple[CorrelationPair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionTerm:
    """One term; ``term`` is a variable, or ``None`` for the constant."""

    term: str | None
    b: Number = printed(3)
    se: Number = printed(3)
    beta: Number = printed(3)
    t: Number = printed(3)
    p: Number = printed(3)
    ci_low: Number = printed(3)
    ci_high: Number = printed(3)
    tolerance: Number = printed(3)
    vif: Number = printed(3)
    significant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression(Node):
    """Multiple regression with everything entered together; listwise ``n``."""

    kind: ClassVar[str] = "regression"
    outcome: str
    r2: Number = printed(3)
    adj_r2: Number = printed(3)
    f: Number = printed(3)
    df1: Number = printed(0)
    df2: Number = printed(0)
    p: Number = printed(3)
    terms: tuple[RegressionTerm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStatistics:
    """One group of an analysis of variance; the interval uses the group's own SD."""

    label: str
    n: Count
    mean: Number = printed(4)
    sd: Number = printed(5)
    se: Number = printed(5)
    ci_low: Number = printed(4)
    ci_high: Number = printed(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A Bonferroni comparison of group ``a`` with group ``b``."""

    a: str
    b: str
    difference: Number = printed(5)
    se: Number = printed(5)
    p: Number = printed(3)
    ci_low: Number = printed(4)
    ci_high: Number = printed(4)
    significant: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FTest:
    """An F test: statistic, degrees of freedom and p."""

    f: Number = printed(3)
    df1: Number = printed(2)
    df2: Number = printed(2)
    p: Number = printed(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anova(Node):
    """One-way analysis of variance; ``posthoc`` holds every ordered pair."""

    kind: ClassVar[str] = "anova"
    outcome: str
    factor: str
    groups: tuple[GroupStatistics, ...]
    total: GroupStatistics
    ss_between: Number = printed(3)
    ss_within: Number = printed(3)
    f: Number = printed(2)
    df1: Number = printed(0)
    df2: Number = printed(0)
    p: Number = printed(3)
    eta2: Number = printed(3)
    omega2: Number = printed(3)
    levene: FTest
    welch: FTest
    posthoc: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorResult:
    """One indicator of one office to date; ``attainment`` is min(result / target, 1)."""

    indicator: str
    result: Number = printed(1)
    target: Number = printed(1)
    attainment: Number = printed(2)
    denominator: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAttainment:
    """The scorecard of one office; ``None`` is the mean over all offices."""

    office: str | None
    rows: tuple[IndicatorResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score computed from several indicators or questions."""

    variable: str
    value: Number = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment(Node):
    """Scorecard results to date; ``n`` counts the offices, each with its own rows."""

    kind: ClassVar[str] = "attainment"
    offices: tuple[OfficeAttainment, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMean:
    """The mean answer to a question, category or the whole client survey; ``n`` clients."""

    variable: str
    n: Count
    mean: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientResults(Node):
    """Client survey: means of questions, categories and all questions; ``n`` counts offices."""

    kind: ClassVar[str] = "client_survey"
    total: ClientMean
    categories: tuple[ClientMean, ...]
    questions: tuple[ClientMean, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as the respondents read it, under the study's variable name."""

    variable: str
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Codebook(Node):
    """Which variable measures what; ``n`` counts the questions."""

    kind: ClassVar[str] = "codebook"
    rows: tuple[Question, ...]


NODE_TYPES: dict[str, type[Node]] = {
    node.kind: node
    for node in (
        Response,
        Frequency,
        Descriptives,
        Distribution,
        Reliability,
        Correlation,
        Regression,
        Anova,
        Attainment,
        ClientResults,
        Codebook,
    )
}


def numbers(node: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number a node tells, with its place in the node."""
    for spec in fields(node):
        value = getattr(node, spec.name)
        place = f"{path}.{spec.name}" if path else spec.name
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            yield place, value
        elif isinstance(value, tuple):
            for i, part in enumerate(value):
                if is_dataclass(part):
                    yield from numbers(part, f"{place}[{i}]")
        elif is_dataclass(value) and not isinstance(value, Withheld):
            yield from numbers(value, place)
