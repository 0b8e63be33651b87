"""Whether an archive still is what was filed: every package, every receipt, and the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.bag import DECLARATION, PAYLOAD
from generator.archive.certified import check_certificate, runs_of
from generator.archive.durable import DRAFT, LOCK
from generator.archive.filing import describe_receipt, receipts_in
from generator.archive.package import check_package, describe, packages_in
from generator.archive.retention import PENDING
from generator.errors import ArgumentError
from generator.round.keeping import Archiving
from generator.run.write import read_definition

if TYPE_CHECKING:
    from generator.archive.index import Index

INDEX = "index.sqlite"


def is_filed(folder: Path) -> bool:
    """Whether ``folder`` is a package of an archive, or an archive; a run is neither."""
    return (folder / DECLARATION).is_file() or any(
        name.is_file() for name in (folder / INDEX, folder / LOCK)
    )


def check_filed(
    folder: Path, *, index: str | None = None, out: Path = Path("output")
) -> tuple[str, ...]:
    """What a package, or a whole archive, no longer is; the index must agree.

    The runs that were filed lie under ``out``, where they still do. ``index`` is the address of a
    shared index; without it, the one that a filed round declares where the archive has none of its
    own. Raises ArgumentError where nothing was filed.
    """
    if not is_filed(folder):
        raise ArgumentError(f"{folder} is no package and no archive.")
    if (folder / DECLARATION).is_file():
        return tuple(_package_findings(folder, index, out))
    return tuple(_archive_findings(folder, index, out))


def _package_findings(package: Path, index: str | None, out: Path) -> Iterator[str]:
    from generator.archive.index import open_index

    if findings := check_package(package):
        yield from findings
        return
    yield from check_certificate(package / PAYLOAD, runs_of(package, out))
    archive = package.parents[2]
    index = index or _declared(archive, [package])
    if index or (archive / INDEX).is_file():
        with open_index(archive, index) as opened:
            yield from _against_index(package, archive, opened)


def _archive_findings(archive: Path, index: str | None, out: Path) -> Iterator[str]:
    from generator.archive.index import open_index

    packages, receipts = packages_in(archive), receipts_in(archive)
    with open_index(archive, index or _declared(archive, packages)) as opened:
        for package in packages:
            name = package.relative_to(archive)
            findings = check_package(package) or (
                *check_certificate(package / PAYLOAD, runs_of(package, out)),
                *_against_index(package, archive, opened),
            )
            yield from (f"{name}: {finding}" for finding in findings)
        yield from _receipt_findings(receipts, archive, opened)
        present = {path.relative_to(archive) for path in (*packages, *receipts)}
        rows = [entry.path for entry in opened.packages()]
        rows += [entry.path for entry in opened.receipts()]
        yield from (f"{row} is in the index and is missing" for row in rows if row not in present)
    yield from _strangers(archive, {*packages, *receipts})


def _declared(archive: Path, packages: Sequence[Path]) -> str | None:
    """The shared index that a filed round names; none where the archive has its own."""
    if (archive / INDEX).is_file():
        return None
    rounds = (_archiving(package) for package in packages)
    return next((each.index for each in rounds if each and each.index), None)


def _archiving(package: Path) -> Archiving | None:
    try:
        return read_definition(package / PAYLOAD)[1].archiving
    except (OSError, ValueError):  # a spoilt package, which its own check finds
        return None


def _against_index(package: Path, archive: Path, index: Index) -> Iterator[str]:
    rows = {entry.path: entry for entry in index.packages()}
    row = rows.get(package.relative_to(archive))
    if row is None:
        yield "the index lacks it; the next filing takes it in"
    elif row != describe(package):
        yield "the index tells of it otherwise"


def _receipt_findings(receipts: list[Path], archive: Path, index: Index) -> Iterator[str]:
    rows = {entry.path: entry for entry in index.receipts()}
    for path in receipts:
        row = rows.get(path.relative_to(archive))
        if row is None:
            yield f"{path.relative_to(archive)}: the index lacks it; the next filing takes it in"
        elif not _listed_in(path, row.sha256):
            yield f"{path.relative_to(archive)} was changed"


def _listed_in(path: Path, digest: str) -> bool:
    try:
        return describe_receipt(path).sha256 == digest
    except (ValueError, KeyError, TypeError):
        return False


def _strangers(archive: Path, known: set[Path]) -> Iterator[str]:
    """Files that were never filed; what an interruption left hidden is no stranger."""
    for path in sorted(archive.rglob("*")):
        inside = path.relative_to(archive)
        if not path.is_file() or known & {path, *path.parents}:
            continue
        if inside.name.startswith(PENDING):
            yield "a deletion of raw data was interrupted; run kontorrapport retention again"
        elif not inside.parts[0].startswith((DRAFT, LOCK, INDEX)):
            yield f"{inside} was never filed"
