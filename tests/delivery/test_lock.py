"""The wrong-recipient lock: each way a report could reach the wrong leader, and what stops it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from generator.delivery.addressees import addressees
from generator.delivery.approval import hold
from generator.delivery.lock import check_letter
from generator.delivery.mailer import open_mailer
from generator.delivery.selection import SendOptions
from generator.delivery.state import read_origin, state_folder
from generator.errors import ArgumentError, DeliveryError, InputError
from generator.round import load_round
from generator.round.model import Round
from generator.run.finished import FinishedRun, open_run
from generator.run.verify.finished import Mark, mark_of

from . import runs
from .conftest import Clock, Send, approved
from .runs import AT, LEADERS, make_run, page, pdf, round_text, word

MAIL = '[mail]\nsender = "analyse@example.org"\n'


@pytest.fixture
def run(tmp_path: Path) -> FinishedRun:
    return approved(make_run(tmp_path, round_text(more=MAIL)))


def reasons(run: FinishedRun, round_: Round | None = None) -> dict[str, str]:
    """What the lock says of each letter, past approval, by the letter's items."""
    round_ = round_ or load_round(read_origin(run.folder).round)[1]
    return {
        "+".join(one.items): "; ".join(map(str, check_letter(one, run, round_)[1]))
        for one in addressees(run, round_)
    }


def edited(run: FinishedRun, change: Callable[[str], str]) -> None:
    file = read_origin(run.folder).round / "round.toml"
    text = change(before := file.read_text("utf-8"))
    assert text != before
    file.write_text(text, "utf-8")


def outbox(run: FinishedRun) -> list[str]:
    return sorted(path.name.rsplit("-", 1)[0] for path in state_folder(run.folder).rglob("*.eml"))


