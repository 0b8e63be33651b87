"""A round that is told of twice, through the command line: sent, filed, deleted, and built again.

The round is the one that ``init`` writes, of two offices. Somebody who has both releases could
subtract them, so the second is refused where few people's answers would follow.
"""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from generator import cli

Command = Callable[..., "Done"]

ITEMS = ("leder_1", "leder_2", "leder_3", "kollega_1", "kollega_2", "kollega_3")
OFFICES = {1: 14, 2: 22}


def answer(folder: Path, late: Mapping[int, int] | None = None) -> None:
    """Write the export: the same answers as ever, and after them so many late ones an office."""
    with (folder / "medarbeidere.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("respondent", "kontor", *ITEMS))
        person = 0
        for seed, offices in enumerate((OFFICES, late or {}), start=5):
            draw = random.Random(seed)
            for office, n in offices.items():
                for _ in range(n):
                    person += 1
                    rows.writerow((person, office, *(draw.randint(1, 5) for _ in ITEMS)))


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def kontorrapport() -> Command:
    """Run the command as a user does, but in this process, where everything is imported."""

    def run(*arguments: object) -> Done:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "argv", ["kontorrapport", *map(str, arguments)])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    return run


@pytest.fixture(scope="module")
def first(kontorrapport: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the round in ``study/runde-1`` and its first run in ``output``."""
    home = tmp_path_factory.mktemp("twice")
    assert kontorrapport("init", home / "study").returncode == 0
    file = home / "study" / "runde-1" / "round.toml"
    text = file.read_text("utf-8").replace("# [retention]\n# months", "[retention]\nmonths")
    for line in ("[archiving]", "creator", "administrative_unit", "responsible"):
        text = text.replace(f"# {line}", line)
    file.write_text(text, "utf-8")
    answer(file.parent)
    options = ("--format", "pdf", "--workers", "1")
    done = kontorrapport("build", file.parent, *options, "--out", home / "output")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "home", symlinks=True))


def runs(home: Path) -> Path:
    return home / "output" / "studie" / "runde-1"


def run_of(home: Path) -> Path:
    return (runs(home) / "latest").resolve()


def built_again(home: Path, kontorrapport: Command, *options: object) -> dict[str, Any]:
    """Build the round once more; the certificate."""
    done = kontorrapport("build", *line(home), *options)
    assert done.returncode == 0, done.stderr
    certificate: dict[str, Any] = json.loads((run_of(home) / "certificate.json").read_text("utf-8"))
    return certificate


def refused(home: Path, kontorrapport: Command, *options: object) -> str:
    """Build the round once more; what is said when that is refused, and nothing is written."""
    before = sorted(runs(home).rglob("*"))
    done = kontorrapport("build", *line(home), *options)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert "No document was written." in done.stderr
    assert sorted(runs(home).rglob("*")) == before
    return done.stderr


def line(home: Path) -> tuple[object, ...]:
    quick = ("--format", "docx", "--workers", "1")
    return (home / "study" / "runde-1", *quick, "--out", home / "output")


# Held against what was told


def test_a_refusal_names_documents_and_figures(home: Path, kontorrapport: Command) -> None:
    run = run_of(home)
    answer(home / "study" / "runde-1", {1: 1})
    told = refused(home, kontorrapport)
    lines = told.splitlines()
    at = next(i for i, line in enumerate(lines) if line.endswith("figures together:"))
    assert lines[at].startswith("kontorrapport: together with what earlier runs of this round told")
    assert lines[at + 1 : at + 3] == [
        "  county report, Fylket vårt (Medarbeidere): “Støtte fra leder” (n 37)",
        f"  run {run.name}, county report, Fylket vårt (Medarbeidere): “Støtte fra leder” (n 36)",
    ]
    assert f"Only if nobody has been given that run, delete {run} and build again." in told


def test_a_run_that_nobody_was_given_may_be_thrown_away(home: Path, kontorrapport: Command) -> None:
    run = run_of(home)
    shutil.rmtree(run)
    answer(home / "study" / "runde-1", {1: 1})
    assert built_again(home, kontorrapport)["earlier"] == []
    assert not (runs(home) / ".earlier" / f"{run.name}.json").exists()


def sent(home: Path, kontorrapport: Command) -> Path:
    """Send the first run into its outbox, and delete its folder."""
    run = run_of(home)
    assert kontorrapport("approve", run, "--all", "--by", "Kari").returncode == 0
    done = kontorrapport("send", run)
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((run.parent / f"{run.name}.state" / "outbox").iterdir())
    shutil.rmtree(run)
    return run


def filed(home: Path, kontorrapport: Command) -> Path:
    run = run_of(home)
    done = kontorrapport("archive", run, home / "archive", "--time", "2026-02-01")
    assert done.returncode == 0, done.stderr
    shutil.rmtree(run)
    return run


@pytest.mark.parametrize("give", [sent, filed])
def test_a_run_that_was_given_counts_when_its_folder_is_deleted(
    give: Callable[[Path, Command], Path], home: Path, kontorrapport: Command
) -> None:
    """The archive is not named in this build: what the run told lies beside the runs."""
    run = give(home, kontorrapport)
    answer(home / "study" / "runde-1", {1: 1})
    told = refused(home, kontorrapport)
    assert f"What was sent or filed stays told: run {run.name}." in told
    assert "delete" not in told
    answer(home / "study" / "runde-1", {1: 5, 2: 6})
    assert built_again(home, kontorrapport)["earlier"] == [
        {"run": run.name, "verdict": "more_answers"}
    ]


def test_a_rehearsal_gives_nobody_anything(home: Path, kontorrapport: Command) -> None:
    run = run_of(home)
    assert kontorrapport("approve", run, "--all", "--by", "Kari").returncode == 0
    assert kontorrapport("send", run, "--dry-run").returncode == 0
    assert not (runs(home) / ".earlier" / run.name).exists()


def test_a_filed_run_counts_when_all_output_is_deleted(home: Path, kontorrapport: Command) -> None:
    """Without the digests only the very same files are known again."""
    run = filed(home, kontorrapport)
    shutil.rmtree(home / "output")
    archive = ("--archive", home / "archive")
    answer(home / "study" / "runde-1", {1: 5, 2: 6})
    told = refused(home, kontorrapport, *archive)
    assert f"run {run.name} of this round told of answers that cannot be found again" in told
    assert f"What was sent or filed stays told: run {run.name}." in told
    assert str(home / "archive") not in told  # nobody is told to delete a package
    answer(home / "study" / "runde-1")
    assert built_again(home, kontorrapport, *archive)["earlier"] == []  # the same figures


# Examined again


def test_the_same_input_keeps_the_same_bytes(home: Path, kontorrapport: Command) -> None:
    once, twice = home / "once", home / "twice"
    for out in (once, twice):
        options = ("--format", "docx", "--workers", "1", "--out", out)
        assert kontorrapport("build", home / "study" / "runde-1", *options).returncode == 0
    (record,) = (once / "studie" / "runde-1" / ".earlier").iterdir()
    again = twice / record.relative_to(once)
    assert again.read_bytes() == record.read_bytes()
    assert record.stat().st_mode & 0o777 == 0o600


def refit(run: Path, **changes: object) -> None:
    """Change the certificate, and make the manifest fit."""
    path = run / "certificate.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    for entry in manifest["files"]:
        entry["sha256"] = sha256((run / entry["path"]).read_bytes()).hexdigest()
    (run / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_a_certificate_with_another_rank_is_found(home: Path, kontorrapport: Command) -> None:
    run = run_of(home)
    sound = kontorrapport("verify", run)
    assert sound.returncode == 0, sound.stdout
    assert "taken from the certificate" not in sound.stderr
    rank = json.loads((run / "certificate.json").read_text("utf-8"))["rank"]
    refit(run, rank=rank - 1)
    done = kontorrapport("verify", run)
    assert done.returncode == 1
    assert f"certificate.json says rank {rank - 1}; examined again, it is {rank}" in done.stdout


def test_a_record_that_is_gone_is_told(home: Path, kontorrapport: Command) -> None:
    """The rest of the certificate is recomputed all the same."""
    run = run_of(home)
    (runs(home) / ".earlier" / f"{run.name}.json").unlink()
    done = kontorrapport("verify", run)
    assert done.returncode == 0, done.stdout
    assert "rank are taken from the certificate: who was in which group is not" in done.stderr
    refit(run, rank=1, figures_told=1)
    done = kontorrapport("verify", run)
    assert done.returncode == 1
    assert "the certificate counts 1 figures" in done.stdout


def test_a_package_is_examined_until_the_answers_are_deleted(
    home: Path, kontorrapport: Command
) -> None:
    run = filed(home, kontorrapport)
    archive, out = home / "archive", ("--out", home / "output")
    package = archive / "studie" / "runde-1" / run.name
    for folder in (package, archive):
        done = kontorrapport("verify", folder, *out)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
    record = runs(home) / ".earlier" / f"{run.name}.json"
    whole = record.read_bytes()
    content = json.loads(whole)
    next(iter(content["sums"]["medarbeidere"].values()))["cells"][0][0] += 1
    record.write_text(json.dumps(content), "utf-8")
    done = kontorrapport("verify", package, *out)
    assert done.returncode == 1
    assert "certificate.json does not fit what is kept beside the runs" in done.stdout
    record.write_bytes(whole)
    look = ("retention", home / "study", "--archive", archive, *out, "--time", "2028-02-01")
    gone = kontorrapport(*look, "--yes", "--by", "Kari")
    assert gone.returncode == 0, gone.stdout
    assert not record.exists()
    done = kontorrapport("verify", package, *out)
    assert done.returncode == 0, done.stdout
    assert done.stderr == (
        "groups, cells and rank are taken from the certificate: who was in which group was "
        "deleted with the answers on 2028-02-01.\n"
    )
    assert "1 package: groups, cells and rank are taken" in kontorrapport("verify", archive).stderr
    answer(home / "study" / "runde-1", {1: 5, 2: 6})
    told = refused(home, kontorrapport)
    assert "answers that cannot be found again" in told
