"""A channel is one file: a third one is added to a copy of the program, and a run goes by it."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path

import pytest
from copies import Copy, departures

from generator.delivery.state import state_folder
from generator.run.finished import FinishedRun

from .conftest import approved
from .runs import LEADERS, make_run, round_text

FOLDERS = '''
"""A folder for each recipient, with the documents themselves and the words beside them."""

from pathlib import Path

from generator.delivery.channels import Channel, Outcome, PointOfNoReturn, Setup
from generator.delivery.letter import Letter
from generator.files import write_private


class Folders(Channel):
    name = "folders"

    def __init__(self, place: Path) -> None:
        self.place = place

    def send(self, letter: Letter, before_end: PointOfNoReturn) -> Outcome:
        folder = self.place / letter.addressee.address
        folder.mkdir(parents=True, exist_ok=True)
        for one in letter.attachments:
            write_private(folder / one.name, one.content)
        words = f"{letter.subject}\\n\\n{letter.text}"
        write_private(folder / "letter.txt", words.encode())
        return Outcome("sent", f"lies in {folder.name}")


def channel(setup: Setup) -> Folders:
    declared = setup.round.channel
    assert declared is not None
    return Folders(Path(str(declared.settings["place"])))
'''


@pytest.fixture
def copied(tmp_path: Path) -> Copy:
    """The program with its templates, where a file may be added."""
    return Copy(tmp_path / "program")


@pytest.fixture
def run(tmp_path: Path) -> FinishedRun:
    place = tmp_path / "shared"
    declared = f'[channel]\nname = "folders"\nsettings = {{ place = "{place}" }}\n'
    more = f'[mail]\nsender = "analyse@example.org"\n{declared}'
    return approved(make_run(tmp_path, round_text(more=more)))


def send(run: FinishedRun, home: Copy, *more: str) -> subprocess.CompletedProcess[str]:
    return home.call("-m", "generator", "send", run.folder, *more)


def test_a_run_goes_by_a_channel_that_is_one_added_file(
    copied: Copy, run: FinishedRun, tmp_path: Path
) -> None:
    copied.write("generator/delivery/channels/folders.py", FOLDERS)
    assert departures("A channel", copied.edited) == []
    sent = send(run, copied)
    assert "3 sent, 1 pending." in sent.stdout, sent.stderr
    for unit, (_, address) in LEADERS.items():
        folder = tmp_path / "shared" / address
        names = {f"kontorrapport-{unit}.pdf", f"kontorrapport-{unit}.docx"}
        assert {path.name for path in folder.iterdir()} == names | {"letter.txt"}
        for name in names:
            (built,) = run.folder.rglob(name)
            assert (folder / name).read_bytes() == built.read_bytes()
        assert (folder / "letter.txt").read_text("utf-8").startswith("Tilbakemelding til ")
    assert not (state_folder(run.folder) / "outbox").exists()


def test_its_ledger_is_kept_as_for_every_other(
    copied: Copy, run: FinishedRun, tmp_path: Path
) -> None:
    copied.write("generator/delivery/channels/folders.py", FOLDERS)
    dry = send(run, copied, "--dry-run")
    assert "3 would go." in dry.stdout, dry.stderr
    assert not (tmp_path / "shared").exists()
    send(run, copied, "--only", "solvik")
    (letter,) = (tmp_path / "shared").rglob("letter.txt")
    letter.unlink()
    send(run, copied)
    assert not letter.exists(), "what was sent is not sent again"
    with sqlite3.connect(state_folder(run.folder) / "delivery.sqlite") as connection:
        found = connection.execute("SELECT way, state, attempts, answer FROM messages").fetchall()
    connection.close()
    assert found == [("folders", "sent", 1, f"lies in {who}") for _, who in LEADERS.values()]


def test_a_channel_that_is_not_there_is_said_with_those_that_are(
    copied: Copy, run: FinishedRun
) -> None:
    sent = send(run, copied)
    assert sent.returncode == 2
    assert "round.toml, channel.name: there is no channel" in sent.stderr
    assert "There are: outbox, smtp." in sent.stderr
