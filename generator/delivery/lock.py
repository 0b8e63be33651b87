"""The recipient lock: anything unclear about whose a file is stops the letter, and says why.

A file is read once: the bytes that were checked are the bytes that are sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from generator.delivery.addressees import Addressee, documents_for
from generator.delivery.letter import Attachment
from generator.round.mail import addressed, normalised
from generator.round.model import Round
from generator.round.people import plain
from generator.run.finished import FinishedRun
from generator.run.manifest import Document
from generator.run.verify.finished import mark_of


class ReasonKind(Enum):
    """What the lock can find, with the message for it."""

    NO_FILE = "the run has no file of a format that is sent"
    MISSING = "{about} is not there"
    CHANGED = "{about} is not the file the manifest lists"
    UNMARKED = "{about} does not say what it is about"
    OTHER_UNIT = "{about} is about {found}, not {meant}"
    OTHER_RUN = "{about} is of the run {found}, not {meant}"
    RECIPIENT_CHANGED = (
        "who gets {about} was changed in round.toml after the run was built; build again and "
        "approve"
    )
    SHARED_ADDRESS = "the address {about} is given for different leaders: {found}"
    UNIT_GONE = "{about} is no longer in round.toml"
    UNIT_CHANGED = "{about} is another office in round.toml now than when the run was built"


@dataclass(frozen=True, slots=True)
class LockReason:
    """Why the lock stops a letter: its kind, which a page says in its own language, and the facts.

    ``about`` is a file, a unit or an address.
    """

    kind: ReasonKind
    about: str = ""
    found: str = ""
    meant: str = ""

    def __str__(self) -> str:
        return self.kind.value.format(about=self.about, found=self.found, meant=self.meant)


def check_letter(
    addressee: Addressee, run: FinishedRun, round_: Round
) -> tuple[tuple[Attachment, ...], tuple[LockReason, ...]]:
    """Hold a letter's files, the manifest and the round against each other.

    Returns the documents as they were opened, and the reasons why they may not be sent.
    """
    documents = documents_for(addressee, run, round_)
    reasons = [*_recipient_reasons(addressee, run, round_)]
    reasons += [] if documents else [LockReason(ReasonKind.NO_FILE)]
    attachments = []
    for document in documents:
        try:
            content = (run.folder / document.path).read_bytes()
        except OSError:
            reasons.append(LockReason(ReasonKind.MISSING, document.path))
            continue
        attachments.append(Attachment(document.path, document.media_type, content))
        reasons += _file_reasons(document, content, run)
    return tuple(attachments), tuple(dict.fromkeys(reasons))


def _file_reasons(document: Document, content: bytes, run: FinishedRun) -> Iterator[LockReason]:
    if sha256(content).hexdigest() != document.sha256:
        yield LockReason(ReasonKind.CHANGED, document.path)
    mark = mark_of(content, document.path)
    if mark is None:
        yield LockReason(ReasonKind.UNMARKED, document.path)
        return
    if mark.about != document.mark:
        yield LockReason(ReasonKind.OTHER_UNIT, document.path, mark.about, document.mark)
    if mark.run != run.id:
        yield LockReason(ReasonKind.OTHER_RUN, document.path, mark.run, run.id)


def _recipient_reasons(
    addressee: Addressee, run: FinishedRun, round_: Round
) -> Iterator[LockReason]:
    for item in addressee.items:
        if addressee.role == "leader":
            yield from _unit_reasons(item, run.round, round_)
        meant = {document.recipients_sha256 for document in run.documents_of(item)}
        if meant != {addressed(round_.addresses(item))}:
            yield LockReason(ReasonKind.RECIPIENT_CHANGED, item)
    if addressee.role == "leader":
        mailbox = normalised(addressee.address)
        names = {
            plain(leader.name): leader.name
            for office in round_.units
            if (leader := office.leader) and normalised(leader.email) == mailbox
        }
        if len(names) > 1:
            yield LockReason(
                ReasonKind.SHARED_ADDRESS, addressee.address, ", ".join(names.values())
            )


def _unit_reasons(item: str, built: Round, now: Round) -> Iterator[LockReason]:
    then, today = (
        [(office.id, office.code, office.name) for office in round_.offices_of(item)]
        for round_ in (built, now)
    )
    if not today:
        yield LockReason(ReasonKind.UNIT_GONE, item)
    elif then != today or built.unit_name(item) != now.unit_name(item):
        yield LockReason(ReasonKind.UNIT_CHANGED, item)
