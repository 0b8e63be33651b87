"""Readers that do what a damaged or hostile file may make a reader do."""

from __future__ import annotations

import ctypes
import datetime
import os
import signal
import time
from pathlib import Path
from typing import Any

from generator.errors import InputError, Problem
from generator.readers import Limits

VALUES = [[1.5, "å", None, True, datetime.date(2015, 1, 2)]]


def values(_data: bytes, _name: str, _limits: Limits) -> Any:
    print("what a library prints")
    return VALUES


def echo(data: bytes, name: str, _limits: Limits) -> Any:
    return len(data), name


def refuses(_data: bytes, name: str, _limits: Limits) -> Any:
    raise InputError([Problem(name, "no", "Ark1", 7, "B", "Mend it.")])


def segfaults(_data: bytes, _name: str, _limits: Limits) -> Any:
    ctypes.string_at(0)


def aborts(_data: bytes, _name: str, _limits: Limits) -> Any:
    os.abort()


def raises(_data: bytes, _name: str, _limits: Limits) -> Any:
    raise RuntimeError("an answer")


def sleeps(_data: bytes, _name: str, _limits: Limits) -> Any:
    time.sleep(60)


def spins(_data: bytes, _name: str, _limits: Limits) -> Any:
    while True:
        pass


def grows(_data: bytes, _name: str, _limits: Limits) -> Any:
    return [bytearray(10_000_000) for _ in range(10_000)]


def is_killed(_data: bytes, _name: str, _limits: Limits) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def lingers(data: bytes, _name: str, _limits: Limits) -> Any:
    Path(data.decode()).write_text(str(os.getpid()), "utf-8")
    time.sleep(60)


def returns_code(_data: bytes, _name: str, _limits: Limits) -> Any:
    return Path("x")
