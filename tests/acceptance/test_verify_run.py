"""A run folder proves itself: by its bytes, and by what every document in it says.

Each sabotage but the first few makes the manifest fit what was changed, so that only reading the
documents can find it.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from generator import pipeline
from generator.render.workers import render_one
from generator.report.block import Panels, Paragraph, Report, Table
from generator.report.compose import compose
from generator.run.contents import files_of
from generator.run.finished import read_record
from generator.run.rebuild import recorded_context
from generator.run.verify.documents import Verified
from tests.acceptance.conftest import Command

UNITS = ("solvik", "bjorkedal")


@pytest.fixture
def run(demo_run: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_run.resolve(), tmp_path / "run"))


@pytest.fixture(scope="module")
def two_offices(
    demo_folder: Path, kontorrapport: Command, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A run of two offices' reports, which is read back in a moment."""
    out = tmp_path_factory.mktemp("two")
    only = [part for unit in UNITS for part in ("--only", unit)]
    done = kontorrapport("build", demo_folder, "--out", out, *only)
    assert done.returncode == 0, done.stderr
    return (out / "innovasjon" / "2015-2" / "latest").resolve()


@pytest.fixture
def small(two_offices: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(two_offices, tmp_path / "run"))


def path_of(unit: str, form: str) -> str:
    return f"offices/{unit}/kontorrapport-{unit}.{form}"


def refit(run: Path, change: Callable[[dict], None] = lambda manifest: None) -> None:
    """Make the manifest fit the files as they are now, and then change it."""
    path = run / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["files"] = [one for one in manifest["files"] if (run / one["path"]).exists()]
    for entry in manifest["files"]:
        content = (run / entry["path"]).read_bytes()
        entry |= {"sha256": sha256(content).hexdigest(), "size": len(content)}
    change(manifest)
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")


def verified(run: Path) -> Verified:
    return pipeline.verify(run, progress=lambda *_stage: None)


def report_of(run: Path, unit: str) -> Report:
    context = recorded_context(read_record(files_of(run)))
    (report,) = compose(context, only=(unit,))
    return report


OVERVIEW_OTHERWISE = "index.html: is not as it is made: "


# What the hashes tell


def test_a_run_as_written_is_found_so(run: Path, kontorrapport: Command) -> None:
    done = kontorrapport("verify", run)
    assert done.returncode == 0, done.stdout
    told = done.stdout.split()
    assert told[:2] == ["43", "documents,"]  # 20 reports, an appendix and the tables
    assert int(told[2]) > 20_000
    assert told[3:] == ["numbers", "verified."]


def test_a_build_and_a_later_look_count_the_same(
    demo_folder: Path, kontorrapport: Command, tmp_path: Path
) -> None:
    options = ("--only", "solvik", "--format", "pdf", "--language", "nn", "--out", tmp_path)
    built = kontorrapport("build", demo_folder, *options)
    later = kontorrapport("verify", tmp_path / "innovasjon" / "2015-2" / "latest")
    assert later.returncode == 0, later.stdout
    assert later.stdout.strip() == built.stdout.splitlines()[0]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (lambda run: flip(run / path_of("solvik", "pdf")), "kontorrapport-solvik.pdf was changed"),
        (lambda run: (run / "index.html").unlink(), "index.html is missing"),
        (lambda run: (run / "offices" / "more.txt").touch(), "more.txt is not in the manifest"),
        (lambda run: (run / "manifest.json").write_text("{"), "manifest.json cannot be read"),
    ],
    ids=["flipped", "missing", "added", "manifest"],
)
def test_what_is_not_as_written_is_found(
    small: Path, kontorrapport: Command, spoil: Callable[[Path], None], finding: str
) -> None:
    spoil(small)
    done = kontorrapport("verify", small)
    assert done.returncode == 1
    assert finding in done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_a_certificate_about_other_results_is_found(small: Path) -> None:
    results = small / "results.json"
    results.write_text(results.read_text("utf-8").replace("4.5", "4.6", 1), "utf-8")
    refit(small)
    assert verified(small).findings == (
        "certificate.json is about other results than results.json",
    )


def test_a_folder_that_is_no_run(tmp_path: Path, kontorrapport: Command) -> None:
    done = kontorrapport("verify", tmp_path)
    assert done.returncode == 2
    assert "manifest.json" in done.stderr


# What only reading the documents tells


