"""What round.toml must agree with itself and with its study about."""

from collections import Counter
from collections.abc import Iterator

from generator.errors import Problem
from generator.round.counted import MOST_PEOPLE
from generator.round.events import unlikely
from generator.round.mail import RESERVED
from generator.round.model import Round
from generator.study.consistency import missing_translations, unknown_translations
from generator.study.declared import Language
from generator.study.model import Study


def contradictions(round_: Round, study: Study) -> list[Problem]:
    """Every place where the round disagrees with itself or with its study."""
    found = (*_inconsistencies(round_), *_against_study(round_, study))
    problems = [
        Problem("round.toml", message, column=place, remedy=remedy)
        for place, message, remedy in found
    ]
    problems += unknown_translations(round_, round_.translations, file="round.toml")
    languages = {round_.language, *(unit.language or round_.language for unit in round_.units)}
    for language in sorted(languages):
        problems += untranslated(round_, study, into=language)
    return problems


def untranslated(round_: Round, study: Study, *, into: Language) -> list[Problem]:
    """What reports in a language would print in the language the study is written in."""
    if into == study.language:
        return []
    return [
        *missing_translations(study, study.translations, into=into, file="study.toml"),
        *missing_translations(round_, round_.translations, into=into, file="round.toml"),
    ]


Finding = tuple[str, str, str]
"""TOML place, message, remedy."""


def _inconsistencies(round_: Round) -> Iterator[Finding]:
    ids = [unit.id for unit in round_.units] + [merge.id for merge in round_.merges]
    for name in sorted(set(ids) & set(RESERVED)):
        message = f"the id {name!r} is what the reports of the whole are called by"
        yield "units.id", message, "Give the unit another id."
    yield from _repeated("units.id", "the id", ids, "Give each its own id.")
    codes = [" ".join(str(unit.code).split()).casefold() for unit in round_.units]
    if not all(codes):
        yield "units.code", "a unit has an empty code", "Write what the files call it by."
    yield from _repeated("units.code", "the unit code", codes, "Correct one.")
    names = {unit.id: " ".join(unit.name.split()) for unit in round_.units}
    # A merge may be called after one of its own.
    merged = [m.name for m in round_.merges if m.name not in map(names.get, m.units)]
    remedy = "Give each its own: nobody could tell them apart."
    yield from _repeated("units.name", "the name", [*names.values(), *merged], remedy)
    for merge in round_.merges:
        for name in sorted(set(merge.units) - names.keys()):
            message = f"merge {merge.id!r} names the partner {name!r}, which is not among the units"
            yield "merges.units", message, "Declare the unit or correct the name."
    partners = [name for merge in round_.merges for name in merge.units]
    why = "is in more than one merge"
    yield from _repeated("merges.units", "unit", partners, "Keep it in one.", why=why)
    for series in round_.production:
        if series.unit not in names:
            message = f"{series.id!r} is of the unit {series.unit!r}, which is not declared"
            yield "production.unit", message, "Declare the unit or correct the name."
    for place, declared in (("production.id", round_.production), ("themes.id", round_.themes)):
        ids = [each.id for each in declared]
        yield from _repeated(place, "the id", ids, "Give each its own id.")
    if round_.mail and round_.mail.too_large == "link" and not round_.mail.link:
        message = "messages that are too large are to carry a link, and there is none"
        yield "mail.too_large", message, "Give mail.link, or another mail.too_large."
    yield from _impossible_dates(round_)
    yield from unlikely(round_.events, set(names), round_.date)
    if round_.policy.reproduce_published and not round_.synthetic:
        message = "reproduce_published is only for synthetic rounds"
        yield "policy.reproduce_published", message, "Remove it: these are people's answers."


def _impossible_dates(round_: Round) -> Iterator[Finding]:
    """Dates of the follow-up that nobody could keep, each named once."""
    asked = round_.declared_followup
    days = {"show_by": asked.show_by, "meeting": asked.meeting, "plan_by": asked.plan_by}
    given = {name: day for name, day in days.items() if day is not None}
    for name, day in given.items():
        if day <= round_.date:
            message = f"{day} is not after the date of the round, {round_.date}"
            yield f"followup.{name}", message, "Give a later date, or correct the round's."
        elif name == "show_by" and asked.plan_by and round_.date < asked.plan_by < day:
            message = f"the plan is to be sent by {asked.plan_by}, before it is talked about, {day}"
            yield "followup.plan_by", message, "Give show_by first, then plan_by."


def _against_study(round_: Round, study: Study) -> Iterator[Finding]:
    for name in sorted(set(round_.groups) - set(study.groups)):
        message = f"group {name!r} is not declared in the study"
        yield "groups", message, "Correct the name."
    if not (round_.groups or round_.scorecard or round_.client_survey):
        message = "the round names no file: neither a survey, a scorecard nor a client survey"
        yield "groups", message, "Add the files it brings."
    # A round may bring no survey at all, but not half of one.
    for name in sorted(set(study.groups) - set(round_.groups)) if round_.groups else ():
        message = f"the study's group {name!r} has no files here"
        yield "groups", message, "Add its files."
    for unit in round_.units:
        if unit.size is not None and unit.size not in study.size_classes:
            message = f"unit {unit.id!r} has a size class that the study lacks: {unit.size!r}"
            known = ", ".join(study.size_classes) or "none declared"
            yield "units.size", message, f"Use one of: {known}."
    for name in sorted(set(round_.targets) - set(study.indicators)):
        message = f"{name!r} is no indicator of the study"
        yield "targets", message, "Correct the name."
    yield from _unknown_margins(round_, study)
    for question in round_.themes:
        if question.id in study.open_questions:
            message = f"{question.id!r} is also an open question of the study, counted from answers"
            yield "themes.id", message, "Give it an id of its own."
    if round_.scorecard and round_.window is None:
        message = "a scorecard needs its months"
        yield "window", message, "Give window.first and .last."


def _unknown_margins(round_: Round, study: Study) -> Iterator[Finding]:
    for name, margin in round_.margins.items():
        if name not in study.background:
            message = f"{name!r} is no background variable of the study"
            yield "margins", message, "Correct the name."
            continue
        values = {str(category.value) for category in study.background[name].categories}
        for value in sorted(set(margin) - values):
            message = f"the category {value!r} is not among those of {name!r}"
            yield f"margins.{name}", message, "Use the category's value."
        if margin and not any(margin.values()):
            yield f"margins.{name}", "nobody was invited in any category", "Remove it."
        for value, invited in margin.items():
            if not (0 <= invited <= MOST_PEOPLE and invited.is_integer()):
                remedy = "Give how many were invited in each category."
                yield f"margins.{name}.{value}", f"{invited} is no number of people", remedy


def _repeated(
    place: str, what: str, names: list[str], remedy: str, *, why: str = "is used more than once"
) -> Iterator[Finding]:
    for name, times in Counter(names).items():
        if times > 1:
            yield place, f"{what} {name!r} {why}", remedy
