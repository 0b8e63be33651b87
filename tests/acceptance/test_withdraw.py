"""A respondent withdraws: out of the files, whole or not at all, and out of the next release."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import counties
import openpyxl
import pytest
from folders import GROUP, answer, built, command, write_round

from generator.archive import withdrawal

SIZES = {"alm": 14, "bjork": 22, "eik": 10, "furu": 9}
ANSWERS = counties.people(SIZES, seed=4)
OFFICES = counties.offices_of(ANSWERS)
WHO = int(ANSWERS.index[ANSWERS["unit"] == "bjork"][3])
KEY = f"r{WHO}"
TIME = ("--time", "2026-05-01T12:00")
RECEIPT = "withdrawn-20260501T120000.json"
GIVEN = {
    "recipients": {"county": ["fylke@example.org"]},
    "mail": {"sender": "analyse@example.org"},
    "archiving": {"creator": "F", "administrative_unit": "Analyse", "responsible": "Kari Nordmo"},
    "retention": {"months": 10},
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the round in ``study/r1``, its first run in ``output`` and in ``archive``."""
    home = tmp_path_factory.mktemp("withdrawn")
    write_round(home / "study" / "r1", ANSWERS, **GIVEN)
    run = built(home / "study" / "r1", home / "output", form="pdf,docx").folder
    assert command("archive", run, home / "archive", "--time", "2026-04-01").returncode == 0
    return home


@pytest.fixture
def home(before: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(before, tmp_path / "home", symlinks=True))


def withdraw(home: Path, *options: object) -> tuple[int, str]:
    """The command's code and all it said."""
    done = command("withdraw", home / "study" / "r1", "--out", home / "output", *options)
    return done.returncode, done.stdout + done.stderr


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def digests(home: Path) -> list[str]:
    (kept,) = (home / "output" / "fylke" / "r1" / ".earlier").glob("*.json")
    found: list[str] = json.loads(kept.read_text())["groups"][GROUP]["digests"]
    return found


def without(content: bytes) -> bytes:
    """The export without the respondent's line."""
    lines = content.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(f"{KEY};".encode()))


def test_the_row_the_copies_and_the_digest_go_and_nothing_else(home: Path) -> None:
    folder = home / "study" / "r1"
    was = (folder / "svar.csv").read_bytes()
    (folder / "Kopi av svar.csv").write_bytes(was)
    (folder / "svar.csv.bak").write_bytes(was.replace(b"\r\n", b"\n"))
    (folder / "notater.txt").write_bytes(b"noe annet")
    (home / "study" / "gammel.csv").write_bytes(was)
    before, kept = tree(home), digests(home)
    code, said = withdraw(home, "--respondent", KEY, "--yes", *TIME)
    assert code == 0, said
    now = tree(home)
    assert (folder / "svar.csv").read_bytes() == without(was) == now["study/r1/Kopi av svar.csv"]
    assert now["study/r1/svar.csv.bak"] == without(before["study/r1/svar.csv.bak"])
    assert f"a copy may lie in {home / 'study' / 'gammel.csv'}: see to it yourself" in said
    assert [digest for i, digest in enumerate(kept) if i != WHO] == [d for d in digests(home) if d]
    assert len(digests(home)) == len(kept)
    changed = {name for name in now if before.get(name) != now[name]}
    assert {name for name in changed if not name.startswith("output")} == {
        *("study/r1/svar.csv", "study/r1/Kopi av svar.csv", "study/r1/svar.csv.bak"),
        f"study/r1/{RECEIPT}",
    }
    assert [name.rpartition("/")[2] for name in changed if name.startswith("output")] == [
        f"{(home / 'output/fylke/r1/latest').resolve().name}.json"
    ]


def test_the_receipt_has_counts_and_hashes_and_nothing_of_whose_they_were(home: Path) -> None:
    was = (home / "study" / "r1" / "svar.csv").read_bytes()
    assert withdraw(home, "--respondent", KEY, "--yes", *TIME)[0] == 0
    text = (home / "study" / "r1" / RECEIPT).read_text()
    receipt = json.loads(text)
    assert (receipt["group"], receipt["rows"], receipt["by_hand"]) == (GROUP, 1, False)
    assert receipt["withdrawn"].startswith("2026-05-01T12:00")
    assert receipt["files"] == [
        {
            "name": "svar.csv",
            "before": sha256(was).hexdigest(),
            "after": sha256(without(was)).hexdigest(),
        }
    ]
    assert f'"{KEY}"' not in text


def test_the_round_goes_on_and_the_next_release_does_not_show_who_is_gone(home: Path) -> None:
    folder = home / "study" / "r1"
    first = (home / "output" / "fylke" / "r1" / "latest").resolve()
    assert withdraw(home, "--respondent", KEY, "--yes", *TIME)[0] == 0
    assert command("check", folder).returncode == 0
    second = built(folder, home / "output")
    assert second.results.release == 2
    bjork = second.place("bjork")
    assert (bjork.n, {cell.release for cell in bjork.cells}) == (22, {1})
    assert second.results.steps["response/ansatte"].n == len(ANSWERS)
    for run in (first, second.folder):
        assert command("verify", run).returncode == 0
    assert command("verify", home / "archive", "--out", home / "output").returncode == 0


def test_retention_knows_the_file_by_the_receipt_and_never_wants_the_old_one(home: Path) -> None:
    folder = home / "study" / "r1"
    ask = ("retention", folder, "--out", home / "output", "--archive", home / "archive")
    ask = (*ask, "--time", "2030-01-01")
    assert withdraw(home, "--respondent", KEY, "--yes", *TIME)[0] == 0
    done = command(*ask)
    assert (done.returncode, "svar.csv" in done.stdout) == (0, True)
    assert RECEIPT not in done.stdout
    answer(folder, ANSWERS.drop(ANSWERS.index[:2]), OFFICES)
    done = command(*ask)
    assert done.returncode == 1
    assert "build and file the round again." in done.stdout
    assert "old file" not in done.stdout


