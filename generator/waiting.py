"""Waiting, never without end: for a lock that another process has, and calls that have no limit."""

import errno
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Final, TypeVar

from generator.errors import MachineError

T = TypeVar("T")

PATIENCE: Final = 300.0
"""Seconds to wait for another process: it may be checking and filing a whole county."""

_MODE: Final = 0o664
_LOOK_EVERY: Final = 0.1
_TAKEN: Final = (errno.EAGAIN, errno.EACCES)
_NO_LOCKS: Final = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS)


@contextmanager
def held(path: Path, taken: str, *, wait: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of a file, made if it was not there; the system frees it with the process.

    Raises MachineError: with ``taken`` where another process has it so long, or where the disk
    knows no locks.
    """
    import fcntl

    late = monotonic() + wait
    handle = os.open(path, os.O_RDWR | os.O_CREAT, _MODE)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_there(path, handle):
                    break
                os.close(handle)  # whoever had it took it away
                path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(path, os.O_RDWR | os.O_CREAT, _MODE)
                continue
            except OSError as error:
                if error.errno in _NO_LOCKS:
                    raise MachineError(
                        f"{path.parent}: files cannot be locked there, as on some network folders, "
                        "so that two processes could write at once. Use a folder on another disk, "
                        "or have the share mounted with locks."
                    ) from None
                if error.errno not in _TAKEN:
                    error.filename = str(path)
                    raise
            if monotonic() >= late:
                waited = f"After {wait:g} seconds, {path} is still held: " if wait else ""
                raise MachineError(waited + taken)
            sleep(_LOOK_EVERY)
        yield
    finally:
        os.close(handle)


def _is_there(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def in_time(call: Callable[[], T], seconds: float) -> T:
    """What a call gives that knows no limit of its own; raises TimeoutError, and leaves it be."""
    future: Future[T] = Future()

    def answer() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=answer, daemon=True).start()
    return future.result(timeout=seconds)
