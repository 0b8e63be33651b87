"""Pages for screens through the command line: asked for, listed, and verified."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from browser import Browser

PAGE = "offices/lyngheia/kontorrapport-lyngheia.html"


@pytest.fixture(scope="module")
def run(demo_folder: Path, kontorrapport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pages")
    done = kontorrapport(
        *("build", demo_folder, "--out", out, "--only", "lyngheia", "--format", "html,pdf")
    )
    assert done.returncode == 0, done.stderr
    return (out / "innovasjon" / "2015-2" / "latest").resolve()


def test_a_run_has_its_pages_and_says_so(run: Path) -> None:
    listed = json.loads((run / "manifest.json").read_text("utf-8"))["files"]
    (entry,) = (one for one in listed if one["path"] == PAGE)
    assert (entry["media_type"], entry["unit"], entry["pages"]) == ("text/html", "lyngheia", None)
    assert entry["sha256"] == sha256((run / PAGE).read_bytes()).hexdigest()
    assert sorted(one.suffix for one in (run / "offices" / "lyngheia").iterdir()) == [
        ".html",
        ".pdf",
    ]


def test_the_overview_leads_to_the_page_and_the_page_reads(run: Path, browser: Browser) -> None:
    browser.open(run / "index.html")
    (link,) = (one for one in browser.find("a") if one.text == "HTML")
    assert link.accessible_name == "Lyngheia, HTML"
    link.click()
    assert browser.driver.current_url == (run / PAGE).as_uri()
    assert [one.text for one in browser.find("h1")] == ["Lyngheia på ett minutt"]


def test_a_changed_page_is_found_even_where_the_manifest_was_made_to_fit(
    run: Path, kontorrapport
) -> None:
    assert kontorrapport("verify", run).returncode == 0
    page, manifest = run / PAGE, run / "manifest.json"
    before = page.read_bytes(), manifest.read_text("utf-8")
    try:
        for old, new, finding in (
            (b"4,77", b"4,78", "lacks"),
            (b"</main>", b"<script>1</script></main>", "holds '<script>"),
        ):
            changed = before[0].replace(old, new)
            assert changed != before[0]
            page.write_bytes(changed)
            assert f"{PAGE} was changed" in kontorrapport("verify", run).stdout
            listed = json.loads(before[1])
            for one in listed["files"]:
                if one["path"] == PAGE:
                    one |= {"sha256": sha256(changed).hexdigest(), "size": len(changed)}
            manifest.write_text(json.dumps(listed, ensure_ascii=False), "utf-8")
            done = kontorrapport("verify", run)
            assert done.returncode == 1
            assert f"{PAGE}: {finding}" in done.stdout
            manifest.write_text(before[1], "utf-8")
    finally:
        page.write_bytes(before[0])
        manifest.write_text(before[1], "utf-8")


def test_a_format_that_is_not_known_is_refused(demo_folder: Path, kontorrapport) -> None:
    done = kontorrapport("build", demo_folder, "--format", "pdf,odt")
    assert done.returncode == 2
    assert "unknown format 'odt'; use one or more of pdf, docx, html" in " ".join(
        done.stderr.split()
    )


def test_mail_in_a_format_that_is_not_known_is_named_by_check(
    demo_copy: Path, kontorrapport
) -> None:
    file = demo_copy / "round.toml"
    text, own = file.read_text("utf-8"), 'formats = ["pdf", "odt"]'
    file.write_text(re.sub(r"^\[mail\].*$", rf"\g<0>\n{own}", text, flags=re.M), "utf-8")
    done = kontorrapport("check", demo_copy)
    assert done.returncode == 2
    assert "mail.formats, number 2" in done.stderr + done.stdout
    file.write_text(file.read_text("utf-8").replace("odt", "html"), "utf-8")
    assert kontorrapport("check", demo_copy).returncode == 0


def test_a_countys_own_style_is_in_the_page(
    demo_folder: Path, kontorrapport, tmp_path: Path
) -> None:
    (tmp_path / "own" / "html").mkdir(parents=True)
    (tmp_path / "own" / "html" / "screen.css").write_text(":root { --accent: #123456; }", "utf-8")
    done = kontorrapport(
        *("build", demo_folder, "--out", tmp_path / "out", "--only", "lyngheia"),
        *("--format", "html", "--templates", tmp_path / "own"),
    )
    assert done.returncode == 0, done.stderr
    (page,) = (tmp_path / "out").rglob("kontorrapport-lyngheia.html")
    text = page.read_text("utf-8")
    assert "--accent: #123456" in text
    assert "--accent: #0b5563" not in text
