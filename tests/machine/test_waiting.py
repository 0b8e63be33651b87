"""What is waited for has a limit, and the message says what it was, how long, and what to do."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path

import pytest

from generator.errors import MachineError, RenderingError
from generator.render import workers
from generator.render.sample import SAMPLE
from generator.waiting import held, in_time


def test_a_lock_that_another_has_is_waited_for_so_long(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    with held(lock, "x"):
        started = time.monotonic()
        with (
            pytest.raises(MachineError, match=r"After 0\.3 seconds, .*\.lock is still held: ask"),
            held(lock, "ask Kari.", wait=0.3),
        ):
            pass
        assert 0.3 <= time.monotonic() - started < 5
    with held(lock, "x", wait=0):
        pass


def test_a_lock_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".lock")
    with held(tmp_path / ".lock", "x", wait=0):
        pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_disk_without_locks_is_no_other_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with (
        pytest.raises(MachineError, match="cannot be locked there, as on some network folders"),
        held(tmp_path / ".lock", "another process"),
    ):
        pass


def test_a_call_that_never_ends_is_left() -> None:
    assert in_time(lambda: 7, 5) == 7
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 // 0, 5)
    with pytest.raises(TimeoutError):
        in_time(lambda: time.sleep(2), 0.1)


def test_workers_that_hang_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LONGEST_LAYOUT", 0.01)
    with pytest.raises(MachineError, match=r"No report was finished in 0\.02 seconds, with 2 left"):
        list(workers.render([SAMPLE, SAMPLE], formats=("pdf",), workers=2))


def test_a_report_that_is_laid_out_for_ever_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    list(workers.render([SAMPLE], formats=("pdf",), workers=1))  # so that all is imported
    monkeypatch.setattr(workers, "LONGEST_LAYOUT", 0.01)
    with pytest.raises(RenderingError, match=r"\.pdf: a report takes more than 0\.01 seconds"):
        list(workers.render([SAMPLE], formats=("pdf",), workers=1))
