"""The checklist of CONTRIBUTING.md for a section of the county report, walked on a copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from copies import Copy, departures, write_round

SECTION = '''"""How many offices have a report of their own."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.block import Block, Paragraph
from generator.report.context import Context


def reported_offices(context: Context) -> Iterator[Block]:
    """One sentence."""
    yield Paragraph(context.words("offices.reported", n=len(context.released.units)))
'''

SENTENCES = {
    "nb": "{n} kontorer har egen rapport.",
    "nn": "{n} kontor har eigen rapport.",
    "en": "{n} offices have a report of their own.",
}

PRINTED = """
from pathlib import Path
from generator.publish import publish
from generator.report.context import Context
from generator.report.county.report import county_report
from generator.round import load_round
from generator.sources import read_inputs

folder = Path("small/r1")
study, round_ = load_round(folder)
published = publish(read_inputs(study, round_, folder), study, round_)
context = Context(
    released=published.results, study=study, round=round_, run_id="0", version="0", language="nn"
)
print(*(getattr(block, "text", "") for block in county_report(context=context).blocks), sep="\\n")
"""

STUDY = """
id = "small"
title = "Small"
whole_label = "Alle"
unit_label = "Enhet"
groups.people = { label = "People", file_label = "Personfil", unit_column = "unit" }
scales.five = { low = 1, high = 5 }
items.q = { label = "Trivsel", scale = "five" }
county_report = [{ title = "Kontorene", generated = "offices" }]
"""

ROUND = """
id = "r1"
title = "R"
whole = "Alle"
date = 2000-06-30
synthetic = true
units = [{ id = "a", code = "1", name = "A" }, { id = "b", code = "2", name = "B" }]
groups.people = { files = ["svar.csv"] }
"""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    copy = Copy(tmp_path)
    copy.write("generator/report/county/offices.py", SECTION)
    copy.edit(
        "generator/report/county/report.py",
        (
            "from generator.report.county.representativeness",
            "from generator.report.county.offices import reported_offices\n"
            "from generator.report.county.representativeness",
        ),
        ('    "response": ', '    "offices": reported_offices,\n    "response": '),
    )
    copy.edit("generator/study/outline.py", ('"response",', '"offices", "response",'))
    for code, sentence in SENTENCES.items():
        added = f'\n[offices]\nreported = "{sentence}"\n'
        copy.edit(f"generator/language/{code}/wording.toml", ("", added))
    return copy


def test_a_section_is_the_files_of_its_checklist(copy: Copy) -> None:
    assert departures("A section", copy.edited) == []
    answers = [f"{unit},{value}" for unit in (1, 2) for value in (1, 2, 3, 4, 5, 3)]
    write_round(copy.folder / "small" / "r1", STUDY, ROUND, ("unit,q", *answers))
    assert "2 kontor har eigen rapport." in copy.run("-c", PRINTED).splitlines()
