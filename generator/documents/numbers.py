"""Numbers as text: the house's way and SPSS's way; a value is printed, never computed, here."""

from __future__ import annotations

from decimal import Decimal

from generator.results import Band, Suppressed, round_half_away

DASH = "–"
MINUS = "\N{MINUS SIGN}"


def plain(value: object, decimals: int, *, point: str = ",") -> str:
    """A number with so many decimals, a real minus sign, and a dash where there is none to tell.

    >>> plain(-0.5, 1)
    '−0,5'
    """
    if isinstance(value, Band):
        return str(value.low) if value.low == value.high else f"{value.low}{DASH}{value.high}"
    if value is None or isinstance(value, Suppressed):
        return DASH
    return _digits(value, decimals).replace("-", MINUS).replace(".", point)


def spss(value: object, decimals: int, *, point: str) -> str:
    """A number as SPSS prints it: no zero before the decimal sign, a hyphen for minus.

    >>> spss(0.485, 3, point=",")
    ',485'
    """
    if value is None or isinstance(value, Suppressed):
        return DASH
    text = _digits(value, decimals)
    sign, size = ("-", text[1:]) if text.startswith("-") else ("", text)
    return sign + (size[1:] if size.startswith("0.") else size).replace(".", point)


def percent(
    value: object, decimals: int = 0, *, point: str = ",", sign: str = "\N{NO-BREAK SPACE}%"
) -> str:
    """A percentage with its sign, in Norwegian after a no-break space."""
    text = plain(value, decimals, point=point)
    return text if text == DASH else f"{text}{sign}"


def _digits(value: object, decimals: int) -> str:
    if not isinstance(value, int | float):
        raise TypeError(f"not a number: {type(value).__name__}")
    return f"{Decimal(repr(round_half_away(value, decimals))):.{decimals}f}"
