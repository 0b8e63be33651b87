"""The addresses of the page, and what is done at each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from generator.delivery import approval
from generator.desk.forms import Form, UnreadableForm, read_form
from generator.desk.gate import Secrets
from generator.desk.look import Desk, Look, Moved
from generator.desk.mails import Mail, mails
from generator.desk.pages import FONTS, ICON, STYLE, rendered
from generator.desk.previews import UnreadablePdf, page_picture, page_texts
from generator.desk.report_pages import Sheet, rulings, sheet, sheets
from generator.desk.trouble import STATUS, Stopped, Trouble
from generator.errors import KontorrapportError
from generator.resources.templates import template
from generator.run.manifest import Document

MAIL_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
)
_LONGEST_COMMENT: Final = 2000

Work = Callable[[Request, Form], Response]


@dataclass(frozen=True, slots=True)
class Done:
    """What was decided a moment ago, to be told on the next page."""

    verdict: approval.Verdict
    items: tuple[str, ...]


class Review:
    """The pages of one run. One request is answered at a time: one person reads it."""

    def __init__(self, desk: Desk, secrets: Secrets) -> None:
        self._desk = desk
        self._secrets = secrets
        self._one_at_a_time = Lock()
        self._done: Done | None = None

    def app(self) -> ASGIApp:
        """Return the pages as an application, without the gate that stands before them."""
        report, many = "/rapport/{item}", "/godkjenn"
        routes = [
            self._route("/", self.overview),
            self._route("/stil.css", self.style),
            self._route("/ikon.svg", self.icon),
            self._route("/skrift/{name}", self.font),
            self._route(many, self.ready),
            self._route(many, self.approve_ready, "POST"),
            self._route(report, self.report),
            self._route(report, self.decide, "POST"),
            self._route(f"{report}/e-post", self.mail),
            self._route(f"{report}/e-post/{{number:int}}", self.mail_html),
            self._route(f"{report}/{{file:int}}", self.document),
            self._route(f"{report}/{{file:int}}/side/{{page:int}}.png", self.picture),
        ]
        return Starlette(
            routes=[Mount(self._secrets.base, routes=routes)],
            exception_handlers={HTTPException: self._no_such_page},
        )

    def overview(self, _request: Request, _form: Form) -> Response:
        """Every report, with what must be known before it is sent."""
        look = self._desk.look()
        found, done, self._done = sheets(look), self._done, None
        return self._page("overview", look, sheets=found, done=done, next=_next(found))

    def report(self, request: Request, _form: Form) -> Response:
        """One report, page by page, with the decision below it."""
        look = self._desk.look()
        return self._report(self._sheet(request, look), look)

    def decide(self, request: Request, form: Form) -> Response:
        """Approve a report or hold it back."""
        look = self._unchanged(form)
        one, comment = self._sheet(request, look), form.one("comment").strip()
        verdict = form.one("verdict")
        if verdict == "hold" and not comment:
            return self._report(one, look, missing=True, status=422)
        if verdict == "hold" and len(comment) <= _LONGEST_COMMENT:
            approval.hold(look.run, [one.item], by=look.by, at=look.at, comment=comment)
            return self._told(Done("hold", (one.item,)))
        if verdict == "approve" and len(comment) <= _LONGEST_COMMENT:
            return self._approve((one,), look, comment)
        raise Stopped("form")

    def ready(self, _request: Request, _form: Form) -> Response:
        """Everything that can be approved together, to be looked over once more."""
        look = self._desk.look()
        return self._page("ready", look, sheets=[one for one in sheets(look) if one.ready])

    def approve_ready(self, _request: Request, form: Form) -> Response:
        """Approve what was listed, if all of it is still ready."""
        look = self._unchanged(form)
        listed = form.every("item")
        chosen = tuple(one for one in sheets(look) if one.item in listed)
        if not chosen or len(chosen) != len(listed) or not all(one.ready for one in chosen):
            raise Stopped("changed")
        return self._approve(chosen, look, "")

    def mail(self, request: Request, _form: Form) -> Response:
        """The messages that a report goes out with."""
        look = self._desk.look()
        one = self._sheet(request, look)
        return self._page("mail", look, sheet=one, mails=mails(one.item, look))

    def mail_html(self, request: Request, _form: Form) -> Response:
        """The HTML part of a message, for a frame in which nothing can happen."""
        look = self._desk.look()
        found = mails(self._sheet(request, look).item, look)
        one: Mail = _numbered(found, request.path_params["number"])
        if one.stopped:
            raise Stopped("not_there")
        return HTMLResponse(one.html, headers={"Content-Security-Policy": MAIL_POLICY})

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
            raise Stopped("not_there")
        try:
            picture = page_picture(content, request.path_params["page"])
        except (IndexError, UnreadablePdf):
            raise Stopped("not_there") from None
        return Response(picture, media_type="image/png")

    def style(self, _request: Request, _form: Form) -> Response:
        """The look of the pages."""
        return Response(template(STYLE).read_bytes(), media_type="text/css")

    def icon(self, _request: Request, _form: Form) -> Response:
        """The sign on the browser's tab."""
        return Response(template(ICON).read_bytes(), media_type="image/svg+xml")

    def font(self, request: Request, _form: Form) -> Response:
        """A font of the reports."""
        name = request.path_params["name"]
        if name not in FONTS:
            raise Stopped("not_there")
        return Response(template(f"fonts/{name}").read_bytes(), media_type="font/ttf")

    def _approve(self, chosen: tuple[Sheet, ...], look: Look, comment: str) -> Response:
        items = tuple(one.item for one in chosen)
        if changed := [name for one in chosen for name in one.changed]:
            raise Stopped("changed", *dict.fromkeys(changed))
        approval.approve(look.run, items, by=look.by, at=look.at, comment=comment)
        return self._told(Done("approve", items))

    def _told(self, done: Done) -> Response:
        """Go to the overview, where the keyboard stands at what was just done."""
        self._done = done
        return RedirectResponse(f"{self._secrets.base}/#gjort", 303)

    def _report(
        self, one: Sheet, look: Look, *, missing: bool = False, status: int = 200
    ) -> Response:
        texts = {number: _texts(look, one, number) for number in range(len(one.documents))}
        return self._page(
            "report",
            look,
            status=status,
            sheet=one,
            texts=texts,
            rulings=rulings(one.item, look),
            missing=missing,
        )

    def _unchanged(self, form: Form) -> Look:
        """Look again; what somebody decides is about the run as it was when they were shown it."""
        look = self._desk.look()
        if form.one("manifest") != look.run.manifest_sha256:
            raise Stopped("changed")
        return look

    def _sheet(self, request: Request, look: Look) -> Sheet:
        item = request.path_params["item"]
        if item not in look.run.items:
            raise Stopped("not_there")
        return sheet(item, look)

    def _content(self, request: Request) -> tuple[str, bytes]:
        """A file of a report: only the bytes that the manifest lists are ever shown."""
        run = self._desk.opened()
        found = run.documents_of(request.path_params["item"])
        document: Document = _numbered(found, request.path_params["file"])
        try:
            content = (run.folder / document.path).read_bytes()
        except OSError:
            raise Stopped("changed", document.path) from None
        if sha256(content).hexdigest() != document.sha256:
            raise Stopped("changed", document.path)
        return document.path, content

    def _route(self, path: str, work: Work, method: str = "GET") -> Route:
        async def endpoint(request: Request) -> Response:
            try:
                form = await read_form(request) if method == "POST" else Form({})
            except UnreadableForm:
                return self._trouble("form")
            return await run_in_threadpool(self._answered, work, request, form)

        return Route(path, endpoint, methods=[method], name=work.__name__)

    def _answered(self, work: Work, request: Request, form: Form) -> Response:
        """Do the work, or say on a page why it was not done; an error tells nothing of answers."""
        with self._one_at_a_time, self._desk.templates():
            try:
                if request.method == "POST" and not self._secrets.opens_forms(form.one("secret")):
                    raise Stopped("form")
                return work(request, form)
            except Stopped as stopped:
                return self._trouble(stopped.trouble, *stopped.told)
            except Moved:
                return self._trouble("newer")
            except KontorrapportError as error:
                return self._trouble("unusable", str(error))
            except Exception as error:
                return self._trouble("fault", type(error).__name__)

    def _page(self, name: str, look: Look, *, status: int = 200, **values: Any) -> Response:
        words = look.context.words
        text = rendered(
            name,
            base=self._secrets.base,
            secret=self._secrets.form,
            look=look,
            run=look.run,
            round=look.run.round,
            words=words,
            terms=words.terms,
            needed=approval.approvals_needed(look.run),
            **values,
        )
        return HTMLResponse(text, status)

    def _trouble(self, trouble: Trouble, *told: str) -> Response:
        status = STATUS[trouble]
        try:
            text = rendered("trouble", base=self._secrets.base, trouble=trouble, told=told)
        except KontorrapportError as error:  # a template of their own that cannot be used
            return PlainTextResponse(f"{error}\n", 500)
        return HTMLResponse(text, status)

    async def _no_such_page(self, _request: Request, error: Exception) -> Response:
        answer = await run_in_threadpool(self._trouble, "not_there")
        answer.status_code = getattr(error, "status_code", 404)
        return answer


def _next(found: tuple[Sheet, ...]) -> Sheet | None:
    """The first report that still waits for whoever sits at the page."""
    return next((one for one in found if one.open), None)


def _numbered(found: tuple[Any, ...], number: int) -> Any:
    if number >= len(found):
        raise Stopped("not_there")
    return found[number]


def _texts(look: Look, one: Sheet, number: int) -> tuple[str, ...]:
    """The text of each page of a PDF; nothing of a file that is not as it was written."""
    document = one.documents[number]
    if not document.path.endswith(".pdf") or document.path in one.changed:
        return ()
    try:
        return page_texts((look.run.folder / document.path).read_bytes())
    except (OSError, UnreadablePdf):
        return ()
