"""Once: killed at any moment, refused in any way, every leader gets one message and no more."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
from collections import Counter
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from counts import LONG

from generator.delivery import state
from generator.delivery.addressees import addressees
from generator.delivery.approval import approve
from generator.delivery.channels import Outcome
from generator.delivery.channels.outbox import Outbox
from generator.delivery.ledger import Ledger
from generator.delivery.mailer import Mailer, open_mailer
from generator.delivery.selection import SendOptions
from generator.delivery.state import database, state_folder
from generator.errors import DeliveryError
from generator.run.finished import FinishedRun

from . import killing
from .conftest import Clock, Send, approved
from .runs import AT, LEADERS, make_run, round_text
from .servers import AT_END, AT_RECIPIENT, CUT, PASSWORD, Running, serving

MAIL = '[mail]\nsender = "analyse@example.org"\n'


def many(count: int) -> dict[str, tuple[str, str]]:
    return {f"kontor-{i}": (f"Leder {i}", f"leder-{i}@example.org") for i in range(count)}


def states(run: FinishedRun) -> dict[str, str]:
    """What the ledger says, by recipient."""
    with database(run.folder) as connection:
        return {one.recipient: one.state for one in Ledger(connection).entries().values()}


def history(run: FinishedRun, key: str) -> list[tuple[str, str, datetime]]:
    """Every state a letter has been in, with the answer and the time."""
    with database(run.folder) as connection:
        rows = connection.execute(
            "SELECT state, answer, at FROM events WHERE key = ? ORDER BY id", (key,)
        ).fetchall()
    return [(state, answer, datetime.fromisoformat(at)) for state, answer, at in rows]


@pytest.fixture(scope="module")
def starter():
    """Processes that start at once: forked from one that has imported all, and has no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([killing.__name__])
    return context


@pytest.mark.parametrize("seed", range(200 if LONG else 5))
def test_killed_at_any_moment_nobody_gets_two_and_nobody_is_forgotten(
    tmp_path: Path, starter, seed: int
) -> None:
    chance = random.Random(None if LONG else seed)
    with serving(tmp_path / "server") as server:
        text = round_text(many(5), more=MAIL + server.smtp(timeout=20))
        run = approved(make_run(tmp_path, text, padding=20_000))
        for _ in range(6):
            process = starter.Process(target=killing.send, args=(run.folder, PASSWORD))
            process.start()
            process.join(chance.uniform(0.02, 0.25))
            process.kill()  # or it has ended by itself by now
            process.join()
        killing.send(run.folder, PASSWORD)
        received = {who: len(kept) for who, kept in server.postbox.accepted.items()}
    found = states(run)
    assert len(found) == 5
    assert not {who for who, count in received.items() if count > 1}
    assert set(found.values()) <= {"sent", "unknown"}
    for who, told in found.items():
        assert received.get(who, 0) == 1 or told == "unknown", who


def test_a_kill_on_either_side_of_the_point_of_no_return(tmp_path: Path) -> None:
    run = make_run(tmp_path, round_text())
    two = addressees(run, run_round(run))[:2]
    with database(run.folder) as connection:
        ledger = Ledger(connection)
        ledger.enrol(two, AT)
        for one in two:
            ledger.begin(one.key, message_id="<1@x>", channel="server", at=AT)
        ledger.end_data(two[1].key)
    with database(run.folder) as connection:
        ledger = Ledger(connection)
        ledger.recover(AT)
        assert [one.state for one in ledger.entries().values()] == ["pending", "unknown"]
    assert [told for told, _, _ in history(run, two[1].key)] == ["sending", "unknown"]


def run_round(run: FinishedRun):
    return open_mailer(run.folder, None, {}).round


