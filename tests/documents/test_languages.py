"""Reports in three languages: complete catalogues, whole translations, the same numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from generator.language.catalogue import LANGUAGES
from generator.language.wording import wording
from generator.report.block import Quote, Report
from generator.report.compose import compose
from generator.report.context import Context
from generator.report.localisation import localised
from generator.results.survey import Codebook
from generator.round import load_round
from generator.run.verify.words import FORBIDDEN
from generator.study.declared import Language, texts_of

OTHERS: tuple[Language, ...] = ("nn", "en")
DATA = Path(__file__).parents[2] / "data"
QUARTERS = tuple(sorted(path.parent.name for path in DATA.glob("innovasjon/*/round.toml")))
ROUNDS = (*(DATA / "innovasjon" / name for name in QUARTERS), DATA / "forbedring" / "2010-2")
BOKMAL = frozenset((Path(__file__).parent / "bokmal.txt").read_text("utf-8").split())
"""Words of bokmål that are no words of nynorsk, or not in the sense that reports use them."""
IDS = frozenset({"id", "start", "end"})
"""The fields of a diagram that are not printed."""


def catalogue(language: Language) -> dict[str, Any]:
    text = files("generator.language").joinpath(language, "wording.toml").read_text("utf-8")
    return tomllib.loads(text)


def leaves(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield path, tree
        return
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for name, part in parts:
        yield from leaves(part, f"{path}.{name}")


def placeholders(sentence: str) -> set[str]:
    return {name.lower() for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_in_every_catalogue(language: Language) -> None:
    own, original = dict(leaves(catalogue(language))), dict(leaves(catalogue("nb")))
    assert sorted(own) == sorted(original)
    assert all(sentence.strip() for sentence in own.values())
    assert not any(FORBIDDEN & set(sentence.split()) for sentence in own.values())


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_has_the_same_placeholders(language: Language) -> None:
    """``{The_unit}`` and ``{the_unit}`` are one: languages put it in different places."""
    own, original = dict(leaves(catalogue(language))), dict(leaves(catalogue("nb")))
    different = [key for key in own if placeholders(own[key]) != placeholders(original[key])]
    assert different == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("folder", ROUNDS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_our_own_studies_and_rounds_are_translated_whole(folder: Path, language: Language) -> None:
    for declared in load_round(folder):
        told = declared.translations[language]
        lettered = [text for text in texts_of(declared) if re.search(r"[^\W\d_]", text)]
        assert [text for text in lettered if not told.get(text)] == []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("folder", ROUNDS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_a_translation_keeps_the_numbers_of_its_text(folder: Path, language: Language) -> None:
    for declared in load_round(folder):
        for text, told in declared.translations[language].items():
            assert numbers_of(told) == numbers_of(text), told


@pytest.mark.parametrize("folder", ROUNDS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_our_own_translations_into_nynorsk_hold_no_bokmal(folder: Path) -> None:
    for declared in load_round(folder):
        for told in declared.translations["nn"].values():
            assert {word.lower() for word in re.findall(r"[^\W\d_]+", told)} & BOKMAL == set(), told


def texts(value: Any) -> Iterator[str]:
    """Every text of a report's blocks, and of the lines that stand on every page."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)
    elif is_dataclass(value):
        for spec in fields(value):
            if spec.name not in IDS:
                yield from texts(getattr(value, spec.name))


def printed(report: Report) -> list[str]:
    return [
        report.title,
        report.subtitle,
        report.footer,
        *texts(report.blocks),
    ]


def numbers_of(text: str) -> list[str]:
    plain = re.sub(r"(?<=\d),(?=\d)|(?<![\w,]),(?=\d)", ".", text)
    return sorted(re.findall(r"\d*\.?\d+", plain))


@pytest.fixture(scope="module")
def told(demo_context: Context) -> dict[str, tuple[Report, ...]]:
    return {name: compose(demo_context, language=name) for name in LANGUAGES}


