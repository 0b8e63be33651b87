"""Whether what was filed is as it was filed, and where results contradict their certificate.

The rank follows from who is behind which figure, which lies beside the runs while answers are kept.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.archive.bag import DECLARATION, PAYLOAD
from generator.archive.filing import FILING, LOCK, is_filed, receipts_in
from generator.archive.index import FILE as INDEX
from generator.archive.index import open_index
from generator.archive.kept_releases import KEPT, read_kept_rows, rows_file
from generator.archive.package import (
    PUBLIC_KEY,
    SIGNED_LIST,
    PackageEntry,
    ReceiptEntry,
    check_documents,
    check_package,
    describe,
    packages_in,
    signatures_of,
)
from generator.archive.retention import PENDING
from generator.disclosure.certificate import by_place
from generator.disclosure.kept import audit_again
from generator.errors import ArgumentError, VerificationError
from generator.files import DRAFT, sha256_of
from generator.progress import Progress
from generator.results.store import ReleasedResults
from generator.results.survey import Response
from generator.results.values import Nodes
from generator.round.model import Round
from generator.run.contents import (
    MANIFEST,
    PUBLISHED,
    RunFiles,
    made_by_older,
    read_definition,
    read_manifest,
)
from generator.run.finished import read_record
from generator.run.verify.certificate import recompute
from generator.study.model import Study

UNINDEXED = "the index lacks it; kontorrapport archive takes it in again from its folder data"
UNINDEXED_RECEIPT = "the index lacks it; take the index away, and the next filing makes it anew"
OTHER_EDITIONS = (
    "{n} of {all} packages were made by another edition of the program or its parts ({by}), so "
    "they were read strictly instead of made again. What that cannot see where words are others, "
    "says docs/archive.md."
)


def check_certificate(folder: Path, runs: Path) -> tuple[str, ...]:
    """What a run's results do not bear out of its certificate, and the rules they break.

    ``runs`` is where the round's runs were written. Files that lack are ``check_run``'s to find.
    """
    files = RunFiles(folder)
    if not all(name in files for name in PUBLISHED):
        return ()
    if older := made_by_older(files):
        return (older,)
    try:
        record = read_record(files)
        described = None
        if not record.certificate.reproduce_published:
            described = following(record.released, record.study, record.round)
    except (VerificationError, LookupError, ValueError, TypeError):
        return ("the certificate cannot be recomputed: one of the files it takes is not readable",)
    certificate = record.certificate
    findings = recompute(record.released, record.study, record.round, certificate, described)
    file = rows_file(runs, record.manifest.run)
    if not file.is_file():
        return findings
    try:
        kept = read_kept_rows(file)
    except ValueError:
        return (*findings, f"{file} cannot be read, so the rank cannot be examined again")
    if kept.results_sha256 != certificate.results_sha256:
        findings = (*findings, f"{file} is of other results")
    return (*findings, *audit_again(kept.kept, kept.key, certificate))


def following(results: ReleasedResults, study: Study, round_: Round) -> Nodes:
    """What follows from the published table, by its places, unrounded."""
    from generator.analysis import describe_nonresponse, describe_table  # brings scipy
    from generator.scoring.units import AnalysisUnit

    units = [
        AnalysisUnit(unit, response.offices, response.size)
        for unit, nodes in results.units.items()
        if isinstance(response := nodes.get("response"), Response)
    ]
    steps, of_units = describe_table(
        results.table,
        study=study,
        units=units,
        threshold=round_.policy.min_respondents,
        release=results.release,
    )
    silent, silent_in_unit = describe_nonresponse(
        {**results.steps, **steps},
        {unit: {**results.units[unit], **own} for unit, own in of_units.items()},
        study=study,
    )
    of_units = {unit: {**own, **silent_in_unit.get(unit, {})} for unit, own in of_units.items()}
    return by_place({**steps, **silent}, of_units)


def rank_taken(folder: Path, *, out: Path) -> str:
    """Why a rank is only what a certificate says of it, in one line; empty where it is not so.

    ``folder`` is a run, a filed package or an archive; runs of filed ones lie under ``out``.
    """
    taken = "groups, cells and rank are taken from the certificate: who is behind which figure"
    if (folder / MANIFEST).is_file():
        kept = rows_file(folder.parent, read_manifest(folder).run).is_file()
        why = "it was deleted with the answers, or the run was copied without it"
        return "" if kept else f"{taken} is not beside the run: {why}."
    if not (folder / DECLARATION).is_file():
        files = (rows_file(_runs_of(each, out), each.name) for each in packages_in(folder))
        gone = sum(not file.is_file() for file in files)
        packages = "1 package" if gone == 1 else f"{gone} packages"
        return f"{packages}: {taken} is not in {out}, or deleted with the answers." if gone else ""
    if rows_file(_runs_of(folder, out), folder.name).is_file():
        return ""
    if day := _deleted(folder):
        return f"{taken} was deleted with the answers on {day}."
    return f"{taken} is not in {_runs_of(folder, out)}. --out says where the runs lie."


def read_strictly(folder: Path) -> Iterator[str]:
    """The runs of a package or an archive that another edition made, and so how they were read."""
    from generator.run.program import differing

    packages = [folder] if (folder / DECLARATION).is_file() else packages_in(folder)
    made = [by for one in packages if (by := ", ".join(differing(read_manifest(one / PAYLOAD))))]
    if made:
        yield OTHER_EDITIONS.format(
            n=len(made), all=len(packages), by="; ".join(dict.fromkeys(made))
        )


def _runs_of(package: Path, out: Path) -> Path:
    return out / package.parent.parent.name / package.parent.name


def _deleted(package: Path) -> str:
    """The day on which it was deleted who is behind which figure; empty if no receipt says so."""
    for path in sorted(package.parent.glob("deleted-*.json")):
        receipt = json.loads(path.read_bytes())
        names = {file["name"] for file in receipt.get("digests", ())}
        if f"{KEPT}/{package.name}.json" in names:
            return str(receipt["deleted"])[:10]
    return ""


def check_filed(
    folder: Path,
    *,
    index: str | None = None,
    out: Path = Path("output"),
    progress: Progress = lambda _stage, _done, _total: None,
) -> tuple[str, ...]:
    """What a package, or a whole archive, no longer is; raises ArgumentError for another folder.

    Its runs lie under ``out``, where they still do. ``index`` is the address of a shared index, by
    default the one that a filed round declares where the archive has none of its own.
    """
    if not is_filed(folder):
        raise ArgumentError(f"{folder} is no package and no archive.")
    if (folder / DECLARATION).is_file():
        return tuple(_package_findings(folder, index, out))
    return tuple(_archive_findings(folder, index, out, progress))


def _package_findings(package: Path, index: str | None, out: Path) -> Iterator[str]:
    if findings := check_package(package):
        yield from findings
        return
    yield from _contradictions(package, out, again=True)
    archive = package.parents[2]
    index = index or _declared_index(archive, [package])
    if index or (archive / INDEX).is_file():
        with open_index(archive, index) as opened:
            yield from _against_index(package, opened.find(package.relative_to(archive)))


def _archive_findings(
    archive: Path, index: str | None, out: Path, progress: Progress
) -> Iterator[str]:
    packages, receipts = packages_in(archive), receipts_in(archive)
    with open_index(archive, index or _declared_index(archive, packages)) as opened:
        rows = opened.entries()
        for done, package in enumerate(packages):
            progress("reading the packages", done, len(packages))
            name = package.relative_to(archive)
            findings = check_package(package) or (
                *_contradictions(package, out),
                *_against_index(package, rows.get(name)),
            )
            yield from (f"{name}: {finding}" for finding in findings)
        for path in receipts:
            row = rows.get(name := path.relative_to(archive))
            if row is None:
                yield f"{name}: {UNINDEXED_RECEIPT}"
            elif not isinstance(row, ReceiptEntry) or sha256_of(path) != row.sha256:
                yield f"{name} was changed"
        present = {path.relative_to(archive) for path in (*packages, *receipts)}
        yield from (f"{row} is in the index and is missing" for row in rows if row not in present)
    yield from _never_filed(archive, {*packages, *receipts})


def _contradictions(package: Path, out: Path, *, again: bool = False) -> Iterator[str]:
    """What a package's results do not bear out: of its certificate, and of its documents."""
    yield from check_certificate(package / PAYLOAD, _runs_of(package, out))
    yield from check_documents(RunFiles(package / PAYLOAD), again=again)


