"""Earlier releases of a round: what they published, and which of today's answers are behind it.

A release is never a reason to refuse a later one, so what cannot be read is named and left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from generator.archive.bag import PAYLOAD
from generator.archive.kept_releases import KeptRows, read_kept_rows, rows_file, sent_runs
from generator.archive.package import packages_in
from generator.disclosure.certificate import Certificate, own_nodes
from generator.disclosure.later_release import GONE, EarlierRelease, IncludedToday
from generator.history.published_round import PublishedBefore
from generator.results.store import ReleasedResults
from generator.round.model import Round
from generator.run.contents import CERTIFICATE, RESULTS, read_definition, read_manifest
from generator.sources.inputs import Inputs
from generator.study.model import Study

OVERLAPPING = 0.5
"""Another round asked the same people where so large a part of its rows is found again."""

Found = dict[str, tuple[int | None, ...]]
"""Today's row of each row of an earlier run, by respondent group."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A run as it lies somewhere, read; ``names`` are all runs that published the same."""

    folder: Path
    names: tuple[str, ...]
    results: ReleasedResults
    certificate: Certificate
    kept: KeptRows | None


def earlier_releases(
    folder: Path, inputs: Inputs, *, study: Study, round_: Round, archive: Path | None = None
) -> PublishedBefore:
    """Every earlier release of the round, and those of rounds that asked many of the same people.

    Runs lie under ``folder``. Those that were sent or filed count also when they are gone, and so
    does every package of the round in ``archive``: somebody may have read it. What was made from
    the very answers, figures and definitions of today is held against what it was held against
    then; where a run of those is gone, against itself: nobody else knows what it carried over.
    """
    runs, unreadable = _runs(folder, archive, study=study.id, round_=round_.id)
    of_round = []
    same = []
    for run in runs:
        rows = _rows(run, inputs)
        if rows and not any(row is not None for group in rows.values() for row in group):
            continue
        of_round.append(_release(run, rows, study))
        if _same_answers(run, rows, inputs) and _same_otherwise(run, inputs, study, round_):
            same.append(run)
    releases = (*_of_other_rounds(folder, inputs, study, archive), *of_round)
    for run in same:
        known = tuple(_known_to(run, releases, runs))
        if len(known) == len(run.certificate.releases):
            releases = known
            break
    names = tuple(name for run in runs for name in run.names)
    return PublishedBefore(releases, names, unreadable)


def _runs(
    folder: Path, archive: Path | None, *, study: str, round_: str
) -> tuple[list[_Run], tuple[str, ...]]:
    """The runs of a round by release, each that published something else once; and unreadable."""
    folders = (path for path in sorted(folder.glob("[!.]*")) if not path.is_symlink())
    there = (path for path in folders if (path / RESULTS).is_file())
    # Also packages that no index knows yet, and those filed anew since.
    filed = packages_in(archive, f"{study}/{round_}") if archive else []
    found: dict[str, _Run] = {}
    unreadable = []
    for place in (*there, *sent_runs(folder), *(package / PAYLOAD for package in filed)):
        try:
            run = _read(place, folder)
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            unreadable.append(str(place))
            continue
        published = _published(run.results)
        if known := found.get(published):
            run = replace(
                known,
                names=tuple(dict.fromkeys((*known.names, *run.names))),
                kept=known.kept or run.kept,
            )
        found[published] = run
    order = sorted(found.items(), key=lambda one: (one[1].results.release, one[0]))
    return [run for _, run in order], tuple(unreadable)


def _read(place: Path, runs: Path) -> _Run:
    name = read_manifest(place).run
    results = ReleasedResults.from_json((place / RESULTS).read_text("utf-8"))
    certificate = Certificate.from_json((place / CERTIFICATE).read_text("utf-8"))
    try:
        kept = read_kept_rows(rows_file(runs, name))
    except (OSError, ValueError):
        kept = None
    return _Run(place, (name,), results, certificate, kept)


