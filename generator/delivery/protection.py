"""PDFs with a password, for the rounds whose policy asks for it; they are no longer PDF/A."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from typing import Final

from generator.delivery.lock import Attachment
from generator.delivery.secrets import from_keyring
from generator.errors import DeliveryError

PASSWORD: Final = "KONTORRAPPORT_PDF_PASSWORD"
_KEPT_AS: Final = "pdf"
_SHORTEST: Final = 12


def pdf_password(environment: Mapping[str, str]) -> str:
    """The password that readers were given by another way, from the environment or the keyring."""
    password = environment.get(PASSWORD) or from_keyring(_KEPT_AS)
    if not password:
        raise DeliveryError(
            "policy.protect_pdf asks for PDFs with a password, and there is none. Set "
            f"{PASSWORD}, or keep it with: keyring set kontorrapport {_KEPT_AS}"
        )
    if len(password) < _SHORTEST:
        raise DeliveryError(f"The password of the PDFs is short: take at least {_SHORTEST} signs.")
    return password


def protected(attachments: Sequence[Attachment], password: str) -> tuple[Attachment, ...]:
    """The PDFs under AES-256; Word files, which we cannot protect, are left out."""
    return tuple(
        replace(one, content=_encrypted(one.content, password))
        for one in attachments
        if one.name.endswith(".pdf")
    )


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
