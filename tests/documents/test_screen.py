"""Reports on a screen, in a real browser: narrow and wide, light and dark, read by everybody."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from browser import Browser

from generator.render.html.screen import screen_page
from generator.report.block import (
    ActionPlan,
    Bullets,
    Contents,
    Diagram,
    DiagramArrow,
    DiagramBox,
    Heading,
    Note,
    Panel,
    Panels,
    Quote,
    Remark,
    Report,
    Steps,
)
from generator.report.compose import compose

KINDS = ("office", "merged", "county", "blocks")
SEEN = [
    *(
        (kind, width, dark)
        for kind in ("office", "blocks")
        for width in (360, 1280)
        for dark in (0, 1)
    ),
    *(("merged", 360, 0), ("merged", 1280, 1), ("county", 360, 1), ("county", 1280, 0)),
]
LEVELS = "return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
WIDTH = "return document.documentElement.scrollWidth"  # a phone's window is as wide as its page
GROUND = "return getComputedStyle(document.documentElement).backgroundColor"


def other_blocks(report: Report) -> Report:
    """A report with the kinds of block that the demonstration does not have everywhere."""
    remarks = (Remark("Lederstøtte.", "4,9 mot 4,5."), Remark("Spør kollegene."))
    boxes = (DiagramBox("a", "Støtte", 0, 0), DiagramBox("b", "Innovasjon", 1, 0))
    blocks = (
        Contents("Innhold"),
        Heading(1, "Kort fortalt"),
        Diagram(boxes, (DiagramArrow("a", "b"),), "Modellen", "Støtte og innovasjon.", "1"),
        Note("Svarene er syntetiske.", "Merk"),
        Panels(
            (Panel("Ta vare på", remarks), Panel("Snakk om", remarks), Panel("Sikkert", remarks))
        ),
        Steps("Neste steg", remarks),
        Bullets(("Én", "To"), ordered=True),
        Quote("Mun liikon bargui.", "se"),
        ActionPlan("Vår plan", ("Tiltak", "Hvorfor", "Hvem", "Når", "Status"), 4),
    )
    return replace(report, path="offices/x/blocks", blocks=blocks)


@pytest.fixture(scope="module")
def pages(demo_context, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    office, merged = compose(demo_context, only=("lyngheia", "heggelia-steinlia"))
    reports = (office, merged, compose(demo_context)[0], other_blocks(office))
    folder = tmp_path_factory.mktemp("screen")
    for kind, report in zip(KINDS, reports, strict=True):
        (folder / f"{kind}.html").write_bytes(screen_page(report))
    return {kind: folder / f"{kind}.html" for kind in KINDS}


@pytest.mark.parametrize(("kind", "width", "dark"), SEEN)
def test_axe_finds_nothing_and_the_page_is_no_wider_than_the_screen(
    browser: Browser, pages: dict[str, Path], kind: str, width: int, dark: int
) -> None:
    with browser.showing(width, dark=bool(dark)):
        browser.open(pages[kind])
        assert browser.violations() == []
        assert browser.run(WIDTH) <= width
        assert browser.run(GROUND) == ("rgb(18, 24, 28)" if dark else "rgb(255, 255, 255)")


def test_axe_would_find_what_is_wrong(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["blocks"])
    browser.run(
        "document.querySelector('.diagram').removeAttribute('aria-label');"
        "document.documentElement.removeAttribute('lang');"
        "document.querySelector('main').outerHTML = document.querySelector('main').innerHTML;"
        "document.querySelector('p.subtitle').style.color = '#ddd'"
    )
    found = {one[0] for one in browser.violations()}
    assert {"svg-img-alt", "html-has-lang", "color-contrast", "region"} <= found


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_fetched_but_what_lies_inside(
    browser: Browser, pages: dict[str, Path], kind: str
) -> None:
    browser.open(pages[kind])
    browser.driver.execute_async_script("document.fonts.ready.then(arguments[0])")
    asked = browser.requests()
    assert [one for one in asked if not one.startswith("data:font/")] == [pages[kind].as_uri()]
    loaded = browser.run(
        "return [...document.fonts].filter(one => one.status === 'loaded').map(one => one.family)"
    )
    assert {one.strip('"') for one in loaded} == {"Source Sans 3"}


def test_the_policy_lets_nothing_be_fetched_or_run(
    browser: Browser, pages: dict[str, Path], tmp_path: Path
) -> None:
    added = (
        '<img src="http://kontorrapport.invalid/x.png" alt=""><script>document.title = "X"</script>'
    )
    page = tmp_path / "page.html"
    page.write_text(
        pages["office"].read_text("utf-8").replace("</main>", f"{added}</main>"), "utf-8"
    )
    browser.open(page)
    assert not [one for one in browser.requests() if "invalid" in one]
    assert browser.driver.title.startswith("Tilbakemelding")
    page.write_text(f"<!DOCTYPE html><title>Y</title>{added}", "utf-8")
    browser.open(page)
    assert [one for one in browser.requests() if "invalid" in one]
    assert browser.driver.title == "X"


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_finds_its_way(browser: Browser, pages: dict[str, Path], kind: str) -> None:
    browser.open(pages[kind])
    assert [len(browser.find(one)) for one in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    levels = browser.run(LEVELS)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for table in browser.find("table"):
        assert table.accessible_name
    scopes = {one.get_dom_attribute("scope") for one in browser.find("th")}
    assert scopes <= {"col", "row", "colgroup"}
    for picture in browser.find("svg"):
        assert (picture.aria_role == "image") == bool(picture.accessible_name)


def test_the_first_tab_stop_leads_past_the_head(browser: Browser, pages: dict[str, Path]) -> None:
    from selenium.webdriver import Keys

    browser.open(pages["office"])
    browser.press(Keys.TAB)
    skip = browser.driver.switch_to.active_element
    assert (skip.text, skip.get_dom_attribute("href")) == ("Gå til innholdet", "#content")
    assert skip.location["y"] >= 0
    browser.press(Keys.ENTER)
    assert browser.driver.switch_to.active_element.tag_name == "main"


def test_a_quote_says_its_language(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["blocks"])
    assert [one.get_dom_attribute("lang") for one in browser.find("blockquote")] == ["se"]


def test_a_wide_table_scrolls_by_itself_and_by_the_keyboard(
    browser: Browser, pages: dict[str, Path]
) -> None:
    from selenium.webdriver import Keys

    with browser.showing(360):
        browser.open(pages["county"])
        wide = [
            one
            for one in browser.find(".scroll")
            if browser.run("return arguments[0].scrollWidth > arguments[0].clientWidth", one)
        ]
        assert wide
        browser.run("arguments[0].focus()", wide[0])
        for _ in range(3):
            browser.press(Keys.ARROW_RIGHT)
        moved = "const [at, done] = arguments; setTimeout(() => done(at.scrollLeft), 400)"
        assert browser.driver.execute_async_script(moved, wide[0]) > 0


def test_on_a_phone_a_row_with_a_picture_fits_and_stays_a_table_row(
    browser: Browser, pages: dict[str, Path]
) -> None:
    fits = "return arguments[0].parentNode.scrollWidth <= arguments[0].parentNode.clientWidth"
    with browser.showing(360):
        browser.open(pages["office"])
        tables = browser.find(".stacked")
        assert tables
        for table in tables:
            assert browser.run(fits, table)
            assert table.aria_role == "table"
            rows = table.find_elements("css selector", "tbody tr:not(.category)")
            for row in (rows[0], rows[-1]):
                assert row.aria_role == "row"
                name, *others = row.find_elements("css selector", "th, td")
                assert (name.aria_role, {one.aria_role for one in others}) == (
                    "rowheader",
                    {"cell"},
                )
                bottom = name.location["y"] + name.size["height"]
                assert all(one.location["y"] >= bottom - 1 for one in others)
    with browser.showing(1280):
        browser.open(pages["office"])
        name, other, *_ = browser.find(".stacked tbody tr:last-child > *")
        assert abs(name.location["y"] - other.location["y"]) < 1


def test_panels_stack_on_a_phone(browser: Browser, pages: dict[str, Path]) -> None:
    for width, columns in ((1280, 3), (360, 1)):
        with browser.showing(width):
            browser.open(pages["blocks"])
            assert len({one.location["x"] for one in browser.find(".panel")}) == columns


def test_pictures_turn_dark_with_the_page(browser: Browser, pages: dict[str, Path]) -> None:
    fills = (
        "return [...document.querySelectorAll('tbody svg rect')].map(r => getComputedStyle(r).fill)"
    )
    seen = []
    for dark in (False, True):
        with browser.showing(1280, dark=dark):
            browser.open(pages["office"])
            seen.append(set(browser.run(fills)))
    assert seen[0]
    assert not seen[0] & seen[1]


def test_printed_from_a_dark_screen_it_is_dark_on_white(
    browser: Browser, pages: dict[str, Path]
) -> None:
    with browser.showing(1280, dark=True, media="print"):
        browser.open(pages["office"])
        ink = "return getComputedStyle(document.body).color"
        assert browser.run(ink) == "rgb(31, 41, 51)"
        assert browser.run(GROUND) == "rgba(0, 0, 0, 0)"
        size = "return getComputedStyle(document.querySelector('tbody td')).fontSize"
        assert browser.run(size) == "13.3333px"  # ten points
        assert not any(one.is_displayed() for one in browser.find("header, footer, .skip"))


def test_the_same_report_gives_the_same_bytes(demo_context, pages: dict[str, Path]) -> None:
    (office,) = compose(demo_context, only=("lyngheia",))
    assert screen_page(office) == pages["office"].read_bytes()
