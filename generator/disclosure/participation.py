"""Who was asked and who answered: in bands where few were asked or few fell out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

from generator.disclosure.rules import Limits
from generator.results.survey import Response
from generator.results.table import GroupTable, PublishedTable
from generator.results.values import Band, Nodes, Suppressed, published_count
from generator.round.model import EXACT_INVITED_FROM

FEW = Suppressed("threshold")


def protect_participation(
    groups: Mapping[str, Response],
    units: Mapping[str, Response],
    table: PublishedTable,
    limits: Limits,
) -> tuple[Nodes, Mapping[str, Nodes]]:
    """Who was asked and answered in each group and unit; of unpublished units, only the offices."""
    totals = groups
    published = {unit: node for unit, node in units.items() if node.n is not None}
    if limits.on("threshold"):
        totals = {name: _of_group(node, table.of(name), limits) for name, node in groups.items()}
        published = {
            unit: _banded(node) if _few_invited(node) else node for unit, node in published.items()
        }
        total = next((totals[node.group] for node in published.values()), None)
        _suppress_secondary(published, total)
    return {f"response/{group}": node for group, node in totals.items()}, {
        unit: {"response": published.get(unit) or _unpublished(node)}
        for unit, node in units.items()
    }


def _unpublished(response: Response) -> Response:
    """Nothing of it but that nobody was asked, or that nobody says how many were."""
    asked = FEW if response.invited else response.invited
    return replace(response, n=FEW, answered=FEW, rate=FEW, invited=asked)


def _banded(response: Response) -> Response:
    """Invited and rate in bands.

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


def _of_group(response: Response, table: GroupTable | None, limits: Limits) -> Response:
    """The total's participation: answered are those of the base, and nobody's silence is counted.

    Complete and partial answers are counted over all who answered, those in no figure among them;
    so they are not published, nor who dropped out where they are few.
    """
    base = published_count(table.base) if table else 0
    response = replace(_without_answers_counted(response), complete=None, partial=None)
    if base < limits.fewest:
        return _unpublished(response)
    invited = response.invited
    rate = 100 * base / invited if isinstance(invited, int) and invited else None
    response = replace(response, n=base, answered=base, rate=rate)
    dropped = response.dropped_out
    few = isinstance(dropped, int) and 0 < dropped < limits.threshold
    if _few_invited(response) or few:
        response = replace(response, dropped_out=FEW, registered=FEW)
    return _banded(response) if _few_invited(response) else response


def _without_answers_counted(response: Response) -> Response:
    """Nothing of an export that holds answers alone: who is registered there has answered.

    That many more were written to than answered is what ``registered`` and ``dropped_out`` tell;
    where nobody was, they count those who are in no figure too, and so does ``invited``.
    """
    registered = published_count(response.registered)
    reached = registered - published_count(response.dropped_out)
    if registered and reached > published_count(response.answered):
        return response
    invited = None if registered and response.invited == reached else response.invited
    return replace(response, registered=None, dropped_out=None, invited=invited)


def _few_invited(response: Response) -> bool:
    return isinstance(response.invited, int) and response.invited < EXACT_INVITED_FROM


def _suppress_secondary(responses: dict[str, Response], total: Response | None) -> None:
    """Put more units' invited in bands, in place, while the total less the others fixes one.

    The next one is the one with fewest invited; where all are bands already, the one whose
    band says most is suppressed.
    """
    while responses and _fixed([*responses.values()], total):
        exact = {u: node.invited for u, node in responses.items() if isinstance(node.invited, int)}
        bands = {
            u: node.invited.low - published_count(node.n)
            for u, node in responses.items()
            if isinstance(node.invited, Band)
        }
        if exact:
            unit = min(exact, key=lambda u: (exact[u], u))
            responses[unit] = _banded(responses[unit])
        elif bands:
            unit = max(bands, key=lambda u: (bands[u], u))
            responses[unit] = replace(responses[unit], invited=FEW, rate=FEW)
        else:
            return


def _fixed(responses: Sequence[Response], total: Response | None) -> bool:
    """Whether one unit alone is a band, or several sum to the ends of what they can be.

    Where everybody answered, nobody's silence is known by it.
    """
    if total is None or not isinstance(total.invited, int):
        return False
    rough = [node for node in responses if not isinstance(node.invited, int)]
    rest = total.invited - sum(published_count(n.invited) for n in responses if n not in rough)
    if not rough or rest == sum(published_count(node.n) for node in rough):
        return False
    spans = [_invited_span(node) for node in rough]
    return len(rough) == 1 or rest in (sum(low for low, _ in spans), sum(high for _, high in spans))


def _invited_span(response: Response) -> tuple[float, float]:
    """The fewest and the most invited that fit what is published."""
    n, invited = published_count(response.n), response.invited
    if isinstance(invited, Band):
        return max(invited.low, n), invited.high
    return n, inf
