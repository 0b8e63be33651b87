"""What round.toml may say of how reports are sent: who gets them, from whom, by which server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Final, Literal
from unicodedata import name, normalize

from pydantic import AfterValidator, Field

from generator.errors import InputError, Problem
from generator.study.declared import Declared, all_seen
from generator.study.messages import faults

Role = Literal["leader", "county", "management"]
"""Who a document is for; the reports of the total are approved and sent by the role's name."""

Format = Literal["pdf", "docx", "html"]
MAILED: Final[tuple[Format, ...]] = ("pdf", "docx")
"""The formats that are sent where round.toml does not say which."""

RESERVED: Final = ("county", "appendix", "management", "quarter")
"""Names of the total's reports, which no unit may have as its id."""

_MOST: Final = 254  # of an address (RFC 5321), and of the part before the @
_MOST_LOCAL: Final = 64
_SCRIPTS: Final = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
_ALIKE: Final = frozenset("асԁеһіјӏорԛѕуԝхոսοανυ0123456789._-")

PREFIX: Final = "KONTORRAPPORT_SMTP_"
"""What the names of environment variables about the mail server begin with."""


@lru_cache(maxsize=10_000)
def normalised(address: str) -> str:
    """The one form in which two addresses are the same mailbox: Unicode, without capitals.

    Raises ValueError for what is no address. Mail servers may tell ``Ola@`` from ``ola@``, but none
    in use does.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        checked = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        raise ValueError("this is not an e-mail address such as kari@example.org") from None
    return checked.normalized.casefold()


def mail_form(address: str) -> tuple[str, bool]:
    """An address as mail servers write it, and whether only SMTPUTF8 servers can take it.

    A domain in any letters has an ASCII form; a part before the @ has none.
    """
    from email_validator import validate_email

    checked = validate_email(address, check_deliverability=False)
    if checked.ascii_email:
        return checked.ascii_email, False
    return checked.normalized, True


def smtp_from(declared: Smtp | None, environment: Mapping[str, str]) -> Smtp | None:
    """The server to send by: as round.toml declares, where the environment says nothing else."""
    given = {
        name: environment[f"{PREFIX}{name.upper()}"]
        for name in ("host", "port", "security", "user", "ca_file")
        if environment.get(f"{PREFIX}{name.upper()}")
    }
    if not given:
        return declared
    own = declared.model_dump(exclude_unset=True) if declared else {}
    server, wrong = faults(Smtp, {**own, **given})
    if wrong:
        raise InputError(
            Problem("environment", message, column=PREFIX + key.upper(), remedy=remedy)
            for key, message, remedy in wrong
        )
    return server


def addressed(addresses: Iterable[str]) -> str:
    """A hash of who is to get something, the same however the addresses are written and sorted."""
    mailboxes = sorted({normalised(address) for address in addresses})
    return sha256("\n".join(mailboxes).encode()).hexdigest()


def role_of(kind: str, unit: str | None) -> Role:
    """Who a document is for: a unit's leader, the county, or (the quarterly report) management."""
    if unit:
        return "leader"
    return "county" if kind in ("county", "appendix") else "management"


def _checked(address: str) -> str:
    """An address that mail servers take and that a reader cannot take for another."""
    local = address.rpartition("@")[0]
    for what, part, most in (("", address, _MOST), (" before the @", local, _MOST_LOCAL)):
        if (long := len(part.encode())) > most:
            raise ValueError(f"the address has {long} signs{what}, and mail servers take {most}")
    _, _, domain = normalised(address).rpartition("@")
    for part in (local, *domain.split(".")):
        if alike := _look_alike(part):
            names = " and ".join(f"{one} ({name(one).capitalize()})" for one in alike)
            raise ValueError(
                f"the address has letters that look like others, {names}: type it anew"
            )
    return address


