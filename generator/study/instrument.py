"""The instrument: scales, constructs, items, background, indicators and client questions."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from generator.study.declared import Declared, Labelled, Text

Keyword = Annotated[str, Field(pattern=r"[\w]")]
"""A word or phrase to find in an answer; ``*`` stands for any letters, as in ``vikar*``."""

FEWEST_POINTS = 4
"""Of a scale, for a share who agree, or a step of one point, to say something."""


class Measured(Labelled):
    """A variable with a good end: ``better`` is high, or low as of workload or waiting time.

    ``running`` is how its name stands inside a sentence, and ``short`` where there is little room.
    """

    better: Literal["high", "low"] = "high"
    running: Text = ""
    short: Text = ""


class ResponseClass(Labelled):
    """Neighbouring scale points that are reported together."""

    low: int
    high: int


class Scale(Declared):
    """A response scale; ``descending`` when the lowest number is the most of what is measured.

    ``labels`` are what the points are called, from low to high: where answers are exported as
    these texts, each is read as its number. The first and the last are printed as the ends.
    """

    low: int
    high: int
    labels: tuple[str, ...] = ()
    low_label: Text = ""
    high_label: Text = ""
    descending: bool = False
    classes: tuple[ResponseClass, ...] = ()

    @property
    def length(self) -> int:
        """From the lowest point to the highest."""
        return self.high - self.low

    @property
    def step(self) -> int:
        """A point, or about a tenth of a long scale; 0 where a point is nearly all of it."""
        enough = self.length + 1 >= FEWEST_POINTS
        return max(round(self.length / 10), 1) if enough else 0

    @property
    def agree_from(self) -> int:
        """The lowest point that counts as agreeing: the last class's, else the upper third's."""
        if self.classes:
            return self.classes[-1].low
        return self.high - max(round((self.high - self.low + 1) / 3), 1) + 1

    @property
    def has_shares(self) -> bool:
        """Whether a share who agree says something: at least four points, and not all agree."""
        return self.length + 1 >= FEWEST_POINTS and self.agree_from > self.low

    @model_validator(mode="before")
    @classmethod
    def ends_by_their_labels(cls, declared: Any) -> Any:
        """The ends are called what their points are called, unless they are named themselves."""
        match declared:
            case {"labels": [str() as first, *_, str() as last]}:
                return {"low_label": first, "high_label": last, **declared}
        return declared

    @model_validator(mode="after")
    def a_label_for_each_point(self) -> Scale:
        """Every point has a label of its own, or none has."""
        distinct = {" ".join(label.split()).casefold() for label in self.labels} - {""}
        if self.labels and not len(distinct) == len(self.labels) == self.length + 1:
            raise ValueError("labels must name every point from low to high, each differently")
        return self

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
    label: Text
    negative: bool = False
    dimension: str | None = None


class Construct(Measured):
    """Several items measuring one thing; its mean needs ``min_items`` answers.

    ``question`` is what a unit may ask itself where this construct stands out. Its items share
    its ``better`` end; an item worded against it is ``negative`` all the same.
    """

    question: Text = ""
    scale: str
    items: tuple[Item, ...] = Field(min_length=1)
    groups: tuple[str, ...] = ()
    min_items: int = 1

    @property
    def dimensions(self) -> dict[str, tuple[str, ...]]:
        """Item ids by dimension, in form order; one nameless dimension when none is declared."""
        found: dict[str, tuple[str, ...]] = {}
        for item in self.items:
            name = item.dimension or ""
            found[name] = (*found.get(name, ()), item.id)
        return found


class SingleItem(Measured):
    """An item reported and analysed by itself; ``battery`` names the set it is shown with."""

    scale: str
    negative: bool = False
    battery: str | None = None
    groups: tuple[str, ...] = ()


class Category(Declared):
    """A value of a background variable and its printed label.

    ``terms`` are keywords that tell it in somebody's own words: "sosionom*" tells of a training.
    """

    value: int | str
    label: Text
    terms: tuple[Keyword, ...] = ()


class Background(Labelled):
    """Something about the respondent; reported for the total only."""

    categories: tuple[Category, ...] = Field(min_length=1)
    groups: tuple[str, ...] = ()


class AnswerTheme(Labelled):
    """What an answer in own words may be about, and the keywords that tell it."""

    keywords: tuple[Keyword, ...] = ()

    @field_validator("label")
    @classmethod
    def label_stands_in_a_list(cls, label: str) -> str:
        """Somebody who codes answers writes several labels with a comma between them."""
        if not label.strip() or re.search("[,;]", label):
            raise ValueError("a theme's label is some text without comma or semicolon")
        return label


class OpenQuestion(Labelled):
    """A question answered in the respondent's own words.

    ``coding`` names a column of the export in which somebody has sorted the answers into themes:
    ids or labels with a comma between them, ``-`` for none. A blank cell leaves it to keywords.
    """

    groups: tuple[str, ...] = ()
    themes: dict[str, AnswerTheme] = {}
    coding: str | None = None

    @model_validator(mode="after")
    def distinct_themes(self) -> OpenQuestion:
        """No name stands for two themes, whether it is an id or a label."""
        names = [{name.casefold(), theme.label.casefold()} for name, theme in self.themes.items()]
        if len(set().union(*names)) < sum(map(len, names)):
            raise ValueError("two themes share a name")
        if any(re.search("[,;]", name) for name in self.themes):
            raise ValueError("a theme's id is some text without comma or semicolon")
        return self


class RespondentGroup(Labelled):
    """One survey form and the people who got it; ``units`` when they name their unit."""

    file_label: Text
    unit_column: str | None = None
    respondent_key: str | None = None


class UnitFile(Declared):
    """The file with one row per analysis unit: means of one group's answers, plus results."""

    file_label: Text
    group: str


class Indicator(Measured):
    """One scorecard indicator. Its target is met from above, or from below where low is better."""

    set: str
    unit: str = "%"
    decimals: int = 1

    @model_validator(mode="before")
    @classmethod
    def as_it_was_written(cls, declared: Any) -> Any:
        """``lower_is_better = true`` of version 0.1, which filed runs hold for good."""
        if not isinstance(declared, dict) or "lower_is_better" not in declared:
            return declared
        lower = declared["lower_is_better"]
        kept = {name: value for name, value in declared.items() if name != "lower_is_better"}
        return {"better": "low" if lower else "high", **kept}


class Attainment(Labelled):
    """Mean over indicators of the result up to and including the target: min(result/target, 1)."""

    indicators: tuple[str, ...] = Field(min_length=1)


class ClientQuestion(Declared):
    """One question of the client survey."""

    id: str
    label: Text = ""


class ClientCategory(Labelled):
    """Client-survey questions reported together."""

    questions: tuple[ClientQuestion, ...] = Field(min_length=1)


class ClientSurveyPlan(Declared):
    """The client survey: its categories and the mean of all questions, named ``total``."""

    low: float = 1
    high: float = 6
    total: str = "client_total"
    total_label: Text = ""
    categories: dict[str, ClientCategory]
