"""A told figure as the analyst knows it: in which document and table, and on how many people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from generator.disclosure.claims import Claim
from generator.results.memberships import People
from generator.round import Round
from generator.study import Study, nodes_of_figure, nodes_of_table

Naming = Callable[[Claim], str]

MOST: Final = 30
"""So many figures that give somebody away together are named."""


def as_placed(claim: Claim) -> str:
    """A figure by its place in results.json, where no study says what it is called."""
    return f"{claim.place} (n {len(claim.people)})"


@dataclass(frozen=True, slots=True)
class Names:
    """What figures are called in a study and a round; a ``Naming``."""

    study: Study
    round: Round

    def __call__(self, claim: Claim) -> str:
        """Document, table, row and n."""
        run, node = _parted(claim.node)
        return f"{run}{self._table(node)}: {self._row(claim)} (n {len(claim.people)})"

    def _row(self, claim: Claim) -> str:
        variable = claim.variable.removeprefix("who chose ")
        row = claim.place[len(claim.node) + 1 :]
        part = "" if row == variable else row.removeprefix(f"{variable}/")
        label = dict(self.study.labels()).get(variable, variable)
        return f"“{label}”, {part}" if part else f"“{label}”"

    def _table(self, node: str) -> str:
        where, _, name = node.partition("/")
        if where == "units":
            return f"office report of {self._unit(name.partition('/')[0])}"
        kind, _, rest = name.partition("/")
        group, _, label = rest.partition("/")
        known = self.study.groups.get(group)
        printed = known.label if known else group
        if kind == "size":
            return f"office reports, {label} ({printed})"
        if kind in ("constructs", "items"):
            document = "county report" if kind == "constructs" else "office reports"
            return f"{document}, {self.round.whole} ({printed})"
        return self._declared(name)

    def _declared(self, node: str) -> str:
        """Where the study prints a node of its analysis plan."""
        for table in self.study.tables:
            if node in nodes_of_table(table):
                return f"county report, table {table.number} “{table.title}”"
        for figure in self.study.figures:
            if node in nodes_of_figure(figure):
                return f"county report, figure {figure.number} “{figure.title}”"
        for section in self.study.county_report:
            if node in section.results:
                return f"county report, section “{section.title}”"
        return f"results.json, {node}"

    def _unit(self, unit: str) -> str:
        try:
            return self.round.unit_name(unit)
        except KeyError:  # an earlier run merged offices otherwise
            return unit


def together(claims: Sequence[Claim], named: Naming) -> str:
    """The figures that give somebody away together, a line each; this run's come first.

    Of several about the same people the first is named, a unit's own mean before its comparison.
    """

    def place(claim: Claim) -> tuple[bool, bool]:
        return _parted(claim.node)[0] != "", claim.node.endswith("/comparison")

    by_people: dict[People, Claim] = {}
    for claim in sorted(claims, key=place):
        by_people.setdefault(claim.people, claim)
    chosen = list(by_people.values())
    lines = [f"  {named(claim)}" for claim in chosen[:MOST]]
    lines += [f"  and {len(chosen) - MOST} more"] if len(chosen) > MOST else []
    return "\n".join(lines)


def _parted(node: str) -> tuple[str, str]:
    """What a node's name says of an earlier run, if it is of one, and the node itself."""
    if node.startswith(("steps/", "units/")):
        return "", node
    run, _, rest = node.partition(", ")
    return f"{run}, ", rest
