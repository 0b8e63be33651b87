"""Qualtrics: names, questions and import ids in up to three rows, with the responses below."""

from itertools import takewhile

from generator.sources.cells import one_line, text_of
from generator.sources.inputs import Variable
from generator.sources.layout import Described, Layout
from generator.sources.sheets import Sheet

_KEY = "ResponseId"
_NOTED = {
    *("StartDate", "EndDate", "RecordedDate", "Duration (in seconds)", "Status", "Progress"),
    *("Finished", "IPAddress", "LocationLatitude", "LocationLongitude", "DistributionChannel"),
    *("RecipientLastName", "RecipientFirstName", "RecipientEmail", "ExternalReference"),
    "UserLanguage",
}


def _describe(sheet: Sheet) -> Described | None:
    names = [one_line(heading) for heading in sheet.headings]
    if not {_KEY, "StartDate", "EndDate"} <= set(names):
        return None
    key, width = names.index(_KEY), len(names)
    below = sheet.rows[(sheet.first_row or 0) + 1 :][:2]
    # A response's id begins so; in a row of headings the column holds something else.
    also = [
        *takewhile(lambda row: len(row) == width and not text_of(row[key]).startswith("R_"), below)
    ]
    texts = [one_line(cell) for cell in also[0]] if also else [""] * width
    asked = [
        None if name in _NOTED else Variable(name, "" if name == _KEY else text)
        for name, text in zip(names, texts, strict=True)
    ]
    return Described(asked, _KEY, heading_rows=1 + len(also))


QUALTRICS = Layout("qualtrics", _describe)
