"""The straight line: from a round's folder to a finished, verified run, one verb a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__, analysis
from generator.archive import (
    OVERVIEW,
    History,
    Run,
    answers_hash,
    definition,
    draft_run,
    earlier_releases,
    identify,
    keep_rows,
    kept_plans,
    read_history,
    write_run,
)
from generator.delivery.state import Origin, write_origin
from generator.disclosure import (
    Certificate,
    EarlierRelease,
    bare,
    certify_trend,
    hold_against,
    prove,
    release,
)
from generator.documents import Context, localised
from generator.documents.overview import overview_html
from generator.documents.rendering import render, warm_up
from generator.documents.templates import own_template_names, templates_from
from generator.errors import ArgumentError, VerificationError
from generator.quarter import with_quarter
from generator.recorded import Progress, reports_of, verify_files, verify_run
from generator.results import with_plans
from generator.round import load_round
from generator.scoring import coarsen_background, score
from generator.sources import read_inputs
from generator.study import LANGUAGES
from generator.texts import Refreshed, Reviewed, refresh_review, review_answers
from generator.trend import with_trend

if TYPE_CHECKING:
    from generator.dataset import Inputs, SourceFile
    from generator.documents.report import RenderedDocument, Report
    from generator.plans import Returned
    from generator.results import ReleasedResults
    from generator.round import Round
    from generator.scoring import AnalysisUnit
    from generator.study import Language, Study
    from generator.verify import Verified


@dataclass(frozen=True, slots=True)
class Options:
    """What a build was asked for: analysis units, file formats, language, workers, templates.

    ``archive`` holds the earlier rounds, instead of the one that round.toml names, and ``index``
    is the address of its index where that is no file of its own.
    """

    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("pdf", "docx")
    language: str | None = None
    workers: int = 2
    templates: Path | None = None
    archive: Path | None = None
    index: str | None = None


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
        read = _read(folder, out, options, progress)
        if not read.round.groups:
            raise ArgumentError(
                f"{folder} has no survey, so there are no reports to its units. Make the report on "
                f"its results with: kontorrapport quarter {folder}"
            )
        told = _told(read, options, progress)
        context = _context(told, run_id=_run_id(read, told.certificate, options))
        reports = reports_of(context, only=options.only, language=asked)
        context = localised(context, asked or told.round.language)
        return _finished(told, reports, context, options=options, progress=progress)


def quarter(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder, and the rounds filed before it, into management's report."""
    asked = _language(options.language) if options.language else None
    with templates_from(options.templates):
        read = _read(folder, out, options, progress)
        told = _with_quarter(_told(read, options, progress))
        run_id = _run_id(read, told.certificate, options, report="quarter")
        context = _context(told, run_id=run_id)
        reports = reports_of(context, report="quarter", language=asked)
        context = localised(context, asked or told.round.language)
        return _finished(told, reports, context, options=options, progress=progress)


def verify(folder: Path, *, progress: Progress) -> Verified:
    """Hold every file of a run against what it is made from, as its build did."""
    return verify_run(folder, progress=progress)


@dataclass(frozen=True, slots=True)
class _Read:
    """A round as it was declared and read, and what was published before it.

    ``runs`` is the folder of the round's runs; ``releases`` are those in it and the one filed last.
    """

    folder: Path
    runs: Path
    study: Study
    round: Round
    inputs: Inputs
    texts: Reviewed
    history: History
    releases: tuple[EarlierRelease, ...]

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """Every file that was read, but for those of earlier rounds."""
        return (*self.inputs.files, *self.texts.files)


@dataclass(frozen=True, slots=True)
class _Told:
    """What may be told of a round, in the study as its answers were joined, and from what."""

    read: _Read
    study: Study
    released: ReleasedResults
    certificate: Certificate

    @property
    def round(self) -> Round:
        """The round that it is told of."""
        return self.read.round


def _read(folder: Path, out: Path, options: Options, progress: Progress) -> _Read:
    progress("reading and checking the round", 0, 0)
    study, round_ = load_round(folder)
    warm_up(options.workers)
    inputs = read_inputs(study, round_, folder)
    runs = out / study.id / round_.id
    archive = _archive(folder, round_, options)
    return _Read(
        folder=folder,
        runs=runs,
        study=study,
        round=round_,
        inputs=inputs,
        texts=review_answers(inputs, study=study, round_=round_, folder=folder),
        history=_history(archive, study, round_, options),
        releases=earlier_releases(runs, inputs, study=study, round_=round_, archive=archive),
    )


