"""A filed package and a whole archive prove themselves: every byte, every row."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.archive.checking import UNINDEXED, check_filed
from generator.archive.earlier_rounds import read_history
from generator.archive.filing import file_run, is_filed
from generator.archive.package import check_package
from generator.disclosure.certificate import Certificate, about, results_hash
from generator.errors import ArgumentError, KontorrapportError
from generator.results.store import ReleasedResults
from generator.results.survey import Descriptives, VariableStatistics
from generator.round.afterwards import Archiving
from generator.round.model import Policy, Round
from generator.study.model import Study

from .conftest import TIME, MakeRun
from .forging import made_to_fit


@pytest.fixture
def package(make_run: MakeRun, store: Path) -> Path:
    return file_run(make_run(), store, time=TIME).folder


def flip(path: Path, place: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.chmod(0o644)
    path.write_bytes(content)


def test_a_package_as_filed_is_found_so(package: Path, store: Path) -> None:
    assert (is_filed(package), is_filed(store)) == (True, True)
    assert check_filed(package) == ()
    assert check_filed(store) == ()


def test_a_flipped_byte_in_any_file_is_found(package: Path, store: Path) -> None:
    """The first, the middle and the last byte of every file, each bit that makes another letter."""
    for path in sorted(each for each in package.rglob("*") if each.is_file()):
        before = path.read_bytes()
        for place in {0, len(before) // 2, len(before) - 1}:
            for bit in (0, 5):
                flip(path, place, bit)
                assert check_filed(package), f"{path.name}, byte {place}, bit {bit}"
                path.write_bytes(before)
    assert check_filed(store) == ()


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_flipped_bit_is_found(
    package: Path, place: float, bit: int, data: st.DataObject
) -> None:
    files = sorted(path for path in package.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    before = path.read_bytes()
    flip(path, int(place * len(before)), bit)
    try:
        assert check_filed(package)
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (lambda p: (p / "data" / "results.json").unlink(), "data/results.json is missing"),
        (lambda p: (p / "codebook.csv").unlink(), "codebook.csv is missing"),
        (lambda p: (p / "manifest-sha256.txt").unlink(), "manifest-sha256.txt is missing"),
        (lambda p: (p / "tagmanifest-sha256.txt").unlink(), "tagmanifest-sha256.txt is missing"),
        (lambda p: (p / "data" / "more.txt").touch(), "data/more.txt is not in the manifest"),
        (lambda p: (p / "more.txt").touch(), "more.txt is not in the manifest"),
    ],
    ids=["lost", "lost-tag", "lost-manifest", "lost-seal", "more", "more-tag"],
)
def test_missing_and_extra_files_are_found(package: Path, store: Path, spoil, finding: str) -> None:
    spoil(package)
    assert check_filed(package) == (finding,)
    assert check_filed(store) == (f"innovasjon/2015-2/{package.name}: {finding}",)


def test_a_package_made_to_fit_its_manifests_is_found_by_the_index(
    package: Path, store: Path
) -> None:
    """Whoever changes a file and every manifest of the package still has the index against them."""
    from generator.archive.bag import INFO, MANIFEST, TAG_MANIFEST, manifest_of

    info = (package / INFO).read_text("utf-8").replace("T12:00", "T13:00")
    for path in (package / INFO, package / TAG_MANIFEST):
        path.chmod(0o644)
    (package / INFO).write_text(info, "utf-8")
    tags = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and "data" not in path.parts and path.name != TAG_MANIFEST
    }
    assert MANIFEST in tags
    (package / TAG_MANIFEST).write_bytes(manifest_of(tags))
    assert check_filed(package) == ("the index tells of it otherwise",)


@pytest.mark.parametrize("certified", [False, True], ids=["hash-of-results", "certificate-too"])
def test_results_made_to_fit_every_hash_are_found_by_their_certificate(
    make_run: MakeRun, store: Path, certified: bool
) -> None:
    """Three people's mean, written into results.json and into every hash of the package."""
    package = file_run(make_run(policy=Policy()), store, time=TIME).folder
    assert check_filed(package) == ()
    run = package / "data"
    released = ReleasedResults.from_json((run / "results.json").read_text("utf-8"))
    row = VariableStatistics(variable="PE", n=3, mean=4.2, sd=0.5, ci_low=3.6, ci_high=4.8)
    node = Descriptives(group="medarbeidere", n=3, rows=(row,))
    forged = replace(released, steps={**released.steps, "constructs/medarbeidere": node})
    certificate = Certificate.from_json((run / "certificate.json").read_text("utf-8"))
    made = (
        about(forged, certificate)
        if certified
        else replace(certificate, results_sha256=results_hash(forged))
    )
    made_to_fit(package, {"results.json": forged.to_json(), "certificate.json": made.to_json()})
    assert check_package(package) == ()  # every file is what the package says of it
    findings = check_filed(package)
    assert "steps/constructs/medarbeidere.n is about fewer than 4 people" in findings
    assert "steps/constructs/medarbeidere does not follow from the published table" in findings
    counted = any(each.startswith("certificate.json counts") for each in findings)
    assert counted is not certified


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("update kontorrapport_package set seal = 'x'", "the index tells of it otherwise"),
        ("update kontorrapport_package set date = '2015-01-01'", "the index tells of it otherwise"),
        ("delete from kontorrapport_package", UNINDEXED),
    ],
    ids=["seal", "date", "lost"],
)
def test_an_index_that_disagrees_is_found(
    package: Path, store: Path, change: str, finding: str
) -> None:
    with closing(sqlite3.connect(store / "index.sqlite")) as connection, connection:
        connection.execute(change)
    assert check_filed(package) == (finding,)
    assert check_filed(store) == (f"innovasjon/2015-2/{package.name}: {finding}",)


