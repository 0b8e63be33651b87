"""A run before it is written: what it is made from, and every file of it, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from generator.errors import ArgumentError
from generator.files import sha256_of
from generator.freetext.review import Reviewed
from generator.history.published_round import PublishedBefore
from generator.publish import Published
from generator.render.overview import overview_html
from generator.report.block import RenderedDocument
from generator.report.compose import COUNTY
from generator.report.context import Context
from generator.report.localisation import localised
from generator.resources.templates import own_template_names, templates_digest
from generator.round.mail import addressed, role_of
from generator.round.model import Round
from generator.run.contents import (
    CERTIFICATE,
    MANIFEST,
    OVERVIEW,
    RESULTS,
    definition,
    kept_plans,
)
from generator.run.finished import Record
from generator.run.manifest import (
    QUARTER_KIND,
    ROUND_KIND,
    SCHEMA,
    Asked,
    Document,
    File,
    InputFile,
    Manifest,
)
from generator.run.program import program, versions
from generator.run.rebuild import recorded_context
from generator.sources.inputs import Inputs, SourceFile
from generator.study.declared import Language
from generator.study.model import Study


@dataclass(frozen=True, slots=True)
class Options:
    """What a command was asked for: which report and units, formats, language, workers, templates.

    ``archive`` holds the earlier rounds, instead of the one that round.toml names, and ``index``
    is the address of its index where that is no file of its own.
    """

    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("pdf", "docx")
    language: Language | None = None
    workers: int = 2
    templates: Path | None = None
    archive: Path | None = None
    index: str | None = None
    report: str = ""


@dataclass(frozen=True, slots=True)
class ReadRound:
    """A round in ``folder`` as it was declared and read; ``runs`` is where its runs are."""

    folder: Path
    runs: Path
    study: Study
    round: Round
    inputs: Inputs
    texts: Reviewed
    earlier: PublishedBefore

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        """Every file that was read, but for those of earlier rounds."""
        return (*self.inputs.files, *self.texts.files)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run whose documents are still to be made: its manifest without them, and its own texts."""

    manifest: Manifest
    texts: Mapping[str, str]
    context: Context


def prepare(read: ReadRound, published: Published, options: Options) -> Prepared:
    """What the documents are made from; raises ArgumentError for a unit that is not there."""
    by_unit, units = read.study.unit_file is not None, published.results.units
    reported = sorted(unit for unit, nodes in units.items() if nodes or by_unit)
    for name in options.only:
        if name not in (COUNTY, *reported):
            listed = ", ".join(reported) or "none, as no answer says its unit"
            raise ArgumentError(f"--only {name}: no such analysis unit. There are: {listed}.")
    # An office's plan in its own words is for the office: management has the counts alone.
    plans = () if options.report else read.inputs.plans
    texts = definition(read.study, read.round) | {
        **kept_plans(plans, published.results, read.round),
        RESULTS: published.results.to_json(),
        CERTIFICATE: published.certificate.to_json(),
    }
    asked = Asked(
        options.report, options.only, options.formats, options.language, own_template_names()
    )
    manifest = manifest_of(
        read.round,
        round_sha256=sha256_of(read.folder / "round.toml"),
        inputs=read.sources,
        earlier=read.earlier.files,
        options=asked,
    )
    own = {name: sha256(text.encode()).hexdigest() for name, text in texts.items()}
    manifest = replace(manifest, run=manifest.id_with(own))
    record = Record(
        manifest=manifest,
        study=read.study,
        round=read.round.without_people(),  # no document can print what the run does not keep
        released=published.results,
        certificate=published.certificate,
        plans=read.inputs.plans,
    )
    return Prepared(manifest, texts, recorded_context(record))


def draft(prepared: Prepared, documents: Sequence[RenderedDocument]) -> dict[str, bytes]:
    """Every file of the run, its manifest last."""
    context, asked = prepared.context, prepared.manifest.options
    spoken = localised(context, asked.language or context.language)
    texts = {**prepared.texts, OVERVIEW: overview_html(spoken, documents)}
    return draft_run(texts, documents=documents, manifest=prepared.manifest)


def manifest_of(
    round_: Round,
    *,
    run: str = "",
    round_sha256: str,
    inputs: Sequence[SourceFile] = (),
    earlier: Sequence[SourceFile] = (),
    options: Asked,
) -> Manifest:
    """What a run says it is made of, without its files.

    ``round_sha256`` is the hash of round.toml, and ``earlier`` are the files of earlier rounds that
    its trends were read from.
    """
    items = (*round_.positions(), "county", "management")
    return Manifest(
        schema=SCHEMA,
        run=run,
        kind=QUARTER_KIND if options.report and round_.groups else ROUND_KIND,
        round=round_.id,
        round_sha256=round_sha256,
        date=round_.date.isoformat(),
        synthetic=round_.synthetic,
        options=options,
        recipients={item: addressed(round_.addresses(item)) for item in items},
        program=program(),
        templates=templates_digest().hex(),
        versions=versions(),
        inputs=tuple(InputFile(file.name, file.kind, file.sha256) for file in inputs),
        earlier=tuple(earlier),
        files=(),
    )


def draft_run(
    texts: Mapping[str, str], *, documents: Sequence[RenderedDocument], manifest: Manifest
) -> dict[str, bytes]:
    """Every file of a run by its path, the manifest last; ``texts`` are the run's own, by name."""
    described = {document.path: document for document in documents}
    contents = {name: text.encode() for name, text in texts.items()}
    contents |= {document.path: document.content for document in documents}
    listed = tuple(
        _file(name, content, described.get(name), manifest.recipients)
        for name, content in sorted(contents.items())
    )
    return contents | {MANIFEST: replace(manifest, files=listed).to_json().encode()}


def _file(
    name: str,
    content: bytes,
    document: RenderedDocument | None,
    recipients: Mapping[str, str],
) -> File:
    digest = sha256(content).hexdigest()
    if document is None:
        return File(name, digest, len(content))
    role = role_of(document.kind, document.unit)
    return Document(
        path=name,
        sha256=digest,
        size=len(content),
        kind=document.kind,
        unit=document.unit,
        recipient=role,
        recipients_sha256=recipients[document.unit or role],
        language=document.language,
        media_type=document.media_type,
        pages=document.pages,
    )
