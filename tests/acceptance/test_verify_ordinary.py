"""An ordinary round's run proves itself: every published number follows from the table or a rule.

Each sabotage makes certificate and manifest fit what was changed, hashes and counts included, so
that only what ``verify`` computes again can find it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import counties
import pytest
from counties import put
from folders import answer, built, command, write_round

from generator.disclosure.certificate import Certificate, about
from generator.results.store import ReleasedResults

COUNTY = counties.people({"alm": 14, "bjork": 22, "eik": 11, "furu": 9, "gran": 3}, seed=4)
OFFICES = counties.offices_of(COUNTY)
GIVEN = {
    "archiving": {"creator": "F", "administrative_unit": "Analyse", "responsible": "Kari Nordmo"},
    "retention": {"months": 24},
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("ordinary")
    write_round(home / "study" / "r1", COUNTY, **GIVEN)
    built(home / "study" / "r1", home / "output", form="pdf")
    return home


@pytest.fixture
def home(before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before, tmp_path / "home", symlinks=True))


def runs(home: Path) -> Path:
    return home / "output" / "fylke" / "r1"


@pytest.fixture
def run(home: Path) -> Path:
    return (runs(home) / "latest").resolve()


def changed(run: Path, name: str, change: Callable[[Any], None]) -> None:
    """Change one of the run's JSON files."""
    path = run / name
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def refit(run: Path) -> None:
    """Make the manifest fit the files as they are."""

    def hashes(manifest: Any) -> None:
        for entry in manifest["files"]:
            content = (run / entry["path"]).read_bytes()
            entry["sha256"], entry["size"] = sha256(content).hexdigest(), len(content)

    changed(run, "manifest.json", hashes)


def tamper(run: Path, change: Callable[[Any], None]) -> str:
    """Change the results, and make certificate and manifest say the same; what verify finds."""
    changed(run, "results.json", change)
    results = ReleasedResults.from_json((run / "results.json").read_text("utf-8"))
    (run / "results.json").write_text(results.to_json(), "utf-8")
    certificate = Certificate.from_json((run / "certificate.json").read_text("utf-8"))
    (run / "certificate.json").write_text(about(results, certificate).to_json(), "utf-8")
    return findings(run)


def findings(run: Path) -> str:
    refit(run)
    done = command("verify", run)
    assert done.returncode == 1, done.stdout
    return done.stdout


def of_alm(content: Any) -> Any:
    return next(p for p in content["table"]["groups"][0]["places"] if p["place"] == "alm")


def test_a_run_as_written_is_found_so(run: Path) -> None:
    done = command("verify", run)
    assert (done.returncode, "verified" in done.stdout) == (0, True), done.stdout
    assert "taken from the certificate" not in done.stderr


def in_cell(content: Any) -> None:
    cell = of_alm(content)["cells"][0]
    cell["mean"] = round(cell["mean"] + 0.01, 2)


def in_count(content: Any) -> None:
    of_alm(content)["cells"][1]["n"] -= 1


def in_place(content: Any) -> None:
    of_alm(content)["n"] += 1


def in_table_share(content: Any) -> None:
    row = next(r for r in of_alm(content)["statements"] if isinstance(r["percent"], float))
    row["percent"] += 1


def in_spread(content: Any) -> None:
    spread = content["table"]["groups"][0]["spreads"][0]
    spread["sd"] = round(spread["sd"] + 0.01, 2)


def in_unit_mean(content: Any) -> None:
    row = content["units"]["alm"]["constructs"]["rows"][0]
    row["mean"] = round(row["mean"] + 0.01, 2)


def in_unit_share(content: Any) -> None:
    rows = content["units"]["alm"]["items"]["rows"]
    next(r for r in rows if isinstance(r["percent"], float))["percent"] += 1


def in_interval(content: Any) -> None:
    row = content["units"]["bjork"]["constructs"]["rows"][1]
    row["ci_low"] = round(row["ci_low"] + 0.01, 2)


def in_total(content: Any) -> None:
    row = content["steps"]["constructs/ansatte"]["rows"][0]
    row["mean"] = round(row["mean"] + 0.01, 2)


def in_total_share(content: Any) -> None:
    content["steps"]["items/ansatte"]["rows"][0]["percent"] += 1


FOLLOWS = "does not follow from the published table"


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (in_cell, f"units/alm/constructs {FOLLOWS}"),
        (in_count, "table/ansatte/alm/b1 is of others than B"),
        (in_place, "table/ansatte/the base is not the sum of its places"),
        (in_table_share, f"units/alm/items {FOLLOWS}"),
        (in_spread, f"units/alm/comparison {FOLLOWS}"),
        (in_unit_mean, f"units/alm/constructs {FOLLOWS}"),
        (in_unit_share, f"units/alm/items {FOLLOWS}"),
        (in_interval, f"units/bjork/constructs {FOLLOWS}"),
        (in_total, f"steps/constructs/ansatte {FOLLOWS}"),
        (in_total_share, f"steps/items/ansatte {FOLLOWS}"),
    ],
)
def test_a_number_that_was_changed_with_all_hashes_is_found(
    run: Path, change: Callable[[Any], None], finding: str
) -> None:
    """By what follows from the table alone: what is kept beside the run is gone."""
    (run.parent / ".earlier" / f"{run.name}.json").unlink()
    assert finding in tamper(run, change).splitlines()


