"""Every unit against every area: only where the round allows names, and only what is published."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from generator.pipeline import NAMES_OFFICES, check
from generator.render.layout import SHADES
from generator.render.workers import render_one
from generator.report.block import Heading, PageBreak, Paragraph, Report, Table
from generator.report.compose import compose
from generator.report.context import Context
from generator.report.county.report import county_report, county_reports
from generator.report.quarter.report import quarter_report
from generator.resources.templates import template
from generator.results.survey import Descriptives
from generator.results.values import Bound, Suppressed
from generator.run.verify.documents import verify_documents

ALL = "Hvert kontor er holdt opp mot resten av fylket på hvert område, 133 sammenlikninger i alt."
BY_CHANCE = (
    "Prøvd én for én på 5 %-nivå ville omtrent 7 av dem blitt funnet ved en tilfeldighet, "
    "om ingen kontor skilte seg ut."
)
FIRM = "2 forskjeller er klare. Av forskjeller vi kaller klare, er i snitt høyst 5 % tilfeldige."
NONE = "Ingen av forskjellene er klare når vi tar hensyn til at de er så mange."
TOTAL = "constructs/medarbeidere"
SOLVIK, OSPELUND, SKARVNESET = "Solvik", "Ospelund", "Skarvneset"


def allowing(context: Context) -> Context:
    policy = context.round.policy.model_copy(update={"name_offices": True})
    return replace(context, round=context.round.model_copy(update={"policy": policy}))


@pytest.fixture(scope="module")
def named(demo_context: Context) -> Context:
    """Two means are clearly off, which no office's is in the round itself."""
    context = allowing(demo_context)
    for unit, variable, side in (("ospelund", "PE", "above"), ("skarvneset", "innov", "below")):
        node = context.released.units[unit]["comparison"]
        rows = [
            replace(row, firm=side, shrunken=row.mean) if row.variable == variable else row
            for row in node.rows
        ]
        context = changed(context, unit, comparison=replace(node, rows=tuple(rows)))
    return context


def picture(context: Context) -> Table:
    return list(county_report(context=context).tables())[-1]


def names(context: Context) -> set[str]:
    offices = {office.name for office in context.round.units}
    return offices | {context.unit_name(unit) for unit in context.released.units}


def heads(report: Report) -> set[str]:
    return {row[0].text for table in report.tables() for row in table.rows}


def test_without_leave_no_table_of_the_county_names_an_office(demo_context: Context) -> None:
    assert not demo_context.round.policy.name_offices
    county, appendix, *_, tables = compose(demo_context)
    assert [one.kind for one in (county, appendix, tables)] == ["county", "appendix", "county"]
    for report in (county, appendix, tables):
        assert heads(report) & names(demo_context) == set()
        assert not any(cell.shade for t in report.tables() for row in t.rows for cell in row)


def test_with_leave_the_county_report_alone_has_one_chapter_more(demo_context) -> None:
    named = allowing(demo_context)
    before, after = compose(demo_context), compose(named)
    changed = [one.path for one, other in zip(before, after, strict=True) if one != other]
    assert changed == ["county/fylkesrapport", "county/tabeller"]
    county = next(one for one in after if one.path == "county/fylkesrapport")
    place = county.blocks.index(PageBreak(turns=True))
    heading, said, table, end = county.blocks[place + 1 : place + 5]
    assert county.blocks[:place] + county.blocks[place + 5 :] == before[0].blocks
    assert end == PageBreak()
    assert heading == Heading(1, "Alle kontor, alle områder")
    assert isinstance(said, Paragraph)
    assert {row[0].text for row in table.rows} <= names(named)


def test_the_quarterly_report_never_names_them(demo_context, named) -> None:
    assert quarter_report(context=named) == quarter_report(context=demo_context)


def test_it_has_only_what_is_published_in_the_order_of_the_round(named: Context) -> None:
    table, released = picture(named), named.released
    units = sorted(released.units, key=named.round.positions().__getitem__)
    for unit, row in zip(units, table.rows, strict=True):
        nodes = released.units[unit]
        means = [one.mean for one in nodes["constructs"].rows]
        found = [cell.text.lstrip("▲▼ ") for cell in row[2:]]
        assert row[0].text == named.unit_name(unit)
        assert row[1].text == str(nodes["response"].n)
        assert found == [named.number(mean, 2) for mean in means]


def test_a_mark_stands_only_where_a_difference_is_firm(named: Context) -> None:
    printed = [
        (row[0].text, cell.text)
        for row in picture(named).rows
        for cell in row
        if " " in cell.text[:2]
    ]
    assert printed == [(OSPELUND, "▲ 5,16"), (SKARVNESET, "▼ 3,46")]


@pytest.mark.parametrize(("planted", "said"), [(True, FIRM), (False, NONE)])
def test_it_says_how_many_differences_chance_would_make(
    demo_context: Context, named: Context, planted: bool, said: str
) -> None:
    context = named if planted else allowing(demo_context)
    county, appendix = county_reports(context=context)
    expected = f"{ALL} {BY_CHANCE} {said}"
    for report in (county, appendix):
        texts = [block.text for block in report.blocks if isinstance(block, Paragraph)]
        assert sum(expected in text for text in texts) == 1


