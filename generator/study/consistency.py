"""What study.toml must agree with itself about: every name used is declared exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.errors import Problem
from generator.study.declared import Declared
from generator.study.model import Study
from generator.study.outline import nodes_of_figure, nodes_of_table
from generator.study.plan import node_ids
from generator.study.plan_consistency import contradictions_in_steps
from generator.study.texts import Language, Translations, texts_of, unknown_texts

TEXTS_NAMED = 3
"""So many texts without a translation are named; a file that is not there lacks hundreds."""


def contradictions(study: Study, *, file: str = "study.toml") -> list[Problem]:
    """Every place where the study names something it does not declare, or declares it twice."""
    found = [Problem(file, message) for message in _unknown_names(study)]
    return found + unknown_translations(study, study.translations, file=file)


def unknown_translations(
    declared: Declared, translations: Translations, *, file: str
) -> list[Problem]:
    """Every translated text that the file does not hold, most often one changed since."""
    remedy = "Copy the text letter for letter, or remove the line."
    return [
        Problem(file.replace(".toml", f".{language}.toml"), message, remedy=remedy)
        for language, text in unknown_texts(declared, translations)
        for message in [f"{text!r} is no printed text of {file}"]
    ]


def missing_translations(
    declared: Declared, translations: Translations, *, into: Language, file: str
) -> list[Problem]:
    """The texts that a report in another language would print as they stand: one problem of all."""
    known = translations.get(into, {})
    missing = [text for text in texts_of(declared) if text not in known and _has_letters(text)]
    if not missing:
        return []
    named = ", ".join(map(repr, missing[:TEXTS_NAMED]))
    more = len(missing) - TEXTS_NAMED
    message = f"lacks {len(missing)} of the texts that reports in {into} print: {named}"
    return [
        Problem(
            file.replace(".toml", f".{into}.toml"),
            message + (f" and {more} more" if more > 0 else ""),
            remedy="Add a line for each under [texts], or ask for reports in another language.",
        )
    ]


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)


def _unknown_names(study: Study) -> Iterator[str]:
    names = [name for name, _ in study.labels()]
    places = {group.unit_column for group in study.groups.values()}
    yield from (
        f"the background variable {name} is the column that says which unit somebody belongs to"
        for name in study.background
        if name in places
    )
    names += [owner.coding for owner in study.open_questions.values() if owner.coding]
    yield from (
        f"the name {name!r} is used {n} times" for name, n in Counter(names).items() if n > 1
    )
    yield from _unknown_owners(study)
    yield from contradictions_in_steps(study, set(names))
    yield from _unknown_in_outline(study)


def _unknown_owners(study: Study) -> Iterator[str]:
    scales = [(name, owner.scale) for name, owner in study.constructs.items()]
    scales += [(name, owner.scale) for name, owner in study.items.items()]
    for name, scale in scales:
        if scale not in study.scales:
            yield f"{name} uses the scale {scale!r}, which is not declared under scales"
    for name, groups in _groups_named(study):
        for group in sorted(set(groups) - set(study.groups)):
            yield f"{name} names the group {group!r}, which is not declared under groups"
    for name, item in study.items.items():
        if item.battery and item.battery not in study.batteries:
            yield f"{name} names the battery {item.battery!r}, which is not declared"
    for name, indicator in study.indicators.items():
        if indicator.set not in study.indicator_sets:
            yield f"indicator {name} names the set {indicator.set!r}, which is not declared"
    for name, attainment in study.attainment.items():
        for indicator_id in set(attainment.indicators) - set(study.indicators):
            yield f"attainment {name} names the unknown indicator {indicator_id!r}"
    for size in sorted(set(study.size_terms) - set(study.size_classes)):
        yield f"size_terms names the unknown size class {size!r}"
    if study.unit_file and study.unit_file.group not in study.groups:
        yield f"unit_file names the unknown group {study.unit_file.group!r}"


def _groups_named(study: Study) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((name, owner.groups) for name, owner in study.constructs.items())
    yield from ((name, owner.groups) for name, owner in study.items.items())
    yield from ((name, owner.groups) for name, owner in study.background.items())
    yield from ((name, owner.groups) for name, owner in study.open_questions.items())


def _unknown_in_outline(study: Study) -> Iterator[str]:
    tables, figures = (
        {t.number for t in study.tables},
        {f.number for f in study.figures},
    )
    for section in study.county_report:
        for number in set(section.tables) - tables:
            yield f"section {section.title!r} names table {number}, which is not declared"
        for number in set(section.figures) - figures:
            yield f"section {section.title!r} names figure {number}, which is not declared"
    nodes = set(node_ids(study.steps))
    for section in study.county_report:
        for node in sorted(set(section.results) - nodes):
            yield f"section {section.title!r} names the unknown step {node!r}"
    for table in study.tables:
        for node in sorted(set(nodes_of_table(table)) - nodes):
            yield f"table {table.number} names the unknown step {node!r}"
    for figure in study.figures:
        for node in sorted(set(nodes_of_figure(figure)) - nodes):
            yield f"figure {figure.number} names the unknown step {node!r}"
