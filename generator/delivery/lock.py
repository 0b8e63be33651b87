"""The wrong-recipient lock: any doubt about who a file belongs to stops the letter, and says why.

A file is read once: the bytes that were checked are the bytes that are sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from generator.delivery.doubts import Doubt
from generator.delivery.letters import Letter
from generator.errors import ArgumentError
from generator.round.mail import addressed, normalised
from generator.round.model import Round
from generator.run.finished import FinishedRun
from generator.run.manifest import Document
from generator.run.properties import mark_of


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document of a run and the bytes that were found and checked."""

    document: Document
    content: bytes

    @property
    def name(self) -> str:
        """The file name that the recipient sees."""
        return self.document.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter's attachments as opened, and every doubt about them; none may be sent with one."""

    attachments: tuple[Attachment, ...]
    doubts: tuple[Doubt, ...]


def assert_same_round(run: FinishedRun, round_: Round) -> None:
    """Raise ArgumentError if round.toml is of another round than the run."""
    if round_.id != run.round.id:
        raise ArgumentError(
            f"The run is of the round {run.round.id}, but round.toml is of {round_.id}. "
            "Name the right one with --round DIR."
        )


def open_letter(letter: Letter, run: FinishedRun, round_: Round) -> Opened:
    """Open every attachment of a letter and hold file, manifest and round against each other."""
    attachments = tuple(
        Attachment(document, content)
        for document in letter.documents
        if (content := _content(run, document)) is not None
    )
    doubts = [*_recipient_doubts(letter, run, round_)]
    doubts += [] if letter.documents else [Doubt("no_pdf")]
    found = {one.document.path: one.content for one in attachments}
    for document in letter.documents:
        doubts += _file_doubts(document, found.get(document.path), run)
    return Opened(attachments, tuple(dict.fromkeys(doubts)))


def _content(run: FinishedRun, document: Document) -> bytes | None:
    try:
        return (run.folder / document.path).read_bytes()
    except OSError:
        return None


def _file_doubts(document: Document, content: bytes | None, run: FinishedRun) -> Iterator[Doubt]:
    if content is None:
        yield Doubt("missing", document.path)
        return
    if sha256(content).hexdigest() != document.sha256:
        yield Doubt("changed", document.path)
    mark = mark_of(content, document.path)
    if mark is None:
        yield Doubt("unmarked", document.path)
        return
    if mark.about != document.mark:
        yield Doubt("other_unit", document.path, mark.about, document.mark)
    if mark.run != run.id:
        yield Doubt("other_run", document.path, mark.run, run.id)


def _recipient_doubts(letter: Letter, run: FinishedRun, round_: Round) -> Iterator[Doubt]:
    for item in letter.items:
        if letter.role == "leader":
            yield from _unit_doubts(item, run.round, round_)
        meant = {document.recipients_sha256 for document in run.documents_of(item)}
        if meant != {addressed(round_.addresses(item))}:
            yield Doubt("recipient_changed", item)
    if letter.role == "leader":
        names = _names_at(normalised(letter.address), round_)
        if len(names) > 1:
            told = ", ".join(names.values())
            yield Doubt("shared_address", letter.address, told)


def _unit_doubts(item: str, built: Round, now: Round) -> Iterator[Doubt]:
    then, today = _offices(built, item), _offices(now, item)
    if not today:
        yield Doubt("unit_gone", item)
    elif then != today or built.unit_name(item) != now.unit_name(item):
        yield Doubt("unit_changed", item)


def _offices(round_: Round, item: str) -> Sequence[tuple[str, str | int, str]]:
    return [(office.id, office.code, office.name) for office in round_.offices_of(item)]


def _names_at(mailbox: str, round_: Round) -> Mapping[str, str]:
    """The leaders declared with an address, by name without regard to capitals and spaces."""
    leaders = (office.leader for office in round_.units if office.leader)
    return {
        " ".join(leader.name.casefold().split()): leader.name
        for leader in leaders
        if normalised(leader.email) == mailbox
    }
