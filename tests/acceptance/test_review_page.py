"""The review page of the demo round in a real browser, with the keyboard alone."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from browser import Browser

from generator.delivery.approval import decisions
from generator.delivery.state import Origin, write_origin
from generator.run.finished import open_run
from tests.acceptance.conftest import Command

MOST_KEYS = 200


@dataclass
class Page:
    """The command with its page, and the run it is about."""

    process: subprocess.Popen[str]
    address: str
    run: Path


@pytest.fixture
def page(demo_run: Path, demo_folder: Path, tmp_path: Path) -> Iterator[Page]:
    run = tmp_path / demo_run.resolve().name
    shutil.copytree(demo_run.resolve(), run)
    write_origin(run, Origin(demo_folder))
    command = [sys.executable, "-W", "error", "-m", "generator", "review", str(run), "--by", "Kari"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield Page(process, process.stdout.readline().strip(), run)
        process.kill()


@dataclass
class Keyboard:
    """Hands that never touch a mouse; what has the focus must always be plain to see."""

    browser: Browser

    @property
    def at(self) -> Any:
        return self.browser.driver.switch_to.active_element

    def tab_to(self, text: str) -> None:
        """Go on until a link, button, field or summary with this text has the focus."""
        from selenium.webdriver.common.keys import Keys

        for _ in range(MOST_KEYS):
            self.browser.press(Keys.TAB)
            self._sees_focus()
            if text in (self.at.text, self.at.accessible_name):
                return
        pytest.fail(f"the keyboard does not come to {text!r}")

    def enter(self) -> None:
        from selenium.webdriver.common.keys import Keys

        self.browser.press(Keys.ENTER)

    def follow(self, text: str, *, to: str) -> None:
        """Go to a link and open it."""
        self.tab_to(text)
        self.enter()
        self.waits_for(to)

    def waits_for(self, heading: str) -> None:
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.browser.driver, 20).until(
            lambda _: self.browser.run(
                "return document.readyState === 'complete' && "
                "document.querySelector('h1')?.innerText === arguments[0]",
                heading,
            )
        )

    def _sees_focus(self) -> None:
        outline = self.browser.run(
            "const style = getComputedStyle(document.activeElement);"
            "return style.outlineStyle + ' ' + style.outlineWidth"
        )
        assert outline == "solid 3px", self.at.text


def test_a_run_is_read_and_decided_with_the_keyboard_alone(
    page: Page, browser: Browser, kontorrapport: Command
) -> None:
    browser.open(page.address)
    keys = Keyboard(browser)
    keys.waits_for("Rapportene")
    keys.tab_to("Gå til innholdet")
    keys.enter()
    assert keys.at.get_attribute("id") == "innhold"

    keys.follow("Solvik", to="Solvik")
    keys.tab_to("Teksten på side 1")
    keys.enter()
    assert "Ta vare på" in browser.find("details[open] .text")[0].text
    keys.tab_to("Kommentar")
    keys.tab_to("Hold tilbake")
    keys.enter()  # without a reason: the keyboard is brought to the field
    keys.waits_for("Solvik")
    assert keys.at.get_attribute("id") == "comment"
    assert keys.at.get_attribute("aria-invalid") == "true"
    browser.press("Ny leder fra juni")
    keys.tab_to("Hold tilbake")
    keys.enter()

    keys.waits_for("Rapportene")
    assert keys.at.get_attribute("role") == "status"
    assert keys.at.text.startswith("Solvik: rapporten er holdt tilbake.")
    keys.follow("Les neste: Bjørkedal", to="Bjørkedal")
    keys.tab_to("Godkjenn")
    keys.enter()

    keys.waits_for("Rapportene")
    keys.follow("Fylkesrapport", to="Fylkesrapport")
    keys.follow("Se e-posten slik den blir sendt", to="E-posten med Fylkesrapport")
    keys.follow("Fylkesrapport", to="Fylkesrapport")
    keys.tab_to("Godkjenn")
    keys.enter()
    keys.waits_for("Rapportene")

    asked = browser.requests()
    assert len(asked) > 10
    own = page.address.partition("?")[0]
    assert [address for address in asked if not address.startswith(own)] == []

    done = kontorrapport("approve", page.run)
    lines = {line.split()[0]: line.split(maxsplit=1)[1] for line in done.stdout.splitlines()}
    assert lines["solvik"].split(maxsplit=1) == ["held", "Kari; Ny leder fra juni"]
    assert lines["bjorkedal"].split() == ["approved", "Kari"]
    assert lines["county"].split() == ["approved", "Kari"]
    assert lines["2"] == "of 20 approved."
    told = [(one.item, one.verdict) for one in decisions(open_run(page.run))]
    assert told == [("solvik", "hold"), ("bjorkedal", "approve"), ("county", "approve")]


def test_every_page_of_a_report_is_drawn(page: Page, browser: Browser) -> None:
    browser.open(page.address)
    base = browser.driver.current_url
    browser.open(f"{base}rapport/solvik")
    browser.run("document.querySelectorAll('img').forEach(one => one.loading = 'eager')")
    keys = Keyboard(browser)
    keys.waits_for("Solvik")
    from selenium.webdriver.support.ui import WebDriverWait

    drawn = "return [...document.images].every(one => one.complete && one.naturalWidth > 1000)"
    WebDriverWait(browser.driver, 30).until(lambda _: browser.run(drawn))
    assert len(browser.find("figure img")) == len(browser.find("figure details")) > 5


def test_the_page_ends_with_ctrl_c(page: Page) -> None:
    page.process.send_signal(signal.SIGINT)
    told, errors = page.process.communicate(timeout=20)
    assert (page.process.returncode, told, errors) == (0, "Stopped.\n", "")


def test_what_is_no_run_gets_no_address(kontorrapport: Command, tmp_path: Path) -> None:
    done = kontorrapport("review", tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"kontorrapport: {tmp_path} is no run: it has no manifest.json.\n"


def test_a_port_that_is_taken_is_told(page: Page, kontorrapport: Command) -> None:
    port = page.address.partition("?")[0].rstrip("/").rpartition(":")[2]
    done = kontorrapport("review", page.run, "--port", port)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kontorrapport: Port {port} cannot be used:")
    assert "http" not in done.stdout
