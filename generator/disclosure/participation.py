"""Who was asked and who answered: told roughly where few were asked or few fell out."""

from __future__ import annotations

from dataclasses import replace

from generator.results import Band, Count, Response, Withheld
from generator.round import EXACT_INVITED_FROM

RATE_BANDS = ((0, 24), (25, 49), (50, 74), (75, 100))
FEW = Withheld("too_few_respondents")


def banded(response: Response) -> Response:
    """Invited and rate told roughly where few were invited."""
    invited, rate = response.invited, response.rate
    if not isinstance(invited, int) or invited >= EXACT_INVITED_FROM:
        return response
    low = invited // 5 * 5
    band = next(
        (
            Band(low, high)
            for low, high in RATE_BANDS
            if isinstance(rate, float) and rate < high + 1
        ),
        Band(*RATE_BANDS[-1]),
    )
    return replace(response, invited=Band(max(low, 1), low + 4), rate=band)


def told_participation(response: Response, *, threshold: int) -> Response:
    """The whole's participation without counts of one to three, or what they follow from.

    Complete and partial answers add up to those who answered, and dropped out and invited to
    those registered, so a small part takes its counterpart with it.
    """
    if _few(response.complete, threshold) or _few(response.partial, threshold):
        response = replace(response, complete=FEW, partial=FEW)
    if _few(response.dropped_out, threshold):
        response = replace(response, dropped_out=FEW, registered=FEW)
    return response


def _few(count: Count, threshold: int) -> bool:
    return isinstance(count, int) and 0 < count < threshold
