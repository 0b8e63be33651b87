"""What the pages say of each report, gathered; the templates put it into words."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from generator.delivery.addressees import Addressee
from generator.delivery.approval import Standing, same_person
from generator.delivery.lock import LockReason, check_letter
from generator.desk.snapshot import Snapshot
from generator.render.overview import unit_flags
from generator.results.survey import Response
from generator.results.values import Node, Suppressed
from generator.round.mail import Role
from generator.run.manifest import Document

_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Count:
    """How many of whom answered, as it is published; ``of`` names the file if there are several."""

    of: str
    n: str
    rate: str


@dataclass(frozen=True, slots=True)
class SuppressedFigures:
    """Figures of one sort that one rule suppressed or bounded.

    ``node`` is the kind of result, or its name where all of it is suppressed; ``figure`` is the
    field, empty where it is the whole result.
    """

    node: str
    figure: str
    rule: str
    count: int


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report: what is in it, who gets it and where it stands.

    ``changed`` are the files that are not as they were written; ``mine`` says that whoever sits at
    the page has approved it already.
    """

    item: str
    role: Role
    name: str
    counts: tuple[Count, ...]
    flags: tuple[str, ...]
    offices: tuple[str, ...]
    answers_hidden: bool
    suppressed: tuple[SuppressedFigures, ...]
    let_through: int
    documents: tuple[Document, ...]
    recipients: tuple[Addressee, ...]
    lock_reasons: tuple[LockReason, ...]
    standing: Standing
    changed: tuple[str, ...]
    mine: bool

    @property
    def open(self) -> bool:
        """Whether whoever sits at the page can still say yes to it."""
        return not (self.changed or self.mine or self.standing.state in ("approved", "held"))

    @property
    def ready(self) -> bool:
        """Whether it may be approved together with others: nothing speaks against it."""
        return self.open and bool(self.recipients) and not self.lock_reasons


def report_views(snapshot: Snapshot) -> tuple[ReportView, ...]:
    """Return every report of the run, in its order."""
    return tuple(report_view(item, snapshot) for item in snapshot.run.items)


def report_view(item: str, snapshot: Snapshot) -> ReportView:
    """Gather what is known of one report."""
    run, standing = snapshot.run, snapshot.standing[item]
    documents = run.documents_of(item)
    unit = documents[0].unit
    response = snapshot.context.unit(item, "response", Response) if unit else None
    merged = response.offices if response and len(response.offices) > 1 else ()
    hidden = response is None or isinstance(response.n, Suppressed)
    recipients, mailer = snapshot.addressees_of(item), snapshot.mailer
    checked = [check_letter(one, run, mailer.round) for one in recipients] if mailer else []
    reasons = dict.fromkeys(reason for _, found in checked for reason in found)
    return ReportView(
        item=item,
        role=documents[0].recipient,
        name=run.round.unit_name(item) if unit else run.round.total_name,
        counts=tuple(_counts(snapshot, response)),
        flags=unit_flags(response, snapshot.context),
        offices=tuple(run.round.unit_name(office) for office in merged),
        answers_hidden=unit is not None and hidden,
        suppressed=_suppressed(snapshot, unit),
        let_through=len(snapshot.let_through.get(unit, ())),
        documents=documents,
        recipients=recipients,
        lock_reasons=tuple(reasons),
        standing=standing,
        changed=(*snapshot.changed_shared, *run.changed(item)),
        mine=standing.state != "held" and any(same_person(one, snapshot.by) for one in standing.by),
    )


def _counts(snapshot: Snapshot, response: Response | None) -> Iterator[Count]:
    context = snapshot.context
    if response is not None:
        found = [("", response)]
    else:
        groups = snapshot.run.study.groups
        nodes = snapshot.released.steps.values()
        found = [(groups[node.group].label, node) for node in nodes if isinstance(node, Response)]
    for label, node in found:
        yield Count(label, context.number(node.n, 0), context.percent(node.rate))


def _suppressed(snapshot: Snapshot, unit: str | None) -> tuple[SuppressedFigures, ...]:
    """What a unit's report lacks, or the report on the total (``unit`` None)."""
    released = snapshot.released
    nodes = released.steps if unit is None else released.units.get(unit, {})
    counted: Counter[tuple[str, str, str]] = Counter()
    for cell in snapshot.suppressed.get(unit, ()):
        place = cell.place
        name = next((name for name in nodes if place == name or place.startswith(f"{name}.")), "")
        node = nodes.get(name)
        kind = node.kind if isinstance(node, Node) else place.partition("/")[0].partition(".")[0]
        field = "" if place == name else place.removeprefix(name).rpartition(".")[2]
        counted[kind, _INDEX.sub("", field), cell.rule] += 1
    return tuple(SuppressedFigures(*sort, count) for sort, count in counted.items())
