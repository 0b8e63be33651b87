"""Any real name is laid out and read back, whole or broken over lines; what is amiss is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from generator.render.workers import render_one
from generator.report.block import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Note,
    Paragraph,
    RenderedDocument,
    Report,
    Table,
)
from generator.run.verify.documents import read_back, verify_documents
from generator.run.verify.finished import Finished
from generator.run.verify.words import verify_text
from tests.municipalities import LINES, names

LONG = (
    "Kompetanseutviklingsmulighetene",
    "Minoritetsspråkopplæringskoordineringsansvarlig",
    "Arbeids- og velferdsforvaltningens tiltaksgjennomføring",
    "NAV-kontoret Nordkapp-Måsøy-Porsanger-Lebesby-Gamvik interkommunalt",
    "Andel 2015-2 mot 2014-2",
    "1.1.2014–31.12.2016",
    "https://www.example.org/veiledning/arbeidsgiver-og-arbeidssoker/skjema?id=2015.2",
    "fornavn.mellomnavn.etternavn@kommunenavnet.example.org",
    "Hva/hvem/hvor-spørsmålet",
    "Nord\u2011Odal og Nord\u2010Fron, 5 \u03bcg og 5 \u00b5g",
    "x" * 120,
)


def report_of(blocks: tuple[Block, ...]) -> Report:
    return Report(
        kind="office",
        path="offices/fjordbyen/kontorrapport-fjordbyen",
        unit="fjordbyen",
        language="nb",
        title="Kontorrapport for Fjordbyen",
        subtitle="Innovasjon i førstelinja",
        heading="Fjordbyen",
        footer="Kjøring 4f2a9c",
        author="Fylkets analyseenhet",
        created=date(2015, 7, 1),
        run_id="4f2a9c",
        blocks=blocks,
    )


def table(rows: Sequence[Sequence[str]], weights: Sequence[float], heads: Sequence[str]) -> Table:
    columns = tuple(
        Column(head, "text", weight) for head, weight in zip(heads, weights, strict=True)
    )
    return Table("Navn", columns, tuple(tuple(map(Cell, row)) for row in rows))


def everywhere(texts: Sequence[str]) -> tuple[Block, ...]:
    """The texts as running text, and in rows and heads of tables, in wide and narrow columns."""
    rows = [(text, f"{i},5", text) for i, text in enumerate(texts)]
    tens = [texts[place : place + 10] for place in range(0, len(texts), 10)]
    some = tuple(texts[::10]) if len(texts) > 50 else tuple(texts)
    heads = [table([("1",) * len(ten)], (1,) * len(ten), ten) for ten in tens]
    return (
        Heading(1, " og ".join(some)),
        Paragraph(", ".join(texts)),
        Bullets(some),
        Note(", ".join(some)),
        table(rows, (9, 1, 1), ("Kontor", "Andel", "Merknad")),
        *heads,
    )


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("texts", [names(), LONG], ids=["municipalities", "long"])
def test_every_name_is_laid_out_and_read_back(texts: Sequence[str], form: str) -> None:
    report = report_of(everywhere(texts))
    assert verify_documents([report], [render_one(report, form)]).findings == ()


def test_an_address_gets_no_hyphen_and_a_word_does() -> None:
    """A reader would write the hyphen of the line's end into the browser."""
    address = "https://www.example.org/arbeidsmarkedsopplaringskoordineringsveiledning"
    word = "Minoritetsspråkopplæringskoordineringsansvarlig"
    row = tuple(Cell(text, header=True) for text in (address, word) * 4)
    report = report_of((Table("Navn", (Column("", "text"),) * 8, (row,)),))
    document = render_one(report, "pdf")
    assert verify_documents([report], [document]).findings == ()
    finished = read_back(document)
    hyphens = [part for part in finished.words if part.endswith("-")]
    assert hyphens
    assert all(part.removesuffix("-") in word for part in hyphens)


BROKEN = ("Minoritetsspråkopplæringsansvarlig", "Nordkapp-Måsøy-Porsanger", "NAV/Kommune-kontoret")


def narrow(texts: Sequence[str]) -> Report:
    """A report with one table, whose cells break the texts over lines for want of room."""
    rows = [(*(text,) * 6, f"{i},5", "Alt annet") for i, text in enumerate(texts)]
    return report_of((table(rows, (1,) * 8, ("",) * 8),))


