"""Filing: a finished run becomes a package that is never changed again.

Killed at any point, the archive is either without the package or holds it whole: the package is
written under a hidden name and renamed, and what the index then lacks is read from the package.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.bag import DECLARATION, PAYLOAD, bag_files, check_bag, read_info, seal
from generator.archive.durable import alone_in, place_folder
from generator.archive.filed import ROUND_KIND
from generator.archive.run import check_run, read_definition
from generator.errors import ArgumentError, KontorrapportError

if TYPE_CHECKING:
    from generator.archive.index import Index, PackageEntry

FILED = "Filing-Time"


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a run was filed, and whether it was there already."""

    folder: Path
    already: bool


def file_run(run: Path, archive: Path, *, time: datetime, index: str | None = None) -> Filing:
    """File a finished run as a package under ``archive``/study/round/run-id.

    A run that is filed already is left as it is. Raises KontorrapportError when the run, or the
    package of the same run, is not what it was.
    """
    from generator.archive.index import open_index

    run = run.resolve()
    if findings := check_run(run):
        raise KontorrapportError(f"{run} is not as it was built: {findings[0]}. Build it again.")
    path = _path(run)
    with alone_in(archive), open_index(archive, index) as opened:
        take_in_unindexed(archive, opened)
        if (archive / path).exists():
            _same_as_filed(run, archive / path)
            return Filing(archive / path, already=True)
        if path in {entry.path for entry in opened.packages()}:
            raise KontorrapportError(f"{archive / path} was filed and is gone. Restore it first.")
        place_folder(archive, path, package_files(run, time=time))
        take_in_unindexed(archive, opened)
    return Filing(archive / path, already=False)


def take_in_unindexed(archive: Path, index: Index) -> None:
    """Give the index every whole package that it lacks, in the order they were filed."""
    known = {entry.path for entry in index.packages()}
    found = [folder for folder in packages_in(archive) if folder.relative_to(archive) not in known]
    for folder in found:
        if findings := check_bag(folder):
            raise KontorrapportError(f"{folder} is not as it was filed: {findings[0]}.")
    if found:
        entries = [describe(folder) for folder in found]
        index.add(*sorted(entries, key=lambda entry: datetime.fromisoformat(entry.filed)))


def packages_in(archive: Path) -> list[Path]:
    """Every package folder of an archive, hidden drafts left out."""
    found = archive.glob(f"[!.]*/*/*/{DECLARATION}")
    return sorted(declaration.parent for declaration in found)


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


def package_files(run: Path, *, time: datetime) -> dict[str, bytes]:
    """Every file of the package of a run, by path: the same for the same run and time."""
    payload = _payload(run)
    study, round_ = read_definition(run)
    manifest = json.loads(payload["manifest.json"])
    info = {
        "Bag-Software-Agent": f"kontorrapport {manifest['versions']['kontorrapport']}",
        "Bagging-Date": time.date().isoformat(),
        FILED: time.isoformat(),
        "External-Identifier": f"{study.id}/{round_.id}/{manifest['run']}",
        "External-Description": round_.title,
    }
    return bag_files(payload, {}, info=info)


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


def _path(run: Path) -> Path:
    try:
        study, round_ = read_definition(run)
    except FileNotFoundError:
        raise ArgumentError(
            f"{run} does not hold the definitions it was made from. Build the round again."
        ) from None
    return Path(study.id, round_.id, json.loads((run / "manifest.json").read_bytes())["run"])


def _same_as_filed(run: Path, package: Path) -> None:
    if findings := check_bag(package):
        raise KontorrapportError(f"{package} is not as it was filed: {findings[0]}. Restore it.")
    filed = (package / PAYLOAD / "manifest.json").read_bytes()
    if filed != (run / "manifest.json").read_bytes():
        raise KontorrapportError(
            f"{package} is filed and cannot be changed: {run} is another run with the same id."
        )
