"""What the pages tell of each report, gathered; the templates put it into words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.delivery.approval import Decision, Standing
from generator.delivery.doubts import Doubt
from generator.delivery.lock import open_letter
from generator.desk.look import Look
from generator.desk.withheld import Group, withheld_of
from generator.render.overview import unit_flags
from generator.results.survey import Response
from generator.results.values import Suppressed
from generator.round.mail import Role
from generator.run.manifest import Document


@dataclass(frozen=True, slots=True)
class Count:
    """How many of whom answered, as it is told; ``of`` names the file where there are several."""

    of: str
    n: str
    rate: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is to get a report, by the round as it is now; a list has no names."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report: what is in it, who gets it and where it stands.

    ``doubts`` are the lock's, ``changed`` the files that are not as they were written, ``mine``
    says that whoever sits at the page has approved it already.
    """

    item: str
    role: Role
    name: str
    counts: tuple[Count, ...]
    flags: tuple[str, ...]
    offices: tuple[str, ...]
    silent: bool
    withheld: tuple[Group, ...]
    let_through: int
    documents: tuple[Document, ...]
    recipients: tuple[Recipient, ...]
    doubts: tuple[Doubt, ...]
    standing: Standing
    changed: tuple[str, ...]
    mine: bool

    @property
    def withheld_count(self) -> int:
        """How many figures are withheld."""
        return sum(group.count for group in self.withheld)

    @property
    def open(self) -> bool:
        """Whether whoever sits at the page can still say yes to it."""
        return not (self.changed or self.mine or self.standing.state in ("approved", "held"))

    @property
    def ready(self) -> bool:
        """Whether it may be approved together with others: nothing speaks against it."""
        return self.open and bool(self.recipients) and not self.doubts


@dataclass(frozen=True, slots=True)
class Ruling:
    """An earlier decision, and whether it is about the run as it is now."""

    decision: Decision
    current: bool


def sheets(look: Look) -> tuple[Sheet, ...]:
    """Return every report of the run, in its order."""
    return tuple(sheet(item, look) for item in look.run.items)


def sheet(item: str, look: Look) -> Sheet:
    """Gather what is known of one report."""
    documents = look.run.documents_of(item)
    unit = documents[0].unit
    standing = look.standing[item]
    response = look.context.unit(item, "response", Response) if unit else None
    return Sheet(
        item=item,
        role=documents[0].recipient,
        name=look.run.round.unit_name(item) if unit else look.run.round.whole,
        counts=tuple(_counts(look, response)),
        flags=unit_flags(response, look.context),
        offices=_offices(look, response),
        silent=unit is not None and _is_silent(response),
        withheld=withheld_of(look.withheld, look.released, unit),
        let_through=len(look.let_through.get(unit, ())),
        documents=documents,
        recipients=_recipients(item, look),
        doubts=_doubts(item, look),
        standing=standing,
        changed=(*look.changed_shared, *look.run.changed(item)),
        mine=any(_same_person(one, look.by) for one in standing.by) and standing.state != "held",
    )


def rulings(item: str, look: Look) -> tuple[Ruling, ...]:
    """Return every decision about a report, the latest first."""
    own = (one for one in reversed(look.decided) if one.item == item)
    return tuple(Ruling(one, one.manifest == look.run.manifest_sha256) for one in own)


def _counts(look: Look, response: Response | None) -> Iterator[Count]:
    context = look.context
    if response is not None:
        yield Count("", context.number(response.n, 0), context.percent(response.rate))
        return
    for node in look.released.steps.values():
        if isinstance(node, Response):
            label = look.run.study.groups[node.group].label
            yield Count(label, context.number(node.n, 0), context.percent(node.rate))


def _offices(look: Look, response: Response | None) -> tuple[str, ...]:
    if response is None or len(response.offices) < 2:
        return ()
    return tuple(look.run.round.unit_name(office) for office in response.offices)


def _recipients(item: str, look: Look) -> tuple[Recipient, ...]:
    return tuple(Recipient(one.name, one.address) for one in look.letters_with(item))


def _doubts(item: str, look: Look) -> tuple[Doubt, ...]:
    if look.post is None:
        return ()
    found = (
        doubt
        for letter in look.letters_with(item)
        for doubt in open_letter(letter, look.run, look.post.round).doubts
    )
    return tuple(dict.fromkeys(found))


def _is_silent(response: Response | None) -> bool:
    return response is None or isinstance(response.n, Suppressed)


def _same_person(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
