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
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
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
AXE = files("axe_core_python").joinpath("axe.min.js")
CHECK = """
const done = arguments[arguments.length - 1];
axe.run(document).then(found => done(found.violations.map(one => [
    one.id, one.help, one.nodes.map(node => node.html + " " + node.failureSummary)])));
"""


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
        """Every address asked for since the page was opened, or since this was last called.

        What the page's own policy kept from being sent is not among them.
        """
        log = self.driver.get_log("performance")
        events = [json.loads(entry["message"])["message"] for entry in log]
        blocked = {
            event["params"]["requestId"]
            for event in events
            if event["params"].get("blockedReason") == "csp"
        }
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
            and event["params"]["requestId"] not in blocked
        ]

    def run(self, script: str, *arguments: object) -> Any:
        """The value of a script, such as ``return document.title``."""
        return self.driver.execute_script(script, *arguments)

    def violations(self) -> list[list[Any]]:
        """What axe-core finds wrong: of each rule its name, what it says, and where."""
        self.run(AXE.read_text(encoding="utf-8"))
        return list(self.driver.execute_async_script(CHECK))

    @contextmanager
    def showing(self, width: int, *, dark: bool = False, media: str = "screen") -> Iterator[None]:
        """Be a screen of ``width`` pixels, which nobody asked to be dark or somebody did."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": media, "features": [scheme]}
        )
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        try:
            yield
        finally:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
            self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})

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
    driver.set_script_timeout(180)  # axe-core reads a county report for ten seconds, or forty
    try:
        yield Browser(driver)
    finally:
        driver.quit()
