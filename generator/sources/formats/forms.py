"""Microsoft Forms: a row for each response, with whole questions as headings.

A statement of a Likert question has a column of its own, with the option's text in its cells; a
choice of several has its options in one cell, each with a semicolon after it.
"""

import tomllib
from itertools import takewhile
from pathlib import Path

from generator.sources.cells import one_line
from generator.sources.inputs import Variable
from generator.sources.layout import Described, Layout
from generator.sources.sheets import Sheet

_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _describe(sheet: Sheet) -> Described | None:
    headings = [one_line(heading) for heading in sheet.headings]
    folded = [heading.casefold() for heading in headings]
    times = next((times for times in _WORDS["times"] if {*times} <= {*folded}), None)
    if times is None or folded[0] != "id":
        return None
    front = takewhile({*_WORDS["noted"], *times}.__contains__, folded)
    noted = set(range(1, len([*front])))
    for at, low in enumerate(folded):
        what, _, question = low.partition(" - ")
        noted |= {at} if what in _WORDS["marked"] and question in folded else set()
    asked = [None if at in noted else Variable(each, each) for at, each in enumerate(headings)]
    return Described([Variable("ID"), *asked[1:]], key="ID")


FORMS = Layout("forms", _describe)
