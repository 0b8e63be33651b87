"""All reports in all formats, by a pool of worker processes that have imported it all already.

A worker is forked from a server process that has imported the layout engines but never used them;
the program itself, with its answers and its threads, is never forked.
"""

import gc
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Final

from generator.errors import ArgumentError, KontorrapportError, RenderingError
from generator.report.block import Diagram, RenderedDocument, Report
from generator.resources.templates import own_templates, templates_from

MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
TASKS_PER_WORKER: Final = 200  # then the workers are replaced: layout engines keep some memory
LONGEST_TEMPORARY: Final = 70
"""Bytes of TMPDIR that leave room for a socket's name in it, which may have 107 (unix(7))."""
_DIAGRAM_COST: Final = 70  # what a diagram and a paragraph cost, in table cells
_BLOCK_COST: Final = 14
_PDF_COST: Final = 5  # and what a PDF costs, in Word files

Progress = Callable[[int, int], None]
Task = tuple[Report, str, Path | None]


def start_server(workers: int) -> None:
    """Start the workers' parent, which is done importing when there is something to render."""
    if workers > 1:
        _forkserver()
        forkserver.ensure_running()


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
    if unknown := sorted(set(formats) - set(MEDIA_TYPES)):
        raise ArgumentError(f"unknown format: {', '.join(unknown)} (known: pdf, docx)")
    own = own_templates()
    tasks = [(report, form, own) for report in reports for form in formats]
    if workers <= 1 or len(tasks) <= 1:
        return _render_here(tasks, progress)
    return _render_in_pool(tasks, min(workers, len(tasks)), progress)


def render_one(report: Report, form: str, own: Path | None = None) -> RenderedDocument:
    """Render one report in one format, with a county's own templates if it has some.

    Whatever goes wrong becomes a RenderingError that names the document, but for a template that
    cannot be used: that is an ArgumentError which names the template.
    """
    name = f"{report.path}.{form}"
    pages: int | None = None
    try:
        with _no_collection(), templates_from(own):
            if form == "pdf":
                from generator.render.pdf.document import render_pdf

                rendered = render_pdf(report)
                content, pages = rendered.content, rendered.pages
            else:
                from generator.render.word.document import render_docx

                content = render_docx(report)
    except ArgumentError:
        raise  # a template that no document can be made with
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
def _no_collection() -> Iterator[None]:
    """Let the garbage collector rest while a document is made: it would find nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _render_here(tasks: Sequence[Task], progress: Progress | None) -> Iterator[RenderedDocument]:
    for done, task in enumerate(tasks, start=1):
        document = render_one(*task)
        if progress is not None:
            progress(done, len(tasks))
        yield document


def _render_in_pool(
    tasks: Sequence[Task], workers: int, progress: Progress | None
) -> Iterator[RenderedDocument]:
    """Hand out the longest documents first, so that none is waited for; yield in their order."""
    queue = sorted(range(len(tasks)), key=lambda index: -_cost(*tasks[index][:2]))
    finished: dict[int, RenderedDocument] = {}
    next_out = 0
    size = workers * TASKS_PER_WORKER
    for start in range(0, len(queue), size):
        for index, document in _render_batch(tasks, queue[start : start + size], workers):
            finished[index] = document
            if progress is not None:
                progress(len(finished) + next_out, len(tasks))
            while next_out in finished:
                yield finished.pop(next_out)
                next_out += 1


def _render_batch(
    tasks: Sequence[Task], queue: Sequence[int], workers: int
) -> Iterator[tuple[int, RenderedDocument]]:
    """Yield documents as they are finished, by workers that end with the batch."""
    # Workers end without clearing up after themselves: the fonts they unpack would stay behind.
    temporary = tempfile.TemporaryDirectory(prefix="kontorrapport-")
    pool = ProcessPoolExecutor(
        workers, mp_context=_forkserver(), initializer=_begin_worker, initargs=(temporary.name,)
    )
    try:
        futures = {pool.submit(render_one, *tasks[index]): index for index in queue}
        for future in as_completed(futures):
            yield futures.pop(future), future.result()
    except BrokenProcessPool:
        raise RenderingError(
            f"a worker process ended with {len(futures)} documents unfinished; "
            "the machine may have too little memory for so many workers"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        temporary.cleanup()


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


def _cost(report: Report, form: str) -> int:
    cells = sum(len(table.rows) * len(table.columns) for table in report.tables())
    diagrams = sum(isinstance(block, Diagram) for block in report.blocks)
    others = len(report.blocks) - diagrams
    cost = cells + diagrams * _DIAGRAM_COST + others * _BLOCK_COST
    return cost * (_PDF_COST if form == "pdf" else 1)
