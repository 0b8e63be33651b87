"""Rounds that an older version of the program filed: named, and no reason to stop a build."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from generator.archive.bag import PAYLOAD
from generator.archive.earlier_rounds import read_history
from generator.archive.filing import file_run
from generator.round.model import Round
from generator.study.model import Study
from tests.archive.conftest import TIME, MakeRun


def test_a_round_of_an_older_version_is_left_out_and_named(
    make_run: MakeRun, store: Path, declared: tuple[Study, Round]
) -> None:
    old = make_run("aaaaaaaaaaaa", id="2014-4", date=date(2014, 12, 31))
    new = make_run("bbbbbbbbbbbb", id="2015-1", date=date(2015, 3, 31))
    for run in (old, new):
        file_run(run, store, time=TIME)
    results = next(store.glob(f"*/2014-4/*/{PAYLOAD}/results.json"))
    results.chmod(0o644)
    results.write_text(json.dumps({**json.loads(results.read_text("utf-8")), "schema": 1}), "utf-8")

    study, round_ = declared
    history = read_history(store, round_, study=study.id)

    assert [each.round.id for each in history.rounds] == ["2015-1"]
    assert len(history.older) == 1
    assert history.older[0].startswith("2014-4: results.json was made by an older version")
