"""The channels that letters can leave by: one file each in this folder, found by its name.

A channel is a module here with ``channel(setup)``. ``[channel]`` in round.toml names it; where
nothing is named, letters go by the mail server that is declared, or else into the outbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final, Literal, Protocol

from generator.delivery.letter import Letter
from generator.errors import InputError, Problem
from generator.round.mail import smtp_from
from generator.round.model import Round

OUTBOX: Final = "outbox"
SMTP: Final = "smtp"

LOST: Final = "the connection or the program ended before the server answered"
"""What is noted of a letter that may or may not have been taken."""

PointOfNoReturn = Callable[[], None]
"""Called just before the step after which the addressee may have the letter."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended, and what was answered; not ``connected`` if nobody could be asked.

    The last is no fault of the letter: where it goes on, no other letter will fare better.
    """

    state: Literal["sent", "retry", "failed", "unknown"]
    answer: str
    connected: bool = True


@dataclass(frozen=True, slots=True)
class Setup:
    """What a channel may go by: the folder beside the run, the round and the environment."""

    folder: Path
    round: Round
    environment: Mapping[str, str]


class Channel(Protocol):
    """A way for letters to leave.

    ``name`` is what the ledger calls it; letters go at most ``per_minute``, and each is tried up to
    ``attempts`` times in one go.
    """

    name: str
    per_minute: float = 1e6
    attempts: int = 1

    def open(self) -> None:
        """Get ready before the first letter; raises DeliveryError where none can go."""
        return

    def size_of(self, letter: Letter) -> int:
        """How many bytes the letter takes, to be held against ``mail.max_megabytes``."""
        return sum(len(one.content) for one in letter.attachments)

    def send(self, letter: Letter, before_end: PointOfNoReturn) -> Outcome:
        """Try once; raises DeliveryError where no letter at all can go this way.

        Where the same letter twice is no harm, there is no point of no return to call.
        """

    def close(self) -> None:
        """Leave in good order; nothing that was sent depends on it."""
        return


def channel_for(setup: Setup) -> Channel:
    """Return the declared channel, not yet opened; raises InputError where there is none such."""
    if declared := setup.round.channel:
        name = declared.name
    else:
        name = SMTP if smtp_from(setup.round.smtp, setup.environment) else OUTBOX
    names = [module.name for module in iter_modules(__path__)]
    if name not in names:
        remedy = f"There are: {', '.join(names)}."
        message = f"there is no channel with the name {name}"
        raise InputError([Problem("round.toml", message, column="channel.name", remedy=remedy)])
    found: Channel = import_module(f"{__name__}.{name}").channel(setup)
    return found
