"""A mail server, by the book: certificate verified, one message at a time, every answer kept.

The line that ends a message goes out by itself, after the ledger has noted it: what fails before it
cannot have been sent, and what fails after it may have been.
"""

import ssl
from collections.abc import Mapping
from contextlib import closing, suppress
from time import monotonic
from typing import Final

from generator.delivery.channels import LOST, Channel, Outcome, PointOfNoReturn, Setup
from generator.delivery.letter import Letter
from generator.delivery.message import MailMessage, mail_message
from generator.delivery.passwords import smtp_password
from generator.delivery.wire import Broken, Refused, Wire, on_the_wire, readable
from generator.errors import DeliveryError, InputError, Problem
from generator.round.mail import Smtp, smtp_from

_CUT_OFF: Final = (
    *(ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError),
    *(ssl.SSLWantReadError, ssl.SSLWantWriteError),
)
_BYE: Final = 221
_DONE: Final = 250
_FORWARDED: Final = 251
_GO_AHEAD: Final = 354
_LEAVING: Final = 421
_GOODBYE: Final = 10.0
"""Seconds for the last word, on which nothing depends."""


class Server(Channel):
    """Sends by SMTP over TLS, through one connection for as long as it holds."""

    def __init__(self, settings: Smtp, environment: Mapping[str, str]) -> None:
        self._settings = settings
        self._environment = environment
        self._password: str | None = None
        self._open: Wire | None = None
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
        """Try once, in the time there is; what goes wrong before the end is worth a retry.

        After it, what is neither a yes nor a no is not known.
        """
        message, ended = mail_message(letter), False
        try:
            wire = self._wire(monotonic() + self._settings.timeout)
        except (OSError, UnicodeError, Broken, Refused) as error:
            return self._later(error)
        try:
            if lacks := _lacks(wire, message):
                self._open = wire
                return Outcome("failed", lacks)
            _announce(wire, message)
            wire.send(on_the_wire(message.content))
            before_end()
            if not wire.silent():
                wire.answer()  # a no, nonsense, or it left: it took nothing
            ended = True
            wire.send(b".\r\n")
            answer = readable(wire.answer(_DONE).encode())
            return self._settled(wire, Outcome("sent", f"{_DONE} {answer}".strip()))
        except Refused as refused:
            outcome = judged(refused)
            return self._settled(wire, outcome) if ended else outcome
        except (OSError, Broken) as error:
            if not ended:
                return self._later(error)
            return Outcome("unknown", f"{LOST} ({self._kind(error)})")
        finally:
            if wire is not self._open:
                wire.close()

    def close(self) -> None:
        """Say goodbye, whether or not the server still listens."""
        if self._open is not None:
            self._open.late = monotonic() + min(self._settings.timeout, _GOODBYE)
            with closing(self._open), suppress(OSError, Broken, Refused):
                self._open.ask("QUIT", _BYE)
            self._open = None

    def _wire(self, late: float) -> Wire:
        """The open connection, or a new one where anything at all was said on it meanwhile."""
        wire, self._open = self._open, None
        if wire is not None:
            wire.late = late
            with suppress(OSError):
                if wire.silent():
                    return wire
            wire.close()
        return self._connected(late)

    def _settled(self, wire: Wire, outcome: Outcome) -> Outcome:
        """The outcome, unless what the server says next shows that it answered something else."""
        try:
            if outcome.state == "sent":
                wire.ask("RSET", _DONE)  # were the yes none, the answer to the message comes here
                self._open = wire
            else:
                wire.ask("QUIT", _BYE)  # were the no none, a yes could come here, and would do
        except (Broken, Refused) as error:
            if getattr(error, "code", 0) != _LEAVING:
                return Outcome("unknown", f"{outcome.answer}, and then: {error}")
        except OSError:
            pass  # it has answered, and may leave
        return outcome

    def _later(self, error: Exception) -> Outcome:
        answer = f"no connection with {self.name}: {self._kind(error)}"
        return Outcome("retry", answer, connected=False)

    def _kind(self, error: Exception) -> str:
        """What went wrong with a connection, without what was being said on it."""
        if isinstance(error, TimeoutError) and not error.errno:
            return f"not done in {self._settings.timeout:g} seconds (smtp.timeout)"
        if isinstance(error, Broken | Refused):
            return str(error)
        return getattr(error, "strerror", None) or type(error).__name__

    def _connected(self, late: float) -> Wire:
        """Connect, secure the line and log in; raises DeliveryError for what time will not mend."""
        settings = self._settings
        try:
            context = ssl.create_default_context(cafile=settings.ca_file)
        except OSError as error:
            raise DeliveryError(f"smtp.ca_file {settings.ca_file}: {self._kind(error)}.") from None
        wire = Wire(settings.host, settings.port, late)
        try:
            if settings.security == "tls":
                self._secure(wire, context)
            wire.answer(220)
            wire.greet()
            if settings.security == "starttls":
                self._assert_offered("starttls" in wire.can)
                try:
                    wire.ask("STARTTLS", 220)
                except Refused as refused:
                    self._assert_offered(refused.code < 500)
                    raise
                self._secure(wire, context)
                wire.greet()
            if settings.user:
                self._log_in(wire)
        except BaseException:
            wire.close()
            raise
        return wire

    def _secure(self, wire: Wire, context: ssl.SSLContext) -> None:
        try:
            wire.secure(context)
        except _CUT_OFF:
            raise
        except ssl.SSLError as error:
            found = getattr(error, "verify_message", "") or error.reason
            raise DeliveryError(
                f"{self.name} is not who it says it is, or cannot be trusted: "
                f"{found or 'the line is not secure'}. Nothing goes over such a line. Ask who runs "
                "the server; if the county signs its own certificates, name its CA in smtp.ca_file."
            ) from None

    def _assert_offered(self, offered: bool) -> None:
        if not offered:
            raise DeliveryError(
                f"{self.name} does not offer STARTTLS or a way to log in (PLAIN or LOGIN). Nothing "
                "goes over such a line: reports and passwords never go unencrypted. Ask who runs "
                "the server."
            )

    def _log_in(self, wire: Wire) -> None:
        """Log in; of what the server says, only the code is kept, as it may say the password."""
        ways = wire.can.get("auth", "").upper().split()
        self._assert_offered("PLAIN" in ways or "LOGIN" in ways)
        try:
            wire.log_in(self._settings.user, self._password or "")
        except Broken:
            raise Broken("what it says to the login is no reply to it") from None
        except Refused as refused:
            if refused.code < 500:
                raise Broken(f"login: {refused.code}") from None
            raise DeliveryError(
                f"{self.name} does not accept the password of {self._settings.user} "
                f"(answer {refused.code}). No letter goes. Correct it and send again."
            ) from None


