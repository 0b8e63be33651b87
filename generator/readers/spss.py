"""The reader of SPSS files: what pyreadstat finds, as plain values."""

import io
from typing import Any

from generator.errors import InputError, Problem
from generator.readers import Limits

REMEDY = "Open it in SPSS and save it again, or export as Excel."


def read_sav(data: bytes, name: str, limits: Limits) -> dict[str, Any]:
    """Columns by their names, the number of rows, wordings, value labels and missing ranges."""
    import pyreadstat

    try:
        columns, about = pyreadstat.read_sav(
            io.BytesIO(data),
            user_missing=True,
            disable_datetime_conversion=True,
            output_format="dict",
            row_limit=min(limits.rows, limits.cells) + 1,
        )
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError):
        raise InputError([Problem(name, "the SPSS file is damaged", remedy=REMEDY)]) from None
    rows = max((len(cells) for cells in columns.values()), default=0)
    if rows > limits.rows or rows * len(columns) > limits.cells:
        message = f"the file has {rows} rows or more and {len(columns)} columns, more than is read"
        raise InputError([Problem(name, message, remedy="Remove what the survey does not need.")])
    return {
        "columns": {key: [*cells] for key, cells in columns.items()},
        "rows": about.number_rows or 0,
        "wordings": about.column_names_to_labels,
        "labels": about.variable_value_labels,
        "missing": about.missing_ranges,
    }
