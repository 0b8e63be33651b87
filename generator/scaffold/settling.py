"""What was guessed held against the files: what ``check`` would refuse is left out, with why."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from generator.errors import InputError, Problem
from generator.round import load_round
from generator.scaffold.draft import Draft
from generator.scaffold.given import Given
from generator.scaffold.guesses import Reason, SurveyGuess
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
            named = problem.column or ""
            columns = {named, *named.split(", ")} & {*survey.columns}
            if columns and problem.file in {*survey.files, *survey.listed}:
                guess = without_columns(survey.guess, columns, problem.message)
                surveys[place] = replace(survey, guess=guess)
    given = Given(tuple(surveys), draft.given.results)
    return replace(draft, given=given, left_out=left_out)


def without_columns(guess: SurveyGuess, columns: set[str], message: str) -> SurveyGuess:
    """The guess with some columns left alone, as they cannot be read."""
    reason = Reason("refused", {"message": message})
    unit = None if guess.unit_column in columns else guess.unit_column
    constructs = (
        replace(each, items=tuple(one for one in each.items if one.column not in columns))
        for each in guess.constructs
    )
    return replace(
        guess,
        constructs=tuple(each for each in constructs if each.items),
        single_items=tuple(o for o in guess.single_items if o.item.column not in columns),
        background=tuple(one for one in guess.background if one.column not in columns),
        open_questions={n: text for n, text in guess.open_questions.items() if n not in columns},
        unit_column=unit,
        units=guess.units if unit else (),
        respondent_key=None if guess.respondent_key in columns else guess.respondent_key,
        ignored={**dict.fromkeys(sorted(columns), reason), **guess.ignored},
    )
