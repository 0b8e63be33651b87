"""What the machine refuses is said in words, with an exit code of its own, and leaves nothing.

Every command is walked with the first write failing, then the second, and so on: as on a full disk,
a read-only one, or one that is gone.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from generator import publish as publishing
from generator.archive import filing
from generator.cli import main
from generator.errors import machine_trouble
from generator.report import compose as reports
from generator.run import rebuild

CODES = (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO)
COMPOSE = reports.compose


@contextmanager
def failing(number: int, code: int) -> Iterator[list[str]]:
    """Let the call that writes, makes or renames with this number fail; the list has all calls."""
    calls: list[str] = []

    def counted(name: str, real: Callable[..., Any], writes: Callable[..., bool]) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            if writes(*given, **named):
                calls.append(name)
                if len(calls) == number:
                    path = given[0] if given and isinstance(given[0], str | Path) else None
                    raise OSError(code, os.strerror(code), path)
            return real(*given, **named)

        return call

    def always(*_given: Any, **_named: Any) -> bool:
        return True

    def is_new(path: Any, *_more: Any, **_named: Any) -> bool:
        return not Path(path).exists()

    def for_writing(path: Any, flags: int, *_more: Any, **_named: Any) -> bool:
        return bool(flags & (os.O_WRONLY | os.O_RDWR)) and os.devnull != str(path)

    def in_mode(_file: Any, mode: str = "r", *_more: Any, **_named: Any) -> bool:
        return bool(set(mode) & set("wxa+"))

    with pytest.MonkeyPatch.context() as patch:
        for name in ("rename", "replace", "fsync"):
            patch.setattr(os, name, counted(name, getattr(os, name), always))
        patch.setattr(os, "mkdir", counted("mkdir", os.mkdir, is_new))
        patch.setattr(os, "open", counted("open", os.open, for_writing))
        opened = counted("open", io.open, in_mode)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)
        yield calls


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below a folder, but for what a lock or a database always leaves."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
        if "__pycache__" not in path.parts
    }


def run(*arguments: object) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["kontorrapport", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
    return int(stop.value.code or 0)


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    """Only what is written is of interest: results are computed once and nothing is laid out."""
    real = publishing.publish

    @cache
    def once(quarter: bool) -> Any:
        return real(*given[0], quarter=quarter)

    given: list[tuple[Any, ...]] = []

    def published(*inputs: Any, quarter: bool = False) -> Any:
        given.insert(0, inputs)
        return once(quarter)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "publish", published)
        patch.setattr(reports, "compose", lambda *_given, **_named: ())
        patch.setattr(rebuild, "verify_draft", lambda _files, **_named: 0)
        patch.setattr(filing, "check_documents", lambda _files, **_named: ())
        yield


@pytest.fixture(scope="module")
def built(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reports, "compose", lambda *given, **named: COMPOSE(*given, **named)[:1])
        options = ("--out", out, "--workers", "1", "--format", "pdf")
        assert run("build", demo_folder, *options) == 0
    return (out / "innovasjon" / "2015-2" / "latest").resolve()


COMMANDS: dict[str, Callable[[Path, Path], tuple[object, ...]]] = {
    "init": lambda _demo, work: ("init", work / "new"),
    "build": lambda demo, work: ("build", demo, "--out", work / "out", "--workers", "1"),
    "quarter": lambda demo, work: ("quarter", demo, "--out", work / "out"),
    "key": lambda _demo, work: ("sign", "--new-key", work / "key"),
    "rehearse": lambda _demo, work: ("send", work / "run" / "latest", "--dry-run"),
    "archive": lambda _demo, work: ("archive", work / "run" / "latest", work / "archive"),
    "approve": lambda _demo, work: ("approve", work / "run" / "latest", "--all", "--by", "Kari"),
    "texts": lambda _demo, work: ("texts", work / "innovasjon" / "2015-2"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_failing_write_is_said_in_words_and_leaves_nothing(
    name: str,
    demo_folder: Path,
    built: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    step = {"archive": 9, "build": 2, "quarter": 4}.get(name, 1)
    for number in count(1, step):
        work = tmp_path / str(number)
        work.mkdir()
        if name in ("archive", "approve", "rehearse"):
            shutil.copytree(built.parent, work / "run", symlinks=True)
        if name == "texts":
            shutil.copytree(demo_folder.parent, work / "innovasjon")
        before = snapshot(work)
        capsys.readouterr()
        with failing(number, code := CODES[number % len(CODES)]) as calls:
            exit_code = run(*COMMANDS[name](demo_folder, work))
        said = capsys.readouterr().err.splitlines()
        if len(calls) < number:
            break
        at = f"{name}, write {number} ({calls[-1]}, {errno.errorcode[code]}): {said}"
        assert exit_code == 3, at
        assert "should not happen" not in " ".join(said), at
        assert said[-1].startswith("kontorrapport: ") and "Errno" not in said[-1], at
        left = {path for path, what in snapshot(work).items() if before.get(path, 0) != what}
        if name == "archive" and not any(path.endswith("bagit.txt") for path in left):
            assert not {path for path in left if path.startswith("archive")}, (at, left)
        if name != "archive":  # which has made a whole package, or kept what is filed
            whole = any(path.endswith(("manifest.json", "-svar.csv")) for path in left)
            assert not left or whole, (at, left)
        assert not {path for path in left if ".draft-" in path}, (at, left)
        shutil.rmtree(work)
    assert exit_code == 0 and number > 1, said


@pytest.mark.parametrize("code", sorted(errno.errorcode))
def test_every_error_of_the_system_has_words(code: int) -> None:
    trouble = machine_trouble(OSError(code, "THE SYSTEM'S WORDS", "some/where"))
    assert trouble is not None and trouble.exit_code == 3
    assert "some/where: " in str(trouble) and "THE SYSTEM" not in str(trouble)


def test_a_defect_is_no_trouble_of_the_machine() -> None:
    assert machine_trouble(ValueError("3")) is None
    assert machine_trouble(KeyError("3")) is None


def test_an_output_that_is_full_is_said(demo_folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "generator", "check", demo_folder],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1 and "the disk is full" in done.stderr


@pytest.mark.parametrize("command", ["--help", "check"])
def test_a_reader_that_has_read_enough_is_no_fault(command: str, demo_folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "generator", command, *[demo_folder][: command == "check"]],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.parametrize("command", ["check", "init", "verify", "approve", "send"])
def test_links_in_a_circle_and_long_names_are_named(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    for place in (circle, tmp_path / ("long" * 99)):
        assert run(command, place) in (2, 3)
        (said,) = capsys.readouterr().err.splitlines()[-1:]
        assert said.startswith("kontorrapport: ") and "should not happen" not in said
