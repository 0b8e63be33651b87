"""Passwords, from the environment or the keyring, never a file; and PDFs that open with one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from typing import Final

from generator.delivery.letter import Attachment
from generator.errors import DeliveryError, MachineError
from generator.round.mail import Smtp
from generator.waiting import in_time

SERVICE: Final = "kontorrapport"
"""The name that passwords are kept under in the keyring."""

SMTP_PASSWORD: Final = "KONTORRAPPORT_SMTP_PASSWORD"
PDF_PASSWORD: Final = "KONTORRAPPORT_PDF_PASSWORD"
KEY_PASSPHRASE: Final = "KONTORRAPPORT_KEY_PASSPHRASE"

SIGNING_KEY: Final = "signing-key"
SIGNING_PASSPHRASE: Final = "signing-passphrase"

_PDF_KEPT_AS: Final = "pdf"
_SHORTEST: Final = 12
_KEYRING_SECONDS: Final = 120.0  # somebody may have to unlock it


def smtp_password(smtp: Smtp, environment: Mapping[str, str]) -> str | None:
    """The password of the mail server's user; None where nobody logs in."""
    if not smtp.user:
        return None
    name = f"{smtp.user}@{smtp.host}"
    if password := environment.get(SMTP_PASSWORD) or from_keyring(name):
        return password
    raise DeliveryError(
        f"There is no password for {smtp.user} at {smtp.host}. Set {SMTP_PASSWORD}, or keep it "
        f"with: keyring set {SERVICE} {name} (pip install 'kontorrapport[keyring]')."
    )


def pdf_password(environment: Mapping[str, str]) -> str:
    """The password of the PDFs, which readers were given by another way."""
    password = environment.get(PDF_PASSWORD) or from_keyring(_PDF_KEPT_AS)
    if not password:
        raise DeliveryError(
            "policy.protect_pdf asks for PDFs with a password, and there is none. Set "
            f"{PDF_PASSWORD}, or keep it with: keyring set {SERVICE} {_PDF_KEPT_AS}"
        )
    if len(password) < _SHORTEST:
        raise DeliveryError(f"The password of the PDFs is short: take at least {_SHORTEST} signs.")
    return password


def protected(attachments: Sequence[Attachment], password: str) -> tuple[Attachment, ...]:
    """The PDFs under AES-256, no longer PDF/A; Word files, which cannot be protected, left out."""
    return tuple(
        replace(one, content=_encrypted(one.content, password))
        for one in attachments
        if one.format == "pdf"
    )


def from_keyring(name: str) -> str | None:
    """A password or a key by its name; None where there is no keyring, or nothing in it."""
    try:
        import keyring
    except ImportError:
        return None
    try:
        kept: str | None = in_time(lambda: keyring.get_password(SERVICE, name), _KEYRING_SECONDS)
    except TimeoutError:
        raise MachineError(
            f"The keyring gave no answer about {name} in {_KEYRING_SECONDS:g} seconds. Unlock it, "
            "or give the password by the environment."
        ) from None
    except keyring.errors.KeyringError:
        return None
    return kept


def _encrypted(content: bytes, password: str) -> bytes:
    if not all(map(find_spec, ("pypdf", "cryptography"))):  # pypdf needs the other for AES
        raise DeliveryError(
            "PDFs cannot be protected here. Run: pip install 'kontorrapport[protected]'"
        )
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=BytesIO(content))
    writer.encrypt(password, algorithm="AES-256")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
