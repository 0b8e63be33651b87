"""The straight line: read, publish, report, render, verify, write; one verb a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.checking import check_certificate
from generator.archive.kept_releases import keep_release
from generator.archive.reading import read_round
from generator.delivery.state import Origin, write_origin
from generator.errors import ArgumentError
from generator.freetext.review import Refreshed, refresh_review, review_answers
from generator.publish import publish
from generator.render.workers import render
from generator.resources.templates import templates_from
from generator.round import load_round
from generator.run.contents import check_files, files_of
from generator.run.draft import Options, context_for, draft
from generator.run.finished import listed_documents
from generator.run.rebuild import reports_of, verify_draft, verify_files
from generator.run.verify.documents import Verified, broken_pdfs
from generator.run.write import Built, write_run
from generator.sources import read_inputs

if TYPE_CHECKING:
    from generator.action_plans.returned import Returned
    from generator.progress import Progress


def check(folder: Path) -> None:
    """Read and validate a round; every problem is raised together as ``InputError``."""
    study, round_ = load_round(folder)
    inputs = read_inputs(study, round_, folder)
    review_answers(inputs, study=study, round_=round_, folder=folder)


def build(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder into a run folder of verified documents, whole or not at all."""
    with templates_from(options.templates):
        read = read_round(folder, out=out, options=options, progress=progress)
        progress("deciding what is published, and computing from it", 0, 0)
        published = publish(
            read.inputs,
            read.study,
            read.round,
            read.earlier,
            read.texts,
            quarter=bool(options.report),
        )
        context = context_for(read, published, options)
        reports = reports_of(context, options.asked)
        documents = tuple(
            render(
                reports,
                formats=options.formats,
                workers=options.workers,
                progress=lambda done, total: progress("making the documents", done, total),
            )
        )
        progress("reading the documents back", 0, 0)
        files = draft(documents, context, read, published, options)
        numbers = verify_draft(files)
        # First what must be known of a run, so that no run is ever without.
        keep_release(
            read.runs,
            context.run_id,
            read.inputs,
            study=read.study,
            published=published,
            known=read.known_runs,
        )
        run = write_run(read.runs, files)
        write_origin(run.folder, Origin(read.folder, options.templates))
        return Built(run, numbers, read.notes)


def quarter(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder, and the rounds filed before it, into management's report."""
    return build(folder, out=out, options=replace(options, report="quarter"), progress=progress)


def verify(folder: Path, *, progress: Progress) -> Verified:
    """Hold every file of a run against what it is made from, as its build did; and the standards.

    Raises ArgumentError where there is no run.
    """
    progress("holding the files against the manifest", 0, 0)
    files = files_of(folder)
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
    from generator.action_plans.returned import keep_plans, read_returned

    study, round_ = load_round(into)
    found = read_returned(returned, study=study, round_=round_, runs=runs)
    return found, keep_plans(found.plans, round_=round_, folder=into)
