"""What a reader finds in documents that is no told figure, and where each such number is from.

A document may print told figures, words of the study and the round, limits that everybody may
know, and the counts that templates make themselves. Those are listed here, each with what it
counts: never people, but rows, tests, statements and offices, which anybody can count in the
release.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from attack.traced import CLOSED, COMPUTED, CONSTANT, FIGURE, OPENED, Traced, tracing
from generator.documents import Context
from generator.documents.report import Chart, Report, Table
from generator.documents.wording import Wording

LIMITS = frozenset(
    {"threshold", "items_from", "own_sd_from", "invited_from", "clients_from", "limits_from"}
)
"""What sentences call the limits of the policy."""

KNOWN_LIMITS = frozenset({4, 5, 10, 12, 25})
"""The threshold, few clients, single items, a year of months, and a unit's own spread."""

COUNTED: Mapping[str, frozenset[str]] = {
    "tests, pairs and findings that are told": frozenset(
        {
            *("tested.none:n", "tested.count:n", "tested.count:all", "tested.count:holm"),
            *("tested.count:bh", "tested.turned:n", "tested.turned:all", "table.listwise:n"),
            *("sentence.correlation_none:all", "sentence.correlation_count:n"),
            *("sentence.correlation_count:all", "sentence.holm:n", "sentence.holm_none:n"),
            *("sentence.multilevel_all:n", "sentence.multilevel_lost:n", "drivers.told:n"),
            *("sentence.multilevel_some:left", "sentence.multilevel_some:n"),
            *("sentence.comparison_higher:n", "sentence.comparison_lower:n"),
            "sentence.comparison_none:n",
        }
    ),
    "measures and statements of the study": frozenset(
        {
            *("profile.none:n", "profile.few:n", "trend.drift.items_of:n"),
            *("aggregation.told:all", "aggregation.told:agreed", "aggregation.told:reliable"),
        }
    ),
    "indicators and months of the scorecard that are told": frozenset(
        {
            *("short.on_target:n", "short.on_target:all", "short.on_target_one:n"),
            *("short.on_target_one:all", "results.reached:n", "results.reached:all"),
            *("results.reached_all:n", "results.reached_none:n", "results.reached_of_one:n"),
            *("results.months:n", "results.months:all", "quarter.course_varying:n"),
            *("quarter.course_met:n", "quarter.course_missed:n", "quarter.reached_none:n"),
            *("quarter.targets_value:n", "quarter.targets_value:all"),
            *("quarter.reached:n", "quarter.reached:all", "quarter.reached_all:n"),
        }
    ),
    "offices: all of the round, those with a report, those whose result is told": frozenset(
        {
            *("response.units_told:n", "response.units_told:offices", "quarter.table:n"),
            *("quarter.next_learn:n", "quarter.latest_survey:offices", "results.table_whole:n"),
        }
    ),
    "measures in a plan that an office sent back": frozenset({"plans.planned:n"}),
}
"""What templates count themselves: the sentences, and what each number is called there."""

FACTORS = "ledger.head_factors"
"""The head of a column that counts the predictors of a model."""

POLICY = "certificate.policy.heads"
"""The heads of the table of limits."""

OFFICES_IN = ("quarter.courses_title",)
"""Charts that count offices by their told results."""

COMPUTED_IN: Mapping[str, tuple[str, ...]] = {
    "profile.detectable": ("size",),  # the median of the told smallest detectable differences
}
"""Sentences with a number that follows from several told ones, and what it is called there."""

CONSTANT_IN: Mapping[str, tuple[str, ...]] = {
    "clients.intro": ("low", "high"),
    "quarter.clients_detail": ("low", "high"),
}
"""Sentences with the ends of the clients' scale."""

CONSTANTS = frozenset({0.001, 0.7, 100.0})
"""The least p that is printed, the customary limit of alpha, ICC(2) and rwg, and the whole."""

AXES = frozenset(
    {
        *("BarChart.low", "BarChart.high", "BarChart.ticks"),
        *("DotPlot.low", "DotPlot.high", "DotPlot.ticks"),
        *("StackedRow.spans", "TimeLine.joined", "TimeLine.broken"),
        *("DiagramBox.column", "DiagramBox.row"),
        *("Heading.level", "Column.weight", "Span.span", "Contents.depth", "ActionPlan.rows"),
    }
)
"""Numbers of a block that are no figures: ends and steps of scales, places and widths."""

UNREAD = frozenset({"number", "kind", "path", "unit", "created", "run_id", "language", "align"})
"""Fields of reports and blocks that hold no text: a table's number is the study's."""

COLUMN = "column "
JOINED = " / "
"""Between the labels of categories that were joined."""

_COUNT = re.compile(f"{OPENED}([^{CLOSED}]*)=(-?\\d+){CLOSED}")
_FIGURE = re.compile(rf"(?:\d+[.,]?|[.,])\d*{FIGURE}")
_COMPUTED = re.compile(rf"(?:\d+[.,]?|[.,])\d*{COMPUTED}")
_CONSTANT = re.compile(rf"((?:\d+[.,]?|[.,])\d*){CONSTANT}")

