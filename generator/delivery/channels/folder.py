"""Where messages go: a protocol, and the folder of ``.eml`` files that is the default."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from generator.delivery.channels.message import Prepared
from generator.delivery.ledger import Outcome
from generator.files import write_private

OUTBOX: Final = "outbox"

PointOfNoReturn = Callable[[], None]
"""Called just before the step after which a message may have been taken."""


class Way(Protocol):
    """A way out for messages: a folder or a mail server."""

    @property
    def name(self) -> str:
        """What the ledger calls it."""

    def send(self, message: Prepared, before_end: PointOfNoReturn) -> Outcome:
        """Try once; raises DeliveryError where no message at all can go this way."""

    def close(self) -> None:
        """Leave in good order; nothing that was sent depends on it."""


class Folder:
    """Writes each message as a file that any mail program opens.

    Writing the same message again changes nothing, so there is no point of no return.
    """

    def __init__(self, folder: Path, name: str = OUTBOX) -> None:
        self.folder = folder
        self.name = name

    def send(self, message: Prepared, before_end: PointOfNoReturn) -> Outcome:
        """Write the message whole or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.folder / file_name(message)
        write_private(file, message.content)
        return Outcome("sent", f"written as {file.name}")

    def close(self) -> None:
        """Nothing is open."""


def file_name(message: Prepared) -> str:
    """The units and, as two leaders may share them, a short hash of the letter."""
    digest = sha256(f"{message.key}\n{message.message_id}".encode()).hexdigest()[:6]
    return f"{'+'.join(message.items)[:100]}-{digest}.eml"
