"""Nothing is in a run's page, index and definition that was not put there; hashes are fitted."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from generator.errors import VerificationError
from generator.pipeline import build
from generator.render.workers import render_one
from generator.report.block import RenderedDocument, Report
from generator.report.compose import compose
from generator.run.contents import files_of
from generator.run.draft import Options
from generator.run.rebuild import verify_files
from generator.run.verify.documents import verify_documents
from generator.run.verify.page import unlike_rows

Change = Callable[[str], str]
FONT = re.compile(r"data:font/woff2;base64,([A-Za-z0-9+/=]+)")
POLICY = re.compile(r"'sha256-[^']*'")


def swap(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


def styled(old: str, new: str) -> Change:
    """Another style, which the page's policy is made to fit."""

    def change(text: str) -> str:
        text = text.replace(old, new, 1)
        (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
        right = b64encode(sha256(style.encode()).digest()).decode()
        return POLICY.sub(f"'sha256-{right}'", text, count=1)

    return change


def font_saved(edit: Callable[[TTFont], None]) -> Change:
    """The first font written again by the library, with other bytes."""

    def change(text: str) -> str:
        found = FONT.search(text)
        assert found
        font, target = TTFont(BytesIO(b64decode(found[1]))), BytesIO()
        edit(font)
        font["head"].modified += 1000
        font.save(target)
        return styled(found[1], b64encode(target.getvalue()).decode())(text)

    return change


def other_digits(font: TTFont) -> None:
    three, eight = (font.getBestCmap()[ord(digit)] for digit in "38")
    for table in font["cmap"].tables:
        table.cmap |= {ord("3"): eight, ord("8"): three}


@pytest.fixture(scope="module")
def report(demo_context) -> Report:
    return compose(demo_context, only=("solvik",))[0]


@pytest.fixture(scope="module")
def page(report: Report) -> RenderedDocument:
    return render_one(report, "html")


def about_page(
    report: Report, page: RenderedDocument, change: Change, templates: tuple[str, ...] = ()
) -> tuple[str, ...]:
    text = page.content.decode()
    assert change(text) != text, "the fault was not made"
    changed = replace(page, content=change(text).encode())
    return verify_documents([report], [changed], templates=templates).findings


PAGE_FAULTS: dict[str, Change] = {
    "an added sentence": swap("</main>", "<p>Vi anbefaler oppsigelse.</p></main>"),
    "a sentence after the page": lambda text: text + "Vi anbefaler oppsigelse.",
    "a sentence before it": lambda text: "Vi anbefaler oppsigelse." + text,
    "a word in a head": swap("<h2", "<h2 title='ikke'"),
    "a hidden paragraph": swap("<p", "<p hidden=''"),
    "a paragraph under another class": swap('<p class="', '<p class="skip '),
    "a tooltip": swap("<td", '<td title="8,87"'),
    "another spoken text": swap('aria-label="', 'aria-label="Nei '),
    "a table hidden from screen readers": swap("<table", '<table aria-hidden="true"'),
    "another language inside": swap("<table", '<table lang="en"'),
    "a mark moved": lambda text: re.sub(r'(<circle[^>]* cx=")[\d.]+', r"\g<1>1", text, count=1),
    "a bar's length": lambda text: re.sub(r'(<rect[^>]* width=")[\d.]+', r"\g<1>1", text, count=1),
    "a colour": swap('fill="var(--', 'fill="var(--paper'),
    "a comment": swap("<main", "<!-- solvik: 3 svar --><main"),
    "a link to another page": swap("<p", '<p><a href="../lyngheia/x.html">x</a></p><p'),
    "a script": swap("</main>", "<script>1</script></main>"),
    "an event": swap("<main", '<main onfocus="1"'),
    "a form": swap("</main>", "<form></form></main>"),
    "a frame": swap("</main>", '<iframe src="#"></iframe></main>'),
    "a base": swap("<title>", '<base href="https://example.org/"/><title>'),
    "a refresh": swap("<title>", '<meta http-equiv="refresh" content="0"/><title>'),
    "a style that adds": styled("</style>", "h2::after { content: ' ikke'; }</style>"),
    "a style that hides": styled("</style>", "td { visibility: hidden }</style>"),
    "a style without colour": styled("</style>", "td { color: transparent }</style>"),
    "a style of nothing's size": styled("</style>", "td { font-size: 0 }</style>"),
    "a style that covers": styled("</style>", "h2 { position: fixed; inset: 0 }</style>"),
    "a style that fetches": styled("</style>", "p { background: url(//x.no/a) }</style>"),
    "another order": styled("</style>", "tr { display: flex; flex-flow: row-reverse }</style>"),
    "a variable's colour": styled("--ink: #1f2933", "--ink: #ffffff"),
    "a weaker policy": swap("default-src 'none'", "default-src *"),
    "a font with 3 and 8 exchanged": font_saved(other_digits),
    "a font of tiny letters": font_saved(lambda font: setattr(font["head"], "unitsPerEm", 16384)),
    "a font that is none": lambda text: styled(FONT.findall(text)[0], "AAAA")(text),
}


@pytest.mark.parametrize("fault", PAGE_FAULTS)
def test_a_fault_of_a_page_is_found(report, page, fault: str) -> None:
    assert about_page(report, page, PAGE_FAULTS[fault])


def test_fonts_packed_by_another_library_are_no_fault(report, page) -> None:
    assert about_page(report, page, font_saved(lambda font: None)) == ()


def test_a_countys_own_templates_may_say_more(report, page) -> None:
    change = styled("</style>", "td { color: navy }</style>")
    assert about_page(report, page, change)
    assert about_page(report, page, change, ("html/screen.css",)) == ()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, demo_folder: Path) -> dict[str, bytes]:
    """A run with one office's page; ``verify_files`` asks for no hashes: all have been fitted."""
    options = Options(only=("solvik",), formats=("html",), workers=1)
    out = tmp_path_factory.mktemp("runs")
    built = build(demo_folder, out=out, options=options, progress=lambda *_: None)
    return dict(files_of(built.run.folder))


