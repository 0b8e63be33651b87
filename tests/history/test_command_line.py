"""Two rounds through the command line: the first is filed, its answers are deleted."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from quarters import earlier_round
from typer.testing import CliRunner

from generator.archive.filing import file_run
from generator.cli import app
from generator.errors import ArgumentError
from generator.report import compose as reports
from generator.report.compose import compose
from generator.results.store import ReleasedResults
from generator.results.trend import Change, Trend
from generator.run import rebuild
from generator.run.contents import check_run


def run(*arguments: object) -> Path:
    found = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return Path(found.output.split("Overview:")[1].split()[0]).parent


@pytest.fixture(scope="module")
def filed(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of one round, whose answers are gone, and the next round."""
    root = tmp_path_factory.mktemp("quarters")
    first = earlier_round(demo_folder, root / "data")
    _short_county_report(root / "data" / "study.toml")
    with pytest.MonkeyPatch.context() as patch:  # a round's record needs no office's report
        for module in (reports, rebuild):
            patch.setattr(module, "compose", lambda *given, **named: compose(*given, **named)[:1])
        built = run("build", first, "--out", root / "out", "--format", "pdf", "--workers", "1")
        file_run(built, root / "archive", time=datetime(2015, 4, 1, tzinfo=UTC))
    shutil.rmtree(first)
    shutil.rmtree(root / "out")
    shutil.copytree(demo_folder, root / "data" / "2015-2")
    return root


def _short_county_report(study: Path) -> None:
    text = study.read_text(encoding="utf-8").split("[[county_report]]")[0]
    section = '[[county_report]]\ntitle = "Metode"\ngenerated = "method"\n'
    study.write_text(text + section, encoding="utf-8")
    for language in ("nn", "en"):
        study.with_name(f"study.{language}.toml").unlink()


def build(root: Path, out: str, *more: object, formats: str = "docx") -> Path:
    only = ("--only", "heggelia-steinlia", "--format", formats, "--workers", "1")
    return run("build", root / "data" / "2015-2", "--out", root / out, *only, *more)


def test_a_trend_needs_no_old_answers(filed: Path) -> None:
    built = build(filed, "now", "--archive", filed / "archive", formats="pdf,docx")
    released = ReleasedResults.from_json((built / "results.json").read_text(encoding="utf-8"))
    trend = released.steps["trend"]
    assert isinstance(trend, Trend)
    changes = {(line.group, line.variable): line.change for line in trend.lines}
    raised, same = changes["medarbeidere", "kollega"], changes["medarbeidere", "leder"]
    assert isinstance(raised, Change) and isinstance(same, Change)
    assert raised.certain is True
    assert isinstance(raised.value, float) and raised.value > 0.8
    assert (same.value, same.certain) == (0.0, False)
    assert check_run(built) == ()
    certificate = json.loads((built / "certificate.json").read_bytes())
    results = (built / "results.json").read_bytes()
    assert certificate["results_sha256"] == sha256(results).hexdigest()
    manifest = json.loads((built / "manifest.json").read_bytes())
    assert [file["name"] for file in manifest["earlier"]] == [
        "2015-1/results.json",
        "2015-1/definition/study.json",
        "2015-1/definition/round.json",
    ]


def test_the_same_archive_gives_the_same_run_and_another_another(filed: Path) -> None:
    declared = filed / "data" / "2015-2" / "round.toml"
    first = build(filed, "a", "--archive", filed / "archive")
    again = build(filed, "b", "--archive", filed / "archive")
    without = build(filed, "c")
    assert first.name == again.name != without.name
    for path in sorted(first.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (again / path.relative_to(first)).read_bytes()
    text = declared.read_text(encoding="utf-8")
    declared.write_text(f'archive = "../../archive"\n{text}', encoding="utf-8")
    try:
        by_round = build(filed, "d")
    finally:
        declared.write_text(text, encoding="utf-8")
    assert (by_round / "results.json").read_bytes() == (first / "results.json").read_bytes()
    assert "trend" not in json.loads((without / "results.json").read_bytes())["steps"]


def test_an_archive_that_is_not_there_is_refused(filed: Path) -> None:
    arguments = ["build", str(filed / "data" / "2015-2"), "--archive", str(filed / "nowhere")]
    with pytest.raises(ArgumentError, match="no such folder"):
        CliRunner().invoke(app, arguments, catch_exceptions=False)
