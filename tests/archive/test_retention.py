"""Retention: what is due is listed, deleted once confirmed, and told of in the archive."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from generator.archive.checking import check_filed
from generator.archive.earlier_rounds import filed_rounds
from generator.archive.filing import file_run
from generator.archive.retention import RoundData, delete_raw_data, described, raw_data
from generator.errors import ArgumentError, InputError
from generator.round.afterwards import Retention
from generator.sources.inputs import SourceFile

from .conftest import DATA, TIME, MakeRun
from .killing import LATER

READ = (
    "medarbeidere.xlsx",
    "ledere/dataset.csv",
    "ledere/structure.csv",
    "ledere/labels.csv",
    "malekort.xlsx",
    "brukerundersokelse.xlsx",
)
ANSWERS = tuple(sorted(READ[:4]))
TODAY = LATER.date()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    without = shutil.ignore_patterns("2015-[134]", "2016-*")  # they hold no answers, or others
    shutil.copytree(DATA / "innovasjon", tmp_path / "data", ignore=without)
    return tmp_path / "data" / "2015-2"


@pytest.fixture
def filed(make_run: MakeRun, store: Path, folder: Path, address: str | None) -> Path:
    """The round's run, filed with the hashes of the files in its folder."""
    contents = {name: (folder / name).read_bytes() for name in READ}
    inputs = tuple(
        SourceFile(name, "xlsx", len(content), sha256(content).hexdigest())
        for name, content in contents.items()
    )
    return file_run(make_run(inputs=inputs), store, time=TIME, index=address).folder


DIGESTS = ".earlier/0123456789ab.json"


def keep_digests(out: Path) -> Path:
    """Digests of the round's rows, as a build keeps them beside its runs."""
    path = out / "innovasjon" / "2015-2" / DIGESTS
    path.parent.mkdir(parents=True)
    path.write_text("{}\n", "utf-8")
    return path


Look = Callable[..., RoundData]


@pytest.fixture
def look(folder: Path, store: Path, address: str | None) -> Look:
    def look(today: date = TODAY) -> RoundData:
        (data,) = raw_data(
            [folder],
            today=today,
            out=folder.parent.parent / "output",
            archive=store,
            index=address,
        )
        return data

    return look


def declare(folder: Path, rule: str) -> None:
    path = folder / "round.toml"
    path.write_text(path.read_text("utf-8").replace("months = 24", rule), "utf-8")


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        (Retention(months=0), date(2015, 8, 31)),
        (Retention(months=6), date(2016, 2, 29)),
        (Retention(months=18), date(2017, 2, 28)),
        (Retention(months=4), date(2015, 12, 31)),
        (Retention(date=date(2030, 1, 1)), date(2030, 1, 1)),
    ],
    ids=["at-once", "leap-year", "february", "december", "date"],
)
def test_the_day_from_which_data_are_due(rule: Retention, day: date) -> None:
    assert rule.due(date(2015, 8, 31)) == day


@pytest.mark.parametrize("rule", ["", "months = 1\ndate = 2020-01-01", "months = -1"])
def test_a_rule_says_when_once(folder: Path, rule: str) -> None:
    declare(folder, rule)
    with pytest.raises(InputError, match="retention"):
        raw_data([folder], today=TODAY)


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2017, 6, 29), "not yet"), (date(2017, 6, 30), "due"), (date(2017, 7, 1), "due")],
)
def test_data_are_due_on_the_day(filed: Path, look: Look, day: date, state: str) -> None:
    assert look(day).state == state


def test_looking_deletes_nothing(filed: Path, look: Look, folder: Path) -> None:
    data = look()
    assert tuple(file.name for file in data.files) == ANSWERS
    lines = list(described(data))
    assert lines[0] == "innovasjon 2015-2: due since 2017-06-30; filed as 0123456789ab."
    assert len(lines) == 2 + len(ANSWERS)
    assert lines[-1].startswith("  left alone: apne-svar.csv, ledere/LESMEG.txt, navneliste.txt. ")
    assert all((folder / name).is_file() for name in READ)


def test_what_is_due_is_deleted_and_told_of(
    filed: Path, look: Look, folder: Path, store: Path, address: str | None
) -> None:
    hashes = {name: sha256((folder / name).read_bytes()).hexdigest() for name in ANSWERS}
    receipt = delete_raw_data(look(), time=LATER, by="Kari Nordmann")
    assert [name for name in READ if (folder / name).exists()] == list(READ[4:])
    content = json.loads(receipt.read_bytes())
    assert {file["name"]: file["sha256"] for file in content["files"]} == hashes
    assert content["deleted_by"] == "Kari Nordmann"
    assert content["deleted"] == LATER.isoformat()
    assert content["filed_run"] == filed.name
    assert str(folder) not in receipt.read_text("utf-8")
    assert receipt.stat().st_mode & 0o777 == 0o444
    assert check_filed(store, index=address) == ()
    assert look().state == "gone"
    assert len(filed_rounds(store, study="innovasjon", index=address)) == 1
    assert not list(store.glob(".d*"))


