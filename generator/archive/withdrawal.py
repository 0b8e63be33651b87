"""A respondent who withdrew is taken out of a round's files, whole or not at all, with a receipt.

All that changes is written beside the files first, and the round is read there as it will be. What
was confirmed is written down before the first file is replaced; the next ``withdraw`` does the
rest. What is filed or sent stays as it is.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from generator.archive.copies import copies_elsewhere, copies_in
from generator.archive.kept_releases import digests_gone, forget_digests, rows_files
from generator.errors import ArgumentError, InputError
from generator.files import json_text, sha256_of, write_private
from generator.freetext.review import ID, NAMES, refresh_review
from generator.round.model import Round
from generator.run.contents import MANIFEST, read_manifest
from generator.sources import read_inputs
from generator.sources.cells import folded
from generator.sources.formats import read_file
from generator.sources.inputs import Inputs
from generator.sources.sheets import File, table_of
from generator.sources.unit_list import read_round
from generator.sources.withdrawals import (
    PLAN,
    WITHDRAWING,
    file_in,
    row_of,
    rows_of,
    rows_with,
    without_rows,
)
from generator.study.model import Study


@dataclass(slots=True)
class Withdrawal:
    """What is to be done; what files will be is written in ``WITHDRAWING`` until it is confirmed.

    ``changes`` have each file's sha256 before and after. ``digests`` are of rows that are there no
    longer, by the file beside the runs that has them. ``elsewhere`` are copies that nobody changes.
    """

    folder: Path
    runs: Path
    study: Study
    round: Round
    group: str
    rows: int
    by_hand: bool
    receipt: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    answers: int = 0
    digests: dict[Path, list[str]] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)

    @property
    def stage(self) -> Path:
        """The round as it will be, a link for each file that stays."""
        return self.folder / WITHDRAWING / "round"

    def described(self) -> Iterator[str]:
        """What goes, and nothing of what it says."""
        many = "1 row" if self.rows == 1 else f"{self.rows} rows"
        yield f"{self.group}: {many}{', taken out by hand' if self.by_hand else ''}."
        for name, before, after in self.changes:
            if before != after and (self.stage / name).is_file():
                yield f"  {self.folder / name}: written without the respondent"
        if self.answers:
            yield f"  open answers that go: {self.answers}"
        for file in self.digests:
            yield f"  {file}: the digest goes"
        for copy in self.elsewhere:
            yield f"  a copy may lie in {copy}: see to it yourself"

    def change(self, name: str, content: bytes) -> None:
        """Write what a file will be."""
        path, was = self.stage / name, self.folder / name
        path.unlink()
        write_private(path, content)
        path.chmod(was.stat().st_mode)
        self.changes.append((name, sha256_of(was), sha256_of(path)))

    def forget(self) -> None:
        """Take away what was written, unless it was confirmed."""
        if not (self.folder / WITHDRAWING / PLAN).exists():
            shutil.rmtree(self.folder / WITHDRAWING, ignore_errors=True)


def prepare_withdrawal(
    folder: Path, key: str | None, *, group: str | None, by_hand: bool, out: Path, time: datetime
) -> Withdrawal:
    """Find a respondent and write, beside the round's files, what they are without her.

    ``by_hand`` where her row is out of the file already. Raises ArgumentError where there is no
    such respondent, ``InputError`` where the round cannot be read or a file cannot be written.
    """
    study, round_ = read_round(folder)
    row = None
    if by_hand:
        group = _taken_out_of(key, study, round_, folder, group=group)
    elif key is None:
        raise ArgumentError("Say who withdrew, with --respondent KEY.")
    else:
        row = row_of(key, study, round_, folder, group=group)
        group = row.group
    found = Withdrawal(
        folder=folder,
        runs=out / study.id / round_.id,
        study=study,
        round=round_,
        group=group,
        rows=len(row.numbers) if row else 1,
        by_hand=by_hand,
        receipt=f"withdrawn-{time:%Y%m%dT%H%M%S}.json",
    )
    if (folder / found.receipt).exists():
        raise ArgumentError(f"{found.receipt} is there already. Wait a second, or give --time.")
    before = None if by_hand else read_inputs(study, round_, folder)
    found.forget()
    try:
        found.stage.parent.mkdir(mode=0o700)
        rest = shutil.ignore_patterns(WITHDRAWING)
        shutil.copytree(folder, found.stage, ignore=rest, copy_function=_link)
        if row and key is not None:
            file = file_in(folder, row.file)
            values = frozenset({folded(key)})
            places = rows_with(file, row.column, values)
            places |= dict.fromkeys(row.sheets, row.numbers)
            found.change(file.name, without_rows(file, places))
            _change_copies(found, file, row.column, values)
        else:
            found.changes += _changed_since(found)
        _write_receipt(found, time)  # whoever withdrew was invited all the same
        inputs = read_inputs(study, round_, found.stage)
        _change_review(found, inputs)
        for kept in rows_files(found.runs):
            if gone := digests_gone(kept, before, inputs, found.group):
                found.digests[kept] = gone
        if by_hand and rows_files(found.runs) and not found.digests:
            raise ArgumentError("Every row that the earlier runs were built from is still there.")
        _write_receipt(found, time)
    except BaseException:
        found.forget()
        raise
    return found


def confirm(found: Withdrawal) -> Path:
    """Do what was prepared; returns the receipt's path."""
    plan = {
        "receipt": found.receipt,
        "files": found.changes,
        "digests": {str(file.resolve()): gone for file, gone in found.digests.items()},
    }
    write_private(found.folder / WITHDRAWING / PLAN, json_text(plan).encode())
    finish(found.folder)
    return found.folder / found.receipt


