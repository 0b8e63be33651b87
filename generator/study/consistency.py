"""What study.toml must agree with itself about: every name used is declared exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from generator.errors import Problem
from generator.study.declared import Declared
from generator.study.model import Study
from generator.study.outline import ReliabilityTable
from generator.study.plan_consistency import contradictions_in_steps
from generator.study.texts import Language, Translations, texts_of, unknown_texts

TEXTS_NAMED = 3
"""So many texts without a translation are named; a file that is not there lacks hundreds."""

NODE_FIELDS = ("node", "nodes", "step", "steps", "selected_by", "sort_by")
"""The fields of tables and figures that name result nodes."""


def contradictions(study: Study, *, file: str = "study.toml") -> list[Problem]:
    """Every place where the study names something it does not declare, or declares it twice."""
    names = [name for name, _ in study.labels()]
    names += [owner.coding for owner in study.open_questions.values() if owner.coding]
    messages = (
        *_units_as_background(study),
        *(f"the name {name!r} is used {n} times" for name, n in Counter(names).items() if n > 1),
        *_undeclared(_uses_of_owners(study)),
        *contradictions_in_steps(study, set(names)),
        *_undeclared(_uses_of_outline(study)),
    )
    found = [Problem(file, message) for message in messages]
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
    missing = [
        text for text in texts_of(declared) if text not in known and any(map(str.isalpha, text))
    ]
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


def _units_as_background(study: Study) -> Iterator[str]:
    columns = {group.unit_column for group in study.groups.values()}
    column = "the column that says which unit somebody belongs to"
    for name in study.background:
        if name in columns:
            yield f"the background variable {name} is {column}"


Use = tuple[str, str, Iterable[str], Collection[str]]
"""A message, who names something, the names, and those that are declared."""


def _undeclared(uses: Iterable[Use]) -> Iterator[str]:
    for message, owner, names, declared in uses:
        for name in sorted(set(names) - set(declared)):
            yield message.format(owner, name)


def _uses_of_owners(study: Study) -> Iterator[Use]:
    scored = (*study.constructs.items(), *study.items.items())
    asked = (*scored, *study.background.items(), *study.open_questions.items())
    message = "{} uses the scale {!r}, which is not declared under scales"
    for name, owner in scored:
        yield message, name, owner.names_in("scale"), study.scales
    message = "{} names the group {!r}, which is not declared under groups"
    for name, owner in asked:
        yield message, name, owner.names_in("groups"), study.groups
    message = "{} names the battery {!r}, which is not declared"
    for name, item in study.items.items():
        yield message, name, item.names_in("battery"), study.batteries
    message = "indicator {} names the set {!r}, which is not declared"
    for name, indicator in study.indicators.items():
        yield message, name, [indicator.set], study.indicator_sets
    message = "attainment {} names the unknown indicator {!r}"
    for name, attainment in study.attainment.items():
        yield message, name, attainment.indicators, study.indicators
    message = "{} names the unknown size class {!r}"
    yield message, "size_terms", study.size_terms, study.size_classes
    if study.unit_file:
        message = "{} names the unknown group {!r}"
        yield message, "unit_file", [study.unit_file.group], study.groups


def _uses_of_outline(study: Study) -> Iterator[Use]:
    tables = {table.number for table in study.tables}
    figures = {figure.number for figure in study.figures}
    nodes = {node for step in study.steps for node in step.nodes()}
    for section in study.county_report:
        message = "section {!r} names table {}, which is not declared"
        yield message, section.title, section.tables, tables
        message = "section {!r} names figure {}, which is not declared"
        yield message, section.title, section.figures, figures
    for section in study.county_report:
        yield "section {!r} names the unknown step {!r}", section.title, section.results, nodes
    for table in study.tables:
        if not isinstance(table, ReliabilityTable):  # it prints what there is
            message = "table {} names the unknown step {!r}"
            yield message, table.number, table.names_in(*NODE_FIELDS), nodes
    for figure in study.figures:
        message = "figure {} names the unknown step {!r}"
        yield message, figure.number, figure.names_in(*NODE_FIELDS), nodes
