"""What was guessed held against the files: what ``check`` would refuse is left out, with why."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from generator.errors import InputError, Problem
from generator.round import load_round
from generator.scaffold.draft import Draft
from generator.scaffold.given import Given, GivenSurvey
from generator.scaffold.guesses import GuessedColumn, GuessedConstruct, Reason, SurveyGuess
from generator.sources import read_inputs

_ATTEMPTS: Final = 4


def settled(draft: Draft, folder: Path, round_name: str) -> Draft:
    """Write the two files into a folder that has the exports, so that ``check`` passes."""
    for _ in range(_ATTEMPTS):
        texts = draft.files()
        (folder / "study.toml").write_text(texts["study.toml"], encoding="utf-8")
        (folder / round_name / "round.toml").write_text(texts["round.toml"], encoding="utf-8")
        study, round_ = load_round(folder / round_name)
        try:
            read_inputs(study, round_, folder / round_name)
        except InputError as error:
            less = _without(draft, error.problems)
            if less == draft:
                break
            draft = less
        else:
            break
    return draft


def _without(draft: Draft, problems: Iterable[Problem]) -> Draft:
    """The draft without the columns and workbooks that have problems."""
    surveys, left_out = list(draft.given.surveys), dict(draft.left_out)
    for problem in problems:
        for kind, results in draft.given.results.items():
            if problem.file == results.name:
                left_out.setdefault(kind, str(problem).removeprefix(f"{problem.file}, "))
        for place, survey in enumerate(surveys):
            if columns := _columns_of(problem, survey):
                guess = without_columns(survey.guess, columns, problem.message)
                surveys[place] = replace(survey, guess=guess)
    given = Given(tuple(surveys), draft.given.results)
    return replace(draft, given=given, left_out=left_out)


def _columns_of(problem: Problem, survey: GivenSurvey) -> set[str]:
    """The columns of a survey that a problem is about."""
    if problem.file not in {*survey.files, *survey.listed} or not problem.column:
        return set()
    named = {problem.column, *problem.column.split(", ")}
    return named & set(survey.columns)


def without_columns(guess: SurveyGuess, columns: set[str], message: str) -> SurveyGuess:
    """The guess with some columns left alone, as they cannot be read."""
    reason = Reason("refused", {"message": message})
    unit, key = guess.unit_column, guess.respondent_key
    has_unit = unit is not None and unit.column not in columns
    known = {each.column for each in guess.ignored}
    return replace(
        guess,
        constructs=tuple(_fewer(guess.constructs, columns)),
        single_items=tuple(o for o in guess.single_items if o.item.column not in columns),
        background=tuple(one for one in guess.background if one.column not in columns),
        open_questions=tuple(one for one in guess.open_questions if one.column not in columns),
        unit_column=unit if has_unit else None,
        units=guess.units if has_unit else (),
        respondent_key=key if key and key.column not in columns else None,
        ignored=(
            *guess.ignored,
            *(GuessedColumn(name, "", reason) for name in sorted(columns - known)),
        ),
    )


def _fewer(constructs: Iterable[GuessedConstruct], columns: set[str]) -> Iterable[GuessedConstruct]:
    for each in constructs:
        items = tuple(item for item in each.items if item.column not in columns)
        if items:
            yield replace(each, items=items)
