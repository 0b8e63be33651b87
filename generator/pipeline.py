"""The straight line: from a round's folder to a finished, verified run, one verb a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__, analysis
from generator.archive import (
    History,
    Run,
    answers_hash,
    definition,
    earlier_releases,
    identify,
    keep_rows,
    kept_plans,
    read_history,
    write_run,
)
from generator.delivery.state import Origin, write_origin
from generator.disclosure import Certificate, certify_trend, hold_against, prove, release
from generator.documents import Context, compose, localised
from generator.documents.overview import overview_html
from generator.documents.rendering import render, warm_up
from generator.documents.templates import templates_from
from generator.errors import ArgumentError, VerificationError
from generator.results import with_plans
from generator.round import load_round
from generator.scoring import coarsen_background, score
from generator.sources import read_inputs
from generator.study import LANGUAGES
from generator.texts import Refreshed, refresh_review, review_answers
from generator.trend import with_trend
from generator.verify import verify_documents

if TYPE_CHECKING:
    from generator.dataset import SourceFile
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

    ``archive`` holds the earlier rounds, instead of the one that round.toml names; ``index`` is the
    address of its index where that is no file in the archive.
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
    with templates_from(options.templates):
        return _build(folder, out=out, options=options, progress=progress)


def _build(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    progress("reading and checking the round", 0, 0)
    study, round_ = load_round(folder)
    asked = _language(options.language) if options.language else None
    warm_up(options.workers)
    inputs = read_inputs(study, round_, folder)
    texts = review_answers(inputs, study=study, round_=round_, folder=folder)
    sources = (*inputs.files, *texts.files)
    archive = _archive(folder, round_, options)
    history = _history(archive, study, round_, options)
    runs = out / study.id / round_.id
    earlier = earlier_releases(runs, inputs, study=study, round_=round_, archive=archive)

    progress("scoring and analysing", 0, 0)
    as_read, declared = inputs, study
    inputs, study = coarsen_background(inputs, study=study, policy=round_.policy)
    scored = score(inputs, study=study, round_=round_)
    _known_units(options.only, scored.analysis_units)
    results = analysis.analyse(scored, study=study, round_=round_, texts=texts)

    progress("releasing what may be told", 0, 0)
    groups = scored.memberships(study=study)
    released, certificate = release(results, groups, study=study, policy=round_.policy)
    released = with_plans(released, inputs.plans)
    people = scored.people(study=study)
    proven, certificate = prove(released, certificate, people)
    proven, certificate = hold_against(earlier, proven, certificate, people)
    released = with_trend(proven, history.rounds, study=study, round_=round_)
    certificate = certify_trend(released, certificate, proven=proven)
    certificate = replace(certificate, answers_sha256=answers_hash(inputs))
    read = (*sources, *history.files)
    run_id = _run_id(folder, declared, round_, read, options, certificate)

    context = _context(released, certificate, study, round_, run_id=run_id, plans=inputs.plans)
    reports = compose(context, only=options.only, language=asked)
    context = localised(context, asked or round_.language)
    documents = _render(reports, options, progress)

    progress("reading the documents back", 0, 0)
    numbers = _verified(reports, documents, context)
    files = (
        definition(study, round_)
        | kept_plans(inputs.plans, released, round_)
        | {
            "results.json": released.to_json(),
            "certificate.json": certificate.to_json(),
            "index.html": overview_html(context, documents),
        }
    )
    run = write_run(
        runs,
        files=files,
        documents=documents,
        inputs=sources,
        round_=round_,
        round_sha256=sha256((folder / "round.toml").read_bytes()).hexdigest(),
        run_id=run_id,
        earlier=history.files,
    )
    keep_rows(runs, run_id, as_read, study=declared, known=[one.run for one in earlier])
    write_origin(run.folder, Origin(folder, options.templates))
    return Built(run, numbers)


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


def _run_id(
    folder: Path,
    study: Study,
    round_: Round,
    sources: Sequence[SourceFile],
    options: Options,
    certificate: Certificate,
) -> str:
    """The run's id; the earlier runs it was held against stand in its documents, so they count."""
    declared = {
        "round.toml": (folder / "round.toml").read_text(encoding="utf-8"),
        "study.toml": (folder / round_.study).read_text(encoding="utf-8"),
        "translations": repr((study.translations, round_.translations)),
        "options": repr((options.only, options.formats, options.language)),
        "earlier": repr(certificate.earlier),
    }
    return identify(declared, sources, program_version=__version__)


def _context(
    released: ReleasedResults,
    certificate: Certificate,
    study: Study,
    round_: Round,
    *,
    run_id: str,
    plans: tuple[Plan, ...],
) -> Context:
    return Context(
        released=released,
        study=study,
        round=round_,
        run_id=run_id,
        version=__version__,
        language=round_.language,
        withheld=len(certificate.withheld),
        let_through=len(certificate.let_through),
        plans=plans,
        audited=certificate.audited,
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