@pytest.fixture(scope="module")
def broken() -> RenderedDocument:
    return render_one(narrow(BROKEN), "pdf")


def test_the_words_of_the_sabotage_are_broken(broken: RenderedDocument) -> None:
    finished = read_back(broken)
    assert not set(BROKEN) & set(finished.words)
    assert verify_documents([narrow(BROKEN)], [broken]).findings == ()


@pytest.mark.parametrize("place", range(len(BROKEN)))
def test_a_changed_or_lost_letter_of_a_broken_name_is_found(
    broken: RenderedDocument, place: int
) -> None:
    name = BROKEN[place]
    for at in range(len(name)):
        if name[at] == "-":  # at the end of a line nobody can tell whose hyphen it is
            continue
        for other in (name[:at] + "q" + name[at + 1 :], name[:at] + name[at + 1 :]):
            report = narrow((*BROKEN[:place], other, *BROKEN[place + 1 :]))
            lacks, says, cells = verify_documents([report], [broken]).findings
            assert lacks.split(": ")[1].startswith("lacks")
            assert "which its report does not" in says
            assert "the cells of the table" in cells


def test_a_hyphen_too_many_or_too_few_within_a_line_is_found(broken: RenderedDocument) -> None:
    for other in ("Min-oritetsspråkopplæringsansvarlig", "Minoritetsspråkopplæringsansvarli-g"):
        report = narrow((other, *BROKEN[1:]))
        assert len(verify_documents([report], [broken]).findings) == 3
    whole = render_one(report_of((Paragraph("Nord-Odal og Nord-Fron"),)), "pdf")
    for text in ("NordOdal og Nord-Fron", "Nord-Odal og Nord-Fro-n"):
        assert verify_documents([report_of((Paragraph(text),))], [whole]).findings


def test_swapped_names_and_a_lost_one_are_found(broken: RenderedDocument) -> None:
    first, second, third = BROKEN
    for others in ((second, first, third), (first, third), (first, second, third, third)):
        assert verify_documents([narrow(others)], [broken]).findings


def test_a_lost_part_of_a_broken_word_is_found(broken: RenderedDocument) -> None:
    finished, report = read_back(broken), narrow(BROKEN)
    assert verify_text(report, finished)[1] == []
    first = finished.words.index("Navn") + 1
    for place in range(first, finished.words.index("2,5")):
        words = (*finished.words[:place], *finished.words[place + 1 :])
        lines = frozenset(line - (line > place) for line in finished.lines)
        assert verify_text(report, replace(finished, words=words, lines=lines))[1]


@pytest.mark.parametrize(
    ("words", "text", "right"),
    [
        (("Hammerfest", "regionen"), "Hammerfestregionen", True),
        (("Hammerfest-", "regionen"), "Hammerfestregionen", True),
        (("Nordkapp-", "Måsøy"), "Nordkapp-Måsøy", True),
        (("2015-", "2"), "2015-2", True),
        (("1", "234"), "1234", False),
        (("0,4", "5"), "0,45", False),
        (("Hammerfest", "regionen"), "Hammerfest", False),
        (("Hammerfest", "regionen"), "regionen", False),
        (("Hammerfest", "regionen"), "Hammerfestregion", False),
        (("Hammerfest-", "regionen"), "Hammerfest regionen", False),
    ],
)
def test_what_a_new_line_may_stand_within(words: tuple[str, str], text: str, right: bool) -> None:
    """The first and the last word of the text end where they do; a number is never in two."""
    report = report_of((Paragraph(f"før {text} etter"),))
    above = f"{report.heading} {report.subtitle}".split()
    line = len(above) + 2
    found = (*above, "før", *words, "etter")
    finished = Finished(found, (0,), {}, (), (), lines=frozenset({line}))
    assert (verify_text(report, finished, strict=True)[1] == []) is right
    beside = replace(finished, lines=frozenset())
    assert verify_text(report, beside)[1]


def test_the_municipalities_are_all_there() -> None:
    assert len(LINES) == 357
    assert {"Nåavmesjenjaelmie-Namsos", "Kaivuono-Gáivuotna-Kåfjord", "Oslo"} <= set(names())
