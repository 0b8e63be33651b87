"""Earlier rounds as the archive holds them: results and definitions, no answers."""

from dataclasses import asdict, dataclass
from pathlib import Path

from generator.archive.bag import PAYLOAD
from generator.archive.index import FILE, open_index
from generator.archive.package import PackageEntry, in_order, packages_in
from generator.errors import ArgumentError
from generator.files import sha256_of
from generator.history.published_round import PublishedBefore, PublishedRound
from generator.round.model import Round
from generator.run.contents import (
    RESULTS,
    ROUND,
    STUDY,
    RunFiles,
    made_by_older,
    read_definition,
    read_results,
)
from generator.run.manifest import ROUND_KIND
from generator.sources.inputs import SourceFile


@dataclass(frozen=True, slots=True)
class Filed(PackageEntry):
    """A filed round. ``folder`` holds results.json and definition/; ``order`` counts filings."""

    folder: Path
    order: int


def filed_rounds(archive: Path, *, study: str, index: str | None = None) -> tuple[Filed, ...]:
    """The filed rounds of a study by date, then by filing; of each the package filed last.

    Empty where nothing was filed yet. ``index`` is the address of a shared index; without it the
    archive's own index.sqlite is read, and where there is none the packages themselves.
    """
    if index is None and not (archive / FILE).is_file():
        found = in_order(packages_in(archive, f"{study}/*"))
        entries = {order: each for order, each in enumerate(found, 1) if each.kind == ROUND_KIND}
    else:
        with open_index(archive, index) as opened:
            entries = opened.filed_last(study, ROUND_KIND)
    latest = {
        entry.round: Filed(**asdict(entry), folder=archive / entry.path / PAYLOAD, order=order)
        for order, entry in entries.items()
    }
    return tuple(sorted(latest.values(), key=lambda filed: (filed.date, filed.order)))


def read_history(
    archive: Path, round_: Round, *, study: str, index: str | None = None
) -> PublishedBefore:
    """Every round of the study that was filed in ``archive`` with an earlier date than this one.

    ``index`` is the address of a shared index, instead of the one that the round declares.
    """
    before = _before(archive, round_, study=study, index=index)
    older = {each.round: made_by_older(RunFiles(each.folder)) for each in before}
    filed = [each for each in before if not older[each.round]]
    return PublishedBefore(
        rounds=tuple(_read(each.folder) for each in filed),
        files=tuple(
            SourceFile(
                name=f"{each.round}/{name}",
                kind="archived",
                size=(each.folder / name).stat().st_size,
                sha256=sha256_of(each.folder / name),
            )
            for each in filed
            for name in (RESULTS, STUDY, ROUND)
        ),
        older=tuple(f"{name}: {why}" for name, why in older.items() if why),
    )


def newest_rounds(
    archive: Path, round_: Round, *, study: str, index: str | None = None
) -> tuple[PublishedRound, ...]:
    """Of what ``read_history`` reads the newest rounds, oldest first.

    As many as it takes to have what this round brings, a survey and a scorecard, in one of them.
    """
    found: list[PublishedRound] = []
    lacking = {"groups", "scorecard"}
    for each in reversed(_before(archive, round_, study=study, index=index)):
        lacking = {name for name in lacking if getattr(round_, name)}
        if found and not lacking:
            break
        if not made_by_older(RunFiles(each.folder)):
            found.insert(0, _read(each.folder))
            lacking = {name for name in lacking if not getattr(found[0].round, name)}
    return tuple(found)


def _before(archive: Path, round_: Round, *, study: str, index: str | None) -> list[Filed]:
    declared = round_.archiving.index if round_.archiving else None
    return [
        each
        for each in filed_rounds(archive, study=study, index=index or declared)
        if each.date < round_.date.isoformat() and each.round != round_.id
    ]


def _read(folder: Path) -> PublishedRound:
    released = read_results(folder)
    try:
        study, round_ = read_definition(folder)
    except (FileNotFoundError, ValueError):  # what pydantic raises is one
        raise ArgumentError(
            f"{folder} does not hold definitions that this version can read. Build that round "
            "again and file it, or leave it out of the archive."
        ) from None
    return PublishedRound(released, study, round_)
