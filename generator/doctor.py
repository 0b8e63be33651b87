"""What this machine must have beside Python packages."""

import ctypes.util

LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
"""Shared libraries that WeasyPrint loads, with the Debian package of each."""


def missing() -> dict[str, str]:
    """The libraries that this machine lacks to build reports, with their Debian packages."""
    return {
        library: package
        for library, package in LIBRARIES.items()
        if ctypes.util.find_library(library) is None
    }
