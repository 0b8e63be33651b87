"""Numbers as text: the house's way and SPSS's way; a value is printed, never computed, here."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from generator.results.values import Band, Bound, Suppressed, round_half_away

DASH = "–"
MINUS = "\N{MINUS SIGN}"
ABOVE, BELOW = "▲", "▼"

BOUNDS: Final = ("over {value}", "under {value}")
"""How a bound is written, on either side."""


def plain(
    value: object, decimals: int, *, point: str = ",", bounds: tuple[str, str] = BOUNDS
) -> str:
    """A number with so many decimals, a real minus sign, and a dash where none is published.

    A bound has one decimal at most, which is all that is published of it.

    >>> plain(-0.5, 1)
    '−0,5'
    >>> plain(Bound(over=5.2), 2)
    'over 5,2'
    """
    return _text(
        value, decimals, lambda digits: digits.replace("-", MINUS).replace(".", point), bounds
    )


def spss(value: object, decimals: int, *, point: str, bounds: tuple[str, str] = BOUNDS) -> str:
    """A number as SPSS prints it: no zero before the decimal sign, a hyphen for minus.

    >>> spss(0.485, 3, point=",")
    ',485'
    """

    def written(digits: str) -> str:
        return re.sub(r"^(-?)0\.", r"\1.", digits).replace(".", point)

    return _text(value, decimals, written, bounds)


def percent(
    value: object,
    decimals: int = 0,
    *,
    point: str = ",",
    sign: str = "\N{NO-BREAK SPACE}%",
    bounds: tuple[str, str] = BOUNDS,
) -> str:
    """A percentage with its sign, in Norwegian after a no-break space; a bound is whole."""
    text = plain(value, 0 if isinstance(value, Bound) else decimals, point=point, bounds=bounds)
    return text if text == DASH else f"{text}{sign}"


def is_known(value: object) -> bool:
    """Whether there is something to print: a number, a bound or a band, and not a dash."""
    return isinstance(value, int | float | Bound | Band)


def _text(
    value: object, decimals: int, written: Callable[[str], str], bounds: tuple[str, str]
) -> str:
    match value:
        case None | Suppressed():
            return DASH
        case Band(low=low, high=high):
            return str(low) if low == high else f"{low}{DASH}{high}"
        case Bound(over=None, under=under):
            return bounds[1].format(value=written(_digits(under, min(decimals, 1))))
        case Bound(over=over):
            return bounds[0].format(value=written(_digits(over, min(decimals, 1))))
        case _:
            return written(_digits(value, decimals))


def _digits(value: object, decimals: int) -> str:
    if not isinstance(value, int | float):
        raise TypeError(f"not a number: {type(value).__name__}")
    return f"{Decimal(repr(round_half_away(value, decimals))):.{decimals}f}"
