"""All reports in all formats, by a pool of worker processes that have imported it all already.

A worker is forked from a server process that has imported the layout engines but never used them;
the program itself, with its answers and its threads, is never forked.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from itertools import count
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from multiprocessing.process import parent_process
from pathlib import Path
from threading import current_thread, main_thread
from typing import TYPE_CHECKING, Any, Final, TypeVar

from generator.errors import ArgumentError, KontorrapportError, MachineError, RenderingError
from generator.files import clear_left, mine
from generator.render.collection import no_collection
from generator.report.block import Contents, Diagram, RenderedDocument, Report
from generator.resources.templates import (
    check_names,
    filled,
    own_template_names,
    own_templates,
    templates_from,
    unusable,
)
from generator.resources.typeface import check_fonts

if TYPE_CHECKING:
    from generator.render.pdf.document import RenderedPdf

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS: Final = ("pdf", "docx", "html")
"""What reports can be asked for in; a workbook is made of tables alone, whatever is asked for."""

TASKS_PER_WORKER: Final = 200  # then the workers are replaced: layout engines keep some memory
LONGEST_TEMPORARY: Final = 70
"""Bytes of TMPDIR that leave room for a socket's name in it, which may have 107 (unix(7))."""
TEMPORARY: Final = "kontorrapport-"
LONGEST_LAYOUT: Final = 300
"""Seconds that one report may take."""
_MOST_MEMORY: Final = 4_000_000_000
_DIAGRAM_COST: Final = 70  # what a diagram and a paragraph cost, in table cells
_BLOCK_COST: Final = 14

Progress = Callable[[int, int], None]
Documents = tuple[RenderedDocument, ...]
Counted = Callable[[Documents], Documents]
Task = tuple[Any, ...]
Value = TypeVar("Value")


def start_server(workers: int) -> None:
    """Start the workers' parent, which is done importing when there is something to render."""
    if workers > 1:
        _forkserver()
        forkserver.ensure_running()


def check_own_templates() -> None:
    """Raise ArgumentError where no report can be made with a county's own templates."""
    own, names = own_templates(), own_template_names()
    if own is None:
        return
    check_names()
    check_fonts()
    if any(name.startswith(("fonts/", "html/", "word/")) for name in names):
        from generator.render.sample import INDEX, SAMPLE

        try:
            render_formats(SAMPLE, FORMATS, own)
            filled("html/index.html.j2", **INDEX)
        except RenderingError as error:
            raise unusable(own, f"tried on a made-up report, {error}") from None


def render(
    reports: Sequence[Report],
    *,
    formats: tuple[str, ...],
    workers: int,
    progress: Progress | None = None,
) -> Iterator[RenderedDocument]:
    """Yield every report in every format, in the order of the reports and then of the formats.

    ``progress`` takes how many documents are finished, and of how many. Raises ArgumentError for
    a format that is not known, and RenderingError, naming the document, when one fails. The
    templates are those in force when this is called; each task carries them to its worker.
    """
    if unknown := sorted(set(formats) - set(FORMATS)):
        raise ArgumentError(f"unknown format: {', '.join(unknown)} (known: {', '.join(FORMATS)})")
    own = own_templates()
    tasks = [(report, report.formats or formats, own) for report in reports]
    total = sum(len(formats) for _, formats, _ in tasks)
    done = count(1)

    def finished(documents: Documents) -> Documents:
        if progress is not None:
            for _ in documents:
                progress(next(done), total)
        return documents

    if workers <= 1 or not tasks:
        return (one for task in tasks for one in finished(render_formats(*task)))
    return _render_in_pool(tasks, min(workers, len(tasks)), finished)


def render_one(report: Report, form: str, own: Path | None = None) -> RenderedDocument:
    """Render one report in one format, with a county's own templates if it has some."""
    (document,) = render_formats(report, (form,), own)
    return document


def render_formats(report: Report, formats: Sequence[str], own: Path | None = None) -> Documents:
    """Render one report in its formats; it is laid out as PDF once, also where Word asks for pages.

    Whatever goes wrong becomes a RenderingError that names the document, but for a template that
    cannot be used: that is an ArgumentError which names the template.
    """

    @cache
    def laid_out() -> RenderedPdf:
        from generator.render.pdf.document import render_pdf

        return render_pdf(report)

    with no_collection(), templates_from(own), _limits(own):
        return tuple(_document(report, form, laid_out) for form in formats)


