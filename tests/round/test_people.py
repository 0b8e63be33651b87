"""Names and addresses that a reader, or a mail server, would take for something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from generator.errors import Problem
from generator.round.mail import Mail
from generator.round.model import Round
from generator.round.people import people_to_mind, shared_mailboxes
from generator.study.declared import unprintable_texts
from generator.study.lines import with_lines


def round_of(*leaders: tuple[str, str], **declared: Any) -> Round:
    names = ("Nord", "Sør", "Vest")
    units = [
        {"id": str(n), "code": n, "name": name, "leader": {"name": who, "email": email}}
        for n, (name, (who, email)) in enumerate(zip(names, leaders, strict=False), start=1)
    ]
    needed = {"id": "r", "title": "R", "whole": "Alle", "date": "2015-06-30", "units": units}
    return Round.model_validate(needed | declared)


@pytest.mark.parametrize(
    "address",
    [
        "kåre.ås@blåbær.example",
        "ola.nordmann+it-2@nav-1.example.org",
        "иван@пример.example",
        "用户@例え.jp",
        "a" * 64 + "@example.org",
    ],
)
def test_addresses_of_one_alphabet_are_taken(address: str) -> None:
    assert Mail(sender=address).sender == address


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("k\u0430ri@example.org", "а (Cyrillic small letter a)"),
        ("kari@ex\u0430mple.org", "а (Cyrillic small letter a)"),
        ("kari@xn--exmple-4nf.org", "а (Cyrillic small letter a)"),
        ("kari.\u03bf@example.org", "ο (Greek small letter omicron)"),
        ("\u0441\u043e\u0441@example.org", "с (Cyrillic small letter es)"),
        ("\uff4bari@example.org", "ｋ (Fullwidth latin small letter k)"),
        ("a" * 65 + "@example.org", "65 signs before the @"),
        ("å" * 33 + "@example.org", "66 signs before the @"),
        ("a@" + "b23456789." * 25 + "org", "255 signs"),
        ("ka\u200bri@example.org", "not an e-mail address"),
    ],
)
def test_addresses_that_pretend_or_are_too_long(address: str, said: str) -> None:
    with pytest.raises(ValidationError) as error:
        Mail(sender=address)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "sign", ["\n", "\0", "\x85", "\u2028", "\u202e", "\u200b", "\ufeff", "\xad"]
)
def test_no_name_has_a_sign_that_cannot_be_seen(sign: str) -> None:
    name = f"Kari{sign}Strand"
    with pytest.raises(ValidationError):
        Mail(sender="a@example.org", sender_name=name)
    with pytest.raises(ValidationError):
        Mail(sender="a@example.org", contact=name)
    (said,) = unprintable_texts(Path(__file__), [(f"units.1.{sign}", name)])
    assert "control character" in said.message or "cannot be seen" in said.message
    assert "\n" not in str(Problem("round.toml", f"{name} stands here", column=name))


def test_one_mailbox_of_two_people_and_one_twice_in_a_list() -> None:
    recipients = {"county": ["Kari@example.org", "ola@example.org", "kari@Example.org"]}
    leaders = (("Kari", "leder@example.org"), ("Ola", "Leder@example.org"))
    found = list(shared_mailboxes(round_of(*leaders, recipients=recipients)))
    assert [problem.column for problem in found] == ["recipients.county", "units.leader.email"]
    assert "'kari@Example.org'" in found[0].message
    assert "Kari and Ola have one address" in found[1].message
    same = (("Kari Strand", "leder@example.org"), ("kari  strand", "Leder@example.org"))
    assert not list(shared_mailboxes(round_of(*same)))


def test_what_is_a_slip_more_often_is_said_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "round.toml"
    file.write_text('a = 1\nemail = "vest@example.org"\n', encoding="utf-8")
    leaders = (("Kari", "vest@example.org"), ("Kari", "k2@example.org"), ("Ola", "sør@example.org"))
    other, own, name = with_lines(people_to_mind(round_of(*leaders)), file)
    assert other.row == 2
    assert "Nord has what looks like the address of Vest" in other.message
    assert "Vest has what looks like the address of Sør" in own.message
    assert "Kari has more than one address, vest@example.org and 'k2@example.org'" in name.message
    own_ones = (("Kari", "nord@example.org"), ("Ola", "sør@example.org"))
    assert not list(people_to_mind(round_of(*own_ones)))
