"""Signatures: a change to everything at once is found, with a key that lies elsewhere."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from generator.archive import signature
from generator.archive.checking import check_filed
from generator.archive.filing import file_run
from generator.archive.signature import (
    check_signatures,
    fingerprint,
    make_key,
    read_private,
    read_public,
    sign,
)
from generator.cli import app
from generator.errors import ArgumentError, KontorrapportError

from .conftest import TIME, MakeRun
from .forging import made_to_fit, run_made_to_fit


@pytest.fixture(autouse=True)
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature, "check_documents", lambda _files: ())


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "keys").mkdir()
    make_key(tmp_path / "keys" / "own", None)
    return tmp_path / "keys" / "own"


def signed(folder: Path, key: Path) -> str:
    return sign(folder, read_private(key, None, data=folder))


def found(folder: Path, key: Path) -> tuple[str, ...]:
    return check_signatures(folder, read_public(Path(f"{key}.pub"), data=folder))


def mark(key: Path) -> str:
    return fingerprint(read_public(Path(f"{key}.pub"), data=Path("/nowhere")))


def beside(folder: Path, key: Path) -> Path:
    return folder.with_name(f"{folder.name}.signatures") / f"{mark(key)}.sig"


@pytest.fixture
def filed(make_run: MakeRun, store: Path) -> tuple[Path, ...]:
    """Two packages of an archive."""
    runs = (make_run("a" * 12), make_run("b" * 12, id="2015-3", date=date(2015, 9, 30)))
    return tuple(file_run(run, store, time=TIME).folder for run in runs)


def test_a_run_changed_with_its_manifest_is_found(make_run: MakeRun, key: Path) -> None:
    run = make_run()
    before = sorted(run.rglob("*"))
    signed(run, key)
    assert sorted(run.rglob("*")) == before  # its signature lies beside it
    assert found(run, key) == ()
    run_made_to_fit(run, {"index.html": b"<b/>"})
    (finding,) = found(run, key)
    assert finding.startswith("it is not what was signed")


def test_everything_changed_at_once_is_found_in_an_archive(
    filed: tuple[Path, ...], store: Path, key: Path, make_run: MakeRun
) -> None:
    signed(store, key)
    assert (found(store, key), check_filed(store)) == ((), ())
    assert all(found(package, key) == () for package in filed)
    made_to_fit(filed[0], {"index.html": "<b/>"})
    file_run(make_run("b" * 12, id="2015-3", date=date(2015, 9, 30)), store, time=TIME)  # an index
    assert check_filed(store) == ()  # nothing in the archive is against it
    place = filed[0].relative_to(store)
    assert found(store, key) == (f"{place}/tagmanifest-sha256.txt is not what was signed",)
    assert len(found(filed[0], key)) == 1
    assert found(filed[1], key) == ()
    with pytest.raises(KontorrapportError, match="is not what was signed"):
        signed(store, key)  # signing anew does not wash it clean


def test_a_package_taken_out_of_everything_is_found(
    filed: tuple[Path, ...], store: Path, key: Path
) -> None:
    signed(store, key)
    shutil.rmtree(filed[0].parent)
    (store / "index.sqlite").unlink()
    assert found(store, key) == (
        f"{filed[0].relative_to(store)}/tagmanifest-sha256.txt was signed and is gone",
    )


def test_a_key_in_the_archive_is_never_the_anchor(
    filed: tuple[Path, ...], store: Path, key: Path, tmp_path: Path
) -> None:
    """Whoever changed everything signed it too, and left their key in the place of ours."""
    signed(store, key)
    own = mark(key)
    made_to_fit(filed[0], {"index.html": "<b/>"})
    make_key(tmp_path / "keys" / "theirs", None)
    for name in (f"signed-{own}.txt", f"key-{own}.pem"):
        (store / name).unlink()
    for package in filed:
        shutil.rmtree(package.with_name(f"{package.name}.signatures"))
    signed(store, tmp_path / "keys" / "theirs")
    theirs = mark(tmp_path / "keys" / "theirs")
    for path in (store, *filed):
        for file in path.rglob(f"*{theirs}*"):
            file.rename(file.with_name(file.name.replace(theirs, own)))
    (store / f"key-{own}.pem").chmod(0o644)
    assert len(found(store, key)) == 1
    assert all(len(found(package, key)) == 1 for package in filed)
    with pytest.raises(ArgumentError, match="with the data"):
        read_public(store / f"key-{own}.pem", data=store)


def test_what_is_wrong_with_a_signature_is_one_finding(
    make_run: MakeRun, tmp_path: Path, key: Path
) -> None:
    run, other = make_run("a" * 12), make_run("b" * 12, wording="Hva nå?")
    assert found(run, key) == (
        f"it is not signed with the key {mark(key)}; kontorrapport sign does that",
    )
    make_key(tmp_path / "keys" / "second", None)
    signed(run, tmp_path / "keys" / "second")
    (wrong_key,) = found(run, key)
    assert wrong_key.endswith(f"but with {mark(tmp_path / 'keys' / 'second')}")
    for one in (run, other):
        signed(one, key)
    mine, theirs = (
        one.with_name(f"{one.name}.signatures") / f"{mark(key)}.sig" for one in (run, other)
    )
    mine.chmod(0o644)
    mine.write_bytes(theirs.read_bytes())
    assert found(run, key)[0].startswith("it is not what was signed")
    mine.write_bytes(theirs.read_bytes()[:40])
    assert found(run, key) == ("its signature was cut off, or is none",)
    shutil.rmtree(run)
    shutil.copytree(other, run)  # the other run with its signature, in the place of this one
    mine.write_bytes(theirs.read_bytes())
    assert found(run, key) == (f"the signature is of {'b' * 12}, which lies here as {'a' * 12}",)


def test_a_cut_list_is_one_finding(filed: tuple[Path, ...], store: Path, key: Path) -> None:
    signed(store, key)
    file = store / f"signed-{mark(key)}.txt"
    file.chmod(0o644)
    content = file.read_bytes()
    for cut in (content[:-9], content[:-200], content[70:], b""):
        file.write_bytes(cut)
        assert len(found(store, key)) == 1, cut
    file.unlink()
    assert len(found(store, key)) == 1


def test_what_was_filed_since_is_signed_next_and_another_key_stands_beside(
    filed: tuple[Path, ...], store: Path, key: Path, make_run: MakeRun, tmp_path: Path
) -> None:
    assert "Packages and receipts: 2, of them new: 2" in signed(store, key)
    before = {path: path.read_bytes() for path in store.rglob(f"*{mark(key)}*") if path.is_file()}
    file_run(make_run("c" * 12, date=date(2015, 5, 1)), store, time=TIME)
    (finding,) = found(store, key)
    assert "is not in the signed list" in finding
    make_key(tmp_path / "keys" / "next", None)
    assert "of them new: 3" in signed(store, tmp_path / "keys" / "next")
    assert {path: path.read_bytes() for path in before} == before
    assert "Packages and receipts: 3, of them new: 1" in signed(store, key)
    assert found(store, key) == found(store, tmp_path / "keys" / "next") == check_filed(store) == ()
    again = (store / f"signed-{mark(key)}.txt").read_bytes()
    signed(store, key)
    assert (store / f"signed-{mark(key)}.txt").read_bytes() == again  # the same key, the same bytes


def test_a_runs_signature_goes_with_it_into_its_package(
    make_run: MakeRun, store: Path, key: Path
) -> None:
    run = make_run()
    signed(run, key)
    package = file_run(run, store, time=TIME).folder
    inside = package / "signatures" / f"{mark(key)}.sig"
    assert len(inside.read_bytes()) == 64
    assert check_filed(store) == ()
    signed(store, key)
    assert found(package, key) == ()


@pytest.mark.parametrize("lost", ["data/manifest.json", "bag-info.txt", "tagmanifest-sha256.txt"])
def test_a_file_that_lacks_is_found_by_what_needs_no_key(
    make_run: MakeRun, store: Path, key: Path, lost: str
) -> None:
    run = make_run()
    signed(run, key)
    package = file_run(run, store, time=TIME).folder
    signed(store, key)
    (package / lost).unlink()
    assert found(package, key) == ()
    assert check_filed(package) == (f"{lost} is missing",)


def test_others_can_check_without_this_program(
    filed: tuple[Path, ...], store: Path, key: Path
) -> None:
    signed(store, key)
    subprocess.run(
        ["sha256sum", "--check", "--quiet", f"signed-{mark(key)}.txt"], cwd=store, check=True
    )
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", f"{key}.pub", "-rawin"]
    told = [*command, "-in", filed[0] / "tagmanifest-sha256.txt", "-sigfile", beside(filed[0], key)]
    if shutil.which("openssl"):
        subprocess.run(told, check=True, stdout=subprocess.DEVNULL)


def test_keys_are_refused_where_they_may_not_be(
    make_run: MakeRun, store: Path, tmp_path: Path, key: Path
) -> None:
    run = make_run()
    package = file_run(run, store, time=TIME).folder
    for place in (run, store, store / "innovasjon"):
        shutil.copy(key, place / "key")
        with pytest.raises(ArgumentError, match="with the data"):
            read_private(place / "key", None, data=run)
        with pytest.raises(ArgumentError, match="with the data"):
            make_key(place / "new", None)
    key.chmod(0o640)
    with pytest.raises(ArgumentError, match="chmod 600"):
        read_private(key, None, data=run)
    with pytest.raises(ArgumentError, match="is there already"):
        make_key(key, None)
    with pytest.raises(ArgumentError, match="--new-key"):
        read_private(tmp_path / "none", None, data=run)
    secret = tmp_path / "keys" / "secret"
    make_key(secret, "a long passphrase")
    assert secret.stat().st_mode & 0o777 == 0o600
    for passphrase in (None, "another"):
        with pytest.raises(ArgumentError, match="passphrase is another"):
            read_private(secret, passphrase, data=run)
    assert read_private(secret, "a long passphrase", data=run)
    with pytest.raises(ArgumentError, match="no public key"):
        read_public(secret, data=run)
    other = tmp_path / "keys" / "other"
    make_key(other, None)
    with pytest.raises(ArgumentError, match="Sign its archive"):
        signed(package, other)


def test_signing_that_stops_at_any_write_is_done_by_the_next(
    filed: tuple[Path, ...], store: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two signatures, the public key and the list, each renamed into its place."""
    rename = Path.rename
    for step in range(1, 5):
        left = iter(range(1, step + 1))

        def stopped(path: Path, place: Path, left=left, step=step) -> Path:
            if next(left) == step:
                raise KeyboardInterrupt
            return rename(path, place)

        with monkeypatch.context() as broken:
            broken.setattr(Path, "rename", stopped)
            with pytest.raises(KeyboardInterrupt):
                signed(store, key)
        assert len(found(store, key)) == 1
        assert check_filed(store) == ()
    signed(store, key)
    assert found(store, key) == check_filed(store) == ()


