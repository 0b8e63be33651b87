"""The mail server's password: from the environment first, then from the keyring, never a file."""

from __future__ import annotations

import sys
import time
from types import ModuleType

import pytest

from generator.delivery import passwords
from generator.delivery.passwords import SMTP_PASSWORD, smtp_password
from generator.errors import KontorrapportError, MachineError
from generator.round.mail import Smtp
from generator.waiting import in_time

SMTP = Smtp(host="smtp.example.org", user="analyse")


class KeyringError(Exception):
    """What the keyring raises when it is locked or has nowhere to keep anything."""


def keyring(monkeypatch: pytest.MonkeyPatch, kept: dict[tuple[str, str], str] | None) -> None:
    """Put a keyring in the place of the real one; ``None`` is one that cannot be opened."""

    def get_password(service: str, name: str) -> str | None:
        if kept is None:
            raise KeyringError
        return kept.get((service, name))

    module, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    errors.KeyringError = KeyringError  # type: ignore[attr-defined]
    module.get_password, module.errors = get_password, errors  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", module)


def test_the_keyring_is_asked_for_the_user_at_the_server(monkeypatch) -> None:
    keyring(monkeypatch, {("kontorrapport", "analyse@smtp.example.org"): "fra nøkkelringen"})
    assert smtp_password(SMTP, {}) == "fra nøkkelringen"


def test_the_environment_comes_first(monkeypatch) -> None:
    keyring(monkeypatch, {("kontorrapport", "analyse@smtp.example.org"): "fra nøkkelringen"})
    assert smtp_password(SMTP, {SMTP_PASSWORD: "fra miljøet"}) == "fra miljøet"


@pytest.mark.parametrize("kept", [{}, None], ids=["nothing in it", "locked"])
def test_without_a_password_it_is_said_how_to_give_one(monkeypatch, kept) -> None:
    keyring(monkeypatch, kept)
    with pytest.raises(KontorrapportError, match="keyring set kontorrapport analyse@smtp"):
        smtp_password(SMTP, {})


def test_without_a_keyring_it_is_said_how_to_give_one(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(KontorrapportError, match=SMTP_PASSWORD):
        smtp_password(SMTP, {})


def test_who_does_not_log_in_needs_none() -> None:
    assert smtp_password(Smtp(host="smtp.example.org"), {}) is None


def test_a_keyring_that_never_answers_is_not_waited_for(monkeypatch) -> None:
    keyring(monkeypatch, {})
    monkeypatch.setattr(sys.modules["keyring"], "get_password", lambda *_: time.sleep(3))
    monkeypatch.setattr(passwords, "in_time", lambda call, _: in_time(call, 0.1))
    with pytest.raises(MachineError, match=r"no answer about .* in 120 seconds. Unlock it"):
        smtp_password(SMTP, {})
