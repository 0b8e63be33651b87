"""Nettskjema: a row for each response; names of the tool's own begin with a dollar sign.

With a codebook the headings and answers are its codes (``element``, ``matrix.row``,
``checkbox.option``), without one they are the texts of the form, with its HTML.
"""

import html
import re

from generator.sources.cells import one_line
from generator.sources.inputs import Variable
from generator.sources.layout import Described, Layout
from generator.sources.sheets import Sheet

_KEY = "$submission_id"
_EMPHASIS = re.compile(r"</?(?:a|b|em|i|span|strong|u)\b[^>]*>")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def _describe(sheet: Sheet) -> Described | None:
    headings = [one_line(heading) for heading in sheet.headings]
    if _KEY not in headings:
        return None
    return Described([_question(heading) for heading in headings], key=_KEY)


def _question(heading: str) -> Variable | None:
    if heading.startswith("$"):
        return Variable(_KEY) if heading == _KEY else None
    text = one_line(html.unescape(_TAG.sub(" ", _EMPHASIS.sub("", heading))))
    return Variable(text, text if " " in text else "")  # a code is one word


NETTSKJEMA = Layout("nettskjema", _describe)
