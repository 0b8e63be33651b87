"""Whoever reads the documents learns nothing that results.json and the definitions do not say.

The attacker in ``attack.attacker`` reads results.json; here is shown that he need not read more.
The documents are made again, block for block, from what a run publishes, and every number in them
is a told figure, a word of the definitions, a known limit or a count that is listed. Templates that
print what was withheld are caught by both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pypdfium2
import pytest
from counts import times
from hypothesis import HealthCheck, event, given, settings

from attack.county import County, Office, Published, answers, counties, publish
from attack.printed import leaves, unexplained
from attack.traced import FIGURE, tracing
from generator.disclosure import Certificate
from generator.documents import Context, compose, office
from generator.documents.charts import draw_chart
from generator.documents.drawing import Label
from generator.documents.rendering import render
from generator.documents.report import (
    Bar,
    BarChart,
    Block,
    Chart,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    RenderedDocument,
    Report,
)
from generator.errors import DisclosureError
from generator.recorded import context_of
from generator.results import ReleasedResults
from generator.round import Round
from generator.study import Study

COUNTY = County((Office(12), Office(9), Office(31), Office(3), Office(14, silent=2)), leaders=9)
"""Its fourth office is withheld, and the second to protect it; all but one have few invited."""


def own(published: Published) -> Context:
    """What the documents of a run are made from while it is built: the round as it was declared."""
    certificate = Certificate.from_json(published.certificate_json)
    return replace(
        published.context,
        let_through=len(certificate.let_through),
        audited=certificate.audited,
    )


def again(published: Published) -> Context:
    """The same from what the run publishes alone, read as bytes are read."""
    known = published.context
    return context_of(
        ReleasedResults.from_json(published.results_json),
        Certificate.from_json(published.certificate_json),
        study=Study.model_validate_json(known.study.model_dump_json()),
        round_=Round.model_validate_json(known.round.without_people().model_dump_json()),
        run_id=known.run_id,
        version=known.version,
        plans=(),
    )


@settings(
    max_examples=times(25),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(counties)
def test_documents_say_what_is_published_and_nothing_else(county: County) -> None:
    try:
        published = publish(county)
    except DisclosureError:
        event("refused: no document is written")
        return
    assert compose(own(published)) == compose(again(published))
    assert unexplained(own(published), compose) == []


# --- files --------------------------------------------------------------------------------------

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def numbers_of(file: RenderedDocument) -> set[str]:
    """Every number that PDFium or a Word file's own parts hold, properties among them."""
    if file.path.endswith(".pdf"):
        with pypdfium2.PdfDocument(file.content) as document:
            told = [page.get_textpage().get_text_range() for page in document]
            about = document.get_metadata_dict(skip_empty=True)
        assert about.pop("CreationDate") == about.pop("ModDate") == "D:20200101"  # the round's
        assert about.pop("Producer").startswith("WeasyPrint")
        return set(NUMBER.findall(" ".join((*told, *about.values()))))
    with ZipFile(BytesIO(file.content)) as parts:
        told = [ET.fromstring(parts.read(name)) for name in parts.namelist() if name in SPOKEN]
        texts = [text for root in told for part in root.iter() for text in _spoken(part)]
        return set(NUMBER.findall(" ".join(texts)))


SPOKEN = ("word/document.xml", "word/footer1.xml", "word/header1.xml", "docProps/core.xml")


def _spoken(part: ET.Element) -> Iterator[str]:
    """What an element says in itself and to those who cannot see its picture; no field codes."""
    dated = part.tag.rpartition("}")[2] in ("instrText", "created", "modified")
    own = None if dated else part.text
    yield from (text for text in (own, part.get("descr"), part.get("title")) if text)


def numbers_in(report: Report) -> set[str]:
    """Every number of the blocks, and those that charts draw on their axes."""
    texts = [str(text) for _, text in leaves(report)]
    for block in report.blocks:
        if isinstance(block, Chart):
            shapes = draw_chart(block.picture, decimal=".").shapes
            texts += [shape.text for shape in shapes if isinstance(shape, Label)]
    return set(NUMBER.findall(" ".join((*texts, report.run_id, str(report.created)))))


