"""What one page is made from: a run, its round and every decision, as they lie on the disk now.

Everything is read anew for each request, so that no approval rests on what was read before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from generator.delivery.addressees import Addressee, addressees
from generator.delivery.approval import Decision, Standing, decisions, standings
from generator.delivery.mailer import Mailer, open_mailer
from generator.desk.pages import RequestError
from generator.disclosure.certificate import Cell, Certificate
from generator.errors import ArgumentError, InputError
from generator.report.context import Context
from generator.report.localisation import localised
from generator.results.store import ReleasedResults
from generator.run.contents import CERTIFICATE, RESULTS
from generator.run.finished import FinishedRun, open_run

CellsByUnit = Mapping[str | None, Sequence[Cell]]
"""Suppressed cells by unit, each with its place within the unit's results."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a run lies, under which name it was opened, and who sits there.

    ``run`` may be a link, such as ``latest``; ``folder`` is what it pointed at in the beginning.
    """

    run: Path
    folder: Path
    by: str
    clock: Callable[[], datetime]
    round_folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def opened(self) -> FinishedRun:
        """The run as it is now; raises RequestError if there is a newer one."""
        if self.run.resolve() != self.folder:
            raise RequestError("newer")
        return open_run(self.folder)

    def snapshot(self) -> Snapshot:
        """Read everything as it is now; raises RequestError if there is a newer run."""
        run = self.opened()
        mailer, problems = self._mailer()
        try:
            released = _released((self.folder / RESULTS).read_bytes())
            certificate = Certificate.from_json((self.folder / CERTIFICATE).read_text("utf-8"))
        except (OSError, ValueError, KeyError, TypeError):
            raise ArgumentError(
                f"{self.folder}: {RESULTS} and {CERTIFICATE} cannot be read. Build again."
            ) from None
        return Snapshot(
            run=run,
            mailer=mailer,
            problems=problems,
            by=self.by,
            at=self.clock(),
            released=released,
            suppressed=_by_unit(certificate.suppressed),
            let_through=_by_unit(certificate.let_through),
            standing={one.item: one for one in standings(run)},
            decisions=decisions(run),
            addressees=addressees(run, mailer.round) if mailer else (),
            changed_shared=run.changed_shared(),
        )

    def _mailer(self) -> tuple[Mailer | None, tuple[str, ...]]:
        """What sends the run by the round as it is now, or why the round cannot be used."""
        try:
            mailer = open_mailer(self.folder, self.round_folder, self.environment)
        except InputError as error:
            return None, tuple(map(str, error.problems))
        except ArgumentError as error:
            return None, (str(error),)
        built, now = mailer.run.round.id, mailer.round.id
        if built != now:
            return None, (f"The run is of the round {built}, round.toml of {now}.",)
        return mailer, ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The run as it is now. ``problems`` say why the round cannot be used; then no ``mailer``.

    ``suppressed`` and ``let_through`` are by the unit whose report they belong to; None is the
    report on the total.
    """

    run: FinishedRun
    mailer: Mailer | None
    problems: tuple[str, ...]
    by: str
    at: datetime
    released: ReleasedResults
    suppressed: CellsByUnit
    let_through: CellsByUnit
    standing: Mapping[str, Standing]
    decisions: tuple[Decision, ...]
    addressees: tuple[Addressee, ...]
    changed_shared: tuple[str, ...]

    @property
    def context(self) -> Context:
        """The results and words of the run, in the round's language."""
        context = Context(
            released=self.released,
            study=self.run.study,
            round=self.run.round,
            run_id=self.run.id,
            version="",
            language=self.run.study.language,
        )
        return localised(context, self.run.round.language)

    def addressees_of(self, item: str) -> tuple[Addressee, ...]:
        """Everybody whose letter holds a report."""
        return tuple(one for one in self.addressees if item in one.items)


@lru_cache(2)
def _released(content: bytes) -> ReleasedResults:
    return ReleasedResults.from_json(content.decode())


def _by_unit(cells: Iterable[Cell]) -> CellsByUnit:
    found: dict[str | None, list[Cell]] = defaultdict(list)
    for cell in cells:
        among, _, rest = cell.place.partition("/")
        unit, _, inner = rest.partition("/") if among == "units" else (None, "", rest)
        found[unit].append(Cell(inner, cell.rule))
    return found
