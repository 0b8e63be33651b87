"""What means would be if those who did not answer were a step lower, or higher.

The mean of all invited is f m + (1 - f) m', where f is the share of them who are in the mean m, and
m' is that of the others (Cochran 1977, Sampling Techniques, 13.2). Nobody knows m'; here it is a
step off m, as far as the scale goes (a delta adjustment: National Research Council 2010, The
Prevention and Treatment of Missing Data in Clinical Trials, ch. 5). All is taken as published: a
band of invited, or a mean that is a bound, makes an interval between the ends of both.
"""

from collections.abc import Mapping, Sequence

from generator.analysis.statistics import Nodes
from generator.results.survey import (
    Descriptives,
    Nonresponse,
    NonresponseRow,
    Response,
    VariableStatistics,
)
from generator.results.values import Band, Bound, Node, Number, Suppressed, published_count
from generator.study.instrument import Scale
from generator.study.model import Study

__all__ = ["describe_nonresponse"]

NEARLY_ALL = 0.8
"""Share of the invited from which those who answered are as good as all of them."""


def describe_nonresponse(
    steps: Nodes, units: Mapping[str, Nodes], *, study: Study
) -> tuple[dict[str, Nonresponse], dict[str, dict[str, Nonresponse]]]:
    """``nonresponse/<group>`` of the total and ``nonresponse`` of units, where enough is published.

    They follow from the published nodes ``response`` and ``constructs``.
    """
    total = {
        f"nonresponse/{group}": node
        for group in study.groups
        if (node := _node(steps.get(f"response/{group}"), steps.get(f"constructs/{group}"), study))
    }
    return total, {
        unit: {"nonresponse": node}
        for unit, nodes in units.items()
        if (node := _node(nodes.get("response"), nodes.get("constructs"), study))
    }


def _node(
    response: Node | Suppressed | None, means: Node | Suppressed | None, study: Study
) -> Nonresponse | None:
    if not isinstance(response, Response) or not isinstance(means, Descriptives):
        return None
    n, invited = published_count(response.n), response.invited
    match invited:
        case int() if n:
            ends: tuple[int, ...] = (max(invited, n),)
        case Band() if n:
            ends = (max(invited.low, n), max(invited.high, n))
        case _:
            return None
    nearly_all = n / ends[-1] >= NEARLY_ALL
    rows = () if nearly_all else means.rows
    found = [_row(row, ends, study.scale_of(row.variable)) for row in rows]
    known = tuple(row for row in found if row)
    if not known and not nearly_all:
        return None
    return Nonresponse(group=response.group, n=response.n, nearly_all=nearly_all, rows=known)


def _row(row: VariableStatistics, invited: Sequence[int], scale: Scale) -> NonresponseRow | None:
    means, n = _ends(row.mean, scale), row.n
    if not scale.step or not isinstance(n, int) or not means:
        return None
    lower, higher = (
        # Linear in f and rising with the mean: nothing lies outside the ends.
        [
            n / of * mean + (1 - n / of) * min(max(mean + by, scale.low), scale.high)
            for mean in means
            for of in invited
        ]
        for by in (-scale.step, scale.step)
    )
    return NonresponseRow(
        variable=row.variable,
        n=n,
        lower_from=min(lower),
        lower_to=max(lower),
        higher_from=min(higher),
        higher_to=max(higher),
    )


def _ends(mean: Number, scale: Scale) -> tuple[float, ...]:
    match mean:
        case float():
            return (mean,)
        case Bound(over=float(over)):
            return (over, float(scale.high))
        case Bound(under=float(under)):
            return (float(scale.low), under)
    return ()
