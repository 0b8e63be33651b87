"""From a run folder to a delivery: its round is found, and the way out that is declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from generator.delivery import sending
from generator.delivery.channels.folder import OUTBOX, Folder, Way
from generator.delivery.channels.smtp import Server
from generator.delivery.decisions import Wishes
from generator.delivery.protection import pdf_password
from generator.delivery.secrets import SERVICE, from_keyring
from generator.delivery.sending import Line, Pace, Progress, Sleep
from generator.delivery.state import Origin, read_origin, state_folder
from generator.errors import ArgumentError, DeliveryError, InputError
from generator.resources.templates import templates_from
from generator.round import load_round
from generator.round.consistency import contradictions
from generator.round.mail import Smtp, smtp_from
from generator.round.model import Round
from generator.run.finished import FinishedRun, open_run

PASSWORD: Final = "KONTORRAPPORT_SMTP_PASSWORD"


@dataclass(frozen=True, slots=True)
class Post:
    """A run that is to be sent, its round as it is now, and what the environment says."""

    run: FinishedRun
    round: Round
    origin: Origin
    environment: Mapping[str, str]

    def send(
        self,
        wishes: Wishes,
        *,
        clock: Callable[[], datetime],
        sleep: Sleep,
        progress: Progress,
    ) -> tuple[Line, ...]:
        """Send what is approved and not sent, by the declared server or into the outbox."""
        smtp = smtp_from(self.round.smtp, self.environment)
        if smtp is None:
            pace = Pace(clock, sleep, per_minute=1e6, attempts=1)
        else:
            pace = Pace(clock, sleep, per_minute=smtp.per_minute, attempts=smtp.attempts)
        with self._templates():
            way = self._way(smtp)
            return sending.send(
                self.run, self.round, wishes, way, pace, progress, pdf_password=self.protection()
            )

    def rehearse(self, wishes: Wishes, *, at: datetime) -> tuple[Line, ...]:
        """Write what would be sent into ``dry-run/``, and touch nothing else."""
        smtp = smtp_from(self.round.smtp, self.environment)
        name = f"{smtp.host}:{smtp.port}" if smtp else OUTBOX
        with self._templates():
            way = Folder(self.rehearsed, name)
            lines = sending.rehearse(
                self.run, self.round, wishes, way, at, pdf_password=self.protection()
            )
            return tuple(lines)

    def status(self) -> tuple[Line, ...]:
        """Say where every letter stands."""
        return sending.status(self.run, self.round)

    @property
    def outbox(self) -> Path:
        """Where messages are written when no server is declared."""
        return state_folder(self.run.folder) / "outbox"

    @property
    def rehearsed(self) -> Path:
        """Where a dry run writes."""
        return state_folder(self.run.folder) / "dry-run"

    def _way(self, smtp: Smtp | None) -> Way:
        if smtp is None:
            return Folder(self.outbox)
        return Server(smtp, password_of(smtp, self.environment))

    def protection(self) -> str | None:
        """The password of the PDFs, where policy asks for one."""
        return pdf_password(self.environment) if self.run.round.policy.protect_pdf else None

    def _templates(self) -> AbstractContextManager[None]:
        return templates_from(self.origin.templates)


def open_post(run: Path, round_folder: Path | None, environment: Mapping[str, str]) -> Post:
    """Open a run and the round it was built from, or the one that is named instead."""
    opened = open_run(run)
    if round_folder is None:
        origin = read_origin(opened.folder)
    else:
        origin = Origin(round_folder, _templates_of(opened))
    study, round_ = load_round(origin.round)
    if found := contradictions(round_, study):
        raise InputError(found)
    return Post(opened, round_, origin, environment)


def password_of(smtp: Smtp, environment: Mapping[str, str]) -> str | None:
    """The password from the environment or the keyring; None where nobody logs in."""
    if not smtp.user:
        return None
    if given := environment.get(PASSWORD):
        return given
    if kept := from_keyring(f"{smtp.user}@{smtp.host}"):
        return kept
    raise DeliveryError(
        f"There is no password for {smtp.user} at {smtp.host}. Set {PASSWORD}, or keep it with: "
        f"keyring set {SERVICE} {smtp.user}@{smtp.host} (pip install 'kontorrapport[keyring]')."
    )


def _templates_of(run: FinishedRun) -> Path | None:
    """The run's own templates, which stay the same when another round folder is named."""
    try:
        return read_origin(run.folder).templates
    except ArgumentError:
        return None
