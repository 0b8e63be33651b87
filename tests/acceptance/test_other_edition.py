"""A run of an earlier edition of the program proves itself, without that edition's words.

The program's words, styles and drawings are changed in a copy of it, which then reads runs that
were made before. Each sabotage makes the manifest fit.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from copies import Copy
from counts import LONG
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from test_verify_run import (
    in_a_panel,
    in_a_sentence,
    in_a_table,
    other_digit,
    path_of,
    refit,
    report_of,
    without_a_row,
)

from generator.pipeline import build
from generator.render.workers import render_one
from generator.report.block import Paragraph, Report, Table
from generator.run.draft import Options

FORMS = ("pdf", "docx", "html")
UNITS = ("solvik", "bjorkedal", "granelva")
Sabotage = Callable[[Path], object]

READ = """
import json, sys
from pathlib import Path
from generator.run.contents import check_files, files_of
from generator.run.rebuild import verify_files

runs = {name: files_of(Path(name)) for name in sys.argv[1:]}
found = {name: check_files(one) or verify_files(one).findings for name, one in runs.items()}
print(json.dumps(found))
"""


def with_block(report: Report, *texts: str) -> Report:
    more = (Paragraph(text) for text in texts)
    return replace(report, blocks=(*report.blocks[:2], *more, *report.blocks[2:]))


def made(change: Callable[[Report], Report], *forms: str, unit: str = "solvik") -> Sabotage:
    """A report that was changed before it was made, in some formats."""

    def sabotage(run: Path) -> None:
        tampered = change(report_of(run, unit))
        for form in forms or FORMS:
            (run / path_of(unit, form)).write_bytes(render_one(tampered, form).content)

    return sabotage


def swapped_cells(report: Report) -> Report:
    """Two numbers of one row have changed places."""
    (at, table), *_ = (
        (i, one) for i, one in enumerate(report.blocks) if isinstance(one, Table) and not one.drawn
    )
    rows = [*table.rows]
    for place, row in enumerate(rows):
        numbers = [i for i, cell in enumerate(row) if cell.text[:1].isdigit()]
        if len(numbers) > 1 and row[numbers[0]].text != row[numbers[-1]].text:
            first, last = numbers[0], numbers[-1]
            changed = [*row]
            changed[first] = replace(row[first], text=row[last].text)
            changed[last] = replace(row[last], text=row[first].text)
            rows[place] = tuple(changed)
            break
    blocks = [*report.blocks]
    blocks[at] = replace(table, rows=tuple(rows))
    return replace(report, blocks=tuple(blocks))


def in_a_mark(report: Report) -> Report:
    """A mark stands elsewhere than its number says."""

    def moved(table: Table) -> Table:
        marks = [cell.mark for row in table.rows for cell in row if cell.mark]
        turned = iter((*marks[1:], marks[0]))
        rows = (
            tuple(replace(c, mark=next(turned)) if c.mark else c for c in r) for r in table.rows
        )
        return replace(table, rows=tuple(rows))

    blocks = (
        moved(one) if isinstance(one, Table) and any(c.mark for r in one.rows for c in r) else one
        for one in report.blocks
    )
    return replace(report, blocks=tuple(blocks))


def in_word(part: str, old: str, new: str) -> Sabotage:
    def sabotage(run: Path) -> None:
        path = run / path_of("solvik", "docx")
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
        with zipfile.ZipFile(path, "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)

    return sabotage


def in_pdf(change: Callable[[PdfWriter], object]) -> Sabotage:
    def sabotage(run: Path) -> None:
        path = run / path_of("solvik", "pdf")
        writer = PdfWriter(clone_from=path)
        writer.pdf_header = "%PDF-1.7"
        change(writer)
        writer.write(path)

    return sabotage


def in_text(name: str, old: str, new: str) -> Sabotage:
    def sabotage(run: Path) -> None:
        text = (run / name).read_text("utf-8")
        assert old in text
        (run / name).write_text(text.replace(old, new, 1), "utf-8")

    return sabotage


def layered(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject()


def linked(writer: PdfWriter) -> None:
    action = {"/S": NameObject("/URI"), "/URI": TextStringObject("https://example.org")}
    link = {"/Type": NameObject("/Annot"), "/Subtype": NameObject("/Link")}
    link["/A"] = DictionaryObject({NameObject(key): one for key, one in action.items()})
    annotation = DictionaryObject({NameObject(key): one for key, one in link.items()})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([annotation])


def swapped_files(run: Path) -> None:
    one, other = (run / path_of(unit, "docx") for unit in UNITS[:2])
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


def in_results(run: Path) -> None:
    path = run / "results.json"
    content = json.loads(path.read_text("utf-8"))
    content["units"]["solvik"]["constructs"]["rows"][0]["mean"] = 4.44
    path.write_text(json.dumps(content), "utf-8")


def overview_digit(run: Path) -> None:
    path = run / "index.html"
    head, _, rest = path.read_text("utf-8").partition('<td class="number">')
    number, _, tail = rest.partition("<")
    path.write_text(f'{head}<td class="number">{other_digit(number)}<{tail}', "utf-8")


HTML = path_of("solvik", "html")
SENTENCE = "Dette kontoret bør slås sammen med naboen."
SABOTAGES: dict[str, tuple[Sabotage, str]] = {
    **{f"table {form}": (made(in_a_table, form), "its results do not") for form in FORMS},
    "table in all": (made(in_a_table), "its results do not"),
    "sentence": (made(in_a_sentence, "docx"), ""),
    "panel in all": (made(in_a_panel), ""),
    "two numbers swapped in all": (made(swapped_cells), "its results do not"),
    "a number added in all": (made(lambda one: with_block(one, "Det var 7391 svar.")), "7391"),
    **{
        f"words added in {form}": (made(lambda one: with_block(one, SENTENCE), form), "file says")
        for form in FORMS
    },
    "a row lost": (made(without_a_row, "pdf"), "file says"),
    "marks moved": (made(in_a_mark, "pdf"), "has pictures that do not show"),
    "marks moved in Word": (made(in_a_mark, "docx"), "has pictures that do not show"),
    "files swapped": (swapped_files, "its properties say unit"),
    "results": (in_results, "certificate.json is about other results"),
    "hidden in Word": (in_word("word/document.xml", "<w:rPr>", "<w:rPr><w:vanish/>"), "vanish"),
    "link in Word": (
        in_word(
            "word/_rels/document.xml.rels",
            "</Relationships>",
            '<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/hyperlink" Target="https://example.org" TargetMode="External"/>'
            "</Relationships>",
        ),
        "links to",
    ),
    "layer in a PDF": (in_pdf(layered), "OCProperties"),
    "link in a PDF": (in_pdf(linked), ""),
    "script in a page": (in_text(HTML, "</main>", "<script>1</script></main>"), "holds '<script>"),
    "link in a page": (in_text(HTML, "</main>", '<a href="https://x.no">y</a></main>'), "href"),
    "hidden in a page": (in_text(HTML, "<table", "<table hidden=''"), "hides something"),
    "style of a page": (in_text(HTML, "</style>", "p{opacity:0}</style>"), "has the style"),
    "words around a page": (in_text(HTML, "<header><p>", f"<header><p>{SENTENCE} "), "around"),
    "number in the overview": (overview_digit, "index.html: lacks the row"),
    "link in the overview": (in_text("index.html", "</h1>", '</h1><a href="x.exe">y</a>'), "leads"),
    "script in the overview": (in_text("index.html", "</h1>", "</h1><script/>"), "<script"),
}

TRIED = [name for number, name in enumerate(SABOTAGES) if LONG or number % 4 == 0]
"""Each takes seconds: an ordinary run tries one in four."""


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The program with other words, styles and drawings."""
    copy = Copy(tmp_path_factory.mktemp("program"))
    words = "generator/language/nb/wording.toml"
    text = (copy.folder / words).read_text("utf-8")
    for old, new in (
        (" er ", " blir "),
        (" som ", " der "),
        ('table = "Tabell"', 'table = "Tavle"'),
        ("Tilbakemelding til", "Rapport for"),
        ('footer_synthetic = "', 'footer_synthetic = "Oppdiktede tall. '),
    ):
        assert old in text
        text = text.replace(old, new)
    copy.write(words, text)
    for name in ("report.css", "screen.css"):
        path = copy.folder / "templates" / "html" / name
        path.write_text(path.read_text("utf-8").replace("#0b5563", "#5a1a6b"), "utf-8")
    marks = copy.folder / "generator" / "render" / "charts" / "marks.py"
    marks.write_text(marks.read_text("utf-8").replace("_STROKE: Final = 3.6", "_STROKE: Final = 4"))
    return copy


