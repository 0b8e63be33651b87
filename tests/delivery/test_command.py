"""What `send` says where there is nothing to send, and how it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from generator.cli import app

from .conftest import approved
from .runs import make_run, round_text

MAIL = '[mail]\nsender = "analyse@example.org"\n'


@pytest.mark.parametrize(("more", "code"), [([], 1), (["--dry-run"], 0)])
def test_with_nothing_approved_it_says_what_to_do(
    tmp_path: Path, more: list[str], code: int
) -> None:
    run = make_run(tmp_path, round_text(more=MAIL))
    result = CliRunner().invoke(app, ["send", str(run.folder), *more])
    assert result.exit_code == code
    assert "Nothing goes before it is approved." in result.output
    assert f"kontorrapport review {run.folder}" in result.output
    assert f"kontorrapport approve {run.folder} --all" in result.output


def test_with_everything_sent_it_says_so(tmp_path: Path) -> None:
    text = round_text(more=MAIL + '[recipients]\ncounty = ["kari@example.org"]\n')
    run = approved(make_run(tmp_path, text))
    first = CliRunner().invoke(app, ["send", str(run.folder)])
    assert (first.exit_code, "sent before" in first.output) == (0, False)
    again = CliRunner().invoke(app, ["send", str(run.folder)])
    assert again.exit_code == 0
    assert "Every message was sent before; --again ID sends one once more." in again.output


@pytest.mark.parametrize("name", ["manifest.json", "index.html", ".state/origin.json"])
def test_a_pipe_among_a_runs_files_is_not_read(tmp_path: Path, name: str) -> None:
    run = make_run(tmp_path, round_text(more=MAIL)).folder
    pipe = Path(f"{run}{name}") if name.startswith(".state") else run / name
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    result = CliRunner().invoke(app, ["send", str(run), "--status"])
    assert result.exception and f"{pipe} is no file" in str(result.exception)
