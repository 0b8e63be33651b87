"""The files of a run by their paths, and whether they are those that its manifest lists."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from generator.errors import ArgumentError, KontorrapportError
from generator.results.store import SCHEMA, ReleasedResults

MANIFEST = "manifest.json"
RESULTS = "results.json"
CERTIFICATE = "certificate.json"
OVERVIEW = "index.html"


class RunFiles(Mapping[str, bytes]):
    """The files below a run's folder by their paths, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        paths = (path for path in folder.rglob("*") if path.is_file())
        self._names = dict.fromkeys(sorted(path.relative_to(folder).as_posix() for path in paths))

    def __getitem__(self, name: str) -> bytes:
        if name not in self._names:
            raise KeyError(name)
        return (self._folder / name).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def open_run(folder: Path) -> RunFiles:
    """The files of a run; raises ArgumentError where there is none."""
    files = RunFiles(folder)
    if MANIFEST not in files:
        raise ArgumentError(f"{folder} is no run: it has no {MANIFEST}.")
    return files


def check_files(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Files changed, missing or added since the manifest was written, one line each.

    The certificate must be about the results that lie beside it.
    """
    try:
        manifest = json.loads(files[MANIFEST])
        listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    except (ValueError, KeyError, TypeError):
        return (f"{MANIFEST} cannot be read",)
    present = set(files) - {MANIFEST}
    findings = [f"{name} is missing" for name in sorted(set(listed) - present)]
    findings += [f"{name} is not in the manifest" for name in sorted(present - set(listed))]
    hashes = {name: sha256(files[name]).hexdigest() for name in sorted(present & set(listed))}
    findings += [f"{name} was changed" for name, value in hashes.items() if value != listed[name]]
    if {CERTIFICATE, RESULTS} <= set(hashes):
        examined = _results_of(files[CERTIFICATE])
        if examined != hashes[RESULTS]:
            findings.append(f"{CERTIFICATE} is about other results than {RESULTS}")
    return tuple(findings)


def _results_of(certificate: bytes) -> object:
    """The hash of the results that a certificate is about, which older versions call otherwise."""
    content = json.loads(certificate)
    return content.get("results_sha256", content.get("examined_sha256"))


def made_by_older(files: Mapping[str, bytes]) -> str:
    """In one line that a run's results are of an older version of this program; else empty."""
    try:
        schema = json.loads(files[RESULTS])["schema"]
        made_with = json.loads(files[MANIFEST])["versions"]["kontorrapport"]
    except (ValueError, LookupError, TypeError):
        return ""
    if not isinstance(schema, int) or schema >= SCHEMA:
        return ""
    return (
        f"{RESULTS} was made by an older version, kontorrapport {made_with}, and this one cannot "
        "read it: build the round again and file it, or use that version"
    )


def read_results(folder: Path) -> ReleasedResults:
    """The released results that lie in ``folder``; raises KontorrapportError where they do not."""
    try:
        return ReleasedResults.from_json((folder / "results.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KontorrapportError(f"{folder} holds no results.json.") from None
    except ValueError as error:
        if older := made_by_older(RunFiles(folder)):
            raise KontorrapportError(f"{folder}: {older}.") from None
        raise KontorrapportError(f"{folder}: {error}.") from None
