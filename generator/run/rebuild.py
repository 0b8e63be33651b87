"""A run's reports made again from its own files, and its finished documents held against them.

A build does it before the run is written, and ``kontorrapport verify`` on any run later.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from generator import __version__
from generator.disclosure.certificate import Certificate
from generator.errors import VerificationError
from generator.files import json_text
from generator.render.overview import overview_html
from generator.report.compose import compose
from generator.report.context import Context
from generator.report.localisation import localised
from generator.report.office.report import plans_of
from generator.resources.templates import own_templates
from generator.results.offices import Plan
from generator.results.store import ReleasedResults
from generator.round.model import Round
from generator.run.contents import OVERVIEW, PLAN, definition, plans_in
from generator.run.finished import Record, listed_documents, read_record
from generator.run.verify.documents import Verified, verify_documents
from generator.run.verify.page import unlike_text
from generator.run.verify.untranslated import untranslated
from generator.study.declared import texts_at
from generator.study.model import Study


def verify_files(files: Mapping[str, bytes]) -> Verified:
    """Make the reports again from a run's own files, and hold its documents against them."""
    # brings scipy, which check does not need
    from generator.run.verify.own_tables import audit_reports

    record = read_record(files)
    context, asked = recorded_context(record), record.manifest.options
    reports = compose(context, report=asked.report, only=asked.only, language=asked.language)
    ours = not any(name.startswith("fonts/") for name in asked.templates)
    verified = verify_documents(
        reports,
        listed_documents(files),
        formats=asked.formats,
        drawn=ours or bool(own_templates()),
        templates=asked.templates,
        declared=_declared_words(record),
    )
    spoken = localised(context, asked.language or record.round.language)
    listed = {each.path: replace(each, content=b"") for each in listed_documents(files)}
    wanted = (f"{one.path}.{form}" for one in reports for form in one.formats or asked.formats)
    overview = overview_html(spoken, [listed[path] for path in wanted if path in listed])
    findings = (
        *verified.findings,
        *_unlike_texts(record, files, overview),
        *untranslated(reports, context=context),
        *audit_reports(reports, context=context),
    )
    if findings and (made_with := record.manifest.version) != __version__:
        made = f"the run was made by kontorrapport {made_with}, and this is {__version__}"
        findings = (f"{made}: its sentences and tables may differ", *findings)
    return replace(verified, findings=findings)


def _unlike_texts(record: Record, files: Mapping[str, bytes], overview: str) -> Iterator[str]:
    """Which of a run's own texts are not as they are made from what was read in them."""
    right = definition(record.study, record.round)
    if not {"html/index.html.j2"} & {*record.manifest.options.templates} or own_templates():
        right[OVERVIEW] = overview
    for name, text in right.items():
        yield from (f"{name}: {one}" for one in unlike_text(files[name], text.encode()))
    merged = {merge.id: merge.units for merge in record.round.merges}
    for name in files:
        if PurePosixPath(name).match(f"offices/*/{PLAN}"):
            unit, content = PurePosixPath(name).parts[1], files[name].decode()
            own = plans_of(merged.get(unit, (unit,)), record.plans)
            kept = json.loads(content)
            known = all(set(plan) == {"offices", "round", "measures"} for plan in kept)
            if (
                not known
                or json_text(kept) != content
                or {*plans_in({name: files[name]})} != {*own}
            ):
                yield f"{name}: is not the plan that the reports of {unit} print"


def _declared_words(record: Record) -> set[str]:
    """Every word of the texts that the study and the round print, in all languages."""
    texts = [unit.name for unit in record.round.units]
    for declared in (record.study, record.round):
        texts += [text for _, text in texts_at(declared)]
        texts += [text for own in declared.translations.values() for text in own.values()]
    return {word for text in texts for word in text.split()}


def verify_draft(files: Mapping[str, bytes]) -> int:
    """How many numbers a drafted run's documents hold; raises VerificationError for findings."""
    verified = verify_files(files)
    if verified.findings:
        raise VerificationError("\n".join(verified.findings))
    return verified.numbers


def recorded_context(record: Record) -> Context:
    """What the documents of a finished run were made from."""
    return context_of(
        record.released,
        record.certificate,
        study=record.study,
        round_=record.round,
        run_id=record.manifest.run,
        version=record.manifest.version,
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
        plans=plans,
        audited=certificate.audited,
    )
