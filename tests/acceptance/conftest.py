"""Whole rounds through the command line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def kontorrapport() -> Command:
    """Run the command as a user does, in a process of its own."""

    def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-W", "error", "-m", "generator", *map(str, arguments)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=cwd,
            stdin=subprocess.DEVNULL,  # nobody answers a question
        )

    return run


@pytest.fixture(scope="session")
def demo_run(
    demo_folder: Path, kontorrapport: Command, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The demo round, built once from start to end."""
    out = tmp_path_factory.mktemp("demo")
    done = kontorrapport("build", demo_folder, "--out", out)
    assert done.returncode == 0, done.stderr
    return out / "innovasjon" / "2015-2" / "latest"


@pytest.fixture
def demo_copy(demo_folder: Path, tmp_path: Path) -> Path:
    """The demo study and round in a folder of their own, to be spoilt."""
    shutil.copytree(demo_folder.parent, tmp_path / "innovasjon")
    return tmp_path / "innovasjon" / demo_folder.name
