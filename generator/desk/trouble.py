"""Why a request was not done; the page for it says so in words."""

from __future__ import annotations

from typing import Final, Literal

Trouble = Literal["not_there", "newer", "changed", "form", "unusable", "fault"]

STATUS: Final[dict[Trouble, int]] = {
    "not_there": 404,
    "newer": 409,
    "changed": 409,
    "form": 403,
    "unusable": 409,
    "fault": 500,
}


class Stopped(Exception):
    """The request is answered with a page that says what is wrong; nothing was decided."""

    def __init__(self, trouble: Trouble, *told: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble
        self.told = told
