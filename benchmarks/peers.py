"""What an office report costs as PDF, beside other programs that make a PDF of the same report.

    python benchmarks/peers.py [ROUND]

CPU seconds of one report, all processes of a program together, as ratios in one run: ours; a warm
headless Chromium printing the same page as tagged PDF; WeasyPrint as its tutorial uses it; and
LibreOffice converting the Word file, its start shared by several files. Chromium and LibreOffice
are left out where they are not installed. Ours alone includes checking that the file is valid.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from generator.publish import publish
from generator.render.html.page import report_html
from generator.render.pdf.document import render_pdf
from generator.render.word.document import render_docx
from generator.render.workers import render_one
from generator.report.block import Report
from generator.report.compose import compose
from generator.report.context import Context
from generator.resources.templates import templates_folder
from generator.round import load_round
from generator.sources import read_inputs

DEMO = Path(__file__).parent.parent / "data" / "innovasjon" / "2015-2"
RUNS = 7
TICKS = os.sysconf("SC_CLK_TCK")


def main(folder: Path) -> None:
    """Print each program's seconds and how they compare with Chromium's."""
    study, round_ = load_round(folder)
    published = publish(read_inputs(study, round_, folder), study, round_)
    context = Context(published.results, study, round_, "0" * 12, "0", "nb")
    report = compose(context, only=[round_.units[0].id])[0]
    with tempfile.TemporaryDirectory() as name:
        page, word = Path(name) / "page.xhtml", Path(name) / "report.docx"
        style = (templates_folder() / "html" / "report.css").as_uri()
        link = f'<link rel="stylesheet" href="{style}"/></head>'
        page.write_text(report_html(report).replace("</head>", link), "utf-8")
        word.write_bytes(render_docx(report))
        found = {
            "ours": ours(report),
            "Chromium, warm, tagged PDF": chromium(page, Path(name)),
            "WeasyPrint as in its tutorial": tutorial(page),
            "LibreOffice from the Word file": libreoffice(word, Path(name)),
        }
    base = found["Chromium, warm, tagged PDF"] or found["ours"] or 1.0
    print(f"{report.path}: {render_pdf(report).pages} pages\n")
    for program, seconds in found.items():
        said = f"{seconds:8.2f} s{seconds / base:8.2f}" if seconds else " not installed"
        print(f"{program:34}{said}")


def ours(report: Report) -> float:
    """From the blocks to a PDF that was found valid."""
    return _median(lambda: render_one(report, "pdf"))


def tutorial(page: Path) -> float:
    """The page as a string and its folder, and nothing else."""
    from weasyprint import HTML

    return _median(lambda: HTML(string=page.read_text("utf-8")).write_pdf())


def _median(work: Callable[[], object]) -> float:
    work()
    seconds = []
    for _ in range(RUNS):
        start = process_time()
        work()
        seconds.append(process_time() - start)
    return median(seconds)


def chromium(page: Path, folder: Path) -> float | None:
    """Printed again and again by a browser that has printed it before."""
    program, driver_program = shutil.which("chromium"), shutil.which("chromedriver")
    if not (program and driver_program):
        return None
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = program
    for flag in ("headless", "no-sandbox", "disable-gpu", "disable-dev-shm-usage"):
        options.add_argument(f"--{flag}")
    options.add_argument(f"--user-data-dir={folder / 'profile'}")
    service = Service(driver_program)
    driver = Chrome(options, service)
    order = {"generateTaggedPDF": True, "printBackground": True, "preferCSSPageSize": True}

    def once() -> float:
        start = sum(_ticks(service.process.pid)) / TICKS
        driver.get(page.as_uri())
        driver.execute_cdp_cmd("Page.printToPDF", order)
        return sum(_ticks(service.process.pid)) / TICKS - start

    try:
        once()
        return median(once() for _ in range(RUNS))
    finally:
        driver.quit()


def _ticks(pid: int) -> Iterator[int]:
    """The clock ticks used by a process and all that it started, ended ones included."""
    process = Path("/proc") / str(pid)
    try:
        fields = (process / "stat").read_text().rsplit(")", 1)[1].split()
        children = [one.read_text() for one in process.glob("task/*/children")]
    except OSError:
        return  # it has just ended
    yield sum(map(int, fields[11:15]))
    for child in " ".join(children).split():
        yield from _ticks(int(child))


def libreoffice(word: Path, folder: Path) -> float | None:
    """One start for several copies of the file."""
    program = shutil.which("soffice")
    if not program:
        return None
    copies = [shutil.copy(word, folder / f"{number}.docx") for number in range(RUNS)]
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]

    def convert(files: list[Path]) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    convert(copies[:1])  # makes the profile
    return convert(copies) / RUNS


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO)
