"""What the proof rests on is kept, and says so when certificate, results or it was changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from counties import County, county, inputs_of, of, people, put, round_of, with_policy
from counts import times
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import Walked, walk

from generator.disclosure import examine_again, keep, prove, read_kept
from generator.disclosure.certificate import EarlierRun, results_hash
from generator.results import ReleasedResults
from generator.round import Policy

KEY = b"k" * 32
OFFICES = {"alm": 12, "bjork": 9, "eik": 3, "furu": 30, "gran": 26}

Content = dict[str, Any]


@pytest.fixture(scope="module")
def sound() -> County:
    one = of(OFFICES)
    return replace(one, certificate=keep(one.released, one.people).sealed(one.certificate, KEY))


def again(
    one: County,
    *,
    content: Content | None = None,
    released: ReleasedResults | None = None,
    key: bytes = KEY,
    **changes: object,
) -> tuple[str, ...]:
    """What is found when something was changed; a changed result fits in its certificate."""
    kept = read_kept(content or keep(one.released, one.people).content())
    told = released or one.released
    certificate = replace(one.certificate, examined_sha256=results_hash(told), **changes)
    return tuple(examine_again(kept, key, told, one.study, certificate))


def test_nothing_is_found_in_what_is_as_it_was(sound: County) -> None:
    assert again(sound) == ()


counts = st.lists(st.integers(0, 30), min_size=1, max_size=8)


@settings(max_examples=times(25))
@given(counts, st.integers(0, 9), st.booleans())
def test_every_county_is_examined_again_to_the_same(
    answers: list[int], seed: int, skipped: bool
) -> None:
    """Also where answers are missing, and tables are joined or left out for it."""
    offices = {f"o{i}": n for i, n in enumerate(answers)}
    frame = people(offices, seed=seed)
    if skipped and len(frame):
        frame.loc[frame.index[:: seed + 2], ["c1", "age"]] = None
    if len(frame) < 4:
        return
    one = county(inputs_of(frame), round_of(tuple(offices)))
    kept = keep(one.released, one.people)
    found = examine_again(kept, KEY, one.released, one.study, kept.sealed(one.certificate, KEY))
    assert tuple(found) == ()


@pytest.mark.parametrize("policy", [None, Policy()], ids=["published", "ordinary"])
def test_so_is_the_demo_round(policy: Policy | None, demo: Walked, demo_folder) -> None:
    walked = demo if policy is None else walk(demo_folder, policy=policy)
    members = walked.scored.people(study=walked.study)
    released, certificate = prove(walked.released, walked.certificate, members)
    kept = read_kept(json.loads(json.dumps(keep(released, members).content())))
    certificate = kept.sealed(certificate, KEY)
    assert kept == keep(released, members)
    assert tuple(examine_again(kept, KEY, released, walked.study, certificate)) == ()
    if certificate.let_through:
        fewer = replace(certificate, let_through=certificate.let_through[:-1])
        seal, finding = examine_again(kept, KEY, released, walked.study, fewer)
        assert seal == SEAL
        assert finding.endswith("by subtraction, and certificate.json does not say so")


def test_the_same_answers_in_another_order_are_kept_alike(sound: County) -> None:
    frame = sound.inputs.surveys["staff"].frame
    turned = county(inputs_of(frame.iloc[::-1]), sound.round)
    assert keep(turned.released, turned.people) == keep(sound.released, sound.people)


def test_no_row_and_no_answer_is_kept(sound: County) -> None:
    """Each variable is a table of counts by itself: nothing says who is the same in two."""
    content = keep(sound.released, sound.people).content()
    assert content.keys() == {"results_sha256", "sums"}
    (variables,) = content["sums"].values()
    assert {"C", "c1", "who chose c1"} <= variables.keys()
    for sums in variables.values():
        assert sums.keys() == {"told", "cells"}
        assert sums["cells"] == sorted(sums["cells"], key=lambda cell: cell[1:])
        assert max(n for n, *_ in sums["cells"]) > 4  # people in the same sums are told together
        assert len({tuple(positions) for _, *positions in sums["cells"]}) == len(sums["cells"])


# Sabotage


@pytest.mark.parametrize(
    "name", ["variables_examined", "groups_examined", "cells_examined", "rank", "recoverable"]
)
def test_a_number_of_the_proof_that_was_changed_is_found(sound: County, name: str) -> None:
    was = getattr(sound.certificate, name)
    assert again(sound, **{name: was + 1}) == (
        SEAL,
        f"certificate.json says {name} {was + 1}; examined again, it is {was}",
    )


SEAL = "certificate.json does not fit what is kept beside the runs: one of them was changed"
RESULTS = "results.json is not what was examined with who was in which group"


def move(content: Content) -> None:
    """One person is said to be in another cell."""
    cells = content["sums"]["staff"]["C"]["cells"]
    cells[0][0] -= 1
    cells[1][0] += 1


def alone(content: Content) -> None:
    """Two more sums were told: of everybody, and of everybody but one."""
    sums = content["sums"]["staff"]["C"]
    for cell in sums["cells"]:
        cell += [sums["told"], sums["told"] + 1]
    n, *rest = sums["cells"][0]
    sums["cells"] = [[1, *rest[:-1]], [n - 1, *rest], *sums["cells"][1:]]
    sums["told"] += 2


def left_out(content: Content) -> None:
    del content["sums"]["staff"]["who chose c1"]


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (move, "were in it"),
        (alone, "gives 1 respondent by subtraction, and certificate.json does not say so"),
        (left_out, "sums of 'who chose c1' (staff); 0 were examined"),
        (lambda content: content.update(results_sha256="0" * 64), RESULTS),
    ],
    ids=["moved", "alone", "left-out", "results"],
)
def test_a_record_that_was_changed_is_found(
    sound: County, spoil: Callable[[Content], None], finding: str
) -> None:
    content = keep(sound.released, sound.people).content()
    spoil(content)
    found = again(sound, content=content)
    assert found[0] == SEAL
    assert any(finding in one for one in found[1:])
    assert again(sound, key=b"x" * 32) == (SEAL,)


@pytest.mark.parametrize(
    "content",
    [
        {"sums": {}},
        {"results_sha256": "", "sums": {"staff": {"C": {"told": 1, "cells": [[0, 0]]}}}},
        {"results_sha256": "", "sums": {"staff": {"C": {"told": 1, "cells": [[5, 1]]}}}},
        {"results_sha256": "", "sums": {"staff": {"C": {"told": 1, "cells": [[]]}}}},
    ],
    ids=["results", "nobody", "no-sum", "empty"],
)
def test_a_record_that_makes_no_sense_is_refused(content: Content) -> None:
    with pytest.raises((ValueError, KeyError)):
        read_kept(content)


ALM = ("units", "alm", "constructs", "rows", 0)
AGE = ("steps", "c-age", "groups", 0)


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (put(*ALM, "n", value=16), "units/alm/constructs/C tells of 16, and 12 were in it"),
        (put(*AGE, "n", value=50), "steps/c-age/Young tells of 50, and"),
        (put(*AGE, "label", value="Everybody"), "sums of 'C' (staff);"),
        (
            put("units", "gran", "constructs", value={"withheld": "would_reveal_few"}),
            "sums of 'C' (staff);",
        ),
        (put("steps", "items/staff", "rows", 0, "classes", 0, "high", value=3), RESULTS),
    ],
    ids=["office", "class", "renamed", "withheld", "scale-points"],
)
def test_results_whose_groups_were_changed_are_found(
    sound: County, spoil: Callable[[Content], None], finding: str
) -> None:
    content = json.loads(sound.released.to_json())
    spoil(content)
    found = again(sound, released=ReleasedResults.from_json(json.dumps(content)))
    assert found[0] == RESULTS
    assert any(finding in one for one in found), found


def test_an_office_told_after_all_is_found(sound: County) -> None:
    units: Mapping[str, Any] = sound.released.units
    assert not sound.told("eik")
    told = {**units, "eik": {**units["eik"], "constructs": units["alm"]["constructs"]}}
    found = again(sound, released=replace(sound.released, units=told))
    assert any("sums of 'C' (staff);" in one for one in found)


def test_many_changes_are_told_as_a_few_and_a_count(sound: County) -> None:
    content = json.loads(sound.released.to_json())
    for row in content["steps"]["items/staff"]["rows"]:
        row["n"] += 4
        for part in row["classes"]:
            part["count"] += 4
    found = again(sound, released=ReleasedResults.from_json(json.dumps(content)))
    assert len(found) == 1 + 5 + 1
    assert found[-1] == "10 more figures are about others than were examined"


def test_the_seal_needs_the_key(sound: County) -> None:
    kept = keep(sound.released, sound.people)
    assert kept.sealed(sound.certificate, KEY) == sound.certificate
    assert kept.sealed(sound.certificate, b"x" * 32) != sound.certificate
    stricter = county(sound.inputs, with_policy(sound.round, min_respondents=10))
    other = keep(stricter.released, stricter.people)
    assert other.sealed(sound.certificate, KEY) != sound.certificate


@pytest.mark.parametrize(
    "change",
    [
        {"earlier": (EarlierRun("first", "same_answers"),)},
        {"answers_sha256": "0" * 64},
        {"groups_seal": ""},
    ],
    ids=["earlier", "answers", "seal"],
)
def test_what_cannot_be_computed_again_is_sealed(sound: County, change: dict[str, Any]) -> None:
    assert again(sound, **change) == (SEAL,)
