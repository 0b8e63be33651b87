"""Filing: once, whole, in order, and never again otherwise."""

from __future__ import annotations

import multiprocessing
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.archive.checking import check_filed
from generator.archive.earlier_rounds import filed_rounds
from generator.archive.filing import file_run, read_time
from generator.errors import ArgumentError, KontorrapportError
from generator.run.contents import read_results

from .conftest import TIME, MakeRun
from .killing import file_when


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_filing_twice_changes_nothing_at_any_time(
    make_run: MakeRun, store: Path, address: str | None
) -> None:
    run = make_run()
    first = file_run(run, store, time=TIME, index=address)
    before = contents(first.folder)
    again = file_run(run, store, time=TIME + timedelta(days=400), index=address)
    assert (first.already, again.already) == (False, True)
    assert again.folder == first.folder
    assert contents(first.folder) == before
    assert len(filed_rounds(store, study="innovasjon", index=address)) == 1


def test_rounds_come_by_date_and_each_as_filed_last(
    make_run: MakeRun, store: Path, address: str | None
) -> None:
    autumn = make_run("c" * 12, id="2015-3", date=date(2015, 9, 30))
    spring = make_run("a" * 12)
    anew = make_run("b" * 12, wording="Hva mener du nå?")
    for number, run in enumerate((autumn, spring, anew)):
        file_run(run, store, time=TIME + timedelta(days=number), index=address)
    found = filed_rounds(store, study="innovasjon", index=address)
    assert [(filed.round, filed.run, filed.order) for filed in found] == [
        ("2015-2", "b" * 12, 3),
        ("2015-3", "c" * 12, 1),
    ]
    assert check_filed(store, index=address) == ()
    assert read_results(found[0].folder).to_json() == (anew / "results.json").read_text("utf-8")
    assert filed_rounds(store, study="another", index=address) == ()
    (store / "index.sqlite").unlink(missing_ok=True)
    assert filed_rounds(store, study="innovasjon") == found  # read from the packages


def test_managements_report_is_filed_and_is_no_round(make_run: MakeRun, store: Path) -> None:
    """A package of another kind stands beside the round's own and never in its place."""
    import json

    run = make_run("a" * 12)
    file_run(run, store, time=TIME)
    quarter = make_run("b" * 12)
    manifest = json.loads((quarter / "manifest.json").read_bytes())
    (quarter / "manifest.json").write_text(json.dumps(manifest | {"kind": "quarter"}), "utf-8")
    file_run(quarter, store, time=TIME)
    assert [filed.run for filed in filed_rounds(store, study="innovasjon")] == ["a" * 12]
    assert check_filed(store) == ()


def test_an_archive_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert filed_rounds(tmp_path / "none", study="innovasjon") == ()
    assert not (tmp_path / "none").exists()


def test_another_run_with_a_filed_id_is_refused(make_run: MakeRun, store: Path) -> None:
    package = file_run(make_run(), store, time=TIME).folder
    before = contents(package)
    shutil.rmtree(store.parent / "runs")
    other = make_run(wording="Noe annet?")
    with pytest.raises(KontorrapportError, match="is filed and cannot be changed"):
        file_run(other, store, time=TIME)
    assert contents(package) == before


def test_a_run_that_was_changed_is_not_filed(make_run: MakeRun, store: Path) -> None:
    run = make_run()
    (run / "index.html").write_text("<b/>", "utf-8")
    with pytest.raises(KontorrapportError, match=r"index\.html was changed"):
        file_run(run, store, time=TIME)
    assert not store.exists()


def test_a_filed_package_that_was_changed_is_not_taken_for_filed(
    make_run: MakeRun, store: Path
) -> None:
    run = make_run()
    package = file_run(run, store, time=TIME).folder
    (package / "codebook.csv").chmod(0o644)
    (package / "codebook.csv").write_bytes(b"")
    with pytest.raises(KontorrapportError, match=r"not as it was filed: codebook\.csv was changed"):
        file_run(run, store, time=TIME)


