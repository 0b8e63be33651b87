"""However a mail server fails: no letter is lost, none goes twice, and the ledger is true."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from counts import LONG

from generator.delivery import state
from generator.delivery.mailer import Mailer, open_mailer
from generator.delivery.selection import SendOptions
from generator.errors import DeliveryError
from generator.run.finished import FinishedRun

from . import killing
from .conftest import Clock, approved
from .failing import OF_A_RECIPIENT, WAYS, Failing, failing
from .runs import LEADERS, make_run, round_text
from .servers import PASSWORD, Running
from .test_once import MAIL, many, starter, states

__all__ = ["starter"]


@pytest.fixture(scope="module")
def shaky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Failing]]:
    with failing(tmp_path_factory.mktemp("server")) as both:
        yield both


@pytest.mark.parametrize("name", WAYS)
def test_a_way_of_failing(
    name: str, shaky: tuple[Running, Failing], tmp_path: Path, clock: Clock
) -> None:
    server, failures = shaky
    failures.taken.clear()
    way, first = WAYS[name], LEADERS["solvik"][1]
    failures.add(way, first)
    run = approved(make_run(tmp_path, round_text(more=MAIL + server.smtp(timeout=1.0))))
    stopped = not send(run, clock)
    assert stopped == (way.noted == "stops")
    found = true_states(run, failures)
    if way.noted in ("failed", "unknown"):
        assert found.pop(first) == way.noted
        assert failures.taken[first] == way.kept
    if not stopped:
        assert set(found.values()) == {"sent"}
    assert not failures.of and not any(failures.early.values()), "it never came to that"
    assert send(run, clock)
    assert set(true_states(run, failures).values()) <= {"sent", "unknown"}
    assert (true_states(run, failures)[first] == "unknown") == (way.noted == "unknown")
    private = [path for path in run.folder.parent.rglob("*") if path.is_file()]
    assert not [path for path in private if PASSWORD.encode() in path.read_bytes()]


def test_457_letters_through_every_way_of_failing_killed_and_resumed(
    tmp_path: Path, clock: Clock, starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "SYNCHRONOUS", "OFF")  # nobody cuts the power here
    chance = random.Random(None if LONG else 1)
    leaders = many(457 if LONG else 90)
    addresses = [address for _, address in leaders.values()]
    with failing(tmp_path / "server") as (server, failures):
        late = [way for way in WAYS.values() if way.step in OF_A_RECIPIENT]
        early = [way for way in WAYS.values() if way.step not in OF_A_RECIPIENT]
        for i, address in enumerate(addresses):
            failures.add(late[i % len(late)], address)
        chance.shuffle(more := early * (4 if LONG else 1))
        for way in more:
            failures.add(way, "")
        run = approved(make_run(tmp_path, round_text(leaders, more=MAIL + server.smtp())))
        for _ in range(10 if LONG else 3):
            process = starter.Process(target=killing.send, args=(run.folder, PASSWORD))
            process.start()
            process.join(chance.uniform(0.5, 3))
            process.kill()
            process.join()
        passes = 0
        while not send(run, clock) or {"retry", "failed"} & set(states(run).values()):
            true_states(run, failures)
            passes += 1
            assert passes < 60
        found = true_states(run, failures)
    assert set(found) == set(addresses)
    assert set(found.values()) == {"sent", "unknown"}
    unknown = sum(one == "unknown" for one in found.values())
    assert unknown <= len(addresses) * 2 / 3


def send(run: FinishedRun, clock: Clock) -> bool:
    """Send as the command does; whether it came to its end."""
    mailer: Mailer = open_mailer(run.folder, None, {"KONTORRAPPORT_SMTP_PASSWORD": PASSWORD})
    with suppress(DeliveryError):
        mailer.send(
            SendOptions(resume=True), clock=clock, sleep=clock.sleep, progress=lambda *_: None
        )
        return True
    return False


def true_states(run: FinishedRun, failures: Failing) -> dict[str, str]:
    """What the ledger says, having held it against what the server took."""
    found = states(run)
    for who, told in found.items():
        taken = failures.taken[who]
        assert taken <= 1, who
        assert told == "unknown" or (taken == 1) == (told == "sent"), (who, told, taken)
    return found
