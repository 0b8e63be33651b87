"""Sources: a round's files, recognised by content, read and validated into ``Inputs``."""

from collections.abc import Iterator
from pathlib import Path

from generator.errors import InputError, Problem, gathering
from generator.results.offices import Plan
from generator.round.consistency import contradictions as contradictions_in_round
from generator.round.model import Round
from generator.round.people import shared_mailboxes
from generator.sources.formats import EMPTY, read_file
from generator.sources.formats.text import TEXT
from generator.sources.inputs import Inputs, NameList, SourceFile, SurveyDataset
from generator.sources.letters import text_in
from generator.sources.plans import read_plans
from generator.sources.results_table import read_client_survey
from generator.sources.scorecard import read_scorecard
from generator.sources.survey import read_survey
from generator.sources.withdrawals import Receipt, interrupted, receipts_in
from generator.study.consistency import contradictions as contradictions_in_study
from generator.study.declared import texts_at, unprintable_texts
from generator.study.lines import with_lines
from generator.study.model import UNITS, Study


def read_inputs(study: Study, round_: Round, folder: Path) -> Inputs:
    """Read and validate everything a round brings.

    Raises one ``InputError`` with every problem of the round and its files; a study that
    contradicts itself is raised alone, for nothing can be judged by it.
    """
    if begun := interrupted(folder):
        raise InputError(begun)
    if in_study := contradictions_in_study(study):
        raise InputError(with_lines(in_study, folder / round_.study))
    in_round = (
        *contradictions_in_round(round_, study),
        *shared_mailboxes(round_),
        *_file_problems(study, round_),
    )
    problems = [*with_lines(in_round, folder / "round.toml")]
    problems += _unprintable(study, round_, folder)
    surveys: dict[str, SurveyDataset] = {}
    for group in (group for group in study.groups if group in round_.groups):
        with gathering(problems):
            surveys[group] = read_survey(study, round_, group, folder=folder)
    scorecard = client_survey = name_list = None
    if round_.scorecard and round_.window and study.indicators:
        with gathering(problems):
            scorecard = read_scorecard(study, round_, folder=folder)
    if round_.client_survey and study.client_survey:
        with gathering(problems):
            client_survey = read_client_survey(study, round_, folder=folder)
    plans, plan_files = tuple[Plan, ...](), tuple[SourceFile, ...]()
    with gathering(problems):
        plans, plan_files = read_plans(round_, folder)
    with gathering(problems):
        name_list = _read_names(round_, folder)
    unit_files = tuple[SourceFile, ...]()
    if round_.unit_list:
        unit_files = (read_file(folder / round_.unit_list, folder=folder).source("units"),)
    receipts = tuple[Receipt, ...]()
    with gathering(problems):
        receipts = receipts_in(folder)
    if problems:
        raise InputError(problems)
    return Inputs(
        surveys=surveys,
        scorecard=scorecard,
        client_survey=client_survey,
        plans=plans,
        plan_files=plan_files,
        name_list=name_list,
        unit_files=unit_files,
        withdrawals=tuple(each.source for each in receipts),
    )


def _unprintable(study: Study, round_: Round, folder: Path) -> Iterator[Problem]:
    """Names and texts of the study, the round and their translations with letters no report has."""
    own = [
        (f"words.{key}.{name}", text)
        for key, each in study.words.items()
        for name, text in each
        if text
    ]
    names = [
        (f"units.{number}.name", unit.name) for number, unit in enumerate(round_.units, start=1)
    ]
    for declared, path, more in (
        (study, folder / round_.study, own),
        (round_, folder / "round.toml", names),
    ):
        yield from unprintable_texts(path, (*texts_at(declared), *more))
        for language, texts in declared.translations.items():
            beside = path.with_suffix(f".{language}.toml")
            yield from unprintable_texts(beside, (("texts", text) for text in texts.values()))


def _read_names(round_: Round, folder: Path) -> NameList | None:
    """The names to mask in free text, one a line; blank lines and comments aside."""
    if round_.texts.names is None:
        return None
    file = read_file(folder / round_.texts.names, folder=folder)
    if file.format not in (TEXT, EMPTY):
        remedy = "Save it as plain text with one name a line."
        raise file.place.error("the list of names is not text", remedy)
    lines = (line.strip() for line in text_in(file.name, file.data).splitlines())
    names = tuple(line for line in lines if line and not line.startswith("#"))
    return NameList(names, (file.source("names"),))


def _file_problems(study: Study, round_: Round) -> Iterator[Problem]:
    """Result files that the study knows nothing of, and those its analysis plan cannot do without.

    The plan runs where there is a survey.
    """

    def problem(column: str, message: str, remedy: str) -> Problem:
        return Problem("round.toml", message, column=column, remedy=remedy)

    plan = study.client_survey
    if round_.client_survey and not plan:
        message = "the study declares no client survey"
        yield problem("client_survey", message, "Remove it, or declare it.")
    if round_.scorecard and not study.indicators:
        yield problem("scorecard", "the study declares no indicators", "Remove it.")
    if not round_.groups:
        return
    named = {name for step in study.steps if step.group == UNITS for name in step.named()}
    remedy = "Name its file, or take the step out of the study."
    if not round_.scorecard and named & {*study.indicators, *study.attainment}:
        yield problem("scorecard", "the analysis plan needs a scorecard", remedy)
    if plan and not round_.client_survey:
        questions = {q.id for category in plan.categories.values() for q in category.questions}
        if named & {plan.total, *plan.categories, *questions}:
            yield problem("client_survey", "the analysis plan needs a client survey", remedy)
