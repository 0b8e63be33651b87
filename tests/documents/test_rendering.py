from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest

from generator.errors import ArgumentError, RenderingError
from generator.render import workers as rendering
from generator.render.workers import MEDIA_TYPES, render, render_one, start_server
from generator.report.block import Diagram, DiagramArrow, Paragraph, Report

from .samples import correlation_table, long_table, sample_report

ROOT = Path(__file__).parent.parent.parent
BROKEN = Diagram((), (DiagramArrow("a", "b"),), "t", "alt")
# A job in the background ignores SIGINT, and so do its children unless they ask for it again.
MANY = """
import signal
from dataclasses import replace
from generator.render.workers import render
from tests.documents.samples import sample_report
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    reports = [replace(sample_report(), path=str(number)) for number in range(200)]
    for document in render(reports, formats=("pdf",), workers=2):
        print(document.path, flush=True)
"""


@pytest.fixture
def temporary():
    """An empty folder for temporary files, whose name is short enough for workers."""
    with tempfile.TemporaryDirectory(prefix="kr-") as folder:
        yield Path(folder)


def reports(count: int) -> list[Report]:
    sizes = [(Paragraph("a"),), (correlation_table(),), (long_table(),)]
    return [
        replace(sample_report(sizes[number % 3]), path=f"o/{number}", unit=str(number))
        for number in range(count)
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_documents_come_in_the_order_of_the_reports(workers):
    calls = []
    documents = list(
        render(
            reports(4),
            formats=("pdf", "docx"),
            workers=workers,
            progress=lambda done, total: calls.append((done, total)),
        )
    )
    expected = [f"o/{number}.{form}" for number in range(4) for form in ("pdf", "docx")]
    assert [one.path for one in documents] == expected
    assert [one.unit for one in documents] == [str(n) for n in range(4) for _ in range(2)]
    assert [one.media_type for one in documents] == [MEDIA_TYPES["pdf"], MEDIA_TYPES["docx"]] * 4
    assert [one.pages for one in documents] == [1, None, 1, None, 2, None, 1, None]
    assert calls == [(done, 8) for done in range(1, 9)]


def test_a_pool_makes_the_same_bytes_as_one_process(monkeypatch):
    monkeypatch.setattr(rendering, "TASKS_PER_WORKER", 1)  # and workers are replaced in between
    alone = list(render(reports(3), formats=("pdf", "docx"), workers=1))
    assert list(render(reports(3), formats=("pdf", "docx"), workers=2)) == alone


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_names_its_document(workers):
    wrong = replace(sample_report((BROKEN,)), path="o/broken")
    with pytest.raises(RenderingError, match=r"^o/broken\.pdf: an arrow"):
        list(render([*reports(2), wrong], formats=("pdf",), workers=workers))
    assert multiprocessing.active_children() == []


def test_an_unexpected_error_does_not_quote_the_document():
    wrong = replace(sample_report(), blocks=(Paragraph("hemmelig", role="hemmelig"),))
    with pytest.raises(RenderingError) as caught:
        render_one(wrong, "docx")
    assert str(caught.value) == f"{wrong.path}.docx: unexpected KeyError"


def test_nothing_to_render_gives_nothing():
    assert list(render([], formats=("pdf",), workers=2)) == []


def test_an_unknown_format_is_refused_at_once():
    with pytest.raises(ArgumentError, match="odt"):
        render(reports(1), formats=("pdf", "odt"), workers=1)


def test_the_collector_is_as_it_was():
    assert gc.isenabled()
    render_one(reports(1)[0], "docx")
    assert gc.isenabled()


def children(parent: int) -> list[int]:
    """Return the processes below ``parent`` that are still there."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found += [int(entry.name), *children(int(entry.name))]
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_no_process_and_no_file_is_left_after_an_interrupt(tmp_path, temporary):
    script = tmp_path / "many.py"
    script.write_text(MANY)
    process = subprocess.Popen(
        [sys.executable, script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "0.pdf\n"
    below = children(process.pid)
    assert len(below) >= 2
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "KeyboardInterrupt" in errors
    assert "Process " not in errors  # no worker printed a traceback of its own
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in below) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in below if Path(f"/proc/{pid}").exists()]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_need_a_short_folder_for_temporary_files(tmp_path, monkeypatch, workers) -> None:
    long = tmp_path / ("a" * 60)
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    if workers == 1:
        start_server(workers)
    else:
        with pytest.raises(ArgumentError, match="Set TMPDIR to a shorter one"):
            start_server(workers)


def test_the_workers_parent_has_laid_out_nothing() -> None:
    """Since 1.52 Pango has a thread once a font is loaded; a worker forked after that hangs."""
    code = (
        "import generator.render.preload, threading, os\n"
        "from generator.render.pdf import document as pdf\n"
        "assert pdf._style_of.cache_info().currsize == 0\n"
        "assert len(os.listdir('/proc/self/task')) == 1\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