def test_a_package_that_is_gone_and_a_file_never_filed_are_found(
    package: Path, store: Path
) -> None:
    package.rename(package.with_name("renamed"))
    (store / "innovasjon" / "note.txt").touch()
    assert check_filed(store) == (
        f"innovasjon/2015-2/renamed: {UNINDEXED}",
        f"innovasjon/2015-2/{package.name} is in the index and is missing",
        "innovasjon/note.txt was never filed",
    )


def test_a_shared_index_is_asked(make_run: MakeRun, store: Path, address: str | None) -> None:
    file_run(make_run(), store, time=TIME, index=address)
    package = file_run(make_run("b" * 12, date=date(2015, 5, 1)), store, time=TIME, index=address)
    assert check_filed(package.folder, index=address) == ()
    assert check_filed(store, index=address) == ()
    assert (store / "index.sqlite").exists() == (address is None)


def test_the_index_that_the_round_declares_is_used(
    make_run: MakeRun, store: Path, address: str | None
) -> None:
    archiving = Archiving(
        creator="Fylket", administrative_unit="Analyse", responsible="Ola", index=address
    )
    package = file_run(make_run(archiving=archiving), store, time=TIME).folder
    assert check_filed(package) == ()
    assert check_filed(store) == ()
    assert (store / "index.sqlite").exists() == (address is None)


def test_who_only_looks_makes_no_index(package: Path, store: Path) -> None:
    (store / "index.sqlite").unlink()
    assert len(check_filed(store)) == 1
    assert not (store / "index.sqlite").exists()


@pytest.mark.parametrize(
    "query", ["postgresql://a:secret@host/db", "postgresql://host/db?password=x"]
)
def test_a_password_has_no_place_in_the_round(query: str) -> None:
    with pytest.raises(ValueError, match="leave the password out"):
        Archiving(creator="F", administrative_unit="A", responsible="O", index=query)


def test_a_certificate_about_other_results_is_found(make_run: MakeRun, store: Path) -> None:
    """A run whose manifest was made to fit is refused when it is filed."""
    run = make_run()
    results = run / "results.json"
    results.write_text(results.read_text("utf-8").replace("mener", "synes"), "utf-8")
    manifest = json.loads((run / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        if entry["path"] == "results.json":
            entry["sha256"] = sha256(results.read_bytes()).hexdigest()
    (run / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(KontorrapportError, match="about other results"):
        file_run(run, store, time=TIME)


def test_what_is_neither_package_nor_archive(tmp_path: Path, make_run: MakeRun) -> None:
    assert not is_filed(make_run())
    with pytest.raises(ArgumentError, match="no package and no archive"):
        check_filed(tmp_path)


def test_a_package_of_an_older_version_says_so_in_one_line(
    make_run: MakeRun, store: Path, declared: tuple[Study, Round]
) -> None:
    package = file_run(make_run(), store, time=TIME).folder
    results = json.loads((package / "data" / "results.json").read_bytes()) | {"schema": 1}
    certificate = {"schema": 1, "examined_sha256": sha256(json.dumps(results).encode()).hexdigest()}
    files = {"results.json": results, "certificate.json": certificate}
    made_to_fit(package, {name: json.dumps(content) for name, content in files.items()})
    (finding,) = check_filed(package)
    assert finding.startswith("results.json was made by an older version, kontorrapport ")
    study, round_ = declared
    later = round_.model_copy(update={"id": "later", "date": date(2030, 1, 1)})
    history = read_history(store, later, study=study.id)
    assert not history.rounds
    (older,) = history.older
    assert "was made by an older version" in older and len(older.splitlines()) == 1