def test_a_folder_left_empty_goes_too(filed: Path, look: Look, folder: Path) -> None:
    (folder / "ledere" / "LESMEG.txt").unlink()
    delete_raw_data(look(), time=LATER, by="Kari")
    assert not (folder / "ledere").exists()


@pytest.mark.parametrize("address", [None], ids=["sqlite"])
class TestRules:
    def test_the_review_of_open_answers_goes_and_the_plans_stay(
        self, make_run: MakeRun, look: Look, store: Path, folder: Path
    ) -> None:
        contents = {"apne-svar.csv": ("review", b"svar"), "tiltaksplaner.csv": ("plans", b"tiltak")}
        for name, (_, content) in contents.items():
            (folder / name).write_bytes(content)
        inputs = tuple(
            SourceFile(name, kind, len(content), sha256(content).hexdigest())
            for name, (kind, content) in contents.items()
        )
        file_run(make_run(inputs=inputs), store, time=TIME)
        assert [file.name for file in look().files] == ["apne-svar.csv"]
        declare(folder, 'months = 24\nfiles = ["plans"]')
        assert [file.name for file in look().files] == ["tiltaksplaner.csv"]

    def test_other_files_may_be_named(self, filed: Path, look: Look, folder: Path) -> None:
        declare(folder, 'months = 24\nfiles = ["answers", "scorecard"]\nalso = ["ledere/*.txt"]')
        data = look()
        expected = {*ANSWERS, "malekort.xlsx", "ledere/LESMEG.txt"}
        assert {file.name for file in data.files} == expected
        assert [file.name for file in data.files if not file.read] == ["ledere/LESMEG.txt"]
        delete_raw_data(data, time=LATER, by="Kari")
        assert not (folder / "ledere").exists()
        assert (folder / "round.toml").exists()

    def test_digests_of_the_answers_go_with_them(
        self, filed: Path, look: Look, folder: Path, address: None
    ) -> None:
        kept = keep_digests(folder.parent.parent / "output")
        assert f"  {kept} (digests of the answers)" in described(look())
        digest = sha256(kept.read_bytes()).hexdigest()
        receipt = json.loads(delete_raw_data(look(), time=LATER, by="Kari").read_bytes())
        assert [(file["name"], file["sha256"]) for file in receipt["digests"]] == [
            (DIGESTS, digest)
        ]
        assert not kept.parent.exists()
        assert look().state == "gone"

    def test_digests_that_were_left_are_due_by_themselves(
        self, filed: Path, look: Look, folder: Path, address: None
    ) -> None:
        first = delete_raw_data(look(), time=LATER, by="Kari")
        kept = keep_digests(folder.parent.parent / "output")
        assert look().state == "due"
        second = delete_raw_data(look(), time=LATER, by="Kari")
        assert (second != first, kept.exists(), look().state) == (True, False, "gone")

    def test_digests_stay_where_answers_stay(
        self, filed: Path, look: Look, folder: Path, address: None
    ) -> None:
        kept = keep_digests(folder.parent.parent / "output")
        declare(folder, 'months = 24\nfiles = ["scorecard"]')
        delete_raw_data(look(), time=LATER, by="Kari")
        assert kept.exists()

    def test_a_round_without_a_rule(self, filed: Path, look: Look, folder: Path) -> None:
        path = folder / "round.toml"
        path.write_text(path.read_text("utf-8").replace("[retention]\nmonths = 24", ""), "utf-8")
        data = look()
        assert data.state == "no rule"
        with pytest.raises(ArgumentError, match="not due"):
            delete_raw_data(data, time=LATER, by="Kari")

    def test_a_round_that_is_not_filed(self, look: Look, folder: Path) -> None:
        data = look()
        assert (data.state, data.files) == ("refused", ())
        assert "is not filed" in data.reason
        with pytest.raises(ArgumentError, match="not due"):
            delete_raw_data(data, time=LATER, by="Kari")
        assert all((folder / name).is_file() for name in READ)

    def test_a_round_whose_archive_nobody_names(self, filed: Path, folder: Path) -> None:
        (data,) = raw_data([folder], today=TODAY, out=folder / "none")
        assert "no archive is named" in data.reason

    def test_the_archive_that_the_round_names(self, filed: Path, folder: Path) -> None:
        path = folder / "round.toml"
        archive = 'archive = "../../archive"\n'
        path.write_text(archive + path.read_text("utf-8"), "utf-8")
        (data,) = raw_data([folder.parent], today=TODAY, out=folder / "none")
        assert data.state == "due"

    def test_a_file_changed_since_the_run(self, filed: Path, look: Look, folder: Path) -> None:
        (folder / "ledere" / "dataset.csv").write_bytes(b"other answers")
        data = look()
        assert data.state == "refused"
        assert data.reason.startswith("ledere/dataset.csv was changed since the filed run")
        assert all((folder / name).is_file() for name in READ)

    def test_a_spoilt_package(self, filed: Path, look: Look) -> None:
        (filed / "codebook.csv").chmod(0o644)
        (filed / "codebook.csv").write_bytes(b"")
        assert "not as it was filed: codebook.csv was changed" in look().reason

    def test_a_link_out_of_the_folder(self, filed: Path, look: Look, folder: Path) -> None:
        outside = folder.parent.parent / "elsewhere.xlsx"
        (folder / "medarbeidere.xlsx").rename(outside)
        (folder / "medarbeidere.xlsx").symlink_to(outside)
        assert "lies outside the round's folder" in look().reason

    def test_a_file_changed_after_it_was_confirmed(
        self, filed: Path, look: Look, folder: Path
    ) -> None:
        data = look()
        (folder / "medarbeidere.xlsx").write_bytes(b"other answers")
        receipt = delete_raw_data(data, time=LATER, by="Kari")
        assert (folder / "medarbeidere.xlsx").read_bytes() == b"other answers"
        assert len(json.loads(receipt.read_bytes())["files"]) == len(ANSWERS) - 1
        assert look().state == "refused"

    def test_where_there_is_no_round(self, tmp_path: Path, address: None) -> None:
        with pytest.raises(ArgumentError, match="holds no round"):
            raw_data([tmp_path], today=TODAY)

    def test_a_receipt_that_was_changed(
        self, filed: Path, look: Look, store: Path, address: None
    ) -> None:
        receipt = delete_raw_data(look(), time=LATER, by="Kari")
        before = receipt.read_bytes()
        receipt.chmod(0o644)
        receipt.write_bytes(before.replace(b"Kari", b"Mari"))
        assert check_filed(store) == (f"{receipt.relative_to(store)} was changed",)
        receipt.write_bytes(b"[")
        assert check_filed(store) == (f"{receipt.relative_to(store)} was changed",)
        receipt.unlink()
        assert check_filed(store) == (
            f"{receipt.relative_to(store)} is in the index and is missing",
        )

    def test_killed_at_every_step(
        self, filed: Path, folder: Path, store: Path, tmp_path: Path, address: None
    ) -> None:
        """A look at what is due does the rest of what was confirmed, and files the receipt."""
        clean = tmp_path / "clean"
        shutil.move(store, clean / "archive")
        shutil.move(folder.parent, clean / "data")
        keep_digests(clean / "output")
        states = []
        for copy in killed_deletions(clean, tmp_path / "killed"):
            folder, store = copy / "data" / "2015-2", copy / "archive"
            left = [name for name in ANSWERS if (folder / name).exists()]
            runs = copy / "output"
            (data,) = raw_data([folder], today=TODAY, out=runs, archive=store)
            assert check_filed(store) == ()
            receipts = list(store.glob("*/*/deleted-*.json"))
            if data.state == "gone":
                receipt = json.loads(receipts[0].read_bytes())
                assert [file["name"] for file in receipt["files"]] == list(ANSWERS)
                assert [file["name"] for file in receipt["digests"]] == [DIGESTS]
                assert not list(runs.rglob("*.json"))
            else:
                assert (data.state, left, receipts) == ("due", list(ANSWERS), [])
            states.append((data.state, len(left)))
        assert ("gone", len(ANSWERS)) in states  # confirmed, and not yet begun
        assert states[0] == ("due", len(ANSWERS))
        assert states[-1] == ("gone", 0)
        assert {left for _, left in states} == set(range(len(ANSWERS) + 1))


