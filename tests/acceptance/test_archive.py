"""The demo round filed, proved and its answers deleted, through the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import bagit
import pytest


@pytest.fixture(scope="module")
def archive(demo_run: Path, kontorrapport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("filed") / "archive"
    done = kontorrapport("archive", demo_run, store, "--time", "2015-07-01T12:00:00")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Filed: {store / 'innovasjon' / '2015-2' / demo_run.resolve().name}\n"
    return store


def test_a_filed_round_proves_itself(archive: Path, demo_run: Path, kontorrapport) -> None:
    package = archive / "innovasjon" / "2015-2" / demo_run.resolve().name
    assert bagit.Bag(str(package)).validate()
    assert len(list(package.rglob("validation/**/*.json"))) == 2 * len(list(package.rglob("*.pdf")))
    for filed in (archive, package):
        done = kontorrapport("verify", filed)
        assert (done.returncode, done.stdout) == (0, f"{filed}: every file is as it was filed.\n")


def test_a_round_is_filed_once(archive: Path, demo_run: Path, kontorrapport) -> None:
    before = {path: path.stat().st_mtime_ns for path in archive.rglob("*") if path.name != ".lock"}
    done = kontorrapport("archive", demo_run, archive)
    assert done.returncode == 0
    assert done.stdout.startswith("Already filed: ")
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_flipped_byte_is_found(archive: Path, kontorrapport, tmp_path: Path) -> None:
    spoilt = Path(shutil.copytree(archive, tmp_path / "spoilt"))
    (results,) = spoilt.rglob("results.json")
    content = bytearray(results.read_bytes())
    content[1000] ^= 1
    results.chmod(0o644)
    results.write_bytes(content)
    done = kontorrapport("verify", spoilt)
    assert done.returncode == 1
    assert done.stdout.endswith("data/results.json was changed\n")


def test_answers_are_deleted_on_confirmation_only(
    archive: Path, demo_copy: Path, kontorrapport, tmp_path: Path
) -> None:
    store = Path(shutil.copytree(archive, tmp_path / "archive"))
    digests = tmp_path / "output" / "innovasjon" / "2015-2" / ".earlier" / "run.json"
    digests.parent.mkdir(parents=True)
    digests.write_text("{}")
    look = ("retention", demo_copy, "--archive", store, "--out", tmp_path / "output")
    early = kontorrapport(*look, "--time", "2017-06-29", "--yes", "--by", "Kari")
    assert (early.returncode, early.stdout) == (0, "innovasjon 2015-2: due on 2017-06-30.\n")
    listed = kontorrapport(*look, "--time", "2017-06-30")
    assert listed.returncode == 0
    assert len(listed.stdout.splitlines()) == 9  # the round, six files, digests, what is left alone
    assert f"  {digests} (digests of the answers)" in listed.stdout
    unasked = kontorrapport(*look, "--delete", "--by", "Kari")  # nobody is there to confirm
    assert unasked.returncode == 1
    nobody = kontorrapport(*look, "--yes")
    assert nobody.returncode == 2
    assert (demo_copy / "medarbeidere.xlsx").exists()
    done = kontorrapport(*look, "--yes", "--by", "Kari Nordmann")
    assert done.returncode == 0, done.stderr
    assert "Deleted. Receipt: " in done.stdout
    assert not (demo_copy / "medarbeidere.xlsx").exists()
    assert not digests.exists()
    assert kontorrapport("verify", store).returncode == 0
    again = kontorrapport(*look)
    assert again.stdout.startswith("innovasjon 2015-2: due since 2017-06-30, and deleted.\n")


def test_a_round_that_is_not_filed_keeps_its_answers(
    demo_copy: Path, kontorrapport, tmp_path: Path
) -> None:
    done = kontorrapport(
        "retention", demo_copy, "--archive", tmp_path / "empty", "--yes", "--by", "K"
    )
    assert done.returncode == 1
    assert "not to be deleted: the round is not filed" in done.stdout
    assert (demo_copy / "medarbeidere.xlsx").exists()
