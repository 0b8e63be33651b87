from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from generator.sources import read_inputs
from generator.sources.formats import read_export

from .samples import problems_of, round_, study

STAFF = pd.DataFrame(
    {
        "key": [101.0, 102, 103, 104],
        "t1": [6.0, 8, 9, None],
        "t2": [5.0, 4, 3, 2],
        "use": [5.0, 99, 1, 2],
        "sex": [1.0, 2, 3, None],
        "why": ["Tid", "-", "", "Mål"],
        "office": [1.0, 2, 1, None],
    }
)
LABELS: dict[str, Any] = {
    "t1": {1.0: "Helt uenig", 6.0: "Helt enig", 9.0: "Vet ikke"},
    "office": {1.0: "Solvik"},
}


def write(folder: Path, *, compress: bool = False, **changes: Any) -> Path:
    path = folder / "staff.data"
    pyreadstat.write_sav(
        STAFF,
        path,
        column_labels={"t1": "Stoler du  på kolleger?"},
        variable_value_labels=LABELS,
        compress=compress,
        **{
            "missing_ranges": {
                "t1": [{"lo": 8, "hi": 9}],
                "use": [99],
                "sex": [3],
                "why": ["-"],
            },
            **changes,
        },
    )
    return path


SPSS_ROUND = round_(
    groups={"staff": {"files": ["staff.data"]}, "chiefs": {"files": ["chiefs.csv"]}}
)


@pytest.mark.parametrize("compress", [False, True])
def test_labels_wording_and_missing_values(folder: Path, compress: bool) -> None:
    raw = read_export([write(folder, compress=compress)], folder=folder)
    assert list(raw.columns["t1"].cells) == [6, None, None, None]
    assert list(raw.columns["why"].cells) == ["Tid", None, "", "Mål"]
    assert raw.variables["t1"].wording == "Stoler du på kolleger?"
    assert raw.variables["t1"].labels == {1: "Helt uenig", 6: "Helt enig", 9: "Vet ikke"}
    assert raw.user_missing["t1"] == {9}
    assert list(raw.rows) == [1, 2, 3, 4]
    assert raw.files[0].kind == "spss"


def test_survey_from_spss(folder: Path) -> None:
    write(folder)
    survey = read_inputs(study(), SPSS_ROUND, folder).surveys["staff"]
    assert survey.frame["t1"].fillna(-1).tolist() == [6, -1, -1, -1]
    assert survey.frame["use"].fillna(-1).tolist() == [5, -1, 1, 2]
    assert survey.frame["sex"].tolist() == [1, 2, None, None]
    assert survey.frame["why"].tolist() == ["Tid", "", "", "Mål"]
    assert survey.frame["unit"].tolist() == ["solvik", "nes", "solvik", None]


def test_values_that_nobody_declared_missing_are_problems(folder: Path) -> None:
    write(folder, missing_ranges={"t1": [8]})
    found = problems_of(folder, round__=SPSS_ROUND)
    assert [(p.row, p.column) for p in found] == [(None, "t1"), (3, "t1"), (2, "use"), (3, "sex")]
    assert "missing = [9]" in (found[0].remedy or "")
