"""What killed commands leave is cleared by the next one, and nobody else may write what is made."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from socket import gethostname

import pytest

from generator.files import clear_left, write_private

ROUND = "data/innovasjon/2015-2"


def gone() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def test_drafts_of_killed_commands_go_and_those_of_running_ones_stay(tmp_path: Path) -> None:
    dead, host = gone(), gethostname()
    for name in (f".draft-a.{host}.{dead}", f".draft-b.{host}.{dead}"):
        (tmp_path / name / "offices").mkdir(parents=True)
    (tmp_path / f".draft-latest.{host}.{dead}").symlink_to("1234")
    stays = [
        f".draft-a.{host}.{os.getppid()}",  # of a command that runs
        f".draft-a.another-machine.{dead}",
        ".draft-of-somebody",
        f"a.{host}.{dead}",
    ]
    for name in stays:
        (tmp_path / name).write_text("x")
    write_private(tmp_path / "apne-svar.csv", b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*stays, "apne-svar.csv"])


def test_a_draft_that_links_elsewhere_is_not_followed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("x")
    link = tmp_path / f".draft-a.{gethostname()}.{gone()}"
    link.symlink_to(kept, target_is_directory=True)
    clear_left(tmp_path, ".draft-")
    assert not link.is_symlink()
    assert (kept / "file").exists()


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_whatever_the_umask_nobody_else_may_write(tmp_path: Path, mask: int) -> None:
    command = [sys.executable, "-m", "generator"]
    out, archive = str(tmp_path / "out"), str(tmp_path / "archive")
    latest = f"{out}/innovasjon/2015-2/latest-quarter"
    for arguments in (
        ["quarter", ROUND, "--out", out, "--format", "pdf"],
        ["archive", latest, archive],
        ["approve", latest, "--all", "--by", "Kari"],
    ):
        done = subprocess.run(
            [*command, *arguments], umask=mask, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    open_to_all = [
        str(path)
        for path in tmp_path.rglob("*")
        if not path.is_symlink() and path.stat().st_mode & stat.S_IWOTH
    ]
    assert open_to_all == []
    state = next(tmp_path.rglob("*.state"))
    private = [path.stat().st_mode & 0o077 for path in (state, *state.rglob("*"))]
    assert set(private) == {0}