def _told(read: _Read, options: Options, progress: Progress) -> _Told:
    progress("scoring and analysing", 0, 0)
    round_ = read.round
    inputs, study = coarsen_background(read.inputs, study=read.study, policy=round_.policy)
    scored = score(inputs, study=study, round_=round_)
    _known_units(options.only, scored.analysis_units)
    results = analysis.analyse(scored, study=study, round_=round_, texts=read.texts)

    progress("releasing what may be told", 0, 0)
    groups = scored.memberships(study=study)
    people = scored.people(study=study)
    released, certificate = release(results, groups, study=study, policy=round_.policy)
    released = with_plans(released, inputs.plans)
    proven, certificate = prove(released, certificate, people)
    proven, certificate = hold_against(read.releases, proven, certificate, people)
    released = with_trend(proven, read.history.rounds, study=study, round_=round_)
    certificate = certify_trend(released, certificate, proven=proven)
    certificate = replace(certificate, answers_sha256=answers_hash(inputs))
    return _Told(read, study, released, certificate)


def _with_quarter(told: _Told) -> _Told:
    """The results with the months of the whole, and the latest survey of earlier rounds."""
    released = with_quarter(told.released, told.read.history.rounds, study=told.study)
    certificate = certify_trend(released, told.certificate, proven=bare(told.released))
    return replace(told, released=released, certificate=certificate)


def _finished(
    told: _Told,
    reports: Sequence[Report],
    context: Context,
    *,
    options: Options,
    progress: Progress,
) -> Built:
    """The reports rendered, read back and written as a run."""
    documents = _render(reports, options, progress)
    progress("reading the documents back", 0, 0)
    # An office's plan in its own words is for the office: management has the counts alone.
    plans = context.plans if any(report.kind == "office" for report in reports) else ()
    files = (
        definition(told.study, told.round)
        | kept_plans(plans, told.released, told.round)
        | {
            "results.json": told.released.to_json(),
            "certificate.json": told.certificate.to_json(),
            OVERVIEW: overview_html(context, documents),
        }
    )
    read = told.read
    draft = draft_run(
        files,
        documents=documents,
        inputs=read.sources,
        round_=read.round,
        round_sha256=sha256((read.folder / "round.toml").read_bytes()).hexdigest(),
        run_id=context.run_id,
        earlier=read.history.files,
        options=_asked_for(options, reports),
    )
    verified = verify_files(draft)
    if verified.findings:
        raise VerificationError("\n".join(verified.findings))
    run = write_run(read.runs, draft)
    known = [one.run for one in read.releases]
    keep_rows(read.runs, run.id, read.inputs, study=read.study, known=known)
    write_origin(run.folder, Origin(read.folder, options.templates))
    return Built(run, verified.numbers)


def _archive(folder: Path, round_: Round, options: Options) -> Path | None:
    """Where rounds are filed: as asked for, else as round.toml says; None where nowhere."""
    if options.archive and not options.archive.is_dir():
        raise ArgumentError(f"--archive {options.archive}: there is no such folder.")
    return options.archive or (folder / round_.archive if round_.archive else None)


def _history(archive: Path | None, study: Study, round_: Round, options: Options) -> History:
    """The rounds filed before this one; none where no archive is named or nothing was filed yet."""
    if archive is None:
        return History()
    return read_history(archive, round_, study=study.id, index=options.index)


def _run_id(read: _Read, certificate: Certificate, options: Options, *, report: str = "") -> str:
    """The run's id; the earlier runs it was held against stand in its documents, so they count."""
    declared = {
        "round.toml": (read.folder / "round.toml").read_text(encoding="utf-8"),
        "study.toml": (read.folder / read.round.study).read_text(encoding="utf-8"),
        "translations": repr((read.study.translations, read.round.translations)),
        "options": repr((options.only, options.formats, options.language)),
        "earlier": repr(certificate.earlier),
        "report": report,
    }
    files = (*read.sources, *read.history.files)
    return identify(declared, files, program_version=__version__)


def _asked_for(options: Options, reports: Sequence[Report]) -> dict[str, object]:
    """What the reports can be made again with; the manifest keeps it."""
    return {
        "report": "quarter" if any(one.kind == "management" for one in reports) else "",
        "only": options.only,
        "formats": options.formats,
        "language": options.language,
        "templates": own_template_names(),
    }


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
        plans=told.read.inputs.plans,
        audited=told.certificate.audited,
    )


def _render(
    reports: Sequence[Report], options: Options, progress: Progress
) -> tuple[RenderedDocument, ...]:
    def told(done: int, total: int) -> None:
        progress("making the documents", done, total)

    rendered = render(reports, formats=options.formats, workers=options.workers, progress=told)
    return tuple(rendered)


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
