"""A mail server, by the book: certificate verified, one message at a time, every answer kept.

The line that ends a message goes out by itself, after the ledger has noted it: what fails before it
cannot have been sent, and what fails after it may have been.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from select import select
from typing import Final

from generator.delivery.channels import LOST, Channel, Outcome, PointOfNoReturn, Setup
from generator.delivery.letter import Letter
from generator.delivery.message import MailMessage, mail_message
from generator.delivery.passwords import smtp_password
from generator.errors import DeliveryError, InputError, Problem
from generator.round.mail import Smtp, smtp_from

_LONGEST_ANSWER: Final = 300
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_FIRST_POINT: Final = re.compile(rb"^\.", re.MULTILINE)
_CUT_OFF: Final = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)
_DONE: Final = 250
_GO_AHEAD: Final = 354


class Refused(Exception):
    """The server said no to one command about one message."""

    def __init__(self, code: int, answer: bytes) -> None:
        super().__init__(code)
        self.outcome = judged(code, answer)


class Server(Channel):
    """Sends by SMTP over TLS, through one connection for as long as it holds."""

    def __init__(self, settings: Smtp, environment: Mapping[str, str]) -> None:
        self._settings = settings
        self._environment = environment
        self._password: str | None = None
        self._open: smtplib.SMTP | None = None
        self.name = f"{settings.host}:{settings.port}"
        self.per_minute = settings.per_minute
        self.attempts = settings.attempts

    def open(self) -> None:
        """Find the password, so that nothing is noted of any letter where there is none."""
        self._password = smtp_password(self._settings, self._environment)

    def size_of(self, letter: Letter) -> int:
        """The size of the message, with its documents as mail carries them."""
        return len(mail_message(letter).content)

    def send(self, letter: Letter, before_end: PointOfNoReturn) -> Outcome:
        """Try once; a fault of the connection before the end of the message is worth a retry."""
        ended = False

        def end() -> None:
            nonlocal ended
            before_end()
            assert connection.sock is not None
            if select([connection.sock], [], [], 0)[0]:  # it has spoken or left: it took nothing
                raise Refused(*connection.getreply())
            ended = True

        try:
            connection = self._connection()
            return _deliver(connection, mail_message(letter), end)
        except Refused as refused:
            self._keep_if(smtplib.SMTP.rset)
            return refused.outcome
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if ended:
                return Outcome("unknown", f"{LOST} ({_kind(error)})")
            answer = f"no connection with {self.name}: {_kind(error)}"
            return Outcome("retry", answer, connected=False)

    def close(self) -> None:
        """Say goodbye, whether or not the server still listens."""
        if self._open is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._open.quit()
        self._drop()

    def _connection(self) -> smtplib.SMTP:
        """The open connection, or a new one where the server has closed it meanwhile."""
        self._keep_if(smtplib.SMTP.noop)
        if self._open is None:
            self._open = self._connected()
        return self._open

    def _keep_if(self, command: Callable[[smtplib.SMTP], tuple[int, bytes]]) -> None:
        """Leave the connection unless the server does a command on it."""
        try:
            done = self._open is not None and command(self._open)[0] == _DONE
        except (OSError, smtplib.SMTPException):
            done = False
        if not done:
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        """Connect, secure the line and log in; raises DeliveryError for what time will not mend."""
        settings = self._settings
        try:
            context = ssl.create_default_context(cafile=settings.ca_file)
        except OSError as error:
            raise DeliveryError(f"smtp.ca_file {settings.ca_file}: {_kind(error)}.") from None
        connection: smtplib.SMTP | None = None
        try:
            if settings.security == "tls":
                connection = smtplib.SMTP_SSL(
                    settings.host, settings.port, timeout=settings.timeout, context=context
                )
            else:
                connection = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
                connection.starttls(context=context)
            self._log_in(connection)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if isinstance(error, ssl.SSLError) and not isinstance(error, _CUT_OFF):
                found = getattr(error, "verify_message", "") or error.reason
                raise DeliveryError(
                    f"{self.name} is not who it says it is, or cannot be trusted: "
                    f"{found or 'the line is not secure'}. Nothing was sent. Ask who runs the "
                    "server; if the county signs its own certificates, name its CA in smtp.ca_file."
                ) from None
            if isinstance(error, smtplib.SMTPNotSupportedError):
                raise DeliveryError(
                    f"{self.name} does not offer STARTTLS or a way to log in. Nothing was sent: "
                    "reports and passwords never go unencrypted. Ask who runs the server."
                ) from None
            raise
        return connection

    def _log_in(self, connection: smtplib.SMTP) -> None:
        """Log in where a user is declared; of what the server says, only the code is kept."""
        if not self._settings.user:
            connection.ehlo_or_helo_if_needed()
            return
        try:
            connection.login(self._settings.user, self._password or "")
        except smtplib.SMTPAuthenticationError as error:
            if 400 <= error.smtp_code < 500:
                raise smtplib.SMTPServerDisconnected(f"login: {error.smtp_code}") from None
            raise DeliveryError(
                f"{self.name} does not accept the password of {self._settings.user} "
                f"(answer {error.smtp_code}). Nothing was sent. Correct it and send again."
            ) from None

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def channel(setup: Setup) -> Server:
    """Return the declared server; raises InputError where none is."""
    settings = smtp_from(setup.round.smtp, setup.environment)
    if settings is None:
        remedy = 'Add [smtp] with host = "smtp.county.example".'
        raise InputError([Problem("round.toml", "no mail server", column="smtp", remedy=remedy)])
    return Server(settings, setup.environment)


def judged(code: int, answer: bytes) -> Outcome:
    """What an answer means: 2xx sent, 4xx try again, 5xx no."""
    line = f"{code} {readable(answer)}".strip()
    if 200 <= code < 300:
        return Outcome("sent", line)
    if 400 <= code < 500:
        return Outcome("retry", line)
    if code == 552 or "5.3.4" in line:
        line += ". If the message is too large, set mail.too_large to pdf or link in round.toml"
    return Outcome("failed", line)


def readable(answer: bytes) -> str:
    """An answer as one printable line of bounded length."""
    text = _UNPRINTABLE.sub(" ", answer.decode("utf-8", "replace"))
    return " ".join(text.split())[:_LONGEST_ANSWER]


def on_the_wire(content: bytes) -> bytes:
    """A message with the line ends SMTP asks for and its first points doubled, without its end.

    A lone carriage return or line feed could be read as an end by some servers, so there is none.
    """
    lines = _LINE_END.sub(b"\r\n", content)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return _FIRST_POINT.sub(b"..", lines)


def _deliver(connection: smtplib.SMTP, message: MailMessage, end: PointOfNoReturn) -> Outcome:
    connection.ehlo_or_helo_if_needed()
    options = []
    if connection.has_extn("size"):
        options.append(f"SIZE={len(message.content)}")
    if message.extended:
        if not connection.has_extn("smtputf8"):
            return Outcome(
                "failed",
                f"the server cannot take {message.recipient}: it has letters beyond a-z before "
                "the @, and that needs SMTPUTF8. Ask for another address",
            )
        options += ["BODY=8BITMIME", "SMTPUTF8"]
    _expect(connection.mail(message.sender, options), _DONE)
    _expect(connection.rcpt(message.recipient), _DONE, 251)
    _expect(connection.docmd("DATA"), _GO_AHEAD)
    connection.send(on_the_wire(message.content))
    end()
    connection.send(b".\r\n")
    code, answer = connection.getreply()
    if code // 100 not in (2, 4, 5):
        return Outcome("unknown", f"{code} {readable(answer)}")
    return judged(code, answer)


def _expect(reply: tuple[int, bytes], *wanted: int) -> None:
    code, answer = reply
    if code not in wanted:
        raise Refused(code, answer)


def _kind(error: Exception) -> str:
    """What went wrong with a connection, without what was being said on it."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, smtplib.SMTPConnectError):
        return readable(f"{error.smtp_code} {error.smtp_error!r}".encode())
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) if isinstance(error, smtplib.SMTPServerDisconnected) else type(error).__name__
