"""The instrument: scales, constructs, items, background, indicators and client questions."""

from __future__ import annotations

from pydantic import Field, model_validator

from generator.study.declared import Declared


class ResponseClass(Declared):
    """Neighbouring scale points that are reported together."""

    label: str
    low: int
    high: int


class Scale(Declared):
    """A response scale; ``descending`` when the lowest number is the most of what is measured."""

    low: int
    high: int
    low_label: str = ""
    high_label: str = ""
    descending: bool = False
    classes: tuple[ResponseClass, ...] = ()

    @model_validator(mode="after")
    def classes_cover_the_scale(self) -> Scale:
        """Every scale point is in exactly one class, in order."""
        covered = [value for c in self.classes for value in range(c.low, c.high + 1)]
        if self.low >= self.high:
            raise ValueError("low must be smaller than high")
        if self.classes and covered != list(range(self.low, self.high + 1)):
            raise ValueError("classes must cover the scale from low to high, each value once")
        return self


class Item(Declared):
    """One statement; ``negative`` when agreeing means less of the construct."""

    id: str
    label: str
    negative: bool = False
    dimension: str | None = None


class Construct(Declared):
    """Several items measuring one thing; its mean needs ``min_items`` answers.

    ``question`` is what a unit may ask itself where this construct stands out.
    """

    label: str
    question: str = ""
    scale: str
    items: tuple[Item, ...] = Field(min_length=1)
    groups: tuple[str, ...] = ()
    min_items: int = 1

    @property
    def dimensions(self) -> dict[str, tuple[str, ...]]:
        """Item ids by dimension, in form order; one nameless dimension when none is declared."""
        found: dict[str, tuple[str, ...]] = {}
        for item in self.items:
            found[item.dimension or ""] = (
                *found.get(item.dimension or "", ()),
                item.id,
            )
        return found


class SingleItem(Declared):
    """An item reported and analysed by itself; ``battery`` names the set it is shown with."""

    label: str
    scale: str
    negative: bool = False
    battery: str | None = None
    groups: tuple[str, ...] = ()


class Category(Declared):
    """A value of a background variable and its printed label."""

    value: int | str
    label: str


class Background(Declared):
    """Something about the respondent; reported for the whole only."""

    label: str
    categories: tuple[Category, ...] = Field(min_length=1)
    groups: tuple[str, ...] = ()


class OpenQuestion(Declared):
    """A question answered in the respondent's own words."""

    label: str
    groups: tuple[str, ...] = ()


class RespondentGroup(Declared):
    """One survey form and the people who got it; ``units`` when they name their unit."""

    label: str
    file_label: str
    unit_column: str | None = None
    respondent_key: str | None = None


class UnitFile(Declared):
    """The file with one row per analysis unit: means of one group's answers, plus results."""

    file_label: str
    group: str


class Indicator(Declared):
    """One scorecard indicator. ``target`` is met from above unless ``lower_is_better``."""

    label: str
    set: str
    unit: str = "%"
    decimals: int = 1
    lower_is_better: bool = False


class Attainment(Declared):
    """Mean over indicators of the result up to and including the target: min(result/target, 1)."""

    label: str
    indicators: tuple[str, ...] = Field(min_length=1)


class ClientQuestion(Declared):
    """One question of the client survey."""

    id: str
    label: str = ""


class ClientCategory(Declared):
    """Client-survey questions reported together."""

    label: str
    questions: tuple[ClientQuestion, ...] = Field(min_length=1)


class ClientSurveyPlan(Declared):
    """The client survey: its categories and the mean of all questions, named ``total``."""

    low: float = 1
    high: float = 6
    total: str = "client_total"
    total_label: str = ""
    categories: dict[str, ClientCategory]
