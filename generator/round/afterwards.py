"""What a round declares about the time after its reports: follow-up, filing and deletion."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from generator.round.mail import Address
from generator.study.declared import Declared, Text

_FILLED = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
Filled = Annotated[str, Field(pattern=_FILLED, title="a text that is not empty, on one line")]


def _of_our_time(day: datetime.date) -> datetime.date:
    if not 1900 <= day.year < 2200:
        raise ValueError(f"{day} is no date from 1900 to 2199")
    return day


Day = Annotated[datetime.date, AfterValidator(_of_our_time)]


class FollowUp(Declared):
    """What units are asked to do with their reports, and by when."""

    address: Address | None = None
    """Where the plan goes, else where messages are answered. For example ``"ia@example.org"``."""
    show_by: Day | None = None
    """When page 1 has been talked about at a staff meeting. For example ``2026-03-06``."""
    meeting: Day | None = None
    """When the units' leaders meet. For example ``2026-03-10``."""
    plan_by: Day | None = None
    """When the plan has been sent. For example ``2026-03-20``."""


class Archiving(Declared):
    """Who files the round, as the archive knows them."""

    creator: Filled
    """Whose archive it is. For example ``"Granfjord fylke"``."""
    administrative_unit: Filled
    """The part of it that made the round. For example ``"Analyse"``."""
    responsible: Filled
    """The person who answers for it. For example ``"Ragnhild Tveitmo"``."""
    index: str | None = None
    """An index that several machines share. For example ``"postgresql://arkiv.example/rapporter"``."""

    @field_validator("index")
    @classmethod
    def without_password(cls, index: str | None) -> str | None:
        """A password does not belong in a file that is kept and filed."""
        if index and re.search(r"://[^/@]*:[^/@]*@|[?&]password=", index):
            raise ValueError("leave the password out; PGPASSWORD or ~/.pgpass may hold it")
        return index


class Retention(Declared):
    """When raw data are to be deleted: on a date, or some months after the round's own date."""

    date: Day | None = None
    """The day from which they are. For example ``2028-06-30``."""
    months: int | None = Field(default=None, ge=0, le=1200)
    """Or how many months after the date of the round. For example ``24``."""
    files: tuple[Literal["answers", "scorecard", "client_survey", "plans"], ...] = ("answers",)
    """Which files; "answers" are the survey's and the review of the open answers.
    For example ``["answers", "plans"]``."""
    also: tuple[str, ...] = ()
    """Other files of the folder that hold answers. For example ``["kopi av *.xlsx"]``."""

    @model_validator(mode="after")
    def one_rule(self) -> Retention:
        """Either a date or a number of months."""
        if (self.date is None) == (self.months is None):
            raise ValueError("give either a date or a number of months")
        return self

    def due(self, round_date: datetime.date) -> datetime.date:
        """The day from which the raw data of a round of ``round_date`` are to be deleted."""
        if self.date is not None:
            return self.date
        year, month = divmod(round_date.year * 12 + round_date.month - 1 + (self.months or 0), 12)
        last = calendar.monthrange(year, month + 1)[1]
        return datetime.date(year, month + 1, min(round_date.day, last))


class Correction(Declared):
    """That the round's results are corrected: its reports replace those made before."""

    date: Day
    """The day it is said. For example ``2015-11-03``."""
    why: Text
    """What was wrong, as the reports say it.
    For example ``"Oppfølging i Solvik var registrert feil i august."``."""
