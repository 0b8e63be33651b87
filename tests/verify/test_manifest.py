"""A run's id follows from what the run says of itself: every changed leaf is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from generator.errors import VerificationError
from generator.pipeline import build
from generator.run.contents import CERTIFICATE, MANIFEST, check_files, files_of
from generator.run.draft import Options
from generator.run.finished import read_record
from generator.run.listing import verify_manifest
from generator.run.manifest import Manifest
from generator.run.rebuild import verify_files

ROUND = Path("data/innovasjon/2015-2")
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    options = Options(only=("solvik",), workers=1)
    built = build(
        ROUND, out=tmp_path_factory.mktemp("out"), options=options, progress=lambda *_: None
    )
    return dict(files_of(built.run.folder))


def found(files: Files) -> list[str]:
    try:
        return [*check_files(files)] or [*verify_manifest(read_record(files), files)]
    except VerificationError as error:
        return [str(error)]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all values in JSON that are no list and no table."""
    if isinstance(value, dict | list) and value:
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from leaves(value[key], (*path, key))
    else:
        yield path


def other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}x"
        case None:
            return "x"
        case _:
            return ["x"]


def changed(content: bytes, path: tuple[Any, ...]) -> bytes:
    text = json.loads(content)
    place = text
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = other(place[path[-1]])
    return (json.dumps(text, ensure_ascii=False, indent=1) + "\n").encode()


def fitted(files: Files, *, with_id: bool = False) -> Files:
    """The files with a manifest that fits them, and on demand with an id that follows."""
    manifest = json.loads(files[MANIFEST])
    for entry in manifest["files"]:
        content = files[entry["path"]]
        entry |= {"sha256": sha256(content).hexdigest(), "size": len(content)}
    if with_id:
        documents = {entry["path"] for entry in manifest["files"] if "media_type" in entry}
        own = files.keys() - documents - {MANIFEST, "index.html"}
        hashes = {name: sha256(files[name]).hexdigest() for name in sorted(own)}
        read = Manifest.from_json(json.dumps(manifest).encode())
        manifest["run"] = read.id_with(hashes)
    return files | {MANIFEST: (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()}


def test_a_run_as_it_was_built_has_no_findings(files: Files) -> None:
    assert found(files) == []
    assert fitted(files, with_id=True) == files


def test_every_leaf_of_the_manifest_is_held(files: Files) -> None:
    """By itself, or a document that it describes otherwise than it is."""
    changes = {
        path: files | {MANIFEST: changed(files[MANIFEST], path)}
        for path in leaves(json.loads(files[MANIFEST]))
    }
    unseen = [path for path, one in changes.items() if not found(one)]
    assert {path[-1] for path in unseen} <= {"pages", "language", "kind", "unit"}
    for path in unseen:
        assert verify_files(changes[path]).findings, path


def test_every_leaf_of_the_certificate_is_held(files: Files) -> None:
    places = list(leaves(json.loads(files[CERTIFICATE])))
    assert len(places) > 10
    for path in places:
        assert found(fitted(files | {CERTIFICATE: changed(files[CERTIFICATE], path)})), path


@pytest.mark.parametrize("field", ["synthetic", "program", "versions", "inputs", "recipients"])
def test_an_id_that_was_made_to_fit_is_not_that_of_the_documents(files: Files, field: str) -> None:
    place = next(path for path in leaves(json.loads(files[MANIFEST])) if path[0] == field)
    forged = fitted(files | {MANIFEST: changed(files[MANIFEST], place)}, with_id=True)
    assert any("its properties say run" in finding for finding in verify_files(forged).findings)


def test_a_file_that_no_run_has(files: Files) -> None:
    manifest = json.loads(files[MANIFEST])
    manifest["files"].append({"path": "merknad.txt", "sha256": "", "size": 0})
    strange = files | {"merknad.txt": b"", MANIFEST: json.dumps(manifest).encode()}
    assert any("is no file of a run" in finding for finding in found(fitted(strange)))


def test_made_again_every_byte_is_held(files: Files) -> None:
    """A space more at the end of a page is nothing that a reader of it could see."""
    assert verify_files(files, again=True, workers=1).findings == ()
    longer = fitted(files | {"index.html": files["index.html"] + b"\n"})
    assert verify_files(longer).findings == ()
    (finding,) = verify_files(longer, again=True, workers=1).findings
    assert finding == "index.html: its bytes are not those that the run makes"


def test_what_cannot_be_made_again_is_said_and_read_strictly(files: Files) -> None:
    manifest = json.loads(files[MANIFEST]) | {"schema": 1}
    for field in ("program", "templates", "recipients"):
        del manifest[field]
    older = files | {MANIFEST: json.dumps(manifest).encode()}
    verified = verify_files(older, again=True)
    assert verified.findings == ()
    assert any("read strictly instead of made again" in note for note in verified.notes)
