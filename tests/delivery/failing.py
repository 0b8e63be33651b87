"""A mail server on bare sockets that fails in one way at a time, and knows what it took.

A way of failing belongs to a step. Those of the steps before a recipient is named wait for the next
connection that comes to the step, the others for their recipient; each happens once.
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import trustme

from .servers import Running

USUAL = {
    "greeting": b"220 test\r\n",
    "hello": b"250-test\r\n250-SIZE 9999999\r\n250 STARTTLS\r\n",
    "starttls": b"220 go on\r\n",
    "hello again": b"250-test\r\n250-SIZE 9999999\r\n250 AUTH PLAIN LOGIN\r\n",
    "login": b"235 welcome\r\n",
    "from": b"250 OK\r\n",
    "to": b"250 OK\r\n",
    "data": b"354 go on\r\n",
    "body": b"",
    "end": b"250 2.0.0 Queued\r\n",
    "reset": b"250 OK\r\n",
    "quit": b"221 bye\r\n",
}
OF_A_RECIPIENT = ("to", "data", "body", "end", "reset")


class Gone(Exception):
    """The server leaves."""


@dataclass
class Talk:
    """One connection."""

    sock: socket.socket
    heard: bytes = b""

    def say(self, *parts: bytes, gap: float = 0.05) -> None:
        for i, part in enumerate(parts):
            time.sleep(gap if i else 0)
            self.sock.sendall(part)

    def hear(self) -> bytes:
        while b"\r\n" not in self.heard:
            if not (more := self.sock.recv(1 << 16)):
                raise Gone
            self.heard += more
        line, _, self.heard = self.heard.partition(b"\r\n")
        return line

    def drip(self, what: bytes) -> None:
        while True:
            self.say(what)
            time.sleep(0.02)

    def leave(self) -> None:
        raise Gone

    def reset(self) -> None:
        """Leave without a goodbye: RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Gone

    def break_tls(self) -> None:
        """Go on in plain words, where the other side waits for TLS."""
        with socket.socket(fileno=socket.dup(self.sock.fileno())) as bare:
            bare.sendall(b"250 OK\r\n" * 10)
        time.sleep(0.1)
        raise Gone


@dataclass(frozen=True)
class Way:
    """What is said or done at a step, whether the letter is taken, and what is right to note.

    ``noted`` is "later" where it goes by itself in the end, "stops" where no letter can go.
    """

    step: str
    act: bytes | Callable[[Talk], None]
    noted: str = "later"
    kept: bool = False


def _split(*parts: bytes) -> Callable[[Talk], None]:
    return lambda talk: talk.say(*parts)


def _drip(what: bytes) -> Callable[[Talk], None]:
    return lambda talk: talk.drip(what)


def _plain(talk: Talk) -> None:
    talk.say(b"220 go on\r\n", b"250 and now in plain words\r\n")
    talk.hear()


