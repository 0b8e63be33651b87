"""What the lock can doubt: a kind, and what it is about, so that it can be told in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "no_pdf",
    "missing",
    "changed",
    "unmarked",
    "other_unit",
    "other_run",
    "recipient_changed",
    "shared_address",
    "unit_gone",
    "unit_changed",
]

_TOLD: Final[Mapping[Kind, str]] = {
    "no_pdf": "the run has no PDF to send",
    "missing": "{about} is not there",
    "changed": "{about} is not the file the manifest lists",
    "unmarked": "{about} does not say what it is about",
    "other_unit": "{about} is about {found}, not {meant}",
    "other_run": "{about} is of the run {found}, not {meant}",
    "recipient_changed": (
        "who gets {about} was changed in round.toml after the run was built; build again and "
        "approve"
    ),
    "shared_address": "the address {about} is given for different leaders: {found}",
    "unit_gone": "{about} is no longer in round.toml",
    "unit_changed": "{about} is another office in round.toml now than when the run was built",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt about a letter; ``about`` is a file, a unit or an address."""

    kind: Kind
    about: str = ""
    found: str = ""
    meant: str = ""

    def __str__(self) -> str:
        return _TOLD[self.kind].format(about=self.about, found=self.found, meant=self.meant)
