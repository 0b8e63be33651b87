"""Nodes about time: what changed since the last round, and what is copied from earlier ones."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from generator.results.values import Count, Node, Number, Suppressed, printed

QUARTERLY = "quarter/"
"""What the names of the nodes begin with that a quarterly report adds to its round's."""

MONTHS = f"{QUARTERLY}months"
LATEST = f"{QUARTERLY}latest/"
"""The total's scorecard month by month, and copies from the latest rounds with a survey."""

Measure = Literal["construct", "indicator", "year", "target", "score", "clients"]
"""What a line follows: answers, an indicator from quarter to quarter, the same beside its quarter
of last year, its attainment of the target to date (a share of 1), a composite of such shares, or a
category (or all questions) of the client survey."""

Drift = Literal[
    "wording",
    "scale",
    "keying",
    "items",
    "min_items",
    "definition",
    "target",
    "members",
    "merged",
    "split",
    "other_unit",
    "joined",
    "left",
    "loadings",
]
"""What may change between rounds so that figures can no longer be held against each other:
the wording of items, the response scale, which items are turned, which items there are, how many
must be answered, an indicator's definition, a target, what a composite is made of, which offices
a unit is, that an office was divided, which unit has the name, which offices joined a group or left
it, how the items of a construct go together."""

NoInterval = Literal["no_denominator", "no_spread", "merged", "repeated"]
"""Why a change has no interval: the number behind the figure is not known, nothing printed tells
how it varies, it is a mean of offices whose own figures are not published, or its months count
some people several times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRound:
    """A round of the series; ``date`` is its own, as ``YYYY-MM-DD``."""

    round: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """What one round published of a line's variable; a round that did not measure has no point.

    ``months`` are the first and the last of an indicator's quarter.
    """

    round: str
    value: Number = printed(2)
    n: Count
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """From ``round`` on a line cannot be held against what came before, and why.

    ``what`` names, as printed, what changed (items, offices, indicators); empty when it is the
    variable itself. ``then`` and ``now`` are an earlier and a new target, or least
    number of answers.
    """

    round: str
    since: str
    reason: Drift
    what: tuple[str, ...] = ()
    then: Number = printed(1)
    now: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Now less then, of two rounds' printed figures, taken as independent samples.

    The intervals hold whatever was rounded away. ``holm_low`` and ``holm_high`` allow for that
    many lines are looked at together; ``certain`` is whether they, as printed, exclude zero: only
    then is a change called one. Without an interval ``no_interval`` says why. Where the two
    rounds' offices are not the same, ``then`` and ``now`` are of the ``offices`` (of today) that
    are in both, and the line's points of all.
    """

    since: str
    value: Number = printed(2)
    n_then: Count
    n_now: Count
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    p: Number = printed(3)
    p_holm: Number = printed(3)
    holm_low: Number = printed(2)
    holm_high: Number = printed(2)
    certain: bool | None = None
    no_interval: NoInterval | None = None
    offices: int | None = None
    then: Number = printed(2)
    now: Number = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendLine:
    """One variable through the rounds, oldest point first, and its change since the last one.

    ``group`` is whose answers (a respondent group, ``scorecard`` or ``clients``), ``office`` the
    office of a unit's indicator, ``decimals`` the printed precision. ``change`` is a ``Break``
    where the two rounds cannot be compared, ``Suppressed`` where one of them is not published, and
    None where nothing was measured before, or nothing now. ``breaks`` holds every break.
    """

    variable: str
    measure: Measure
    group: str
    office: str | None = None
    decimals: int
    points: tuple[TrendPoint, ...]
    breaks: tuple[Break, ...] = ()
    change: Change | Break | Suppressed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """An office that has another name than in an earlier round, and is the same office."""

    unit: str
    before: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend(Node):
    """Every line of the total, of a size class or of one unit; ``n`` counts the rounds.

    ``group`` is empty, since each line names its own. ``family`` counts the changes that were
    tested together. ``size`` is the class the lines are about, if they are.
    """

    kind: ClassVar[str] = "trend"
    rounds: tuple[TrendRound, ...]
    lines: tuple[TrendLine, ...]
    renamed: tuple[Renamed, ...] = ()
    family: int
    size: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedUnit:
    """An analysis unit as it was reported then: the names of its offices."""

    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRound(Node):
    """The round that the nodes beside it are copied from; ``n`` counts its analysis units."""

    kind: ClassVar[str] = "earlier_round"
    round: str
    date: str
    units: tuple[ReportedUnit, ...]
