"""The recipient lock: anything unclear about whose a file is stops the letter, and says why.

A file is read once: the bytes that were checked are the bytes that are sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from generator.delivery.addressees import Addressee, documents_for
from generator.delivery.letter import Attachment
from generator.round.mail import addressed, normalised
from generator.round.model import Round
from generator.run.finished import FinishedRun
from generator.run.manifest import Document
from generator.run.verify.finished import mark_of

ReasonKind = Literal[
    "no_pdf",
    "missing",
    "changed",
    "unmarked",
    "other_unit",
    "other_run",
    "recipient_changed",
    "shared_address",
    "unit_gone",
    "unit_changed",
]

_MESSAGES: Final[Mapping[ReasonKind, str]] = {
    "no_pdf": "the run has no PDF to send",
    "missing": "{about} is not there",
    "changed": "{about} is not the file the manifest lists",
    "unmarked": "{about} does not say what it is about",
    "other_unit": "{about} is about {found}, not {meant}",
    "other_run": "{about} is of the run {found}, not {meant}",
    "recipient_changed": (
        "who gets {about} was changed in round.toml after the run was built; build again and "
        "approve"
    ),
    "shared_address": "the address {about} is given for different leaders: {found}",
    "unit_gone": "{about} is no longer in round.toml",
    "unit_changed": "{about} is another office in round.toml now than when the run was built",
}


@dataclass(frozen=True, slots=True)
class LockReason:
    """Why the lock stops a letter: a kind, so that it can be said in any language, and its facts.

    ``about`` is a file, a unit or an address.
    """

    kind: ReasonKind
    about: str = ""
    found: str = ""
    meant: str = ""

    def __str__(self) -> str:
        return _MESSAGES[self.kind].format(about=self.about, found=self.found, meant=self.meant)


@dataclass(frozen=True, slots=True)
class Checked:
    """The documents as they were opened, and why they may not be sent; they may if nothing is."""

    attachments: tuple[Attachment, ...]
    reasons: tuple[LockReason, ...]


def check_letter(addressee: Addressee, run: FinishedRun, round_: Round) -> Checked:
    """Open every document of a letter and hold file, manifest and round against each other."""
    documents = documents_for(addressee, run)
    reasons = [*_recipient_reasons(addressee, run, round_)]
    reasons += [] if documents else [LockReason("no_pdf")]
    attachments = []
    for document in documents:
        try:
            content = (run.folder / document.path).read_bytes()
        except OSError:
            reasons.append(LockReason("missing", document.path))
            continue
        attachments.append(Attachment(document.path, document.media_type, content))
        reasons += _file_reasons(document, content, run)
    return Checked(tuple(attachments), tuple(dict.fromkeys(reasons)))


def _file_reasons(document: Document, content: bytes, run: FinishedRun) -> Iterator[LockReason]:
    if sha256(content).hexdigest() != document.sha256:
        yield LockReason("changed", document.path)
    mark = mark_of(content, document.path)
    if mark is None:
        yield LockReason("unmarked", document.path)
        return
    if mark.about != document.mark:
        yield LockReason("other_unit", document.path, mark.about, document.mark)
    if mark.run != run.id:
        yield LockReason("other_run", document.path, mark.run, run.id)


def _recipient_reasons(
    addressee: Addressee, run: FinishedRun, round_: Round
) -> Iterator[LockReason]:
    for item in addressee.items:
        if addressee.role == "leader":
            yield from _unit_reasons(item, run.round, round_)
        meant = {document.recipients_sha256 for document in run.documents_of(item)}
        if meant != {addressed(round_.addresses(item))}:
            yield LockReason("recipient_changed", item)
    if addressee.role == "leader":
        mailbox = normalised(addressee.address)
        names = {
            " ".join(leader.name.casefold().split()): leader.name
            for office in round_.units
            if (leader := office.leader) and normalised(leader.email) == mailbox
        }
        if len(names) > 1:
            yield LockReason("shared_address", addressee.address, ", ".join(names.values()))


def _unit_reasons(item: str, built: Round, now: Round) -> Iterator[LockReason]:
    then, today = (
        [(office.id, office.code, office.name) for office in round_.offices_of(item)]
        for round_ in (built, now)
    )
    if not today:
        yield LockReason("unit_gone", item)
    elif then != today or built.unit_name(item) != now.unit_name(item):
        yield LockReason("unit_changed", item)
