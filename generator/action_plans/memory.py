"""What offices planned, kept beside the next round's input for that round's reports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.files import write_private
from generator.results.offices import Plan
from generator.round.model import Round
from generator.sources.plans import COLUMNS, OFFICES_JOINED_BY, PLANS_FILE, read_plans


def remember(plans: Sequence[Plan], *, round_: Round, folder: Path) -> Path:
    """Write the plans into the round's folder, whole or not at all, and return the file.

    Plans say who does what, so only the analyst may read the file that gathers them.
    Plans of other offices that were read before stay; an office's new plan replaces its old one.
    """
    path = folder / PLANS_FILE
    earlier, _ = read_plans(round_, folder)
    kept = {plan.offices: plan for plan in (*earlier, *plans)}
    text = _written(sorted(kept.values(), key=lambda plan: plan.offices))
    write_private(path, text.encode("utf-8-sig"))
    return path


def _written(plans: Sequence[Plan]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerows(row for plan in plans for row in _rows(plan))
    return text.getvalue()


def _rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    for one in plan.measures:
        offices = OFFICES_JOINED_BY.join(plan.offices)
        yield offices, plan.round, one.what, one.why, one.who, one.when, one.status
