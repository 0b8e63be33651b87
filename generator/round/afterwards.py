"""What a round declares about the time after its reports: follow-up, filing and deletion."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from generator.round.mail import Address
from generator.study.declared import Declared


class FollowUp(Declared):
    """What units are asked to do with their reports, and by when.

    ``show_by``: talk about page 1 at a staff meeting. ``plan_by``: send the plan to ``address``.
    ``meeting`` is when the units' leaders meet.
    """

    address: Address | None = None
    show_by: datetime.date | None = None
    meeting: datetime.date | None = None
    plan_by: datetime.date | None = None


class Archiving(Declared):
    """Who files the round, as the archive knows them.

    ``index`` is the address of an index shared by several machines (any that SQLAlchemy knows).
    """

    creator: str = Field(min_length=1)
    administrative_unit: str = Field(min_length=1)
    responsible: str = Field(min_length=1)
    index: str | None = None

    @field_validator("index")
    @classmethod
    def without_password(cls, index: str | None) -> str | None:
        """A password does not belong in a file that is kept and filed."""
        if index and re.search(r"://[^/@]*:[^/@]*@|[?&]password=", index):
            raise ValueError("leave the password out; PGPASSWORD or ~/.pgpass may hold it")
        return index


class Retention(Declared):
    """When raw data are to be deleted: on a date, or so many months after the round's own date.

    ``files`` says which of the files that were read; "answers" are the survey's files and the
    review of the open answers. ``also`` names other files of the round's folder (``*`` and ``?``
    allowed) that hold answers, such as notes or copies.
    """

    date: datetime.date | None = None
    months: int | None = Field(default=None, ge=0)
    files: tuple[Literal["answers", "scorecard", "client_survey", "plans"], ...] = ("answers",)
    also: tuple[str, ...] = ()

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