def channel(setup: Setup) -> Server:
    """Return the declared server; raises InputError where none is."""
    settings = smtp_from(setup.round.smtp, setup.environment)
    if settings is None:
        remedy = 'Add [smtp] with host = "smtp.county.example".'
        raise InputError([Problem("round.toml", "no mail server", column="smtp", remedy=remedy)])
    return Server(settings, setup.environment)


def judged(refused: Refused) -> Outcome:
    """What a no means: 4xx try again, 5xx give up."""
    line = str(refused)
    if refused.code < 500:
        return Outcome("retry", line)
    if refused.code == 552 or "5.3.4" in line:
        line += ". If the message is too large, set mail.too_large to pdf or link in round.toml"
    return Outcome("failed", line)


def _lacks(wire: Wire, message: MailMessage) -> str:
    """What the server would have to know to take a message."""
    if not message.extended or "smtputf8" in wire.can:
        return ""
    return (
        f"the server cannot take {message.recipient}: it has letters beyond a-z before "
        "the @, and that needs SMTPUTF8. Ask for another address"
    )


def _announce(wire: Wire, message: MailMessage) -> None:
    """Say from whom, to whom, and that it comes now."""
    size = f" SIZE={len(message.content)}" if "size" in wire.can else ""
    extended = " BODY=8BITMIME SMTPUTF8" if message.extended else ""
    wire.ask(f"MAIL FROM:<{message.sender}>{size}{extended}", _DONE)
    wire.ask(f"RCPT TO:<{message.recipient}>", _DONE, _FORWARDED)
    wire.ask("DATA", _GO_AHEAD)
