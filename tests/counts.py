"""How often: `make test` tries the same few each time, `make test-long` many at random."""

from __future__ import annotations

import os

LONG = bool(os.environ.get("KONTORRAPPORT_LONG"))
FACTOR = 20


def times(count: int) -> int:
    """The count of an ordinary run, or the full count of a long one."""
    return count * FACTOR if LONG else count
