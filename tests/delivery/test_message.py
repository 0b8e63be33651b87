"""What a recipient gets: readable by two parsers, in their language, the same bytes every time."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from html.parser import HTMLParser
from pathlib import Path
from unicodedata import normalize

import mailparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.delivery import message as module
from generator.delivery.addressees import Addressee, addressees
from generator.delivery.channels.outbox import Outbox
from generator.delivery.channels.smtp import on_the_wire, readable
from generator.delivery.letter import Letter, Part
from generator.delivery.message import MailMessage, mail_message
from generator.delivery.selection import Delivery
from generator.delivery.state import read_origin
from generator.errors import ArgumentError
from generator.language.catalogue import LANGUAGES
from generator.resources.templates import templates_from
from generator.round import load_round
from generator.round.mail import Mail
from generator.run.finished import FinishedRun

from .runs import AT, make_run, round_text

TABLES = """
[recipients]
county = ["kari@example.org"]
management = ["ledelsen@example.org"]
"""
FOLLOWUP = """
[followup]
address = "plan@example.org"
show_by = 2015-09-18
meeting = 2015-09-22
plan_by = 2015-09-30
"""
MAIL = Mail(sender="analyse@example.org", sender_name="Analyse, Granfjord fylke")


def written(run: FinishedRun, mail: Mail = MAIL) -> dict[str, MailMessage | str]:
    """Each message as it would go, or why it would not."""
    _, round_ = load_round(read_origin(run.folder).round)
    round_ = round_.model_copy(update={"mail": mail})
    delivery = Delivery(run, round_, mail, standing={}, elsewhere={})
    letters = {
        "+".join(one.items): delivery.letter(one, Outbox(run.folder), at=AT)
        for one in addressees(run, round_)
    }
    return {
        items: letter if isinstance(letter, str) else mail_message(letter)
        for items, letter in letters.items()
    }


def parsed(message: MailMessage | str) -> EmailMessage:
    assert isinstance(message, MailMessage)
    return message_from_bytes(message.content, policy=default)


def text_of(message: MailMessage | str, kind: str = "plain") -> str:
    body = parsed(message).get_body((kind,))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


@pytest.fixture
def run(tmp_path: Path) -> FinishedRun:
    return make_run(tmp_path, round_text(more=TABLES), quarter=True, padding=30_000)


def in_language(folder: Path, language: str, **more: object) -> FinishedRun:
    text = round_text(more=TABLES + FOLLOWUP, **more)
    return make_run(folder / language, f'language = "{language}"\n{text}', quarter=True)


def test_the_head_of_a_message(run: FinishedRun) -> None:
    message = parsed(written(run)["solvik"])
    assert message["From"] == '"Analyse, Granfjord fylke" <analyse@example.org>'
    assert message["To"] == "Hanne Brekkmo <hanne@example.org>"
    assert message["Subject"] == "Tilbakemelding til Solvik: Innovasjon, 2. kvartal 2015"
    assert message["Date"].datetime == AT
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "nb"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", message["Message-ID"])


@pytest.mark.parametrize(
    "name",
    [
        "Kari Strand",
        "Kåre Ås, Øst",
        'Kari "Kaja" Strand',
        "Kari Strand, kst. leder for ola@annen.example.org, kontoret i Granfjord og Fjellbygda",
        "Kåre Strand, kst. leder for ola@annen.example.org, kontoret i Øvre Granfjord og Fjellbygd",
        "Minoritetsspråkopplæringsansvarlig <ola@annen.example.org>, " * 4 + "Ås",
        "(kst.) Kari; Ola: Per, " * 9 + "Strand",
    ],
)
@pytest.mark.parametrize("address", ["kari@example.org", "kåre.ås@example.org"])
def test_a_name_is_one_recipient_however_long(run: FinishedRun, name: str, address: str) -> None:
    """Python's own folding took the quotation marks away, and each comma began a recipient."""
    mail = Mail(sender=address, sender_name=name, reply_to=address)
    _, round_ = load_round(read_origin(run.folder).round)
    leader = next(one for one in addressees(run, round_) if one.role == "leader")
    delivery = Delivery(run, round_, mail, standing={}, elsewhere={})
    letter = delivery.letter(replace(leader, name=name, address=address), Outbox(run.folder), at=AT)
    assert not isinstance(letter, str)
    message = mail_message(letter)
    assert message.extended == (not address.isascii())
    text = message.content.partition(b"\r\n\r\n")[0].decode()
    assert max(map(len, text.split("\r\n"))) <= 78
    unfolded = re.sub(r"\r\n(?=\s)", "", text).split("\r\n")
    heads = dict(line.split(": ", 1) for line in unfolded)
    for head, shown in (("From", name), ("To", name), ("Reply-To", "")):
        (mailbox,) = parsed(message)[head].addresses
        assert unescaped(mailbox.addr_spec) == address
        (found,) = getaddresses([heads[head]])
        assert str(make_header(decode_header(found[0]))) == shown


