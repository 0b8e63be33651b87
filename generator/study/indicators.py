"""Results beside the survey: indicators, how far their targets are met, and clients' answers."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from generator.study.declared import Declared, Labelled, Text
from generator.study.instrument import Measured


class Indicator(Measured):
    """One scorecard indicator. Its target is met from above, or from below where low is better."""

    set: str
    """The set it is printed in, named under ``indicator_sets``. For example ``"individ"``."""
    unit: str = "%"
    """What is printed after a figure. For example ``"%"``."""
    decimals: int = Field(default=1, ge=0, le=4)
    """How many decimals a figure is printed with. For example ``2``."""

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
    """Those it is the mean of, by their names. For example ``["B.12", "B.14"]``."""


class ClientQuestion(Declared):
    """One question of the client survey."""

    id: str
    """What the workbook calls it. For example ``"k1"``."""
    label: Text = ""
    """The question as reports print it. For example ``"Møtt med respekt"``."""


class ClientCategory(Labelled):
    """Client-survey questions reported together."""

    questions: tuple[ClientQuestion, ...] = Field(min_length=1)
    """Its questions, in the order of the form."""


class ClientSurveyPlan(Declared):
    """The client survey: its questions by category."""

    low: float = 1
    """The lowest answer. For example ``1``."""
    high: float = 6
    """The highest answer. For example ``6``."""
    total: str = "client_total"
    """What steps call the mean of all questions. For example ``"bruker_alle"``."""
    total_label: Text = ""
    """What reports call the mean of all questions. For example ``"Alle spørsmål"``."""
    categories: dict[str, ClientCategory]
    """Questions reported together, by a name of your own."""
