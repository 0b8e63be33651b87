"""A printed number as a spreadsheet has it: its value, and the format that prints it so again."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

_PRINTED: Final = re.compile(
    r"(?P<mark>[▲▼]\s)?(?P<sign>[-−]?)(?P<whole>\d*)(?:[.,](?P<decimals>\d+))?(?:(?P<space>\s?)(?P<unit>%))?(?P<star>\*?)"
)


class Number(NamedTuple):
    """A value and its number format."""

    value: float
    format: str


def number_of(text: str) -> Number | None:
    """What a cell's text says, where it is purely a number; else None.

    Either sign begins decimals: no report parts thousands, and a table may be declared with another
    than its language's. A mark before it and a star stay, and that SPSS prints no zero.

    >>> number_of("-,31596*")
    Number(value=-0.31596, format='#.00000"*"')
    >>> number_of("48,3 %")
    Number(value=0.483, format='0.0" "%')
    """
    found = _PRINTED.fullmatch(text)
    if not found or not (found["whole"] or found["decimals"]):
        return None
    decimals = found["decimals"] or ""
    value = Decimal(f"{found['sign'] and '-'}{found['whole'] or 0}.{decimals or 0}")
    form = f'"{found["mark"]}"' if found["mark"] else ""
    form += ("0" if found["whole"] else "#") + ("." + "0" * len(decimals) if decimals else "")
    form += "".join(f'"{sign}"' for sign in (found["space"],) if sign) + (found["unit"] or "")
    form += '"*"' if found["star"] else ""
    return Number(float(value / 100 if found["unit"] else value), form)
