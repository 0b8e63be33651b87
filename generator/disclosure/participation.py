"""Who was asked and who answered: told roughly where few were asked or few fell out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.results import Band, Count, Node, Representativeness, Response, Withheld
from generator.round import EXACT_INVITED_FROM
from generator.study import UNITS

RATE_BANDS = ((0, 24), (25, 49), (50, 74), (75, 100))
FEW = Withheld("too_few_respondents")


def banded(response: Response) -> Response:
    """Invited and rate told roughly where few were invited."""
    invited = response.invited
    small = isinstance(invited, int) and invited < EXACT_INVITED_FROM
    return in_bands(response) if small else response


def in_bands(response: Response) -> Response:
    """Invited and rate told roughly."""
    invited, rate = response.invited, response.rate
    if not isinstance(invited, int):
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
    if isinstance(response.invited, int) and response.invited < EXACT_INVITED_FROM:
        response = replace(in_bands(response), dropped_out=FEW, registered=FEW)
    if _few(response.complete, threshold) or _few(response.partial, threshold):
        response = replace(response, complete=FEW, partial=FEW)
    if _few(response.dropped_out, threshold):
        response = replace(response, dropped_out=FEW, registered=FEW)
    return response


def without_single_band(units: Mapping[str, dict[str, Node | Withheld]]) -> None:
    """Tell one more unit's invited roughly, in place, where only one is not told exactly.

    Its invited would be the whole's less the others'. The one with fewest invited is taken.
    """
    responses = {
        unit: node
        for unit, nodes in units.items()
        if isinstance(node := nodes.get("response"), Response)
    }
    exact = {
        unit: node.invited for unit, node in responses.items() if isinstance(node.invited, int)
    }
    if exact and len(responses) - len(exact) == 1:
        smallest = min(exact, key=lambda unit: (exact[unit], unit))
        units[smallest]["response"] = in_bands(responses[smallest])


def without_counts_of_hidden(
    steps: Mapping[str, Node | Withheld], units: Mapping[str, Mapping[str, Node | Withheld]]
) -> dict[str, Node | Withheld]:
    """The steps without the test of units against their invited while a unit is withheld.

    Whoever knows how many work in each unit solves chi-square for the one count he lacks.
    """
    responses = [node for nodes in units.values() if (node := nodes.get("response"))]
    if not any(isinstance(node, Response) and isinstance(node.n, Withheld) for node in responses):
        return dict(steps)
    return {
        name: Withheld("protects_another_unit")
        if isinstance(node, Representativeness) and node.variable == UNITS
        else node
        for name, node in steps.items()
    }


def _few(count: Count, threshold: int) -> bool:
    return isinstance(count, int) and 0 < count < threshold
