"""A study in English about companies reads as one: its own words, signs, file names and axes."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from companies import write_companies
from rounds import walk

from generator.report.block import Panel, Panels, Report, Table
from generator.report.compose import compose
from generator.report.context import Context
from tests.documents.test_certificate import AUDITED
from tests.documents.test_languages import texts

STRANGERS = {
    "county",
    "counties",
    "office",
    "offices",
    "employee",
    "employees",
    "client",
    "clients",
    "scorecard",
}
"""What this study has none of; nobody may read of it."""


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    walked = walk(write_companies(tmp_path_factory.mktemp("study")))
    took = tuple((rule, 0) for rule, _ in AUDITED.rules)
    return replace(walked.context, language="en", audited=replace(AUDITED, rules=took))


@pytest.fixture(scope="module")
def reports(context: Context) -> dict[str, Report]:
    return {report.path: report for report in compose(context)}


def said(report: Report) -> str:
    return " ".join((report.title, report.subtitle, report.footer, *texts(report.blocks)))


def test_files_are_called_by_the_study_s_own_words(reports: dict[str, Report]) -> None:
    units = ("alfa", "bravo", "charlie", "delta", "echo", "foxtrot")
    assert set(reports) == {
        "county/regiment-report",
        "county/appendix-to-regiment-report",
        "county/tables",
        *(f"offices/{unit}/company-report-{unit}" for unit in units),
    }


def test_no_report_speaks_of_what_the_study_has_none_of(reports: dict[str, Report]) -> None:
    for path, report in reports.items():
        words = set(re.findall(r"[a-z]+", said(report).lower()))
        assert words & STRANGERS == set(), path
        assert words & {"soldiers", "company", "regiment"}, path


def test_signs_are_english(reports: dict[str, Report]) -> None:
    for path, report in reports.items():
        text = said(report)
        assert re.findall(r"(?<!\d)\d?,\d+", text) == [], path
        assert re.findall("[«»æøåÆØÅ]", text) == [], path
        assert "\N{NO-BREAK SPACE}%" not in text, path
    assert re.search(r"\d\.\d\d", said(reports["county/regiment-report"]))


def test_every_axis_is_the_scale_of_what_stands_on_it(
    reports: dict[str, Report], context: Context
) -> None:
    labels = {each.label: each.scale for each in context.study.constructs.values()}
    seen: set[str] = set()
    for path, report in reports.items():
        for table in report.blocks:
            if isinstance(table, Table) and table.axis:
                on_it = {labels[row[0].text] for row in table.rows if row[0].text in labels}
                assert len(on_it) <= 1, (path, table.title)
                for name in on_it:
                    scale = context.study.scales[name]
                    assert scale.low <= table.axis.low < table.axis.high <= scale.high, path
                seen |= on_it
    assert seen == {"agree", "often"}
    main = reports["county/regiment-report"].blocks
    assert {block.number for block in main if isinstance(block, Table)} >= {"1a", "1b"}


@pytest.mark.parametrize(
    ("unit", "area", "keep"),
    [("bravo", "Hostility", False), ("bravo", "Cohesion", False), ("charlie", "Cohesion", True)],
)
def test_page_one_knows_the_good_end(
    reports: dict[str, Report], unit: str, area: str, keep: bool
) -> None:
    blocks = reports[f"offices/{unit}/company-report-{unit}"].blocks
    (panels,) = (block.panels for block in blocks if isinstance(block, Panels))
    found = {panel.title: led(panel) for panel in panels}
    assert any(lead.startswith(area) for lead in found["Keep"]) is keep
    assert any(lead.startswith(area) for lead in found["Talk about"]) is not keep


def test_page_one_of_all_says_highest_and_lowest_scale_by_scale(
    reports: dict[str, Report], context: Context
) -> None:
    """Hostility from 0 to 4 has a lower mean than the "lowest", of those from 1 to 5."""
    means = {}
    for name in ("cohesion", "leadership", "hostility", "stress"):
        (value,) = (
            row.mean
            for row in context.released.steps["constructs/soldiers"].rows
            if row.variable == name
        )
        means[name] = value
    assert means["hostility"] < min(means["cohesion"], means["leadership"])
    text = said(reports["county/regiment-report"])
    for scale, names in (("1–5", ("cohesion", "leadership")), ("0–4", ("hostility", "stress"))):
        low, high = sorted(names, key=means.__getitem__)
        assert (
            f"On the scale {scale}, {high} has the highest mean ({means[high]:.2f}) and {low} the "
            f"lowest ({means[low]:.2f})."
        ) in text
    assert "The highest mean is that of" not in text


def test_a_mirror_says_where_areas_of_different_scales_are_held_together(
    reports: dict[str, Report],
) -> None:
    """Echo sees the regiment's; 1.3 of 4 for hostility is no "strongest" of means from 1 to 5."""
    text = said(reports["offices/echo/company-report-echo"])
    assert "Nearest the good end of the scale, of the areas in the regiment." in text
    assert "strongest" not in text.lower()


def led(panel: Panel) -> list[str]:
    return [remark.strong for remark in panel.remarks]


def test_a_turned_statement_is_not_said_to_be_disagreed_with(reports: dict[str, Report]) -> None:
    """The soldiers answered how often something happened, which nobody can disagree with."""
    for report in reports.values():
        assert "disagree with" not in said(report)


def test_the_certificate_lists_no_rule_on_what_was_not_asked(reports: dict[str, Report]) -> None:
    text = said(reports["county/appendix-to-regiment-report"])
    assert "No figure about fewer than 4 people" in text
    assert "own words" not in text


def test_the_round_is_built_verified_and_lettered(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from generator.cli import app

    folder = write_companies(tmp_path / "study")

    def run(*arguments: object) -> str:
        done = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    assert run("check", folder).endswith("nothing to mend.\n")
    only = ("--only", "bravo", "--only", "echo", "--format", "docx", "--workers", "1")
    run("build", folder, "--out", tmp_path / "out", *only)
    latest = (tmp_path / "out" / "companies" / "2026-1" / "latest").resolve()
    names = sorted(path.name for path in latest.rglob("*.docx"))
    assert names == ["company-report-bravo.docx", "company-report-echo.docx"]
    run("verify", latest)
    run("approve", latest, "--all")
    run("send", latest)
    letters = [path.read_text("utf-8") for path in (tmp_path / "out").rglob("*.eml")]
    assert len(letters) == 2
    assert all("company-report-" in letter for letter in letters)
