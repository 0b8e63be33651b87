"""Nodes about answers as they stand: response, counts, means, statements, themes in own words."""

from dataclasses import dataclass
from typing import ClassVar

from generator.results.values import Band, Count, Node, Number, Suppressed, analysed, printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Node):
    """Who was asked and who answered; ``offices`` of class ``size`` are the ones reported together.

    ``n`` counts usable answers, ``answered`` everybody the survey system says answered; ``rate``
    is answered in percent of invited.
    """

    kind: ClassVar[str] = "response"
    offices: tuple[str, ...] = ()
    size: str | None = None
    registered: Count = None
    dropped_out: Count = None
    invited: int | Band | Suppressed | None = None
    complete: Count = None
    partial: Count = None
    answered: Count = None
    rate: float | Band | Suppressed | None = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrequencyCategory:
    """One category of a frequency table; percentages of everybody and of valid answers."""

    values: tuple[str, ...]
    label: str
    count: Count
    percent: Number = printed(1)
    valid_percent: Number = analysed(1)
    cumulative_percent: Number = analysed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingCategory:
    """A code that means "no answer", and how many gave it; percent of everybody."""

    value: str
    label: str
    count: Count
    percent: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency(Node):
    """How many of everybody in the file chose each category; ``missing`` are user-missing codes."""

    kind: ClassVar[str] = "frequency"
    variable: str
    n_total: Count
    n_valid: Count
    n_missing: Count
    percent_valid: Number = printed(1)
    percent_missing: Number = printed(1)
    categories: tuple[FrequencyCategory, ...]
    n_system_missing: Count = analysed()
    missing: tuple[MissingCategory, ...] = analysed(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableStatistics:
    """Mean and spread of one variable; the interval is the t interval of the mean.

    ``release`` is the round's release whose answers they are, where it is not this one.
    ``se`` is the mean's; of several modes ``mode`` is the smallest; ``total`` is the sum.
    """

    variable: str
    n: Count
    mean: Number = printed(2)
    sd: Number = printed(2)
    ci_low: Number = printed(2)
    ci_high: Number = printed(2)
    release: int | None = None
    se: Number = analysed(3)
    variance: Number = analysed(3)
    median: Number = analysed(2)
    mode: Number = analysed(2)
    n_modes: int | None = analysed(0)
    skewness: Number = analysed(3)
    se_skewness: Number = analysed(3)
    kurtosis: Number = analysed(3)
    se_kurtosis: Number = analysed(3)
    minimum: Number = analysed(2)
    maximum: Number = analysed(2)
    total: Number = analysed(2)
    undefined: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptives(Node):
    """Mean and spread of several variables."""

    kind: ClassVar[str] = "descriptives"
    rows: tuple[VariableStatistics, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeMeans(Descriptives):
    """Mean and spread of the respondents in the ``units`` of one size class."""

    kind: ClassVar[str] = "size_means"
    size: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NonresponseRow:
    """The mean of all invited if those who are not among its ``n`` were a step of the scale off.

    ``from`` and ``to`` differ where the invited are a band, or the mean is a bound.
    """

    variable: str
    n: Count
    lower_from: Number = printed(1)
    lower_to: Number = printed(1)
    higher_from: Number = printed(1)
    higher_to: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nonresponse(Node):
    """What those who did not answer could change; no rows where ``nearly_all`` have answered."""

    kind: ClassVar[str] = "nonresponse"
    nearly_all: bool
    rows: tuple[NonresponseRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """How many per cent of ``n`` people agree: their answer is in the top class of the scale.

    ``n`` is everybody in the base of the statement's construct; for a single item ``construct``
    is None and the base is whoever answered it. Keyed, so that more means more.
    """

    item: str
    construct: str | None
    n: Count
    percent: Number = printed(0)
    release: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements(Node):
    """Statement by statement: the share who agree, of a unit or of the total."""

    kind: ClassVar[str] = "statements"
    rows: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Node):
    """How many of ``n`` answered a single item from ``low`` to ``high``."""

    kind: ClassVar[str] = "share"
    item: str
    low: int
    high: int
    count: Count
    percent: Number = printed(0)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CountCell:
    """One category: how many there are, how many were expected, and the difference."""

    value: str
    label: str
    observed: Count
    expected: Number = printed(1)
    residual: Number = printed(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodnessOfFit(Node):
    """Chi-square of a variable's counts against expected ones.

    ``n_small_cells`` counts cells with an expected count below five, where p is rough.
    """

    kind: ClassVar[str] = "goodness_of_fit"
    variable: str
    chi2: Number = printed(3)
    df: Number = printed(0)
    p: Number = printed(3)
    n_small_cells: int | None
    min_expected: Number = analysed(1)
    cells: tuple[CountCell, ...] = analysed(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Representativeness(Node):
    """Chi-square of those who answered against those who did not, by one variable.

    ``of`` counts the invited; ``p_holm`` is over all variables of the step; ``n_small_cells``
    counts expected counts below five, of both.
    """

    kind: ClassVar[str] = "representativeness"
    variable: str
    of: Count
    chi2: Number = printed(3)
    df: Number = printed(0)
    p: Number = printed(3)
    p_holm: Number = printed(3)
    n_small_cells: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """An answer in somebody's own words, masked and let out by whoever reviewed it."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """How many of those who answered brought the theme up, and what some of them wrote.

    ``percent`` is of those who answered the question; None where the round only gives a count.
    """

    label: str
    count: int | Band | Suppressed | None
    percent: Number = printed(0)
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes(Node):
    """Themes of one open question, most mentioned first; ``n`` of the ``asked`` answered.

    ``reviewed`` is None where somebody counted the themes by hand, else whether somebody has
    reviewed the answers; ``others`` are quotes that stand under no theme.
    """

    kind: ClassVar[str] = "themes"
    question: str
    asked: str
    themes: tuple[Theme, ...]
    reviewed: bool | None = None
    others: tuple[Quote, ...] = ()
