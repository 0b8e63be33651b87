"""The attacker let loose on what ``publish`` gives of a county, in one release or several."""

from __future__ import annotations

import pandas as pd
from attacker import Leak, leaks
from counties import STUDY, releases, table_of
from knowledge import Known, Seen, known

from generator.disclosure.rules import RULES, NamedRule
from generator.results.table import OTHER
from generator.study.model import Study

VARIABLES = ("A", "s")
"""A construct and a single item; B is made as A is."""


def knowledge(
    *frames: pd.DataFrame,
    rules: tuple[NamedRule, ...] = RULES,
    study: Study = STUDY,
    variables: tuple[str, ...] = VARIABLES,
    **declared: object,
) -> list[Known]:
    """What he knows of each variable when the answers stood like this at each release."""
    out = releases(*frames, rules=rules, study=study, **declared)
    seen = [
        Seen(table_of(one), frame, one.results.release)
        for one, frame in zip(out, frames, strict=True)
    ]
    ends = any(rule.name == "homogeneity" for rule in rules)
    found = [known(seen, variable, study=study, homogeneity=ends) for variable in variables]
    for one in found:
        assert not one.false(), "the table says what is not so"
    return found


def attack(*frames: pd.DataFrame, **declared: object) -> list[Leak]:
    """What follows about few people."""
    return [leak for one in knowledge(*frames, **declared) for leak in leaks(one)]


def sizes_that_follow(seen: Seen, units: int, *, threshold: int = 4) -> bool:
    """Whether somebody who knows that all named a unit can tell how many are in one of the rest.

    A unit that is not published has at most ``threshold`` - 1 people; together they are *other*.
    """
    other = seen.table.place(OTHER)
    if other is None or not isinstance(other.n, int) or seen.frame["unit"].isna().any():
        return False
    hidden = units - len(seen.table.places) + 1
    most = threshold - 1
    return max(0, other.n - most * (hidden - 1)) == min(most, other.n)
