"""The addresses of the page, and what is done at each."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, Final, TypeVar

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from generator.delivery import approval
from generator.delivery.state import templates_of
from generator.desk.gate import Secrets
from generator.desk.pages import STATUS, ErrorKind, Form, RequestError, html_page, read_form
from generator.desk.previews import UnreadablePdf, letter_previews, page_picture, page_texts
from generator.desk.reports import ReportView, report_view, report_views
from generator.desk.snapshot import Desk, Snapshot
from generator.errors import KontorrapportError
from generator.language.catalogue import COMPLETE
from generator.resources.templates import template, templates_from

MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
)

ASSETS: Final = {
    "/stil.css": ("review/review.css", "text/css"),
    "/ikon.svg": ("review/icon.svg", "image/svg+xml"),
    "/skrift/SourceSans3-Regular.ttf": ("fonts/SourceSans3-Regular.ttf", "font/ttf"),
    "/skrift/SourceSans3-It.ttf": ("fonts/SourceSans3-It.ttf", "font/ttf"),
    "/skrift/SourceSans3-Semibold.ttf": ("fonts/SourceSans3-Semibold.ttf", "font/ttf"),
}
"""What a page needs beside itself: the template and the type of each address."""

Work = Callable[[Request, Form], Response]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Done:
    """What was decided a moment ago, to be said on the next page."""

    verdict: approval.Verdict
    items: tuple[str, ...]


class Review:
    """The pages of one run. One request is answered at a time: one person reads it."""

    def __init__(self, desk: Desk, secrets: Secrets) -> None:
        self._desk = desk
        self._secrets = secrets
        self._one_at_a_time = Lock()
        self._done: Done | None = None
        self._language = COMPLETE  # of errors, until a page knows the round's

    def app(self) -> ASGIApp:
        """Return the pages as an application, without the gate that stands before them."""
        report, many = "/rapport/{item}", "/godkjenn"
        routes = [
            self._route("/", self.overview),
            self._route(many, self.ready),
            self._route(many, self.approve_ready, "POST"),
            self._route(report, self.report),
            self._route(report, self.decide, "POST"),
            self._route(f"{report}/e-post", self.letters),
            self._route(f"{report}/e-post/{{number:int}}", self.letter_html),
            self._route(f"{report}/{{file:int}}", self.document),
            self._route(f"{report}/{{file:int}}/side/{{page:int}}.png", self.picture),
            *(self._route(path, self.asset) for path in ASSETS),
        ]
        return Starlette(
            routes=[Mount(self._secrets.base, routes=routes)],
            exception_handlers={HTTPException: self._no_such_page},
        )

    def overview(self, _request: Request, _form: Form) -> Response:
        """Every report, with what must be known before it is sent."""
        snapshot = self._desk.snapshot()
        found, done, self._done = report_views(snapshot), self._done, None
        waiting = next((one for one in found if one.open), None)
        return self._page("overview", snapshot, reports=found, done=done, next=waiting)

    def report(self, request: Request, _form: Form) -> Response:
        """One report, page by page, with the decision below it."""
        snapshot = self._desk.snapshot()
        return self._report(self._view(request, snapshot), snapshot)

    def decide(self, request: Request, form: Form) -> Response:
        """Approve a report or hold it back."""
        snapshot = self._unchanged(form)
        one, comment = self._view(request, snapshot), form.one("comment").strip()
        verdict = form.one("verdict")
        if verdict == "hold" and not comment:
            return self._report(one, snapshot, missing=True, status=422)
        if len(comment) > approval.LONGEST_COMMENT or verdict not in ("approve", "hold"):
            raise RequestError("form")
        if verdict == "approve":
            return self._approve((one,), snapshot, comment)
        approval.hold(snapshot.run, [one.item], by=snapshot.by, at=snapshot.at, comment=comment)
        return self._overview_after(Done("hold", (one.item,)))

    def ready(self, _request: Request, _form: Form) -> Response:
        """Everything that can be approved together, to be looked over once more."""
        snapshot = self._desk.snapshot()
        found = [one for one in report_views(snapshot) if one.ready]
        return self._page("ready", snapshot, reports=found)

    def approve_ready(self, _request: Request, form: Form) -> Response:
        """Approve what was listed, if all of it is still ready."""
        snapshot = self._unchanged(form)
        listed = form.every("item")
        chosen = tuple(one for one in report_views(snapshot) if one.item in listed)
        if not chosen or len(chosen) != len(listed) or not all(one.ready for one in chosen):
            raise RequestError("changed")
        return self._approve(chosen, snapshot, "")

    def letters(self, request: Request, _form: Form) -> Response:
        """The letters that a report goes out with."""
        snapshot = self._desk.snapshot()
        one = self._view(request, snapshot)
        found = letter_previews(one.item, snapshot)
        return self._page("mail", snapshot, report=one, previews=found)

    def letter_html(self, request: Request, _form: Form) -> Response:
        """The HTML text of a letter, for a frame in which nothing can happen."""
        snapshot = self._desk.snapshot()
        found = letter_previews(self._view(request, snapshot).item, snapshot)
        letter = _numbered(found, request.path_params["number"]).letter
        if letter is None:
            raise RequestError("not_there")
        return HTMLResponse(letter.html, headers={"Content-Security-Policy": MAIL_POLICY})

    def document(self, request: Request, _form: Form) -> Response:
        """A file as the recipient gets it."""
        path, content = self._content(request)
        name = path.rsplit("/", 1)[-1]
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type="application/octet-stream", headers=headers)

    def picture(self, request: Request, _form: Form) -> Response:
        """A page of a PDF."""
        path, content = self._content(request)
        if not path.endswith(".pdf"):
            raise RequestError("not_there")
        try:
            picture = page_picture(content, request.path_params["page"])
        except (IndexError, UnreadablePdf):
            raise RequestError("not_there") from None
        return Response(picture, media_type="image/png")

    def asset(self, request: Request, _form: Form) -> Response:
        """The style, the icon or a font."""
        file, kind = ASSETS[request.url.path.removeprefix(self._secrets.base)]
        return Response(template(file).read_bytes(), media_type=kind)

    def _approve(
        self, chosen: tuple[ReportView, ...], snapshot: Snapshot, comment: str
    ) -> Response:
        items = tuple(one.item for one in chosen)
        if changed := [name for one in chosen for name in one.changed]:
            raise RequestError("changed", *dict.fromkeys(changed))
        approval.approve(snapshot.run, items, by=snapshot.by, at=snapshot.at, comment=comment)
        return self._overview_after(Done("approve", items))

    def _overview_after(self, done: Done) -> Response:
        """Go to the overview, where the keyboard stands at what was just done."""
        self._done = done
        return RedirectResponse(f"{self._secrets.base}/#gjort", 303)

    def _report(
        self, one: ReportView, snapshot: Snapshot, *, missing: bool = False, status: int = 200
    ) -> Response:
        earlier = [decision for decision in snapshot.decisions if decision.item == one.item]
        return self._page(
            "report",
            snapshot,
            status=status,
            report=one,
            texts=[_texts(snapshot, one, document.path) for document in one.documents],
            decisions=earlier[::-1],
            missing=missing,
        )

    def _unchanged(self, form: Form) -> Snapshot:
        """The run now; what somebody decides is about the run as it was when they were shown it."""
        snapshot = self._desk.snapshot()
        if form.one("manifest") != snapshot.run.manifest_sha256:
            raise RequestError("changed")
        return snapshot

    def _view(self, request: Request, snapshot: Snapshot) -> ReportView:
        item = request.path_params["item"]
        if item not in snapshot.run.items:
            raise RequestError("not_there")
        return report_view(item, snapshot)

    def _content(self, request: Request) -> tuple[str, bytes]:
        """A file of a report: only the bytes that the manifest lists are ever shown."""
        run = self._desk.opened()
        found = run.documents_of(request.path_params["item"])
        document = _numbered(found, request.path_params["file"])
        try:
            content = (run.folder / document.path).read_bytes()
        except OSError:
            raise RequestError("changed", document.path) from None
        if sha256(content).hexdigest() != document.sha256:
            raise RequestError("changed", document.path)
        return document.path, content

    def _route(self, path: str, work: Work, method: str = "GET") -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                form = await read_form(request) if method == "POST" else Form({})
            except RequestError as error:
                return self._error(error.kind)
            return await run_in_threadpool(self._answered, work, request, form)

        return Route(path, endpoint, methods=[method], name=work.__name__)

    def _answered(self, work: Work, request: Request, form: Form) -> Response:
        """Do the work, or say on a page why it was not done; no error shows anything of answers."""
        with self._one_at_a_time, templates_from(templates_of(self._desk.folder)):
            try:
                if request.method == "POST" and not self._secrets.opens_forms(form.one("secret")):
                    raise RequestError("form")
                return work(request, form)
            except RequestError as error:
                return self._error(error.kind, *error.details)
            except KontorrapportError as error:
                return self._error("unusable", str(error))
            except Exception as error:
                return self._error("fault", type(error).__name__)

    def _page(self, name: str, snapshot: Snapshot, *, status: int = 200, **values: Any) -> Response:
        context = snapshot.context
        self._language = context.language
        text = html_page(
            name,
            context.language,
            base=self._secrets.base,
            secret=self._secrets.form,
            run=snapshot.run,
            round=context.round,
            by=snapshot.by,
            problems=snapshot.problems,
            terms=context.words.terms,
            needed=approval.approvals_needed(snapshot.run),
            **values,
        )
        return HTMLResponse(text, status)

    def _error(self, kind: ErrorKind, *details: str) -> Response:
        try:
            text = html_page(
                "error", self._language, base=self._secrets.base, kind=kind, details=details
            )
        except KontorrapportError as error:  # a template of their own that cannot be used
            return PlainTextResponse(f"{error}\n", 500)
        return HTMLResponse(text, STATUS[kind])

    async def _no_such_page(self, _request: Request, error: Exception) -> Response:
        answer = await run_in_threadpool(self._error, "not_there")
        answer.status_code = getattr(error, "status_code", 404)
        return answer


def _numbered(found: tuple[Found, ...], number: int) -> Found:
    if number >= len(found):
        raise RequestError("not_there")
    return found[number]


def _texts(snapshot: Snapshot, one: ReportView, path: str) -> tuple[str, ...]:
    """The text of each page of a PDF; nothing of a file that is not as it was written."""
    if not path.endswith(".pdf") or path in one.changed:
        return ()
    try:
        return page_texts((snapshot.run.folder / path).read_bytes())
    except (OSError, UnreadablePdf):
        return ()
