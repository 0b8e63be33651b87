"""Pictures that a report may hold: what each says, before it is drawn."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One indicator month by month; a month that is not published is None, a gap in the line.

    ``met`` says of each month whether the target was reached, ``text`` is printed at the right.
    """

    label: str
    values: tuple[float | None, ...]
    targets: tuple[float | None, ...]
    met: tuple[bool | None, ...]
    text: str


@dataclass(frozen=True, slots=True)
class MonthlyChart:
    """Lines over the same months, each on a scale of its own, with the target drawn in."""

    months: tuple[str, ...]
    lines: tuple[MonthLine, ...]
    met_name: str
    missed_name: str
    target_name: str


@dataclass(frozen=True, slots=True)
class StackedRow:
    """One stacked bar: shares of 100 in class order, with the printed text of each."""

    label: str
    shares: tuple[float, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StackedChart:
    """Shares in classes that add up to 100, one bar per row."""

    classes: tuple[str, ...]
    rows: tuple[StackedRow, ...]


@dataclass(frozen=True, slots=True)
class TimeLine:
    """One variable round by round; a round without a published figure is None.

    ``joined`` are the pairs of neighbouring figures a line is drawn between, ``broken`` those
    where a break is marked instead; both by place among the rounds. ``text`` is printed at the
    right.
    """

    label: str
    values: tuple[float | None, ...]
    joined: tuple[tuple[int, int], ...]
    broken: tuple[tuple[int, int], ...]
    text: str


@dataclass(frozen=True, slots=True)
class TimeChart:
    """Lines over the same rounds, each on a scale of its own."""

    rounds: tuple[str, ...]
    lines: tuple[TimeLine, ...]
    value_name: str
    break_name: str