def other_digit(text: str) -> str:
    """The text with its last digit changed."""
    place = max(index for index, sign in enumerate(text) if sign.isdigit())
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def in_a_table(report: Report) -> Report:
    """The report with a digit changed in the last number of a table."""

    def change(table: Table) -> Table:
        *rows, last = table.rows
        index = max(i for i, cell in enumerate(last) if any(map(str.isdigit, cell.text)))
        cell = replace(last[index], text=other_digit(last[index].text))
        return replace(table, rows=(*rows, (*last[:index], cell, *last[index + 1 :])))

    return changed(report, Table, change)


def in_a_sentence(report: Report) -> Report:
    return changed(report, Paragraph, lambda one: replace(one, text=other_digit(one.text)))


def in_a_panel(report: Report) -> Report:
    def change(block: Panels) -> Panels:
        at, remark = next(
            (index, one)
            for index, panel in enumerate(block.panels)
            for one in panel.remarks
            if any(map(str.isdigit, f"{one.strong}{one.text}"))
        )
        part = "strong" if any(map(str.isdigit, remark.strong)) else "text"
        other = replace(remark, **{part: other_digit(getattr(remark, part))})
        remarks = tuple(other if one is remark else one for one in block.panels[at].remarks)
        changed_panel = replace(block.panels[at], remarks=remarks)
        return Panels((*block.panels[:at], changed_panel, *block.panels[at + 1 :]))

    return changed(report, Panels, change)


def beside_a_mark(report: Report) -> Report:
    """The report with a digit changed in the number that stands beside a mark."""

    def change(table: Table) -> Table:
        at, row = next((i, r) for i, r in enumerate(table.rows) if any(c.mark for c in r))
        index = next(i for i, cell in enumerate(row) if any(map(str.isdigit, cell.text)) and i)
        cell = replace(row[index], text=other_digit(row[index].text))
        changed_row = (*row[:index], cell, *row[index + 1 :])
        return replace(table, rows=(*table.rows[:at], changed_row, *table.rows[at + 1 :]))

    return changed(report, Table, change, where=lambda one: "mark=Dot" in repr(one))


def in_a_legend(report: Report) -> Report:
    def change(table: Table) -> Table:
        first, *others = table.legend
        return replace(table, legend=(replace(first, text="noe annet"), *others))

    return changed(report, Table, change, where=lambda one: bool(one.legend))


def without_a_row(report: Report) -> Report:
    return changed(report, Table, lambda one: replace(one, rows=one.rows[:-1]))


def without_a_sentence(report: Report) -> Report:
    index = next(i for i, one in enumerate(report.blocks) if isinstance(one, Paragraph))
    return replace(report, blocks=(*report.blocks[:index], *report.blocks[index + 1 :]))


def changed(
    report: Report,
    kind: type,
    change: Callable,
    where: Callable[[Any], bool] = lambda block: any(map(str.isdigit, repr(block))),
) -> Report:
    """The report with its first block of a kind that holds a digit, or what is asked, changed."""
    blocks = list(report.blocks)
    index = next(
        i
        for i, block in enumerate(blocks)
        if isinstance(block, kind)
        and where(block)
        and (kind is not Paragraph or any(map(str.isdigit, block.text)))
    )
    blocks[index] = change(blocks[index])
    return replace(report, blocks=tuple(blocks))


CHANGES = (
    in_a_table,
    in_a_sentence,
    in_a_panel,
    beside_a_mark,
    in_a_legend,
    without_a_row,
    without_a_sentence,
)


@pytest.mark.parametrize(
    ("change", "form"), [(change, form) for change in CHANGES for form in ("pdf", "docx")]
)
def test_a_document_that_says_something_else_is_found(
    small: Path, change: Callable[[Report], Report], form: str
) -> None:
    tampered = change(report_of(small, "solvik"))
    (small / path_of("solvik", form)).write_bytes(render_one(tampered, form).content)
    refit(small)
    findings = verified(small).findings
    assert findings
    assert all(one.startswith(path_of("solvik", form)) for one in findings)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_swapped_offices_are_found(small: Path, form: str) -> None:
    first, second = (small / path_of(unit, form) for unit in UNITS)
    mine, others = first.read_bytes(), second.read_bytes()
    first.write_bytes(others)
    second.write_bytes(mine)
    refit(small)
    findings = verified(small).findings
    assert f"{path_of('solvik', form)}: its properties say unit" in "\n".join(findings)
    assert any("lacks" in one and one.startswith(path_of("bjorkedal", form)) for one in findings)