UNFOLDED = re.compile(r"\r\n(?=\s)")
SEEN = st.characters(exclude_categories=("C", "Zl", "Zp"))
WORDS = st.sampled_from(
    [
        "Kari",
        "Åse,",
        '"Kaja"',
        "ola@annen.example.org,",
        "<b@example.org>",
        "=?utf-8?q?a?=",
        "(kst.)",
    ]
)
NAMES = st.one_of(
    st.text(SEEN, max_size=200), st.lists(WORDS | st.text(SEEN, max_size=90)).map(" ".join)
).map(lambda text: " ".join(text.split()))


@given(
    NAMES,
    NAMES,
    NAMES.filter(bool),
    st.sampled_from(["kari@blåbær.no", f"åse@{'b' * 60}.org"]),
)
def test_three_readers_find_the_names_and_the_subject_that_were_meant(
    sender: str, name: str, subject: str, address: str
) -> None:
    """Whatever check lets through; Python 3.11 itself puts spaces between parts of a long name."""
    one = Addressee("k", "leader", address, name, ("a",), "nb")
    letter = Letter("<1@a.example>", one, address, sender, address, subject, "a\n", "b\n", (), AT)
    content = mail_message(letter).content
    top = content.partition(b"\r\n\r\n")[0].decode()
    assert all(len(line) <= 78 or " " not in line.strip() for line in top.split("\r\n"))
    older, newer = message_from_bytes(content), message_from_bytes(content, policy=default)
    other = mailparser.parse_from_bytes(content)
    mailbox = mail_message(letter).recipient
    assert newer["Subject"] == decoded(older["Subject"]) == subject
    assert other.subject == normalize("NFC", subject)
    for head, meant in (("From", sender), ("To", name), ("Reply-To", "")):
        (found,) = newer[head].addresses
        assert unescaped(found.addr_spec) == mailbox
        assert "".join(found.display_name.split()) == "".join(meant.split())
    if mailbox.isascii():
        for head, meant in (("From", sender), ("To", name)):
            ((found, place),) = getaddresses([UNFOLDED.sub("", older[head])])
            assert (decoded(found), place) == (meant, mailbox)
        ((found, place),) = other.to
        assert (normalize("NFC", found), place) == (normalize("NFC", name), mailbox)


def decoded(text: str) -> str:
    """A text as the older reader has it: unfolded, then its encoded words read."""
    return str(make_header(decode_header(UNFOLDED.sub("", text))))


@pytest.mark.parametrize(
    ("head", "written_as"),
    [
        ("To", "Kari Strand, kst. for ola@annen.example.org <hanne@example.org>"),
        ("To", "Hanne <hanne@example.org>"),
        ("From", "analyse@example.org, ola@annen.example.org"),
        ("Subject", "Tilbakemelding til Solvik:  Innovasjon, 2. kvartal 2015"),
        ("Subject", "Tilbakemelding\r\nBcc: ola@annen.example.org"),
    ],
)
def test_a_message_that_reads_otherwise_does_not_leave(
    run: FinishedRun, monkeypatch: pytest.MonkeyPatch, head: str, written_as: str
) -> None:
    right = module.folded

    def wrong(name: str, text: str, address: str = "") -> str:
        return written_as if name == head else right(name, text, address)

    monkeypatch.setattr(module, "folded", wrong)
    module.mail_message.cache_clear()
    said = written(run)["solvik"]
    assert isinstance(said, str)
    assert "reads otherwise than it was meant" in said


def unescaped(text: str) -> str:
    """Python's parser leaves letters of addresses beyond ASCII as the bytes they were."""
    return text.encode("utf-8", "surrogateescape").decode()


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://fylket.example.org/a.b?c=1,2", "https://fylket.example.org/a.b?c=1,2"),
        ("https://fylket.example.org/Ås_(kommune)", "https://fylket.example.org/Ås_(kommune)"),
        ("https://fylket.example.org/", "https://fylket.example.org/"),
        ("kari.nordmo@fylket.example.org", "mailto:kari.nordmo@fylket.example.org"),
        ("55 55 33 33", "tel:55553333"),
        ("+47 555 33 333", "tel:+4755533333"),
    ],
)
@pytest.mark.parametrize(
    "around", ["Se {}.", "Se {}, eller ring.", "Se {}!", "{}", "(se {}).", "«{}»"]
)
def test_a_link_is_what_a_reader_would_copy(address: str, link: str, around: str) -> None:
    line = around.format(address)
    (pieces,) = Part(False, (line,)).pieces
    assert [(piece.text, piece.link) for piece in pieces if piece.link] == [(address, link)]
    assert "".join(piece.text for piece in pieces) == line


