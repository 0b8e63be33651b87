"""Every file of the demo round by the standards' own rules, and the thesis tables as tagged."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import page
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from generator.report.block import Table
from generator.report.compose import compose
from tests.documents.tag_tree import Tag, read_tags


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_every_pdf_is_valid(demo_run: Path, profile: str) -> None:
    files = sorted(demo_run.rglob("*.pdf"))
    assert len(files) == 21  # the county's, its appendix, 19 offices'
    broken = {
        file.name: [failure.rule_id for failure in report.failures]
        for file in files
        if not (report := page.validate_pdf(file, profile=profile)).is_compliant
    }
    assert broken == {}


def report_of(run: Path, name: str, ending: str) -> Path:
    """The report of that name, which is not the appendix to it."""
    found = sorted(run.rglob(f"*{name}.{ending}"))
    (file,) = (path for path in found if not path.name.startswith("vedlegg"))
    return file


@pytest.mark.parametrize("name", ["fylkesrapport", "solvik", "skarvneset", "heggelia-steinlia"])
def test_word_files_are_valid(demo_run: Path, name: str) -> None:
    file = report_of(demo_run, name, "docx")
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2019).validate(str(file))
    assert [str(error) for error in result.errors] == []


@pytest.fixture(scope="module")
def county(demo_run: Path) -> Tag:
    return read_tags((demo_run / "county" / "fylkesrapport.pdf").read_bytes())


def squeeze(text: str) -> str:
    return "".join(text.replace("\ufffe", "-").replace("\x02", "-").split())


def tagged_tables(tree: Tag) -> dict[str, Tag]:
    """The tables with a published number, by it; none of them runs over a page."""
    found = {}
    for table in tree.find("Table"):
        for caption in table.find("Caption"):
            if number := re.match(r"Tabell(\d+)", squeeze(caption.whole_text)):
                found[number[1]] = table
    return found


def test_cells_of_the_two_level_tables_name_group_column_and_row(county, demo_context) -> None:
    names = {head.id: squeeze(head.whole_text) for head in county.find("TH")}
    tagged = tagged_tables(county)
    checked = []
    for table in compose(demo_context)[0].tables():
        if not table.groups or not table.number:
            continue
        checked.append(table.number)
        rows = tagged[table.number].find("TR")[2:]
        assert_rows(table, rows, names)
    assert checked == ["6", "7", "8", "12", "13", "14"]


def assert_rows(table: Table, rows: list[Tag], names: dict[str, str]) -> None:
    groups = [squeeze(group.text) for group in table.groups for _ in range(group.span)]
    row_head = ""
    for row, tags in zip(table.rows, rows, strict=True):
        row_head = squeeze(row[0].text) or row_head
        for index, (cell, tag) in enumerate(zip(row, tags.kids, strict=True)):
            assert squeeze(tag.whole_text) == squeeze(cell.text)
            heads = [groups[index], squeeze(table.columns[index].head)]
            heads += [row_head] if tag.name == "TD" else []
            assert [names[one] for one in tag.headers] == [head for head in heads if head]


def test_every_number_of_every_table_names_its_column(county) -> None:
    names = {head.id: head.scope for head in county.find("TH")}
    cells = [cell for cell in county.find("TD") if squeeze(cell.whole_text)]
    assert len(cells) > 300
    for cell in cells:
        assert "Column" in {names[one] for one in cell.headers}, cell.whole_text


@pytest.mark.parametrize("name", ["fylkesrapport", "solvik", "skarvneset", "heggelia-steinlia"])
def test_headings_skip_no_level_and_figures_speak(demo_run: Path, name: str) -> None:
    file = report_of(demo_run, name, "pdf")
    tree = read_tags(file.read_bytes())
    levels = [int(one.name[1]) for one in tree.find("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    figures = tree.find("Figure")
    assert figures
    assert all(any(c.isdigit() for c in one.alt) or len(one.alt) > 30 for one in figures)
