"""Every municipality of Norway in 2026, with Sámi and Kven forms, one municipality a line.

The Norwegian names are complete. Official Sámi and Kven names are among the other forms, and so are
unofficial ones in use; a spelling that is out of date is as good a test as another.
"""

from __future__ import annotations

from pathlib import Path

LINES = [
    tuple(line.split(";"))
    for line in Path(__file__).with_name("municipalities.csv").read_text("utf-8").splitlines()
]


def names() -> tuple[str, ...]:
    """Every form by itself, and joined as on signs in both orders: Kárášjohka-Karasjok."""
    joined = ("-".join(order) for line in LINES for order in (line, line[::-1]))
    return tuple(dict.fromkeys((*(form for line in LINES for form in line), *joined)))
