"""A run's reports made again from its own files, and its finished documents held against them.

A build does it before the run is written, and ``kontorrapport verify`` on any run later.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from generator.errors import VerificationError
from generator.progress import Progress
from generator.render.overview import overview_html
from generator.render.workers import render
from generator.report.block import Report
from generator.report.compose import compose
from generator.report.context import Context
from generator.report.localisation import localised
from generator.resources.templates import own_templates
from generator.run.contents import MANIFEST, OVERVIEW, RESULTS, definition
from generator.run.finished import Record, listed_documents, read_record
from generator.run.listing import verify_manifest
from generator.run.manifest import Manifest
from generator.run.program import differing, of_other_edition
from generator.run.verify.documents import Verified, verify_documents
from generator.run.verify.page import unlike_frame, unlike_rows, unlike_text
from generator.run.verify.untranslated import untranslated
from generator.study.declared import texts_at

if TYPE_CHECKING:
    from generator.run.edition import Edition

_TEMPLATES: Final = {"pdf": "html/", "html": "html/", "docx": "word/", "xlsx": "word/"}


def verify_files(
    files: Mapping[str, bytes],
    *,
    again: bool = False,
    workers: int = 2,
    progress: Progress = lambda _stage, _done, _total: None,
) -> Verified:
    """Make the reports again from a run's own files, and hold its documents against them.

    The documents are read strictly; ``again`` makes each of them anew, where that can be done with
    this program, these libraries and the templates in force, and holds every byte.
    """
    # brings scipy, which check does not need
    from generator.run.verify.own_tables import audit_reports

    progress("reading the documents back", 0, 0)
    record = read_record(files)
    context, asked = recorded_context(record), record.manifest.options
    reports = compose(context, report=asked.report, only=asked.only, language=asked.language)
    ours = not any(name.startswith("fonts/") for name in asked.templates)
    strangers = tuple(differing(record.manifest))
    edition = _edition(record, files) if of_other_edition(record.manifest) else None
    verified = verify_documents(
        reports,
        listed_documents(files),
        formats=asked.formats,
        drawn=ours or bool(own_templates()),
        templates=asked.templates,
        declared=_declared_words(record),
        workers=workers,
        edition=edition,
    )
    spoken = localised(context, asked.language or record.round.language)
    listed = {each.path: replace(each, content=b"") for each in listed_documents(files)}
    wanted = (f"{one.path}.{form}" for one in reports for form in one.formats or asked.formats)
    overview = overview_html(spoken, [listed[path] for path in wanted if path in listed])
    findings = (
        *verified.findings,
        *verify_manifest(record, files),
        *_unlike_texts(record, files, overview, edition),
        *(() if edition else untranslated(reports, context=context)),
        *audit_reports(reports, context=context),
    )
    if again and not (findings or strangers):
        findings = tuple(_made_otherwise(files, reports, overview, workers, progress))
    if findings and strangers:
        made = f"the run was made with {', '.join(strangers)}, which is not here"
        unlike = "what follows is more than other words" if edition else "its words may differ"
        findings = (f"{made}: {unlike}", *findings)
    notes = (*read_strictly(record.manifest), *(edition.notes() if edition else ()))
    return replace(verified, findings=findings, notes=notes if again else ())


def read_strictly(manifest: Manifest) -> Iterator[str]:
    """Why a run is read and not made again, in one line; nothing where it is made again."""
    if strangers := ", ".join(differing(manifest)):
        yield (
            f"Run {manifest.run} was made by another edition of the program or its parts "
            f"({strangers}), so it was read strictly instead of made again."
        )


def _edition(record: Record, files: Mapping[str, bytes]) -> Edition:
    """What another edition's documents may say in numbers: the run's results, and what it asks."""
    from generator.run.edition import Edition, figures_in  # all readers of documents

    results = json.loads(files[RESULTS])
    declared = "\n".join((*_declared_words(record), record.round.date.isoformat()))
    shared = {*figures_in([results["steps"], declared, record.round.policy.min_respondents])}
    units = {unit: shared.union(figures_in(nodes)) for unit, nodes in results["units"].items()}
    total = shared.union(*units.values())
    templates = record.manifest.options.templates
    return Edition(
        figures=lambda report: units.get(report.unit or "", total),
        own=lambda form: any(one.startswith(("fonts/", _TEMPLATES[form])) for one in templates),
    )


def _made_otherwise(
    files: Mapping[str, bytes],
    reports: Sequence[Report],
    overview: str,
    workers: int,
    progress: Progress,
) -> Iterator[str]:
    """The files whose bytes are others than this program makes of the run."""
    manifest = Manifest.from_json(files[MANIFEST])
    made = render(
        reports,
        formats=manifest.options.formats,
        workers=workers,
        progress=lambda done, total: progress("making the documents again", done, total),
    )
    for document in made:
        if files.get(document.path) != document.content:
            yield f"{document.path}: its bytes are not those that the run makes"
    if files[OVERVIEW] != overview.encode():
        yield f"{OVERVIEW}: its bytes are not those that the run makes"


def _unlike_texts(
    record: Record, files: Mapping[str, bytes], overview: str, edition: Edition | None
) -> Iterator[str]:
    """Which of a run's own texts are not as they are made from what was read in them."""
    ours = "html/index.html.j2" not in record.manifest.options.templates or own_templates()
    unlike = unlike_text if ours else unlike_rows
    wrong = [*unlike(files[OVERVIEW], overview.encode())]
    if wrong and edition and ours:
        wrong = [*unlike_frame(files[OVERVIEW], overview.encode())]
    yield from (f"{OVERVIEW}: {one}" for one in wrong)
    # An older version's definitions lack what has been thought of since, and hold nothing else.
    for name, text in definition(record.study, record.round).items():
        found, right = (
            Counter(line.strip(b" ,") for line in one.splitlines())
            for one in (files[name], text.encode())
        )
        for line in found - right:
            yield f"{name}: is not as it is made: {line.decode(errors='replace')[:80]!r}"


def _declared_words(record: Record) -> set[str]:
    """Every word of the texts that the study and the round print, in all languages."""
    texts = [unit.name for unit in record.round.units]
    for declared in (record.study, record.round):
        texts += [text for _, text in texts_at(declared)]
        texts += [text for own in declared.translations.values() for text in own.values()]
    return {word for text in texts for word in text.split()}


def verify_draft(files: Mapping[str, bytes], *, workers: int = 2) -> int:
    """How many numbers a drafted run's documents hold; raises VerificationError for findings."""
    verified = verify_files(files, workers=workers)
    if verified.findings:
        raise VerificationError("\n".join(verified.findings))
    return verified.numbers


def recorded_context(record: Record) -> Context:
    """What the documents of a run are made from, in the round's own language."""
    return Context(
        released=record.released,
        study=record.study,
        round=record.round,
        run_id=record.manifest.run,
        version=record.manifest.version,
        language=record.round.language,
        withheld=len(record.certificate.suppressed),
        plans=record.plans,
        audited=record.certificate.audited,
    )
