"""What study.toml must agree with itself about: every name used is declared exactly once."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from generator.errors import Problem
from generator.study.declared import Declared, Language, Translations, texts_at, texts_of
from generator.study.model import UNITS, Study
from generator.study.outline_consistency import Use, contradictions_in_outline, undeclared
from generator.study.plan import (
    AggregationStep,
    GoodnessOfFitStep,
    GroupComparisonStep,
    MultilevelStep,
    RepresentativenessStep,
    ShareStep,
    Step,
)

TEXTS_NAMED = 3
"""So many texts without a translation are named; a file that is not there lacks hundreds."""


def contradictions(study: Study, *, file: str = "study.toml") -> list[Problem]:
    """Every place where the study names something it does not declare, or declares it twice."""
    names = [name for name, _ in study.labels()]
    names += [owner.coding for owner in study.open_questions.values() if owner.coding]
    columns = {group.unit_column for group in study.groups.values()}
    units_as_background = [name for name in study.background if name in columns]
    column = "the column that says which unit somebody belongs to"
    messages = (
        *(f"the background variable {name} is {column}" for name in units_as_background),
        *(f"the name {name!r} is used {n} times" for name, n in Counter(names).items() if n > 1),
        *undeclared(_uses_of_owners(study)),
        *_contradictions_in_steps(study, set(names)),
        *contradictions_in_outline(study),
        *_unusable(study, names),
    )
    found = [Problem(file, message) for message in messages]
    return found + unknown_translations(study, study.translations, file=file)


def unknown_translations(
    declared: Declared, translations: Translations, *, file: str
) -> list[Problem]:
    """Every translated text that the file does not hold, most often one changed since."""
    remedy = "Copy the text letter for letter, or remove the line."
    known = set(texts_of(declared))
    return [
        Problem(_beside(file, language), f"{text!r} is no printed text of {file}", remedy=remedy)
        for language, texts in translations.items()
        for text in texts
        if text not in known
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
    message += f" and {more} more" if more > 0 else ""
    remedy = "Add a line for each under [texts], or ask for reports in another language."
    return [Problem(_beside(file, into), message, remedy=remedy)]


def _beside(file: str, language: str) -> str:
    return file.replace(".toml", f".{language}.toml")


def _uses_of_owners(study: Study) -> Iterator[Use]:
    scored = (*study.constructs.items(), *study.items.items())
    asked = (*scored, *study.background.items(), *study.open_questions.items())
    message = "{} uses the scale {!r}, which is not declared under scales"
    for name, variable in scored:
        yield message, name, variable.names_in("scale"), study.scales
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


def _unusable(study: Study, names: Iterable[str]) -> Iterator[str]:
    """Names that tell nothing or two things, labels that do, and numbers out of bounds."""
    sets = (study.groups, study.scales, study.size_classes, study.indicator_sets, study.batteries)
    for name in (*chain(*sets), *names, *(step.id for step in study.steps)):
        if not name.strip() or not name.isprintable():
            yield f"the name {name!r} is empty, or has no letter that can be seen"
    if UNITS in study.groups:
        yield f"a group may not be called {UNITS!r}, which steps call the file of units by"
    for name, owner in study.constructs.items():
        if owner.min_items > len(owner.items):
            yield f"{name} has min_items = {owner.min_items}, and {len(owner.items)} items"
    if study.client_survey and study.client_survey.low >= study.client_survey.high:
        yield "client_survey: low must be smaller than high"
    labels = [
        (f"{place.rsplit('.', 2)[0]}: the label", " ".join(text.split()).casefold())
        for place, text in texts_at(study)
        if place.endswith(".label") and not place.startswith(("tables.", "questions."))
    ]
    for name, asked in study.background.items():
        labels += [(f"background.{name}: the value", str(c.value)) for c in asked.categories]
    for (what, text), times in Counter(labels).items():
        if times > 1:
            yield f"{what} {text!r} is used {times} times"


def _contradictions_in_steps(study: Study, names: set[str]) -> Iterator[str]:
    """Every step that names something not declared, or asks what its file cannot answer."""
    seen: dict[str, Step] = {}
    for step in study.steps:
        if step.group not in {*study.groups, UNITS}:
            yield f"step {step.id} names the unknown group {step.group!r}"
        if step.group == UNITS and study.unit_file is None:
            yield f"step {step.id} needs the section unit_file"
        for variable in sorted(set(step.named()) - names):
            yield f"step {step.id} names the unknown variable {variable!r}"
        yield from _unusable_earlier(step, seen)
        yield from _unusable_here(step, study)
        if step.id in seen:
            yield f"the step id {step.id!r} is used twice"
        seen[step.id] = step


def _unusable_earlier(step: Step, seen: dict[str, Step]) -> Iterator[str]:
    name = step.earlier
    if name is None:
        return
    earlier = seen.get(name)
    usable = {"correlation"}
    if isinstance(step, MultilevelStep):
        usable |= {"regression", "group_comparison"}
    if earlier is None:
        yield f"step {step.id}: {name!r} is not an earlier step"
    elif earlier.kind not in usable:
        yield f"step {step.id}: {name!r} is a {earlier.kind} step, which has no such findings"
    elif earlier.group != step.group:
        yield f"step {step.id}: {name!r} is about another file"


def _unusable_here(step: Step, study: Study) -> Iterator[str]:
    needs_units = isinstance(step, MultilevelStep | AggregationStep)
    if isinstance(step, RepresentativenessStep):
        needs_units = step.units
    if needs_units and (study.unit_file is None or study.unit_file.group != step.group):
        yield f"step {step.id} needs a group that names its units (unit_file.group)"
    match step:
        case AggregationStep():
            for name in sorted(set(step.constructs) - set(study.constructs)):
                yield f"step {step.id}: {name!r} is no construct"
        case RepresentativenessStep():
            for name in sorted(set(step.variables) - set(study.background)):
                yield f"step {step.id}: {name!r} is no background variable"
        case ShareStep():
            yield from _unusable_part(step, study)
        case GroupComparisonStep():
            values = _values(study, step.factor)
            for value in (each for each in step.groups if each not in values):
                yield f"step {step.id}: {value!r} is not a value of {step.factor}"
            if len(set(step.groups)) < 2:
                yield f"step {step.id} compares a group with itself"
        case GoodnessOfFitStep():
            values, expected = _values(study, step.variable), step.expected
            if expected and values and len(expected) != len(values):
                counts = f"{len(expected)} expected counts for the {len(values)} values"
                yield f"step {step.id} has {counts} of {step.variable}"


def _unusable_part(step: ShareStep, study: Study) -> Iterator[str]:
    for name in step.variables:
        owner = study.items.get(name)
        scale = study.scales.get(owner.scale) if owner else None
        if owner is None:
            yield f"step {step.id}: {name!r} is no single item"
        elif scale:
            inside = scale.low <= step.low <= step.high <= scale.high
            if not inside or (step.low == scale.low) == (step.high == scale.high):
                ends = f"{step.low} to {step.high}"
                yield f"step {step.id}: {ends} is no part of the scale of {name!r} from either end"


def _values(study: Study, variable: str) -> list[int | str]:
    """A grouping variable's declared values; none when it is not declared as one."""
    if variable in study.background:
        return [category.value for category in study.background[variable].categories]
    if variable == study.size_variable:
        return list(study.size_classes)
    owner = study.items.get(variable)
    scale = study.scales.get(owner.scale) if owner else None
    return list(range(scale.low, scale.high + 1)) if scale else []