LINK = 'href="offices/solvik/'
INDEX, ROUND, STUDY = "index.html", "definition/round.json", "definition/study.json"
RUN_FAULTS: dict[str, tuple[str, Change]] = {
    "a script": (INDEX, swap("</main>", "<script>1</script></main>")),
    "an event": (INDEX, swap("<main", '<main onclick="1"')),
    "another office's page": (INDEX, swap(LINK, 'href="offices/lyngheia/')),
    "a link away": (INDEX, swap(LINK, 'href="https://example.org/')),
    "a link that runs": (INDEX, swap(LINK, 'href="javascript:')),
    "a spoken name": (INDEX, swap('aria-label="', 'aria-label="Ikke ')),
    "an added sentence": (INDEX, swap("</main>", "<p>Solvik er dårligst.</p></main>")),
    "a sentence at the end": (INDEX, lambda text: text + "Solvik er dårligst."),
    "a flag": (INDEX, swap("<td></td>", "<td>få svar</td>")),
    "a lost note on made-up data": (
        INDEX,
        lambda text: re.sub(r'<p class="note">.*?</p>', "", text),
    ),
    "a picture from outside": (INDEX, swap("</main>", '<img src="//x.no/a"></main>')),
    "a frame": (INDEX, swap("</main>", '<iframe src="x"></iframe></main>')),
    "a refresh": (INDEX, swap("<title>", '<meta http-equiv="refresh" content="0"><title>')),
    "a base": (INDEX, swap("<title>", '<base href="//x.no"><title>')),
    "a form": (INDEX, swap("</main>", '<form action="//x.no"></form></main>')),
    "a style that adds": (INDEX, swap("</style>", "h1::after { content: 'x' }</style>")),
    "a style that hides": (INDEX, swap("</style>", "td { display: none }</style>")),
    "a comment": (INDEX, swap("<main", "<!-- 3 svar --><main")),
    "the foot": (INDEX, swap("<footer>", "<footer>Nei. ")),
    "the title": (INDEX, swap("<title>", "<title>Nei. ")),
    "a name twice in the round": (ROUND, swap("{", '{"id": "2015-3",')),
    "a name that nothing reads in the study": (STUDY, swap("{", '{\n "note": "x",')),
    "a line of spaces more": (STUDY, swap("{\n", "{ \n")),
}


@pytest.mark.parametrize("fault", RUN_FAULTS)
def test_a_fault_beside_the_documents_is_found(files: dict[str, bytes], fault: str) -> None:
    name, change = RUN_FAULTS[fault]
    text = files[name].decode()
    assert change(text) != text, "the fault was not made"
    changed = files | {name: change(text).encode()}
    try:
        found = verify_files(changed).findings
    except VerificationError as error:
        found = (str(error),)
    assert any(name in one for one in found)


def test_a_run_as_it_was_made_has_no_findings(files: dict[str, bytes]) -> None:
    assert verify_files(files).findings == ()


def test_a_countys_own_index_is_held_for_its_rows_and_links() -> None:
    right = '<table><tr><td>Solvik</td></tr><tr><td>9</td></tr></table><a href="a.pdf">a</a>'
    own = f'<b>Fylket</b> <a href="https://example.org/">oss</a>{right}'
    assert list(unlike_rows(own.encode(), right.encode())) == []
    for old, new in (("Solvik", "Lyngheia"), ("9", "8"), ("a.pdf", "b.pdf")):
        assert list(unlike_rows(own.replace(old, new).encode(), right.encode()))
