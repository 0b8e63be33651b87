"""A text left in another language than its report's is found, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.language.catalogue import LANGUAGES
from generator.language.wording import wording
from generator.report.block import Paragraph, Report
from generator.report.compose import compose
from generator.report.context import Context
from generator.report.localisation import localised
from generator.run.verify.untranslated import untranslated
from generator.study.declared import Language

OTHERS: tuple[Language, ...] = ("nn", "en")


def told(reports: tuple[Report, ...], context: Context) -> list[str]:
    return list(untranslated(reports, context=context))


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_reports_are_in_one_language(demo_context: Context, language: Language) -> None:
    assert told(compose(demo_context, language=language), demo_context) == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("text", ["Lederstøtte", "Dialogmøte 2 innen 26 uker"])
def test_a_label_without_a_translation_is_found(
    demo_context: Context, language: Language, text: str
) -> None:
    study = demo_context.study
    texts = {known: new for known, new in study.translations[language].items() if known != text}
    assert len(texts) == len(study.translations[language]) - 1
    lacking = study.model_copy(update={"translations": {language: texts}})
    context = replace(demo_context, study=lacking)
    findings = told(compose(context, only=("solvik",), language=language), context)
    assert findings
    name = {"nn": "kontorrapport", "en": "office-report"}[language]
    path = f"offices/solvik/{name}-solvik"
    assert findings[0] == f"{path}: {text!r} is not in the report's language, {language}"


def test_a_text_that_two_languages_share_says_so(demo_context: Context) -> None:
    study = demo_context.study
    texts = {**study.translations["nn"], "Lederstøtte": "Lederstøtte"}
    same = study.model_copy(update={"translations": {"nn": texts}})
    context = replace(demo_context, study=same)
    assert told(compose(context, only=("solvik",), language="nn"), context) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_of_another_catalogue_is_found(
    demo_context: Context, language: Language
) -> None:
    (report,) = compose(demo_context, only=("solvik",), language=language)
    foreign = Paragraph(wording("nb")("about.association"))
    mixed = replace(report, blocks=(*report.blocks, foreign))
    (finding,) = told((mixed,), demo_context)
    assert foreign.text[:30] in finding


def test_nothing_is_asked_of_the_language_the_study_is_written_in(demo_context: Context) -> None:
    study = demo_context.study.model_copy(update={"language": "nn", "translations": {}})
    context = replace(demo_context, study=study)
    assert told(compose(context, only=("solvik",), language="nn"), context) == []


def test_an_english_table_has_no_decimal_comma(demo_context: Context) -> None:
    english = localised(demo_context, "en").study
    assert {spec.decimal for spec in english.tables} == {"."}
    assert {spec.decimal for spec in demo_context.study.tables} != {"."}
