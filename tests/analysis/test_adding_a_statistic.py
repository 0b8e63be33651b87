"""The checklist of CONTRIBUTING.md for a new kind of statistic, walked on a copy of the program.

The statistic is the median of each variable with its quartiles. Six files are edited; the copy then
builds a round whose study asks for it, of the file of units and of people.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from copies import Copy, departures, write_round

NODE = '''

@dataclass(frozen=True, slots=True, kw_only=True)
class Quartile:
    """The median of one variable, with its quartiles."""

    variable: str
    n: Count
    median: Number = printed(2)
    lower: Number = printed(2)
    upper: Number = printed(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quartiles(Node):
    """Medians and quartiles of several variables."""

    kind: ClassVar[str] = "quartiles"
    rows: tuple[Quartile, ...]
'''

STEP = '''class QuartilesStep(StepBase):
    """The median of each variable, with its quartiles."""

    kind: Literal["quartiles"]
    variables: tuple[str, ...]

    def named(self) -> tuple[str, ...]:
        """Every variable the step names."""
        return self.variables


'''

STATISTIC = '''"""Quartiles: the median of each variable, with its quartiles (numpy's, type 7)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from generator.analysis.numerics.columns import numeric, selected
from generator.analysis.statistics import Nodes, Plan
from generator.results.survey import Quartile, Quartiles
from generator.study.plan import QuartilesStep

__all__ = ["find_quartiles"]


def nodes_of_frame(step: QuartilesStep, frame: pd.DataFrame, _: Plan) -> Nodes:
    """One node, with a row for each variable."""
    found = selected(frame, *step.variables)
    return {step.id: find_quartiles(found, variables=step.variables, group=step.group)}


def find_quartiles(frame: pd.DataFrame, *, variables: tuple[str, ...], group: str) -> Quartiles:
    """The quartiles of each column over the rows that have it."""
    rows = []
    for name, column in zip(variables, numeric(frame, variables).T, strict=True):
        answers = column[~np.isnan(column)]
        lower, median, upper = map(float, np.quantile(answers, (0.25, 0.5, 0.75)))
        row = Quartile(variable=name, n=len(answers), median=median, lower=lower, upper=upper)
        rows.append(row)
    return Quartiles(group=group, n=len(frame), rows=tuple(rows))
'''

STUDY = """
id = "small"
title = "Small"
whole_label = "Alle"
unit_label = "Enhet"
groups.people = { label = "People", file_label = "Personfil", unit_column = "unit" }
unit_file = { file_label = "Enhetsfil", group = "people" }
scales.five = { low = 1, high = 5 }
items.q = { label = "Trivsel", scale = "five" }

[[steps]]
id = "of-units"
kind = "quartiles"
group = "units"
variables = ["q"]

[[steps]]
id = "of-people"
kind = "quartiles"
group = "people"
variables = ["q"]

[[tables]]
layout = "figures"
number = "1"
title = "Kvartiler"
columns = ["Variabel", "Median", "Nedre", "Øvre"]
node = "of-units"
figures = ["median", "lower", "upper"]
rows = [{ variable = "q", label = "Trivselen" }]
"""

LEVELS = (2, 3, 3, 4, 4, 5, 2)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The checklist, step by step."""
    copy = Copy(tmp_path_factory.mktemp("copy"))
    copy.edit("generator/results/survey.py", ("", NODE))
    copy.edit(
        "generator/study/plan.py",
        ("Step = Annotated[\n", STEP + "Step = Annotated[\n    QuartilesStep |"),
    )
    copy.write("generator/analysis/statistics/quartiles.py", STATISTIC)
    copy.edit(
        "generator/disclosure/gate.py",
        (
            'survey.Codebook: {"n"},',
            'survey.Quartiles: {"n"},\n'
            '    survey.Quartile: {"n", "median", "lower", "upper"},\n'
            '    survey.Codebook: {"n"},',
        ),
    )
    copy.edit(
        "templates/review/words.html.j2",
        ('"descriptives":', '"quartiles": "Median og kvartiler",\n  "descriptives":'),
    )
    copy.edit(
        "docs/statistics.md",
        ("| `share` |", "| `quartiles` | `variables` | `<id>` |\n| `share` |"),
    )
    return copy


@pytest.fixture(scope="module")
def run_folder(copy: Copy) -> Path:
    units = [
        f'{{ id = "u{i}", code = "{i}", name = "Enhet {i}", invited = 30 }}'
        for i in range(len(LEVELS))
    ]
    declared = 'id = "2000-1"\ntitle = "R"\nwhole = "Alle"\ndate = 2000-06-30\n'
    files = '[groups.people]\nfiles = ["svar.csv"]\n'
    text = f"{declared}synthetic = true\nunits = [{', '.join(units)}]\n{files}"
    answers = [
        f"{unit},{min(5, max(1, level + step))}"
        for unit, level in enumerate(LEVELS)
        for step in (-1, 0, 0, 1, -1, 0, 1, 0, -2, 1)
    ]
    folder = write_round(copy.folder / "small" / "2000-1", STUDY, text, ("unit,q", *answers))
    copy.run("-m", "generator", "build", folder, "--out", copy.folder / "out", "--format", "docx")
    return next((copy.folder / "out").glob("*/*/*/results.json")).parent


def test_six_files_are_enough(copy: Copy) -> None:
    assert len(copy.edited) <= 6
    assert departures("A statistic", copy.edited) == []


def test_the_node_is_published_through_the_gate(run_folder: Path) -> None:
    """Of the file of units, which has published means alone; of people it is not computed."""
    results = json.loads((run_folder / "results.json").read_text("utf-8"))
    places = results["table"]["groups"][0]["places"]
    means = [cell["mean"] for place in places for cell in place["cells"]]
    lower, median, upper = np.quantile(means, (0.25, 0.5, 0.75))
    node = results["steps"]["of-units"]
    assert (node["kind"], node["n"]) == ("quartiles", len(LEVELS))
    (row,) = node["rows"]
    assert row["median"] == pytest.approx(median, abs=0.005)
    assert (row["lower"], row["upper"]) == pytest.approx((lower, upper), abs=0.005)
    assert results["steps"]["of-people"] == {"suppressed": "models"}


def test_the_county_report_prints_it(run_folder: Path) -> None:
    from docx import Document

    document = Document(str(run_folder / "county" / "fylkesrapport.docx"))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    (printed,) = [row for row in rows if row[0] == "Trivselen"]
    node = json.loads((run_folder / "results.json").read_text("utf-8"))["steps"]["of-units"]
    figures = [node["rows"][0][name] for name in ("median", "lower", "upper")]
    assert printed[1:] == [f"{value:.2f}".replace(".", ",") for value in figures]


def test_the_copy_has_words_and_documentation_of_every_kind(copy: Copy) -> None:
    script = """
from pathlib import Path
from generator import analysis
from generator.results.store import NODE_TYPES
assert callable(analysis.find_quartiles) and "find_quartiles" in analysis.__all__
words = Path("templates/review/words.html.j2").read_text("utf-8")
assert all(f'"{kind}": "' in words for kind in NODE_TYPES) and "quartiles" in NODE_TYPES
assert "`quartiles`" in Path("docs/statistics.md").read_text("utf-8")
"""
    copy.run("-c", script)
