"""Scorecards and client surveys of 2016: other offices, and figures that go on from 2015."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

Counts = tuple[int, int]
"""How many of how many, in one month."""

Course = list[Counts]
"""The months of one office and indicator."""

Answers = tuple[float, int]
"""The mean of a question and how many answered it."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office of 2016, and what its figures go on from."""

    code: int
    name: str
    parents: tuple[int, ...]
    share: float = 1.0
    """Of its parents' people."""
    above: float = 0.0
    """Percentage points above its parents."""
    first: int = 0
    """The first quarter that has it, counted from 0."""


SOUTH, NORTH = 1, 23
MERGED = 21
CLOSED = 16
OFFICES = (
    Office(1, "Solvik sør", (1,), share=0.58, above=3.0, first=1),
    Office(2, "Bjørkedal", (2,), above=1.0),
    Office(3, "Granelva", (3,)),
    Office(4, "Furustrand", (4,), above=-1.0),
    Office(5, "Tjernåsen", (5,)),
    Office(6, "Lyngheia", (6,), above=2.0),
    Office(7, "Myrholmen", (7,)),
    Office(8, "Ospelund", (8,), above=-2.0),
    Office(9, "Kvernbekken", (9,)),
    Office(10, "Seljevik", (10,)),
    Office(11, "Rognås", (11,), above=1.0),
    Office(12, "Einerhaug", (12,)),
    Office(13, "Hasselvåg", (13,)),
    Office(14, "Orrelia", (14,), above=-1.0),
    Office(15, "Tyrimoen", (15,)),
    Office(19, "Multemyr", (19,), above=1.0),
    Office(20, "Skarvneset", (20,)),
    Office(MERGED, "Lihaugen", (17, 18), above=4.0),
    Office(22, "Čáhppesjohka", (CLOSED,), share=1.2, above=2.0),
    Office(NORTH, "Solvik nord", (1,), share=0.42, above=-4.0, first=1),
    Office(31, "Vardehaug", (2,), share=0.9, above=-4.0, first=3),
    Office(32, "Tindvika", (10,), above=1.0, first=3),
    Office(33, "Kvitberget", (7,), share=1.4, above=-2.0, first=3),
    Office(34, "Elveholt", (12,), above=3.0, first=3),
)
"""Solvik is one office until March; the last four come from another county in October."""

REPLACED = {"B.15": ("B.14", 6.0)}
"""A new indicator, the one whose place it takes, and by how much its results are higher."""

TEXTS = {
    "B.15": "Gradert sykmelding ved 8 uker",
    "B.76": "Unge med nedsatt arbeidsevne som har en godkjent aktivitetsplan",
}
TARGETS = {"B.12": 65, "B.15": 50}
"""Targets that are others in 2016, per cent."""

DRIFT = {
    "B.12": (1.0, 2.0, 3.0, 4.0),
    "B.15": (0.0, 1.0, 2.0, 3.0),
    "B.17": (-1.0, -2.0, -4.0, -6.0),
    "B.18": (2.0, 5.0, 8.0, 10.0),
    "B.40": (0.0, -1.0, -2.0, -3.0),
    "B.53": (1.0, 2.0, 3.0, 4.0),
    "A.01": (0.5, 1.0, 1.5, 2.0),
}
"""By how much an indicator moves in each quarter, in percentage points."""

WRONG = {(4, "B.40"): (6, 7)}
"""What the first scorecard of the third quarter had wrong: the office, and its months from 0."""

MISSED = 0.22
"""The share of those months that was not registered there."""

RISES = {"2016-2": {"Service og organisering": 0.3}, "2016-4": {"Arbeidsfokus": 0.35}}
"""Categories of the client survey that rise, by round."""


def courses(before: Mapping[tuple[int, str], Course]) -> dict[tuple[int, str], Course]:
    """The twelve months of 2016 for every office and indicator, from the last half of 2015."""
    indicators = list(dict.fromkeys(indicator for _, indicator in before))
    new = {old: (name, higher) for name, (old, higher) in REPLACED.items()}
    made = {}
    for office in OFFICES:
        for old in indicators:
            indicator, higher = new.get(old, (old, 0.0))
            known = [before[parent, old][6:] for parent in office.parents]
            made[office.code, indicator] = _year(office, indicator, known, higher)
    return made


def _year(office: Office, indicator: str, known: Sequence[Course], higher: float) -> Course:
    chance = Random(f"2016/{office.code}/{indicator}")
    hits = sum(hit for course in known for hit, _ in course)
    of = sum(n for course in known for _, n in course)
    size = office.share * of / len(known[0])
    above = office.above if indicator.startswith("B") and indicator not in ("B.23", "B.50") else 0.0
    months = []
    for number in range(12):
        drift = DRIFT.get(indicator, (0.0,) * 4)[number // 3]
        likely = min(max(100 * hits / of + higher + above + drift, 1.0), 99.0) / 100
        n = max(1, round(size * chance.uniform(0.85, 1.15)))
        months.append((sum(chance.random() < likely for _ in range(n)), n))
    return months


def offices_in(quarter: int) -> list[tuple[int, str, tuple[int, ...]]]:
    """The offices of a quarter, counted from 0: code, name, and whose courses are theirs."""
    if quarter == 0:
        rest = [(each.code, each.name, (each.code,)) for each in OFFICES if not each.first]
        return [(SOUTH, "Solvik", (SOUTH, NORTH)), *rest]
    return [(each.code, each.name, (each.code,)) for each in OFFICES if each.first <= quarter]


def together(parts: Sequence[Course]) -> Course:
    """Several courses as one: their numerators and denominators, month by month."""
    return [
        (sum(hit for hit, _ in month), sum(n for _, n in month))
        for month in zip(*parts, strict=True)
    ]


def misread(course: Course, months: Sequence[int]) -> Course:
    """A course as it was before it was corrected, with the same number of people."""
    return [
        (round(hits * (1 - MISSED)), n) if number in months else (hits, n)
        for number, (hits, n) in enumerate(course)
    ]


def clients(
    before: Mapping[tuple[int, str], Answers], categories: Mapping[str, str], *, round_: str
) -> dict[tuple[int, str], Answers]:
    """The client survey of a round by office and question, from the one before it."""
    made = {}
    known = {code for code, _ in before}
    quarter = int(round_[-1]) - 1
    for code, _, _ in offices_in(quarter):
        office = next(each for each in OFFICES if each.code == code)
        same = NORTH in known and code in known
        parents, share = ((code,), 1.0) if same else (office.parents, office.share)
        for question, category in categories.items():
            asked = [before[parent, question] for parent in parents]
            n = sum(count for _, count in asked)
            mean = sum(mean * count for mean, count in asked) / n
            chance = Random(f"{round_}/{code}/{question}")
            moved = mean + chance.gauss(RISES[round_].get(category, 0.0), 0.15)
            answers = max(1, round(share * n * chance.uniform(0.9, 1.1)))
            made[code, question] = (round(min(max(moved, 1.0), 6.0), 1), answers)
    return made