def few(content: Any) -> None:
    """Three people in an office: its cells, and everything that repeats them."""
    place = of_alm(content)
    place["n"] = 3
    for cell in (*place["cells"], *place["statements"]):
        cell["n"] = 3


def edge(content: Any) -> None:
    """A mean that says that nearly everybody answered 5."""
    of_alm(content)["cells"][0]["mean"] = 4.98


def half_a_point(content: Any) -> None:
    of_alm(content)["cells"][0]["mean"] = 2.8571428


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (few, "fewer than"),
        (edge, "table/ansatte/alm/A says what nearly everybody answered"),
        (half_a_point, "table/ansatte/more is published than is printed of a figure"),
    ],
)
def test_a_rule_that_the_table_breaks_is_found(
    run: Path, change: Callable[[Any], None], rule: str
) -> None:
    assert rule in tamper(run, change)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (put("threshold", value=3), "another threshold"),
        (put("figures", value=1), "counts 1 figures"),
        (put("rules", value=["threshold"]), "every rule was applied"),
        (put("release", value=2), "is of release 2, not 1"),
        (put("recoverable", value=1), "only a synthetic round may publish"),
        (put("results_sha256", value="0" * 64), "other results than results.json"),
    ],
    ids=["threshold", "figures", "rules", "release", "recoverable", "hash"],
)
def test_a_certificate_that_was_changed_is_found(
    run: Path, change: Callable[[Any], None], finding: str
) -> None:
    changed(run, "certificate.json", change)
    assert finding in findings(run)


def test_a_certificate_with_another_rank_is_found(run: Path) -> None:
    rank = json.loads((run / "certificate.json").read_text("utf-8"))["rank"]
    changed(run, "certificate.json", put("rank", value=rank - 1))
    expected = f"certificate.json says rank {rank - 1}; audited again, it is {rank}"
    assert expected in findings(run).splitlines()


def test_what_is_kept_of_a_run_and_is_gone_is_said(home: Path, run: Path) -> None:
    """The rest of the certificate is recomputed all the same."""
    (runs(home) / ".earlier" / f"{run.name}.json").unlink()
    done = command("verify", run)
    assert done.returncode == 0, done.stdout
    assert "rank are taken from the certificate: who is behind which figure is not" in done.stderr
    changed(run, "certificate.json", put("figures", value=1))
    assert "counts 1 figures" in findings(run)


def test_a_package_is_examined_until_the_answers_are_deleted(home: Path, run: Path) -> None:
    archive, out = home / "archive", ("--out", home / "output")
    done = command("archive", run, archive, "--time", "2026-02-01")
    assert done.returncode == 0, done.stderr
    shutil.rmtree(run)
    package = archive / "fylke" / "r1" / run.name
    for folder in (package, archive):
        done = command("verify", folder, *out)
        assert done.returncode == 0, done.stdout
        assert "rank are taken" not in done.stderr
    record = runs(home) / ".earlier" / f"{run.name}.json"
    content = record.read_bytes()
    spoilt = json.loads(content)
    sums = next(iter(spoilt["sums"].values()))
    next(iter(sums.values()))["cells"][0][0] += 1
    record.write_text(json.dumps(spoilt), "utf-8")
    done = command("verify", package, *out)
    assert done.returncode == 1
    assert "certificate.json does not fit what is kept beside the runs" in done.stdout
    record.write_bytes(content)
    look = ("retention", home / "study", "--archive", archive, *out, "--time", "2028-05-01")
    gone = command(*look, "--yes", "--by", "Kari")
    assert gone.returncode == 0, gone.stdout
    assert not record.exists()
    done = command("verify", package, *out)
    assert done.returncode == 0, done.stdout
    assert (
        "groups, cells and rank are taken from the certificate: who is behind which figure was "
        "deleted with the answers on 2028-05-01.\n"
    ) in done.stderr
    assert "1 package: groups, cells and rank are taken" in command("verify", archive).stderr
    late = counties.together(COUNTY, counties.people({"bjork": 6}, seed=9, first=1000))
    write_round(home / "study" / "r1", COUNTY, **GIVEN)
    answer(home / "study" / "r1", late, OFFICES)
    again = built(home / "study" / "r1", home / "output")
    assert again.certificate.releases == (run.name,)
    assert again.place("bjork").n == 22, "nobody knows any more whether six are new"
