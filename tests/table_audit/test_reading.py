"""Tables and windows from files: recognised, declared, or refused with every problem at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.errors import InputError
from generator.table_audit import audit
from generator.table_audit.figures import read_figure
from generator.table_audit.reading import read_tables
from generator.table_audit.tables import ItemScale
from generator.table_audit.windows import Window

GOOD = {"title": "Alder", "columns": ["", "Antall", "Prosent"], "rows": [["a", "1", "100,0"]]}


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, table: object, beside: object = None) -> list[str]:
    tables = written(folder, "tables.json", {"tables": {"1": table}})
    windows = written(folder, "windows.json", {"tables": beside}) if beside is not None else None
    with pytest.raises(InputError) as refused:
        read_tables(tables, windows)
    return [str(problem) for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        (".48", 0.48, 0.475, 0.485),
        ("-,31596*", -0.31596, -0.315965, -0.315955),
        ("−0,5", -0.5, -0.55, -0.45),
        ("48,3\N{NO-BREAK SPACE}%", 48.3, 48.25, 48.35),
        ("1 040", 1040, 1039.5, 1040.5),
        (".000", 0, -0.0005, 0.0005),
        ("5", 5, 4.5, 5.5),
    ],
)
def test_what_a_cell_prints(text: str, value: float, low: float, high: float) -> None:
    figure = read_figure(text)
    assert (figure.value, figure.interval.low, figure.interval.high) == (value, low, high)


@pytest.mark.parametrize("text", ["", "–", "Ikke målt", "3–5", "4,4,4", "1.2.3", "*", "5 år"])
def test_what_is_no_number(text: str) -> None:
    assert read_figure(text) is None


def test_below_a_bound() -> None:
    assert read_figure("< .001").interval.high == 0.001
    assert read_figure("<5").count is None


@pytest.mark.parametrize(
    ("columns", "layout"),
    [
        (["Faktor", "Korrelasjon", "Signifikans To-veis"], "correlation"),
        (["", "r", "p"], "correlation"),
        (["", "", "Antall", "Prosent"], "frequency"),
        (["", "Frequency", "Percent", "Valid Percent", "Cumulative Percent"], "frequency"),
        (["Model", "B", "Std. Error", "Beta", "t", "Sig."], "regression"),
        (["Gruppe", "N", "Gj.snitt", "SD", "Forskjell mellom", "Forskjell", "SE"], "anova"),
        (["", "N", "Mean", "Std. Deviation", "Std. Error"], "means"),
        (["Variabel", "Antall utsagn", "Medarbeidere"], "reliability"),
        (["Gruppe", "Inviterte", "Svarte", "Svarandel"], "response"),
        (["", "t", "df", "Sig. (2-tailed)"], "tests"),
        (["Mål", "Variabel", "Spørsmålet"], None),
    ],
)
def test_layouts_are_recognised_by_their_heads(
    tmp_path: Path, columns: list[str], layout: str | None
) -> None:
    table = {"columns": columns, "rows": [["1"] * len(columns)]}
    path = written(tmp_path, "tables.json", {"tables": {"1": table}})
    assert [found.layout for found in read_tables(path)] == [layout]


def test_what_is_declared_beside_a_table(tmp_path: Path) -> None:
    table = {"columns": ["x", "y", "z"], "rows": [["a", ".40", ".029"], ["b", ".40", None]]}
    beside = {
        "1": {
            "layout": "correlation",
            "roles": ["label", "r", "p"],
            "n": {"2": {"rows": [30, [40, 50]]}},
            "scale": {"rows": [None, {"items": 3, "complete": True, "low": 1, "high": 6}]},
        }
    }
    tables = written(tmp_path, "tables.json", {"tables": {"1": table}})
    windows = written(tmp_path, "windows.json", {"tables": beside})
    (read,) = read_tables(tables, windows)
    assert (read.window(0, 1), read.window(1, 1)) == (Window(30, 30), Window(40, 50))
    assert (read.scale(0), read.scale(1)) == (None, ItemScale(3, True, 1, 6))
    assert audit([read]).findings == ()
    own = written(tmp_path, "own.json", {"tables": {"1": table | beside["1"] | {"n": 31}}})
    assert [f.printed for f in audit(read_tables(own)).findings] == [".029"]
    assert audit(read_tables(own, windows)).findings == ()  # what stands beside goes first


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"columns": None}, "columns"),
        ({"columns": []}, "columns"),
        ({"columns": ["", "Antall"]}, "rows, row 1"),
        ({"rows": "none"}, "rows"),
        ({"rows": []}, "rows"),
        ({"rows": [["a", 1, "100,0"]]}, "rows, row 1"),
        ({"rows": [["a", "1"]]}, "rows, row 1"),
        ({"rows": ["a"]}, "rows, row 1"),
        ({"title": 5}, "title"),
        ({"layout": "pie"}, "layout"),
        ({"layout": "regression"}, "layout"),
        ({"layout": ["anova"]}, "layout"),
        ({"roles": ["label", "n"]}, "roles"),
        ({"roles": ["label", "n", "shoes"]}, "roles"),
        ({"roles": ["label", "n", ["n"]]}, "roles"),
        ({"n": 0}, "n"),
        ({"n": True}, "n"),
        ({"n": "19"}, "n"),
        ({"n": [20, 10]}, "n"),
        ({"n": [1, 2, 3]}, "n"),
        ({"n": {"4": 10}}, "n"),
        ({"n": {"2": {"rows": [1, 2]}}}, "n.2.rows"),
        ({"n": 10**400}, "n"),
        ({"predictors": 2.5}, "predictors"),
        ({"scale": 12}, "scale"),
        ({"scale": {"items": 12, "complete": "yes"}}, "scale"),
        ({"scale": {"items": 12, "complete": True, "low": 1}}, "scale"),
        ({"posthoc": "tukey"}, "posthoc"),
        ({"totals": "Sum"}, "totals"),
    ],
)
def test_a_malformed_table(tmp_path: Path, change: dict[str, object], place: str) -> None:
    told = problems(tmp_path, GOOD | change)
    assert any(f"tables.json, column tables.1.{place}: " in problem for problem in told)


def test_windows_for_tables_and_keys_that_are_not_there(tmp_path: Path) -> None:
    told = problems(tmp_path, GOOD, {"1": {"m": 19, "n": -1}, "2": {"n": 19}, "3": []})
    assert len(told) == 4
    assert all(problem.startswith("windows.json") for problem in told)


NO_TABLES = {
    "nothing": "",
    "cut off": "{",
    "a list": "[]",
    "a number": "5",
    "tables in a list": '{"tables": []}',
    "no tables": '{"tables": {}}',
    "no table": '{"tables": {"1": 5}}',
    "one key twice": '{"tables": {"1": {}, "1": {}}}',
    "too deep": "[" * 100_000,
    "too long a number": '{"tables": ' + "1" * 5000 + "}",
}


@pytest.mark.parametrize("text", NO_TABLES.values(), ids=NO_TABLES)
def test_files_that_hold_no_tables(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_tables(written(tmp_path, "tables.json", text))
    assert len(refused.value.problems) == 1


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "generator", "audit", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command(thesis_files: tuple[Path, Path], tmp_path: Path) -> None:
    tables, windows = thesis_files
    found = run(tables, "--windows", windows)
    assert found.returncode == 1
    assert [line.split(",")[0] for line in found.stdout.splitlines()[:-1]] == [
        "table 6",
        "table 13",
    ]
    assert found.stdout.splitlines()[-1].endswith("checks, 2 findings.")
    assert found.stderr == ""
    nothing = run(tables)
    assert (nothing.returncode, nothing.stderr) == (0, "")
    assert nothing.stdout.endswith("checks, 0 findings.\n")
    bad = written(tmp_path, "bad.json", {"tables": {"1": {"columns": "?", "rows": [[5]]}}})
    refused = run(bad, "--windows", tmp_path / "none.json")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 4
    assert "none.json: cannot be read" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_table_nothing_is_known_of_is_named(tmp_path: Path) -> None:
    table = {"columns": ["Mål", "Tekst"], "rows": [["a", "b"]]}
    done = run(written(tmp_path, "tables.json", {"tables": {"7": table}}))
    assert done.returncode == 0
    assert done.stderr.startswith("table 7: nothing is recognised")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tables.json")
    refused = run(tmp_path / "tables.json")
    assert refused.returncode == 2
    assert "tables.json: is no file. Write the tables into one." in refused.stderr
