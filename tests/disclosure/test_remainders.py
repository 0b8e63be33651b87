"""What told groups differ by: about few, or of one mind."""

from __future__ import annotations

import pytest

from generator.disclosure.remainders import telling_remainders
from generator.results import Anova, Descriptives, ReleasedResults, VariableStatistics
from generator.results.groups import NO_F_TEST, GroupStatistics
from generator.results.memberships import Memberships, People, Scale

T = 4


def people(first: int, last: int) -> People:
    return frozenset(range(first, last))


def by(factor: str, answers: list[float], **classes: People) -> Anova:
    """A table of the answers by a factor, printed with four decimals."""
    groups = tuple(
        GroupStatistics(
            **{"label": label, "n": len(who), "mean": round(mean(answers, who), 4)},
            **dict.fromkeys(("sd", "se", "ci_low", "ci_high")),
        )
        for label, who in classes.items()
    )
    figures = ("ss_between", "ss_within", "f", "df1", "df2", "p", "eta2", "omega2")
    return Anova(
        group="g",
        n=len(answers),
        outcome="x",
        factor=factor,
        groups=groups,
        total=groups[0],
        levene=NO_F_TEST,
        welch=NO_F_TEST,
        posthoc=(),
        **dict.fromkeys(figures),
    )


def mean(answers: list[float], who: People) -> float:
    return sum(answers[person] for person in who) / len(who)


def found(answers: list[float], **factors: dict[str, People]) -> list[int]:
    """How many people each remainder is about; beside the tables the mean of all is told."""
    everybody = people(0, len(answers))
    row = VariableStatistics(
        **{"variable": "x", "n": len(answers), "mean": round(mean(answers, everybody), 2)},
        **dict.fromkeys(("sd", "ci_low", "ci_high")),
    )
    steps = {name: by(name, answers, **classes) for name, classes in factors.items()}
    released = ReleasedResults(
        study="s",
        round="r",
        steps={**steps, "constructs/g": Descriptives(group="g", n=row.n, rows=(row,))},
        units={},
    )
    members = Memberships(
        everybody, answered={"x": everybody}, classes=factors, scales={"x": Scale(1, 6, 1)}
    )
    return [len(one.people) for one in telling_remainders(released, {"g": members}, threshold=T)]


@pytest.mark.parametrize(("silent", "telling"), [(6.0, True), (5.5, True), (4.0, False)])
def test_the_silent_of_one_mind(silent: float, telling: bool) -> None:
    """Five said nothing of their age: the mean of all less the table by age."""
    answers = [silent] * 4 + [2 * silent - 6 if silent < 6 else 6] + [3.0, 4.0] * 20
    table = {"young": people(5, 25), "old": people(25, 45)}
    assert bool(found(answers, age=table)) is telling


def test_somebody_in_one_group_and_somebody_else_in_another() -> None:
    """Of two tables one leaves out person 0 of the old, the other person 1: 6 less 1."""
    answers = [6.0, 1.0] + [3.0, 4.0] * 20
    old, less = people(22, 42) | {0}, people(22, 42) | {1}
    everybody = people(0, 42)
    tables = {"age": {"young": everybody - old, "old": old}}
    assert found(answers, **tables) == []
    two = {**tables, "schooling": {"short": everybody - less, "long": less}}
    assert 2 in found(answers, **two)


def test_many_on_both_sides_are_no_remainder() -> None:
    answers = [3.0, 4.0] * 21
    everybody = people(0, 42)
    tables = {
        "age": {"young": people(0, 20), "old": everybody - people(0, 20)},
        "schooling": {"short": people(5, 26), "long": everybody - people(5, 26)},
    }
    assert found(answers, **tables) == []