@pytest.mark.parametrize("line", ["2. kvartal 2015", "12 345 678 kr", "2015-06-30", "a @ b", "1,2"])
def test_other_figures_and_signs_are_no_links(line: str) -> None:
    (pieces,) = Part(False, (line,)).pieces
    assert not any(piece.link for piece in pieces)


def test_what_is_asked_by_when_and_whom_to_write_to(tmp_path: Path) -> None:
    mail = MAIL.model_copy(update={"reply_to": "kari@example.org"})
    for contact, said in (
        (
            "https://fylket.example.org/analyse",
            "Du kan også se https://fylket.example.org/analyse.",
        ),
        ("Kari, telefon 55 55 33 33.", "Du kan også ta kontakt med Kari, telefon 55 55 33 33."),
    ):
        run = make_run(tmp_path / contact[:4], round_text(more=TABLES + FOLLOWUP), quarter=True)
        messages = written(run, mail.model_copy(update={"contact": contact}))
        texts = {item: " ".join(text_of(one).split()) for item, one in messages.items()}
        assert all(f"skrive til kari@example.org. {said}" in text for text in texts.values())
        assert "Innen 18. september: Vis side 1 på et møte på kontoret." in texts["solvik"]
        assert "Innen 30. september: Send planen til plan@example.org." in texts["solvik"]
        assert "kontorene bedt om: - Innen 18. september: Gå gjennom side 1" in texts["county"]
        assert "bestemt, til plan@example.org innen 30. september." in texts["management"]
        assert 'href="mailto:plan@example.org"' in text_of(messages["county"], "html")
    assert 'href="tel:55553333"' in text_of(messages["county"], "html")


def test_the_same_letter_is_the_same_bytes(run: FinishedRun) -> None:
    assert written(run) == written(run)
    ids = [message["Message-ID"] for message in map(parsed, written(run).values())]
    assert len(set(ids)) == len(ids) == 5


def test_who_gets_what(run: FinishedRun) -> None:
    names = {
        item: [part.get_filename() for part in parsed(message).iter_attachments()]
        for item, message in written(run).items()
    }
    assert names["solvik"] == ["kontorrapport-solvik.pdf", "kontorrapport-solvik.docx"]
    assert names["county"] == ["fylkesrapport.pdf", "fylkesrapport.docx"]
    assert names["management"] == ["kvartalsrapport.pdf"]


@pytest.mark.parametrize(
    ("formats", "endings", "said"),
    [
        (("pdf", "docx", "html"), ["pdf", "docx", "html"], "- HTML-filen åpner du i nettleseren"),
        (("pdf", "html"), ["pdf", "html"], "- PDF-filen er til å lese"),
        (("html",), ["html"], "HTML-filen er vedlagt. Åpne den i nettleseren"),
        (("pdf",), ["pdf"], "PDF-filen er vedlagt"),
        (("docx",), ["docx"], "Word-filen er vedlagt"),
    ],
)
def test_the_round_says_which_formats_are_sent(
    run: FinishedRun, formats: tuple[str, ...], endings: list[str], said: str
) -> None:
    messages = written(run, MAIL.model_copy(update={"formats": formats}))
    names = [part.get_filename() for part in parsed(messages["solvik"]).iter_attachments()]
    assert names == [f"kontorrapport-solvik.{ending}" for ending in endings]
    text = text_of(messages["solvik"])
    assert said in text
    for format_, word in (("pdf", "PDF-filen"), ("docx", "Word-filen"), ("html", "HTML-filen")):
        assert (word in text) == (format_ in formats)
    assert "None" not in text
    if formats == ("docx",):  # management gets no Word file, so there is nothing to send it
        assert "no file of a format that is sent" in str(messages["management"])
    else:
        sent = [part.get_filename() for part in parsed(messages["management"]).iter_attachments()]
        assert sent == [f"kvartalsrapport.{one}" for one in endings if one != "docx"]


def test_two_parsers_read_every_message_and_find_the_same(run: FinishedRun) -> None:
    for item, message in written(run).items():
        assert isinstance(message, MailMessage)
        one, other = parsed(message), mailparser.parse_from_bytes(message.content)
        assert not other.defects
        assert not any(part.defects for part in one.walk())
        assert other.subject == one["Subject"]
        assert other.message_id == one["Message-ID"]
        assert [address for _, address in other.to] == [message.recipient]
        assert "".join(other.text_plain).split() == text_of(message).split()
        assert "".join(other.text_html).split() == text_of(message, "html").split()
        attached = {part.get_filename(): part.get_content() for part in one.iter_attachments()}
        assert {part["filename"] for part in other.attachments} == set(attached)
        for name, content in attached.items():
            (path,) = run.folder.rglob(name)
            assert content == path.read_bytes(), item


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("item", ["solvik", "county", "management"])
def test_the_text_in_each_language(tmp_path: Path, snapshot_text, item: str, language: str) -> None:
    text = text_of(written(in_language(tmp_path, language))[item])
    assert "None" not in text
    assert not re.search(r"\{|\}|  +\n|\n{3}", text)
    snapshot_text(f"{item}.{language}", text)


