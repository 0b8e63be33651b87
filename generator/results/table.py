"""The published table: the cells that every figure about units and classes is computed from.

Names are those of Hundepool et al. (2012), Statistical Disclosure Control. A *place* is a
published unit, all *other units* together, or everybody in a group that names no unit. A
*variable* is a construct, or a single item taken as a construct of one statement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from generator.results.values import Count, Number, Rule, Suppressed, printed

OTHER: Final = "*other*"
"""The place of everybody in a unit that is not published, or in none."""

EVERYBODY: Final = "*everybody*"
"""The one place of a respondent group that names no unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCell:
    """One variable in a place or class: how many of its base are there, and their mean.

    ``mean`` is on the variable's scale; a ``Bound`` where nearly everybody answered alike. A cell
    that is a bound or suppressed is in no sum. ``release`` counts the releases of the round: the
    one whose answers the cell holds.
    """

    variable: str
    n: Count
    mean: Number = printed(2)
    release: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementCell:
    """How many per cent of ``n`` people agree with a statement (its scale's top class).

    ``n`` is the construct's base in the place; who left the statement blank does not agree.
    """

    item: str
    construct: str
    n: Count
    percent: Number = printed(0)
    release: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with its cells, one for every variable of the group, in declared order.

    ``n`` counts the people of the base; ``offices`` are those reported together. ``statements``
    has a row for each statement of every variable, in declared order; none below ten people.
    """

    place: str
    offices: tuple[str, ...]
    n: Count
    cells: tuple[TableCell, ...]
    statements: tuple[StatementCell, ...]
    release: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount:
    """One class of a background variable: the values joined in it ("" for no answer), how many."""

    label: str
    values: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCell(ClassCount):
    """One class of a background variable with its mean of one variable."""

    mean: float = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMeans:
    """A variable by the classes of a background variable; they partition the places' sum."""

    variable: str
    classes: tuple[ClassCell, ...] | Suppressed
    release: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """A background variable: how many of the base are in each class, and variables by class."""

    background: str
    counts: tuple[ClassCount, ...] | Suppressed
    means: tuple[ClassMeans, ...]
    release: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The SD within places, pooled over those in the sums; ``df`` is people less places."""

    variable: str
    sd: Number = printed(2)
    df: Count
    release: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTable:
    """The published table of one respondent group.

    ``low_places`` holds the statements of the places below ten and of other units, taken together;
    it is printed nowhere by itself. ``base`` counts the people of all places.
    """

    group: str
    base: Count
    places: tuple[Place, ...]
    low_places: tuple[StatementCell, ...]
    spreads: tuple[Spread, ...]
    classifications: tuple[Classification, ...]

    def place(self, name: str) -> Place | None:
        """The place of that name, or None where it is not published."""
        return next((place for place in self.places if place.place == name), None)

    def spread(self, variable: str) -> Spread | None:
        """The spread of a variable, or None where the group was not asked."""
        return next((spread for spread in self.spreads if spread.variable == variable), None)

    def classification(self, background: str) -> Classification | None:
        """The classes of a background variable, or None where the group was not asked."""
        found = (each for each in self.classifications if each.background == background)
        return next(found, None)

    def variables(self) -> tuple[str, ...]:
        """The group's variables, in declared order."""
        return tuple(spread.variable for spread in self.spreads)

    def column(self, variable: str) -> Iterator[tuple[Place, TableCell]]:
        """The variable's cell in every place."""
        for place in self.places:
            yield from ((place, cell) for cell in place.cells if cell.variable == variable)

    def summed(self, variable: str) -> list[tuple[Place, int, float]]:
        """Every place that is in the variable's sums, with n and mean."""
        return [
            (place, cell.n, cell.mean)
            for place, cell in self.column(variable)
            if isinstance(cell.n, int) and isinstance(cell.mean, float)
        ]


@dataclass(frozen=True, slots=True)
class Base:
    """Who of a respondent group is behind its table: row numbers, never written anywhere.

    ``rows`` are in some place, ``of_variable`` those of them in each variable's base; ``units``
    names the places that are units.
    """

    rows: tuple[int, ...]
    of_variable: Mapping[str, frozenset[int]]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedTable:
    """The published tables of a round, one for each respondent group, in declared order."""

    groups: tuple[GroupTable, ...] = ()

    def of(self, group: str) -> GroupTable | None:
        """The table of a group, or None where nobody may be published."""
        return next((table for table in self.groups if table.group == group), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """The certificate of a run in numbers.

    ``rules`` says of each rule, in their order, how many figures it suppressed or bounded;
    ``rank`` is that of the published sums of ``groups`` over all ``variables``, whose people fall
    into ``cells``; ``recoverable`` counts sums of fewer than ``threshold`` people that follow.
    ``releases`` are the earlier runs of the round that published something, oldest first, and
    ``release`` counts this one in. ``let_through`` counts the figures that the rules would have
    taken, where a round reproduces published tables.
    """

    threshold: int
    rules: tuple[tuple[Rule, int], ...]
    variables: int
    groups: int
    cells: int
    rank: int
    recoverable: int
    results_sha256: str
    answers_sha256: str
    releases: tuple[str, ...] = ()
    release: int = 1
    let_through: int = 0
