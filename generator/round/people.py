"""Who gets what, as check sees it: one mailbox of two people, one person with two mailboxes."""

from collections import defaultdict
from collections.abc import Iterator

from generator.errors import Problem
from generator.round.mail import Leader, normalised
from generator.round.model import Round


def shared_mailboxes(round_: Round) -> Iterator[Problem]:
    """An address that two leaders have, which no letter goes to, or that a list has twice."""
    for place, listed in round_.recipients:
        seen: dict[str, str] = {}
        for address in listed:
            first = seen.setdefault(normalised(address), address)
            if first is not address:
                message = f"{first} stands here once more, as {address!r}"
                column = f"recipients.{place}"
                yield Problem("round.toml", message, column=column, remedy="Keep one.")
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for office in round_.units:
        if leader := office.leader:
            named[normalised(leader.email)][plain(leader.name)] = leader.name
    for address, names in named.items():
        if len(names) > 1:
            message = f"{' and '.join(names.values())} have one address, {address!r}"
            yield _problem(round_, message, "Correct one, or write the name the same way.")


def people_to_mind(round_: Round) -> Iterator[Problem]:
    """What may be meant, and is a slip more often: to be read before anything is sent."""
    mailboxes: dict[str, dict[str, Leader]] = defaultdict(dict)
    named = {key: unit.name for unit in round_.units for key in (unit.id, plain(unit.name))}
    for office in round_.units:
        if (leader := office.leader) is None:
            continue
        mailboxes[plain(leader.name)][normalised(leader.email)] = leader
        other = named.get(plain(leader.email.rpartition("@")[0]), office.name)
        if other != office.name:
            message = f"{office.name} has what looks like the address of {other}, {leader.email!r}"
            yield _problem(round_, message, "Correct it if it is not meant.")
    for found in mailboxes.values():
        *earlier, last = found.values()
        if earlier:
            said = ", ".join(each.email for each in earlier)
            message = f"{last.name} has more than one address, {said} and {last.email!r}"
            yield _problem(round_, message, "If it is one person, write one: each gets a letter.")


def plain(name: str) -> str:
    """A name without capitals and doubled spaces: the same for the same person."""
    return " ".join(name.casefold().split())


def _problem(round_: Round, message: str, remedy: str) -> Problem:
    file = round_.unit_list or "round.toml"
    return Problem(file, message, column="units.leader.email", remedy=remedy)
