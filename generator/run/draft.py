"""A run before it is written: what it is made from, and every file of it, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import generator
from generator.errors import ArgumentError
from generator.files import json_text, sha256_of
from generator.freetext.review import Reviewed
from generator.history.published_round import PublishedBefore
from generator.publish import Published
from generator.render.overview import overview_html
from generator.report.block import RenderedDocument
from generator.report.context import Context
from generator.report.localisation import localised
from generator.report.office.report import plans_of
from generator.resources.templates import own_template_names, templates_digest
from generator.results.offices import Plan
from generator.results.store import ReleasedResults
from generator.round.mail import addressed, role_of
from generator.round.model import Round
from generator.run.contents import (
    CERTIFICATE,
    MANIFEST,
    OVERVIEW,
    PLAN,
    RESULTS,
    definition,
)
from generator.run.manifest import (
    QUARTER_KIND,
    ROUND_KIND,
    Asked,
    Document,
    File,
    InputFile,
    Manifest,
)
from generator.run.rebuild import context_of
from generator.sources.inputs import Inputs, SourceFile
from generator.study.declared import Language
from generator.study.model import Study

RUN_ID_LENGTH = 12

MADE_WITH = (
    *("kontorrapport", "weasyprint", "python-docx"),
    *("pandas", "numpy", "scipy", "statsmodels"),
)
"""The programs that decide the numbers and the layout; the manifest names their versions."""


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


def context_for(read: ReadRound, published: Published, options: Options) -> Context:
    """What the documents are made from; raises ArgumentError for a unit that is not there."""
    by_unit, units = read.study.unit_file is not None, published.results.units
    reported = sorted(unit for unit, nodes in units.items() if nodes or by_unit)
    for name in options.only:
        if name not in reported:
            listed = ", ".join(reported) or "none, as no answer says its unit"
            raise ArgumentError(f"--only {name}: no such analysis unit. There are: {listed}.")
    return context_of(
        published.results,
        published.certificate,
        study=read.study,
        round_=read.round.without_people(),  # no document can print what the run does not keep
        run_id=_run_id(read, published, options),
        version=generator.__version__,
        plans=read.inputs.plans,
    )


def _run_id(read: ReadRound, published: Published, options: Options) -> str:
    """A hash of the inputs, the declared round, the options and the program.

    Code and templates count too: the same id means the same bytes. So do the releases that the
    round was held against, which stand in its documents.
    """
    parts = {
        "round.toml": (read.folder / "round.toml").read_text(encoding="utf-8"),
        "study.toml": (read.folder / read.round.study).read_text(encoding="utf-8"),
        "translations": repr((read.study.translations, read.round.translations)),
        "options": repr((options.only, options.formats, options.language)),
        "earlier": repr(published.certificate.releases),
        "report": options.report,
    }
    digest = sha256(generator.__version__.encode())
    for name, text in sorted(parts.items()):
        digest.update(f"{name}\0{text}\0".encode())
    for file in sorted((*read.sources, *read.earlier.files), key=lambda file: file.name):
        digest.update(f"{file.name}\0{file.sha256}\0".encode())
    code = Path(generator.__file__).parent
    for path in sorted(code.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(code)}\0".encode())
            digest.update(path.read_bytes())
    digest.update(templates_digest())
    return digest.hexdigest()[:RUN_ID_LENGTH]


def draft(
    documents: Sequence[RenderedDocument],
    context: Context,
    read: ReadRound,
    published: Published,
    options: Options,
) -> dict[str, bytes]:
    """Every file of the run, its manifest last."""
    results, round_ = published.results, read.round
    # An office's plan in its own words is for the office: management has the counts alone.
    plans = () if options.report else context.plans
    spoken = localised(context, options.language or round_.language)
    own = own_template_names()
    asked = Asked(options.report, options.only, options.formats, options.language, own)
    files = (
        definition(read.study, round_)
        | kept_plans(plans, results, round_)
        | {
            RESULTS: results.to_json(),
            CERTIFICATE: published.certificate.to_json(),
            OVERVIEW: overview_html(spoken, documents),
        }
    )
    return draft_run(
        files,
        documents=documents,
        inputs=read.sources,
        round_=round_,
        round_sha256=sha256_of(read.folder / "round.toml"),
        run_id=context.run_id,
        earlier=read.earlier.files,
        options=asked,
    )


def kept_plans(plans: Sequence[Plan], released: ReleasedResults, round_: Round) -> dict[str, str]:
    """The plans that each unit's report prints, by file name: in its folder and nowhere else."""
    merged = {merge.id: merge.units for merge in round_.merges}
    own = {unit: plans_of(merged.get(unit, (unit,)), plans) for unit in released.units}
    return {
        f"offices/{unit}/{PLAN}": json_text([_plan_content(plan) for plan in mine])
        for unit, mine in own.items()
        if mine
    }


def _plan_content(plan: Plan) -> dict[str, Any]:
    content = asdict(plan)
    for measure in content["measures"]:
        del measure["state"]  # read from the status again
    return content


def draft_run(
    files: Mapping[str, str],
    *,
    documents: Sequence[RenderedDocument],
    inputs: Sequence[SourceFile],
    round_: Round,
    round_sha256: str,
    run_id: str,
    options: Asked,
    earlier: Sequence[SourceFile] = (),
) -> dict[str, bytes]:
    """Every file of a run by its path, the manifest last.

    ``files`` are the run's own texts by name, ``round_sha256`` is the hash of round.toml, and
    ``earlier`` are the files of earlier rounds that its trends were read from.
    """
    described = {document.path: document for document in documents}
    contents = {name: text.encode() for name, text in files.items()}
    contents |= {document.path: document.content for document in documents}
    management = any(document.kind == "management" for document in documents)
    manifest = Manifest(
        run=run_id,
        kind=QUARTER_KIND if management and round_.groups else ROUND_KIND,
        round=round_.id,
        round_sha256=round_sha256,
        date=round_.date.isoformat(),
        synthetic=round_.synthetic,
        options=options,
        versions={name: version(name) for name in MADE_WITH},
        inputs=tuple(InputFile(file.name, file.kind, file.sha256) for file in inputs),
        earlier=tuple(earlier),
        files=tuple(
            _file(name, content, described.get(name), round_)
            for name, content in sorted(contents.items())
        ),
    )
    return contents | {MANIFEST: manifest.to_json().encode()}


def _file(name: str, content: bytes, document: RenderedDocument | None, round_: Round) -> File:
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
        recipients_sha256=addressed(round_.addresses(document.unit or role)),
        language=document.language,
        media_type=document.media_type,
        pages=document.pages,
    )
