"""Earlier runs of the same round: what they told, and which of today's answers they rest on.

Beside the runs, and in none of them, lies a file for each with a keyed digest of every respondent's
row and with what its proof rests on, readable by its owner alone. It is never archived or sent.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator.archive.bag import PAYLOAD
from generator.archive.digests import ROWS, digest_file, digest_files
from generator.archive.given import given_runs
from generator.archive.package import packages_of
from generator.archive.run import read_definition
from generator.disclosure.certificate import Certificate, bare, results_hash
from generator.disclosure.rerelease import EarlierRelease
from generator.errors import ArgumentError
from generator.private import write_private
from generator.results import ReleasedResults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.dataset import Inputs
    from generator.disclosure import Kept
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

    Runs lie under ``folder``. Those that were sent or filed count also when they are gone, and so
    does every package of the round in ``archive``: somebody may have read it. ``inputs`` and
    ``study`` are as they were read, before background categories are joined.
    """
    there = [run for run in sorted(folder.iterdir()) if _is_run(run)] if folder.is_dir() else []
    filed = packages_of(archive, study=study.id, round_=round_.id) if archive else []
    given = [*given_runs(folder), *(package / PAYLOAD for package in filed)]
    found: dict[str, EarlierRelease] = {}
    for run in (*there, *given):
        one = _read(run)
        if one.results_sha256 not in found:
            found[one.results_sha256] = _known_again(one, folder, inputs, study, round_)
        if run in given:
            found[one.results_sha256] = replace(found[one.results_sha256], given=True)
    return tuple(found.values())


def _is_run(folder: Path) -> bool:
    hidden = folder.is_symlink() or folder.name.startswith(".")
    return not hidden and (folder / "results.json").is_file()


def keep_rows(
    folder: Path,
    run_id: str,
    inputs: Inputs,
    *,
    study: Study,
    kept: Kept | None = None,
    known: Sequence[str] = (),
) -> None:
    """Write the digests of a run's rows, and what its proof rests on, beside it.

    Those of runs that are gone are forgotten, but for those that were given and the ``known``.
    """
    place = folder / ROWS
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = [*known, *(run.name for run in given_runs(folder))]
    for file in digest_files(folder):
        if file.stem not in known and not (folder / file.stem).is_dir():
            file.unlink()
    from generator.scoring.earlier import digest_key, rows_of  # brings pandas

    key = digest_key(inputs, study=study)
    rows = rows_of(inputs, study=study, key=key)
    content = {
        "schema": 1,
        "key": key.hex(),
        "groups": {group: asdict(each) for group, each in rows.items()},
        **(kept.content() if kept else {}),
    }
    write_private(digest_file(folder, run_id), f"{json.dumps(content)}\n".encode())


def answers_hash(inputs: Inputs) -> str:
    """One hash of all survey files, whatever their names: the same for the same answers."""
    digest = sha256()
    for group, survey in sorted(inputs.surveys.items()):
        for file in sorted(file.sha256 for file in survey.files):
            digest.update(f"{group}\0{file}\0".encode())
    return digest.hexdigest()


def _read(run: Path) -> EarlierRelease:
    """What a run told; of whom is another question."""
    try:
        name = str(json.loads((run / "manifest.json").read_text("utf-8"))["run"])
        released = ReleasedResults.from_json((run / "results.json").read_text("utf-8"))
        certificate = Certificate.from_json((run / "certificate.json").read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError, StopIteration):
        raise ArgumentError(
            f"{run} is no run that can be read, so nobody can say what it told of this round. "
            "Move it away if nobody was given it."
        ) from None
    return EarlierRelease(
        run=name,
        folder=str(run),
        results_sha256=results_hash(bare(released)),
        released=released,
        people=None,
        before=certificate.earlier,
    )


def _known_again(
    one: EarlierRelease, runs: Path, inputs: Inputs, study: Study, round_: Round
) -> EarlierRelease:
    """The release with those of today's people whom it told of, or what stands in the way."""
    try:
        kept = digest_file(runs, one.run)
        people = _people(Path(one.folder), kept, inputs, study, round_)
    except LookupError as error:
        return replace(one, problem=str(error.args[0]))
    return replace(one, people=people, same_answers=_everybody(people, inputs))


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