@pytest.fixture
def snapshot_text():
    """Hold a text against the one that was read and found good; see tests/delivery/texts."""

    def compare(name: str, text: str) -> None:
        file = Path(__file__).parent / "texts" / f"{name}.txt"
        assert text == file.read_text("utf-8"), f"{name} changed: read it, then replace {file}"

    return compare


def test_an_office_has_its_own_language(tmp_path: Path) -> None:
    run = make_run(tmp_path, round_text(languages={"solvik": "nn"}))
    assert "Helsing" in text_of(written(run)["solvik"])
    assert "Hilsen" in text_of(written(run)["granelva"])


class Outline(HTMLParser):
    """The texts and tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.texts += ["\n"] if tag == "br" else []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_says_the_same_and_fetches_nothing(tmp_path: Path, language: str) -> None:
    message = written(in_language(tmp_path, language))["solvik"]
    page = Outline()
    page.feed(text_of(message, "html"))
    assert ("html", {"lang": language}) in page.tags
    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "body", "div", "p", "ul", "li", "br", "a")
    }
    words = "".join(page.texts).split()
    plain = text_of(message).replace("\n- ", "\n").split()
    assert " ".join(words).endswith(" ".join(plain))


def test_a_name_is_text_in_html(tmp_path: Path) -> None:
    leaders = {"solvik": ("Ola <b>& Co", "ola@example.org")}
    message = written(make_run(tmp_path, round_text(leaders)))["solvik"]
    assert "Ola &lt;b&gt;&amp; Co" in text_of(message, "html")
    assert "Ola <b>& Co" in text_of(message)


def test_too_large_stops_and_says_the_way_out(run: FinishedRun) -> None:
    message = written(run, MAIL.model_copy(update={"max_megabytes": 0.06}))["solvik"]
    assert isinstance(message, str)
    assert "mail.too_large" in message


def test_too_large_goes_without_word_where_the_round_says_so(run: FinishedRun) -> None:
    mail = MAIL.model_copy(update={"max_megabytes": 0.06, "too_large": "pdf"})
    message = written(run, mail)["solvik"]
    names = [part.get_filename() for part in parsed(message).iter_attachments()]
    assert names == ["kontorrapport-solvik.pdf"]
    assert "Word-filen var for stor" in text_of(message)
    smaller = mail.model_copy(update={"max_megabytes": 0.02})
    assert isinstance(written(run, smaller)["solvik"], str)


def test_too_large_is_a_link_where_the_round_says_so(run: FinishedRun) -> None:
    link = "https://deling.example.org/{unit}/"
    mail = MAIL.model_copy(update={"max_megabytes": 0.06, "too_large": "link", "link": link})
    message = written(run, mail)["solvik"]
    assert not list(parsed(message).iter_attachments())
    address = "https://deling.example.org/solvik/"
    assert address in text_of(message)
    assert f'<a href="{address}">{address}</a>' in text_of(message, "html")


def test_a_county_writes_its_own_letter(run: FinishedRun, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "mail").mkdir(parents=True)
    (own / "mail" / "letter.nb.txt.j2").write_text("Vår tittel\n\nKjære {{ name }}\n", "utf-8")
    with templates_from(own):
        message = written(run)["solvik"]
    assert parsed(message)["Subject"] == "Vår tittel"
    assert text_of(message) == "Kjære Hanne Brekkmo\n"


def test_a_letter_that_asks_for_what_is_not_there(run: FinishedRun, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "mail").mkdir(parents=True)
    (own / "mail" / "letter.nb.txt.j2").write_text("A\n\n{{ nmae }}", "utf-8")
    with templates_from(own), pytest.raises(ArgumentError, match=r"letter\.nb\.txt\.j2.*nmae"):
        written(run)


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (b"a\r\n.\r\nb\r\n", b"a\r\n..\r\nb\r\n"),
        (b"a\n.\nb", b"a\r\n..\r\nb\r\n"),
        (b"a\r.\rb\r\n", b"a\r\n..\r\nb\r\n"),
        (b".a\r\n", b"..a\r\n"),
    ],
    ids=["CRLF", "lone LF", "lone CR", "first"],
)
def test_no_message_can_end_early_on_the_wire(content: bytes, sent: bytes) -> None:
    assert on_the_wire(content) == sent


def test_an_answer_becomes_one_printable_line() -> None:
    assert readable(b"no\x1b[31m such\r\nuser \xff") == "no [31m such user \ufffd"
    assert len(readable(b"x" * 5000)) == 300
