"""Who was asked and who answered: told roughly where few were asked or few fell out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from generator.disclosure.rows import without_figures
from generator.results import (
    Band,
    Count,
    Node,
    ReleasedResults,
    Representativeness,
    Response,
    Suppressed,
    told_count,
)
from generator.round import EXACT_INVITED_FROM
from generator.study import UNITS

BANDS_THAT_HIDE = 12
"""With fewer bands chi-square to three decimals and the whole fix some of them: of random counties
nearly all bands where there are five or fewer, a third where there are eight, none from twelve."""

FEW = Suppressed("too_few_respondents")


def banded(response: Response) -> Response:
    """Invited and rate told roughly where few were invited."""
    invited = response.invited
    small = isinstance(invited, int) and invited < EXACT_INVITED_FROM
    return in_bands(response) if small else response


def in_bands(response: Response) -> Response:
    """Invited and rate told roughly.

    The rate says no more than the band of the invited does: a band of its own could leave a single
    number of invited, and so of those who did not answer, that fits both.
    """
    invited = response.invited
    if not isinstance(invited, int):
        return response
    low = invited // 5 * 5
    band = Band(max(low, 1), low + 4)
    rate = response.rate
    part = response.n if response.answered is None else response.answered
    if rate is not None and isinstance(part, int):
        rate = Band(100 * part // band.high, min(-(-100 * part // band.low), 100))
    return replace(response, invited=band, rate=rate)


def told_participation(response: Response, *, threshold: int) -> Response:
    """The whole's participation without counts of one to three, or what they follow from.

    Complete and partial answers add up to those who answered, and dropped out and invited to
    those registered, so a small part takes its counterpart with it. Where one to three answered
    at all, none of it is counted.
    """
    if isinstance(response.invited, int) and response.invited < EXACT_INVITED_FROM:
        response = replace(in_bands(response), dropped_out=FEW, registered=FEW)
    if _few(response.n, threshold) or _few(response.answered, threshold):
        response = replace(response, n=FEW, answered=FEW, rate=FEW, complete=FEW, partial=FEW)
    if _few(response.complete, threshold) or _few(response.partial, threshold):
        response = replace(response, complete=FEW, partial=FEW)
    if _few(response.dropped_out, threshold):
        response = replace(response, dropped_out=FEW, registered=FEW)
    return response


def without_fixed_bands(
    units: Mapping[str, dict[str, Node | Suppressed]], steps: Mapping[str, Node | Suppressed]
) -> None:
    """Tell more units' invited roughly, in place, while the whole less the others fixes one.

    The next one is the one with fewest invited; where all are told roughly already, the one whose
    band says most is not told at all.
    """
    responses = {
        unit: node
        for unit, nodes in units.items()
        if isinstance(node := nodes.get("response"), Response)
    }
    while responses and _fixed([*responses.values()], steps):
        exact = {u: node.invited for u, node in responses.items() if isinstance(node.invited, int)}
        bands = {
            u: node.invited.low - told_count(node.n)
            for u, node in responses.items()
            if isinstance(node.invited, Band)
        }
        if exact:
            unit = min(exact, key=lambda u: (exact[u], u))
            found = in_bands(responses[unit])
        elif bands:
            unit = max(bands, key=lambda u: (bands[u], u))
            found = replace(responses[unit], invited=FEW, rate=FEW)
        else:
            return
        units[unit]["response"] = responses[unit] = found


def _fixed(responses: Sequence[Response], steps: Mapping[str, Node | Suppressed]) -> bool:
    """Whether one unit alone is told roughly, or several sum to the ends of what they can be.

    Where everybody answered, nobody's silence is told.
    """
    whole = steps.get(f"response/{responses[0].group}")
    if not isinstance(whole, Response) or not isinstance(whole.invited, int):
        return False
    rough = [node for node in responses if not isinstance(node.invited, int)]
    rest = whole.invited - sum(told_count(n.invited) for n in responses if n not in rough)
    if not rough or rest == sum(told_count(node.n) for node in rough):
        return False
    spans = [_invited_span(node) for node in rough]
    return len(rough) == 1 or rest in (sum(low for low, _ in spans), sum(high for _, high in spans))


def _invited_span(response: Response) -> tuple[float, float]:
    """The fewest and the most invited that fit what is told."""
    n, invited = told_count(response.n), response.invited
    if isinstance(invited, Band):
        return max(invited.low, n), invited.high
    return n, inf


def without_test_of_units(
    steps: Mapping[str, Node | Suppressed], units: Mapping[str, Mapping[str, Node | Suppressed]]
) -> dict[str, Node | Suppressed]:
    """The steps without the test of units against their invited where it would tell a count.

    Whoever knows how many work in each unit solves chi-square for the answers of a withheld one;
    whoever does not solves it for the invited of a few units that are told in bands.
    """
    responses = [
        node for nodes in units.values() if isinstance(node := nodes.get("response"), Response)
    ]
    hidden = any(isinstance(node.n, Suppressed) for node in responses)
    rough = sum(isinstance(node.invited, Band) for node in responses)
    if not hidden and not 0 < rough < BANDS_THAT_HIDE:
        return dict(steps)
    return {
        name: Suppressed("protects_another_unit")
        if isinstance(node, Representativeness) and node.variable == UNITS
        else node
        for name, node in steps.items()
    }


def without_few_late_counts(
    released: ReleasedResults, earlier: Sequence[ReleasedResults], *, threshold: int
) -> ReleasedResults:
    """The release without counts that beside an earlier one's tell of one to three.

    Complete and partial answers go together, and dropped out with registered, as in a release by
    itself. Bands of the invited are as they were, and rates follow from them.
    """
    steps = dict(released.steps)
    for before in earlier:
        for name, now in steps.items():
            then = before.steps.get(name)
            if isinstance(now, Response) and isinstance(then, Response):
                steps[name] = _since(now, then, threshold)
    return released if steps == released.steps else replace(released, steps=steps)


def _since(now: Response, then: Response, threshold: int) -> Response:
    for part, counterpart in (("complete", "partial"), ("dropped_out", "registered")):
        if any(_few_more(now, then, name, threshold) for name in (part, counterpart)):
            now = without_figures(now, part, counterpart, reason="would_reveal_few")
    return now


def _few_more(now: Response, then: Response, name: str, threshold: int) -> bool:
    counts = getattr(now, name), getattr(then, name)
    return all(isinstance(n, int) for n in counts) and 0 < abs(counts[0] - counts[1]) < threshold


def _few(count: Count, threshold: int) -> bool:
    return isinstance(count, int) and 0 < count < threshold
