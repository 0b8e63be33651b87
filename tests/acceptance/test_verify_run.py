"""A run folder proves itself: every byte that is not as written is found."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

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
