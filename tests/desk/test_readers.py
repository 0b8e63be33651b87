"""That everybody can read the pages: axe-core's rules, and what it cannot see."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from browser import Browser
from delivery.runs import LEADERS, round_text

from generator.delivery.approval import hold
from generator.run.finished import FinishedRun

from .served import AT, MAIL, MANAGEMENT, Visitor, finished_run, served

PATHS = (
    "/",
    "/rapport/solvik",
    "/rapport/heggelia",
    "/rapport/county",
    "/rapport/solvik/e-post",
    "/rapport/granelva/e-post",
    "/godkjenn",
    "/rapport/nowhere",
)


@pytest.fixture
def shown(inside: Visitor, run: FinishedRun, browser: Browser) -> Visitor:
    """The page as a browser sees it, with something decided and something in doubt."""
    hold(run, ["granelva"], by="Per", at=AT, comment="Vent til juni")
    file = run.folder.parent.parent / "round" / "round.toml"
    text = file.read_text(encoding="utf-8").replace("ingunn@example.org", "ny@example.org")
    file.write_text(text, encoding="utf-8")
    name, _, value = inside.cookie.partition("=")
    browser.open(f"http://{inside.host}/nothing")
    browser.driver.add_cookie({"name": name, "value": value, "path": f"{inside.base}/"})
    return inside


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_page(shown: Visitor, browser: Browser, width: int) -> None:
    browser.driver.set_window_size(width, 900)
    try:
        for path in PATHS:
            browser.open(f"http://{shown.host}{shown.base}{path}")
            assert browser.driver.title
            assert browser.violations() == [], path
            too_wide = "return document.documentElement.scrollWidth - window.innerWidth"
            assert browser.run(too_wide) <= 0, path
    finally:
        browser.driver.set_window_size(1200, 900)


def test_axe_would_find_what_is_wrong(shown: Visitor, browser: Browser) -> None:
    browser.open(f"http://{shown.host}{shown.base}/rapport/solvik")
    browser.run(
        "document.querySelector('label').remove();"
        "document.querySelector('img').removeAttribute('alt');"
        "document.documentElement.removeAttribute('lang');"
        "document.querySelector('.hint').style.color = '#ddd'"
    )
    found = {one[0] for one in browser.violations()}
    assert {"label", "image-alt", "html-has-lang", "color-contrast"} <= found


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_in_order_and_need_no_script(inside: Visitor, path: str) -> None:
    page = inside.get(path).text
    assert "<script" not in page
    assert not re.search(r"\s(on\w+|style)=", page)
    assert '<html lang="nb">' in page
    assert page.index('class="skip"') < page.index("<header") < page.index("<main")
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert not re.search(r"None|Undefined|\{\{|%\}", page)
    addresses = re.findall(r'(?:href|src|action)="([^"#]+)"', page)
    assert all(one.startswith(f"{inside.base}/") for one in addresses)
    titles = re.findall(r"<title>(.*?)</title>", page)
    assert len(titles) == 1


def test_the_fonts_are_the_reports_own(shown: Visitor, browser: Browser) -> None:
    browser.open(f"http://{shown.host}{shown.base}/")
    browser.driver.execute_async_script("document.fonts.ready.then(arguments[0])")
    loaded = browser.run(
        "return [...document.fonts].filter(one => one.status === 'loaded').map(one => one.family)"
    )
    assert {one.strip('"') for one in loaded} == {"Source Sans 3"}
    asked = browser.requests()
    assert all(one.startswith(f"http://{shown.host}{shown.base}/") for one in asked)


def test_names_cannot_become_markup(tmp_path: Path) -> None:
    name = "<script>alert(1)</script>"
    leaders = {**LEADERS, "solvik": (name, "hanne@example.org")}
    run = finished_run(tmp_path, round_text(leaders, more=MAIL + MANAGEMENT))
    with served(run.folder, by=name) as visitor:
        visitor.enter()
        pages = [visitor.get(path).text for path in (*PATHS, "/rapport/solvik/e-post/0")]
    assert not any("<script" in page for page in pages)
    assert sum("&lt;script&gt;" in page for page in pages) > 5
