"""What this machine must have beside Python packages, and the command that installs it."""

from __future__ import annotations

import ctypes.util
from dataclasses import dataclass

LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
"""Shared libraries that WeasyPrint loads, with the Debian package of each."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing and how to get it."""

    what: str
    remedy: str


def missing() -> list[Lack]:
    """Everything this machine lacks to build reports."""
    return [
        Lack(f"The library {library}", f"Run: sudo apt-get install -y {package}")
        for library, package in LIBRARIES.items()
        if ctypes.util.find_library(library) is None
    ]
