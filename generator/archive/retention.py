"""Retention: raw data are deleted when round.toml says so, with a receipt in the archive.

What was confirmed is written down before the first file goes; the next command does the rest.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from generator.archive.copies import copies_elsewhere, copies_in
from generator.archive.earlier_rounds import filed_rounds
from generator.archive.filing import alone_in, take_in
from generator.archive.index import Index, open_index
from generator.archive.kept_releases import rows_files
from generator.archive.package import check_package
from generator.errors import ArgumentError
from generator.files import json_text, remove_file, sha256_of, write_read_only
from generator.round import load_round
from generator.round.afterwards import Retention
from generator.round.model import Round
from generator.run.finished import read_run
from generator.run.manifest import InputFile
from generator.sources.withdrawals import RECEIPTS, receipts_in

PENDING = ".deleting-"

State = Literal["no rule", "not yet", "due", "refused", "gone"]


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file of raw data; ``read`` when the filed run was made from it."""

    name: str
    size: int
    sha256: str
    read: bool


@dataclass(frozen=True, slots=True)
class RoundData:
    """The raw data of one round: from when they must go, which are left, and what prevents it.

    ``others`` are left alone: nobody has said that they are raw data. ``elsewhere`` are copies that
    lie outside the round's folder, which nobody deletes for you. ``digests`` lie beside the round's
    ``runs`` and go with the answers, for they let guesses of a whole form be tried out.
    """

    folder: Path
    runs: Path
    study: str
    round: str
    state: State
    archive: Path | None = None
    index: str | None = None
    due: date | None = None
    run: str = ""
    files: tuple[RawFile, ...] = ()
    others: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    digests: tuple[RawFile, ...] = ()
    reason: str = ""


def raw_data(
    folders: Sequence[Path],
    *,
    today: date,
    out: Path = Path("output"),
    archive: Path | None = None,
    index: str | None = None,
) -> tuple[RoundData, ...]:
    """The state of every round in or under ``folders``.

    Their runs lie under ``out``; ``archive`` and ``index`` stand in for what round.toml says.
    Raises ArgumentError where there is no round, InputError where round.toml cannot be read.
    """
    found: dict[Path, None] = {}
    for folder in folders:
        if not (rounds := sorted(path.parent for path in folder.rglob("round.toml"))):
            raise ArgumentError(f"{folder} holds no round: there is no round.toml in it.")
        found |= dict.fromkeys(rounds)
    return tuple(_state(folder, today, out, archive, index) for folder in found)


def described(data: RoundData) -> Iterator[str]:
    """The state of a round in words: a line of its own, and one for each file that is due."""
    states = {
        "no rule": "round.toml does not say when raw data are deleted.",
        "not yet": f"due on {data.due}.",
        "due": f"due since {data.due}; filed as {data.run}.",
        "refused": f"due since {data.due}, and not to be deleted: {data.reason}.",
        "gone": f"due since {data.due}, and deleted.",
    }
    yield f"{data.study} {data.round}: {states[data.state]}"
    if data.state == "due":
        for file in data.files:
            yield f"  {data.folder / file.name}{'' if file.read else ' (not read by the run)'}"
        for file in data.digests:
            yield f"  {data.runs / file.name} (digests of the answers)"
    for copy in data.elsewhere:
        yield f"  a copy lies in {copy}: delete it yourself"
    if data.state in ("due", "gone") and data.others:
        names = ", ".join(data.others)
        yield f"  left alone: {names}. Name what holds answers in [retention] also."


def delete_raw_data(data: RoundData, *, time: datetime, by: str) -> Path:
    """Delete the raw data of a round that are due and file the receipt; returns its path."""
    if data.state != "due" or data.archive is None or data.due is None:
        raise ArgumentError(f"The raw data of {data.round} are not due.")
    receipt = {
        "schema": 1,
        "study": data.study,
        "round": data.round,
        "filed_run": data.run,
        "due": data.due.isoformat(),
        "deleted": time.isoformat(),
        "deleted_by": by,
        "files": [asdict(file) for file in data.files],
        "digests": [asdict(file) for file in data.digests],
        "copies_elsewhere": list(data.elsewhere),
    }
    digest = sha256(json.dumps([receipt["files"], receipt["digests"]]).encode()).hexdigest()[:8]
    place = Path(data.study, data.round, f"deleted-{time:%Y%m%dT%H%M%S}-{digest}.json")
    folder, runs = str(data.folder.resolve()), str(data.runs.resolve())
    act = {"folder": folder, "runs": runs, "place": place.as_posix(), "receipt": receipt}
    with alone_in(data.archive), open_index(data.archive, data.index) as index:
        pending = data.archive / f"{PENDING}{place.name}"
        write_read_only(pending, json_text(act).encode(), drafts=data.archive)
        _finish(data.archive, index)
    return data.archive / place