LONG_LINE = b"250 " + b"x" * 100_000 + b"\r\n"
WAYS: dict[str, Way] = {
    "554 as greeting": Way("greeting", b"554 no\r\n"),
    "421 as greeting": Way("greeting", b"421 later\r\n"),
    "250 as greeting": Way("greeting", b"250 hello\r\n"),
    "greeting of the web": Way("greeting", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "garbage as greeting": Way("greeting", b"\x00\xff\x80\x01\r\n"),
    "greeting drips": Way("greeting", _drip(b"2")),
    "no greeting, gone": Way("greeting", Talk.leave),
    "hello without end": Way("hello", _drip(b"250-more\r\n" * 20)),
    "hello drips lines": Way("hello", _drip(b"250-x\r\n")),
    "hello not known": Way("hello", b"502 what\r\n"),
    "hello with two codes": Way("hello", b"250-test\r\n550 STARTTLS\r\n"),
    "hello, one long line": Way("hello", LONG_LINE),
    "hello in lines of LF": Way("hello", b"250-test\n250 STARTTLS\n"),
    "hello and more": Way("hello", USUAL["hello"] + b"220 go on\r\n"),
    "454 to STARTTLS": Way("starttls", b"454 not now\r\n"),
    "250 to STARTTLS": Way("starttls", b"250 OK\r\n"),
    "502 to STARTTLS": Way("starttls", b"502 no\r\n", "stops"),
    "STARTTLS with more behind it": Way("starttls", USUAL["starttls"] + USUAL["hello again"]),
    "STARTTLS, then plain": Way("starttls", _plain, "stops"),
    "STARTTLS, then gone": Way("starttls", Talk.leave),
    "no login offered": Way("hello again", b"250 test\r\n", "stops"),
    "454 to login": Way("login", b"454 not now\r\n"),
    "250 to login": Way("login", b"250 OK\r\n"),
    "334 to login": Way("login", b"334 \r\n"),
    "503 to login": Way("login", b"503 you are in\r\n", "stops"),
    "login, then reset": Way("login", Talk.reset),
    "451 to MAIL": Way("from", b"451 later\r\n"),
    "354 to MAIL": Way("from", b"354 go on\r\n"),
    "NUL to MAIL": Way("from", b"250 O\x00K\r\n"),
    "MAIL answered twice": Way("from", b"250 OK\r\n250 OK\r\n"),
    "MAIL answered twice, the second later": Way("from", _split(b"250 OK\r\n", b"250 OK\r\n")),
    "MAIL, then reset": Way("from", Talk.reset),
    "252 to RCPT": Way("to", b"252 perhaps\r\n"),
    "251 to RCPT": Way("to", b"251 goes on to another\r\n", "sent"),
    "250 to RCPT in pieces": Way("to", _split(b"2", b"50-a\r", b"\n250 ", b"b\r\n"), "sent"),
    "450 to RCPT": Way("to", b"450 busy\r\n"),
    "550 to RCPT": Way("to", b"550 nobody\r\n", "failed"),
    "421 to RCPT": Way("to", b"421 closing\r\n"),
    "RCPT and DATA answered at once": Way("to", b"250 OK\r\n354 go on\r\n"),
    "250 to DATA": Way("data", b"250 OK\r\n"),
    "554 to DATA": Way("data", b"554 no\r\n", "failed"),
    "DATA and its end answered at once": Way("data", b"354 go on\r\n250 2.0.0 Queued\r\n"),
    "DATA, then gone": Way("data", Talk.leave),
    "DATA drips": Way("data", _drip(b"354-x\r\n")),
    "250 in the message": Way("body", b"250 2.0.0 Queued\r\n"),
    "552 in the message": Way("body", b"552 too large\r\n", "failed"),
    "reset in the message": Way("body", Talk.reset),
    "TLS broken in the message": Way("body", Talk.break_tls),
    "451 at the end": Way("end", b"451 later\r\n"),
    "554 at the end": Way("end", b"554 no\r\n", "failed"),
    "421 at the end": Way("end", b"421 closing\r\n"),
    "252 at the end": Way("end", b"252 perhaps\r\n", "unknown"),
    "252 at the end, kept": Way("end", b"252 perhaps\r\n", "unknown", kept=True),
    "354 at the end": Way("end", b"354 go on\r\n", "unknown"),
    "gone at the end": Way("end", Talk.leave, "unknown"),
    "gone at the end, kept": Way("end", Talk.leave, "unknown", kept=True),
    "reset at the end, kept": Way("end", Talk.reset, "unknown", kept=True),
    "TLS broken at the end": Way("end", Talk.break_tls, "unknown"),
    "end drips, kept": Way("end", _drip(b"2"), "unknown", kept=True),
    "end drips lines, kept": Way("end", _drip(b"250-x\r\n"), "unknown", kept=True),
    "garbage at the end, kept": Way("end", b"\xff\x00\xfe\r\n", "unknown", kept=True),
    "no line end at the end": Way("end", _split(b"250 OK"), "unknown"),
    "two codes at the end": Way("end", b"250-OK\r\n554 no\r\n", "unknown"),
    "two answers at the end": Way("end", b"250 OK\r\n554 no\r\n", "unknown"),
    "250, then 554": Way("end", _split(b"250 OK\r\n", b"554 no\r\n"), "unknown"),
    "451, then 250, kept": Way("end", _split(b"451 no\r\n", b"250 OK\r\n"), "unknown", kept=True),
    "250 twice, kept": Way("end", _split(b"250 OK\r\n", b"250 OK\r\n"), "sent", kept=True),
    "reset refused, kept": Way("reset", b"500 what\r\n", "unknown", kept=True),
    "gone after the end, kept": Way("reset", Talk.leave, "sent", kept=True),
    "421 after the end, kept": Way("reset", b"421 closing\r\n", "sent", kept=True),
    "reset drips, kept": Way("reset", _drip(b"2"), "sent", kept=True),
}


@dataclass
class Failing:
    """What goes wrong next, by step or by recipient; and what was taken, by recipient."""

    early: dict[str, deque[Way]] = field(default_factory=lambda: defaultdict(deque))
    of: dict[str, Way] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wires: list[Talk] = field(default_factory=list)

    def add(self, way: Way, recipient: str) -> None:
        if way.step in OF_A_RECIPIENT:
            self.of[recipient] = way
        else:
            self.early[way.step].append(way)

    def serve(self, sock: socket.socket, context: ssl.SSLContext) -> None:
        talk = Talk(sock)
        self.wires.append(talk)
        with suppress(OSError, Gone):
            self._talk(talk, context)
        with suppress(OSError):
            talk.sock.close()

    def _talk(self, talk: Talk, context: ssl.SSLContext) -> None:
        hello, recipient = "hello", ""

        def act(step: str) -> Way:
            way = Way(step, USUAL[step], kept=True)
            if step in OF_A_RECIPIENT:
                if (own := self.of.get(recipient)) and own.step == step:
                    way = self.of.pop(recipient)
            elif self.early[step]:
                way = self.early[step].popleft()
            if step == "end" and way.kept:
                self.taken[recipient] += 1
            talk.say(way.act) if isinstance(way.act, bytes) else way.act(talk)
            return way

        act("greeting")
        while True:
            words = talk.hear()
            verb = words.split(b" ")[0].upper()
            if verb == b"EHLO":
                act(hello)
            elif verb == b"STARTTLS":
                act("starttls")
                talk.sock, hello = context.wrap_socket(talk.sock, server_side=True), "hello again"
            elif verb == b"AUTH":
                act("login")
            elif verb == b"MAIL":
                act("from")
            elif verb == b"RCPT":
                (recipient,) = re.findall(r"<(.*)>", words.decode())
                act("to")
            elif verb == b"DATA":
                said = act("data").act
                if isinstance(said, bytes) and said.startswith(b"354"):
                    talk.hear()
                    act("body")
                    while talk.hear() != b".":
                        pass
                    act("end")
            elif verb == b"RSET":
                act("reset")
            elif verb == b"QUIT":
                act("quit")
                return
            else:
                talk.say(b"500 what\r\n")


@contextmanager
def failing(folder: Path) -> Iterator[tuple[Running, Failing]]:
    """The server on a free port, in a thread for each connection."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    state = Failing()
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    sock, _ = listening.accept()
                    threading.Thread(target=state.serve, args=(sock, context), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield Running(listening.getsockname()[1], None, folder / "ca.pem"), state  # type: ignore[arg-type]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
