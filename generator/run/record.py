"""What a run's documents are made from, read back from its files, and the documents as listed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from generator.disclosure.certificate import Certificate
from generator.errors import VerificationError
from generator.report.block import RenderedDocument
from generator.results.offices import Plan
from generator.results.store import ReleasedResults
from generator.round.model import Round
from generator.run.contents import CERTIFICATE, MANIFEST, RESULTS, made_by_older
from generator.run.kept_plans import plans_in
from generator.run.write import ROUND, STUDY, parse_definition
from generator.study.model import Study
from generator.study.texts import Language


@dataclass(frozen=True, slots=True)
class Record:
    """All that a run's documents are made from.

    ``report`` (management's alone, or none), ``only``, ``formats``, ``language`` and ``templates``
    (the county's own, by name) are what was asked for; ``plans`` are what offices planned last
    time.
    """

    study: Study
    round: Round
    released: ReleasedResults
    certificate: Certificate
    run_id: str
    version: str
    report: str
    only: tuple[str, ...]
    formats: tuple[str, ...]
    language: Language | None
    templates: tuple[str, ...]
    plans: tuple[Plan, ...]


def read_record(files: Mapping[str, bytes]) -> Record:
    """What a run's documents are made from; raises VerificationError where it cannot be read."""
    if older := made_by_older(files):
        raise VerificationError(older)
    try:
        return _record(files)
    except (ValueError, KeyError, TypeError, StopIteration, AttributeError) as error:
        raise VerificationError(
            f"what the documents are made from cannot be read back ({type(error).__name__}): "
            f"one of {STUDY}, {ROUND}, {RESULTS}, {CERTIFICATE} and {MANIFEST} is not as this "
            "program writes it"
        ) from None


def listed_documents(files: Mapping[str, bytes]) -> Iterator[RenderedDocument]:
    """The finished documents as the manifest describes them, read one at a time."""
    for entry in json.loads(files[MANIFEST])["files"]:
        if "media_type" in entry:
            yield RenderedDocument(
                path=entry["path"],
                media_type=entry["media_type"],
                content=files[entry["path"]],
                kind=entry["kind"],
                unit=entry["unit"],
                language=entry["language"],
                pages=entry["pages"],
            )


def _record(files: Mapping[str, bytes]) -> Record:
    manifest: dict[str, Any] = json.loads(files[MANIFEST])
    study, round_ = parse_definition(files[STUDY], files[ROUND])
    options = manifest["options"]
    return Record(
        study=study,
        round=round_,
        released=ReleasedResults.from_json(files[RESULTS].decode()),
        certificate=Certificate.from_json(files[CERTIFICATE].decode()),
        run_id=manifest["run"],
        version=manifest["versions"]["kontorrapport"],
        report=options["report"],
        only=tuple(options["only"]),
        formats=tuple(options["formats"]),
        language=cast("Language | None", options["language"]),
        templates=tuple(options["templates"]),
        plans=plans_in(files),
    )
