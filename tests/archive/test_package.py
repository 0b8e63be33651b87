"""The package of a run: whole, readable by others, and the same every time."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import bagit
import pytest

from generator.archive.bag import bag_files, check_bag, read_info
from generator.archive.filing import file_run
from generator.archive.package import package_files
from generator.results.store import ReleasedResults
from generator.results.survey import Codebook, Question
from generator.round.model import Round
from generator.study.model import Study

from .conftest import TIME, MakeRun


def test_the_library_of_congress_finds_a_filed_package_valid(
    make_run: MakeRun, store: Path
) -> None:
    package = file_run(make_run(), store, time=TIME).folder
    assert bagit.Bag(str(package)).validate()


def test_the_package_is_the_run_and_what_an_archive_needs_beside_it(
    make_run: MakeRun, store: Path
) -> None:
    run = make_run()
    package = file_run(run, store, time=TIME).folder
    assert package == store / "innovasjon" / "2015-2" / "0123456789ab"
    inside = {path.relative_to(run) for path in run.rglob("*") if path.is_file()}
    assert {
        path.relative_to(package / "data") for path in package.rglob("data/**/*") if path.is_file()
    } == inside
    for name in inside:
        assert (package / "data" / name).read_bytes() == (run / name).read_bytes()
    beside = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "data" not in path.parts
    }
    assert beside == {
        "arkivmelding.xml",
        "bag-info.txt",
        "bagit.txt",
        "codebook.csv",
        "sbom.cdx.json",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        *(
            f"validation/{name}.{profile}.json"
            for name in ("county/fylkesrapport", "offices/solvik/kontorrapport-solvik")
            for profile in ("2a", "ua1")
        ),
    }


def test_nothing_filed_can_be_written_to(make_run: MakeRun, store: Path) -> None:
    package = file_run(make_run(), store, time=TIME).folder
    assert {path.stat().st_mode & 0o777 for path in package.rglob("*") if path.is_file()} == {0o444}


def test_the_same_run_and_time_give_the_same_package(make_run: MakeRun) -> None:
    run = make_run()
    assert package_files(run, time=TIME) == package_files(run, time=TIME)
    later = package_files(run, time=TIME + timedelta(days=1))
    assert later != package_files(run, time=TIME)
    changed = {name for name, text in package_files(run, time=TIME).items() if later[name] != text}
    assert changed == {"arkivmelding.xml", "bag-info.txt", "tagmanifest-sha256.txt"}


def test_validation_reports_say_which_file_was_found_valid_by_which_standard(
    make_run: MakeRun,
) -> None:
    files = package_files(make_run(), time=TIME)
    report = json.loads(files["validation/county/fylkesrapport.ua1.json"])
    assert report["standard"] == "PDF/UA-1"
    assert report["is_compliant"] is True
    assert f"{report['sha256']}  data/{report['file']}\n" in files["manifest-sha256.txt"].decode()


def test_an_invalid_pdf_is_not_filed(make_run: MakeRun, store: Path) -> None:
    from dataclasses import replace

    from generator.archive.package import archived_documents, validation_reports
    from generator.errors import KontorrapportError
    from generator.run.contents import read_manifest

    run = make_run()
    manifest = read_manifest(run)
    content = {file.path: (run / file.path).read_bytes() for file in manifest.files}
    (county, *_others) = archived_documents(manifest, content)
    assert len(validation_reports([county], content)) == 2
    spoilt = content[county.archive_file].replace(b"pdfaid:part", b"pdfaid:trap")
    with pytest.raises(KontorrapportError, match="not valid as PDF/A-2a"):
        validation_reports([replace(county)], content | {county.archive_file: spoilt})


def test_the_codebook_says_what_every_variable_measures(declared: tuple[Study, Round]) -> None:
    from generator.archive.codebook import codebook_csv

    study, round_ = declared
    released = ReleasedResults(
        study=study.id,
        round=round_.id,
        steps={
            "codebook/medarbeidere": Codebook(
                group="medarbeidere",
                n=1,
                rows=(Question(variable="leder_1", wording="Er lederen din tydelig?"),),
            )
        },
        units={},
    )
    content = codebook_csv(study, round_, released)
    assert content.startswith(b"\xef\xbb\xbfgroup;variable;")  # Norwegian Excel opens it as columns
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    sizes = {study.size_variable}
    assert {row["variable"] for row in rows} == {name for name, _ in study.labels()} - sizes
    (asked,) = [row for row in rows if row["wording"]]
    assert asked["group"] == "medarbeidere"
    assert asked["variable"] == "leder_1"
    assert asked["measures"] == study.constructs["leder"].label
    assert asked["source"] == "medarbeidere.xlsx"
    counted = {row["source"] for row in rows if row["kind"] == "indicator"}
    assert counted == {"malekort.xlsx"}


@pytest.mark.parametrize("name", ["50 % & more.txt", "two\nlines.txt"], ids=["percent", "line"])
def test_names_with_signs_that_a_manifest_cannot_hold_are_escaped(
    tmp_path: Path, name: str
) -> None:
    files = bag_files({name: b"1"}, {}, info={"Note": "two\nlines: one"})
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert check_bag(tmp_path) == ()
    manifest = (tmp_path / "manifest-sha256.txt").read_text("utf-8")
    assert manifest.count("\n") == 1
    assert read_info(tmp_path)["Note"] == "two lines: one"