def test_offices_swapped_in_the_manifest_alone_are_found(small: Path) -> None:
    def swap(manifest: dict) -> None:
        names = dict(zip(UNITS, reversed(UNITS), strict=True))
        for entry in manifest["files"]:
            if entry.get("unit"):
                entry["unit"] = names[entry["unit"]]

    refit(small, swap)
    findings = verified(small).findings
    assert sum("it is listed with unit" in one for one in findings) == 4
    assert sum("is listed with recipients" in one for one in findings) == 4
    assert sum(one.startswith(OVERVIEW_OTHERWISE) for one in findings) == 1
    assert len(findings) == 9
    assert f"{path_of('solvik', 'pdf')}: it is listed with unit bjorkedal, not solvik" in findings


@pytest.mark.parametrize(
    ("name", "value"), [("language", "en"), ("kind", "county"), ("pages", 3)], ids=str
)
def test_a_manifest_that_describes_a_file_wrongly_is_found(
    small: Path, name: str, value: object
) -> None:
    def describe(manifest: dict) -> None:
        entry = next(e for e in manifest["files"] if e["path"] == path_of("solvik", "pdf"))
        entry[name] = value

    refit(small, describe)
    finding, *others = verified(small).findings
    assert all(one.startswith(OVERVIEW_OTHERWISE) for one in others), "which says it too"
    assert f"it is listed with {name} {value}" in finding


def test_findings_about_another_versions_run_say_so(small: Path) -> None:
    def age(manifest: dict) -> None:
        manifest["versions"]["kontorrapport"] = "0.0.1"

    refit(small, age)
    first, *others, of_id = verified(small).findings
    assert first.startswith("the run was made with kontorrapport 0.0.1, which is not here")
    assert others
    unlike = re.compile(": (lacks |says .*which its report does not)")
    assert all(map(unlike.search, others)), others
    assert "has the run id" in of_id


def test_a_document_that_was_left_out_is_found(small: Path) -> None:
    (small / path_of("solvik", "docx")).unlink()
    refit(small)
    finding, overview = verified(small).findings
    assert finding == f"{path_of('solvik', 'docx')}: there is no such file"
    assert overview.startswith(OVERVIEW_OTHERWISE), "which leads to it"


def test_a_document_of_no_report_is_found(small: Path) -> None:
    extra = "offices/solvik/notat.pdf"
    shutil.copy(small / path_of("solvik", "pdf"), small / extra)

    def add(manifest: dict) -> None:
        entry = next(e for e in manifest["files"] if e["path"] == path_of("solvik", "pdf"))
        manifest["files"].append({**entry, "path": extra})

    refit(small, add)
    assert verified(small).findings == (f"{extra}: the results have no such report",)


def tamper(run: Path, change: Callable[[dict], None]) -> None:
    """Change a row of an office's results, and make certificate and manifest fit."""
    results, certificate = run / "results.json", run / "certificate.json"
    content = json.loads(results.read_text("utf-8"))
    change(content["units"]["solvik"]["constructs"]["rows"][0])
    results.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    told = json.loads(certificate.read_text("utf-8"))
    told["results_sha256"] = sha256(results.read_bytes()).hexdigest()
    certificate.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    refit(run)


def test_results_that_were_changed_with_all_hashes_are_found(small: Path) -> None:
    tamper(small, lambda row: row.update(mean=round(row["mean"] - 0.01, 2)))
    findings = verified(small).findings
    assert {one.split(":")[0] for one in findings} >= {
        path_of("solvik", "pdf"),
        path_of("solvik", "docx"),
    }


