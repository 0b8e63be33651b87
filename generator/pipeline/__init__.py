"""The straight line: from a round's folder to a finished, verified run, one verb a line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.documents.templates import templates_from
from generator.errors import ArgumentError
from generator.pipeline.making import Built, context_for, make
from generator.pipeline.options import Options, asked_language
from generator.pipeline.reading import read
from generator.pipeline.telling import tell, tell_quarter
from generator.recorded import Progress, reports_of, verify_run
from generator.round import load_round
from generator.sources import read_inputs
from generator.texts import Refreshed, refresh_review, review_answers

if TYPE_CHECKING:
    from generator.plans import Returned
    from generator.verify import Verified

__all__ = ["Built", "Options", "build", "check", "plans", "quarter", "texts", "verify"]


def check(folder: Path) -> None:
    """Read and validate a round; every problem is raised together as ``InputError``."""
    study, round_ = load_round(folder)
    inputs = read_inputs(study, round_, folder)
    review_answers(inputs, study=study, round_=round_, folder=folder)


def build(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder into a run folder of verified documents, whole or not at all."""
    language = asked_language(options)
    with templates_from(options.templates):
        found = read(folder, out=out, options=options, progress=progress)
        if not found.round.groups:
            raise ArgumentError(
                f"{folder} has no survey, so there are no reports to its units. Make the report on "
                f"its results with: kontorrapport quarter {folder}"
            )
        told = tell(found, options=options, progress=progress)
        context = context_for(told, options=options)
        reports = reports_of(context, only=options.only, language=language)
        return make(reports, context, told=told, options=options, progress=progress)


def quarter(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder, and the rounds filed before it, into management's report."""
    language = asked_language(options)
    with templates_from(options.templates):
        found = read(folder, out=out, options=options, progress=progress)
        told = tell_quarter(tell(found, options=options, progress=progress))
        context = context_for(told, options=options, report="quarter")
        reports = reports_of(context, report="quarter", language=language)
        return make(reports, context, told=told, options=options, progress=progress)


def verify(folder: Path, *, progress: Progress) -> Verified:
    """Hold every file of a run against what it is made from, as its build did."""
    return verify_run(folder, progress=progress)


def texts(folder: Path, *, workbook: bool = False) -> Refreshed:
    """Write the review file of a round's open answers, with everything already said in it."""
    study, round_ = load_round(folder)
    inputs = read_inputs(study, round_, folder)
    if not study.open_questions:
        raise ArgumentError(f"{folder}: the study declares no open question.")
    return refresh_review(inputs, study=study, round_=round_, folder=folder, workbook=workbook)


def plans(returned: Sequence[Path], *, into: Path, runs: Sequence[Path]) -> tuple[Returned, Path]:
    """Read the action plans of returned Word reports into a round's folder."""
    from generator.plans import read_returned, remember

    study, round_ = load_round(into)
    found = read_returned(returned, study=study, round_=round_, runs=runs)
    return found, remember(found.plans, round_=round_, folder=into)