def test_a_package_that_is_gone_is_not_filed_anew(make_run: MakeRun, store: Path) -> None:
    run = make_run()
    shutil.rmtree(file_run(run, store, time=TIME).folder)
    with pytest.raises(KontorrapportError, match="was filed and is gone"):
        file_run(run, store, time=TIME + timedelta(days=1))


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ({"archiving": None}, r"Add \[archiving\] with creator"),
        ({"keep": lambda document: document.unit is not None}, "without --only"),
        ({"keep": lambda document: document.path.endswith("docx")}, "not there as PDF"),
    ],
    ids=["nobody-files", "single-offices", "word-only"],
)
def test_what_cannot_be_filed_says_what_to_do(
    make_run: MakeRun, store: Path, made: dict[str, object], message: str
) -> None:
    with pytest.raises(KontorrapportError, match=message):
        file_run(make_run(**made), store, time=TIME)
    assert not store.exists()


def test_what_is_no_run_is_refused(tmp_path: Path, make_run: MakeRun, store: Path) -> None:
    with pytest.raises(ArgumentError, match="is no run"):
        file_run(tmp_path, store, time=TIME)
    assert not store.exists()


def test_drafts_are_cleaned_and_whole_packages_taken_in(make_run: MakeRun, store: Path) -> None:
    run = make_run("a" * 12)
    file_run(run, store, time=TIME)
    (store / "index.sqlite").unlink()
    (store / ".draft-x" / "data").mkdir(parents=True)
    (store / ".draft-x" / "data" / "half.txt").touch()
    (store / ".draft-y").touch()
    file_run(make_run("b" * 12, id="2015-3", date=date(2015, 9, 30)), store, time=TIME)
    assert not list(store.glob(".draft-*"))
    found = filed_rounds(store, study="innovasjon")
    assert [(filed.run, filed.order) for filed in found] == [("a" * 12, 1), ("b" * 12, 2)]
    assert check_filed(store) == ()


def test_an_index_that_was_lost_is_made_again(make_run: MakeRun, store: Path) -> None:
    for number, run_id in enumerate(("c" * 12, "a" * 12, "b" * 12)):
        file_run(make_run(run_id), store, time=TIME + timedelta(minutes=number))
    before = filed_rounds(store, study="innovasjon")
    (store / "index.sqlite").unlink()
    assert len(check_filed(store)) == 3
    assert file_run(make_run("a" * 12), store, time=TIME).already
    assert filed_rounds(store, study="innovasjon") == before
    assert check_filed(store) == ()


def test_a_spoilt_package_is_not_taken_in(make_run: MakeRun, store: Path) -> None:
    package = file_run(make_run(), store, time=TIME).folder
    (store / "index.sqlite").unlink()
    (package / "bagit.txt").chmod(0o644)
    (package / "bagit.txt").write_bytes(b"BagIt-Version: 2.0\n")
    with pytest.raises(KontorrapportError, match="not as it was filed"):
        file_run(make_run("b" * 12), store, time=TIME)
    assert not (store / "index.sqlite").exists()


def test_many_file_at_once(make_run: MakeRun, store: Path, address: str | None) -> None:
    """Four processes, two for each of two runs: every package once, in an order of its own."""
    runs = [make_run(name * 12, id=f"2015-{name}") for name in "12"]
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(4)
    workers = [
        context.Process(target=file_when, args=(run, store, address, start))
        for run in (*runs, *runs)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    found = filed_rounds(store, study="innovasjon", index=address)
    assert sorted(filed.order for filed in found) == [1, 2]
    assert check_filed(store, index=address) == ()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("not an address", "not one that SQLAlchemy can use"),
        ("nosuch://archive@host/db", "not one that SQLAlchemy can use"),
        ("postgresql://archive:secret@/db?host=/nonexistent", "cannot be used"),
        ("sqlite:////nonexistent/folder/index.sqlite", "cannot be used"),
    ],
    ids=["no-address", "no-dialect", "no-server", "no-folder"],
)
def test_an_index_that_cannot_be_used_is_said_without_its_password(
    make_run: MakeRun, store: Path, address: str, message: str
) -> None:
    with pytest.raises(KontorrapportError, match=message) as caught:
        file_run(make_run(), store, time=TIME, index=address)
    assert "secret" not in str(caught.value)
    assert not list(store.glob("*/*/*"))


def test_a_time_without_a_clock_is_norways() -> None:
    assert read_time("2015-07-01T12:00").isoformat() == "2015-07-01T12:00:00+02:00"
    assert read_time("2015-12-01T12:00:00Z").isoformat() == "2015-12-01T12:00:00+00:00"
    assert read_time(None).utcoffset() is not None
    with pytest.raises(ArgumentError, match="write it such as"):
        read_time("yesterday")
