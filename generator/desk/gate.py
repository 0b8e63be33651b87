"""The gate: one browser on this machine comes in, once, and nothing else does.

The address holds a token that works one time. It is exchanged for a cookie that scripts cannot read
and other sites cannot send. Cookies do not tell ports apart, so the page lives below a folder of a
random name and the cookie is for that folder alone: no other server on 127.0.0.1 is given it.
"""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE: Final = "kontorrapport"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# What somebody sees who is not let in: no page of ours, and nothing about the run.
SPENT: Final = (
    "Denne adressen virker bare én gang, og den er brukt.\n"
    "Stopp kontorrapport review og start på nytt for å få en ny adresse.\n"
)
CLOSED: Final = "Åpne siden med adressen som kontorrapport review skrev ut.\n"
ELSEWHERE: Final = "Siden finnes bare på adressen som kontorrapport review skrev ut.\n"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What one serving of the page is known by; drawn anew each time.

    ``base`` is the folder that every page lies in, with a slash before and none after.
    """

    token: str = field(default_factory=token_urlsafe, repr=False)
    session: str = field(default_factory=token_urlsafe, repr=False)
    form: str = field(default_factory=token_urlsafe, repr=False)
    base: str = field(default_factory=lambda: f"/{token_urlsafe(12)}", repr=False)

    def opens_forms(self, given: str) -> bool:
        """Whether a form carries the secret that only our own pages print."""
        return _same(given, self.form)


@dataclass(slots=True)
class Gate:
    """Lets requests through to the page, or refuses them; ``used`` is called for the former."""

    page: ASGIApp
    host: str
    secrets: Secrets
    used: Callable[[], None]
    spent: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; every answer carries the same strict headers."""
        if scope["type"] != "http":
            return
        answer = self._refusal(Request(scope)) or self.page
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, request: Request) -> Response | None:
        if request.headers.getlist("host") != [self.host]:
            return PlainTextResponse(ELSEWHERE, 421)  # another name for this machine: rebinding
        if request.method == "POST" and not self._is_ours(request):
            return PlainTextResponse(CLOSED, 403)
        token = request.query_params.get("token")
        if request.method == "GET" and request.url.path == "/" and token is not None:
            return self._enter(token)
        if not _same(request.cookies.get(COOKIE, ""), self.secrets.session):
            return PlainTextResponse(CLOSED, 403)
        self.used()
        return None

    def _is_ours(self, request: Request) -> bool:
        """Whether a form was sent from our own pages, as far as the browser says."""
        here = f"http://{self.host}"
        site = request.headers.get("sec-fetch-site", "same-origin")
        return request.headers.get("origin", here) == here and site in ("same-origin", "none")

    def _enter(self, token: str) -> Response:
        if not _same(token, self.secrets.token):
            return PlainTextResponse(CLOSED, 403)
        if self.spent:
            return PlainTextResponse(SPENT, 403)
        self.spent = True
        self.used()
        answer = RedirectResponse(f"{self.secrets.base}/", 303)
        answer.set_cookie(
            COOKIE,
            self.secrets.session,
            path=f"{self.secrets.base}/",
            httponly=True,
            samesite="strict",
        )
        return answer


def _same(given: str, secret: str) -> bool:
    return compare_digest(given.encode(), secret.encode())


def _with_headers(send: Send) -> Send:
    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
