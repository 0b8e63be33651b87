"""What a round declares that somebody has counted: production by phase, themes of open answers."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from generator.study.declared import Declared, Labelled, Text, no_device

_ID = "a name in small letters a-z, digits and hyphens, first a letter or a digit"
Id = Annotated[
    str,
    Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64, title=_ID),
    AfterValidator(no_device),
]
MOST_PEOPLE = 1_000_000
People = Annotated[int, Field(ge=0, le=MOST_PEOPLE)]


class Phase(Labelled):
    """A phase of a project, and what was produced in it."""

    value: float = Field(ge=0, le=1e12)
    """How much. For example ``74``."""


class ProductionSeries(Labelled):
    """Production of one unit in two or more phases; later ones are compared with the first."""

    id: Id
    """What a figure of study.toml calls it. For example ``"saker"``."""
    unit: str
    """The unit, by its id. For example ``"hegrelund"``."""
    phases: tuple[Phase, ...] = Field(min_length=2)
    """The phases, the first of them before the project."""


class CountedTheme(Labelled):
    """A theme found in the answers to an open question, and how many brought it up."""

    count: int = Field(ge=1, le=MOST_PEOPLE)
    """How many brought it up. For example ``9``."""


class ThemeQuestion(Declared):
    """An open question whose answers were read and sorted into themes by hand."""

    id: Id
    """A name of your own. For example ``"effekter"``."""
    question: Text
    """The question. For example ``"Hva har vært de mest positive virkningene?"``."""
    asked: Text
    """Who was asked, in the plural. For example ``"fylkesdirektører"``."""
    answered: int = Field(ge=1, le=MOST_PEOPLE)
    """How many of them answered. For example ``13``."""
    themes: tuple[CountedTheme, ...] = Field(min_length=1)
    """What they wrote about."""

    @model_validator(mode="after")
    def counts_within_answers(self) -> ThemeQuestion:
        """No theme is brought up by more than answered."""
        for theme in self.themes:
            if theme.count > self.answered:
                raise ValueError(f"more brought up {theme.label!r} than answered")
        return self
