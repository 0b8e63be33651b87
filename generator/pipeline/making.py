"""The lower end of the line: reports rendered, read back and written, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from generator import __version__
from generator.archive import (
    OVERVIEW,
    Run,
    definition,
    draft_run,
    identify,
    keep_rows,
    kept_plans,
    write_run,
)
from generator.delivery.state import Origin, write_origin
from generator.documents import localised
from generator.documents.overview import overview_html
from generator.documents.rendering import render
from generator.documents.templates import own_template_names
from generator.errors import VerificationError
from generator.pipeline.options import asked_language
from generator.recorded import context_of, verify_files

if TYPE_CHECKING:
    from generator.documents import Context
    from generator.documents.report import RenderedDocument, Report
    from generator.pipeline.options import Options
    from generator.pipeline.telling import Told
    from generator.recorded import Progress


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run and what verification counted in its documents."""

    run: Run
    numbers: int


def context_for(told: Told, *, options: Options, report: str = "") -> Context:
    """What the documents are made from; ``report`` is quarter for management's alone."""
    return context_of(
        told.released,
        told.certificate,
        study=told.study,
        round_=told.round.without_people(),  # no document can print what the run does not keep
        run_id=_run_id(told, options, report),
        version=__version__,
        plans=told.read.inputs.plans,
    )


def make(
    reports: Sequence[Report],
    context: Context,
    *,
    told: Told,
    options: Options,
    progress: Progress,
) -> Built:
    """Render the reports, hold them against the results, and write them as a run."""
    documents = _rendered(reports, options, progress)
    progress("reading the documents back", 0, 0)
    draft = _draft(reports, documents, context, told=told, options=options)
    verified = verify_files(draft)
    if verified.findings:
        raise VerificationError("\n".join(verified.findings))
    read = told.read
    known = [one.run for one in read.releases]
    # First, so that no run is ever without: the rank of its certificate is examined again with it.
    keep_rows(read.runs, context.run_id, read.inputs, study=read.study, kept=told.kept, known=known)
    run = write_run(read.runs, draft)
    write_origin(run.folder, Origin(read.folder, options.templates))
    return Built(run, verified.numbers)


def _rendered(
    reports: Sequence[Report], options: Options, progress: Progress
) -> tuple[RenderedDocument, ...]:
    def told(done: int, total: int) -> None:
        progress("making the documents", done, total)

    rendered = render(reports, formats=options.formats, workers=options.workers, progress=told)
    return tuple(rendered)


def _draft(
    reports: Sequence[Report],
    documents: Sequence[RenderedDocument],
    context: Context,
    *,
    told: Told,
    options: Options,
) -> dict[str, bytes]:
    """Every file of the run, in memory, its manifest among them."""
    # An office's plan in its own words is for the office: management has the counts alone.
    plans = context.plans if any(report.kind == "office" for report in reports) else ()
    spoken = localised(context, asked_language(options) or told.round.language)
    files = (
        definition(told.study, told.round)
        | kept_plans(plans, told.released, told.round)
        | {
            "results.json": told.released.to_json(),
            "certificate.json": told.certificate.to_json(),
            OVERVIEW: overview_html(spoken, documents),
        }
    )
    read = told.read
    return draft_run(
        files,
        documents=documents,
        inputs=read.sources,
        round_=read.round,
        round_sha256=sha256((read.folder / "round.toml").read_bytes()).hexdigest(),
        run_id=context.run_id,
        earlier=read.history.files,
        options=_asked_for(options, reports),
    )


def _run_id(told: Told, options: Options, report: str) -> str:
    """The run's id; the earlier runs it was held against stand in its documents, so they count."""
    read = told.read
    declared = {
        "round.toml": (read.folder / "round.toml").read_text(encoding="utf-8"),
        "study.toml": (read.folder / read.round.study).read_text(encoding="utf-8"),
        "translations": repr((read.study.translations, read.round.translations)),
        "options": repr((options.only, options.formats, options.language)),
        "earlier": repr(told.certificate.earlier),
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
