"""Every municipality of Norway in 2026, with Sámi and Kven forms, one municipality a line.

The Norwegian names are complete. Official Sámi and Kven names are among the other forms, and so are
unofficial ones in use; a spelling that is out of date is as good a test as another.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

LINES = [
    tuple(line.split(";"))
    for line in Path(__file__).with_name("municipalities.csv").read_text("utf-8").splitlines()
]


def names() -> tuple[str, ...]:
    """Every form by itself, and joined as on signs: Kárášjohka-Karasjok, in any order."""
    return tuple(
        dict.fromkeys(
            "-".join(forms)
            for line in LINES
            for several in range(1, len(line) + 1)
            for forms in permutations(line, several)
        )
    )
