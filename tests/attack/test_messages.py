"""A build that is refused says why on the analyst's terminal, and no more than a release would.

No run holds a log, and no archive; but a terminal may be kept or sent on. So a message names files,
rows, columns and figures with the n that a document would have told, never an answer or a few.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from counts import times
from hypothesis import event, given, settings
from hypothesis import strategies as st

from attack import county
from attack.county import County, Office, publish
from attack.releases import release_all
from attack.test_two_releases import FIRST, OFFICES, grown
from generator.dataset import Participation
from generator.disclosure import proof, rerelease
from generator.errors import DisclosureError
from generator.round import GroupFiles
from generator.sources.participation import invited_problems

NAMED = re.compile(r"^  .* \(n (\d+)\)$", re.MULTILINE)
"""A figure that gives somebody away with others, and its n: what a document would have told."""

SUMS = re.compile(r"\b\d+ sums of fewer than 4 people's answers")


def counts_in(message: str) -> list[int]:
    """The numbers of a message: the n of figures below the threshold, and all other numbers.

    The threshold, how many sums follow, and the n that readers of a document see are left out.
    """
    told = [int(n) for n in NAMED.findall(message)]
    left = NAMED.sub("", SUMS.sub("", message))
    others = [int(number) for number in re.findall(r"\d+", left)]
    return [n for n in told if n < 4] + [number for number in others if number != 4]


late_answers = st.tuples(*(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5, 9]) for _ in OFFICES))


@settings(max_examples=times(6), deadline=None)
@given(late_answers, st.integers(0, 1000), st.sampled_from([0.0, 0.05]))
def test_a_refused_second_release_counts_nobody(
    late: tuple[int, ...], seed: int, skipped: float
) -> None:
    first = replace(FIRST, seed=seed, skipped=skipped)
    try:
        release_all([first, grown(first, *late)])
    except DisclosureError as refusal:
        event("refused")
        assert counts_in(str(refusal)) == []


def test_late_answers_are_refused_without_their_number() -> None:
    with pytest.raises(DisclosureError) as refused:
        release_all([FIRST, grown(FIRST, 0, 3, 0, 0, 0)])
    assert counts_in(str(refused.value)) == []
    assert "fewer than 4" in str(refused.value)


def test_a_breach_that_cannot_be_mended_counts_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody left his age out, and no figure can be withheld for it: the build stops."""
    monkeypatch.setattr(proof, "without_node", lambda *_: None)
    monkeypatch.setattr(
        county, "coarsen_background", lambda inputs, *, study, policy: (inputs, study)
    )
    with pytest.raises(DisclosureError, match="No document was written") as refused:
        publish(County((Office(20), Office(22)), edits=((3, "age", None),)))
    assert counts_in(str(refused.value)) == []


def test_a_message_that_counts_people_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def telling(found: list[proof.Breach], *_: object, **__: object) -> str:
        return f"the sum of {found[0].people} people's answers follows from {found[0].claims[0]}"

    monkeypatch.setattr(rerelease, "_refusal", telling)
    with pytest.raises(DisclosureError) as refused:
        release_all([FIRST, grown(FIRST, 0, 3, 0, 0, 0)])
    assert 3 in counts_in(str(refused.value))


@pytest.mark.parametrize("answered", [2, 3])
def test_a_wrong_count_of_invited_is_refused_without_the_right_one(answered: int) -> None:
    counts = {"registered": 9, "dropped_out": 0, "invited": 9, "complete": answered, "partial": 0}
    counted = Participation(**counts, answered=answered, usable=answered)
    declared = GroupFiles(files=("x",), invited=1)
    (problem,) = invited_problems(counted, declared, group="g")
    assert re.findall(r"\d", str(problem)) == []
