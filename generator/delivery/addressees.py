"""Who gets what: one letter for each mailbox and role, with every report that is theirs."""

from collections import defaultdict
from dataclasses import dataclass

from generator.round.mail import MAILED, Leader, Role, normalised
from generator.round.model import Round
from generator.run.finished import FinishedRun
from generator.run.manifest import Document
from generator.study.declared import Language


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is to get a letter: a leader of two offices gets both reports in one.

    ``key`` names the letter in the ledger: the role and the mailbox. ``name`` is empty for an
    address on a list. ``items`` are the reports, by what they are approved as.
    """

    key: str
    role: Role
    address: str
    name: str
    items: tuple[str, ...]
    language: Language


def addressees(run: FinishedRun, round_: Round) -> tuple[Addressee, ...]:
    """Return everybody who gets a letter, in the run's order; ``round_`` knows the addresses."""
    items: dict[tuple[Role, str], list[str]] = defaultdict(list)
    people: dict[tuple[Role, str], Leader] = {}
    for item in run.items:
        role = run.documents_of(item)[0].recipient
        if role == "leader":
            found = [office.leader for office in round_.offices_of(item) if office.leader]
        else:
            found = [Leader(name="", email=address) for address in round_.addresses(item)]
        for person in found:
            place = (role, normalised(person.email))
            people.setdefault(place, person)
            if item not in items[place]:
                items[place].append(item)
    return tuple(
        Addressee(
            key=":".join(place),
            role=place[0],
            address=people[place].email,
            name=" ".join(people[place].name.split()),
            items=tuple(items[place]),
            language=_language(run, items[place]),
        )
        for place in items
    )


def without_recipient(run: FinishedRun, round_: Round) -> tuple[str, ...]:
    """Return the items that nobody is to get: a leader is missing, or a list is empty."""
    return tuple(item for item in run.items if not round_.addresses(item))


def documents_for(addressee: Addressee, run: FinishedRun, round_: Round) -> tuple[Document, ...]:
    """What is sent of somebody's reports; Word is for whoever works with them, not management."""
    formats = set(round_.mail.formats if round_.mail else MAILED)
    if addressee.role == "management":
        formats -= {"docx"}
    return tuple(
        document
        for item in addressee.items
        for document in run.documents_of(item)
        if document.path.rpartition(".")[2] in formats
    )


def _language(run: FinishedRun, items: list[str]) -> Language:
    """The language of the reports; the round's own where one letter holds two languages."""
    spoken = {document.language for item in items for document in run.documents_of(item)}
    return spoken.pop() if len(spoken) == 1 else run.round.language
