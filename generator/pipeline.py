"""The straight line: from a round's folder to a finished, verified run, one verb a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__, analysis
from generator.archive import (
    History,
    Run,
    definition,
    identify,
    kept_plans,
    read_history,
    write_run,
)
from generator.disclosure import Certificate, certify_added, certify_trend, prove, release
from generator.documents import Context, compose, localised
from generator.documents.overview import overview_html
from generator.documents.quarter import quarter_report
from generator.documents.rendering import render, warm_up
from generator.documents.templates import templates_from
from generator.errors import ArgumentError, VerificationError
from generator.quarter import with_quarter
from generator.results import with_plans
from generator.round import load_round
from generator.scoring import coarsen_background, score
from generator.sources import read_inputs
from generator.study import LANGUAGES
from generator.texts import Refreshed, Reviewed, refresh_review, review_answers
from generator.trend import with_trend
from generator.verify import verify_documents

if TYPE_CHECKING:
    from generator.dataset import Inputs, SourceFile
    from generator.documents.report import RenderedDocument, Report
    from generator.plans import Returned
    from generator.results import Plan, ReleasedResults
    from generator.round import Round
    from generator.scoring import AnalysisUnit
    from generator.study import Language, Study

Progress = Callable[[str, int, int], None]
"""Told a stage, how many of its parts are done and how many there are (0 when it has no parts)."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a build was asked for: analysis units, file formats, language, workers, templates.

    ``archive`` holds the earlier rounds, instead of the one that round.toml names.
    """

    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("pdf", "docx")
    language: str | None = None
    workers: int = 2
    templates: Path | None = None
    archive: Path | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run and what verification counted in its documents."""

    run: Run
    numbers: int


def check(folder: Path) -> None:
    """Read and validate a round; every problem is raised together as ``InputError``."""
    study, round_ = load_round(folder)
    inputs = read_inputs(study, round_, folder)
    review_answers(inputs, study=study, round_=round_, folder=folder)


def review(folder: Path, *, workbook: bool = False) -> Refreshed:
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
    read = read_returned(returned, study=study, round_=round_, runs=runs)
    return read, remember(read.plans, round_=round_, folder=into)


