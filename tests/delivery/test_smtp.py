"""Against a real server with TLS and log-in: every answer it can give, and every way to fail."""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from generator.delivery.addressees import Addressee
from generator.delivery.channels.smtp import Server
from generator.delivery.letter import Letter
from generator.delivery.mailer import Mailer, open_mailer
from generator.delivery.selection import SendOptions
from generator.errors import DeliveryError, MachineError
from generator.round.mail import Smtp
from generator.run.finished import FinishedRun

from .conftest import Clock, Send, approved
from .runs import AT, make_run, round_text
from .servers import PASSWORD, Running, serving

MAIL = '[mail]\nsender = "analyse@example.org"\n'
SOLVIK = "hanne@example.org"


def run_for(server: Running, folder: Path, **more: object) -> FinishedRun:
    return approved(make_run(folder, round_text(more=MAIL + server.smtp(**more))))


def test_every_leader_gets_one_message_with_both_files(
    server: Running, tmp_path: Path, send: Send
) -> None:
    lines = send(run_for(server, tmp_path))
    assert {name: line.state for name, line in lines.items()} == {
        "solvik": "sent",
        "granelva": "sent",
        "heggelia": "sent",
        "county": "pending",
    }
    assert "names nobody" in lines["county"].note
    assert lines["solvik"].note == "250 2.0.0 Queued"
    assert {who: len(kept) for who, kept in server.postbox.accepted.items()} == {
        "hanne@example.org": 1,
        "ingunn@example.org": 1,
        "gunn@example.org": 1,
    }
    message = message_from_bytes(server.postbox.accepted[SOLVIK][0], policy=default)
    names = [part.get_filename() for part in message.iter_attachments()]
    assert names == ["kontorrapport-solvik.pdf", "kontorrapport-solvik.docx"]
    assert server.postbox.connections == 2, "one line, counted again when it was secured"


def test_sending_again_sends_nothing(server: Running, tmp_path: Path, send: Send) -> None:
    run = run_for(server, tmp_path)
    for resume in (False, True):
        send(run, resume=resume)
    assert {len(kept) for kept in server.postbox.accepted.values()} == {1}


@pytest.mark.parametrize(
    "trouble", ["450 at RCPT", "452 at RCPT", "451 at end", "452 at end", "cut before DATA"]
)
def test_a_temporary_no_is_tried_again_after_a_while(
    server: Running, tmp_path: Path, send: Send, clock: Clock, trouble: str
) -> None:
    server.postbox.trouble[SOLVIK] = deque([trouble] * 2)
    lines = send(run_for(server, tmp_path))
    assert (lines["solvik"].state, lines["solvik"].attempts) == ("sent", 3)
    assert len(server.postbox.accepted[SOLVIK]) == 1
    waits = [seconds for seconds in clock.slept if seconds > 1]
    assert [round(seconds) for seconds in waits] == [30, 60]


def test_a_cut_in_the_message_is_known_not_to_be_sent(server: Running, tmp_path: Path) -> None:
    server.postbox.trouble[SOLVIK] = deque(["cut in DATA"])
    letter = Letter(
        id="<1@example.org>",
        addressee=Addressee("leader:solvik", "leader", SOLVIK, "", ("solvik",), "nb"),
        sender="analyse@example.org",
        sender_name="",
        reply_to="",
        subject="x",
        text="text\n",
        html="<p>text</p>\n",
        attachments=(),
        at=AT,
    )

    def before_end() -> None:
        assert server.postbox.cut.wait(10)
        time.sleep(0.2)  # the news travels over the loopback

    channel = Server(Smtp(host="localhost", port=server.port, ca_file=str(server.ca_file)), {})
    assert channel.send(letter, before_end).state == "retry"
    assert channel.send(letter, lambda: None).state == "sent"
    channel.close()
    assert len(server.postbox.accepted[SOLVIK]) == 1


def test_one_that_is_never_taken_is_left_for_another_day(
    server: Running, tmp_path: Path, send: Send
) -> None:
    run = run_for(server, tmp_path, attempts=3)
    server.postbox.trouble[SOLVIK] = deque(["451 at end"] * 3)
    lines = send(run)
    assert (lines["solvik"].state, lines["solvik"].attempts) == ("retry", 3)
    assert lines["solvik"].note == "451 4.3.0 Try again later; --resume goes on"
    assert lines["granelva"].state == "sent"
    assert send(run, resume=True)["solvik"].state == "sent"


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("550 at RCPT", "550 5.1.1 No such user"),
        ("552 at end", "set mail.too_large to pdf or link"),
        ("554 at end", "554 5.7.1 Refused"),
    ],
)
def test_a_final_no_is_kept_and_told(
    server: Running, tmp_path: Path, send: Send, trouble: str, told: str
) -> None:
    server.postbox.trouble[SOLVIK] = deque([trouble])
    run = run_for(server, tmp_path)
    lines = send(run)
    assert (lines["solvik"].state, lines["solvik"].attempts) == ("failed", 1)
    assert told in lines["solvik"].note
    assert send(run)["solvik"].state == "failed", "only --resume tries again"
    assert send(run, resume=True)["solvik"].state == "sent"


