"""A headless Chromium for pages that people read: one for all tests of a worker, off the network.

``from browser import browser`` in a conftest gives the fixture. A page is opened as a file or from
a server on this machine; every address that it asks for is kept, so that a test can say there was
no other.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

NEEDS_BROWSER = "Chromium is missing: .ci/setup --tests installs it where that is allowed"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--window-size=1200,900",
)


@dataclass(frozen=True, slots=True)
class Browser:
    """What tests do with a page; ``driver`` is selenium's, for the rest."""

    driver: Chrome

    def open(self, address: Path | str) -> None:
        """Show a file or an address, and forget what earlier pages asked for."""
        self.driver.get("about:blank")
        self.requests()
        self.driver.get(address.resolve().as_uri() if isinstance(address, Path) else address)

    def requests(self) -> list[str]:
        """Every address asked for since the page was opened, or since this was last called."""
        events = [json.loads(entry["message"]) for entry in self.driver.get_log("performance")]
        return [
            event["message"]["params"]["request"]["url"]
            for event in events
            if event["message"]["method"] == "Network.requestWillBeSent"
        ]

    def run(self, script: str, *arguments: object) -> Any:
        """The value of a script, such as ``return document.title``."""
        return self.driver.execute_script(script, *arguments)

    def press(self, key: str) -> None:
        """Press a key where the keyboard is, such as ``Keys.TAB``."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(key).perform()

    def find(self, selector: str) -> list[Any]:
        """The elements that a CSS selector finds."""
        return list(self.driver.find_elements("css selector", selector))


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with a profile of its own; a test is skipped without one, except in CI."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and chromedriver):
        if os.environ.get("CI") == "true":
            pytest.fail(NEEDS_BROWSER)
        pytest.skip(NEEDS_BROWSER)
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    driver = Chrome(options, Service(chromedriver))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
