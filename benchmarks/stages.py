"""What each stage of a build costs, as ratios to laying out one plain page in the same run.

    python benchmarks/stages.py [ROUND]

Seconds differ between machines and hours; the ratios do not, so they can be compared and kept.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

from generator.publish import publish
from generator.render.pdf.document import render_pdf
from generator.render.word.document import render_docx
from generator.report.compose import compose
from generator.report.context import Context
from generator.round import load_round
from generator.run.verify.documents import verify_documents
from generator.sources import read_inputs

DEMO = Path(__file__).parent.parent / "data" / "innovasjon" / "2015-2"
RUNS = 5
Value = TypeVar("Value")


def main(folder: Path) -> None:
    """Print each stage's median of ``RUNS`` runs after a first, uncounted one."""
    from weasyprint import HTML

    unit, _ = timed(lambda: HTML(string="<p>Hei</p>").write_pdf())
    study, round_ = load_round(folder)
    print(f"one plain page = 1 ({1000 * unit:.0f} ms of CPU here)\n")

    def stage(name: str, work: Callable[[], Value]) -> Value:
        seconds, value = timed(work)
        print(f"{name:34}{seconds / unit:8.1f}")
        return value

    inputs = stage("read and validate", lambda: read_inputs(study, round_, folder))
    published = stage("publish", lambda: publish(inputs, study, round_))
    context = Context(published.results, study, round_, "0" * 12, "0", "nb")
    reports = stage("compose all reports", lambda: compose(context))
    stage("county report as PDF", lambda: render_pdf(reports[0]))
    stage("county report as Word", lambda: render_docx(reports[0]))
    stage("office report as PDF", lambda: render_pdf(reports[1]))
    stage("office report as Word", lambda: render_docx(reports[1]))
    from generator.render.workers import render_one

    made = [render_one(reports[1], form) for form in ("pdf", "docx")]
    stage("read both back", lambda: verify_documents(reports, made))


def timed(work: Callable[[], Value]) -> tuple[float, Value]:
    """The median CPU seconds of a piece of work, and what it gave."""
    value = work()
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        value = work()
        seconds.append(time.process_time() - start)
    return median(seconds), value


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO)
