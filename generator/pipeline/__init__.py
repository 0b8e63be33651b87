"""The straight line: read, publish, report, render, verify, write; one verb a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.certified import check_certificate
from generator.errors import ArgumentError
from generator.freetext.review import Refreshed, refresh_review, review_answers
from generator.pipeline.making import Built, context_for, draft, rendered, verify_draft, write
from generator.pipeline.options import Options, asked_language, known_units
from generator.pipeline.reading import read
from generator.publish import publish
from generator.resources.templates import templates_from
from generator.round import load_round
from generator.run.contents import check_files, open_run
from generator.run.rebuild import Progress, reports_of, verify_files
from generator.run.record import listed_documents
from generator.run.verify.documents import Verified, broken_pdfs
from generator.sources import read_inputs

if TYPE_CHECKING:
    from generator.action_plans.returned import Returned


def check(folder: Path) -> None:
    """Read and validate a round; every problem is raised together as ``InputError``."""
    study, round_ = load_round(folder)
    inputs = read_inputs(study, round_, folder)
    review_answers(inputs, study=study, round_=round_, folder=folder)


def build(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder into a run folder of verified documents, whole or not at all."""
    return _run(folder, out=out, options=options, progress=progress, report="")


def quarter(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder, and the rounds filed before it, into management's report."""
    return _run(folder, out=out, options=options, progress=progress, report="quarter")


def _run(folder: Path, *, out: Path, options: Options, progress: Progress, report: str) -> Built:
    language = asked_language(options)
    with templates_from(options.templates):
        found = read(folder, out=out, options=options, progress=progress)
        if not found.round.groups and not report:
            raise ArgumentError(
                f"{folder} has no survey, so there are no reports to its units. Make the report on "
                f"its results with: kontorrapport quarter {folder}"
            )
        progress("deciding what is published, and computing from it", 0, 0)
        published = publish(
            found.inputs,
            found.study,
            found.round,
            found.earlier,
            found.texts,
            quarter=bool(report),
        )
        known_units(options.only, published.results.units)
        context = context_for(found, published, options=options, report=report)
        reports = reports_of(context, report=report, only=options.only, language=language)
        documents = rendered(reports, options=options, progress=progress)
        progress("reading the documents back", 0, 0)
        files = draft(reports, documents, context, found, published, options=options)
        numbers = verify_draft(files)
        run = write(files, context.run_id, found, published, options=options)
        return Built(run, numbers, found.notes)


def verify(folder: Path, *, progress: Progress) -> Verified:
    """Hold every file of a run against what it is made from, as its build did; and the standards.

    Raises ArgumentError where there is no run.
    """
    progress("holding the files against the manifest", 0, 0)
    files = open_run(folder)
    if findings := check_files(files):
        return Verified(0, 0, findings)
    progress("reading the documents back", 0, 0)
    verified = verify_files(files)
    progress("holding the documents against the standards", 0, 0)
    broken = tuple(broken_pdfs(listed_documents(files)))  # rendering did it in a build
    certified = check_certificate(folder, folder.parent)
    return replace(verified, findings=(*certified, *verified.findings, *broken))


def texts(folder: Path, *, workbook: bool = False) -> Refreshed:
    """Write the review file of a round's open answers, with everything already said in it."""
    study, round_ = load_round(folder)
    inputs = read_inputs(study, round_, folder)
    if not study.open_questions:
        raise ArgumentError(f"{folder}: the study declares no open question.")
    return refresh_review(inputs, study=study, round_=round_, folder=folder, workbook=workbook)


def plans(returned: Sequence[Path], *, into: Path, runs: Sequence[Path]) -> tuple[Returned, Path]:
    """Read the action plans of returned Word reports into a round's folder."""
    from generator.action_plans.memory import remember
    from generator.action_plans.returned import read_returned

    study, round_ = load_round(into)
    found = read_returned(returned, study=study, round_=round_, runs=runs)
    return found, remember(found.plans, round_=round_, folder=into)
