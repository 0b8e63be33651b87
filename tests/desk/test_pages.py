"""What the pages tell, and what they do: the same as `approve` on the command line."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import get_args

import pytest
from delivery.runs import round_text

from generator.delivery.approval import approve, decisions, hold, standings
from generator.delivery.lock import ReasonKind
from generator.delivery.state import Origin, write_origin
from generator.desk.pages import filters_of
from generator.resources.templates import own_templates, sandbox, templates_folder
from generator.results.store import NODE_TYPES
from generator.results.values import Rule
from generator.run.finished import FinishedRun

from .served import AT, MAIL, MANAGEMENT, TWO, Visitor, finished_run, served


def states(run: FinishedRun) -> dict[str, str]:
    return {one.item: one.state for one in standings(run)}


def words(page: str) -> str:
    """What is read of a page, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def row(page: str, name: str) -> str:
    """What the overview's row of a report says."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return next(words(one) for one in rows if f">{name}</a>" in one)


def test_the_overview_tells_what_must_be_known_of_each_report(inside: Visitor) -> None:
    page = inside.get("/").text
    assert row(page, "Solvik") == "Solvik 34 45 % Hanne Brekkmo hanne@example.org Venter"
    assert row(page, "Granelva").startswith("Granelva 7 25–49 % få svar Ingunn Moslett")
    heggelia = row(page, "Heggelia")
    assert "svarene vises ikke 2 tall holdt tilbake" in heggelia
    assert heggelia.startswith("Heggelia – –")
    assert "45 45 % " in row(page, "Fylkesrapport")
    assert "fylket@example.org" in row(page, "Fylkesrapport")
    assert "ledelsen@example.org" in row(page, "Kvartalsrapport")
    assert "Låsen mot feil mottaker er prøvd" in page


def test_a_report_tells_what_was_withheld_and_why(inside: Visitor) -> None:
    page = words(inside.get("/rapport/heggelia").text)
    assert "Hvem som svarte: antall svar Færre enn 4 har svart. 1" in page
    assert "Svarene herfra vises ikke." in page
    assert "Ingen tall er holdt tilbake." in words(inside.get("/rapport/solvik").text)


def test_every_reason_and_kind_of_result_has_words() -> None:
    templates = sandbox(own_templates(), "review")
    templates.filters |= filters_of("nb")
    say = templates.get_template("words.html.j2").module
    assert set(say.rules) == set(get_args(Rule))
    assert set(say.nodes) >= set(NODE_TYPES)
    assert set(say.lock_reasons) == {kind.name for kind in ReasonKind}
    assert all(text.format(threshold=4) for text in say.rules.values())


def test_a_report_is_shown_page_by_page_with_its_text(inside: Visitor) -> None:
    page = inside.get("/rapport/solvik").text
    assert re.findall(r'alt="Bilde av side (\d)', page) == ["1", "2"]
    assert "solvik side 2" in page
    sources = re.findall(r'<img src="([^"]*)"', page)
    pictures = [inside.ask("GET", source) for source in sources]
    assert all(one.content.startswith(b"\x89PNG") for one in pictures)
    assert pictures[0].content != pictures[1].content


def test_the_files_come_down_as_they_were_written(inside: Visitor, run: FinishedRun) -> None:
    for number, document in enumerate(run.documents_of("county")):
        answer = inside.get(f"/rapport/county/{number}")
        assert answer.content == (run.folder / document.path).read_bytes()
        assert answer.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    "path",
    [
        "/rapport/nowhere",
        "/rapport/nowhere/e-post",
        "/rapport/nowhere/0/side/1.png",
        "/rapport/solvik/2",
        "/rapport/solvik/-1",
        "/rapport/solvik/0/side/0.png",
        "/rapport/solvik/0/side/3.png",
        "/rapport/solvik/1/side/1.png",
        "/rapport/solvik/e-post/1",
        "/rapport/..%2f..%2fmanifest.json",
        "/rapport/../../manifest.json",
        "/rapport/solvik/0/side/..%2f..%2f1.png",
        "/rapport/solvik/0/../../../results.json",
        "/skrift/..%2freview%2freview.css",
        "/skrift/OFL.txt",
        "/manifest.json",
        "/%2e%2e/%2e%2e/etc/passwd",
    ],
)
def test_an_address_that_is_not_one_of_ours_shows_nothing(inside: Visitor, path: str) -> None:
    answer = inside.get(path)
    assert answer.status == 404
    assert "Siden finnes ikke" in answer.text
    assert "sha256" not in answer.text


def test_approving_and_holding_is_what_the_command_does(inside: Visitor, run: FinishedRun) -> None:
    assert inside.decide("solvik", "approve", "Lest").status == 303
    assert inside.decide("granelva", "hold", "Feil navn på lederen").status == 303
    assert [
        (one.item, one.verdict, one.by, one.comment, one.manifest) for one in decisions(run)
    ] == [
        ("solvik", "approve", "Kari Nordmo", "Lest", run.manifest_sha256),
        ("granelva", "hold", "Kari Nordmo", "Feil navn på lederen", run.manifest_sha256),
    ]
    page = inside.get("/").text
    assert "Granelva: rapporten er holdt tilbake." in words(page)
    assert "Godkjent av Kari Nordmo." in row(page, "Solvik")
    assert "«Feil navn på lederen»" in row(page, "Granelva")
    assert "rapporten er holdt tilbake." not in words(inside.get("/").text)  # told once


def test_what_the_command_decides_is_on_the_page(inside: Visitor, run: FinishedRun) -> None:
    hold(run, ["solvik"], by="Per", at=AT, comment="<b>Vent</b> & se")
    page = inside.get("/rapport/solvik").text
    assert "&lt;b&gt;Vent&lt;/b&gt; &amp; se" in page
    assert "<b>Vent" not in page


def test_holding_back_needs_a_reason(inside: Visitor, run: FinishedRun) -> None:
    answer = inside.decide("solvik", "hold", "  ")
    assert answer.status == 422
    assert "Skriv hvorfor rapporten skal holdes tilbake." in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert decisions(run) == ()


@pytest.mark.parametrize("verdict", ["", "Approve", "delete"])
def test_an_unknown_verdict_decides_nothing(
    inside: Visitor, run: FinishedRun, verdict: str
) -> None:
    assert inside.decide("solvik", verdict).status == 403
    assert decisions(run) == ()


def test_all_that_are_ready_are_approved_together(inside: Visitor, run: FinishedRun) -> None:
    hold(run, ["granelva"], by="Per", at=AT, comment="Vent")
    page = inside.get("/godkjenn")
    listed = re.findall(r'name="item" value="([^"]*)"', page.text)
    assert listed == ["solvik", "heggelia", "county", "management"]
    assert not decisions(run)[1:]
    fields = {name: page.field(name) for name in ("secret", "manifest")}
    assert inside.post("/godkjenn", {**fields, "item": listed}).status == 303
    assert states(run) == dict.fromkeys(listed, "approved") | {"granelva": "held"}
    assert "4 rapporter er godkjent." in words(inside.get("/").text)


def test_nothing_is_approved_together_if_one_of_them_is_no_longer_ready(
    inside: Visitor, run: FinishedRun
) -> None:
    page = inside.get("/godkjenn")
    listed = re.findall(r'name="item" value="([^"]*)"', page.text)
    hold(run, ["granelva"], by="Per", at=AT, comment="Vent")
    fields = {name: page.field(name) for name in ("secret", "manifest")}
    for items in (listed, [*listed, "nowhere"], ["solvik", "solvik"], []):
        assert inside.post("/godkjenn", {**fields, "item": items}).status == 409
    assert "approved" not in states(run).values()


def test_a_changed_file_is_neither_shown_nor_approved(inside: Visitor, run: FinishedRun) -> None:
    pdf = run.folder / run.documents_of("solvik")[0].path
    pdf.write_bytes(pdf.read_bytes() + b"\n%")
    assert "er ikke slik den ble skrevet" in row(inside.get("/").text, "Solvik")
    page = inside.get("/rapport/solvik").text
    assert "<img" not in page
    assert 'value="approve"' not in page
    assert inside.get("/rapport/solvik/0").status == 409
    assert inside.get("/rapport/solvik/0/side/1.png").status == 409
    answer = inside.decide("solvik", "approve")
    assert answer.status == 409
    assert "Ingenting er avgjort" in answer.text
    assert decisions(run) == ()
    assert inside.decide("granelva", "approve").status == 303


def test_a_file_that_is_gone_is_told_and_not_approved(inside: Visitor, run: FinishedRun) -> None:
    (run.folder / run.documents_of("solvik")[0].path).unlink()
    assert "er ikke slik den ble skrevet" in row(inside.get("/").text, "Solvik")
    assert inside.get("/rapport/solvik/0").status == 409
    assert inside.decide("solvik", "approve").status == 409
    (run.folder / "certificate.json").unlink()
    answer = inside.get("/")
    assert answer.status == 409
    assert "Kjøringen kan ikke vises" in answer.text
    assert decisions(run) == ()


def test_what_should_not_happen_tells_nothing_but_its_kind(
    inside: Visitor, run: FinishedRun, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("somebody's answer")

    monkeypatch.setattr("generator.desk.app.report_views", fail)
    answer = inside.get("/")
    assert answer.status == 500
    assert "RuntimeError" in answer.text
    assert "answer" not in answer.text
    assert "".join(capfd.readouterr()) == ""
    assert decisions(run) == ()


def test_a_run_that_changes_while_the_page_is_open_is_not_approved(
    inside: Visitor, run: FinishedRun
) -> None:
    page = inside.get("/rapport/solvik")
    fields = {name: page.field(name) for name in ("secret", "manifest")}
    manifest = run.folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_bytes())), encoding="utf-8")
    for verdict in ("approve", "hold"):
        sent = {**fields, "verdict": verdict, "comment": "x"}
        answer = inside.post("/rapport/solvik", sent)
        assert answer.status == 409
        assert "Kjøringen er endret mens siden var åpen" in answer.text
    assert inside.post("/godkjenn", {**fields, "item": "solvik"}).status == 409
    assert decisions(run) == ()


def test_a_newer_run_ends_the_review_of_the_older(tmp_path: Path) -> None:
    run = finished_run(tmp_path)
    latest = tmp_path / "output" / "latest"
    with served(latest) as visitor:
        visitor.enter()
        page = visitor.get("/rapport/solvik")
        fields = {name: page.field(name) for name in ("secret", "manifest")}
        newer = finished_run(tmp_path, salt="x")
        assert newer.folder != run.folder
        answer = visitor.post("/rapport/solvik", {**fields, "verdict": "approve"})
        assert answer.status == 409
        assert "Det finnes en nyere kjøring" in answer.text
        assert "Det finnes en nyere kjøring" in visitor.get("/").text
    assert decisions(run) == decisions(newer) == ()


def test_built_again_the_approval_has_lapsed_and_the_page_says_so(
    inside: Visitor, run: FinishedRun
) -> None:
    approve(run, ["solvik"], by="Kari Nordmo", at=AT)
    manifest = run.folder / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_bytes())), encoding="utf-8")
    assert "Må godkjennes på nytt" in row(inside.get("/").text, "Solvik")
    assert inside.decide("solvik", "approve").status == 303
    assert "Godkjent av Kari Nordmo." in row(inside.get("/").text, "Solvik")


def test_a_quarter_without_a_survey_is_one_report(tmp_path: Path) -> None:
    run = finished_run(tmp_path, quarter_alone=True)
    with served(run.folder) as visitor:
        visitor.enter()
        page = visitor.get("/").text
        assert row(page, "Kvartalsrapport") == "Kvartalsrapport – – ledelsen@example.org Venter"
        assert page.count("<table") == 1
        assert "<dl>" not in visitor.get("/rapport/management").text
        assert visitor.decide("management", "approve").status == 303
    assert states(run) == {"management": "approved"}


def test_two_must_approve_where_policy_asks_for_it(tmp_path: Path) -> None:
    run = finished_run(tmp_path, round_text(more=MAIL + MANAGEMENT + TWO))
    with served(run.folder) as kari:
        kari.enter()
        assert "To personer må godkjenne hver rapport." in kari.get("/").text
        assert kari.decide("solvik", "approve").status == 303
        assert states(run)["solvik"] == "draft"
        page = kari.get("/").text
        assert "godkjent av deg, og én til må godkjenne den" in words(page)
        assert "Mangler én godkjenning Du har godkjent den." in row(page, "Solvik")
        assert 'value="approve"' not in kari.get("/rapport/solvik").text
        assert kari.decide("solvik", "approve").status == 303  # twice is still one person
        assert states(run)["solvik"] == "draft"
    with served(run.folder, by="Per Lie") as per:
        per.enter()
        assert "Godkjent av Kari Nordmo. Én til må godkjenne den." in row(
            per.get("/").text, "Solvik"
        )
        assert per.decide("solvik", "approve").status == 303
        assert "Godkjent av Kari Nordmo og Per Lie." in row(per.get("/").text, "Solvik")
    assert states(run)["solvik"] == "approved"


def test_the_lock_speaks_before_anything_is_sent(inside: Visitor, run: FinishedRun) -> None:
    file = run.folder.parent.parent / "round" / "round.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("hanne@example.org", "ny@example.org"),
        encoding="utf-8",
    )
    page = inside.get("/").text
    assert "ny@example.org Låsen stopper utsendingen" in row(page, "Solvik")
    assert "Låsen mot feil mottaker stopper én rapport" in words(page)
    told = "Hvem som skal ha «solvik», er endret i round.toml etter at rapportene ble bygd."
    assert told in words(inside.get("/rapport/solvik").text)
    assert 'value="solvik"' not in inside.get("/godkjenn").text
    mail = inside.get("/rapport/solvik/e-post").text
    assert told in words(mail)
    assert "<iframe" not in mail
    assert inside.get("/rapport/solvik/e-post/0").status == 404


def test_a_round_that_cannot_be_read_hides_the_recipients_and_says_why(
    inside: Visitor, run: FinishedRun
) -> None:
    file = run.folder.parent.parent / "round" / "round.toml"
    file.write_text("id = ", encoding="utf-8")
    page = inside.get("/")
    assert page.status == 200
    assert "Runden kan ikke brukes slik den er nå." in page.text
    assert "hanne@example.org" not in page.text
    assert inside.get("/rapport/solvik/e-post").status == 200


def test_the_mail_is_shown_as_it_will_be_sent(inside: Visitor) -> None:
    page = inside.get("/rapport/solvik/e-post").text
    told = words(page)
    assert "Til Hanne Brekkmo &lt;hanne@example.org&gt;" in told
    assert "Emne Tilbakemelding til Solvik: Innovasjon, 2. kvartal 2015" in told
    assert re.search(r"kontorrapport-solvik\.pdf \(\d+ kB\), kontorrapport-solvik\.docx", told)
    assert re.search(r"Størrelse \d+ kB i alt", told)
    assert "Hei, Hanne Brekkmo" in told
    assert "Hei, Hanne Brekkmo" in inside.get("/rapport/solvik/e-post/0").text
    assert "kvartalsrapport.docx" not in inside.get("/rapport/management/e-post").text


def test_a_countys_own_pages_look_as_they_say(tmp_path: Path) -> None:
    """They are filled in by a process of their own, which takes all that a page is given."""
    own = tmp_path / "own"
    shutil.copytree(templates_folder() / "review", own / "review")
    words = own / "review" / "base.html.j2"
    words.write_text(words.read_text("utf-8").replace("<main", "<p>Eget hode</p><main"), "utf-8")
    run = finished_run(tmp_path)
    write_origin(run.folder, Origin(tmp_path / "round", own))
    with served(run.folder) as visitor:
        visitor.enter()
        for path in ("/", "/rapport/solvik", "/rapport/solvik/e-post"):
            assert "Eget hode" in visitor.get(path).text
