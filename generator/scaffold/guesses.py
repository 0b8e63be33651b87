"""What an export seems to hold: frozen guesses, each with its reason as data for others to word.

No guess holds an answer, unless it is a value's label or the name of a unit or a class.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.sources.cells import Code

Why: TypeAlias = Literal[
    "named",  # the column's name or question says so; word
    "labelled",  # its value labels say so; n labels
    "labelled_ends",  # a scale of which only some points have a label; n labels
    "observed",  # its values alone say so: low, high as seen; n columns
    "phrases",  # answers are texts with a known order, such as agree and disagree; n phrases
    "same_stem",  # items share the start of their names; stem, n, mean_r, alpha
    "same_question",  # items share the start of their questions; text, n, mean_r, alpha
    "correlated",  # only the answers say that items belong together; n, mean_r, alpha
    "negative_r",  # an item goes against the rest of its construct; r
    "positive_r",  # an item goes with the rest of its construct; r
    "weak_r",  # an item may belong to its construct, or be reversed, but r is near nothing; r
    "closer_to",  # an item goes better with another construct; other, r, other_r
    "also_joins",  # a construct and another seem to be one; other, r
    "also_splits",  # a construct seems to be several; n parts
    "alone",  # no other item is like it
    "loose",  # shares a name or question with others, but hardly goes with them; r
    "long_texts",  # texts in own words; n answers
    "few_classes",  # few values with names; n classes
    "empty",
    "constant",
    "date",
    "weight",
    "computed",  # follows from other columns, or has decimals; n columns where they are known
    "personal",  # names or addresses of people
    "ticks",  # a choice that was ticked or not
    "many_values",  # numbers or texts of many kinds; n
    "few_answers",  # n answers
    "refused",  # the answers cannot be read; message
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is guessed: a kind, and its figures by the names in the comments of ``Why``."""

    kind: Why
    figures: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Alternative:
    """What may be so instead, of some columns."""

    columns: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class GuessedScale:
    """A response scale; ``labels`` are of its points, ``descending`` when the lowest is the most.

    ``phrases`` tells that the cells are texts which the export does not number.
    """

    id: str
    low: int
    high: int
    labels: Mapping[int, str]
    reason: Reason
    descending: bool = False
    phrases: bool = False


@dataclass(frozen=True, slots=True)
class GuessedItem:
    """A column as an item: the question asked, and whether it is worded against its construct."""

    column: str
    text: str
    negative: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class GuessedConstruct:
    """Items that seem to measure one thing; ``label`` is their common text or name."""

    id: str
    label: str
    scale: str
    items: tuple[GuessedItem, ...]
    min_items: int
    reason: Reason
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class GuessedSingleItem:
    """An item that stands by itself."""

    item: GuessedItem
    scale: str


@dataclass(frozen=True, slots=True)
class GuessedBackground:
    """A column that says something of the respondent, and its classes by value."""

    column: str
    label: str
    categories: Mapping[Code, str]
    reason: Reason


@dataclass(frozen=True, slots=True)
class GuessedUnit:
    """A unit by its value in the export, its name and how many respondents it has."""

    code: Code
    name: str
    answers: int


@dataclass(frozen=True, slots=True)
class GuessedMissing:
    """A value or a label that means no answer; ``label`` is that of a value, if it has one."""

    value: Code
    label: str


@dataclass(frozen=True, slots=True)
class SurveyGuess:
    """All that is guessed of one respondent group's export; every column stands in one place.

    ``open_questions`` have the question asked, ``ignored`` why. ``unit_alternatives`` are columns
    that could tell the unit too, the likeliest first; each of them stands elsewhere as well.
    """

    group: str
    scales: tuple[GuessedScale, ...] = ()
    constructs: tuple[GuessedConstruct, ...] = ()
    single_items: tuple[GuessedSingleItem, ...] = ()
    background: tuple[GuessedBackground, ...] = ()
    open_questions: Mapping[str, str] = field(default_factory=dict)
    unit_column: str | None = None
    units: tuple[GuessedUnit, ...] = ()
    unit_alternatives: tuple[str, ...] = ()
    respondent_key: str | None = None
    missing: tuple[GuessedMissing, ...] = ()
    ignored: Mapping[str, Reason] = field(default_factory=dict)
