"""Nettskjema: a row for each response; names of the tool's own begin with a dollar sign.

With a codebook the headings and answers are its codes (``element``, ``matrix.row``,
``checkbox.option``), without one they are the texts of the form, with its HTML.
"""

import html
import re

from generator.sources.layout import Described, Layout, Question, one_line
from generator.sources.sheets import Sheet

_KEY = "$submission_id"
_KEY_BEFORE = "NR"
_NOTED_BEFORE = {_KEY_BEFORE, "E-post", "Opprettet", "Endret"}
"""The first columns until 2019, of which the address was written for known respondents only."""

_LAST_BEFORE = "Svartid"
_EMPHASIS = re.compile(r"</?(?:a|b|em|i|span|strong|u)\b[^>]*>")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def _describe(sheet: Sheet) -> Described | None:
    headings = [_plain(heading) for heading in sheet.headings]
    if _KEY in headings:
        key, noted = _KEY, {i for i, heading in enumerate(headings) if heading.startswith("$")}
    elif headings[:1] == [_KEY_BEFORE] and {"Opprettet", _LAST_BEFORE} <= set(headings):
        first = {i for i, heading in enumerate(headings[:4]) if heading in _NOTED_BEFORE}
        key, noted = _KEY_BEFORE, first | {headings.index(_LAST_BEFORE, 1)}
    else:
        return None
    at = headings.index(key)
    return Described(
        [
            Question(heading, "" if i == at or _is_code(heading) else heading)
            if i == at or i not in noted
            else None
            for i, heading in enumerate(headings)
        ],
        key,
    )


def _plain(heading: str) -> str:
    return one_line(html.unescape(_TAG.sub(" ", _EMPHASIS.sub("", heading))))


def _is_code(heading: str) -> bool:
    return " " not in heading


NETTSKJEMA = Layout("nettskjema", _describe)