def finish(folder: Path) -> bool:
    """Do a withdrawal that was confirmed, or what is left of it; whether there was one."""
    begun = folder / WITHDRAWING
    if not (begun / PLAN).is_file():
        return False
    plan = json.loads((begun / PLAN).read_bytes())
    for name, before, after in plan["files"]:
        target, written = folder / name, begun / "round" / name
        if sha256_of(target) == before != after and not written.is_symlink():
            os.replace(written, target)
        elif sha256_of(target) != after:
            raise ArgumentError(
                f"{name} was changed since the withdrawal was confirmed. Remove "
                f"{begun} and run kontorrapport withdraw again for the same respondent."
            )
    for file, gone in plan["digests"].items():
        if Path(file).is_file():
            forget_digests(Path(file), gone)
    if (begun / "round" / plan["receipt"]).is_file():
        os.replace(begun / "round" / plan["receipt"], folder / plan["receipt"])
    shutil.rmtree(begun)
    return True


def _taken_out_of(
    key: str | None, study: Study, round_: Round, folder: Path, *, group: str | None
) -> str:
    """The group whose file somebody was taken out of by hand."""
    if group is None and len(round_.groups) == 1:
        group = next(iter(round_.groups))
    if group not in round_.groups:
        raise ArgumentError(f"Say in which group: --group {' or '.join(round_.groups)}.")
    for row in rows_of(key, study, round_, folder, groups=[group])[0] if key else ():
        raise ArgumentError(f"The respondent is still in {row.file}. Leave out --by-hand.")
    return group


def _link(source: str, target: str) -> None:
    """A link instead of a copy."""
    Path(target).symlink_to(Path(source).resolve())


def _change_copies(found: Withdrawal, file: File, column: str, values: frozenset[str]) -> None:
    """Take the rows out of copies too; what is no such table is for somebody to look at."""
    digest = sha256(file.data).hexdigest()
    content = (found.stage / file.name).read_bytes()
    for name in sorted({*copies_in(found.folder, [file.name], [digest])} - {file.name}):
        copy = read_file(found.folder / name, folder=found.folder)
        if copy.data == file.data:
            found.change(name, content)
            continue
        try:
            if places := rows_with(copy, column, values):
                found.change(name, without_rows(copy, places))
        except InputError:
            found.elsewhere.append(str(found.folder / name))
    known = [(len(file.data), digest)]
    found.elsewhere += copies_elsewhere(found.folder, found.runs, known)


def _change_review(found: Withdrawal, inputs: Inputs) -> None:
    """Write the file of open answers, and copies of it, without answers that are there no more."""
    name = next((name for name in NAMES if (found.folder / name).exists()), "")
    if not name or not found.study.open_questions:
        return
    was = read_file(found.folder / name, folder=found.folder)
    again = refresh_review(inputs, study=found.study, round_=found.round, folder=found.stage)
    found.answers = again.gone
    content = (found.stage / name).read_bytes()
    if content == was.data:
        return
    found.change(name, content)
    here = {folded(answer.id) for answer in again.answers}
    gone = frozenset(map(folded, table_of(was.sheets()[0]).cells(ID))) - here
    _change_copies(found, was, ID, gone)


def _changed_since(found: Withdrawal) -> Iterator[tuple[str, str, str]]:
    """What the group's files were in the round's runs, where they are another now."""
    known: dict[tuple[str, str], None] = {}
    for manifest in sorted(found.runs.glob(f"*/{MANIFEST}")):
        inputs = read_manifest(manifest.parent).inputs
        known |= {(file.name, file.sha256): None for file in inputs}
    declared = tuple(found.round.groups[found.group].files)
    for name, before in known:
        now = found.folder / name
        if name.startswith(declared) and now.is_file() and (after := sha256_of(now)) != before:
            yield name, before, after


def _write_receipt(found: Withdrawal, time: datetime) -> None:
    """How many were taken out of which group's files, when; nothing of whose rows they were."""
    receipt = {
        "schema": 1,
        "study": found.study.id,
        "round": found.round.id,
        "withdrawn": time.isoformat(),
        "group": found.group,
        "rows": found.rows,
        "by_hand": found.by_hand,
        "files": [{"name": n, "before": b, "after": a} for n, b, a in found.changes],
        "digests": [file.name for file in found.digests],
    }
    write_private(found.stage / found.receipt, json_text(receipt).encode())
