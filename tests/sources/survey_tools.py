"""The same four responses as each survey tool writes them.

Where the layouts are from: LimeSurvey's own export code (``helpers/admin/export``: ``Writer.php``,
``CsvWriter.php`` and ``SurveyObj.php`` in LimeSurvey/LimeSurvey); "Nettskjema CSV Format V1" of the
University of Oslo; Microsoft Forms' headings, in English and Norwegian, and Qualtrics's rows as
public programs name them that read their exports.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

Rows = list[list[Any]]
Responses = Sequence[tuple[str, str, str, str, list[str]]]

STATEMENTS = ("Jeg trives på jobben", "Jeg får brukt det jeg kan")
ASKED = "Hvor enig er du?"
AGREEMENT = ("Helt uenig", "Uenig", "Litt uenig", "Litt enig", "Enig", "Helt enig")
RESPONSES: Responses = (
    ("Solvik", "Helt enig", "Enig", "Tid; penger", ["Møter", "Intranett"]),
    ("Nes", "Litt enig", "", "", []),
    ("Nes", "Uenig", "Helt uenig", 'Ro, og "fred"', ["Møter"]),
    ("Solvik", "", "", "", []),
)
"""Office, two statements, an answer in own words, and what was ticked."""

PERSONAL = ("ingunn.aasbo@example.org", "Ingunn Aasbø", "192.0.2.17")
"""What no reader may keep; each stands in the exports below wherever the tool would write it."""

ADDRESS, NAME, MACHINE = PERSONAL
STARTED = datetime(2025, 5, 1, 9, 58)
DELIVERED = datetime(2025, 5, 1, 10, 2)


def forms(language: str = "nb", responses: Responses = RESPONSES) -> Rows:
    """Microsoft Forms: hard spaces in headings, a digit behind a heading that was taken."""
    front = {
        "nb": [
            "ID",
            "Starttidspunkt",
            "Fullføringstidspunkt",
            "E-postadresse",
            "Navn",
            "Tidspunkt for siste endring",
        ],
        "en": ["Id", "Start time", "Completion time", "Email", "Name", "Last modified time"],
    }[language]
    asked = [
        "Hvilket kontor?",
        f"{STATEMENTS[0]}\xa0",
        STATEMENTS[1],
        "Hva trengs\n mest?",
        "Hva bruker du?",
        "Navn2",
    ]
    noted = [STARTED, DELIVERED, ADDRESS, NAME, None]
    return [
        [*front, *asked],
        *(
            [number, *noted, *answers, "".join(f"{choice};" for choice in ticked) or None, None]
            for number, (*answers, ticked) in enumerate(responses, start=1)
        ),
    ]


def nettskjema(responses: Responses = RESPONSES) -> Rows:
    """Nettskjema without a codebook: texts with the form's HTML as headings, texts as answers."""
    choices = ("Møter", "Intranett")
    asked = ["<p>Hvilket <b>kontor</b>?</p>", *STATEMENTS, "Hva trengs &#34;mest&#34;?"]
    return [
        [
            "$submission_id",
            "$created",
            "$forwarded_to_form",
            *asked,
            *(f"Bruker.{each}" for each in choices),
            "$answer_time_ms",
        ],
        *(
            [
                28508117 + number,
                "2025-05-01T10:02:11.82+02:00",
                ADDRESS,
                *answers,
                *(int(each in ticked) for each in choices),
                6473,
            ]
            for number, (*answers, ticked) in enumerate(responses)
        ),
    ]


def nettskjema_coded(responses: Responses = RESPONSES) -> Rows:
    """Nettskjema with a codebook: its codes as headings and as answers."""
    codes = {
        "": "",
        "Solvik": 1,
        "Nes": 2,
        **{text: at for at, text in enumerate(AGREEMENT, start=1)},
    }
    return [
        [
            "$submission_id",
            "$created",
            "kontor",
            "enig.trives",
            "enig.bruk",
            "trengs",
            "$answer_time_ms",
        ],
        *(
            [
                28508117 + number,
                "2025-05-01T00:00:00+02:00",
                *(codes[each] for each in answers),
                own,
                6473,
            ]
            for number, (*answers, own, _) in enumerate(responses)
        ),
    ]


LIMESURVEY_FRONT = {
    "id": "Response ID",
    "submitdate": "Date submitted",
    "lastpage": "Last page",
    "startlanguage": "Start language",
    "seed": "Seed",
    "token": "Access code",
    "startdate": "Date started",
    "datestamp": "Date last action",
    "ipaddr": "IP address",
    "firstname": "First name",
    "email": "Email address",
}
LIMESURVEY_ASKED = {
    "G01Q01": "Hvilket kontor?",
    "enig[SQ001]": f"{ASKED} [{STATEMENTS[0]}]",
    "enig[SQ002]": f"{ASKED} [{STATEMENTS[1]}]",
    "G01Q03": "Hva trengs mest?",
    "bruk[SQ001]": "Hva bruker du? [Møter]",
    "bruk[SQ002]": "Hva bruker du? [Intranett]",
}
LIMESURVEY_TIMES = {
    "interviewtime": "Total time",
    "groupTime12": "Group time: Om jobben",
    "enigTime": "Question time: enig",
}


def limesurvey(headings: str = "codetext", responses: Responses = RESPONSES) -> Rows:
    """LimeSurvey: code, text or both as headings; two respondents stopped on the way."""
    every = {**LIMESURVEY_FRONT, **LIMESURVEY_ASKED, **LIMESURVEY_TIMES}
    made = {
        "codetext": [f"{code}. {text}" for code, text in every.items()],
        "code": [*every],
        "full": [*every.values()],
    }
    rows: Rows = [made[headings]]
    for number, (*answers, ticked) in enumerate(responses, start=1):
        done = number < 3
        front = [
            number,
            "2025-05-01 10:02:00" if done else "",
            2 if done else 1,
            "nb",
            1234567,
            "aB3dE",
            STARTED,
            DELIVERED,
        ]
        ticks = ["Yes" if each in ticked else "No" for each in ("Møter", "Intranett")]
        rows.append([*front, MACHINE, NAME, ADDRESS, *answers, *ticks, 61.2, 50.1, 40.3])
    return rows


def qualtrics(heading_rows: int = 3, responses: Responses = RESPONSES) -> Rows:
    """Qualtrics: names; questions with their statements; ids of import as JSON."""
    names = ["StartDate", "EndDate", "Status", "IPAddress", "RecipientEmail", "ResponseId"]
    asked = [*(f"{ASKED} - {each}" for each in STATEMENTS), "Hva trengs mest?"]
    rows = [
        [*names, "Q1", "Q2_1", "Q2_2", "Q3"],
        [*names[:5], "Response ID", "Hvilket kontor?", *asked],
        ['{"ImportId":"startDate","timeZone":"Europe/Oslo"}', *['{"ImportId":"QID1"}'] * 9],
    ][:heading_rows]
    for number, (*answers, _) in enumerate(responses):
        noted = [STARTED, DELIVERED, "IP Address", MACHINE, ADDRESS, f"R_2uzQg6GtgfLcV{number}"]
        rows.append([*noted, *answers])
    return rows