def build(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder into a run folder of verified documents, whole or not at all."""
    asked = _language(options.language) if options.language else None
    with templates_from(options.templates):
        read = _read(folder, options, progress)
        if not read.round.groups:
            raise ArgumentError(
                f"{folder} has no survey, so there are no reports to its units. Make the report on "
                f"its results with: kontorrapport quarter {folder}"
            )
        run_id = _run_id(folder, read, options)
        told = _told(read, options, progress)
        context = _context(told, run_id=run_id)
        reports = compose(context, only=options.only, language=asked)
        context = localised(context, asked or told.round.language)
        return _finished(told, reports, context, out=out, options=options, progress=progress)


def quarter(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder, and the rounds filed before it, into management's report."""
    asked = _language(options.language) if options.language else None
    with templates_from(options.templates):
        read = _read(folder, options, progress)
        run_id = _run_id(folder, read, options, report="quarter")
        told = _with_quarter(_told(read, options, progress))
        context = localised(_context(told, run_id=run_id), asked or told.round.language)
        reports = (quarter_report(context=context),)
        return _finished(told, reports, context, out=out, options=options, progress=progress)


@dataclass(frozen=True, slots=True)
class _Read:
    """A round as it was declared and read, and the rounds filed before it."""

    study: Study
    round: Round
    inputs: Inputs
    texts: Reviewed
    history: History

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """Every file that was read, but for those of earlier rounds."""
        return (*self.inputs.files, *self.texts.files)


@dataclass(frozen=True, slots=True)
class _Told:
    """What may be told of a round, and what it was made from."""

    study: Study
    round: Round
    files: tuple[SourceFile, ...]
    history: History
    released: ReleasedResults
    certificate: Certificate
    plans: tuple[Plan, ...]


def _read(folder: Path, options: Options, progress: Progress) -> _Read:
    progress("reading and checking the round", 0, 0)
    study, round_ = load_round(folder)
    warm_up(options.workers)
    inputs = read_inputs(study, round_, folder)
    texts = review_answers(inputs, study=study, round_=round_, folder=folder)
    return _Read(study, round_, inputs, texts, _history(folder, study, round_, options))


def _told(read: _Read, options: Options, progress: Progress) -> _Told:
    progress("scoring and analysing", 0, 0)
    round_, history = read.round, read.history
    inputs, study = coarsen_background(read.inputs, study=read.study, policy=round_.policy)
    scored = score(inputs, study=study, round_=round_)
    _known_units(options.only, scored.analysis_units)
    results = analysis.analyse(scored, study=study, round_=round_, texts=read.texts)

    progress("releasing what may be told", 0, 0)
    groups = scored.memberships(study=study)
    released, certificate = release(results, groups, study=study, policy=round_.policy)
    released = with_plans(released, inputs.plans)
    proven, certificate = prove(released, certificate, scored.people(study=study))
    released = with_trend(proven, history.rounds, study=study, round_=round_)
    certificate = certify_trend(released, certificate, proven=proven)
    return _Told(study, round_, read.sources, history, released, certificate, inputs.plans)


def _with_quarter(told: _Told) -> _Told:
    """The results with the months of the whole, and the latest survey of earlier rounds."""
    released = with_quarter(told.released, told.history.rounds, study=told.study)
    certificate = certify_added(released, told.certificate, certified=told.released)
    return replace(told, released=released, certificate=certificate)


def _finished(
    told: _Told,
    reports: Sequence[Report],
    context: Context,
    *,
    out: Path,
    options: Options,
    progress: Progress,
) -> Built:
    """The reports rendered, read back and written as a run."""
    documents = _render(reports, options, progress)
    progress("reading the documents back", 0, 0)
    numbers = _verified(reports, documents, context)
    # An office's plan in its own words is for the office: management has the counts alone.
    plans = told.plans if any(report.kind == "office" for report in reports) else ()
    files = (
        definition(told.study, told.round)
        | kept_plans(plans, told.released, told.round)
        | {
            "results.json": told.released.to_json(),
            "certificate.json": told.certificate.to_json(),
            "index.html": overview_html(context, documents),
        }
    )
    run = write_run(
        out / told.study.id / told.round.id,
        files=files,
        documents=documents,
        inputs=told.files,
        round_=told.round,
        run_id=context.run_id,
        earlier=told.history.files,
    )
    return Built(run, numbers)


def _history(folder: Path, study: Study, round_: Round, options: Options) -> History:
    """The rounds filed before this one; none where no archive is named or nothing was filed yet."""
    if options.archive and not options.archive.is_dir():
        raise ArgumentError(f"--archive {options.archive}: there is no such folder.")
    archive = options.archive or (folder / round_.archive if round_.archive else None)
    return read_history(archive, round_, study=study.id) if archive else History()


def _run_id(folder: Path, read: _Read, options: Options, *, report: str = "") -> str:
    study, round_ = read.study, read.round
    declared = {
        "round.toml": (folder / "round.toml").read_text(encoding="utf-8"),
        "study.toml": (folder / round_.study).read_text(encoding="utf-8"),
        "translations": repr((study.translations, round_.translations)),
        "options": repr((options.only, options.formats, options.language)),
        "report": report,
    }
    files = (*read.sources, *read.history.files)
    return identify(declared, files, program_version=__version__)


def _context(told: _Told, *, run_id: str) -> Context:
    return Context(
        released=told.released,
        study=told.study,
        round=told.round,
        run_id=run_id,
        version=__version__,
        language=told.round.language,
        withheld=len(told.certificate.withheld),
        let_through=len(told.certificate.let_through),
        plans=told.plans,
    )


def _render(
    reports: Sequence[Report], options: Options, progress: Progress
) -> tuple[RenderedDocument, ...]:
    def told(done: int, total: int) -> None:
        progress("making the documents", done, total)

    rendered = render(reports, formats=options.formats, workers=options.workers, progress=told)
    return tuple(rendered)


def _verified(
    reports: Sequence[Report], documents: Sequence[RenderedDocument], context: Context
) -> int:
    """How many printed numbers were found again; anything amiss is raised."""
    from generator.audit.county import audit_reports  # brings scipy, which check does not need

    verified = verify_documents(reports, documents)
    if findings := (*verified.findings, *audit_reports(reports, context=context)):
        raise VerificationError("\n".join(findings))
    return verified.numbers


def _language(name: str) -> Language:
    for known in LANGUAGES:
        if name == known:
            return known
    raise ArgumentError(f"--language {name}: there are reports in {', '.join(LANGUAGES)} only.")


def _known_units(only: tuple[str, ...], units: tuple[AnalysisUnit, ...]) -> None:
    known = {unit.id for unit in units}
    for name in only:
        if name not in known:
            raise ArgumentError(
                f"--only {name}: no such analysis unit. There are: {', '.join(sorted(known))}."
            )
