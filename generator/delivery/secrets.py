"""Passwords that the keyring keeps; never a file of the project."""

from __future__ import annotations

from typing import Final

SERVICE: Final = "kontorrapport"
"""The name that passwords are kept under in the keyring."""


def from_keyring(name: str) -> str | None:
    """A password by its name; None where there is no keyring, or nothing in it."""
    try:
        import keyring
    except ImportError:
        return None
    try:
        kept: str | None = keyring.get_password(SERVICE, name)
    except keyring.errors.KeyringError:
        return None
    return kept
