"""From a run folder to its delivery: the round it was built from, and the declared channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from generator.delivery import sending
from generator.delivery.approval import standings
from generator.delivery.channels import Channel, Setup, channel_for
from generator.delivery.channels.outbox import Outbox
from generator.delivery.ledger import sent_from_other_runs
from generator.delivery.passwords import pdf_password
from generator.delivery.selection import Delivery, SendOptions
from generator.delivery.sending import Line, Progress, Sleep
from generator.delivery.state import Origin, read_origin, state_folder
from generator.errors import ArgumentError, InputError, Problem
from generator.resources.templates import templates_from
from generator.round import load_round
from generator.round.consistency import contradictions
from generator.round.model import Round
from generator.run.finished import FinishedRun, open_run


@dataclass(frozen=True, slots=True)
class Mailer:
    """A run that is to be sent, its round as it is now, and what the environment says."""

    run: FinishedRun
    round: Round
    origin: Origin
    environment: Mapping[str, str]

    def send(
        self,
        options: SendOptions,
        *,
        clock: Callable[[], datetime],
        sleep: Sleep,
        progress: Progress,
    ) -> tuple[Line, ...]:
        """Send what is approved and not sent, by the declared channel."""
        with templates_from(self.origin.templates):
            return sending.send(
                self.delivery(), options, self.channel, clock=clock, sleep=sleep, progress=progress
            )

    def rehearse(self, options: SendOptions, *, at: datetime) -> tuple[Line, ...]:
        """Write what would be sent into ``dry-run/``, and touch nothing else."""
        with templates_from(self.origin.templates):
            return sending.rehearse(
                self.delivery(), options, self.channel, Outbox(self.rehearsed), at
            )

    def status(self) -> tuple[Line, ...]:
        """Say where every letter stands."""
        return sending.status(self.delivery(with_password=False))

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
            elsewhere=sent_from_other_runs(self.run.folder),
            pdf_password=pdf_password(self.environment) if needs_password else None,
        )

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
    else:
        origin = Origin(round_folder, _templates_of(opened))
    study, round_ = load_round(origin.round)
    if found := contradictions(round_, study):
        raise InputError(found)
    return Mailer(opened, round_, origin, environment)


def _templates_of(run: FinishedRun) -> Path | None:
    """The run's own templates, which stay the same when another round folder is named."""
    try:
        return read_origin(run.folder).templates
    except ArgumentError:
        return None
