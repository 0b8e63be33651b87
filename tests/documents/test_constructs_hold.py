"""What the county report says of whether the constructs hold, with data for which it differs."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from rounds import Walked

from generator.report.block import Heading, Paragraph, Table
from generator.report.context import Context
from generator.report.county.factors import alike_sentences, factor_blocks
from generator.report.county.report import GENERATED
from generator.results.models import Factored, Invariance, OneFactor
from generator.results.values import Node

GROUP = "medarbeidere"
TESTED = ("leder", "kollega", "PE", "kval", "innov")
"""The constructs of the demonstration round with more than three items."""


def changed(context: Context, **nodes: Node) -> Context:
    """The context with some nodes in the place of those whose name ends so."""
    steps = dict(context.released.steps)
    for ending, node in nodes.items():
        steps[ending.replace("__", "/")] = node
    return replace(context, released=replace(context.released, steps=steps))


def judged(context: Context, **verdicts: Factored) -> Context:
    """The context with other verdicts on some constructs."""
    nodes = {}
    for name, verdict in verdicts.items():
        node = context.released.steps[f"one_factor/{GROUP}/{name}"]
        assert isinstance(node, OneFactor)
        loose = (node.loadings[0].item,) if verdict == "weak" else ()
        nodes[f"one_factor__{GROUP}__{name}"] = replace(node, verdict=verdict, loose=loose)
    return changed(context, **nodes)


def said(context: Context) -> list[str]:
    return [block.text for block in factor_blocks(context) if isinstance(block, Paragraph)][1:]


def test_a_table_of_the_constructs_with_a_verdict_each(demo: Walked) -> None:
    (table,) = (block for block in factor_blocks(demo.context) if isinstance(block, Table))
    assert [row[0].text for row in table.rows][:2] == ["Lederstøtte", "Kollegastøtte"]
    cells = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert cells["Kompetansemobilisering"][-1] == "tre utsagn, kan ikke prøves"
    assert cells["Kompetansemobilisering"][4:7] == ["–", "–", "–"]
    n, items, loadings, omega, cfi, rmsea, srmr, verdict = cells["Innovasjonsatferd"]
    assert (n, items, verdict) == ("249", "5", "passer")
    low, high = (float(end.replace(",", ".")) for end in loadings.split(" – "))
    assert 0.4 < low <= high < 1
    assert rmsea.count("–") == 1
    assert all(text[1] == "," for text in (omega, cfi, srmr))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("verdict", get_args(Factored))
def test_every_verdict_has_words(demo: Walked, language: str, verdict: Factored) -> None:
    context = replace(judged(demo.context, leder=verdict), language=language)
    (table,) = (block for block in factor_blocks(context) if isinstance(block, Table))
    others = {row[-1].text for row in table.rows[1:]}
    assert (table.rows[0][-1].text in others) == (verdict in ("one", "few_items"))


def test_leaders_are_too_few_and_that_is_said(demo: Walked) -> None:
    assert said(demo.context)[-1].startswith("Ledere: Under 100 har svart på alle utsagnene")


def test_what_the_model_fits_is_counted(demo: Walked) -> None:
    assert said(demo.context)[0] == "Modellen passer for alle de 5 områdene som kan prøves."
    mixed = said(judged(demo.context, kval="several", innov="weak"))[0]
    assert mixed.startswith("Av 5 områder som kan prøves, passer modellen uten forbehold for 3.")
    assert "har lite til felles med de andre: innovasjonsatferd (1 av 5 utsagn)." in mixed
    assert "Den passer ikke for kvalitetsfokus." in mixed
    unclear = said(judged(demo.context, kval="unclear"))[0]
    assert unclear == "Av 5 områder som kan prøves, passer modellen uten forbehold for 4."
    none = said(judged(demo.context, **dict.fromkeys(TESTED, "several")))[0]
    assert none.startswith("Modellen passer ikke uten forbehold for noe av de 5 områdene")


def test_how_many_statements_hardly_belong_is_said(demo: Walked) -> None:
    """Answers drawn at random fit the model as well: nothing is common to any of them."""
    noise = judged(demo.context, leder="weak")
    name = f"one_factor/{GROUP}/leder"
    node = noise.released.steps[name]
    assert isinstance(node, OneFactor)
    loose = tuple(row.item for row in node.loadings[1:])
    context = changed(noise, **{name.replace("/", "__"): replace(node, loose=loose)})
    assert "lederstøtte (8 av 9 utsagn)." in said(context)[0]
    (table,) = (block for block in factor_blocks(context) if isinstance(block, Table))
    assert "passer uten forbehold, betyr at ingenting her taler imot" in table.notes[0]


def test_nothing_is_said_of_a_round_where_all_groups_are_small(demo: Walked) -> None:
    names = (*TESTED, "komp", "samh")
    assert list(factor_blocks(judged(demo.context, **dict.fromkeys(names, "few_people")))) == []


def test_means_of_groups_stand_beside_whether_they_answer_alike(demo: Walked) -> None:
    """Employees and leaders; 26 leaders are too few to tell."""
    paragraphs = [b.text for b in GENERATED["constructs"](demo.context) if isinstance(b, Paragraph)]
    assert "Vi kan ikke avgjøre om medarbeidere og ledere legger det samme i" in paragraphs[-1]
    assert "områdene som begge er spurt om" in paragraphs[-1]


def invariance(context: Context, name: str, **changes: object) -> Context:
    path = f"invariance/{name}/{GROUP}/ledere"
    node = context.released.steps[path]
    assert isinstance(node, Invariance)
    return changed(context, **{path.replace("/", "__"): replace(node, **changes)})  # type: ignore[arg-type]


def test_what_is_answered_otherwise_is_named_with_its_statements(demo: Walked) -> None:
    context = invariance(
        demo.context, "kval", verdict="different", items=("kval_2",), congruence=0.93
    )
    context = invariance(context, "innov", verdict="alike", congruence=0.99)
    unknown, different, alike = alike_sentences(context)
    assert "områdene som begge" not in unknown
    assert "kvalitetsfokus (utsagnene «Bruker tallene til å bli bedre»)" in different
    assert "bør ikke holdes mot hverandre" in different
    assert "innovasjonsatferd (kongruens 0,99). Om den ene gruppen lettere" in alike


def test_the_appendix_has_it_and_the_contents_name_it(demo: Walked) -> None:
    headings = [b.text for b in GENERATED["appendix"](demo.context) if isinstance(b, Heading)]
    assert "Måler hvert område én ting?" in headings