def _document(report: Report, form: str, laid_out: Callable[[], RenderedPdf]) -> RenderedDocument:
    name = f"{report.path}.{form}"
    pages: int | None = None
    try:
        if form == "pdf":
            content, pages = laid_out().content, laid_out().pages
        elif form == "html":
            from generator.render.html.screen import screen_page

            content = screen_page(report)
        elif form == "xlsx":
            from generator.render.xlsx.workbook import render_xlsx

            content = render_xlsx(report)
        else:
            from generator.render.word.document import render_docx

            numbered = any(isinstance(block, Contents) for block in report.blocks)
            content = render_docx(report, laid_out().headings if numbered else {})
    except (ArgumentError, OSError, MemoryError):
        raise  # a template that no document can be made with, or trouble of the machine
    except KontorrapportError as error:
        raise RenderingError(f"{name}: {error}") from None
    except Exception as error:  # its text may quote the document, so only its kind is named
        raise RenderingError(f"{name}: unexpected {type(error).__name__}") from error
    return RenderedDocument(
        path=name,
        media_type=MEDIA_TYPES[form],
        content=content,
        kind=report.kind,
        unit=report.unit,
        language=report.language,
        pages=pages,
    )


@contextmanager
def _limits(own: Path | None) -> Iterator[None]:
    """Let no report be laid out for ever, nor one's own styles take all of a worker's memory."""
    if current_thread() is not main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def late(*_: object) -> None:
        said = f"a report takes more than {LONGEST_LAYOUT} seconds to lay out"
        raise unusable(own, said) if own else RenderingError(said)

    if own is not None and parent_process() is not None:
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, most))
    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LONGEST_LAYOUT, 1)  # again, should a library take it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _render_in_pool(
    tasks: Sequence[Task], workers: int, finished: Counted
) -> Iterator[RenderedDocument]:
    """Hand out the longest reports first, so that none is waited for; yield in their order."""
    queue = sorted(range(len(tasks)), key=lambda index: -_cost(tasks[index][0]))
    waiting: dict[int, Documents] = {}
    next_out = 0
    size = workers * TASKS_PER_WORKER
    for start in range(0, len(queue), size):
        batch = queue[start : start + size]
        for index, documents in in_processes(render_formats, tasks, batch, workers=workers):
            waiting[index] = finished(documents)
            while next_out in waiting:
                yield from waiting.pop(next_out)
                next_out += 1


def in_processes(
    work: Callable[..., Value], tasks: Sequence[Task], queue: Iterable[int], *, workers: int
) -> Iterator[tuple[int, Value]]:
    """Yield each place of the queue with the work on its task, by workers that end with it."""
    # Workers end without clearing up after themselves: the fonts they unpack would stay behind.
    temporary = _temporary_folder()
    pool = ProcessPoolExecutor(
        workers, mp_context=_forkserver(), initializer=_begin_worker, initargs=(temporary.name,)
    )
    try:
        futures = {pool.submit(work, *tasks[index]): index for index in queue}
        while futures:
            done, _ = wait(futures, timeout=2 * LONGEST_LAYOUT, return_when=FIRST_COMPLETED)
            if not done:
                for child in multiprocessing.active_children():
                    child.kill()
                raise MachineError(
                    f"No report was finished in {2 * LONGEST_LAYOUT} seconds, with {len(futures)} "
                    "left: the worker processes hang. Close other programs, or use --workers 1."
                )
            for future in done:
                yield futures.pop(future), future.result()
    except BrokenProcessPool:
        raise MachineError(
            f"A worker process ended with {len(futures)} reports unfinished: the machine may have "
            "too little memory for so many. Close other programs, or use --workers 1."
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        temporary.cleanup()


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for this process; those that killed ones left are cleared."""
    clear_left(Path(tempfile.gettempdir()), TEMPORARY)
    return tempfile.TemporaryDirectory(prefix=TEMPORARY, suffix=mine())


def _forkserver() -> ForkServerContext:
    temporary = tempfile.gettempdir()
    if len(os.fsencode(temporary)) > LONGEST_TEMPORARY:
        raise ArgumentError(
            f"The folder for temporary files has too long a name for workers to meet in: "
            f"{temporary}. Set TMPDIR to a shorter one, or ask for --workers 1."
        )
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["generator.render.preload"])
    return context


def _begin_worker(temporary: str) -> None:
    """Ignore Ctrl-C: the parent takes it, lets its workers end and deletes ``temporary``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = temporary


def _cost(report: Report) -> int:
    cells = sum(len(table.rows) * len(table.columns) for table in report.tables())
    diagrams = sum(isinstance(block, Diagram) for block in report.blocks)
    others = len(report.blocks) - diagrams
    return cells + diagrams * _DIAGRAM_COST + others * _BLOCK_COST