def swap(run: FinishedRun, ending: str) -> None:
    one = run.folder / "offices" / "solvik" / f"kontorrapport-solvik.{ending}"
    other = run.folder / "offices" / "granelva" / f"kontorrapport-granelva.{ending}"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def test_nothing_is_in_doubt_as_built(run: FinishedRun) -> None:
    assert set(reasons(run).values()) == {""}


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_swapped_files(run: FinishedRun, send: Send, ending: str) -> None:
    swap(run, ending)
    found = reasons(run)
    assert "is about granelva, not solvik" in found["solvik"]
    assert "is not the file the manifest lists" in found["solvik"]
    assert "is about solvik, not granelva" in found["granelva"]
    assert not found["heggelia"]
    lines = send(run)
    assert "no longer approved" in lines["solvik"].note
    assert outbox(run) == ["heggelia"]


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_swapped_files_in_a_manifest_made_to_fit_and_approved_again(
    run: FinishedRun, send: Send, ending: str
) -> None:
    """Only what the files say of themselves is left to tell."""
    swap(run, ending)
    manifest = json.loads((run.folder / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        entry["sha256"] = sha256((run.folder / entry["path"]).read_bytes()).hexdigest()
    (run.folder / "manifest.json").write_text(json.dumps(manifest))
    lines = send(approved(open_run(run.folder)))
    assert "is about granelva, not solvik" in lines["solvik"].note
    assert lines["solvik"].needs_attention
    assert outbox(run) == ["heggelia"]


def test_a_page_is_held_against_its_recipient_where_pages_are_sent(run: FinishedRun) -> None:
    swap(run, "html")
    assert set(reasons(run).values()) == {""}
    edited(run, lambda text: text.replace("[mail]\n", '[mail]\nformats = ["html"]\n'))
    found = reasons(run)
    assert "is about granelva, not solvik" in found["solvik"]
    assert "is not the file the manifest lists" in found["granelva"]
    assert not found["heggelia"]


def test_a_renamed_file(run: FinishedRun, send: Send) -> None:
    path = run.folder / "offices" / "solvik" / "kontorrapport-solvik.pdf"
    path.rename(path.with_name("kontorrapport-granelva.pdf"))
    assert "kontorrapport-solvik.pdf is not there" in reasons(run)["solvik"]
    send(run)
    assert outbox(run) == ["granelva", "heggelia"]


def test_a_file_of_another_run(run: FinishedRun) -> None:
    path = run.folder / "offices" / "solvik" / "kontorrapport-solvik.pdf"
    path.write_bytes(pdf("solvik", "0123456789ab"))
    assert "is of the run 0123456789ab" in reasons(run)["solvik"]


def test_an_edited_address_stops_just_that_message(run: FinishedRun, send: Send) -> None:
    edited(run, lambda text: text.replace("hanne@example.org", "hanna@example.org"))
    lines = send(run)
    assert "who gets solvik was changed in round.toml" in lines["solvik"].note
    assert lines["solvik"].needs_attention
    assert outbox(run) == ["granelva", "heggelia"]


def test_the_same_address_written_otherwise_is_the_same(run: FinishedRun, send: Send) -> None:
    edited(run, lambda text: text.replace("hanne@example.org", "Hanne@EXAMPLE.org"))
    assert send(run)["solvik"].state == "sent"


def test_offices_that_changed_places_in_the_round(run: FinishedRun, send: Send) -> None:
    names = {'"Solvik"': '"Granelva"', '"Granelva"': '"Solvik"'}
    edited(run, lambda text: re.sub("|".join(names), lambda found: names[found[0]], text))
    lines = send(run)
    assert "is another office in round.toml now" in lines["solvik"].note
    assert outbox(run) == ["heggelia"]


def test_an_office_that_left_the_round(run: FinishedRun, send: Send) -> None:
    line = re.compile(r'  \{ id = "solvik".*\n')
    edited(run, lambda text: line.sub("", text))
    lines = send(run)
    assert "names nobody" in lines["solvik"].note
    assert outbox(run) == ["granelva", "heggelia"]


def test_another_round(run: FinishedRun, send: Send) -> None:
    edited(run, lambda text: text.replace('"2015-2"', '"2015-3"'))
    with pytest.raises(ArgumentError, match=r"of the round 2015-2, but round\.toml is of 2015-3"):
        send(run)


def test_one_address_for_two_leaders(tmp_path: Path, send: Send) -> None:
    leaders = LEADERS | {"granelva": ("Ingunn Moslett", "Hanne@example.org")}
    run = approved(make_run(tmp_path, round_text(leaders, more=MAIL)))
    lines = send(run)
    told = lines["solvik+granelva"].note
    assert "for different leaders: Hanne Brekkmo, Ingunn Moslett" in told
    assert outbox(run) == ["heggelia"]


def test_a_leader_of_two_offices_gets_both_in_one_message(tmp_path: Path, send: Send) -> None:
    leaders = LEADERS | {"granelva": ("hanne  brekkmo", "Hanne@example.org")}
    run = approved(make_run(tmp_path, round_text(leaders, more=MAIL)))
    assert send(run)["solvik+granelva"].state == "sent"
    (file,) = state_folder(run.folder).rglob("solvik+granelva-*.eml")
    assert len(re.findall(r'filename="', file.read_text("ascii"))) == 4


def test_a_leader_of_two_offices_waits_for_both(tmp_path: Path, send: Send) -> None:
    leaders = LEADERS | {"granelva": LEADERS["solvik"]}
    run = approved(make_run(tmp_path, round_text(leaders, more=MAIL)))
    hold(run, ["granelva"], by="Ola", at=AT, comment="Vent")
    line = send(run)["solvik+granelva"]
    assert (line.state, line.note) == ("pending", "granelva is held back (Vent)")


def test_merged_offices_with_two_leaders_get_one_message_each(tmp_path: Path, send: Send) -> None:
    merges = {"solvik-granelva": ["solvik", "granelva"]}
    run = approved(make_run(tmp_path, round_text(merges=merges, more=MAIL)))
    send(run)
    assert outbox(run) == ["heggelia", "solvik-granelva", "solvik-granelva"]


def test_merged_offices_with_one_leader_get_one_message(tmp_path: Path, send: Send) -> None:
    leaders = LEADERS | {"granelva": LEADERS["solvik"]}
    merges = {"solvik-granelva": ["solvik", "granelva"]}
    run = approved(make_run(tmp_path, round_text(leaders, merges=merges, more=MAIL)))
    send(run)
    assert outbox(run) == ["heggelia", "solvik-granelva"]


@pytest.mark.parametrize(
    "address",
    ["hanne", "hanne@", "hanne@@example.org", "a b@example.org", "x@example.org\\nBcc: y@b.no"],
)
def test_an_invalid_address_is_found_when_the_round_is_read(
    run: FinishedRun, send: Send, address: str
) -> None:
    edited(run, lambda text: text.replace("hanne@example.org", address))
    with pytest.raises(InputError, match="not an e-mail address") as error:
        send(run)
    assert error.value.problems[0].column == 'units, number 1 ("Solvik"), leader.email'
    assert not outbox(run)


def test_a_name_cannot_carry_a_second_header(run: FinishedRun, send: Send) -> None:
    edited(run, lambda text: text.replace("Hanne Brekkmo", "Hanne\\r\\nBcc: y@b.no"))
    with pytest.raises(
        InputError, match=r'units, number 1 \("Solvik"\), leader\.name: a text of several lines'
    ):
        send(run)


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b"%PDF-1.7 no metadata", "a.pdf"),
        (pdf("a", "1") + pdf("b", "1"), "a.pdf"),
        (page("a", "1") + page("b", "1"), "a.html"),
        (b"<title>a</title>", "a.html"),
        (b"not a zip", "a.docx"),
        (b"", "a.docx"),
    ],
    ids=["no XMP", "two XMPs", "two keywords", "no keywords", "no zip", "empty"],
)
def test_a_file_that_does_not_say_what_it_is_about(content: bytes, path: str) -> None:
    assert mark_of(content, path) is None


