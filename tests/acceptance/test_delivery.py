"""From a built run to messages, through the command line alone."""

from __future__ import annotations

import shutil
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest


@pytest.fixture
def run(demo_run: Path, tmp_path: Path) -> Path:
    """The demo run with the state it was built with, in a folder of its own."""
    built = demo_run.resolve()
    state = built.with_name(f"{built.name}.state")
    shutil.copytree(built, tmp_path / built.name)
    shutil.copytree(state, tmp_path / state.name)
    return tmp_path / built.name


def test_a_run_is_approved_sent_and_told_about(run: Path, kontorrapport) -> None:
    draft = kontorrapport("send", run)
    assert draft.returncode == 1, "there is something for somebody to do"
    assert "21 pending." in draft.stdout
    assert "solvik is not approved" in draft.stdout

    arguments = ("--all", "--hold", "solvik", "--comment", "Ny leder", "--by", "Kari")
    decided = kontorrapport("approve", run, *arguments)
    assert decided.returncode == 0, decided.stderr
    assert "19 of 20 approved." in decided.stdout

    dry = kontorrapport("send", run, "--dry-run")
    assert "1 stays, 20 would go." in dry.stdout
    sent = kontorrapport("send", run)
    assert sent.returncode == 0, sent.stderr
    assert "20 sent" in sent.stdout
    assert kontorrapport("send", run, "--status").stdout == sent.stdout

    outbox = run.with_name(f"{run.name}.state") / "outbox"
    assert len(list(outbox.iterdir())) == 20
    (file,) = outbox.glob("heggelia-steinlia-*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert message["To"] == "Gunn Myrvang <gunn.myrvang@example.org>"
    for part in message.iter_attachments():
        (path,) = run.rglob(str(part.get_filename()))
        assert part.get_content() == path.read_bytes()
    assert kontorrapport("verify", run).returncode == 0, "the run folder itself never changed"


def test_swapped_reports_are_stopped_and_the_rest_goes(run: Path, kontorrapport) -> None:
    assert kontorrapport("approve", run, "--all").returncode == 0
    one = run / "offices" / "solvik" / "kontorrapport-solvik.pdf"
    other = run / "offices" / "granelva" / "kontorrapport-granelva.pdf"
    one.write_bytes(other.read_bytes())
    sent = kontorrapport("send", run, "--only", "solvik", "--only", "granelva")
    assert "solvik is no longer approved" in sent.stdout
    outbox = run.with_name(f"{run.name}.state") / "outbox"
    assert [path.name[:8] for path in outbox.iterdir()] == ["granelva"]


def test_what_cannot_be_used_is_said_in_one_line(run: Path, tmp_path: Path, kontorrapport) -> None:
    for arguments, told in (
        (("approve", tmp_path, "--all"), "is no run"),
        (("approve", run, "--unit", "sovlik"), "sovlik: not in this run"),
        (("approve", run, "--hold", "solvik"), "--comment"),
        (("send", run, "--only", "sovlik"), "sovlik: not in this run"),
        (("send", run, "--round", tmp_path), "round.toml"),
    ):
        done = kontorrapport(*arguments)
        assert done.returncode == 2, arguments
        assert told in done.stderr
        assert "Traceback" not in done.stderr
