"""The package of a run: its files as they were built, and what an archive needs beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.archive.bag import (
    DECLARATION,
    PAYLOAD,
    bag_files,
    check_bag,
    read_info,
    read_manifest,
    seal,
)
from generator.archive.codebook import codebook_csv
from generator.archive.noark import FILE as ARKIVMELDING
from generator.archive.noark import Case, arkivmelding
from generator.archive.noark_check import check_arkivmelding
from generator.archive.papers import papers, validation_reports
from generator.errors import ArgumentError, KontorrapportError
from generator.round.keeping import Archiving
from generator.round.model import Round
from generator.run.contents import read_results
from generator.run.write import ROUND_KIND, check_run, read_definition

if TYPE_CHECKING:
    from generator.archive.index import PackageEntry

FILED = "Filing-Time"
CODEBOOK = "codebook.csv"


def package_files(run: Path, *, time: datetime) -> dict[str, bytes]:
    """Every file of the package of a run, by path: the same for the same run and time."""
    payload = _payload(run)
    study, round_ = read_definition(run)
    manifest = json.loads(payload["manifest.json"])
    archiving = _archiving(round_)
    _complete_round(manifest)
    system = f"kontorrapport {manifest['versions']['kontorrapport']}"
    case = Case(
        study=study.id,
        round=round_.id,
        run=manifest["run"],
        title=round_.title,
        date=round_.date,
        author=round_.whole,
        system=system,
        archiving=archiving,
        time=time,
    )
    documents = papers(manifest, payload)
    tags = validation_reports(documents, payload) | {
        ARKIVMELDING: arkivmelding(case, documents),
        CODEBOOK: codebook_csv(study, round_, read_results(run)),
    }
    info = {
        "Source-Organization": archiving.creator,
        "Contact-Name": archiving.responsible,
        "External-Identifier": f"{study.id}/{round_.id}/{manifest['run']}",
        "External-Description": round_.title,
        "Bagging-Date": time.date().isoformat(),
        FILED: time.isoformat(),
        "Bag-Software-Agent": system,
    }
    return bag_files(payload, tags, info=info)


def _archiving(round_: Round) -> Archiving:
    if round_.archiving is None:
        raise ArgumentError(
            "The round does not say who files it. Add [archiving] with creator, "
            "administrative_unit and responsible to round.toml, and build it again."
        )
    return round_.archiving


def _complete_round(manifest: Mapping[str, Any]) -> None:
    """A run of a few offices alone is no record of the round."""
    documents = [entry for entry in manifest["files"] if "media_type" in entry]
    if all(entry["unit"] for entry in documents):
        raise ArgumentError(
            "This run holds the reports of single offices only. Build the round without --only, "
            "and file that run."
        )


def _payload(run: Path) -> dict[str, bytes]:
    """The run's files as its manifest lists them, and the manifest."""
    manifest = (run / "manifest.json").read_bytes()
    files = {"manifest.json": manifest}
    for entry in json.loads(manifest)["files"]:
        content = (run / entry["path"]).read_bytes()
        if sha256(content).hexdigest() != entry["sha256"]:
            raise KontorrapportError(f"{entry['path']} was changed while it was filed.")
        files[entry["path"]] = content
    return files


def packages_in(archive: Path) -> list[Path]:
    """Every package folder of an archive, hidden drafts left out."""
    found = archive.glob(f"[!.]*/*/*/{DECLARATION}")
    return sorted(declaration.parent for declaration in found)


def packages_of(archive: Path, *, study: str, round_: str) -> list[Path]:
    """Every package of a round, also one that no index knows yet and one filed anew since."""
    return [path for path in packages_in(archive) if path.parts[-3:-1] == (study, round_)]


def packages_by_time(archive: Path) -> tuple[PackageEntry, ...]:
    """What an index would say of an archive's packages, in the order they were filed."""
    return in_order(packages_in(archive))


def in_order(packages: Sequence[Path]) -> tuple[PackageEntry, ...]:
    """Packages described, in the order they were filed."""
    entries = map(describe, packages)
    return tuple(sorted(entries, key=lambda entry: datetime.fromisoformat(entry.filed)))


def describe(package: Path) -> PackageEntry:
    """What the index says of a package, read from the package alone."""
    from generator.archive.index import PackageEntry

    manifest = json.loads((package / PAYLOAD / "manifest.json").read_bytes())
    study, round_ = read_definition(package / PAYLOAD)
    return PackageEntry(
        study=study.id,
        round=round_.id,
        run=manifest["run"],
        kind=manifest.get("kind", ROUND_KIND),
        date=manifest["date"],
        filed=read_info(package)[FILED],
        seal=seal(package),
    )


def check_package(package: Path) -> tuple[str, ...]:
    """What a package no longer is, or should not be: its files, its run, its arkivmelding."""
    if findings := check_bag(package):
        return findings
    message = (package / ARKIVMELDING).read_bytes()
    wrong = check_arkivmelding(message, read_manifest(package))
    return (*check_run(package / PAYLOAD), *(f"{ARKIVMELDING}: {finding}" for finding in wrong))
