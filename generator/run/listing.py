"""A manifest held against the files that it lists, and against what the run was made of."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

from generator.render.workers import MEDIA_TYPES
from generator.round.mail import role_of
from generator.run.contents import (
    CERTIFICATE,
    MANIFEST,
    OVERVIEW,
    PLAN,
    RESULTS,
    ROUND,
    STUDY,
    kept_plans,
)
from generator.run.finished import Record
from generator.run.manifest import QUARTER_KIND, ROUND_KIND, SCHEMA, Document, Manifest

_OF_A_RUN: Final = (RESULTS, CERTIFICATE, OVERVIEW, STUDY, ROUND)


def verify_manifest(record: Record, files: Mapping[str, bytes]) -> Iterator[str]:
    """What a manifest says that does not follow from the run, and files that no run has."""
    manifest, round_ = record.manifest, record.round
    quarterly = bool(manifest.options.report and round_.groups)
    right = {
        "kind": QUARTER_KIND if quarterly else ROUND_KIND,
        "round": round_.id,
        "date": round_.date.isoformat(),
        "synthetic": round_.synthetic,
    }
    for name, value in right.items():
        if getattr(manifest, name) != value:
            yield f"{MANIFEST} says {name} {getattr(manifest, name)}, and the round {value}"
    yield from _files(manifest, files)
    plans = {} if manifest.options.report else kept_plans(record.plans, record.released, round_)
    for name in sorted({one for one in files if one.endswith(f"/{PLAN}")} | plans.keys()):
        if files.get(name, b"").decode(errors="replace") != plans.get(name):
            yield f"{name} is not a plan that the report of its office prints"
    if manifest.schema >= SCHEMA:
        if manifest.to_json().encode() != files[MANIFEST]:
            yield f"{MANIFEST} is not as this program writes it"
        # The rest follows from these, so that no id needs it.
        later = {MANIFEST, OVERVIEW, *(document.path for document in manifest.documents)}
        hashes = {name: sha256(files[name]).hexdigest() for name in files.keys() - later}
        if manifest.run != (right_id := manifest.id_with(hashes)):
            yield (
                f"{MANIFEST} has the run id {manifest.run}; of what it says, and of the files that "
                f"documents are made from, {right_id} follows: one of them was changed"
            )


def _files(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[str]:
    for file in manifest.files:
        path = PurePosixPath(file.path)
        if file.size != len(files[file.path]):
            yield f"{file.path} is listed with {file.size} bytes, not {len(files[file.path])}"
        if not isinstance(file, Document):
            if path.name != PLAN and file.path not in _OF_A_RUN:
                yield f"{file.path} is listed, and is no file of a run"
            continue
        role = role_of(file.kind, file.unit)
        recipients = file.recipients_sha256
        if manifest.schema >= SCHEMA:
            recipients = manifest.recipients.get(file.unit or role, "nobody")
        listed = {
            "recipient": (file.recipient, role),
            "recipients": (file.recipients_sha256, recipients),
            "type": (file.media_type, MEDIA_TYPES.get(path.suffix[1:])),
        }
        for name, (found, right) in listed.items():
            if found != right:
                yield f"{file.path} is listed with {name} {found}, not {right}"
