"""Nodes about offices and their clients: scorecard, client survey, production, action plans."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from generator.results.values import Count, Node, Number, printed

LIMITS_FROM = 12
"""How many months a course takes (``disclosure/clients/process_limits.py``)."""

Course = Literal["met", "missed", "varying"]
"""Whether a target is consistently met or missed, or results vary by chance across it."""


RUN = 8
TREND = 7
"""How many months in a row make a run on one side of their average, and a trend."""

Pattern = Literal["above", "below", "rising", "falling"]
"""What months in a row have in common."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRun:
    """``RUN`` months or more in a row above or below their average, or ``TREND`` that trend."""

    pattern: Pattern
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthResult:
    """One month of one indicator; ``met`` is whether the result reached the month's target."""

    month: str
    result: Number = printed(1)
    target: Number = printed(1)
    denominator: Count
    met: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorResult:
    """One indicator of one office to date; ``attainment`` is min(result / target, 1).

    ``on_target`` of the ``n_months`` published months with a target reached it; ``course`` is
    theirs, from twelve of them on. ``run`` is the longest run of the last twelve, or trend.
    """

    indicator: str
    result: Number = printed(1)
    target: Number = printed(1)
    attainment: Number = printed(2)
    denominator: Count
    months: tuple[MonthResult, ...] = ()
    on_target: Count = None
    n_months: int = 0
    course: Course | None = None
    run: MonthRun | None = None


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
class ProductionPhase:
    """Production in one phase; ``change_percent`` is its change from the first phase."""

    label: str
    value: Number = printed(1)
    change_percent: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Production(Node):
    """What one office produced, phase by phase; ``unit`` is its id, ``n`` counts the phases."""

    kind: ClassVar[str] = "production"
    unit: str
    label: str
    phases: tuple[ProductionPhase, ...]


State = Literal["done", "started", "open"]


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """One row of an office's action plan in its own words; ``state`` is what ``status`` says."""

    what: str
    why: str
    who: str
    when: str
    status: str
    state: State


@dataclass(frozen=True, slots=True)
class Plan:
    """A returned plan: the offices that made it, the round whose report it stood in, its rows.

    Where those have changed since, ``offices`` are what became of them, and ``made_by`` is what
    they were called. Its words stand only in the office's own report.
    """

    offices: tuple[str, ...]
    round: str
    measures: tuple[PlannedMeasure, ...]
    made_by: str = ""

    def states(self) -> list[State]:
        """How far each measure has come."""
        return [measure.state for measure in self.measures]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanProgress(Node):
    """How far all returned plans have come; ``n`` counts plans, the other counts measures."""

    kind: ClassVar[str] = "plans"
    n_measures: Count
    n_done: Count
    n_started: Count
    n_open: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedFigure:
    """A published result of an office that is another now; ``month`` None is the result to date.

    ``variable`` is an indicator of the scorecard, or a question of the client survey.
    """

    office: str
    variable: str
    month: str | None = None
    before: Number = printed(1)
    now: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections(Node):
    """What a corrected report says otherwise than ``run``, which it replaces; ``n`` figures."""

    kind: ClassVar[str] = "corrections"
    run: str
    figures: tuple[CorrectedFigure, ...]