def killed_deletions(clean: Path, folder: Path) -> list[Path]:
    """A copy of archive and data for each step of the deletion that a process was killed at."""
    folder.mkdir()
    killing = Path(__file__).with_name("killing.py")
    command = [sys.executable, str(killing), str(clean), str(folder), "deletion"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)
    return sorted(folder.iterdir())


def test_copies_of_answers_go_with_them_or_are_named(
    filed: Path, folder: Path, look: Look, tmp_path: Path
) -> None:
    """By their very content anywhere in the folder, and by what programs and people call them."""
    answers = (folder / "medarbeidere.xlsx").read_bytes()
    (folder / "gammelt").mkdir()
    copies = {
        "gammelt/svar.xlsx": answers,
        "Kopi av medarbeidere.xlsx": b"some rows of it",
        "medarbeidere (1).xlsx": b"others",
        "~$medarbeidere.xlsx": b"Ola",
        "ledere/dataset.csv.bak": b"1;2",
    }
    others = {"medarbeidere2.xlsx": b"of another", "gammelt/medarbeidere (1).xlsx": b"of others"}
    for name, content in {**copies, **others}.items():
        (folder / name).write_bytes(content)
    (folder / "lenke.xlsx").symlink_to(folder / "medarbeidere.xlsx")
    (folder.parent / "svar-til-meg.xlsx").write_bytes(answers)
    data = look()
    assert copies.keys() <= {file.name for file in data.files}
    assert not others.keys() & {file.name for file in data.files}
    receipt = delete_raw_data(data, time=LATER, by="Kari")
    assert not any((folder / name).exists() for name in copies)
    assert all((folder / name).exists() for name in others)
    elsewhere = str(folder.parent / "svar-til-meg.xlsx")
    assert json.loads(receipt.read_bytes())["copies_elsewhere"] == [elsewhere]
    assert f"  a copy lies in {elsewhere}: delete it yourself" in described(data)