Compose = Callable[[Context], Sequence[Report]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document may say that is no figure: words, scale ends, and numbers of statements."""

    words: re.Pattern[str]
    labels: frozenset[str]
    ends: frozenset[int]
    sizes: frozenset[str]


def unexplained(context: Context, compose: Compose) -> list[str]:
    """Every number in the reports that has no right to be there, with the text it stands in."""
    facts = facts_of(context)
    with tracing(context) as followed:
        found = [
            one
            for report in compose(followed)
            for one in _strange(report, facts, Wording(report.language))
        ]
    return list(dict.fromkeys(found))


def _strange(report: Report, facts: Facts, words: Wording) -> Iterator[str]:
    titles = {words(key) for key in OFFICES_IN}
    blocks = (b for b in report.blocks if not (isinstance(b, Chart) and b.title in titles))
    for place, value in leaves(replace(report, blocks=tuple(blocks))):
        if isinstance(value, str):
            yield from (
                f"{one}: {place} {value!r}" for one in _strange_in(value, place, facts, words)
            )
        elif isinstance(value, Traced) and value.mark != FIGURE:
            yield f"{float(value)} is drawn as {place}, and computed"
        elif not isinstance(value, Traced) and place not in AXES and value != 0.0:
            yield f"{value} is drawn as {place}"


def _strange_in(text: str, place: str, facts: Facts, words: Wording) -> Iterator[str]:
    yield from _counts(text, facts)
    if not _said(text, COMPUTED_IN, words):
        yield from (f"{one} is computed" for one in _COMPUTED.findall(text))
    allowed = KNOWN_LIMITS if place == COLUMN + words.several(POLICY)[1] else CONSTANTS
    if not _said(text, CONSTANT_IN, words) and place != COLUMN + words(FACTORS):
        for constant in _CONSTANT.findall(text):
            if float(constant.replace(",", ".")) not in allowed:
                yield f"{constant} is no figure"
    left = text
    for known in (_COUNT, _FIGURE, _COMPUTED, _CONSTANT, facts.words):
        left = known.sub("", left)
    if not (left in facts.labels or (place.startswith(COLUMN) and left in facts.sizes)):
        yield from (f"{digits} is no figure" for digits in re.findall(r"\d+", left))


def _counts(text: str, facts: Facts) -> Iterator[str]:
    for place, number in _COUNT.findall(text):
        name = place.rpartition(":")[2]
        limit = (name in LIMITS or place == "numeral:n") and int(number) in KNOWN_LIMITS
        end = name in {"low", "high"} and int(number) in facts.ends
        if not (limit or end or any(place in places for places in COUNTED.values())):
            yield f"{place} counts {number}"


def _said(text: str, sentences: Mapping[str, tuple[str, ...]], words: Wording) -> bool:
    """Whether the text holds one of the sentences, whatever its numbers are."""
    plain = re.sub(rf"(?:\d+[.,]?|[.,])\d*[{COMPUTED}{CONSTANT}]", "#", text)
    return any(
        words(key, **dict.fromkeys(names, "#"), date="") in plain
        for key, names in sentences.items()
    )


def leaves(value: Any, place: str = "text") -> Iterator[tuple[str, Any]]:
    """Every text and number of a report, with the field or the table's column that holds it."""
    if isinstance(value, tuple):
        for part in value:
            yield from leaves(part, place)
    elif isinstance(value, Table):
        for field in (value.title, value.columns, value.groups, value.notes):
            yield from leaves(field, "text")
        for row in value.rows:
            for column, cell in zip(value.columns, row, strict=True):
                yield ("text" if cell.header else f"{COLUMN}{column.head}"), cell.text
    elif is_dataclass(value) and not isinstance(value, type):
        for spec in fields(value):
            if spec.name not in UNREAD:
                yield from leaves(getattr(value, spec.name), f"{type(value).__name__}.{spec.name}")
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield place, value


def facts_of(context: Context) -> Facts:
    """What everybody may know from the study, the round and the release's own words."""
    study = context.study
    told = json.loads(context.released.to_json())
    parts = (study.model_dump(mode="json"), context.round.model_dump(mode="json"), told)
    texts = {text for part in parts for text in _strings(part) if re.search(r"\d", text)}
    longest = sorted(texts, key=lambda text: (-len(text), text))
    words = [re.escape(text) for text in longest if re.search(r"[^\d\s.,]", text)]
    categories = [c.label for each in study.background.values() for c in each.categories]
    labels = frozenset(part for label in categories for part in label.split(JOINED))
    words += [f"{label}(?={JOINED})" for label in labels if label.isdigit()]
    scales = [part for scale in study.scales.values() for part in (scale, *scale.classes)]
    scales += [step for step in study.steps if step.kind == "share"]
    return Facts(
        words=re.compile(rf"(?<!\w)(?:{'|'.join(words) or '(?!)'})(?!\w)", re.IGNORECASE),
        labels=labels,
        ends=frozenset(end for part in scales for end in (part.low, part.high)),
        sizes=frozenset(str(len(construct.items)) for construct in study.constructs.values()),
    )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from (name, *_strings(part))
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
