"""Who gets what: one letter for each mailbox and role, with every report that is theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from generator.round.mail import Leader, Role, normalised
from generator.round.model import Round
from generator.run.finished import FinishedRun
from generator.run.manifest import Document
from generator.study.texts import Language


@dataclass(frozen=True, slots=True)
class Letter:
    """What one recipient is to get: a leader of two offices gets both reports in one letter.

    ``key`` names the letter in the ledger: the role and the mailbox. ``name`` is empty for an
    address on a list.
    """

    key: str
    role: Role
    address: str
    name: str
    items: tuple[str, ...]
    language: Language
    documents: tuple[Document, ...]


def letters(run: FinishedRun, round_: Round) -> tuple[Letter, ...]:
    """Return every letter of a run, in the run's order; ``round_`` knows the addresses."""
    items: dict[tuple[Role, str], list[str]] = defaultdict(list)
    people: dict[tuple[Role, str], Leader] = {}
    for item in run.items:
        role = run.documents_of(item)[0].recipient
        for person in _people(item, role, round_):
            place = (role, normalised(person.email))
            people.setdefault(place, person)
            if item not in items[place]:
                items[place].append(item)
    return tuple(
        Letter(
            key=":".join(place),
            role=place[0],
            address=people[place].email,
            name=people[place].name,
            items=tuple(items[place]),
            language=_language(run, items[place]),
            documents=tuple(_documents(run, place[0], items[place])),
        )
        for place in items
    )


def without_recipient(run: FinishedRun, round_: Round) -> tuple[str, ...]:
    """Return the items that nobody is to get: a leader is missing, or a list is empty."""
    return tuple(item for item in run.items if not round_.addresses(item))


def _people(item: str, role: Role, round_: Round) -> Iterator[Leader]:
    if role == "leader":
        yield from (office.leader for office in round_.offices_of(item) if office.leader)
    else:
        yield from (Leader(name="", email=address) for address in round_.addresses(item))


def _documents(run: FinishedRun, role: Role, items: list[str]) -> Iterator[Document]:
    """PDF and Word for whoever works with the report; management gets the PDF alone."""
    for item in items:
        for document in run.documents_of(item):
            if role != "management" or document.path.endswith(".pdf"):
                yield document


def _language(run: FinishedRun, items: list[str]) -> Language:
    """The language of the reports; the round's own where one letter holds two languages."""
    spoken = {document.language for item in items for document in run.documents_of(item)}
    return spoken.pop() if len(spoken) == 1 else run.round.language
