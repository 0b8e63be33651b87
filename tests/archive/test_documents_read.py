"""Documents are read before they are filed, and read again whenever the archive is verified."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator import pipeline
from generator.archive.checking import check_filed
from generator.archive.filing import file_run
from generator.archive.package import check_package
from generator.errors import KontorrapportError
from generator.run.contents import check_run
from generator.run.draft import Options

from .conftest import DATA, TIME
from .forging import made_to_fit, other_figure, run_made_to_fit

WORD = "management/kvartalsrapport.docx"


@pytest.fixture(autouse=True)
def documents_unread() -> None:
    """Here they are read."""


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    demo = DATA / "innovasjon" / "2015-2"
    options, out = Options(report="quarter"), tmp_path_factory.mktemp("quarter")
    return pipeline.build(demo, out=out, options=options, progress=lambda *_: None).run.folder


def test_a_changed_word_file_is_not_filed_and_a_filed_one_is_found(
    quarter: Path, tmp_path: Path
) -> None:
    store = tmp_path / "archive"
    package = file_run(quarter, store, time=TIME).folder
    assert check_filed(store) == ()
    changed = {WORD: other_figure((quarter / WORD).read_bytes())}
    made_to_fit(package, dict(changed))
    assert check_package(package) == ()  # every file is what the package says of it
    assert any("kvartalsrapport.docx" in finding for finding in check_filed(package))
    assert any("kvartalsrapport.docx" in finding for finding in check_filed(store))
    copy = tmp_path / "runs" / quarter.name
    shutil.copytree(quarter, copy)
    run_made_to_fit(copy, changed)
    assert check_run(copy) == ()
    with pytest.raises(KontorrapportError, match=r"is not filed: .*kvartalsrapport\.docx"):
        file_run(copy, tmp_path / "other", time=TIME)
    assert not (tmp_path / "other").exists()
