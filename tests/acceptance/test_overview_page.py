"""The overview page of a run as a person meets it in a browser, with and without a mouse."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import Browser

from generator.results.store import ReleasedResults
from generator.results.values import Band, Suppressed

LEVELS = "return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])"
ROWS = """return [...document.querySelectorAll('tbody tr')].map(
    row => [...row.cells].map(cell => cell.innerText.trim()))"""
FOCUSED = """const at = document.activeElement, style = getComputedStyle(at);
return [at.getAttribute('href'), style.outlineStyle, parseFloat(style.outlineWidth)]"""
CONTRASTS = """
const light = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const ground = element => {
    for (let at = element; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!colour.endsWith(', 0)')) return colour;
    }
    return 'rgb(255, 255, 255)';
};
return [...document.querySelectorAll('h1,h2,p,a,th,td,footer')].map(element => {
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
})"""


@pytest.fixture(scope="module")
def index(demo_run: Path) -> Path:
    return demo_run.resolve() / "index.html"


@pytest.fixture
def page(browser: Browser, index: Path) -> Browser:
    browser.open(index)
    return browser


def test_it_asks_for_nothing_but_itself(page: Browser, index: Path) -> None:
    assert page.requests() == [index.as_uri()]


def test_a_request_for_anything_else_would_be_seen(browser: Browser, tmp_path: Path) -> None:
    other = "http://kontorrapport.invalid/picture.png"
    (tmp_path / "page.html").write_text(f'<!DOCTYPE html><img src="{other}" alt="">')
    browser.open(tmp_path / "page.html")
    assert other in browser.requests()


def test_every_office_has_n_rate_flags_and_both_files(page: Browser, index: Path) -> None:
    released = ReleasedResults.from_json((index.parent / "results.json").read_text("utf-8"))
    rows = page.run(ROWS)
    assert len(rows) == len(released.units) == 19
    for (_, n, rate, flags, files), nodes in zip(rows, released.units.values(), strict=True):
        response = nodes["response"]
        if isinstance(response.n, Suppressed):
            assert (n, rate) == ("–", "–")
            assert "svarene vises ikke" in flags
        else:
            assert n == str(response.n)
            assert rate == "–" or rate.endswith("%")
            assert (response.n < 10) == ("få svar" in flags)
        assert ("slått sammen" in flags) == (len(response.offices) > 1)
        assert files.split()[0] == "PDF"
        assert files.split()[-1] == "Word"
    assert not any(isinstance(nodes["response"].n, Band) for nodes in released.units.values())


def test_every_link_leads_to_a_file_of_the_run(page: Browser, index: Path) -> None:
    links = [link.get_attribute("href") for link in page.find("a")]
    targets = {Path(unquote(urlsplit(link).path)) for link in links}
    assert all(target.is_file() for target in targets)
    listed = json.loads((index.parent / "manifest.json").read_text("utf-8"))["files"]
    documents = {index.parent / one["path"] for one in listed if "media_type" in one}
    assert documents <= targets


def test_the_keyboard_reaches_every_link_in_reading_order(page: Browser) -> None:
    from selenium.webdriver import Keys

    expected = [link.get_dom_attribute("href") for link in page.find("a")]
    reached = []
    for _ in expected:
        page.press(Keys.TAB)
        href, style, width = page.run(FOCUSED)
        reached.append(href)
        assert style == "solid"
        assert width >= 2
    assert reached == expected


def test_enter_opens_the_link_that_has_the_focus(page: Browser, index: Path) -> None:
    from selenium.webdriver import Keys

    target = "results.json"
    while page.run(FOCUSED)[0] != target:
        page.press(Keys.TAB)
    page.press(Keys.ENTER)
    assert page.driver.current_url == (index.parent / target).as_uri()


def test_a_screen_reader_finds_its_way(page: Browser) -> None:
    assert page.run("return document.documentElement.lang") == "nb"
    assert page.run("return document.title")
    levels = page.run(LEVELS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    assert len(page.find("main")) == 1
    assert len(page.find("footer")) == 1
    (table,) = page.find("table")
    assert table.accessible_name == "Rapportene til kontorene"
    assert {head.get_dom_attribute("scope") for head in page.find("thead th")} == {"col"}
    assert {head.get_dom_attribute("scope") for head in page.find("tbody th")} == {"row"}
    assert len(page.find("tbody th")) == len(page.find("tbody tr"))


def test_every_link_says_where_it_leads_out_of_its_row(page: Browser) -> None:
    names = [link.accessible_name for link in page.find("a")]
    assert len(set(names)) == len(names)
    seen = [link.text for link in page.find("a")]
    assert all(text in name for text, name in zip(seen, names, strict=True))  # WCAG 2.5.3


def test_text_stands_out_from_its_ground(page: Browser) -> None:
    contrasts = page.run(CONTRASTS)
    assert len(contrasts) > 100
    assert min(contrasts) >= 4.5


def test_a_narrow_screen_scrolls_the_table_and_not_the_page(page: Browser) -> None:
    page.driver.set_window_size(500, 800)
    try:
        wide = page.run(
            "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
    finally:
        page.driver.set_window_size(1200, 900)
    assert wide[0] <= wide[1]
