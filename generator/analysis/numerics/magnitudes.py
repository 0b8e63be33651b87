"""Columns that a computer's numbers cannot calculate with, and predictors that say the same.

Beyond ``LARGEST`` and below ``TINY`` squares of squares are no longer numbers, or zero. SPSS
enters no predictor with a tolerance below .0001 (REGRESSION, default CRITERIA): so much of it is
not decided by the others.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import TINY, floats

LARGEST: Final = 1e70
TOLERANCE: Final = 1e-4

CALCULATED: Final = ("outcome", "predictors", "variables", "x", "y", "items", "construct", "item")
"""The arguments that name columns of numbers; of factors and units the values are only counted."""

Named = ParamSpec("Named")
Found = TypeVar("Found")
Function = Callable[Concatenate[pd.DataFrame, Named], Found]


def of_magnitude(function: Function[Named, Found]) -> Function[Named, Found]:
    """The function, with columns it cannot calculate with empty, and the reason where it shows."""

    @wraps(function)
    def guarded(frame: pd.DataFrame, /, *args: Named.args, **named: Named.kwargs) -> Found:
        values = [named.get(each) for each in CALCULATED]
        lists = [[each] if isinstance(each, str) else each for each in values]
        names = {name for each in lists if isinstance(each, Sequence) for name in each}
        beyond = {name for name in names if name in frame and _is_beyond(frame, name)}
        if not beyond:
            return function(frame, *args, **named)
        emptied = frame.assign(**dict.fromkeys(sorted(beyond), np.nan))
        found: Any = function(emptied, *args, **named)
        if isinstance(found, dict):
            return {name: _explained(node, beyond) for name, node in found.items()}  # type: ignore[return-value]
        explained: Found = _explained(found, beyond)
        return explained

    return guarded


def _is_beyond(frame: pd.DataFrame, name: str) -> bool:
    largest = float(np.nanmax(np.abs(floats(frame, name)), initial=0.0))
    return largest > LARGEST or 0 < largest < TINY


def _explained(part: Any, beyond: Collection[str]) -> Any:
    """A node or row with the reason, in each part of it that is about one of the columns."""
    own = [getattr(part, each.name) for each in fields(part)]
    about = [value for value in own if isinstance(value, str) and value in beyond]
    changes: dict[str, Any] = {
        each.name: tuple(_explained(row, beyond) for row in rows)
        for each, rows in zip(fields(part), own, strict=True)
        if isinstance(rows, tuple) and rows and is_dataclass(rows[0])
    }
    said = any(getattr(row, "undefined", None) for rows in changes.values() for row in rows)
    if hasattr(part, "undefined") and (about or (part.undefined and not said)):
        names = ", ".join(about or sorted(beyond))
        changes["undefined"] = f"{names}: numbers too large or too small to calculate with"
    return replace(part, **changes)


def tolerances(correlations: np.ndarray) -> list[float]:
    """Of each predictor, how much of it the others do not decide: 1 - R^2."""
    found = []
    for j, row in enumerate(correlations):
        others = np.delete(np.delete(correlations, j, 0), j, 1)
        r = np.delete(row, j)
        found.append(float(1 - r @ np.linalg.pinv(others, hermitian=True) @ r) if len(r) else 1.0)
    return found


def decided(correlations: np.ndarray) -> int | None:
    """The position of the predictor that the others decide most, where they all but decide it."""
    found = tolerances(correlations)
    least = min(found, default=1.0)
    # Of several that say the same, the last: it was added to the others.
    same = [j for j, each in enumerate(found) if each < TOLERANCE and each < 2 * least + 1e-9]
    return same[-1] if same else None
