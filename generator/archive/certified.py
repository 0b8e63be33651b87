"""A run's certificate, recomputed from the results that are archived with it.

Its rank follows from who is behind which figure, which no run and no package holds. That lies
beside the runs for as long as the answers are kept; afterwards the rest is still recomputed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from generator.archive.bag import DECLARATION
from generator.archive.beside import read_kept_run
from generator.archive.digests import ROWS, digest_file
from generator.archive.filing import receipts_in
from generator.archive.package import packages_in
from generator.disclosure.certificate import Certificate
from generator.disclosure.kept import audit_again
from generator.results.store import ReleasedResults
from generator.results.survey import Response
from generator.results.values import Node, Suppressed
from generator.round.model import Round
from generator.run.contents import CERTIFICATE, MANIFEST, RESULTS, RunFiles, made_by_older
from generator.run.verify.certificate import recompute
from generator.run.write import ROUND, STUDY, read_definition
from generator.study.model import Study

FILES: Final = (RESULTS, CERTIFICATE, MANIFEST, STUDY, ROUND)


def check_certificate(folder: Path, runs: Path) -> tuple[str, ...]:
    """What a run's results do not bear out of its certificate, and the rules they break.

    ``runs`` is where the round's runs were written. A folder without the files for it has been
    found out by ``check_run`` already.
    """
    if not all((folder / name).is_file() for name in FILES):
        return ()
    if older := made_by_older(RunFiles(folder)):
        return (older,)
    try:
        results = ReleasedResults.from_json((folder / RESULTS).read_text("utf-8"))
        certificate = Certificate.from_json((folder / CERTIFICATE).read_text("utf-8"))
        study, round_ = read_definition(folder)
        file = digest_file(runs, _run_of(folder))
        described = {} if certificate.reproduce_published else _described(results, study, round_)
    except (ValueError, KeyError, TypeError, StopIteration):
        return ("the certificate cannot be recomputed: one of the files it takes is not readable",)
    findings = recompute(results, study, round_, certificate, described)
    if not file.is_file():
        return findings
    try:
        kept = read_kept_run(file)
    except (ValueError, LookupError, TypeError, AttributeError):
        return (*findings, f"{file} cannot be read, so the rank cannot be examined again")
    if kept.results_sha256 != certificate.results_sha256:
        findings = (*findings, f"{file} is of other results")
    return (*findings, *audit_again(kept.kept, kept.key, certificate))


def _described(
    results: ReleasedResults, study: Study, round_: Round
) -> dict[str, Node | Suppressed]:
    """The nodes that follow from the published table, by their places."""
    from generator.analysis import describe_table  # brings scipy, which check does not need
    from generator.scoring import AnalysisUnit

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
    found = {f"steps/{name}": node for name, node in steps.items()}
    for unit, nodes in of_units.items():
        found |= {f"units/{unit}/{name}": node for name, node in nodes.items()}
    return found


def rank_taken(folder: Path, *, out: Path) -> str:
    """Why a rank is only what a certificate says of it, in one line; empty where it is not so.

    ``folder`` is a run, a filed package or an archive; runs of filed ones lie under ``out``.
    """
    taken = "groups, cells and rank are taken from the certificate: who is behind which figure"
    if (folder / MANIFEST).is_file():
        kept = digest_file(folder.parent, _run_of(folder)).is_file()
        return "" if kept else f"{taken} is not beside the run; it is deleted with the answers."
    if not (folder / DECLARATION).is_file():
        gone = sum(not _kept(package, out) for package in packages_in(folder))
        packages = "1 package" if gone == 1 else f"{gone} packages"
        return f"{packages}: {taken} is not in {out}, or deleted with the answers." if gone else ""
    if _kept(folder, out):
        return ""
    if day := _deleted(folder):
        return f"{taken} was deleted with the answers on {day}."
    return f"{taken} is not in {runs_of(folder, out)}. --out says where the runs lie."


def runs_of(package: Path, out: Path) -> Path:
    """Where the runs of a package's round lie."""
    return out / package.parent.parent.name / package.parent.name


def _kept(package: Path, out: Path) -> bool:
    return digest_file(runs_of(package, out), package.name).is_file()


def _deleted(package: Path) -> str:
    """The day on which it was deleted who is behind which figure; empty if no receipt says so."""
    for path in receipts_in(package.parents[2]):
        receipt = json.loads(path.read_bytes())
        names = {file["name"] for file in receipt.get("digests", ())}
        if path.parent == package.parent and f"{ROWS}/{package.name}.json" in names:
            return str(receipt["deleted"])[:10]
    return ""


def _run_of(folder: Path) -> str:
    return str(json.loads((folder / MANIFEST).read_text("utf-8"))["run"])