def _look_alike(part: str) -> list[str]:
    """Letters that are there to be taken for Latin ones (a small part of UTS 39)."""
    scripts = {one: name(one, " ").split()[0] for one in part if one.isalpha()}
    others = [one for one, script in scripts.items() if script in _SCRIPTS]
    if "LATIN" not in scripts.values() and not _ALIKE.issuperset(part.casefold()):
        others = []
    return others or [one for one in normalize("NFC", part) if normalize("NFKC", one) != one]


Address = Annotated[str, AfterValidator(_checked), Field(title="an e-mail address")]
"""A bare e-mail address; the domain may hold any letters, and so may the part before the @."""


Line = Annotated[
    str,
    Field(pattern=r"^[^\x00-\x1f\x7f\u2028\u2029]*$", title="a text on one line"),
    AfterValidator(all_seen),
]
"""A text on one line, as it must be to stand in the head of a message."""


class Leader(Declared):
    """Who receives a unit's report."""

    name: Line
    """The name the message begins with. For example ``"Kari Nordmo"``."""
    email: Address
    """The address it is sent to. For example ``"kari.nordmo@example.org"``."""


class Recipients(Declared):
    """Who receives the reports of the total."""

    county: tuple[Address, ...] = ()
    """Those who get the county report. For example ``["analyse@example.org"]``."""
    management: tuple[Address, ...] = ()
    """Those who get the quarterly report. For example ``["ledelsen@example.org"]``."""


class Mail(Declared):
    """Who the messages are from, and what to do with one that is too large."""

    sender: Address
    """The address they are from. For example ``"analyse@example.org"``."""
    sender_name: Line = ""
    """The name beside it. For example ``"Analyse"``."""
    reply_to: Address | None = None
    """Where answers go, else to the sender. For example ``"kari.nordmo@example.org"``."""
    contact: Line = ""
    """Whom to ask, as the message says it. For example ``"Kari Nordmo, telefon 55 55 33 33"``."""
    formats: tuple[Format, ...] = Field(MAILED, min_length=1)
    """Which files are sent; management never gets the Word file. For example ``["pdf"]``."""
    max_megabytes: float = Field(default=20, gt=0)
    """The largest message that the recipients' servers take. For example ``25``."""
    too_large: Literal["stop", "pdf", "link"] = "stop"
    """A larger one: do not send it, leave out the Word file, or send the ``link``."""
    link: str = Field(default="", pattern=r"^(https://\S+)?$", title="an address with https://")
    """Where reports lie, ``{unit}`` for the unit's id. For example ``"https://nav.example/{unit}"``."""


class Smtp(Declared):
    """A mail server. Its password comes from the environment or the keyring, never from a file."""

    host: str = Field(pattern=r"^[^\s:/]+$", title="the name of a server")
    """Its name. For example ``"smtp.example.org"``."""
    port: int = Field(default=587, ge=1, le=65535)
    """Its port. For example ``465``."""
    security: Literal["starttls", "tls"] = "starttls"
    """How it is spoken to: by STARTTLS, or by TLS from the first byte."""
    user: str = ""
    """Who logs in; nobody when left out. For example ``"analyse"``."""
    ca_file: str | None = None
    """The county's own certificate authority. For example ``"/etc/ssl/fylket.pem"``."""
    per_minute: float = Field(default=60, ge=0.1, le=1_000_000)
    """How many messages are sent in a minute at most. For example ``30``."""
    timeout: float = Field(default=120, gt=0, le=3600)
    """How many seconds a message may take, from connecting to the answer. For example ``300``."""
    attempts: int = Field(default=5, ge=1, le=20)
    """How often a message is tried when the server is busy. For example ``3``."""


class DeclaredChannel(Declared):
    """The channel that letters leave by, where it is neither files nor a mail server.

    Which channels there are, and what each understands, is known where letters are sent.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", title="a name in small letters a-z")
    """Its name. For example ``"smtp"``."""
    settings: dict[str, str | int | float | bool] = {}
    """What it needs to know. For example ``{ folder = "utgående" }``."""