def _finish(archive: Path, index: Index) -> None:
    """Do deletions that were confirmed, or the rest of them after an interruption."""
    for pending in sorted(archive.glob(f"{PENDING}*")):
        act = json.loads(pending.read_bytes())
        folder, receipt = Path(act["folder"]), act["receipt"]
        if not (folder / "round.toml").is_file():
            continue  # another machine's folder, or one not mounted: nothing can be said of it
        receipt["files"] = [file for file in receipt["files"] if _gone(folder, file)]
        receipt["digests"] = [
            file for file in receipt.get("digests", ()) if _gone(Path(act["runs"]), file)
        ]
        place = archive / act["place"]
        if receipt["files"] or receipt["digests"]:
            write_read_only(place, json_text(receipt).encode(), drafts=archive)
        take_in(archive, index, place)
        remove_file(pending)


def _gone(folder: Path, file: dict[str, str]) -> bool:
    """Whether the file is away now; one that was changed in the meantime stays."""
    path = folder / file["name"]
    if path.is_file():
        if sha256_of(path) != file["sha256"]:
            return False
        remove_file(path)
    parent = path.parent
    if parent != folder and parent.is_dir() and not any(parent.iterdir()):
        parent.rmdir()
    return True


def _state(
    folder: Path, today: date, out: Path, archive: Path | None, index: str | None
) -> RoundData:
    study, round_ = load_round(folder)
    data = RoundData(folder, out / study.id / round_.id, study.id, round_.id, "no rule")
    if round_.retention is None:
        return data
    due = round_.retention.due(round_.date)
    if archive is None and round_.archive:
        archive = folder / round_.archive
    if index is None and round_.archiving:
        index = round_.archiving.index
    data = replace(data, archive=archive, index=index, due=due)
    if due > today:
        return replace(data, state="not yet")
    return _examined(data, round_.retention)


def _examined(data: RoundData, rule: Retention) -> RoundData:
    if data.archive is None:
        return _refused(data, "no archive is named; give archive in round.toml, or --archive")
    if any(data.archive.glob(f"{PENDING}*")):
        with alone_in(data.archive), open_index(data.archive, data.index) as index:
            _finish(data.archive, index)
    rounds = filed_rounds(data.archive, study=data.study, index=data.index)
    filed = next((each for each in rounds if each.round == data.round), None)
    if filed is None:
        return _refused(data, f"the round is not filed in {data.archive}")
    if findings := check_package(filed.folder.parent):
        return _refused(data, f"its package is not as it was filed: {findings[0]}")
    run = read_run(filed.folder)
    read = {file.name: file.sha256 for file in run.manifest.inputs}
    chosen = {file.name for file in run.manifest.inputs if _kind(file, run.round) in rule.files}
    for pattern in rule.also:
        chosen |= {path.relative_to(data.folder).as_posix() for path in data.folder.glob(pattern)}
    chosen |= set(copies_in(data.folder, chosen, {read[name] for name in chosen & read.keys()}))
    kept = rows_files(data.runs) if "answers" in rule.files else []
    data = replace(
        data,
        run=filed.run,
        files=tuple(
            _raw_file(data.folder / name, data.folder, read=name in read)
            for name in sorted(chosen - {"round.toml"})
            if (data.folder / name).is_file()
        ),
        others=tuple(_others(data.folder, {*read, *chosen})),
        digests=tuple(_raw_file(path, data.runs, read=False) for path in kept),
    )
    if not data.files and not data.digests:
        return replace(data, state="gone")
    sizes = [(file.size, file.sha256) for file in data.files]
    data = replace(data, elsewhere=tuple(copies_elsewhere(data.folder, data.runs, sizes)))
    reason = _prevented(data, read)
    return _refused(data, reason) if reason else replace(data, state="due")


def _prevented(data: RoundData, read: Mapping[str, str]) -> str:
    """Why the files may not be deleted; empty where they may.

    A file may be another than the filed run read where receipts say that somebody was taken out.
    """
    steps = [step for receipt in receipts_in(data.folder) for step in receipt.files]
    for file in data.files:
        if not (data.folder / file.name).resolve().is_relative_to(data.folder.resolve()):
            return f"{file.name} lies outside the round's folder; delete it yourself"
        known = {read.get(file.name, file.sha256)}
        for name, before, after in steps:
            known |= {after} if name == file.name and before in known else set()
        if file.sha256 not in known:
            old = "" if steps else ", or put the old file back"
            changed = f"{file.name} was changed since the filed run was built"
            return f"{changed}; build and file the round again{old}"
    return ""


def _kind(file: InputFile, round_: Round) -> str:
    """What a rule calls a file that was read; the review of open answers holds answers too."""
    if round_.scorecard and file.name == round_.scorecard.file:
        return "scorecard"
    if round_.client_survey and file.name == round_.client_survey.file:
        return "client_survey"
    return file.kind if file.kind in ("plans", "units", "withdrawal") else "answers"


def _raw_file(path: Path, folder: Path, *, read: bool) -> RawFile:
    name = path.relative_to(folder).as_posix()
    return RawFile(name, path.stat().st_size, sha256_of(path), read)


def _others(folder: Path, known: set[str]) -> Iterator[str]:
    """Files that no run read and no rule names; what people declared is not among them."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        declared = path.parent == folder and path.suffix == ".toml"
        if path.is_file() and name not in known and not declared and not path.match(RECEIPTS):
            yield name


def _refused(data: RoundData, reason: str) -> RoundData:
    return replace(data, state="refused", reason=reason)
