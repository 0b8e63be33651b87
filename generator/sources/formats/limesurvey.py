"""LimeSurvey: a row for each response, also for those who did not come to the end.

Headings are question codes, such as ``G01Q02`` and ``Q1[SQ001]``, with the question's text behind
them where that is asked for. Whoever stopped on the way counts by what was answered, as in other
exports; ``submitdate`` and ``lastpage`` are not read.
"""

import re

from generator.sources.cells import one_line
from generator.sources.inputs import Variable
from generator.sources.layout import Described, Layout
from generator.sources.sheets import Sheet

_KEY = "id"
_TELLING = {"submitdate", "lastpage", "startlanguage"}
_NOTED = {*_TELLING, "seed", "startdate", "datestamp", "ipaddr", "refurl", "interviewtime"}
_PARTICIPANT = {
    *("token", "participant_id", "firstname", "lastname", "email", "emailstatus", "language"),
    *("blacklisted", "sent", "remindersent", "remindercount", "completed", "usesleft"),
    *("validfrom", "validuntil", "mpid", "tid"),
}
"""Of the list of participants, where the export has its ``token``; attributes may be asked for."""

_CODE = re.compile(r"([A-Za-z]\w*(?:\[[^\]]*\])*)(?:\s*[.:;|–-]\s+(.*))?", re.DOTALL)
_SUBQUESTION = re.compile(r"(.+\S)\s*\[(.+)\]", re.DOTALL)
_GROUP_TIME = re.compile(r"groupTime\d*")
_FULL = {"Response ID", "Last page", "Start language"}
_NOTED_FULL = {
    *_FULL,
    *("Date submitted", "Seed", "Date started", "Date last action", "IP address", "Referrer URL"),
    *("Access code", "Token", "Email address", "First name", "Last name", "Total time"),
}
"""Headings where the texts alone are asked for, in English."""


def _describe(sheet: Sheet) -> Described | None:
    headings = [one_line(heading) for heading in sheet.headings]
    if set(headings) >= _FULL:
        asked = [Variable(_wording(each), _wording(each)) for each in headings]
        noted = _NOTED_FULL - {"Response ID"}
        return Described(
            [each if each.name not in noted else None for each in asked], "Response ID"
        )
    parts = [_CODE.fullmatch(heading) for heading in headings]
    codes = [part[1] if part else heading for part, heading in zip(parts, headings, strict=True)]
    texts = [part[2] or "" if part else "" for part in parts]
    if codes[:1] != [_KEY] or not (set(codes) & _TELLING or all(texts)):
        return None
    noted = _NOTED | (_PARTICIPANT if "token" in codes else set())
    if "interviewtime" in codes:
        timed = {f"{code.partition('[')[0]}Time" for code in codes}
        noted |= {code for code in codes if code in timed or _GROUP_TIME.fullmatch(code)}
    return Described(
        [
            None if code in noted else Variable(code, "" if code == _KEY else _wording(text))
            for code, text in zip(codes, texts, strict=True)
        ],
        _KEY,
    )


def _wording(text: str) -> str:
    """The question, and behind a dash the statement or choice that stands in brackets."""
    parts = _SUBQUESTION.fullmatch(text)
    return f"{parts[1]} – {parts[2]}" if parts else text


LIMESURVEY = Layout("limesurvey", _describe)
