"""EarlierRelease runs of the same round: what they told, and which of today's answers they rest on.

Beside the runs, and in none of them, lies a file for each with a keyed digest of every respondent's
row, readable by its owner alone. It is never archived or sent.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.digests import ROWS
from generator.archive.filed import filed_rounds
from generator.archive.run import read_definition
from generator.disclosure.certificate import Certificate, bare, results_hash
from generator.disclosure.rerelease import EarlierRelease
from generator.errors import ArgumentError
from generator.private import write_private
from generator.results import ReleasedResults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.dataset import Inputs
    from generator.results.memberships import Memberships
    from generator.round import Round
    from generator.study import Study

GONE = "answers that are no longer there, or that were changed since"
UNKNOWN = "answers that cannot be found again, for the file about them is missing"
REDEFINED = "groups or answers that study.toml or round.toml defines differently now"


def earlier_releases(
    folder: Path, inputs: Inputs, *, study: Study, round_: Round, archive: Path | None = None
) -> tuple[EarlierRelease, ...]:
    """Every earlier run of the round that told anything else than the others, by its folder's name.

    Runs lie under ``folder``; those filed in ``archive`` count too. ``inputs`` and ``study`` are as
    they were read, before background categories are joined.
    """
    filed = filed_rounds(archive, study=study.id) if archive else ()
    runs = [run for run in sorted(folder.iterdir()) if _is_run(run)] if folder.is_dir() else []
    runs += [each.folder for each in filed if each.round == round_.id]
    found: dict[str, EarlierRelease] = {}
    for run in runs:
        one = _read(run, folder / ROWS, inputs, study, round_)
        found.setdefault(one.results_sha256, one)
    return tuple(found.values())


def _is_run(folder: Path) -> bool:
    hidden = folder.is_symlink() or folder.name.startswith(".")
    return not hidden and (folder / "results.json").is_file()


def keep_rows(
    folder: Path, run_id: str, inputs: Inputs, *, study: Study, known: Sequence[str] = ()
) -> None:
    """Write the digests of a run's rows beside it; forget those of runs gone and not ``known``."""
    place = folder / ROWS
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in place.iterdir():
        if file.stem not in known and not (folder / file.stem).is_dir():
            file.unlink()
    from generator.scoring.earlier import digest_key, rows_of  # brings pandas

    key = digest_key(inputs, study=study)
    rows = rows_of(inputs, study=study, key=key)
    content = {
        "schema": 1,
        "key": key.hex(),
        "groups": {group: asdict(each) for group, each in rows.items()},
    }
    write_private(place / f"{run_id}.json", f"{json.dumps(content)}\n".encode())


def answers_hash(inputs: Inputs) -> str:
    """One hash of all survey files, whatever their names: the same for the same answers."""
    digest = sha256()
    for group, survey in sorted(inputs.surveys.items()):
        for file in sorted(file.sha256 for file in survey.files):
            digest.update(f"{group}\0{file}\0".encode())
    return digest.hexdigest()


def _read(run: Path, kept: Path, inputs: Inputs, study: Study, round_: Round) -> EarlierRelease:
    try:
        name = str(json.loads((run / "manifest.json").read_text("utf-8"))["run"])
        released = ReleasedResults.from_json((run / "results.json").read_text("utf-8"))
        certificate = Certificate.from_json((run / "certificate.json").read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        raise ArgumentError(
            f"{run} is no run that can be read, so nobody can say what it told of this round. "
            "Move it away if nobody was given it."
        ) from None
    people, problem = None, ""
    try:
        people = _people(run, kept / f"{name}.json", inputs, study, round_)
    except LookupError as error:
        problem = str(error.args[0])
    return EarlierRelease(
        run=name,
        folder=str(run),
        results_sha256=results_hash(bare(released)),
        released=released,
        people=people,
        same_answers=people is not None and _everybody(people, inputs),
        problem=problem,
        before=certificate.earlier,
    )


def _everybody(people: Mapping[str, Memberships], inputs: Inputs) -> bool:
    """Whether the run told of every answer there is now."""
    return all(len(each.people) == len(inputs.surveys[name].frame) for name, each in people.items())


def _people(
    run: Path, kept: Path, inputs: Inputs, study: Study, round_: Round
) -> dict[str, Memberships]:
    """Who was in which group then; raises LookupError with what stands in the way."""
    from generator.scoring.earlier import people_then

    try:
        then, earlier_round = read_definition(run)
    except (OSError, ValueError):
        raise LookupError(REDEFINED) from None
    rows = _rows(kept, inputs)
    if rows is None:
        if not _same_files(run, inputs) or earlier_round.groups != round_.without_people().groups:
            raise LookupError(UNKNOWN)
        rows = {name: list(range(len(each.frame))) for name, each in inputs.surveys.items()}
    try:
        return people_then(inputs, rows, study=then, round_=earlier_round, now=study)
    except LookupError:
        raise LookupError(REDEFINED) from None


def _rows(file: Path, inputs: Inputs) -> dict[str, list[int]] | None:
    """Today's row of every answer the run told of, by group; None where no file says."""
    from generator.scoring.earlier import Rows, found_again

    try:
        content = json.loads(file.read_text("utf-8"))
        groups = {
            name: Rows(tuple(each["columns"]), tuple(each["digests"]))
            for name, each in content["groups"].items()
        }
        key = bytes.fromhex(content["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        return found_again(inputs, groups, key=key)
    except LookupError:
        raise LookupError(GONE) from None


def _same_files(run: Path, inputs: Inputs) -> bool:
    """Whether the run was made from these very survey files."""
    try:
        manifest = json.loads((run / "manifest.json").read_text("utf-8"))
        known = {file["sha256"] for file in manifest["inputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return False
    files = [file for survey in inputs.surveys.values() for file in survey.files]
    return all(file.sha256 in known for file in files)