def test_marks_are_read_from_every_format() -> None:
    assert mark_of(pdf("solvik", "ab12"), "a.pdf") == Mark("solvik", "ab12")
    assert mark_of(word("solvik", "ab12"), "a.docx") == Mark("solvik", "ab12")
    assert mark_of(page("solvik", "ab12"), "a.html") == Mark("solvik", "ab12")


def real_pdf(mark: str, run_id: str) -> bytes:
    file = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    metadata = DecodedStreamObject()
    metadata.set_data(pdf(mark, run_id).partition(b"\n")[2])
    writer.root_object[NameObject("/Metadata")] = writer._add_object(metadata)
    writer.write(file)
    return file.getvalue()


def test_a_protected_pdf_opens_with_the_password_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "pdf", lambda mark, run, _: real_pdf(mark, run))
    text = round_text(more=MAIL + "[policy]\nprotect_pdf = true\n")
    run = approved(make_run(tmp_path, text))
    password = "et langt passord"
    mailer = open_mailer(run.folder, None, {"KONTORRAPPORT_PDF_PASSWORD": password})
    clock = Clock()
    mailer.send(SendOptions(), clock=clock, sleep=clock.sleep, progress=lambda *_: None)
    (file,) = state_folder(run.folder).rglob("solvik-*.eml")
    message = message_from_bytes(file.read_bytes(), policy=default)
    (only,) = message.iter_attachments()
    assert only.get_filename() == "kontorrapport-solvik.pdf"
    body = message.get_body(("plain",))
    assert body is not None
    assert "beskyttet med et passord" in body.get_content()
    assert password not in body.get_content()
    reader = PdfReader(io.BytesIO(only.get_content()))
    assert reader.is_encrypted
    assert not reader.decrypt("galt passord")
    assert reader.decrypt(password)
    assert len(reader.pages) == 1


@pytest.mark.parametrize("password", ["", "kort"])
def test_no_pdf_goes_without_the_password_that_policy_asks_for(
    tmp_path: Path, password: str
) -> None:
    text = round_text(more=MAIL + "[policy]\nprotect_pdf = true\n")
    run = approved(make_run(tmp_path, text))
    mailer = open_mailer(run.folder, None, {"KONTORRAPPORT_PDF_PASSWORD": password})
    clock = Clock()
    with pytest.raises(DeliveryError, match="password"):
        mailer.send(SendOptions(), clock=clock, sleep=clock.sleep, progress=lambda *_: None)
    assert not outbox(run)