def asked(context: Context) -> set[str]:
    """Variables, and the questions as they were asked, which no language changes."""
    nodes = [node for node in context.released.steps.values() if isinstance(node, Codebook)]
    return {text for node in nodes for row in node.rows for text in (row.variable, row.wording)}


def words_of(report: Report, context: Context) -> set[str]:
    """Every word but those of original questions, of quotes and of what is only a name."""
    quoted = asked(context) | {one.text for one in report.blocks if isinstance(one, Quote)}
    names = {unit.name for unit in context.round.units}
    names |= {part for name in (*names, context.study.source) for part in name.split()}
    told = [text for text in printed(report) if text not in quoted]
    return {word for text in told for word in re.findall(r"[^\W\d_]+", text)} - names


def test_a_nynorsk_report_has_no_bokmal_word(
    told: dict[str, tuple[Report, ...]], demo_context: Context
) -> None:
    for report in told["nn"]:
        found = {word for word in words_of(report, demo_context) if word.lower() in BOKMAL}
        assert found == set(), report.path


def test_an_english_report_has_no_norwegian_letter(
    told: dict[str, tuple[Report, ...]], demo_context: Context
) -> None:
    for report in told["en"]:
        found = {w for w in words_of(report, demo_context) if re.search("[æøåÆØÅ]", w)}
        assert found == set(), report.path


@pytest.mark.parametrize("language", OTHERS)
def test_no_label_of_the_study_is_left_in_its_own_language(
    language: Language, told: dict[str, tuple[Report, ...]], demo_context: Context
) -> None:
    translations = demo_context.study.translations[language]
    changed = {text for text, other in translations.items() if text != other}
    changed -= set(translations.values())
    for report in told[language]:
        assert changed & set(printed(report)) == set(), report.path


@pytest.mark.parametrize("language", OTHERS)
def test_the_numbers_are_the_same_in_every_language(
    language: Language, told: dict[str, tuple[Report, ...]]
) -> None:
    for original, other in zip(told["nb"], told[language], strict=True):
        assert len(original.blocks) == len(other.blocks)
        for one, same in zip(original.blocks, other.blocks, strict=True):
            assert numbers_of(" ".join(texts(same))) == numbers_of(" ".join(texts(one)))


def test_each_office_gets_its_language_and_the_county_the_rounds(demo_context: Context) -> None:
    units = tuple(
        unit.model_copy(update={"language": {"solvik": "nn", "heggelia": "en"}.get(unit.id)})
        for unit in demo_context.round.units
    )
    mixed = replace(demo_context, round=demo_context.round.model_copy(update={"units": units}))
    spoken = {report.unit: report.language for report in compose(mixed)}
    assert spoken[None] == "nb"
    assert spoken["solvik"] == "nn"
    assert spoken["heggelia-steinlia"] == "nb", "its other office asked for none"
    assert set(spoken.values()) == {"nb", "nn"}


def test_categories_that_were_joined_are_translated_part_by_part(demo_context: Context) -> None:
    study = demo_context.study.model_copy(
        update={"translations": {"en": {"Grunnskole": "Primary", "Annet": "Other"}}}
    )
    title = study.model_copy(update={"title": "Grunnskole / Annet"})
    assert localised(replace(demo_context, study=title), "en").study.title == "Primary / Other"


def test_numbers_are_written_as_the_language_writes_them(demo_context: Context) -> None:
    written = {
        name: (
            localised(demo_context, name).percent(45.5, 1),
            wording(name).months("2015-01", "2015-06"),
        )
        for name in LANGUAGES
    }
    assert written == {
        "nb": ("45,5\N{NO-BREAK SPACE}%", "januar–juni 2015"),
        "nn": ("45,5\N{NO-BREAK SPACE}%", "januar–juni 2015"),
        "en": ("45.5%", "January–June 2015"),
    }
