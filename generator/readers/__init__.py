"""Readers of files from outside, each call in a process of its own, with limits.

A damaged or hostile file may crash native code, fill the memory or never end. Here it ends a
process that nobody misses, and the file is refused in one line.
"""

import os
import pickle
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Thread, Timer
from typing import IO, Any, Final

from generator.errors import ArgumentError, InputError, Problem

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take: seconds, bytes of memory, and the rows and cells in it.

    ``unpacked`` is the bytes that one file, or what is packed in it, may have.
    """

    seconds: float = 60
    memory: int = 1_500 * MEGABYTE
    unpacked: int = 500 * MEGABYTE
    rows: int = 200_000
    cells: int = 5_000_000


LIMITS: Final = Limits()

Reader = Callable[[bytes, str, Limits], Any]
"""From a file's content and name: plain values, dates among them, or an ``InputError``."""

_KINDS: Final = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# The parent's own path, since the child starts without site-packages: that takes 10 ms, not 30.
_START: Final = (
    "import sys; sys.path[:] = sys.argv[1:]; from generator.readers import serve; serve()"
)
_CRASHED: Final = "the file is damaged in a way that its reader cannot cope with"
SPLIT: Final = "Remove what the survey does not need, or split it."


def content_of(path: Path, name: str, *, limits: Limits = LIMITS) -> bytes:
    """The bytes of a file; what is no file, cannot be read or is too large is an ``InputError``."""
    try:
        about = path.stat()
        message, remedy = "", "Give a file."
        if kind := _KINDS.get(stat.S_IFMT(about.st_mode)):
            message = f"it is {kind}, not a file"
        elif about.st_size > limits.unpacked:
            message = f"the file is larger than {limits.unpacked // MEGABYTE} MB"
            remedy = SPLIT
        else:
            return path.read_bytes()
    except FileNotFoundError:
        message = "the file does not exist"
        remedy = "Put it there, or correct its name."
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}"
        remedy = ""
    raise InputError([Problem(name, message, remedy=remedy or None)])


def read_apart(
    reader: Reader,
    data: bytes,
    name: str,
    *,
    remedy: str,
    limits: Limits = LIMITS,
    act: str = "read",
) -> Any:
    """What a reader finds in a file, read in a process of its own.

    The reader is a public function of a module. Raises its ``InputError``, or one that says that
    the file took too long or too much memory, or crashed the reader; ``remedy`` says what to do
    with a damaged file.
    """
    late = time.monotonic() + limits.seconds
    task = pickle.dumps((reader.__module__, reader.__qualname__, data, name, limits))
    root = str(Path(__file__).parents[2])
    # One thread: each costs address space, which is limited.
    own = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-I", "-S", "-c", _START, root, *filter(None, sys.path)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=own,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        timer = Timer(limits.seconds, child.kill)
        timer.start()
        try:
            with suppress(BrokenPipeError):  # it died before it had read all
                child.stdin.write(task)
                child.stdin.flush()  # and stays open: its end tells the child that we are gone
            kind, found = _answer(child.stdout)
            code = 0 if kind else child.wait()
        finally:
            timer.cancel()
            child.kill()
            with suppress(BrokenPipeError):
                child.stdin.close()
    if kind == "found":
        return found
    if kind == "unusable":
        raise ArgumentError(found)
    if kind == "refused":
        raise InputError(Problem(*problem) for problem in found)
    problem = Problem(name, _CRASHED, remedy=remedy)
    if time.monotonic() >= late or code == -getattr(signal, "SIGXCPU", 0):
        message = f"it takes more than {limits.seconds:g} seconds to {act}"
        problem = Problem(name, message, remedy=SPLIT)
    elif kind == "memory":
        message = f"it takes more than {limits.memory // MEGABYTE} MB of memory to {act}"
        problem = Problem(name, message, remedy=SPLIT)
    elif code == -getattr(signal, "SIGKILL", 0):
        message = "its reader was stopped from outside, as when the machine has no memory left"
        problem = Problem(name, message, remedy="Close other programs and try again.")
    raise InputError([problem])


class _Plain(pickle.Unpickler):
    """Values and dates; a child whose memory a file has damaged can call nothing."""

    def find_class(self, module: str, name: str) -> Any:
        if module != "datetime":
            raise pickle.UnpicklingError
        return super().find_class(module, name)


def _answer(pipe: IO[bytes]) -> tuple[str, Any]:
    """How it went and what was found; two blanks where the child died."""
    try:
        kind, found = _Plain(BytesIO(pipe.read())).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, IndexError):
        return "", None
    return kind, found


def serve() -> None:
    """Do the one task of a child: read what the parent sends, answer, and end."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    module, function, data, name, limits = pickle.load(sys.stdin.buffer)
    _limit(limits)
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        __import__(module)
        answer = pickle.dumps(("found", getattr(sys.modules[module], function)(data, name, limits)))
    except InputError as error:
        fields = Problem.__match_args__
        problems = [tuple(getattr(each, field) for field in fields) for each in error.problems]
        answer = pickle.dumps(("refused", problems))
    except ArgumentError as error:
        answer = pickle.dumps(("unusable", str(error)))
    except MemoryError:
        answer = pickle.dumps(("memory", None))
    answers.write(answer)
    answers.flush()
    os._exit(0)


def _limit(limits: Limits) -> None:
    """Let the system stop this process at its limits, where the system can."""
    with suppress(ImportError):
        import resource

        seconds = int(limits.seconds) + 1
        for kind, most in (
            (resource.RLIMIT_AS, limits.memory),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(ValueError, OSError):  # a lower limit is in force
                resource.setrlimit(kind, (most, most))


def _end_with_parent() -> None:
    os.read(0, 1)  # nothing more is sent
    os._exit(1)
