"""Sentences that said more than the figures, or explained a mark that was not there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.disclosure.clients.process_limits import longest_run
from generator.report.block import Cell, Panels, Paragraph, Table
from generator.report.blocks.about import about_blocks
from generator.report.blocks.constructs import construct_blocks, dot_legend
from generator.report.blocks.scorecard_months import run_notes
from generator.report.blocks.unit_results import attainment_blocks
from generator.report.county.appendix import appendix_blocks
from generator.report.county.explained import model_answer
from generator.report.county.report import GENERATED
from generator.report.county.representativeness import likeness
from generator.report.county.summary import summary_blocks
from generator.report.localisation import localised
from generator.report.marks import Dot
from generator.results.groups import Aggregation
from generator.results.models import Correlation, Regression
from generator.results.offices import Attainment, MonthResult
from generator.results.table import GroupTable, Place, PublishedTable, Spread, TableCell
from generator.results.values import Bound, Number, Suppressed

GROUP = "medarbeidere"
UNIT = "solvik"


def ordinary(context):
    policy = context.round.policy.model_copy(update={"reproduce_published": False})
    return replace(context, round=context.round.model_copy(update={"policy": policy}))


def said(blocks) -> str:
    """Running text, and the notes of tables and charts."""
    blocks = list(blocks)
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    return " ".join([*texts, *(note for block in blocks for note in getattr(block, "notes", ()))])


def with_table(context, *, mean: Number, release: int = 1, of: int = 1):
    """A table of two units, one with ``mean`` on leader support; cells of release ``of``."""
    places = tuple(
        Place(
            place=name,
            offices=(name,),
            n=10,
            cells=(TableCell(variable="leder", n=10, mean=value, release=of),),
            statements=(),
        )
        for name, value in (("solvik", 4.5), ("bjorkedal", mean))
    )
    table = GroupTable(
        group=GROUP,
        base=20,
        places=places,
        low_places=(),
        spreads=(Spread(variable="leder", sd=1.0, df=18, release=of),),
        classifications=(),
    )
    tables = PublishedTable(groups=(table,))
    return replace(context, released=replace(context.released, table=tables, release=release))


def with_steps(context, change):
    steps = {name: change(node) for name, node in context.released.steps.items()}
    return replace(context, released=replace(context.released, steps=steps))


def test_a_pooled_interval_says_nothing_of_disagreement_in_the_office(demo_context) -> None:
    told = said(construct_blocks(ordinary(demo_context), unit=UNIT, group=GROUP))
    assert "Jo færre svar, jo bredere er intervallet" in told
    assert "uenighet" not in told
    assert "uenighet" in said(construct_blocks(ordinary(demo_context), unit=None, group=GROUP))


@pytest.mark.parametrize("unit", [UNIT, None])
def test_a_total_without_the_bounded_offices_says_so(demo_context, unit) -> None:
    bounded = with_table(demo_context, mean=Bound(over=5.2))
    told = said(construct_blocks(bounded, unit=unit, group=GROUP))
    assert "er ikke regnet med i tallet for fylket. Det gjelder lederstøtte." in told
    exact = with_table(demo_context, mean=4.9)
    assert "ikke regnet med" not in said(construct_blocks(exact, unit=unit, group=GROUP))


@pytest.mark.parametrize("unit", [UNIT, None])
def test_a_total_with_answers_of_an_earlier_release_says_so(demo_context, unit) -> None:
    carried = with_table(demo_context, mean=4.9, release=2)
    assert "i en tidligere utgave" in said(construct_blocks(carried, unit=unit, group=GROUP))
    renewed = with_table(demo_context, mean=4.9, release=2, of=2)
    assert "tidligere utgave" not in said(construct_blocks(renewed, unit=unit, group=GROUP))


def test_models_of_an_earlier_release_are_named_in_the_method(demo_context) -> None:
    told = said(GENERATED["method"](with_table(demo_context, mean=4.9, release=2)))
    assert "modeller for medarbeidere er fra utgave 1" in told


def test_a_reproduced_round_does_not_claim_what_its_tables_contradict(demo_context) -> None:
    assert "Vi viser aldri tall for et kontor om færre enn 4" in said(about_blocks(demo_context))
    assert "Vi viser aldri tall om færre enn 4 personer" in said(
        about_blocks(ordinary(demo_context))
    )


def test_the_cautious_estimate_stands_with_its_interval(demo_context) -> None:
    context = ordinary(demo_context)
    (row, *_) = context.released.units[UNIT]["comparison"].rows

    def estimate(**changes) -> str:
        node = context.released.units[UNIT]["comparison"]
        rows = (replace(row, **changes), *node.rows[1:])
        units = {**context.released.units}
        units[UNIT] = {**units[UNIT], "comparison": replace(node, rows=rows)}
        changed = replace(context, released=replace(context.released, units=units))
        (table,) = (
            one
            for one in construct_blocks(changed, unit=UNIT, group=GROUP)
            if isinstance(one, Table)
        )
        at = [column.head for column in table.columns].index("Forsiktig anslag")
        return table.rows[0][at].text

    figures = {"shrunken": 4.5, "shrunken_low": 4.21, "shrunken_high": 4.79}
    assert estimate(**figures) == "4,50 (4,21–4,79)"
    assert estimate(**figures | {"shrunken_low": None}) == "4,50"  # two or three units
    assert estimate(**dict.fromkeys(figures, Suppressed("size"))) == "–"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_method_counts_no_fields_that_nobody_sees(demo_context, language) -> None:
    context = replace(localised(demo_context, language), withheld=257)
    told = said(GENERATED["method"](context))
    assert "257" not in told
    assert "245" not in told


def test_what_is_withheld_of_a_model_is_not_said_to_be_undefined(demo_context) -> None:
    def hide(node):
        if not isinstance(node, Regression):
            return node
        hidden = replace(node.assumptions, condition_number=Suppressed("models"))
        return replace(node, assumptions=hidden)

    told = said(appendix_blocks(with_steps(demo_context, hide)))
    assert "hver faktor (Green 1991). – betyr at tallet ikke vises, så ingen skal kunne" in told


def test_no_construct_at_the_limit_is_said_in_words(demo_context) -> None:
    def low(node):
        low = {"icc2": 0.3, "reliable": False}
        return replace(node, **low) if isinstance(node, Aggregation) else node

    told = said(appendix_blocks(with_steps(demo_context, low)))
    assert "ICC(2) er under 0,70 for alle de 7 områdene." in told
    assert "for 0 av" not in told


def test_months_that_are_hidden_are_explained_and_only_they(demo_context) -> None:
    told = said(attainment_blocks(demo_context, unit=UNIT))
    assert "En måned uten punkt" not in told
    assert "– under måneder på mål" not in told
    node = demo_context.unit(UNIT, "attainment", Attainment)
    (office,) = node.offices
    first, second, *rest = office.rows
    gap = replace(second.months[0], result=Suppressed("clients"), met=None)
    rows = (
        replace(first, n_months=0, on_target=None, months=()),
        replace(second, months=(gap, *second.months[1:])),
        *rest,
    )
    hidden = replace(node, offices=(replace(office, rows=rows),))
    units = {**demo_context.released.units}
    units[UNIT] = {**units[UNIT], "attainment": hidden}
    context = replace(demo_context, released=replace(demo_context.released, units=units))
    told = said(attainment_blocks(context, unit=UNIT))
    assert "En måned uten punkt" in told
    assert "– under måneder på mål" in told


def test_a_column_without_dots_has_no_dot_in_its_legend(demo_context) -> None:
    def legend(*dots: Dot) -> dict[str | None, str]:
        rows = [(Cell(""), Cell("", mark=one)) for one in dots]
        keys = dot_legend(rows, context=demo_context, value="kontoret", reference="fylket")
        return {key.mark: key.text for key in keys}

    bounded = Dot(None, reference=3.2, band=(1.0, 2.0))
    assert legend(bounded) == {"band": "snittet ligger et sted her", "reference": "fylket"}
    assert legend(Dot(3.0, 2.5, 3.5)) == {"interval": "kontoret"}
    assert set(legend(bounded, Dot(3.0, 2.5, 3.5))) == {"interval", "band", "reference"}


# --- what stands for a missing answer ------------------------------------------------------


def with_kinds(context, *kinds):
    """The study with only its steps of some kinds."""
    steps = tuple(step for step in context.study.steps if step.kind in kinds)
    return replace(context, study=context.study.model_copy(update={"steps": steps}))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "teller snittet for kontoret, eller for dem de er talt sammen med, som svar"),
        ("nn", "tel snittet for kontoret, eller for dei dei er talde saman med, som svar"),
        ("en", "the mean of the office, or of those they are counted with, stands for the answer"),
    ],
)
def test_the_method_says_what_stands_for_a_missing_answer(
    demo_context, language: str, sentence: str
) -> None:
    assert sentence in said(GENERATED["method"](localised(ordinary(demo_context), language)))
    assert sentence not in said(GENERATED["method"](localised(demo_context, language)))


def test_without_a_model_of_people_nothing_stands_for_an_answer(demo_context) -> None:
    context = with_kinds(ordinary(demo_context), "anova", "reliability", "share")
    assert "som svar der" not in said(GENERATED["method"](context))
    context = with_kinds(ordinary(demo_context), "correlation")
    assert "som svar der" in said(GENERATED["method"](context))


# --- whose figure it is -----------------------------------------------------------------------


def test_what_a_model_explains_is_told_of_the_model(demo_context) -> None:
    """25 per cent was told of the one factor that remains, which has 39 per cent of 28."""
    for text in _in_each_language(demo_context, _brief_model):
        remains, explains = text.split(". ")
        assert "25" not in remains
        assert re.search(r"(?i)(hele|heile|whole) model", explains)
        assert "25" in explains


def _brief_model(context) -> str:
    node = context.step("modell-medarbeidere", Regression)
    return model_answer(node, context=context, brief=True)


def test_leaders_are_not_said_to_be_like_those_who_did_not_answer(demo_context) -> None:
    """Only employees are compared; both groups stand in the sentence before."""
    assert likeness(demo_context).startswith("Medarbeidere: De skiller seg ikke sikkert")
    groups = {GROUP: demo_context.study.groups[GROUP]}
    study = demo_context.study.model_copy(update={"groups": groups})
    assert likeness(replace(demo_context, study=study)).startswith("De skiller seg ikke")


def test_the_words_of_r_squared_are_for_the_adjusted_one(demo_context) -> None:
    """R squared .28 stood above "large from .26", and the adjusted .25 is medium."""
    told = said(appendix_blocks(demo_context))
    assert "R² er 0,28" in told
    assert "R² i ord" not in told


def test_a_design_effect_may_be_below_one(demo_context) -> None:
    node = demo_context.step("aggregation/samh", Aggregation)
    assert isinstance(node.design_effect, float)
    assert node.design_effect < 1
    told = said(appendix_blocks(demo_context))
    assert "hvor mange ganger så stor usikkerheten (variansen) er" in told
    assert "større usikkerheten" not in told


def test_certain_is_for_what_was_tested_of_the_same_question(demo_context) -> None:
    """Holm is over a question's tests, and the study has several questions."""
    assert len({n.family for n in demo_context.steps_of(Correlation).values()}) > 1
    panels = [b for b in summary_blocks(demo_context) if isinstance(b, Panels)]
    rest = [remark.text for b in panels for panel in b.panels for remark in panel.remarks]
    assert any("prøvd for samme spørsmål" in text for text in rest)


def test_a_first_month_that_fell_is_not_said_to_rise(demo_context) -> None:
    """From March to April it fell; from April it rose through eight months."""
    values = (57.6, 56.9, 57.6, 55.9, 58.2, 58.5, 62.8, 63.1, 63.3, 67.2, 69.3, 66.8)
    months = tuple(
        MonthResult(
            month=f"2015-{i:02}", result=value, target=60.0, denominator=100, met=value >= 60
        )
        for i, value in enumerate(values, start=1)
    )
    row = demo_context.step("attainment", Attainment).offices[0].rows[0]
    told = run_notes([replace(row, run=longest_run(months))], context=demo_context)
    assert told[0].endswith("tallet stiger gjennom åtte måneder på rad (april–november 2015).")


def _in_each_language(context, write) -> list[str]:
    """The text in each language that the study is translated to, with ordinary spaces."""
    texts = [write(localised(context, language)) for language in ("nb", "nn", "en")]
    return [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts]