@pytest.mark.parametrize("how", ["--dry-run", "asked and not confirmed"])
def test_nothing_is_changed_before_it_is_confirmed(home: Path, how: str) -> None:
    before = tree(home)
    code, said = withdraw(home, "--respondent", KEY, *([how] if how == "--dry-run" else []))
    assert code == (0 if how == "--dry-run" else 1)
    assert "svar.csv: written without the respondent" in said
    assert tree(home) == before
    assert KEY not in said


def test_an_unknown_key_is_said_and_changes_nothing(home: Path) -> None:
    before = tree(home)
    code, said = withdraw(home, "--respondent", "r99999", "--yes")
    assert code == 2
    assert "No respondent has this key (svar.csv, column respondent). Nothing was changed." in said
    assert withdraw(home, "--yes")[0] == 2
    assert tree(home) == before


@pytest.mark.parametrize("step", range(4))
def test_killed_at_any_step_it_is_finished_by_the_next_command(
    home: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two files, the digests and the receipt; what was confirmed is in none of them by halves."""
    folder = home / "study" / "r1"
    (folder / "Kopi av svar.csv").write_bytes((folder / "svar.csv").read_bytes())
    calls = iter(range(100))

    def dying(act: object) -> object:
        def act_or_die(*arguments: object) -> None:
            if next(calls) == step:
                raise KeyboardInterrupt
            act(*arguments)  # type: ignore[operator]

        return act_or_die

    with monkeypatch.context() as patch:
        patch.setattr(withdrawal.os, "replace", dying(withdrawal.os.replace))
        patch.setattr(withdrawal, "forget_digests", dying(withdrawal.forget_digests))
        code, _ = withdraw(home, "--respondent", KEY, "--yes", *TIME)
    assert code != 0
    assert not (folder / RECEIPT).exists()
    refused = command("check", folder)
    assert refused.returncode == 2
    assert "a withdrawal was interrupted here. Run kontorrapport withdraw" in refused.stderr
    code, said = withdraw(home)
    assert (code, "is finished" in said) == (0, True)
    assert sorted(path.name for path in folder.iterdir()) == [
        *("Kopi av svar.csv", "round.toml", "svar.csv", RECEIPT)
    ]
    assert f"{KEY};".encode() not in b"".join(tree(folder).values())
    assert digests(home).count("") == 1
    assert command("check", folder).returncode == 0


def test_what_was_taken_out_by_hand_is_recorded(home: Path) -> None:
    folder = home / "study" / "r1"
    by_hand = ("--by-hand", "--yes", *TIME)
    code, said = withdraw(home, *by_hand)
    assert (code, "built from is still there" in said) == (2, True)
    code, said = withdraw(home, "--respondent", KEY, *by_hand)
    assert (code, "still in svar.csv. Leave out --by-hand" in said) == (2, True)
    was = (folder / "svar.csv").read_bytes()
    (folder / "svar.csv").write_bytes(without(was))
    code, said = withdraw(home, "--respondent", KEY, *by_hand)
    assert code == 0, said
    receipt = json.loads((folder / RECEIPT).read_text())
    assert (receipt["by_hand"], receipt["rows"]) == (True, 1)
    assert receipt["files"][0]["before"] == sha256(was).hexdigest()
    assert digests(home).count("") == 1
    assert (folder / "svar.csv").read_bytes() == without(was)
    assert command("check", folder).returncode == 0


def test_a_round_that_was_never_built_and_a_file_that_is_a_link(tmp_path: Path) -> None:
    folder = tmp_path / "study" / "r1"
    write_round(folder, ANSWERS)
    assert withdraw(tmp_path, "--respondent", KEY, "--yes", *TIME)[0] == 0
    shutil.move(folder / "svar.csv", tmp_path / "svar.csv")
    (folder / "svar.csv").symlink_to(tmp_path / "svar.csv")
    code, said = withdraw(tmp_path, "--respondent", "r0", "--yes")
    assert (code, "outside the round's folder" in said) == (2, True)


def test_a_workbook_and_its_open_answers(tmp_path: Path) -> None:
    """The handed case: a row of the demonstration's employees, with an open answer."""
    data = Path(__file__).parents[2] / "data" / "innovasjon"
    study = shutil.copytree(data, tmp_path / "study")
    folder = study / "2015-2"
    toml = folder / "round.toml"
    toml.write_text(toml.read_text().replace("reproduce_published = true", ""))
    words = "Vi rekker ikke å registrere samme dag."
    before = openpyxl.load_workbook(folder / "medarbeidere.xlsx")
    done = command("withdraw", folder, "--respondent", "41462463", "--yes", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "open answers that go: 1" in done.stdout
    after = openpyxl.load_workbook(folder / "medarbeidere.xlsx")
    for sheet in before.worksheets:
        pairs = zip(sheet.iter_rows(values_only=True), after[sheet.title].values, strict=True)
        gone = [was[0] for was, now in pairs if was != now]
        assert gone == ([41462463] if sheet.title == "Dataset" else [])
    assert words not in (folder / "apne-svar.csv").read_text("utf-8-sig")
    checked = command("check", folder)
    assert checked.returncode == 0, checked.stderr
    texts = (folder / "apne-svar.csv").read_bytes()
    assert command("texts", folder).returncode == 0
    assert (folder / "apne-svar.csv").read_bytes() == texts
