"""No file ends the process or the machine: what happens to a reader is one line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from generator.errors import InputError, Problem
from generator.readers import Limits, Reader, content_of, read_apart

from . import reading

SMALL = Limits(seconds=0.5, memory=300_000_000, unpacked=1_000_000)


def read(reader: Reader, data: bytes = b"", limits: Limits = SMALL) -> Any:
    return read_apart(reader, data, "svar.xlsx", remedy="Save it again.", limits=limits)


def refused(reader: Reader, limits: Limits = SMALL) -> Problem:
    with pytest.raises(InputError) as caught:
        read(reader, limits=limits)
    (problem,) = caught.value.problems
    return problem


def test_values_come_back_as_they_are() -> None:
    assert read(reading.values) == reading.VALUES


def test_large_files_go_in_whole() -> None:
    assert read(reading.echo, b"x" * 5_000_000) == (5_000_000, "svar.xlsx")


def test_what_a_reader_refuses_is_refused_here() -> None:
    expected = Problem("svar.xlsx", "no", "Ark1", 7, "B", "Mend it.")
    assert refused(reading.refuses) == expected


@pytest.mark.parametrize(
    "reader", [reading.segfaults, reading.aborts, reading.raises, reading.returns_code]
)
def test_a_crash_is_a_damaged_file(reader: Reader) -> None:
    problem = refused(reader)
    assert str(problem) == (
        "svar.xlsx: the file is damaged in a way that its reader cannot cope with. Save it again."
    )


@pytest.mark.parametrize("reader", [reading.sleeps, reading.spins])
def test_a_reader_that_does_not_end_is_ended(reader: Reader) -> None:
    start = time.monotonic()
    assert refused(reader).message == "it takes more than 0.5 seconds to read"
    assert time.monotonic() - start < 5


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited where the system can")
def test_memory_is_limited() -> None:
    problem = refused(reading.grows, Limits(seconds=30, memory=300_000_000))
    assert problem.message == "it takes more than 300 MB of memory to read"


def test_a_reader_that_was_killed_says_so() -> None:
    assert "stopped from outside" in refused(reading.is_killed).message


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_reader_is_left_behind(tmp_path: Path, sent: signal.Signals) -> None:
    where = tmp_path / "pid"
    code = (
        "import sys; from generator.readers import read_apart; from tests.readers import reading; "
        "read_apart(reading.lingers, sys.argv[1].encode(), 'x', remedy='')"
    )
    root = str(Path(__file__).parents[2])
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(where)],
        env={**os.environ, "PYTHONPATH": root},
        cwd=root,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: where.exists() and where.read_text("utf-8"))
    parent.send_signal(sent)
    parent.wait(10)
    wait_for(lambda: not Path(f"/proc/{where.read_text('utf-8')}").exists())


def wait_for(true: Any) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_only_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rør.xlsx")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "s"))
        found = {
            path: message_of(path)
            for path in (tmp_path, tmp_path / "rør.xlsx", tmp_path / "s", Path("/dev/zero"))
        }
    assert [text.split(",")[0] for text in found.values()] == [
        "it is a folder",
        "it is a named pipe",
        "it is a socket",
        "it is a device",
    ]


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    with path.open("wb") as file:
        file.truncate(1_000_001)
    assert message_of(path) == "the file is larger than 1 MB"
    os.truncate(path, 1_000_000)
    assert len(content_of(path, "x.sav", limits=SMALL)) == 1_000_000


def message_of(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        content_of(path, path.name, limits=SMALL)
    (problem,) = caught.value.problems
    return problem.message
