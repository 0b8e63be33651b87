"""Columns: from a data frame to plain arrays, with every kind of "no answer" made the same.

Missing are NaN, None, NA, infinities and blank text; a group nobody named (blank) is no group.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

__all__ = ["blank_codes"]

Categories = Sequence[tuple[Hashable, str]]
"""The values a grouping variable can take, in order, each with its printed label."""

EPSILON = 16 * float(np.finfo(float).eps)

TINY = 1e-70
"""Below this a number counts as zero: its square would be none."""


def selected(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """The named columns; one that the round does not bring is empty, so its nodes are undefined."""
    return frame.reindex(columns=list(dict.fromkeys(names)))


def numeric(frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """The named columns as floats, rows by columns, NaN where there is no answer."""
    if not names:
        return np.empty((len(frame), 0))
    values = np.column_stack([floats(frame, name) for name in names])
    counting: np.ndarray = np.where(np.abs(values) < TINY, 0.0, values)
    return counting


def complete(frame: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """The rows that have all of the named columns (listwise), as floats."""
    values = numeric(frame, names)
    answered: np.ndarray = values[~np.isnan(values).any(axis=1)]
    return answered


def is_constant(values: np.ndarray) -> bool:
    """Whether nothing varies, beyond what adding floats up in another order would do."""
    return not len(values) or float(np.ptp(values)) <= EPSILON * float(np.abs(values).max())


def named_values(column: pd.Series) -> list[Hashable | None]:
    """A column's values, None for every missing or blank one; 3.0 and 3 are the same value."""
    return [
        None if missing or (isinstance(value, str) and not value.strip()) else _plain(value)
        for value, missing in zip(column.tolist(), column.isna(), strict=True)
    ]


def counted(column: pd.Series) -> Counter[Hashable]:
    """How many have each value of a column, the missing left out."""
    return Counter(value for value in named_values(column) if value is not None)


def group_codes(
    column: pd.Series, categories: Categories | None = None
) -> tuple[np.ndarray, list[str]]:
    """Each row's position among the labels (-1 for none) and the labels in order.

    Without ``categories`` they are the column's own values, sorted. Categories with the same label
    are one group.
    """
    values = named_values(column)
    known = distinct(values) if categories is None else list(categories)
    labels = list(dict.fromkeys(label for _, label in known))
    position = {value: labels.index(label) for value, label in known}
    codes = np.array([position.get(value, -1) for value in values], dtype=int)
    return codes, labels


def distinct(values: Iterable[Hashable | None]) -> list[tuple[Hashable, str]]:
    """The different values in order, numbers before text, each with itself as its label."""
    found = {value for value in values if value is not None}
    ordered = sorted(found, key=lambda value: (isinstance(value, str), value))
    return [(value, str(value)) for value in ordered]


def samples(
    frame: pd.DataFrame, *, outcome: str, factor: str, categories: Categories | None = None
) -> dict[str, np.ndarray]:
    """The outcomes of each category that has any, by label."""
    values = numeric(frame, (outcome,))[:, 0]
    codes, labels = group_codes(frame[factor], categories)
    usable = (codes >= 0) & ~np.isnan(values)
    values, codes = values[usable], codes[usable]
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(labels) + 1))
    parts = {label: values[order[bounds[i] : bounds[i + 1]]] for i, label in enumerate(labels)}
    return {label: part for label, part in parts.items() if len(part)}


def squares_within(values: np.ndarray, codes: np.ndarray) -> tuple[float, int]:
    """Squares within units and their degrees of freedom; ``codes`` numbers units, -1 is none.

    Those in no unit count as one unit together.
    """
    known = ~np.isnan(values)
    values, codes = values[known], codes[known] + 1
    sizes = np.bincount(codes)
    present = sizes > 0
    centred = values - (values.mean() if len(values) else 0.0)
    means = np.bincount(codes, weights=centred)[present] / sizes[present]
    position = np.cumsum(present) - 1
    off = centred - means[position[codes]]
    return float(off @ off), len(values) - int(present.sum())


def blank_codes(frame: pd.DataFrame, codes: Mapping[str, Collection[Hashable]]) -> pd.DataFrame:
    """The frame with each column's user-missing codes emptied."""
    emptied = {name: frame[name].mask(frame[name].isin(list(of))) for name, of in codes.items()}
    return frame.assign(**emptied)


def floats(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as floats, NaN where there is no answer."""
    column = frame[name]
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        column = column.mask(column.astype(str).str.strip() == "")
    try:
        values: np.ndarray = column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        # The cause would quote an answer.
        raise ValueError(f"the column {name!r} holds something that is not a number") from None
    finite: np.ndarray = np.where(np.isfinite(values), values, np.nan)
    return finite


def _plain(value: Hashable) -> Hashable:
    if isinstance(value, np.generic):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value
