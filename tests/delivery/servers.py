"""A mail server that can fail in every way, one way for each recipient in turn."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "analyse", "hemmelig-passord"

logging.getLogger("mail.log").setLevel(logging.CRITICAL)

# What a server may do to a letter, once each: an answer at a step, or the line is cut.
AT_RECIPIENT = {
    "450 at RCPT": "450 4.2.1 Mailbox busy",
    "452 at RCPT": "452 4.5.3 Too many recipients",
    "550 at RCPT": "550 5.1.1 No such user",
}
AT_END = {
    "451 at end": "451 4.3.0 Try again later",
    "452 at end": "452 4.3.1 Insufficient system storage",
    "552 at end": "552 5.3.4 Message too big",
    "554 at end": "554 5.7.1 Refused",
}
CUT = ("cut before DATA", "cut in DATA", "cut after, kept", "cut after, lost", "slow")


@dataclass
class Postbox:
    """What was accepted, by recipient, and what is still to go wrong."""

    trouble: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    accepted: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    cut: threading.Event = field(default_factory=threading.Event)

    def next_trouble(self, recipient: str, steps: Sequence[str]) -> str:
        """The recipient's next trouble if it belongs to one of these steps; it is used up."""
        waiting = self.trouble[recipient]
        return waiting.popleft() if waiting and waiting[0] in steps else ""


class Handler:
    def __init__(self, postbox: Postbox) -> None:
        self.postbox = postbox

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if name := self.postbox.next_trouble(address, (*AT_RECIPIENT, "cut before DATA")):
            if name == "cut before DATA":
                abort(server)
                return "421 gone"
            return AT_RECIPIENT[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        (recipient,) = envelope.rcpt_tos
        steps = (*AT_END, "cut after, kept", "cut after, lost", "slow")
        name = self.postbox.next_trouble(recipient, steps)
        if name in AT_END:
            return AT_END[name]
        if name != "cut after, lost":
            self.postbox.accepted[recipient].append(bytes(envelope.original_content or b""))
        if name == "slow":
            await asyncio.sleep(5)
        if name.startswith("cut"):
            abort(server)
        return "250 2.0.0 Queued"


class Faulty(SMTP):
    """Notes the commands, and can cut the line in the middle of a message."""

    async def smtp_DATA(self, arg: str) -> None:
        postbox = self.event_handler.postbox
        recipients = self.envelope.rcpt_tos if self.envelope else []
        if recipients and postbox.next_trouble(recipients[0], ("cut in DATA",)):
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            abort(self)
            postbox.cut.set()
            return
        await super().smtp_DATA(arg)

    async def smtp_MAIL(self, arg: str) -> None:
        self.event_handler.postbox.commands.append(f"MAIL {arg}")
        await super().smtp_MAIL(arg)

    def connection_made(self, transport: Any) -> None:
        self.event_handler.postbox.connections += 1
        super().connection_made(transport)


class Sheltered(Controller):
    """aiosmtpd's own server in a thread, with our protocol."""

    def factory(self) -> SMTP:
        return Faulty(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # it was declared as 0: any
        super()._trigger_server()
        self.handler.postbox.connections = 0


def abort(server: SMTP) -> None:
    """Cut the line without a goodbye."""
    transport = getattr(server, "_original_transport", None) or server.transport
    server.transport.abort()
    transport.abort()


@dataclass(frozen=True)
class Running:
    """Where a server listens, what it has, and how its certificate is checked."""

    port: int
    postbox: Postbox
    ca_file: Path

    def smtp(self, **more: object) -> str:
        """The [smtp] table that sends by this server."""
        settings: Mapping[str, object] = {
            "host": "localhost",
            "port": self.port,
            "user": USER,
            "ca_file": str(self.ca_file),
            "per_minute": 600000,
            "timeout": 1.0,
            **more,
        }
        lines = (
            f"{name} = {value!r}" if not isinstance(value, str) else f'{name} = "{value}"'
            for name, value in settings.items()
        )
        return "\n".join(("[smtp]", *lines))


def login(
    _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any
) -> AuthResult:
    right = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=False)


@contextmanager
def serving(
    folder: Path,
    *,
    host_name: str = "localhost",
    starttls: bool = True,
    implicit_tls: bool = False,
    known_ca: bool = True,
    **options: object,
) -> Iterator[Running]:
    """A server on a free port, with a certificate by a CA of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    certificate = authority.issue_cert(host_name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    ca_file = folder / "ca.pem"
    (authority if known_ca else trustme.CA()).cert_pem.write_to_path(str(ca_file))
    postbox = Postbox()
    controller = Sheltered(
        Handler(postbox),
        hostname="127.0.0.1",
        port=0,
        ssl_context=context if implicit_tls else None,
        tls_context=context if starttls and not implicit_tls else None,
        authenticator=login,
        auth_require_tls=not implicit_tls,
        ident="test",
        **options,
    )
    controller.start()
    try:
        yield Running(controller.port, postbox, ca_file)
    finally:
        controller.stop()
