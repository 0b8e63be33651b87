"""What a run keeps of its study and round: all that documents need, nothing about people."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.round import load_round
from generator.run.contents import definition, read_definition

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize("name", ["innovasjon/2015-2", "forbedring/2010-2"])
def test_a_definition_reads_back_as_it_was(tmp_path: Path, name: str) -> None:
    study, round_ = load_round(DATA / name)
    for path, text in definition(study, round_).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert read_definition(tmp_path) == (study, round_.without_people())


def test_no_leader_and_no_invited_count_is_kept() -> None:
    study, round_ = load_round(DATA / "innovasjon" / "2015-2")
    kept = "".join(definition(study, round_).values())
    for unit in round_.units:
        assert unit.leader is not None
        assert unit.leader.name not in kept
        assert unit.leader.email not in kept
    assert all(unit.invited is None for unit in round_.without_people().units)
    assert round_.margins and not round_.without_people().margins
