"""The outbox: a folder of messages that mail programs open as drafts, for a person to send."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from generator.delivery.channels import OUTBOX, Channel, Outcome, PointOfNoReturn, Setup
from generator.delivery.letter import Letter
from generator.delivery.message import mail_message
from generator.files import write_private

_DRAFT: Final = b"X-Unsent: 1\r\n"  # Outlook and Thunderbird then open it to be sent


class Outbox(Channel):
    """Writes each letter as an ``.eml`` file.

    Writing the same letter again changes nothing, so there is no point of no return.
    """

    name = OUTBOX

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def size_of(self, letter: Letter) -> int:
        """The size of the message, with its documents as mail carries them."""
        return len(mail_message(letter).content)

    def send(self, letter: Letter, before_end: PointOfNoReturn) -> Outcome:
        """Write the message whole or not at all, under the units and a short hash of the letter."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        identity = f"{letter.addressee.key}\n{letter.id}"  # two leaders may share the units
        digest = sha256(identity.encode()).hexdigest()[:6]
        file = self.folder / f"{'+'.join(letter.addressee.items)[:100]}-{digest}.eml"
        write_private(file, _DRAFT + mail_message(letter).content)
        return Outcome("sent", f"written as {file.name}")


def channel(setup: Setup) -> Outbox:
    """Return the outbox beside the run."""
    return Outbox(setup.folder / OUTBOX)
