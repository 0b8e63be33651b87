"""The lower end of the line: reports rendered, read back and written, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from generator import __version__
from generator.archive.beside import keep_release
from generator.delivery.state import Origin, write_origin
from generator.errors import VerificationError
from generator.pipeline.options import asked_language
from generator.render.overview import overview_html
from generator.render.workers import render
from generator.report.localisation import localised
from generator.resources.templates import own_template_names
from generator.run.contents import OVERVIEW
from generator.run.kept_plans import kept_plans
from generator.run.rebuild import context_of, verify_files
from generator.run.write import Run, definition, draft_run, identify, write_run

if TYPE_CHECKING:
    from generator.pipeline.options import Options
    from generator.pipeline.reading import Read
    from generator.publish import Published
    from generator.report.block import RenderedDocument, Report
    from generator.report.context import Context
    from generator.run.rebuild import Progress


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run, what verification counted in its documents, and what to know of it."""

    run: Run
    numbers: int
    notes: tuple[str, ...] = ()


def context_for(read: Read, published: Published, *, options: Options, report: str) -> Context:
    """What the documents are made from; ``report`` is quarter for management's alone."""
    return context_of(
        published.results,
        published.certificate,
        study=read.study,
        round_=read.round.without_people(),  # no document can print what the run does not keep
        run_id=_run_id(read, published, options, report),
        version=__version__,
        plans=read.inputs.plans,
    )


def rendered(
    reports: Sequence[Report], *, options: Options, progress: Progress
) -> tuple[RenderedDocument, ...]:
    """The reports as finished documents."""

    def tell(done: int, total: int) -> None:
        progress("making the documents", done, total)

    made = render(reports, formats=options.formats, workers=options.workers, progress=tell)
    return tuple(made)


def draft(
    reports: Sequence[Report],
    documents: Sequence[RenderedDocument],
    context: Context,
    read: Read,
    published: Published,
    *,
    options: Options,
) -> dict[str, bytes]:
    """Every file of the run, in memory, its manifest among them."""
    results, round_ = published.results, read.round
    # An office's plan in its own words is for the office: management has the counts alone.
    plans = context.plans if any(report.kind == "office" for report in reports) else ()
    spoken = localised(context, asked_language(options) or round_.language)
    files = (
        definition(read.study, round_)
        | kept_plans(plans, results, round_)
        | {
            "results.json": results.to_json(),
            "certificate.json": published.certificate.to_json(),
            OVERVIEW: overview_html(spoken, documents),
        }
    )
    return draft_run(
        files,
        documents=documents,
        inputs=read.sources,
        round_=round_,
        round_sha256=sha256((read.folder / "round.toml").read_bytes()).hexdigest(),
        run_id=context.run_id,
        earlier=read.history.files,
        options=_asked_for(options, reports),
    )


def verify_draft(files: Mapping[str, bytes]) -> int:
    """Hold the documents against the results; how many numbers there are. Raises what is wrong."""
    verified = verify_files(files)
    if verified.findings:
        raise VerificationError("\n".join(verified.findings))
    return verified.numbers


def write(
    files: dict[str, bytes], run_id: str, read: Read, published: Published, *, options: Options
) -> Run:
    """Write a run, and first what must be known of it, so that no run is ever without."""
    keep_release(
        read.runs,
        run_id,
        read.inputs,
        study=read.study,
        kept=published.kept,
        release=published.results.release,
        results_sha256=published.certificate.results_sha256,
        known=read.known_runs,
    )
    run = write_run(read.runs, files)
    write_origin(run.folder, Origin(read.folder, options.templates))
    return run


def _run_id(read: Read, published: Published, options: Options, report: str) -> str:
    """The run's id; the releases it was held against stand in its documents, so they count."""
    declared = {
        "round.toml": (read.folder / "round.toml").read_text(encoding="utf-8"),
        "study.toml": (read.folder / read.round.study).read_text(encoding="utf-8"),
        "translations": repr((read.study.translations, read.round.translations)),
        "options": repr((options.only, options.formats, options.language)),
        "earlier": repr(published.certificate.releases),
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
