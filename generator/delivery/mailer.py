"""From a run folder to its delivery: the round it was built from, and the declared channel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.delivery.addressees import addressees
from generator.delivery.approval import standings
from generator.delivery.channels import Channel, Setup, channel_for
from generator.delivery.channels.outbox import Outbox
from generator.delivery.ledger import Entry, Ledger, new_entry, sent_from_other_runs
from generator.delivery.passwords import pdf_password
from generator.delivery.selection import Delivery, SendOptions, reason_to_wait
from generator.delivery.sending import Clock, Line, Progress, Sleep, send_letters, table
from generator.delivery.state import Origin, database, read_origin, state_folder, templates_of
from generator.errors import ArgumentError, InputError, Problem
from generator.resources.templates import templates_from
from generator.round.consistency import contradictions
from generator.round.model import Round
from generator.run.contents import read_definition
from generator.run.finished import FinishedRun, open_run
from generator.sources.unit_list import read_round


@dataclass(frozen=True, slots=True)
class Mailer:
    """A run that is to be sent, its round as it is now, and what the environment says."""

    run: FinishedRun
    round: Round
    origin: Origin
    environment: Mapping[str, str]

    def send(
        self, options: SendOptions, *, clock: Clock, sleep: Sleep, progress: Progress
    ) -> tuple[Line, ...]:
        """Send what is approved and not sent, by the declared channel."""
        with templates_from(self.origin.templates):
            return send_letters(
                self.delivery(), options, self.channel, clock=clock, sleep=sleep, progress=progress
            )

    def rehearse(self, options: SendOptions, *, at: datetime) -> tuple[Line, ...]:
        """Write what would be sent into ``dry-run/``, and touch nothing else."""
        options.assert_known(self.run.items)
        delivery, channel, folder = self.delivery(), self.channel, Outbox(self.rehearsed)
        entries, lines = self._entries(), []
        with templates_from(self.origin.templates):
            for one in addressees(self.run, self.round):
                entry = entries.get(one.key) or new_entry(one)
                reason = reason_to_wait(one, entry, options, channel.name, delivery)
                letter = reason or delivery.letter(one, channel, at=at)
                if isinstance(letter, str):
                    lines.append(Line(one.items, one.address, "stays", note=letter))
                else:
                    answer = folder.send(letter, lambda: None).answer
                    lines.append(Line(one.items, one.address, "would go", note=answer))
        return tuple(lines)

    def status(self) -> tuple[Line, ...]:
        """Say where every letter stands, without changing anything."""
        return table(self.delivery(with_password=False), self._entries(), {})

    def _entries(self) -> dict[str, Entry]:
        with database(self.run.folder) as connection:
            return Ledger(connection).entries()

    def delivery(self, *, with_password: bool = True) -> Delivery:
        """What decides about the letters; raises an error where the run or the round lacks it."""
        if self.round.id != self.run.round.id:
            raise ArgumentError(
                f"The run is of the round {self.run.round.id}, but round.toml is of "
                f"{self.round.id}. Name the right one with --round DIR."
            )
        if self.round.mail is None:
            remedy = 'Add [mail] with sender = "name@county.example".'
            raise InputError(
                [Problem("round.toml", "there is no sender", column="mail", remedy=remedy)]
            )
        needs_password = with_password and self.run.round.policy.protect_pdf
        return Delivery(
            run=self.run,
            round=self.round,
            mail=self.round.mail,
            standing={one.item: one for one in standings(self.run)},
            elsewhere=sent_from_other_runs(self.run.folder, replaced=self._replaces),
            pdf_password=pdf_password(self.environment) if needs_password else None,
        )

    def _replaces(self, other: Path) -> bool:
        """Whether this run corrects another one; not where nobody can say what that was."""
        if self.run.round.correction is None:
            return False
        try:
            _, before = read_definition(other)
        except (OSError, ValueError):
            return False
        return before.correction != self.run.round.correction

    @property
    def nothing_approved(self) -> bool:
        """Whether no report of the run is approved."""
        return not any(one.state == "approved" for one in standings(self.run))

    @property
    def channel(self) -> Channel:
        """The declared channel, not yet opened."""
        return channel_for(Setup(state_folder(self.run.folder), self.round, self.environment))

    @property
    def rehearsed(self) -> Path:
        """Where a dry run writes."""
        return state_folder(self.run.folder) / "dry-run"


def open_mailer(run: Path, round_folder: Path | None, environment: Mapping[str, str]) -> Mailer:
    """Open a run and the round it was built from, or the one that is named instead."""
    opened = open_run(run)
    if round_folder is None:
        origin = read_origin(opened.folder)
    else:  # the run's own templates stay the same
        origin = Origin(round_folder, templates_of(opened.folder))
    study, round_ = read_round(origin.round)
    if found := contradictions(round_, study):
        raise InputError(found)
    return Mailer(opened, round_, origin, environment)
