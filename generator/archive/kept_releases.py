"""What is kept of each release beside a round's runs, for later releases to be held against.

``.earlier/<run>.json`` has a keyed digest of each respondent's row, the rows behind each published
figure, and the sums to audit it again from: for its owner alone, and it goes with the answers.
``.earlier/<run>/`` has what a run published that was sent or filed, also when its folder is gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.disclosure.kept import kept_content, read_kept
from generator.disclosure.later_release import GONE, Kept
from generator.files import READ_ONLY, write_folder, write_private
from generator.run.contents import PUBLISHED, read_manifest

if TYPE_CHECKING:
    from generator.publish import Published
    from generator.scoring.earlier import Rows
    from generator.sources.inputs import Inputs
    from generator.study.model import Study

SCHEMA: Final = 2
KEPT: Final = ".earlier"


@dataclass(frozen=True, slots=True)
class KeptRows:
    """What was kept of a run: its rows' digests by respondent group, their key, and the rest."""

    key: bytes
    rows: Mapping[str, Rows]
    results_sha256: str
    kept: Kept


def rows_file(runs: Path, run: str) -> Path:
    """Where the digests of a run's rows are, existing or not."""
    return runs / KEPT / f"{run}.json"


def rows_files(runs: Path) -> list[Path]:
    """Every file with digests beside the runs in ``runs``; none where there is no such folder."""
    return sorted(path for path in (runs / KEPT).glob("*") if path.is_file())


def keep_release(
    runs: Path,
    run_id: str,
    inputs: Inputs,
    *,
    study: Study,
    published: Published,
    known: Sequence[str] = (),
) -> None:
    """Write what must be known of a release beside its run.

    That of runs that are gone is forgotten, but for those that were sent and the ``known``.
    """
    from generator.scoring.earlier import digest_key, rows_of  # brings pandas

    (runs / KEPT).mkdir(mode=0o700, parents=True, exist_ok=True)
    known = [*known, *(run.name for run in sent_runs(runs))]
    for file in rows_files(runs):
        if file.stem not in known and not (runs / file.stem).is_dir():
            file.unlink()
    key = digest_key(inputs, study=study)
    rows = rows_of(inputs, study=study, key=key)
    content = {
        "schema": SCHEMA,
        "release": published.results.release,
        "results_sha256": published.certificate.results_sha256,
        "key": key.hex(),
        "groups": {group: asdict(each) for group, each in rows.items()},
        **kept_content(published.kept),
    }
    write_private(rows_file(runs, run_id), f"{json.dumps(content)}\n".encode())


def forget_unwritten(runs: Path, run_id: str, *, known: Sequence[str]) -> None:
    """Take away what was kept of a run that then could not be written, and folders made for it."""
    if not (runs / run_id).is_dir() and run_id not in known:
        with suppress(OSError):
            rows_file(runs, run_id).unlink(missing_ok=True)
    for folder in (runs / KEPT, runs, runs.parent, runs.parent.parent):
        with suppress(OSError):  # one with something else in it stays
            folder.rmdir()


def read_kept_rows(file: Path) -> KeptRows:
    """What is kept of a run; raises OSError or ValueError where it cannot be read."""
    from generator.scoring.earlier import Rows

    try:
        content = json.loads(file.read_text("utf-8"))
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
        key, results = bytes.fromhex(content["key"]), str(content["results_sha256"])
        return KeptRows(key, rows, results, kept)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"{file} cannot be read") from error


def digests_gone(file: Path, before: Inputs | None, inputs: Inputs, group: str) -> list[str]:
    """The digests of rows that a run was built from and that are there no more.

    Where ``before`` is known, only of those that were there then.
    """
    from generator.scoring.earlier import found_again  # brings pandas

    try:
        rows = read_kept_rows(file)
        now = found_again(inputs, rows.rows, key=rows.key)[group]
        then = found_again(before or inputs, rows.rows, key=rows.key)[group]
    except (OSError, ValueError, LookupError):
        return []
    found = zip(rows.rows[group].digests, then, now, strict=True)
    return [each for each, a, b in found if each and b is None and (a is not None or not before)]


def forget_digests(file: Path, digests: Sequence[str]) -> None:
    """Take digests of rows away; whoever they were of is GONE from figures from now on."""
    content = json.loads(file.read_text("utf-8"))
    for group in content["groups"].values():
        group["digests"] = ["" if each in digests else each for each in group["digests"]]
    write_private(file, f"{json.dumps(content)}\n".encode())


def keep_sent_run(run: Path) -> None:
    """Keep what a run publishes, beside it; called before anybody is sent it or it is filed."""
    run = run.resolve()
    kept, name = run.parent / KEPT, read_manifest(run).run
    if (kept / name).is_dir():
        return
    kept.mkdir(mode=0o700, exist_ok=True)
    files = {part: (run / part).read_bytes() for part in PUBLISHED if (run / part).is_file()}
    write_folder(kept / name, files, drafts=kept, mode=READ_ONLY)


def sent_runs(runs: Path) -> list[Path]:
    """What each run in ``runs`` published that was sent or filed, whether it is still there."""
    return sorted(path for path in (runs / KEPT).glob("[!.]*") if path.is_dir())
