"""A run's reports made again from its own files, and its finished documents held against them.

A build does it before the run is written, and ``kontorrapport verify`` on any run later.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__
from generator.archive import (
    OVERVIEW,
    Record,
    check_certificate,
    check_files,
    listed_documents,
    open_run,
    read_record,
)
from generator.documents import Context, compose, localised
from generator.documents.overview import overview_rows
from generator.documents.quarter import quarter_report
from generator.documents.report import Report
from generator.documents.templates import own_templates
from generator.verify import Verified, broken_pdfs, untranslated, verify_documents, verify_overview

if TYPE_CHECKING:
    from generator.disclosure import Certificate
    from generator.results import Plan, ReleasedResults
    from generator.round import Round
    from generator.study import Language, Study

Progress = Callable[[str, int, int], None]
"""Told a stage, how many of its parts are done and how many there are (0 when it has no parts)."""


def verify_run(folder: Path, *, progress: Progress) -> Verified:
    """Hold every file of a run against what it is made from, as the build did; and the standards.

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


def verify_files(files: Mapping[str, bytes]) -> Verified:
    """Make the reports again from a run's own files, and hold its documents against them."""
    from generator.audit.county import audit_reports  # brings scipy, which check does not need

    record = read_record(files)
    context = recorded_context(record)
    reports = reports_of(context, report=record.report, only=record.only, language=record.language)
    ours = not any(name.startswith("fonts/") for name in record.templates)
    verified = verify_documents(
        reports,
        listed_documents(files),
        formats=record.formats,
        drawn=ours or bool(own_templates()),
    )
    spoken = localised(context, record.language or record.round.language)
    rows = overview_rows(spoken, tuple(listed_documents(files)))
    findings = (
        *verified.findings,
        *verify_overview(files[OVERVIEW], ((row.name, row.n, row.rate) for row in rows)),
        *untranslated(reports, context=context),
        *audit_reports(reports, context=context),
    )
    if findings and record.version != __version__:
        made = f"the run was made by kontorrapport {record.version}, and this is {__version__}"
        findings = (f"{made}: its sentences and tables may differ", *findings)
    return replace(verified, findings=findings)


def reports_of(
    context: Context,
    *,
    report: str = "",
    only: Collection[str] = (),
    language: Language | None = None,
) -> tuple[Report, ...]:
    """The reports of a run: management's alone where ``report`` is quarter."""
    if report == "quarter":
        spoken = localised(context, language or context.round.language)
        return (quarter_report(context=spoken),)
    return compose(context, only=only, language=language)


def recorded_context(record: Record) -> Context:
    """What the documents of a finished run were made from."""
    return context_of(
        record.released,
        record.certificate,
        study=record.study,
        round_=record.round,
        run_id=record.run_id,
        version=record.version,
        plans=record.plans,
    )


def context_of(
    released: ReleasedResults,
    certificate: Certificate,
    *,
    study: Study,
    round_: Round,
    run_id: str,
    version: str,
    plans: tuple[Plan, ...],
) -> Context:
    """What a run's documents are made from, in the round's own language."""
    return Context(
        released=released,
        study=study,
        round=round_,
        run_id=run_id,
        version=version,
        language=round_.language,
        withheld=len(certificate.suppressed),
        let_through=len(certificate.let_through),
        plans=plans,
        audited=certificate.audited,
    )
