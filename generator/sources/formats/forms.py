"""Microsoft Forms: a row for each response, with whole questions as headings.

A statement of a Likert question has a column of its own, with the option's text in its cells; a
choice of several has its options in one cell, each with a semicolon after it.
"""

from itertools import takewhile

from generator.sources.cells import one_line
from generator.sources.layout import Described, Layout, Question
from generator.sources.sheets import Sheet

_TIMES = (
    {"start time", "completion time"},
    {"starttidspunkt", "fullføringstidspunkt"},
    {"starttid", "slutförandetid"},
)
_NOTED = {
    *("id", "email", "name", "last modified time"),
    *("total points", "quiz feedback", "grade posted time"),
    *("e-postadresse", "e-post", "navn", "namn", "tidspunkt for siste endring"),
    "e-postadress",
}
"""What Forms writes of a response in the languages of its users here, beside its times.

Only in front of the first question: a form may ask for a name too.
"""

_MARKED = {"points", "feedback"}
"""What was made of an answer to a quiz stands in a column of its own, as in ``Points - Why?``."""


def _describe(sheet: Sheet) -> Described | None:
    headings = [one_line(heading) for heading in sheet.headings]
    folded = [heading.casefold() for heading in headings]
    times = next((times for times in _TIMES if times <= set(folded)), None)
    if times is None or folded[0] != "id":
        return None
    front = takewhile(lambda low: low in _NOTED | times, folded)
    noted = set(range(1, len([*front])))
    for at, low in enumerate(folded):
        what, _, question = low.partition(" - ")
        noted |= {at} if what in _MARKED and question in folded else set()
    asked = [None if at in noted else Question(each, each) for at, each in enumerate(headings)]
    return Described([Question("ID"), *asked[1:]], key="ID")


FORMS = Layout("forms", _describe)
