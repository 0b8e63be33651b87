"""A page for screens that was changed is found, and one that could fetch, run or lead away."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from generator.render.workers import render_one
from generator.report.block import RenderedDocument, Report
from generator.report.compose import compose
from generator.run.verify.documents import verify_documents
from generator.run.verify.finished import mark_of


@pytest.fixture(scope="module")
def reports(demo_context) -> tuple[Report, ...]:
    """An office's report, and the county's with its contents, diagrams and wide tables."""
    return (*compose(demo_context, only=("solvik",)), compose(demo_context)[0])


@pytest.fixture(scope="module")
def pages(reports) -> list[RenderedDocument]:
    return [render_one(report, "html") for report in reports]


def findings(reports, page: RenderedDocument, change: Callable[[str], str]) -> tuple[str, ...]:
    text = page.content.decode()
    changed = change(text)
    assert changed != text
    return verify_documents(reports, [replace(page, content=changed.encode())]).findings


def test_true_pages_have_no_findings_and_as_many_numbers_as_pdfs(reports, pages) -> None:
    verified = verify_documents(reports, pages)
    assert verified.findings == ()
    assert verified.numbers == verify_documents(
        reports, [render_one(reports[0], "pdf")]
    ).numbers + (verify_documents(reports, [render_one(reports[1], "pdf")]).numbers)


def test_a_page_says_whose_it_is_and_of_which_run(reports, pages) -> None:
    mark = mark_of(pages[0].content, pages[0].path)
    assert mark is not None
    assert (mark.about, mark.run) == ("solvik", reports[0].run_id)
    twice = pages[0].content.replace(
        b'<meta name="author"', b'<meta name="keywords" content="a, b"/>\1'
    )
    assert mark_of(twice, pages[0].path) is None
    assert mark_of(b"", pages[0].path) is None


CELLS = re.compile(
    r'(<td class="n[^>]*>)([^<]*\d)(</td>)(.*?)(<td class="n[^>]*>)([^<]*)(</td>)', re.S
)


def another_digit(text: str) -> str:
    return CELLS.sub(
        lambda m: m[0].replace(m[2], m[2][:-1] + str((int(m[2][-1]) + 1) % 10), 1), text, 1
    )


def swapped_cells(text: str) -> str:
    found = next(m for m in CELLS.finditer(text) if m[2] != m[6])
    swapped = "".join((found[1], found[6], found[3], found[4], found[5], found[2], found[7]))
    return text.replace(found[0], swapped, 1)


def lost_row(text: str) -> str:
    return re.sub(r'<tr>\s*<th scope="row".*?</tr>', "", text, count=1, flags=re.S)


def another_title(text: str) -> str:
    return text.replace("<title>", "<title>X ")


def another_language(text: str) -> str:
    return text.replace('lang="nb"', 'lang="nn"', 1)


def another_unit(text: str) -> str:
    return text.replace('name="keywords" content="solvik', 'name="keywords" content="lyngheia')


def another_run(text: str) -> str:
    return re.sub(r'(name="keywords" content="\w+, )', r"\1x", text)


@pytest.mark.parametrize(
    "change",
    [
        *(another_digit, swapped_cells, lost_row, another_title),
        *(another_language, another_unit, another_run),
    ],
)
def test_a_page_that_says_something_else_is_found(reports, pages, change) -> None:
    assert findings(reports, pages[0], change)


def test_a_changed_word_in_a_diagram_is_found(reports, pages) -> None:
    def changed(text: str) -> str:
        return re.sub(r"(<svg class=\"diagram\".*?<text[^>]*>).", r"\1x", text, count=1, flags=re.S)

    assert any("does not show" in finding for finding in findings(reports, pages[1], changed))


@pytest.mark.parametrize(
    "added",
    [
        "<script>1</script>",
        '<a href="https://example.org/">x</a>',
        '<a href="javascript:1">x</a>',
        '<img src="http://example.org/x.png" alt=""/>',
        '<img src="data:text/html,x" alt=""/>',
        '<p onclick="1">x</p>',
        '<p style="color: red">x</p>',
        '<iframe src="data:text/html,x"></iframe>',
        '<form action="#"></form>',
        '<link rel="stylesheet" href="#"/>',
        '<meta http-equiv="refresh" content="0; url=https://example.org/"/>',
        "<style>p { color: red }</style>",
        '<svg><use href="#x"></use></svg>',
        '<svg><a xlink:href="https://example.org/"></a></svg>',
        '<table background="http://example.org/x.png"></table>',
    ],
)
def test_what_could_fetch_run_or_lead_away_is_found(reports, pages, added: str) -> None:
    assert findings(reports, pages[0], lambda text: text.replace("</main>", f"{added}</main>"))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text),
        lambda text: text.replace("default-src 'none'", "default-src *"),
        lambda text: text.replace("</style>", "p { color: red }</style>"),
    ],
)
def test_a_page_without_its_own_policy_is_found(reports, pages, change) -> None:
    (finding, *_) = findings(reports, pages[0], change)
    assert "policy" in finding


@pytest.mark.parametrize(
    "style",
    ['@import "x.css";', "p { background: url(x.png) }", 'p { background: url("//x.no/a") }'],
)
def test_a_style_that_asks_for_what_is_outside_is_found(reports, pages, style: str) -> None:
    def changed(text: str) -> str:
        return text.replace("</style>", f"{style}</style>")

    assert any("asks for what is outside" in one for one in findings(reports, pages[0], changed))