def test_files_hold_no_number_that_their_blocks_do_not() -> None:
    """But for the numbers of pages."""
    for report in compose(own(publish(COUNTY)))[:2]:
        for file in render([report], formats=("pdf", "docx"), workers=1):
            known = numbers_in(report) | {str(page) for page in range(1, (file.pages or 0) + 1)}
            found = numbers_of(file)
            assert found - known == set(), file.path
            assert len(found) > 30


# --- templates that tell ------------------------------------------------------------------------

Template = Callable[[str, Context], Iterator[Block]]


def withheld_n(unit: str, _: Context) -> Iterator[Block]:
    yield Note(f"{(answers(COUNTY)['unit'] == unit).sum()} answered here.")


def withheld_n_in_words(unit: str, context: Context) -> Iterator[Block]:
    few = context.words.numeral(int((answers(COUNTY)["unit"] == unit).sum()))
    yield Paragraph(f"Only {few} answered here.")


def withheld_n_as_a_limit(unit: str, context: Context) -> Iterator[Block]:
    n = int((answers(COUNTY)["unit"] == unit).sum())
    yield Paragraph(context.words("about.threshold", threshold=n))


def unrounded_mean(unit: str, _: Context) -> Iterator[Block]:
    mean = answers(COUNTY).groupby("unit")["a1"].mean()[unit]
    yield KeyFigures((KeyFigure(f"{mean:.5f}", "mean"),))


def told_digits_of_a_withheld_mean(unit: str, context: Context) -> Iterator[Block]:
    mean = float(answers(COUNTY).groupby("unit")["a1"].mean()[unit])
    yield Paragraph(context.number(mean, 1))


def exact_invited(unit: str, context: Context) -> Iterator[Block]:
    invited = sum(each.invited or 0 for each in context.round.offices_of(unit))
    yield Paragraph(context.words("short.answers_detail", invited=invited))


def drawn_mean(unit: str, _: Context) -> Iterator[Block]:
    mean = float(answers(COUNTY).groupby("unit")["a1"].mean()[unit])
    picture = BarChart((Bar("a", mean, ""),), low=1.0, high=6.0, ticks=())
    yield Chart(picture, title="A bar without a number", alt="")


def spoken_mean(unit: str, _: Context) -> Iterator[Block]:
    mean = answers(COUNTY).groupby("unit")["a1"].mean()[unit]
    picture = BarChart((), low=1.0, high=6.0, ticks=())
    yield Chart(picture, title="A picture", alt=f"The mean is {mean:.2f}.")


TEMPLATES: tuple[Template, ...] = (
    *(withheld_n, withheld_n_in_words, withheld_n_as_a_limit, unrounded_mean),
    *(told_digits_of_a_withheld_mean, exact_invited, drawn_mean, spoken_mean),
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.__name__)
def test_a_template_that_tells_what_is_withheld_is_found(
    template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = publish(COUNTY)
    assert unexplained(own(published), compose) == []
    first = office._blocks
    monkeypatch.setattr(
        office, "_blocks", lambda unit, context: (*first(unit, context), *template(unit, context))
    )
    assert len(unexplained(own(published), compose)) >= len(COUNTY.offices) - 2


def test_a_template_that_prints_the_declared_round_is_not_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    published = publish(COUNTY)
    first = office._blocks
    monkeypatch.setattr(
        office,
        "_blocks",
        lambda unit, context: (*first(unit, context), *exact_invited(unit, context)),
    )
    assert compose(own(published)) != compose(again(published))


def test_a_sum_of_told_figures_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two told counts may give a third that nobody meant to tell: how many did not answer."""

    def difference(context: Context) -> Sequence[Report]:
        unit = next(iter(context.released.units))
        response = context.released.units[unit]["response"]
        whole = context.released.steps["response/people"]
        told = Paragraph(context.number(whole.n - response.n, 0))
        reports = compose(context)
        return (replace(reports[0], blocks=(*reports[0].blocks, told)),)

    published = publish(replace(COUNTY, offices=COUNTY.offices[:1] * 2))
    (found,) = unexplained(own(published), difference)
    assert "is computed" in found


def test_the_reader_is_not_blind() -> None:
    """The documents that he has nothing to say of are full of figures."""
    with tracing(own(publish(COUNTY))) as followed:
        reports = compose(followed)
    told = [text for report in reports for _, text in leaves(report) if FIGURE in str(text)]
    assert len(reports) == len(COUNTY.offices) + 1
    assert len(told) > 300
