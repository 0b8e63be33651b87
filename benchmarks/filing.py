"""How filing, verifying and looking back grow with the number of packages in an archive.

    python benchmarks/filing.py [COUNT ...]

Small packages, each of a round of its own, are filed one after another: 100 and 400 where nothing
is said. Times are CPU milliseconds a package, the later counts as ratios to the first: what
costs the same for each package shows 1.0. What is the same for each, laying out and reading its
documents, is left out.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.archive import checking, filing, signature
from generator.archive.earlier_rounds import filed_rounds
from generator.disclosure.audit import audit
from generator.disclosure.certificate import certify
from generator.disclosure.rules import Limits
from generator.render.workers import render_one
from generator.report.block import Heading, Report
from generator.results.store import ReleasedResults
from generator.round import load_round
from generator.run.contents import definition, write_run
from generator.run.draft import draft_run, manifest_of
from generator.run.manifest import Asked

DEMO = Path(__file__).parent.parent / "data" / "innovasjon" / "2015-2"
FIRST = datetime(2015, 7, 1, tzinfo=UTC)


def main(counts: list[int]) -> None:
    """Print what each count of packages costs, and the larger ones as ratios to the first."""
    for module in (filing, checking, signature):
        module.check_documents = lambda _files, **_: ()  # type: ignore[attr-defined]
    with TemporaryDirectory() as folder:
        costs(Path(folder) / "warm", 5)  # the first time pays for what is imported late
        measured = [costs(Path(folder) / str(count), count) for count in counts]
    heads = "".join(f"{f'{count}, each':>14}" for count in counts[1:])
    print(f"{'':26}{f'{counts[0]}, ms each':>14}{heads}")
    for name, first in measured[0].items():
        ratios = "".join(f"{each[name] / first:14.2f}" for each in measured[1:])
        print(f"{name:26}{1000 * first:14.1f}{ratios}")


def costs(folder: Path, count: int) -> dict[str, float]:
    """The seconds a package that an archive of so many takes."""
    runs = list(small_runs(folder, count))
    store = folder / "archive"
    tenth = max(1, count // 10)
    key = signature.read_private(made_key(folder), None, data=store)

    def file(some: list[Path]) -> None:
        for number, run in enumerate(some):
            filing.file_run(run, store, time=FIRST + timedelta(minutes=number))

    def verified() -> None:
        assert checking.check_filed(store) == ()

    return {
        "file the first": seconds(lambda: file(runs[:-tenth])) / (count - tenth),
        "file the last tenth": seconds(lambda: file(runs[-tenth:])) / tenth,
        "file them again": seconds(lambda: file(runs)) / count,
        "verify the archive": seconds(verified) / count,
        "sign the archive": seconds(lambda: signature.sign(store, key)) / count,
        "verify the signatures": seconds(
            lambda: signature.check_signatures(store, key.public_key())
        )
        / count,
        "look back from a build": seconds(lambda: filed_rounds(store, study="innovasjon")) / count,
    }


def seconds(work: Callable[[], object]) -> float:
    """The CPU seconds that something takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def made_key(folder: Path) -> Path:
    """A private key outside the archive."""
    signature.make_key(folder / "key", None)
    return folder / "key"


def small_runs(folder: Path, count: int) -> list[Path]:
    """Runs of one document, each of a round of its own."""
    study, first = load_round(DEMO)
    report = Report(
        kind="county",
        path="county/fylkesrapport",
        title="Rapport",
        subtitle="",
        unit=None,
        language="nb",
        heading="Rapport",
        footer="Rapport",
        created=date(2015, 6, 30),
        author="Fylket",
        run_id="0" * 12,
        blocks=(Heading(1, "Rapport"),),
    )
    document = render_one(report, "pdf")
    made = []
    for number in range(count):
        round_ = first.model_copy(update={"id": f"r{number}", "date": date(2015, 6, 30)})
        results = ReleasedResults(study=study.id, round=round_.id, steps={}, units={})
        threshold = round_.policy.min_respondents
        certificate = certify(
            results,
            audit({}, threshold=threshold),
            Limits(threshold),
            reproduce_published=round_.policy.reproduce_published,
            answers_sha256="",
        )
        files = {"results.json": results.to_json(), "certificate.json": certificate.to_json()}
        drafted = draft_run(
            definition(study, round_) | files | {"index.html": "<p/>"},
            documents=[document],
            manifest=manifest_of(
                round_, run=f"{number:012x}", round_sha256="0" * 64, options=Asked()
            ),
        )
        made.append(write_run(folder / "runs" / round_.id, drafted).folder)
    return made


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or [100, 400])