def test_what_a_run_tells_is_kept_before_the_first_message_goes(
    tmp_path: Path, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that no kill in between leaves a run with somebody, and nothing held against it."""
    run = make_run(tmp_path, round_text(more=MAIL))
    kept = run.folder.parent / ".earlier" / run.id
    assert set(send(run)) and not kept.exists()  # nothing is approved
    there: list[bool] = []
    write = Outbox.send

    def watched(self: Outbox, *arguments: Any) -> Outcome:
        there.append((kept / "results.json").is_file())
        return write(self, *arguments)

    monkeypatch.setattr(Outbox, "send", watched)
    send(approved(run))
    assert there == [True] * len(LEADERS)


def test_457_messages_through_a_server_that_fails_one_in_five_in_every_way(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Afterwards every leader has exactly one, and on the way there the ledger never lies."""
    monkeypatch.setattr(state, "SYNCHRONOUS", "OFF")  # nobody cuts the power here
    leaders = many(457)
    ways = cycle([*AT_RECIPIENT, *AT_END, *CUT])
    with serving(tmp_path / "server") as server:
        for i, (_, address) in enumerate(leaders.values()):
            if i % 5 == 0:
                server.postbox.trouble[address].append(next(ways))
        run = make_run(tmp_path, round_text(leaders, more=MAIL + server.smtp(timeout=0.2)))
        run = approved(run)
        mailer = open_mailer(run.folder, None, {"KONTORRAPPORT_SMTP_PASSWORD": PASSWORD})

        def send(options: SendOptions) -> Counter[str]:
            mailer.send(options, clock=clock, sleep=clock.sleep, progress=lambda *_: None)
            assert_true(server, states(run))
            return Counter(states(run).values())

        first = send(SendOptions())
        assert first["sent"] > 400
        assert first["failed"] > 15
        assert first["unknown"] > 15
        assert send(SendOptions(resume=True)) == {"sent": 457 - first["unknown"], **unknown(first)}
        lost = [
            one.items[0]
            for one in addressees(run, mailer.round)
            if not server.postbox.accepted.get(one.address)
        ]
        assert lost
        send(SendOptions(resend_unknown=tuple(lost)))
        received = {who: len(kept) for who, kept in server.postbox.accepted.items()}
    assert received == {address: 1 for _, address in leaders.values()}


def unknown(counts: Counter[str]) -> dict[str, int]:
    return {"unknown": counts["unknown"]}


def assert_true(server: Running, found: dict[str, str]) -> None:
    """Every state says what happened: sent is there once, and what is not sent is not there."""
    for who, told in found.items():
        received = len(server.postbox.accepted.get(who, ()))
        assert received <= 1, who
        assert told == "unknown" or (received == 1) == (told == "sent"), (who, told)


def test_a_run_built_again_does_not_send_to_the_same_leaders(tmp_path: Path, send: Send) -> None:
    """Another run of the same round is another ledger, but the leaders are the same people."""
    first = approved(make_run(tmp_path, round_text(more=MAIL)))
    send(first, only=("solvik",))
    second = approved(make_run(tmp_path, round_text(more=MAIL + 'contact = "Kari"\n')))
    assert second.folder != first.folder
    lines = send(second)
    assert f"was sent from the run {first.id}" in lines["solvik"].note
    assert lines["granelva"].state == "sent"
    assert send(second, again=("solvik",))["solvik"].state == "sent"


@pytest.mark.parametrize("left", ["an empty ledger", "a hot journal"])
def test_a_command_that_was_killed_in_another_run_holds_nobody_up(
    tmp_path: Path, send: Send, left: str
) -> None:
    other = approved(make_run(tmp_path, round_text(more=MAIL)))
    file = state_folder(other.folder) / "delivery.sqlite"
    if left == "an empty ledger":
        file.write_bytes(b"")
    else:
        send(other, only=("solvik",))
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE messages SET state = 'failed'")
        contents = [path.read_bytes() for path in (file, Path(f"{file}-journal"))]
        connection.close()
        for path, content in zip((file, Path(f"{file}-journal")), contents, strict=True):
            path.write_bytes(content)
    run = approved(make_run(tmp_path, round_text(more=MAIL + 'contact = "Kari"\n')))
    lines = send(run)
    assert lines["granelva"].state == "sent"
    assert ("was sent from the run" in lines["solvik"].note) == (left == "a hot journal")


def test_a_ledger_that_cannot_be_read_may_have_sent_everything(tmp_path: Path, send: Send) -> None:
    other = make_run(tmp_path, round_text(more=MAIL))
    file = state_folder(other.folder) / "delivery.sqlite"
    file.write_bytes(b"not a database" * 100)
    run = approved(make_run(tmp_path, round_text(more=MAIL + 'contact = "Kari"\n')))
    with pytest.raises(DeliveryError, match=r"it is not known what was sent from that run"):
        send(run)


def test_what_lies_in_the_outbox_is_not_sent_by_a_server_as_well(
    server: Running, tmp_path: Path, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = approved(make_run(tmp_path, round_text(more=MAIL)))
    send(run, only=("solvik",))
    environment = {
        "KONTORRAPPORT_SMTP_HOST": "localhost",
        "KONTORRAPPORT_SMTP_PORT": str(server.port),
        "KONTORRAPPORT_SMTP_CA_FILE": str(server.ca_file),
    }
    clock = Clock()

    def by_server(**options: tuple[str, ...]) -> None:
        mailer = open_mailer(run.folder, None, environment)
        mailer.send(
            SendOptions(**options), clock=clock, sleep=clock.sleep, progress=lambda *_: None
        )

    by_server()
    assert set(server.postbox.accepted) == {LEADERS["granelva"][1], LEADERS["heggelia"][1]}
    by_server(again=("solvik",))
    assert set(server.postbox.accepted) == {address for _, address in LEADERS.values()}


def test_sent_again_on_purpose_is_another_message(tmp_path: Path, send: Send) -> None:
    run = approved(make_run(tmp_path, round_text(more=MAIL)))
    send(run)
    send(run, again=("solvik",))
    assert len(list(state_folder(run.folder).rglob("solvik-*.eml"))) == 2


def test_writing_the_outbox_again_changes_nothing(tmp_path: Path, send: Send) -> None:
    """The folder has no point of no return: the same letter is the same file."""
    run = approved(make_run(tmp_path, round_text(more=MAIL)))
    send(run)
    before = {path.name: path.read_bytes() for path in state_folder(run.folder).rglob("*.eml")}
    with sqlite3.connect(state_folder(run.folder) / "delivery.sqlite") as connection:
        connection.execute("UPDATE messages SET state = 'sending'")
        connection.execute("DELETE FROM events WHERE state = 'sent'")
    connection.close()
    send(run)
    after = {path.name: path.read_bytes() for path in state_folder(run.folder).rglob("*.eml")}
    assert after == before


def test_only_one_unit(tmp_path: Path, send: Send) -> None:
    run = approved(make_run(tmp_path, round_text(more=MAIL)))
    lines = send(run, only=("granelva",))
    assert {name: line.state for name, line in lines.items() if line.attempts} == {
        "granelva": "sent"
    }
    assert send(run)["solvik"].state == "sent"


def test_nothing_is_sent_that_nobody_approved(tmp_path: Path, send: Send) -> None:
    run = make_run(tmp_path, round_text(more=MAIL))
    approve(run, ["granelva"], by="Kari", at=AT)
    lines = send(run)
    assert lines["solvik"].note == "solvik is not approved"
    assert [path.name[:8] for path in state_folder(run.folder).rglob("*.eml")] == ["granelva"]


def test_a_report_changed_while_others_are_sent_is_stopped(tmp_path: Path) -> None:
    """The lock is held against each letter just before it goes, not once at the start."""
    run = approved(make_run(tmp_path, round_text(more=MAIL)))
    clock = Clock()

    def spoil(_stage: str, done: int, _all: int) -> None:
        if done == 1:
            (run.folder / "offices" / "granelva" / "kontorrapport-granelva.pdf").unlink()

    lines = open_mailer(run.folder, None, {}).send(
        SendOptions(), clock=clock, sleep=clock.sleep, progress=spoil
    )
    assert [line.state for line in lines] == ["sent", "pending", "sent", "pending"]
    assert "is not there" in lines[1].note


def test_a_dry_run_leaves_the_ledger_alone(tmp_path: Path, send: Send) -> None:
    run = approved(make_run(tmp_path, round_text(more=MAIL)))
    mailer: Mailer = open_mailer(run.folder, None, {})
    told = [line.state for line in mailer.rehearse(SendOptions(), at=AT)]
    assert told == ["would go"] * 3
    assert len(list(mailer.rehearsed.glob("*.eml"))) == 3
    assert not (state_folder(run.folder) / "outbox").exists()
    assert not states(run)
    send(run)
    assert [line.state for line in mailer.rehearse(SendOptions(), at=AT)] == ["stays"] * 3


def test_every_answer_is_kept_with_its_time(server: Running, tmp_path: Path, send: Send) -> None:
    address = LEADERS["solvik"][1]
    server.postbox.trouble[address].append("451 at end")
    run = approved(make_run(tmp_path, round_text(more=MAIL + server.smtp())))
    send(run, only=("solvik",))
    found = history(run, f"leader:{address}")
    assert [(told, answer) for told, answer, _ in found] == [
        ("sending", ""),
        ("retry", "451 4.3.0 Try again later"),
        ("sending", ""),
        ("sent", "250 2.0.0 Queued"),
    ]
    assert all(isinstance(at, datetime) and at.tzinfo for _, _, at in found)


def test_a_database_that_is_none(tmp_path: Path, send: Send) -> None:
    run = make_run(tmp_path, round_text(more=MAIL))
    (state_folder(run.folder) / "delivery.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(DeliveryError, match=r"delivery\.sqlite cannot be used"):
        send(run)
