"""The wheel carries all it needs: templates, fonts and catalogues; it runs from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_templates_fonts_and_catalogues(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "generator/_templates/fonts/SourceSans3-Regular.ttf" in names
    assert "generator/_templates/fonts/OFL.txt" in names
    assert "generator/_templates/html/report.css" in names
    assert "generator/_templates/word/rapport.docx" in names
    assert "generator/language/nb/wording.toml" in names
    assert "generator/sbom.cdx.json" in names
    assert any(name.endswith(".dist-info/sboms/sbom.cdx.json") for name in names)
    assert not any(name.startswith(("tests", "data", "docs")) for name in names)


def test_it_builds_a_report_from_any_folder(wheel: Path, demo_folder: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    run("-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel, cwd=elsewhere)
    where = run(
        "-c", "import generator; print(generator.__file__)", cwd=elsewhere, PYTHONPATH=str(site)
    )
    assert str(site) in where.stdout
    done = run(
        "-m",
        "generator",
        "build",
        demo_folder,
        "--only",
        "solvik",
        cwd=elsewhere,
        PYTHONPATH=str(site),
    )
    assert "2 documents" in done.stdout
    assert len(list((elsewhere / "output").rglob("kontorrapport-solvik.*"))) == 2
