"""A small finished run with real PDFs, its page served as the command serves it, and a visitor."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http.client import HTTPConnection, HTTPResponse
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode, urlsplit

import pydyf
from delivery.runs import AT, PDF, STUDY, STUDY_FILE, WORD, round_text, word

from generator.delivery.state import Origin, write_origin
from generator.desk.server import Serving
from generator.disclosure.certificate import Cell, Certificate
from generator.report.block import RenderedDocument
from generator.results.store import ReleasedResults
from generator.results.survey import Response
from generator.results.values import Band, Rule, Suppressed
from generator.round.model import Round
from generator.run.contents import write_run
from generator.run.draft import draft_run, manifest_of
from generator.run.finished import FinishedRun, open_run
from generator.run.manifest import Asked

MAIL = '[mail]\nsender = "analyse@example.org"\n[recipients]\ncounty = ["fylket@example.org"]\n'
MANAGEMENT = 'management = ["ledelsen@example.org"]\n'
TWO = "[policy]\ntwo_approvals = true\n"
GROUP = "people"

_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><rdf:Description rdf:about="">
<pdf:Keywords>{mark}, {run}</pdf:Keywords></rdf:Description></rdf:RDF></x:xmpmeta>"""


def finished_run(
    folder: Path, text: str = "", *, salt: str = "", quarter_alone: bool = False
) -> FinishedRun:
    """A run of three offices, the whole and the quarter; ``salt`` makes another run of it.

    ``quarter_alone`` is a quarter without a survey: one report, and nobody was asked.
    """
    home = folder / "round"
    home.mkdir(parents=True, exist_ok=True)
    text = text or round_text(more=MAIL + MANAGEMENT)
    (home / "round.toml").write_text(text, encoding="utf-8")
    shutil.copy(STUDY_FILE, home)
    round_ = Round.model_validate(tomllib.loads(text))
    run_id = sha256(f"{text}{salt}".encode()).hexdigest()[:12]
    draft = draft_run(
        {
            "definition/round.json": round_.without_people().model_dump_json(),
            "definition/study.json": STUDY.model_dump_json(),
            "results.json": _results(round_, asked=not quarter_alone).to_json(),
            "certificate.json": _certificate().to_json(),
        },
        documents=tuple(
            document
            for document in _documents(round_, run_id)
            if document.kind == "quarter" or not quarter_alone
        ),
        manifest=manifest_of(
            round_,
            run=run_id,
            round_sha256=sha256(text.encode()).hexdigest(),
            options=Asked(),
        ),
    )
    run = write_run(folder / "output", draft)
    write_origin(run.folder, Origin(home))
    return open_run(run.folder)


def two_pages(mark: str, run_id: str) -> bytes:
    """A PDF of two pages that say what it is about, with the mark that the lock reads."""
    made = pydyf.PDF()
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    made.add_object(font)
    for number in (1, 2):
        stream = pydyf.Stream()
        stream.begin_text()
        stream.set_font_size("F1", 20)
        stream.set_text_matrix(1, 0, 0, 1, 40, 700)
        stream.show_text_string(f"{mark} side {number}")
        stream.end_text()
        made.add_object(stream)
        page = {
            "Type": "/Page",
            "Parent": made.pages.reference,
            "MediaBox": pydyf.Array([0, 0, 595, 842]),
            "Contents": stream.reference,
            "Resources": pydyf.Dictionary({"Font": pydyf.Dictionary({"F1": font.reference})}),
        }
        made.add_page(pydyf.Dictionary(page))
    packet = pydyf.Stream([_XMP.format(mark=mark, run=run_id).encode()])
    made.add_object(packet)
    file = BytesIO()
    made.write(file)
    return file.getvalue()


def _documents(round_: Round, run_id: str) -> Iterator[RenderedDocument]:
    places = [
        ("office", unit.id, f"offices/{unit.id}/kontorrapport-{unit.id}") for unit in round_.units
    ]
    places += [("county", None, "county/fylkesrapport")]
    places += [("quarter", None, "management/kvartalsrapport")]
    for kind, unit, path in places:
        language = round_.language_of(unit) if unit else round_.language
        for ending, media, made in (("pdf", PDF, two_pages), ("docx", WORD, word)):
            content = made(unit or kind, run_id)
            yield RenderedDocument(f"{path}.{ending}", media, content, kind, unit, language, 2)


def _results(round_: Round, *, asked: bool) -> ReleasedResults:
    if not asked:
        return ReleasedResults(study=STUDY.id, round=round_.id, steps={}, units={})
    hidden = Suppressed("threshold")
    told = {
        "solvik": Response(group=GROUP, n=34, offices=("solvik",), invited=76, rate=44.7),
        "granelva": Response(group=GROUP, n=7, offices=("granelva",), rate=Band(25, 49)),
        "heggelia": Response(group=GROUP, n=hidden, offices=("heggelia",), rate=hidden),
    }
    return ReleasedResults(
        study=STUDY.id,
        round=round_.id,
        steps={"response/people": Response(group=GROUP, n=45, invited=101, rate=44.6)},
        units={unit.id: {"response": told[unit.id]} for unit in round_.units},
    )


def _certificate() -> Certificate:
    few: Rule = "threshold"
    cells = (Cell("units/heggelia/response.n", few), Cell("units/heggelia/response.rate", few))
    return Certificate(threshold=4, reproduce_published=False, suppressed=cells)


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def field(self, name: str) -> str:
        """The value of a hidden field of the page's form."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"no field {name}"
        return found[1]


@dataclass
class Visitor:
    """Somebody who asks the page over a plain connection, and can say anything."""

    address: str
    cookie: str = ""
    base: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def enter(self) -> Answer:
        """Use the one-time token, as a browser does when it opens the address."""
        parts = urlsplit(self.address)
        answer = self.ask("GET", f"{parts.path}?{parts.query}")
        if answer.status == 303:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
            self.base = answer.headers["location"].rstrip("/")
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", f"{self.base}{path}", headers=headers)

    def post(self, path: str, fields: Mapping[str, object], **headers: str) -> Answer:
        body = urlencode(fields, doseq=True)
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", f"{self.base}{path}", headers=sent, body=body)

    def decide(self, item: str, verdict: str, comment: str = "", **changed: str) -> Answer:
        """Open a report and send its form, with some fields changed."""
        page = self.get(f"/rapport/{item}")
        fields = {name: page.field(name) for name in ("secret", "manifest")}
        return self.post(
            f"/rapport/{item}", fields | {"verdict": verdict, "comment": comment} | changed
        )

    def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, body: str = ""
    ) -> Answer:
        connection = HTTPConnection(self.host, timeout=20)
        sent = {"Cookie": self.cookie, **self.extra, **(headers or {})}
        sent = {name.replace("_", "-"): value for name, value in sent.items() if value}
        try:
            connection.request(method, path, body=body or None, headers=sent)
            found: HTTPResponse = connection.getresponse()
            got = {name.lower(): value for name, value in found.getheaders()}
            return Answer(found.status, got, found.read())
        finally:
            connection.close()


@contextmanager
def served(
    run: Path, *, by: str = "Kari Nordmo", idle: timedelta = timedelta(minutes=5)
) -> Iterator[Visitor]:
    """The page of a run, in a thread of this process, for as long as the block lasts."""
    serving = Serving(run, by=by, idle=idle, clock=lambda: AT, environment={})
    thread = Thread(target=serving.run, args=(lambda _address: None,))
    thread.start()
    try:
        yield Visitor(serving.address)
    finally:
        serving.stop()
        thread.join(10)
        assert not thread.is_alive()
