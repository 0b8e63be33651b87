"""What keeps the house findable: small files and folders, the glossary's words, true documents."""

from __future__ import annotations

import re
import tokenize
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "generator"
FILES = sorted(GENERATOR.rglob("*.py"))
OUR_OWN = re.compile(r"(^|_)(un)?told(_|$)", re.IGNORECASE)
"""Words for published and suppressed that nobody in the field uses."""


def lines_of(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_file_is_over_three_hundred_lines() -> None:
    assert [str(path) for path in FILES if lines_of(path) > 300] == []


def test_no_folder_has_more_than_twenty_files() -> None:
    assert [name for name, n in Counter(path.parent for path in FILES).items() if n > 20] == []


def test_the_program_stays_small() -> None:
    """A ceiling: what is added takes the place of something.

    It was 32,500 until there were pages for screens, a workbook of tables, an appendix, the whole
    picture, and first pages that are read in a minute, and 35,200 until there were one model of all
    offices, run rules, who did not answer, whether the constructs hold, and words for sizes, and
    37,800 until a study was written from an export, files were read by a process with limits, and
    every key of the two TOML files had its meaning, its bounds and a message with its line, and
    43,250 until finished files were read strictly, signed, sandboxed and sent by a strict client,
    and 46,700 until years of events, corrections and withdrawals had their roads.
    """
    assert sum(map(lines_of, FILES)) <= 49_700


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(GENERATOR)))
def test_names_are_the_fields(path: Path) -> None:
    with path.open("rb") as file:
        names = {t.string for t in tokenize.tokenize(file.readline) if t.type == tokenize.NAME}
    assert sorted(filter(OUR_OWN.search, names)) == []


def test_every_room_has_a_line_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {path.relative_to(GENERATOR).parts[0].removesuffix(".py") for path in FILES}
    missing = [
        room
        for room in sorted(rooms - {"__init__", "__main__"})
        if f"`{room}`" not in text and f"`{room}.py`" not in text
    ]
    assert missing == []


def test_every_term_of_the_glossary_has_a_meaning_and_a_source() -> None:
    text = (ROOT / "GLOSSARY.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    terms = [row for row in rows if row[0] != "term"]
    assert all(len(row) == 3 and all(row) for row in terms)
    assert len({row[0] for row in terms}) == len(terms) > 60


@pytest.mark.parametrize(
    "document", ["CONTRIBUTING.md", "README.md", "docs/architecture.md", "docs/statistics.md"]
)
def test_files_that_a_document_names_are_there(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = re.findall(r"`((?:generator|tests|docs|templates|data)/[\w/.-]+?)`", text)
    gone = [name for name in named if not (ROOT / name.rstrip("/")).exists()]
    assert gone == []
    linked = re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", text)
    assert [name for name in linked if not (ROOT / document).parent.joinpath(name).exists()] == []