def test_a_changed_run_is_not_signed(make_run: MakeRun, key: Path) -> None:
    run = make_run()
    (run / "index.html").write_text("<b/>", "utf-8")
    with pytest.raises(KontorrapportError, match=r"is not signed: index\.html was changed"):
        signed(run, key)
    assert not run.with_name(f"{run.name}.signatures").exists()


def call(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], env=environment)


def test_on_the_command_line(filed: tuple[Path, ...], store: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    made = call("sign", "--new-key", own, KONTORRAPPORT_KEY_PASSPHRASE="a long passphrase")
    assert made.exit_code == 0 and mark(own) in made.output
    done = call("sign", store, "--key", own, KONTORRAPPORT_KEY_PASSPHRASE="a long passphrase")
    assert done.exit_code == 0 and "Packages and receipts: 2" in done.output
    held = call("verify", store, "--key", f"{own}.pub")
    assert held.exit_code == 0
    assert f"Signed with the key {mark(own)}. Packages and receipts: 2." in held.output
    assert "Without --key" not in held.output
    assert "Without --key it is not known" in call("verify", store).output
    made_to_fit(filed[0], {"index.html": "<b/>"})
    spoilt = call("verify", filed[0], "--key", f"{own}.pub")
    assert spoilt.exit_code == 1
    assert "it is not what was signed" in spoilt.output
    assert call("sign").exit_code == 2


def test_the_key_in_the_keyring_is_used(
    make_run: MakeRun, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from generator.delivery import passwords

    kept = {"signing-key": key.read_text("utf-8")}
    monkeypatch.setattr(passwords, "from_keyring", kept.get)
    run = make_run()
    assert call("sign", run).exit_code == 0
    assert found(run, key) == ()
    kept.clear()
    assert call("sign", run).exit_code == 2