def _declared_index(archive: Path, packages: Sequence[Path]) -> str | None:
    """The shared index that a filed round names; none where the archive has its own."""
    if (archive / INDEX).is_file():
        return None
    for package in packages:
        try:
            archiving = read_definition(package / PAYLOAD)[1].archiving
        except (OSError, ValueError):  # a spoilt package, which its own check finds
            continue
        if archiving and archiving.index:
            return archiving.index
    return None


def _against_index(package: Path, row: PackageEntry | ReceiptEntry | None) -> Iterator[str]:
    if row is None:
        yield UNINDEXED
    elif row != describe(package):
        yield "the index tells of it otherwise"


def _never_filed(archive: Path, known: set[Path]) -> Iterator[str]:
    """Files that were never filed; what an interruption left hidden is not among them."""
    signed = (*archive.glob(SIGNED_LIST.format("*")), *archive.glob(PUBLIC_KEY.format("*")))
    known = {*known, *map(signatures_of, known), *signed}
    for path in sorted(archive.rglob("*")):
        inside = path.relative_to(archive)
        if not path.is_file() or known & {path, *path.parents}:
            continue
        if inside.name.startswith(PENDING):
            yield "a deletion of raw data was interrupted; run kontorrapport retention again"
        elif not inside.parts[0].startswith((DRAFT, LOCK, FILING, INDEX)):
            yield f"{inside} was never filed"