@pytest.mark.parametrize("trouble", ["cut after, kept", "cut after, lost", "slow"])
def test_what_may_have_been_sent_is_never_sent_by_itself(
    server: Running, tmp_path: Path, send: Send, trouble: str
) -> None:
    server.postbox.trouble[SOLVIK] = deque([trouble])
    run = run_for(server, tmp_path, timeout=0.3)
    before = 0 if trouble == "cut after, lost" else 1
    for resume in (False, True):
        lines = send(run, resume=resume)
        assert lines["solvik"].state == "unknown"
        assert "--resend-unknown" in lines["solvik"].note
        assert len(server.postbox.accepted[SOLVIK]) == before
    assert send(run, resend_unknown=("solvik",))["solvik"].state == "sent"
    ids = {message_from_bytes(kept)["Message-ID"] for kept in server.postbox.accepted[SOLVIK]}
    assert len(ids) == 1, "a mailbox can tell that it has the message already"


def test_a_wrong_password_stops_everything_and_is_not_told(
    server: Running, tmp_path: Path, send: Send
) -> None:
    run = run_for(server, tmp_path)
    with pytest.raises(DeliveryError, match="does not accept the password of analyse") as error:
        send(run, password="galt-passord")
    assert "galt" not in str(error.value)
    assert not server.postbox.accepted
    files = [path for path in run.folder.parent.rglob("*") if path.is_file()]
    assert not [path for path in files if b"galt-passord" in path.read_bytes()]
    assert send(run)["solvik"].state == "sent"


def test_no_password_anywhere(server: Running, tmp_path: Path, send: Send) -> None:
    with pytest.raises(DeliveryError, match="KONTORRAPPORT_SMTP_PASSWORD"):
        send(run_for(server, tmp_path), password="")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"known_ca": False}, "certificate|signed"),
        ({"host_name": "other.example.org"}, "[Hh]ostname"),
        ({"starttls": False}, "does not offer STARTTLS"),
    ],
    ids=["unknown CA", "another name", "STARTTLS stripped"],
)
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_an_untrusted_line_gets_neither_report_nor_password(
    tmp_path: Path, send: Send, options: dict[str, object], told: str
) -> None:
    with serving(tmp_path / "server", **options) as server:
        with pytest.raises(DeliveryError, match=told):
            send(run_for(server, tmp_path))
        assert not server.postbox.commands


def test_tls_from_the_first_byte(tmp_path: Path, send: Send) -> None:
    with serving(tmp_path / "server", implicit_tls=True) as server:
        lines = send(run_for(server, tmp_path, security="tls"))
    assert lines["solvik"].state == "sent"


def test_a_server_that_is_not_there(server: Running, tmp_path: Path, send: Send) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        run = run_for(server, tmp_path, port=port, attempts=2)
        with pytest.raises(DeliveryError, match="--resume goes on"):
            send(run)


def test_a_server_that_never_says_hello(tmp_path: Path, send: Send, server: Running) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        run = run_for(server, tmp_path, port=port, attempts=1, timeout=0.1)
        lines = send(run)
    assert lines["solvik"].state == "retry"
    assert "not done in 0.1 seconds" in lines["solvik"].note


def test_a_size_limit_that_the_server_announces(tmp_path: Path, send: Send) -> None:
    with serving(tmp_path / "server", data_size_limit=500) as server:
        lines = send(run_for(server, tmp_path))
    assert lines["solvik"].state == "failed"
    assert "mail.too_large" in lines["solvik"].note


def test_letters_beyond_ascii_before_the_at_sign(tmp_path: Path, send: Send) -> None:
    leaders = {"solvik": ("Åse Ås", "åse@blåbær.no"), "granelva": ("Ola", "ola@blåbær.no")}
    for able in (False, True):
        with serving(tmp_path / f"{able}", enable_SMTPUTF8=able) as server:
            text = round_text(leaders, more=MAIL + server.smtp())
            lines = send(approved(make_run(tmp_path / f"run{able}", text)))
        assert lines["granelva"].state == "sent"
        assert "ola@xn--blbr-roah.no" in server.postbox.accepted
        assert lines["solvik"].state == ("sent" if able else "failed")
        assert able or "SMTPUTF8" in lines["solvik"].note
        if able:
            assert "åse@blåbær.no" in server.postbox.accepted


def test_the_pace_is_kept(server: Running, tmp_path: Path, send: Send, clock: Clock) -> None:
    send(run_for(server, tmp_path, per_minute=30))
    assert [round(seconds) for seconds in clock.slept] == [2, 2]


def test_two_processes_cannot_send_the_same_run(
    server: Running, tmp_path: Path, clock: Clock
) -> None:
    run = run_for(server, tmp_path)
    inside, leave = threading.Event(), threading.Event()

    def wait(*_: object) -> None:
        inside.set()
        assert leave.wait(10)

    def first() -> None:
        mailer(run).send(SendOptions(), clock=clock, sleep=clock.sleep, progress=wait)

    def mailer(run: FinishedRun) -> Mailer:
        return open_mailer(run.folder, None, {"KONTORRAPPORT_SMTP_PASSWORD": PASSWORD})

    thread = threading.Thread(target=first)
    thread.start()
    try:
        assert inside.wait(10)
        with pytest.raises(MachineError, match="another process"):
            mailer(run).send(
                SendOptions(), clock=clock, sleep=clock.sleep, progress=lambda *_: None
            )
    finally:
        leave.set()
        thread.join()
    assert {len(kept) for kept in server.postbox.accepted.values()} == {1}
