"""A study and its first round as TOML: what was guessed, put in order, with its reasons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from glob import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from jinja2 import FileSystemLoader

from generator.resources.sandbox import Sandbox
from generator.scaffold import toml
from generator.scaffold.given import Given, GivenSurvey
from generator.scaffold.guesses import GuessedScale
from generator.scaffold.merging import Instrument, instrument
from generator.scaffold.naming import cleaned, declared
from generator.scaffold.offices import office_rows
from generator.scaffold.results import Kind
from generator.scaffold.words import words_of

_DAYS: Final = (35, 39, 49)
"""From the date of the round to what the reports ask for."""
_LONGEST_CLASS: Final = 45
"""Letters of the points' labels that a class is called by."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that the two files are written from.

    ``left_out`` says why a workbook of results is not used.
    """

    given: Given
    language: str
    today: date
    left_out: Mapping[Kind, str] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """The text of study.toml and of round.toml."""
        content, templates = self._content(), _templates()
        return {
            name: toml.arranged(templates.get_template(f"{name}.j2").render(content))
            for name in ("study.toml", "round.toml")
        }

    def _content(self) -> dict[str, Any]:
        """What the templates speak of."""
        words, surveys = words_of(self.language), self.given.surveys
        results = {k: each for k, each in self.given.results.items() if k not in self.left_out}
        names = {name for each in results.values() for name in each.guess.names}
        merged = instrument(
            [each.guess for each in surveys],
            (column for each in surveys for column in each.columns),
            names | {words.say["id"][name] for name in ("attainment", "clients")},
        )
        units = self.given.unit_survey
        title = words.say["label"]["title" if surveys else "results_title"]
        return {
            "why": words.why,
            "of_construct": words.of_construct,
            "say": words.say,
            "language": self.language,
            "title": title,
            "round_id": words.say["id"]["round"],
            "today": self.today,
            "days": [self.today + timedelta(days) for days in _DAYS],
            "surveys": surveys,
            "unit_group": units.group if units else "",
            "merged": merged,
            "labels": merged.labels(words.say["label"]["area"]),
            "parts": [_part(each, merged, several=len(surveys) > 1) for each in surveys],
            "scorecard": results.get("scorecard"),
            "clients": results.get("client_survey"),
            "given": self.given.results,
            "left_out": self.left_out,
            "offices": office_rows(
                units.guess.units if units else None,
                [each.guess.units for each in results.values()],
                words=words,
            ),
        }


def _part(survey: GivenSurvey, merged: Instrument, *, several: bool) -> dict[str, Any]:
    """What one group was asked, under the names of the study, and what is computed of it.

    ``explained`` are the areas that may go with the ``outcome``, the last one of the form.
    ``areas`` are what groups of people are compared by.
    """

    def mine(name: str) -> bool:
        return survey.group in merged.groups[name]

    areas = [each.id for each in merged.constructs if mine(each.id)]
    singles = [each.item.column for each in merged.single_items if mine(each.item.column)]
    several_items = (each.id for each in merged.constructs if len(each.items) > 1)
    return {
        "group": survey.group,
        "label": survey.label,
        "suffix": f"-{survey.group}" if several else "",
        "constructs": areas,
        "measured": areas + singles,
        "areas": areas or singles,
        "outcome": areas[-1] if areas else None,
        "explained": areas[:-1],
        "alphas": [name for name in several_items if mine(name)],
        "background": [each for each in merged.background if mine(each.column)],
    }


@cache
def _templates() -> Sandbox:
    found = Sandbox(FileSystemLoader(Path(__file__).parent))
    found.globals["numbers"] = lambda after, last: [str(n + 1) for n in range(after, last)]
    found.filters |= {
        "value": toml.value,
        "key": toml.key,
        "assigned": toml.assigned,
        "comment": toml.comment,
        "cleaned": cleaned,
        "code": declared,
        "pattern": escape,
        "scale_table": scale_table,
        "rows": lambda names, labels: [{"variable": n, "label": labels[n]} for n in names],
        "under": lambda names, step: [f"{step}/{name}" for name in names],
        "beside": lambda names, step: [f"{step}-{name}" for name in names],
    }
    return found


def scale_table(scale: GuessedScale) -> dict[str, Any]:
    """A scale, with its points' labels where the answers are these, else those of its ends."""
    points = {point: cleaned(label) for point, label in scale.labels.items()}
    return {
        "low": scale.low,
        "high": scale.high,
        "labels": [label for _, label in sorted(scale.labels.items())] if scale.phrases else None,
        "low_label": None if scale.phrases else points.get(scale.low),
        "high_label": None if scale.phrases else points.get(scale.high),
        "descending": scale.descending or None,
        "classes": [*_classes(scale, points)] or None,
    }


def _classes(scale: GuessedScale, points: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """Low, middle and high points of a keyed scale, or its two halves if it has four points."""
    size = scale.high - scale.low + 1
    if not 4 <= size <= 11:
        return
    part = 2 if size == 4 else round(size / 3)
    starts = [*dict.fromkeys((scale.low, scale.low + part, scale.high - part + 1)), scale.high + 1]
    for low, after in pairwise(starts):
        own = range(low, after)
        raw = (scale.low + scale.high - p if scale.descending else p for p in own)
        names = [points.get(point, "") for point in raw]
        numbers = "–".join(dict.fromkeys((str(own[0]), str(own[-1]))))
        text = " / ".join(names)
        label = f"{text} ({numbers})" if all(names) and len(text) <= _LONGEST_CLASS else numbers
        yield {"label": label, "low": own[0], "high": own[-1]}