def test_the_shade_says_where_the_cautious_estimate_lies(named: Context) -> None:
    """A difference from the total of 0.03 of the scale is none, and one of 0.09 is far."""
    shades, by_means = set(), 0
    total = {row.variable: row.mean for row in named.released.steps[TOTAL].rows}
    units = {named.unit_name(unit): nodes for unit, nodes in named.released.units.items()}
    for row in picture(named).rows:
        for cell, one in zip(row[2:], units[row[0].text]["comparison"].rows, strict=True):
            scale = named.study.scale_of(one.variable)
            share = (one.shrunken - total[one.variable]) / (scale.high - scale.low)
            expected = 0 if abs(share) <= 0.03 else 1 if abs(share) <= 0.09 else 2
            assert cell.shade == (expected if share > 0 else -expected)
            shades.add(cell.shade)
            by_means += abs(one.difference) / (scale.high - scale.low) > 0.09
    assert shades == {-2, -1, 0, 1, 2}
    assert by_means > 5  # what the means themselves would have shaded dark, by chance


def changed(context: Context, unit: str, **nodes: Any) -> Context:
    units = {**context.released.units, unit: {**context.released.units[unit], **nodes}}
    return replace(context, released=replace(context.released, units=units))


def row_of(context: Context, name: str) -> list[str]:
    return next([c.text for c in row] for row in picture(context).rows if row[0].text == name)


def test_a_suppressed_unit_is_a_row_of_dashes_and_a_bound_is_a_bound(named: Context) -> None:
    hidden = Suppressed("threshold")
    nodes = dict.fromkeys(("constructs", "comparison", "response"), hidden)
    context = changed(named, "solvik", **nodes)
    assert row_of(context, SOLVIK) == [SOLVIK, *["–"] * 8]
    assert any("–" in note for note in picture(context).notes)
    own: Descriptives = named.released.units["ospelund"]["constructs"]
    first, *others = own.rows
    rows = (replace(first, mean=Bound(over=5.2)), *others)
    compared = named.released.units["ospelund"]["comparison"]
    first, *others = compared.rows
    gone = replace(first, difference=hidden, fcr_low=hidden, fcr_high=hidden)
    context = changed(
        named,
        "ospelund",
        constructs=replace(own, rows=rows),
        comparison=replace(compared, rows=(gone, *others)),
    )
    assert row_of(context, OSPELUND)[2] == "over 5,2"
    assert any("«Over 5,2»" in note for note in picture(context).notes)


@pytest.mark.parametrize("language", ["nn", "en"])
def test_it_speaks_the_report_s_language(named: Context, language) -> None:
    county = compose(named, language=language)[0]
    assert {"nn": "Alle kontor, alle område", "en": "All offices, all areas"}[language] in [
        block.text for block in county.blocks if isinstance(block, Heading)
    ]


def chapter(report: Report, *, of: Table | None = None) -> Report:
    """The chapter with a line before and after it."""
    place = report.blocks.index(PageBreak(turns=True))
    turn, heading, said, table, end = report.blocks[place : place + 5]
    outside = Paragraph("before"), Paragraph("after")
    return replace(report, blocks=(outside[0], turn, heading, said, of or table, end, outside[1]))


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_every_format_says_it(named: Context, form: str) -> None:
    report = chapter(county_report(context=named))
    document = render_one(report, form)
    verified = verify_documents([report], [document])
    assert verified.findings == ()
    if form == "docx":
        cells = Document(BytesIO(document.content)).element.body.iter(qn("w:shd"))
        assert {cell.get(qn("w:fill")) for cell in cells} >= set(SHADES.values())


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_sixty_offices_by_twelve_areas_read(named: Context, form: str) -> None:
    """Pages turn, and no number and no office's name is broken."""
    table = picture(named)
    name, n, *areas = table.columns
    columns = (name, n, *(areas * 2)[:12])
    rows = [(row[0], row[1], *(row[2:] * 2)[:12]) for row in (table.rows * 4)[:60]]
    wide = replace(table, columns=columns, rows=tuple(rows))
    large = chapter(county_report(context=named), of=wide)
    document = render_one(large, form)
    assert verify_documents([large], [document]).findings == ()
    if form == "pdf":
        with pypdfium2.PdfDocument(document.content) as pages:
            _, *sizes, _ = [page.get_size() for page in pages]
        assert all(width > height for width, height in sizes)
        assert len(sizes) <= 5
    if form == "docx":
        sections = Document(BytesIO(document.content)).sections
        wide_pages = [one.page_width > one.page_height for one in sections]
        assert wide_pages == [False, True, False]


def test_excel_has_the_numbers_with_their_marks_and_shades(named: Context) -> None:
    tables = compose(named)[-1]
    document = render_one(tables, "xlsx")
    assert verify_documents([tables], [document]).findings == ()
    sheet = load_workbook(BytesIO(document.content))["Gjennomsnittet til hvert kontor"]
    cells = [cell for row in sheet for cell in row]
    (one,) = (cell for cell in cells if cell.number_format.startswith('"▼ "'))
    assert (sheet.cell(one.row, 1).value, one.value) == (SKARVNESET, 3.46)
    assert {cell.fill.fgColor.rgb[2:] for cell in cells} >= set(SHADES.values())


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_black_is_read_on_every_shade_and_pages_have_the_same() -> None:
    """WCAG 2.2, contrast (minimum): 4.5."""
    style = template("html/report.css").read_text("utf-8")
    for shade, color in SHADES.items():
        assert (luminance(color) + 0.05) / 0.05 > 4.5
        rule = rf"td\.shade{shade} {{\s*background: #{color.lower()};\s*color: #000;"
        assert re.search(rule, style)


def test_check_says_that_offices_are_named(demo_folder: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(demo_folder.parent, study)
    folder = study / demo_folder.name
    assert check(folder) == ()
    declared = (folder / "round.toml").read_text("utf-8")
    (folder / "round.toml").write_text(
        declared.replace("[policy]", "[policy]\nname_offices = true")
    )
    assert check(folder) == (NAMES_OFFICES,)
