"""What is kept beside a run of the round: by what its rows are known again, and who is in which.

A keyed digest of every respondent's row, the rows behind each published figure, and the sums that
the audit can be done again from. It is readable by its owner alone, never archived or sent, and
goes with the answers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.archive.digests import ROWS, digest_file, digest_files
from generator.archive.given import given_runs
from generator.disclosure.kept import kept_content, read_kept
from generator.disclosure.since import GONE, Kept
from generator.files import write_private

if TYPE_CHECKING:
    from generator.scoring.earlier import Rows
    from generator.sources.inputs import Inputs
    from generator.study.model import Study

SCHEMA: Final = 2


@dataclass(frozen=True, slots=True)
class KeptRun:
    """What was kept of a run: its rows' digests by respondent group, their key, and the rest."""

    key: bytes
    rows: Mapping[str, Rows]
    results_sha256: str
    kept: Kept


def keep_release(
    folder: Path,
    run_id: str,
    inputs: Inputs,
    *,
    study: Study,
    kept: Kept,
    release: int,
    results_sha256: str,
    known: Sequence[str] = (),
) -> None:
    """Write what must be known of a release beside its run.

    That of runs that are gone is forgotten, but for those that were given and the ``known``.
    """
    from generator.scoring.earlier import digest_key, rows_of  # brings pandas

    place = folder / ROWS
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = [*known, *(run.name for run in given_runs(folder))]
    for file in digest_files(folder):
        if file.stem not in known and not (folder / file.stem).is_dir():
            file.unlink()
    key = digest_key(inputs, study=study)
    rows = rows_of(inputs, study=study, key=key)
    content = {
        "schema": SCHEMA,
        "release": release,
        "results_sha256": results_sha256,
        "key": key.hex(),
        "groups": {group: asdict(each) for group, each in rows.items()},
        **kept_content(kept),
    }
    write_private(digest_file(folder, run_id), f"{json.dumps(content)}\n".encode())


def read_kept_run(file: Path) -> KeptRun:
    """What is kept of a run.

    Raises OSError, ValueError, LookupError, TypeError or AttributeError where it cannot be read.
    """
    from generator.scoring.earlier import Rows

    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    if content["schema"] != SCHEMA:
        raise ValueError(f"schema {content['schema']}, expected {SCHEMA}")
    rows = {
        name: Rows(tuple(each["columns"]), tuple(each["digests"]))
        for name, each in content["groups"].items()
    }
    kept = read_kept(content)
    for group, included in kept.included.items():
        most = len(rows[group].digests)
        if any(not GONE <= row < most for who in set(included.values()) for row in who):
            raise ValueError("a figure is of a row that there is not")
    return KeptRun(
        key=bytes.fromhex(content["key"]),
        rows=rows,
        results_sha256=str(content["results_sha256"]),
        kept=kept,
    )
