"""Where the survey does not tell units apart, which is said beside every use of their means.

Units can be told apart on a variable where the F test of their published means finds a difference;
elsewhere a unit's mean says more of who happened to answer than of the unit.
"""

from collections.abc import Iterable

from generator.report.context import Context
from generator.results.groups import Aggregation
from generator.study.model import UNITS


def indistinct(names: Iterable[str], *, group: str, context: Context) -> list[str]:
    """The variables that units are not told apart on, where ``group`` is the file of units."""
    if group != UNITS:
        return []
    nodes = {name: context.step(f"aggregation/{name}", Aggregation) for name in names}
    return [name for name, node in nodes.items() if node and not node.distinguishable]


def apart_notes(names: Iterable[str], *, group: str, context: Context) -> list[str]:
    """A line that names them, below a table of figures about units; none where there are none."""
    found = [context.label(name) for name in indistinct(names, group=group, context=context)]
    listed = context.words.listed(found)
    return [context.words("aggregation.indistinct", names=listed)] if found else []