def _published(results: ReleasedResults) -> str:
    """What a release published of its own round: management's report adds earlier ones."""
    own = replace(
        results,
        steps=own_nodes(results.steps),
        units={unit: own_nodes(nodes) for unit, nodes in results.units.items()},
    )
    return sha256(own.to_json().encode()).hexdigest()


def _release(
    run: _Run, rows: Found | None, study: Study, *, of_round: bool = True
) -> EarlierRelease:
    from generator.scoring.earlier import redefined  # brings pandas

    try:
        then, _ = read_definition(run.folder)
        changed = redefined(study, then=then)
    except (OSError, ValueError):  # then nothing is known to be defined as it was
        changed = frozenset({*study.constructs, *study.items, *study.background})
    return EarlierRelease(
        run=run.names[0],
        release=run.results.release,
        results=run.results,
        included=None if rows is None or run.kept is None else _today(run.kept, rows),
        redefined=changed,
        of_round=of_round,
    )


def _today(kept: KeptRows, rows: Found) -> dict[str, IncludedToday]:
    """Who is behind each published figure, in today's rows; each set of rows once."""
    found: dict[str, IncludedToday] = {}
    for group, included in kept.kept.included.items():
        now = rows[group]
        sets = {
            then: tuple(None if row == GONE else now[row] for row in then)
            for then in set(included.values())
        }
        found[group] = {key: sets[then] for key, then in included.items()}
    return found


def _rows(run: _Run, inputs: Inputs) -> Found | None:
    """Today's row of each of a run's rows; None where nobody can say."""
    from generator.scoring.earlier import found_again  # brings pandas

    if not inputs.surveys and not run.results.table.groups:
        return {}
    if run.kept is None:
        return None
    try:
        return found_again(inputs, run.kept.rows, key=run.kept.key)
    except LookupError:
        return None


def _same_answers(run: _Run, rows: Found | None, inputs: Inputs) -> bool:
    """Whether the run was made of today's answers, all of them and no others.

    Where its rows are not known any more, only the very same files are.
    """
    if rows is None:
        return run.certificate.answers_sha256 == inputs.answers_sha256
    return rows.keys() == inputs.surveys.keys() and all(
        None not in found and len(found) == len(inputs.surveys[group].frame)
        for group, found in rows.items()
    )


def _same_otherwise(run: _Run, inputs: Inputs, study: Study, round_: Round) -> bool:
    """Whether a run was made by today's definitions and of today's figures about clients."""
    about_clients = [each for each in (inputs.scorecard, inputs.client_survey) if each]
    today = {file.sha256 for each in about_clients for file in each.files}
    try:
        read = {file.sha256 for file in read_manifest(run.folder).inputs}
        return today <= read and read_definition(run.folder) == (study, round_.without_people())
    except (OSError, ValueError):
        return False


def _known_to(
    same: _Run, releases: Sequence[EarlierRelease], runs: Sequence[_Run]
) -> Iterator[EarlierRelease]:
    """What a release was held against when it was made first, under the names it said."""
    names = {run.names[0]: run.names for run in runs}
    for one in releases:
        for name in names.get(one.run, (one.run,)):
            if name in same.certificate.releases:
                yield replace(one, run=name)
                break


def _of_other_rounds(
    folder: Path, inputs: Inputs, study: Study, archive: Path | None
) -> Iterator[EarlierRelease]:
    """Releases of the study's other rounds that asked many of the same people."""
    for other in sorted(folder.parent.glob("*")):
        if other != folder and other.is_dir() and not other.is_symlink():
            for run in _runs(other, archive, study=study.id, round_=other.name)[0]:
                rows = _rows(run, inputs)
                if rows is not None and overlaps(rows, inputs):
                    yield _release(run, rows, study, of_round=False)


def overlaps(rows: Found, inputs: Inputs) -> bool:
    """Whether most of either round's people are in the other; a part of the county may be one."""
    found = [row is not None for group in rows.values() for row in group]
    now = sum(len(inputs.surveys[group].frame) for group in rows)
    return bool(found) and sum(found) >= OVERLAPPING * min(len(found), now)
