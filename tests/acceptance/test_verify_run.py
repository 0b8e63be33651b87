"""A run folder proves itself: every byte that is not as written is found."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest


@pytest.fixture
def run(demo_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_run.resolve(), tmp_path / "run"))


def test_a_run_as_written_is_found_so(run: Path, kontorrapport) -> None:
    done = kontorrapport("verify", run)
    assert (done.returncode, done.stderr) == (0, "")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (lambda run: flip(run / "county" / "fylkesrapport.pdf"), "fylkesrapport.pdf was changed"),
        (lambda run: (run / "index.html").unlink(), "index.html is missing"),
        (lambda run: (run / "offices" / "more.txt").touch(), "more.txt is not in the manifest"),
    ],
)
def test_what_is_not_as_written_is_found(run: Path, kontorrapport, spoil, finding: str) -> None:
    spoil(run)
    done = kontorrapport("verify", run)
    assert done.returncode == 1
    assert finding in done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_a_certificate_about_other_results_is_found(run: Path, kontorrapport) -> None:
    """Even when somebody made the manifest fit the changed results."""
    results = run / "results.json"
    results.write_text(results.read_text("utf-8").replace("4.5", "4.6", 1), "utf-8")
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        if entry["path"] == "results.json":
            entry["sha256"] = sha256(results.read_bytes()).hexdigest()
    (run / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    done = kontorrapport("verify", run)
    assert done.returncode == 1
    assert "certificate.json is about other results" in done.stdout


def test_a_folder_that_is_no_run(tmp_path: Path, kontorrapport) -> None:
    done = kontorrapport("verify", tmp_path)
    assert done.returncode == 2
    assert "manifest.json" in done.stderr


def test_a_rule_broken_in_the_results_is_found(run: Path, kontorrapport) -> None:
    """Even when certificate and manifest were made to fit the changed results."""
    results, certificate = run / "results.json", run / "certificate.json"
    told = json.loads(results.read_text("utf-8"))
    told["units"]["solvik"]["constructs"]["rows"][0]["n"] = 3
    results.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    digest = sha256(results.read_bytes()).hexdigest()
    content = json.loads(certificate.read_text("utf-8")) | {"examined_sha256": digest}
    certificate.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        if entry["path"] in ("results.json", "certificate.json"):
            entry["sha256"] = sha256((run / entry["path"]).read_bytes()).hexdigest()
    (run / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    done = kontorrapport("verify", run)
    assert done.returncode == 1
    assert "units/solvik/constructs/leder is about fewer than 4 people" in done.stdout


def test_a_second_release_with_one_answer_less_is_refused(
    demo_run: Path, demo_copy: Path, kontorrapport, tmp_path: Path
) -> None:
    """An answer is taken out of the file after the first release: nothing is written."""
    out = tmp_path / "out"
    runs = out / "innovasjon" / "2015-2"
    shutil.copytree(demo_run.parent, runs, symlinks=True)
    before = sorted(path.name for path in runs.iterdir())
    book = openpyxl.load_workbook(demo_copy / "medarbeidere.xlsx")
    sheet = book["Dataset"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    status, item = heads["statoverall_4"], heads["kollega_1"]
    answered = (
        row
        for row in range(2, sheet.max_row + 1)
        if sheet.cell(row, status).value == 1 and sheet.cell(row, item).value
    )
    sheet.delete_rows(next(answered))
    book.save(demo_copy / "medarbeidere.xlsx")
    done = kontorrapport("build", demo_copy, "--out", out, "--format", "pdf")
    assert done.returncode == 1, done.stdout
    assert "no longer there, or that were changed since" in done.stderr
    assert "No document was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in runs.iterdir()) == before