@pytest.fixture(scope="module")
def old_run(tmp_path_factory: pytest.TempPathFactory, demo_folder: Path) -> Path:
    out = tmp_path_factory.mktemp("old")
    options = Options(only=UNITS, formats=FORMS, workers=2)
    return build(demo_folder, out=out, options=options, progress=lambda *_: None).run.folder


@pytest.fixture(scope="module")
def findings(
    edition: Copy, old_run: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """What the other edition finds in the run after each sabotage, by its name."""
    folder = tmp_path_factory.mktemp("tampered")
    paths = {}
    for number, name in enumerate(TRIED):
        paths[name] = Path(shutil.copytree(old_run, folder / str(number)))
        SABOTAGES[name][0](paths[name])
        refit(paths[name])
    found = json.loads(edition.run("-c", READ, *paths.values()))
    return {name: found[str(path)] for name, path in paths.items()}


def test_an_old_run_verifies_after_the_words_have_changed(edition: Copy, old_run: Path) -> None:
    done = edition.call("-m", "generator", "verify", old_run)
    assert done.returncode == 0, done.stdout
    assert f"Run {old_run.name} was made by another edition of the program" in done.stderr
    assert "so it was read strictly instead of made again" in done.stderr
    assert "words or draws 9 of its documents otherwise" in done.stderr
    assert "What that cannot see" in done.stderr


@pytest.mark.skipif(not LONG, reason="a whole round takes a minute: make test-long")
def test_a_whole_round_verifies_after_the_words_have_changed(edition: Copy, demo_run: Path) -> None:
    """With county report, appendix, workbook and diagrams, in two formats."""
    done = edition.call("-m", "generator", "verify", demo_run)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", TRIED)
def test_what_was_changed_in_an_old_run_is_found(findings: dict[str, list[str]], name: str) -> None:
    first, *others = findings[name]
    assert others or "which is not here" not in first
    assert SABOTAGES[name][1] in "\n".join(others or [first])


def test_what_the_reading_cannot_see(edition: Copy, old_run: Path, tmp_path: Path) -> None:
    """Words alone, changed alike in all formats; a signature finds that (docs/archive.md)."""
    run = Path(shutil.copytree(old_run, tmp_path / "run"))
    made(lambda one: with_block(one, SENTENCE))(run)
    refit(run)
    assert json.loads(edition.run("-c", READ, run)) == {str(run): []}


def test_a_run_of_this_program_is_not_read_so(old_run: Path, tmp_path: Path) -> None:
    from generator import pipeline

    run = Path(shutil.copytree(old_run, tmp_path / "run"))
    made(lambda one: with_block(one, SENTENCE))(run)
    refit(run)
    found = pipeline.verify(run, progress=lambda *_: None)
    assert found.findings
    assert not found.notes