@pytest.mark.parametrize("name", ["definition/study.json", "definition/round.json", "results.json"])
def test_what_cannot_be_read_is_told_in_one_line(
    small: Path, kontorrapport: Command, name: str
) -> None:
    path = small / name
    path.write_text(path.read_text("utf-8")[: -path.stat().st_size // 2], "utf-8")
    certificate = json.loads((small / "certificate.json").read_text("utf-8"))
    certificate["results_sha256"] = sha256((small / "results.json").read_bytes()).hexdigest()
    (small / "certificate.json").write_text(json.dumps(certificate), "utf-8")
    refit(small)
    done = kontorrapport("verify", small)
    assert done.returncode == 1
    (line,) = [one for one in done.stderr.splitlines() if one.startswith("kontorrapport:")]
    assert name in line


def test_an_overview_with_another_n_is_found(small: Path) -> None:
    page = small / "index.html"
    text = page.read_text("utf-8")
    other = re.sub(
        r"(Solvik</th><td[^>]*>)(\d+)", lambda match: match[1] + other_digit(match[2]), text
    )
    assert other != text
    page.write_text(other, "utf-8")
    refit(small)
    (finding,) = verified(small).findings
    assert finding.startswith(OVERVIEW_OTHERWISE)
    assert "Solvik" in finding


def in_bytes(path: Path, old: bytes, new: bytes) -> None:
    """Change a PDF where it is not compressed, without moving anything."""
    content = path.read_bytes()
    assert len(old) == len(new)
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (b"<pdfuaid:part>1<", b"<pdfuaid:part>7<", "not valid as PDF/UA-1"),
        (b'pdfaid:conformance="A"', b'pdfaid:conformance="B"', "not valid as PDF/A-2a"),
        (b":unit>solvik<", b":unit>solvig<", "its properties say unit solvig, not solvik"),
        (b">Tilbakemelding til Solvik<", b">Tilbakemelding til Solvig<", "say title"),
    ],
    ids=["ua", "a", "unit", "title"],
)
def test_a_pdf_that_says_otherwise_of_itself_is_found(
    small: Path, old: bytes, new: bytes, finding: str
) -> None:
    in_bytes(small / path_of("solvik", "pdf"), old, new)
    refit(small)
    assert finding in "\n".join(verified(small).findings)


def in_part(path: Path, part: str, old: str, new: str) -> None:
    """Change the text of one part of a Word file, where it stands first."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[part].decode()
    parts[part] = parts[part].decode().replace(old, new, 1).encode()
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("<dc:identifier>solvik<", "<dc:identifier>solvig<", "its properties say unit"),
        (">nb-NO<", ">nn-NO<", "its properties say language nn-NO, not nb-NO"),
        ("<dc:creator>Granfjord", "<dc:creator>Nabofjord", "its properties say author"),
    ],
    ids=["unit", "language", "author"],
)
def test_a_word_file_that_says_otherwise_of_itself_is_found(
    small: Path, old: str, new: str, finding: str
) -> None:
    in_part(small / path_of("solvik", "docx"), "docProps/core.xml", old, new)
    refit(small)
    assert finding in "\n".join(verified(small).findings)


def test_a_value_in_the_wrong_cell_is_found(small: Path) -> None:
    """The words of the row stand as before: only the cells tell."""
    import docx

    path = small / path_of("solvik", "docx")
    document = docx.Document(str(path))
    row = next(
        row
        for table in document.tables
        for row in table.rows[1:]
        # A row that heads others is one cell over all columns.
        if len(row.cells) > 3 and row.cells[1].text and row.cells[2].text
        if row.cells[1].text != row.cells[0].text
    )
    first, second = (row.cells[i].paragraphs[0].runs[-1] for i in (1, 2))
    first.text, second.text = f"{first.text} {second.text}", ""
    document.save(str(path))
    refit(small)
    findings = verified(small).findings
    print(findings)
    (finding,) = findings
    assert "the cells of the table" in finding


def test_a_file_that_cannot_be_opened_is_told_of(small: Path) -> None:
    for form in ("pdf", "docx"):
        (small / path_of("solvik", form)).write_bytes(b"not a document")
    refit(small)
    findings = verified(small).findings
    assert f"{path_of('solvik', 'pdf')}: cannot be opened as PDF" in findings
    assert f"{path_of('solvik', 'docx')}: cannot be opened as Word file" in findings


def test_a_run_with_a_countys_own_templates_verifies_without_them(
    demo_folder: Path, kontorrapport: Command, tmp_path: Path
) -> None:
    from generator.resources.templates import templates_folder

    own = tmp_path / "own" / "html"
    own.mkdir(parents=True)
    css = (templates_folder() / "html" / "report.css").read_text("utf-8")
    (own / "report.css").write_text(css.replace("#0b5563", "#5a1a6b"), "utf-8")
    options = ("--only", "solvik", "--templates", own.parent, "--out", tmp_path)
    built = kontorrapport("build", demo_folder, *options)
    assert built.returncode == 0, built.stderr
    shutil.rmtree(own)
    done = kontorrapport("verify", tmp_path / "innovasjon" / "2015-2" / "latest")
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip() == built.stdout.splitlines()[0]
