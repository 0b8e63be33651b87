"""The survey of 2016: made-up answers that go on from those of 2015, with a fixed seed.

Who answers in an office is drawn from those who answered there in 2015, so that what goes together
still does; every answer then moves by the office, by the person and by chance.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from random import Random

Row = dict[str, object]
Sheet = list[list[object]]

GONE = frozenset({"kval_3", "reg_aarsak", "laering_annet", "stotte", "annet"})
"""Columns that the form of 2016 does not have."""

NEW = {
    "glede_1": "Jeg gleder meg til å gå på jobb",
    "glede_2": "Jeg får energi av oppgavene mine",
    "glede_3": "Vi feirer det vi får til",
}
"""Statements that the form of 2015 did not have."""

INVITED = {
    1: 44, 2: 68, 3: 61, 4: 63, 5: 22, 6: 31, 7: 10, 8: 33, 9: 12, 10: 24, 11: 23, 12: 16,
    13: 21, 14: 20, 15: 14, 19: 12, 20: 12, 21: 17, 22: 14, 23: 32,
}  # fmt: skip
LEADERS, LEADERS_ANSWERED = 44, 32
RISES = {
    "innov": 0.3,
    "kollega": 0.1,
    "samh": 0.25,
    "komp": -0.25,
    "kval": 0.15,
}
"""By how many scale points a construct moves in the whole."""

OFFICE_RISES = {(23, "leder"): 0.6, (1, "leder"): -0.2, (21, "kollega"): 0.5, (21, "innov"): 0.4}
"""And in single offices besides."""

STATUS = {"invited": 2, "some": 3, "whole": 4, "left": 5}
LEFT = 18
"""How many of the invited were away or could not be reached."""


def employees(
    rows: Sequence[Row], offices: Iterable[tuple[int, Sequence[int]]], *, asked: Sequence[str]
) -> list[Row]:
    """Everybody who was invited, in a shuffled order; ``offices`` are codes and their parents."""
    answered = [row for row in rows if row["kontor"]]
    made = []
    for code, parents in offices:
        chance = Random(f"2016-2/{code}")
        pool = sorted(
            (r for r in answered if r["kontor"] in parents), key=lambda r: r["respondent"]
        )
        n = min(max(5, round(INVITED[code] * chance.uniform(0.44, 0.58))), INVITED[code])
        drawn = [*chance.sample(pool, min(n, len(pool)))]
        drawn += chance.choices(pool, k=n - len(drawn))
        made += [_answers(row, code, asked, number) for number, row in enumerate(drawn)]
    return _with_keys(made, sum(INVITED.values()) + LEFT, asked, seed="employees")


def leaders(rows: Sequence[Row], *, asked: Sequence[str]) -> list[Row]:
    """Every leader who was invited; they are not asked about their office."""
    answered = sorted((r for r in rows if r["innov_1"]), key=lambda row: row["respondent"])
    chance = Random("2016-2/leaders")
    drawn = [*answered, *chance.choices(answered, k=LEADERS_ANSWERED - len(answered))]
    made = [_answers(row, None, asked, number) for number, row in enumerate(drawn)]
    return _with_keys(made, LEADERS, asked, seed="leaders", left=0)


def _answers(row: Row, code: int | None, asked: Sequence[str], number: int) -> Row:
    """What somebody answers who is like the one of ``row``."""
    chance = Random(f"2016-2/{code}/{number}")
    made: Row = dict.fromkeys(asked)
    moves: dict[str, float] = {}
    for name in asked:
        old = row.get(name)
        construct = name.split("_")[0]
        if construct not in moves:
            office = Random(f"2016-2/{code}/{construct}").gauss(RISES.get(construct, 0.0), 0.15)
            moves[construct] = chance.gauss(office + OFFICE_RISES.get((code, construct), 0.0), 0.3)
        if name in BACKGROUND:
            made[name] = old
        elif old not in (None, "") and chance.random() > 0.01:
            made[name] = _on_scale(float(str(old)) + moves[construct] + chance.gauss(0.0, 0.4))
    felt = [float(str(row[name])) for name in FELT if row.get(name) not in (None, "")]
    if felt and any(made[name] is not None for name in FELT):
        level = sum(felt) / len(felt) + chance.gauss(0.1, 0.6)
        made |= {name: _on_scale(level + chance.gauss(0.0, 0.6)) for name in NEW}
    if code is not None:
        made["kontor"] = code
    return made


BACKGROUND = ("alder", "ansatt", "utdnivaa", "utdretning", "kontor")
FELT = ("kollega_1", "kollega_3", "kollega_5", "innov_2", "innov_4", "komp_1")
"""What joy at work goes together with."""


def _on_scale(value: float) -> int:
    return min(max(round(value), 1), 6)


def _with_keys(
    answered: Sequence[Row], invited: int, asked: Sequence[str], *, seed: str, left: int = LEFT
) -> list[Row]:
    """The answers and those who gave none, with keys and a status, in a shuffled order."""
    chance = Random(f"2016-2/{seed}")
    people = [*answered, *(dict.fromkeys(asked) for _ in range(invited - len(answered)))]
    keys = chance.sample(range(52_000_000, 53_000_000), len(people))
    for number, (person, key) in enumerate(zip(people, keys, strict=True)):
        holes = sum(person[name] is None for name in asked if name not in NOT_ANSWERS)
        status = "some" if holes > 4 else "whole"
        if number >= len(answered):
            status = "left" if number >= len(people) - left else "invited"
        person |= {f"statoverall_{i}": int(i == STATUS[status]) for i in range(1, 6)}
        person |= {"respondent": key, "kilde": 1}
    chance.shuffle(people)
    return people


NOT_ANSWERS = frozenset(
    {"respondent", "kilde", *BACKGROUND, *(f"statoverall_{number}" for number in range(1, 6))}
)


def columns(before: Sequence[str]) -> list[str]:
    """The columns of the form of 2016: those of 2015 but for some, and the new ones."""
    kept = [name for name in before if name and name not in GONE]
    place = kept.index("bruk")
    return [*kept[:place], *NEW, *kept[place:]]


def structure(before: Sheet) -> Sheet:
    """The sheet of questions: those of 2015 but for some, and the new ones."""
    kept = [row for row in before if row[1] not in GONE]
    place = next(i for i, row in enumerate(kept) if row[1] == "bruk")
    new = [[name, name, "Closed", "Single", text, None, None] for name, text in NEW.items()]
    return [*kept[:place], *new, *kept[place:]]


def labels(before: Sheet, offices: Mapping[int, str]) -> Sheet:
    """The sheet of what the values mean; ``offices`` are codes and names."""
    scale = [row for row in before if row[0] == "bruk"]
    made: Sheet = []
    for row in before:
        if row[0] == "bruk" and row is scale[0]:
            made += [[name, *each[1:]] for name in NEW for each in scale]
        if row[0] not in (*GONE, "kontor"):
            made.append(row)
        elif row[0] == "kontor" and offices:
            made += [["kontor", code, name] for code, name in offices.items()]
            offices = {}
    return made


def write_csv(path: Path, table: Iterable[Sequence[object]]) -> None:
    """A table as SurveyXact writes it: semicolons, Windows-1252."""
    content = StringIO(newline="")
    csv.writer(content, delimiter=";", lineterminator="\n").writerows(table)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.getvalue().encode("cp1252"))


def read_csv(path: Path) -> Sheet:
    """A table as ``write_csv`` writes it."""
    with path.open(encoding="cp1252", newline="") as file:
        return [list(row) for row in csv.reader(file, delimiter=";")]
