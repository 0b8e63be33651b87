"""Audit: recomputes what printed tables say twice, and lists what cannot be true.

Every figure stands for all values that are rounded to it, so a finding is certain: no answers at
all can give the printed cells together. Printed strings in, findings out; docs/audit.md.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from generator.table_audit.counts import frequency_checks, limit_checks, response_checks
from generator.table_audit.figures import Check
from generator.table_audit.means import comparison_checks, mean_checks
from generator.table_audit.p_values import correlation_checks, p_checks, regression_checks
from generator.table_audit.tables import PrintedTable
from generator.table_audit.variance import variance_checks

Checks = Callable[[PrintedTable], Iterator[Check]]

LAYOUT_CHECKS: Mapping[str, tuple[Checks, ...]] = {
    "regression": (regression_checks,),
    "anova": (mean_checks, variance_checks),
    "comparison": (comparison_checks,),
    "tests": (p_checks,),
    "correlation": (correlation_checks,),
    "frequency": (frequency_checks,),
    "response": (response_checks,),
    "reliability": (),
    "means": (mean_checks,),
}


@dataclass(frozen=True, slots=True)
class Finding(Check):
    """A cell that cannot be true beside the others; rows and columns count from 1."""

    table: str
    row_label: str
    head: str
    printed: str

    def __str__(self) -> str:
        row = f"row {self.row}" + (f" ({self.row_label})" if self.row_label else "")
        column = f"column {self.column}" + (f" ({self.head})" if self.head else "")
        return (
            f"table {self.table}, {row}, {column}: printed {self.printed}, "
            f"possible {self.possible}: {self.why}."
        )


@dataclass(frozen=True, slots=True)
class Audit:
    """How often a figure was recomputed, what cannot be true, and tables nothing is known of."""

    checked: int
    findings: tuple[Finding, ...]
    unrecognised: tuple[str, ...]


def audit(tables: Iterable[PrintedTable]) -> Audit:
    """Recompute every table, each by its layout."""
    checked, findings, unrecognised = 0, [], []
    for table in tables:
        if table.layout is None:
            unrecognised.append(table.number)
            continue
        for checks in (limit_checks, *LAYOUT_CHECKS[table.layout]):
            for check in checks(table):
                checked += 1
                if not check.holds:
                    findings.append(_finding(table, check))
    return Audit(checked, tuple(dict.fromkeys(findings)), tuple(unrecognised))


def _finding(table: PrintedTable, check: Check) -> Finding:
    row, column = check.row, check.column
    return Finding(
        **asdict(replace(check, row=row + 1, column=column + 1)),
        table=table.number,
        row_label=table.label(row),
        head=table.columns[column],
        printed=table.rows[row][column],
    )
