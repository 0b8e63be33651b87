"""Texts left in another language than their report's: what no reader of it should meet."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from typing import Any, Final

from generator.language.catalogue import LANGUAGES, sentences_of
from generator.report.block import DiagramArrow, Quote, Report
from generator.report.context import Context
from generator.results.survey import Codebook
from generator.study.declared import texts_of

_PLACE: Final = re.compile(r"\{\w+\}")
_LEAST_WORDS: Final = 3
"""A shorter part of a sentence can be right in two languages."""


def untranslated(reports: Iterable[Report], *, context: Context) -> Iterator[str]:
    """Texts of other languages in the reports; ``context`` holds study and round as declared.

    A text that two languages share is no finding where its translation says so, word for word.
    """
    codebooks = [node for node in context.released.steps.values() if isinstance(node, Codebook)]
    asked = {row.wording for node in codebooks for row in node.rows}  # no language changes it
    for report in reports:
        own = (report.title, report.subtitle, report.heading, report.footer)
        printed = [text for text in _texts((*own, report.blocks)) if text not in asked]
        running = "\n".join(printed)
        strange = [part for part in _parts_of_others(report.language) if part in running]
        for text in (*_left_over(printed, report.language, context), *strange):
            yield f"{report.path}: {text[:80]!r} is not in the report's language, {report.language}"


def _left_over(printed: list[str], language: str, context: Context) -> Iterator[str]:
    """Printed texts of the study and the round that stand as they were declared."""
    study, round_ = context.study, context.round
    if language == study.language:
        return
    translated = [of.translations.get(language, {}).values() for of in (study, round_)]
    right, whole = set(chain(*translated)), set(printed)
    all_right, running = "\n".join(right), "\n".join(printed)
    for text in dict.fromkeys((*texts_of(study), *texts_of(round_))):
        if text in right or not re.search(r"[^\W\d_]", text):
            continue
        if text in whole or (
            " " in text and _stands(text, running) and not _stands(text, all_right)
        ):
            yield text


@cache
def _parts_of_others(language: str) -> tuple[str, ...]:
    """Parts of sentences that only the catalogues of other languages have."""
    own = "\n".join(sentences_of(language))
    parts = (
        part.strip()
        for other in LANGUAGES
        if other != language
        for sentence in sentences_of(other)
        for part in _PLACE.split(sentence)
    )
    long = (part for part in parts if len(part.split()) >= _LEAST_WORDS)
    return tuple(dict.fromkeys(part for part in long if part not in own))


def _stands(text: str, running: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(text)}(?!\w)", running) is not None


def _texts(value: Any) -> Iterator[str]:
    """Every text of a report's blocks, for eyes and for ears."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value) and not isinstance(value, DiagramArrow | Quote):
        for spec in fields(value):
            if spec.name != "id":
                yield from _texts(getattr(value, spec.name))
