"""SMTP as RFC 5321 has it, and no more: a reply that is not expected where it comes ends the line.

All that is sent and read has one moment by which it must be done, however slowly it drips.
"""

import re
import socket
import ssl
from base64 import b64encode
from contextlib import suppress
from errno import ECONNRESET
from time import monotonic
from typing import Final

from generator.waiting import in_time

_REPLY: Final = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\x00\r\n]*))?")
_LONGEST_LINE: Final = 1000
"""RFC 5321 asks for 512; some say more."""
_MOST_LINES: Final = 100
_AT_ONCE: Final = 1 << 16
_LONGEST_ANSWER: Final = 300
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_FIRST_POINT: Final = re.compile(rb"^\.", re.MULTILINE)


class Broken(Exception):
    """The server says what is no answer to what it was asked: nothing more of it is believed."""


class Refused(Exception):
    """The server said no, for now (4xx) or for good (5xx)."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code} {text}".strip())
        self.code = code


class Wire:
    """A line to a mail server; every method raises Broken, Refused or OSError."""

    def __init__(self, host: str, port: int, late: float) -> None:
        self.late = late
        """When what is being done must be done, on the clock that only goes forward."""
        self.can: dict[str, str] = {}
        """What the server says that it can do, in small letters."""
        self._host = host
        self._read = b""
        rest = self._rest()  # also for finding the address, which has no limit of its own
        self._sock = in_time(lambda: socket.create_connection((host, port), rest), rest)

    def secure(self, context: ssl.SSLContext) -> None:
        """Go on under TLS; what was said before it counts for nothing."""
        self._sock.settimeout(self._rest())
        self._sock = context.wrap_socket(self._sock, server_hostname=self._host)
        self.can = {}

    def greet(self) -> None:
        """Say hello, by address, and note what the server can do."""
        host, *_ = self._sock.getsockname()
        name = f"[IPv6:{host}]" if ":" in host else f"[{host}]"
        lines = self.ask(f"EHLO {name}", 250).split("\n")[1:]
        self.can = {word.lower(): more for word, _, more in (one.partition(" ") for one in lines)}

    def log_in(self, user: str, password: str) -> None:
        """Log in by a way that the server offers."""
        if "PLAIN" in self.can["auth"].upper().split():
            self.ask(f"AUTH PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{password}')}", 235)
        else:
            self.ask("AUTH LOGIN", 334)
            self.ask(_base64(user), 334)
            self.ask(_base64(password), 235)

    def ask(self, command: str, *wanted: int) -> str:
        """Give a command; return what is answered to it under a wanted code."""
        if not command.isprintable():
            raise ValueError("a command is one line")
        if not self.silent():
            self.answer()
        self.send(f"{command}\r\n".encode())
        return self.answer(*wanted)

    def send(self, content: bytes) -> None:
        """Send bytes as they are."""
        view = memoryview(content)
        while view:
            self._sock.settimeout(self._rest())
            view = view[self._sock.send(view[:_AT_ONCE]) :]

    def silent(self) -> bool:
        """Whether nothing waits to be read, not even that the server left."""
        if not self._read:
            self._sock.settimeout(0)
            with suppress(BlockingIOError, ssl.SSLWantReadError):
                self._read = self._sock.recv(_AT_ONCE)
                return False
        return not self._read

    def answer(self, *wanted: int) -> str:
        """The text of the next reply; Refused for a no, Broken for all else that is not wanted."""
        codes: set[int] = set()
        texts: list[str] = []
        more: bytes | None = b"-"
        while more == b"-":
            found = _REPLY.fullmatch(line := self._line())
            if not found or len(texts) == _MOST_LINES:
                raise Broken(f"what the server says is no reply: {readable(line)}")
            codes.add(int(found[1]))
            texts.append((found[3] or b"").decode("utf-8", "replace").strip())
            more = found[2]
        code, text = min(codes), "\n".join(texts)
        said = readable(text.encode())
        if len(codes) > 1:
            raise Broken(f"one reply has several codes: {sorted(codes)}")
        if code in wanted:
            return text
        if code >= 400:
            raise Refused(code, said)
        raise Broken(f"not a reply that belongs here: {code} {said}")

    def close(self) -> None:
        """Leave without a word."""
        self._sock.close()

    def _line(self) -> bytes:
        while b"\r\n" not in self._read:
            if len(self._read) > _LONGEST_LINE:
                raise Broken("the server's reply has no end")
            self._sock.settimeout(self._rest())
            if not (more := self._sock.recv(_AT_ONCE)):
                raise ConnectionResetError(ECONNRESET, "the server left")
            self._read += more
        line, _, self._read = self._read.partition(b"\r\n")
        if len(line) > _LONGEST_LINE:
            raise Broken("the server's reply has too long a line")
        return line

    def _rest(self) -> float:
        """The seconds that are left."""
        if (rest := self.late - monotonic()) <= 0:
            raise TimeoutError
        return rest


def on_the_wire(content: bytes) -> bytes:
    """A message with the line ends SMTP asks for and its first points doubled, without its end.

    A lone carriage return or line feed could be read as an end by some servers, so there is none.
    """
    lines = _LINE_END.sub(b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return _FIRST_POINT.sub(b"..", lines)


def readable(answer: bytes) -> str:
    """An answer as one printable line of bounded length."""
    text = _UNPRINTABLE.sub(" ", answer.decode("utf-8", "replace"))
    return " ".join(text.split())[:_LONGEST_ANSWER]


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()
