"""The instrument: scales, constructs, items, background and open questions."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, field_validator, model_validator

from generator.study.declared import Declared, Labelled, Text

Keyword = Annotated[str, Field(pattern=r"[\w]", title="a text with a letter or a digit in it")]
"""A word or phrase to find in an answer; ``*`` stands for any letters, as in ``vikar*``."""

Point = Annotated[int, Field(ge=-1000, le=1000, strict=True)]
"""A number of a scale."""

FEWEST_POINTS = 4
"""Of a scale, for a share who agree, or a step of one point, to say something."""


class Measured(Labelled):
    """A variable with a good end."""

    better: Literal["high", "low"] = "high"
    """Which end is the good one: low as of workload or waiting time."""
    running: Text = ""
    """The name inside a sentence, else the label. For example ``"støtte fra lederen"``."""
    short: Text = ""
    """The name where there is little room, else the label. For example ``"Samarbeid"``."""


class ResponseClass(Labelled):
    """Neighbouring scale points that are reported together."""

    low: Point
    """Its lowest point. For example ``1``."""
    high: Point
    """Its highest point. For example ``2``."""


class Scale(Declared):
    """A response scale."""

    low: Point
    """The lowest number that may be answered. For example ``1``."""
    high: Point
    """The highest number that may be answered. For example ``6``."""
    labels: tuple[str, ...] = ()
    """What the points are called, from low to high: where answers are exported as these texts,
    each is read as its number. The first and last are the ends. For example ``["Nei", "Ja"]``."""
    low_label: Text = ""
    """What the lowest number is called in the form. For example ``"Helt uenig"``."""
    high_label: Text = ""
    """What the highest number is called in the form. For example ``"Helt enig"``."""
    descending: StrictBool = False
    """Whether the lowest number is the most of what is measured."""
    classes: tuple[ResponseClass, ...] = ()
    """The parts of the bars, each point in one of them; without, there are no parts."""

    @property
    def length(self) -> int:
        """From the lowest point to the highest."""
        return self.high - self.low

    @property
    def points(self) -> dict[int, str]:
        """What each point is called, or each end; nothing where that is not declared."""
        ends = {self.low: self.low_label, self.high: self.high_label}
        return dict(enumerate(self.labels, start=self.low)) or ends

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
    def every_point_has_its_place(self) -> Scale:
        """Every point has a label of its own or none has, and stands in one class, in order."""
        covered = [value for c in self.classes for value in range(c.low, c.high + 1)]
        distinct = {" ".join(label.split()).casefold() for label in self.labels} - {""}
        if self.low >= self.high:
            raise ValueError("low must be smaller than high")
        if self.classes and covered != list(range(self.low, self.high + 1)):
            raise ValueError("classes must cover the scale from low to high, each value once")
        if self.labels and not len(distinct) == len(self.labels) == self.length + 1:
            raise ValueError("labels must name every point from low to high, each differently")
        return self


class Item(Declared):
    """One statement."""

    id: str
    """The column of the export, or what ``rename`` calls it. For example ``"leder_1"``."""
    label: Text
    """The statement as reports print it. For example ``"Lederen hører på oss"``."""
    negative: StrictBool = False
    """Whether agreeing means less of the construct; its answers are turned round."""
    dimension: str | None = None
    """A part of the construct; its mean is then that of its parts. For example ``"mening"``."""


class Construct(Measured):
    """Several items measuring one thing.

    Its items share its ``better`` end; an item worded against it is ``negative`` all the same.
    """

    question: Text = ""
    """What a unit may ask itself where it stands out. For example ``"Hva hindrer oss?"``."""
    scale: str
    """The scale of its items, by its name under ``scales``. For example ``"enighet"``."""
    items: tuple[Item, ...] = Field(min_length=1)
    """Its statements, in the order of the form."""
    groups: tuple[str, ...] = ()
    """Those who were asked; all when left out. For example ``["medarbeidere"]``."""
    min_items: int = Field(default=1, ge=1)
    """How many of its items a respondent must have answered to have a mean. For example ``3``."""

    @property
    def dimensions(self) -> dict[str, tuple[str, ...]]:
        """Item ids by dimension, in form order; one nameless dimension when none is declared."""
        found: dict[str, tuple[str, ...]] = {}
        for item in self.items:
            name = item.dimension or ""
            found[name] = (*found.get(name, ()), item.id)
        return found


class SingleItem(Measured):
    """An item reported and analysed by itself."""

    scale: str
    """Its scale, by the name under ``scales``. For example ``"grad"``."""
    negative: StrictBool = False
    """Whether agreeing means less of what its label says; its answers are turned round."""
    battery: str | None = None
    """The set it is shown with, by its name under ``batteries``. For example ``"laering"``."""
    groups: tuple[str, ...] = ()
    """Those who were asked; all when left out. For example ``["ledere"]``."""


class Category(Declared):
    """A value of a background variable and its printed label."""

    value: int | str
    """What the export has in the column. For example ``1``."""
    label: Text
    """What reports call it. For example ``"Under 40 år"``."""
    terms: tuple[Keyword, ...] = ()
    """Words that tell it in open answers; ``*`` is any letters. For example ``["senior*"]``."""


class Background(Labelled):
    """Something about the respondent; reported for the total only."""

    categories: tuple[Category, ...] = Field(min_length=1)
    """The answers there are, in the order to print them."""
    groups: tuple[str, ...] = ()
    """Those who were asked; all when left out. For example ``["medarbeidere"]``."""


class AnswerTheme(Labelled):
    """What an answer in own words may be about."""

    keywords: tuple[Keyword, ...] = ()
    """Words that tell it; ``*`` stands for any letters. For example ``["vikar*", "travel*"]``."""

    @field_validator("label")
    @classmethod
    def label_stands_in_a_list(cls, label: str) -> str:
        """Somebody who codes answers writes several labels with a comma between them."""
        if not label.strip() or re.search("[,;]", label):
            raise ValueError("a theme's label is some text without comma or semicolon")
        return label


class OpenQuestion(Labelled):
    """A question answered in the respondent's own words."""

    groups: tuple[str, ...] = ()
    """Those who were asked; all when left out. For example ``["ledere"]``."""
    themes: dict[str, AnswerTheme] = {}
    """What answers are sorted into, by a name of your own."""
    coding: str | None = None
    """A column of the export in which somebody has sorted the answers into themes: ids or labels
    with a comma between them, ``-`` for none. A blank cell leaves it to keywords.
    For example ``"tema_aarsak"``."""

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
    """One survey form and the people who got it."""

    file_label: Text
    """What notes under tables call its file. For example ``"Medarbeiderfil"``."""
    unit_column: str | None = None
    """The column that says which unit somebody belongs to. For example ``"kontor"``."""
    respondent_key: str | None = None
    """The column that tells respondents apart; never printed. For example ``"respondent"``."""


class UnitFile(Declared):
    """The file with one row per analysis unit: means of one group's answers, plus results."""

    file_label: Text
    """What notes under tables call it. For example ``"Kontorfil"``."""
    group: str
    """The group whose answers it holds the means of. For example ``"medarbeidere"``."""
