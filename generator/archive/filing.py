"""Filing: a finished run becomes a package that is never changed again.

Killed at any point, the archive holds the package whole or not, and the index is mended from it.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from generator.archive.bag import DECLARATION, PAYLOAD
from generator.archive.index import FILE as INDEX
from generator.archive.index import Index, open_index
from generator.archive.kept_releases import KEPT, keep_sent_run
from generator.archive.noark import FILE as ARKIVMELDING
from generator.archive.noark import check_by_schema
from generator.archive.package import (
    ReceiptEntry,
    check_documents,
    check_package,
    in_order,
    package_files,
    packages_in,
)
from generator.errors import ArgumentError, KontorrapportError
from generator.files import (
    DRAFT,
    READ_ONLY,
    remove_file,
    sha256_of,
    write_folder,
    write_read_only,
)
from generator.run.contents import MANIFEST, check_run
from generator.run.finished import FinishedRun, read_run
from generator.waiting import held

LOCK = ".lock"
FILING = ".filing"
"""Holds the path of the package that is being filed, until the index has it."""


@contextmanager
def alone_in(archive: Path) -> Iterator[None]:
    """Hold the archive's lock, so that what looks half-made is left over from an interruption."""
    archive.mkdir(parents=True, exist_ok=True)
    taken = "another process files there. Wait for it, or see why it hangs, and try again."
    with held(archive / LOCK, taken):
        for draft in archive.glob(f"{DRAFT}*"):
            shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
        is_new = [path.name for path in archive.iterdir()] == [LOCK]
        try:
            yield
        except BaseException:
            if is_new:
                _take_away(archive)
            raise


def _take_away(archive: Path) -> None:
    """Remove a new archive that nothing came into; whoever waits for its lock makes it again."""
    with suppress(OSError):
        for folder in sorted((path for path in archive.rglob("*") if path.is_dir()), reverse=True):
            folder.rmdir()  # one with something in it ends this: it stays, and so does the archive
        for name in (FILING, INDEX, LOCK):
            (archive / name).unlink(missing_ok=True)
        archive.rmdir()


def is_filed(folder: Path) -> bool:
    """Whether ``folder`` is a package of an archive, or an archive; a run is neither."""
    return any((folder / name).is_file() for name in (DECLARATION, INDEX, LOCK))


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a run was filed, and whether it was there already."""

    folder: Path
    already: bool


def file_run(
    run: Path, archive: Path, *, time: datetime, index: str | None = None, xsd: Path | None = None
) -> Filing:
    """File a finished run as a package under ``archive``/study/round/run-id, if it is not there.

    ``index`` is the address of a shared index, ``xsd`` a folder of schema files to hold the
    arkivmelding against. Raises KontorrapportError for a run or a package that is not what it was,
    and for documents that say what does not follow from their run.
    """
    run = run.resolve()
    if findings := check_run(run):
        raise KontorrapportError(f"{run} is not as it was built: {findings[0]}. Build it again.")
    finished = _opened(run)
    archiving = finished.round.archiving
    package = archive / finished.study.id / finished.round.id / finished.id
    index = index or (archiving.index if archiving else None)
    files = {} if package.exists() else package_files(run, time=time)
    payload = {n.removeprefix(PAYLOAD): files[n] for n in files if n.startswith(PAYLOAD)}
    if payload and (findings := check_documents(payload)):
        raise KontorrapportError(
            f"{run} is not filed: {findings[0]}. kontorrapport verify lists all. Build it again."
        )
    if xsd:
        message = files.get(ARKIVMELDING) or (package / ARKIVMELDING).read_bytes()
        if wrong := check_by_schema(message, xsd):
            raise KontorrapportError(f"{ARKIVMELDING} is not valid: {'; '.join(wrong)}")
    place = package.relative_to(archive)
    with alone_in(archive), open_index(archive, index) as opened:
        take_in(archive, opened)
        if package.exists():
            _check_same_as_filed(run, package)
            take_in(archive, opened, package)
            return Filing(package, already=True)
        if opened.find(place):
            raise KontorrapportError(f"{package} was filed and is gone. Restore it first.")
        if (run.parent / KEPT).is_dir():  # where it was built, not a copy of it somewhere else
            keep_sent_run(run)
        # Says where to look if this process is killed; without it, every filing would look at all.
        write_read_only(archive / FILING, place.as_posix().encode(), drafts=archive)
        write_folder(package, files, drafts=archive, mode=READ_ONLY)
        take_in(archive, opened)
    return Filing(package, already=False)


def read_time(text: str | None) -> datetime:
    """The time of an act as given (ISO 8601; without an offset, that of Norway), or now."""
    home = ZoneInfo("Europe/Oslo")
    if text is None:
        return datetime.now(home).replace(microsecond=0)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentError(f"--time {text}: write it such as 2015-07-01T12:00:00.") from None
    return time if time.tzinfo else time.replace(tzinfo=home)


def take_in(archive: Path, index: Index, *more: Path) -> None:
    """Give the index what was being filed and ``more``, as far as it lacks them and they are there.

    Into an empty one goes everything that lies in the archive, in the order of filing.
    """
    marker = archive / FILING
    filing = [archive / marker.read_text("utf-8")] if marker.exists() else []
    lacking = [path for path in (*filing, *more) if not index.find(path.relative_to(archive))]
    if index.is_empty():
        lacking = [*packages_in(archive), *receipts_in(archive)]
    packages = [path for path in lacking if path.is_dir()]
    receipts = [path for path in lacking if path.is_file()]
    for package in packages:
        if findings := check_package(package):
            raise KontorrapportError(f"{package} is not as it was filed: {findings[0]}.")
    if packages or receipts:
        index.add(*in_order(packages), *map(describe_receipt, receipts))
    if filing:
        remove_file(marker)


def receipts_in(archive: Path) -> list[Path]:
    """Every receipt of deleted raw data, the oldest of a round first."""
    return sorted(archive.glob("[!.]*/*/deleted-*.json"))


def describe_receipt(path: Path) -> ReceiptEntry:
    """What the index says of a receipt, read from the receipt alone."""
    receipt = json.loads(path.read_bytes())
    return ReceiptEntry(receipt["study"], receipt["round"], path.name, sha256_of(path))


def _opened(run: Path) -> FinishedRun:
    try:
        return read_run(run)
    except FileNotFoundError:
        raise ArgumentError(
            f"{run} does not hold the definitions it was made from. Build the round again."
        ) from None


def _check_same_as_filed(run: Path, package: Path) -> None:
    if findings := check_package(package):
        raise KontorrapportError(f"{package} is not as it was filed: {findings[0]}. Restore it.")
    if (package / PAYLOAD / MANIFEST).read_bytes() != (run / MANIFEST).read_bytes():
        raise KontorrapportError(
            f"{package} is filed and cannot be changed: {run} is another run with the same id."
        )
