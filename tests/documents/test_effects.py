"""Words for sizes, ties, models of few answers: data for which the sentence before was wrong."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from generator.analysis import correlate, regress
from generator.report.block import Bullets, Paragraph, Table
from generator.report.blocks.scorecard_months import judged, reached_sentence
from generator.report.blocks.statements import item_blocks, margin_of
from generator.report.county.appendix import appendix_blocks
from generator.report.county.explained import PER_FACTOR, PER_MODEL, Explained, enough, model_answer
from generator.report.county.findings import answer, leading, tendency
from generator.report.county.report import county_report
from generator.report.county.representativeness import likeness
from generator.report.county.single_results import single_results
from generator.report.county.summary import summary_blocks
from generator.report.county.tested import tested as found_in
from generator.report.effects import LIMITS, level, size_note, size_word
from generator.report.localisation import localised
from generator.report.office.report import office_report
from generator.results.groups import Anova, GroupStatistics
from generator.results.models import Correlation, CorrelationPair, Drivers, Regression
from generator.results.offices import Attainment
from generator.results.survey import Descriptives, Representativeness, Statements
from generator.results.values import Bound, Suppressed
from generator.study.plan import CorrelationStep


def pair(x: str, r: float, *, firm: bool = True) -> CorrelationPair:
    p = 0.001 if firm else 0.04
    return CorrelationPair(x=x, y="innov", n=250, r=r, p=p, p_holm=p * 14, p_bh=p, significant=True)


def pairs(*rows: CorrelationPair) -> Correlation:
    return Correlation(group="medarbeidere", n=250, family=14, rows=rows)


def said(node: Correlation, context) -> str:
    return " ".join(answer(found_in(node, context=context), context=context)).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def with_steps(context, **steps):
    found = {**context.released.steps, **steps}
    return replace(context, released=replace(context.released, steps=found))


# --- one table of limits ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("r", 0.09, "ubetydelig"),
        ("r", -0.10, "liten"),
        ("r", 0.294, "liten"),
        ("r", 0.296, "middels"),  # prints as 0.30
        ("r", -0.50, "stor"),
        ("d", 0.19, "ubetydelig"),
        ("d", -0.8, "stor"),
        ("eta2", 0.01, "liten"),
        ("eta2", 0.06, "middels"),
        ("r2", 0.25, "middels"),
        ("r2", -0.05, "ubetydelig"),  # an adjusted R squared may be under zero
        ("icc1", -0.3, "ubetydelig"),  # not as far from zero, but below it
        ("alpha", 0.69, "tvilsom"),
        ("alpha", 0.9, "svært god"),
        ("alpha", -0.9, "for lav"),
    ],
)
def test_each_size_has_its_word(demo_context, kind, value, expected) -> None:
    reached = level(kind, value)
    assert reached is not None
    assert size_word(reached, context=demo_context, kind=kind) == expected


def test_what_is_not_published_has_no_size() -> None:
    assert level("r", Suppressed("models")) is None
    assert level("d", None) is None


@pytest.mark.parametrize("kind", [k for k in LIMITS if k not in ("w", "r2")])  # have no table
def test_the_note_below_a_table_says_every_limit_and_whose_it_is(demo_context, kind) -> None:
    note = size_note(kind, context=demo_context)
    assert all(demo_context.number(limit, 2) in note for limit in LIMITS[kind])
    assert note.rstrip(").").endswith(("1988", "2003", "2008"))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_method_section_has_the_limits_that_are_used(demo_context, language) -> None:
    text = localised(demo_context, language).words("method.effects").split("Green")[0]
    said = sorted(float(x.replace(",", ".")) for x in re.findall(r"0[.,]\d+", text))
    assert said == sorted(x for kind in ("r", "d", "eta2", "r2") for x in LIMITS[kind])
    assert f"{PER_MODEL} " in text
    assert f" {PER_FACTOR} " in text


def test_every_table_of_effect_sizes_has_its_note(demo_context) -> None:
    blocks = [*county_report(context=demo_context).blocks, *appendix_blocks(demo_context)]
    notes = {
        b.number or b.title: " ".join(b.notes)
        for b in blocks
        if isinstance(b, Table) and not b.drawn
    }
    assert all("r i ord" in notes[number] for number in ("6", "9", "10", "11", "13", "14"))
    assert "η² i ord" in notes["12"]
    assert "Alfa i ord" in notes["1"]
    assert "ICC(1) i ord" in notes["Hvor like svarene er for hvert kontor"]
    of_pairs = [note for title, note in notes.items() if "sammenhenger som er prøvd" in title]
    assert of_pairs
    assert all("r i ord" in note for note in of_pairs)


# --- ties, and signs -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "most", "named"),
    [
        ((0.46, 0.46, 0.35), 1, 2),  # the winner shares its place
        ((0.46, 0.45, 0.35), 1, 1),
        ((0.5, 0.4, 0.3, 0.3), 3, 2),  # the third shares its place with one not named
        ((0.5, 0.4, 0.3, 0.2), 3, 3),
        ((0.3, -0.3, 0.3, 0.3), 3, 4),
        ((0.5, 0.4), 3, 2),
    ],
)
def test_none_as_strong_as_one_named_is_left_out(
    demo_context, values, most: int, named: int
) -> None:
    rows = found_in(
        pairs(*(pair(f"x{i}", r) for i, r in enumerate(values))), context=demo_context
    ).findings
    assert len(leading(rows, most)) == named


def test_two_that_are_the_strongest_are_both_said_to_be(demo_context) -> None:
    node = pairs(*(pair(x, r) for x, r in (("leder", 0.46), ("komp", 0.46), ("kval", 0.2))))
    (lead, _) = answer(found_in(node, context=demo_context), context=demo_context, brief=True)
    assert lead.endswith("Sterkest er lederstøtte (r = 0,46) og kompetansemobilisering (r = 0,46).")


def test_the_one_that_goes_the_other_way_is_named(demo_context) -> None:
    rows = [("leder", 0.6), ("komp", 0.5), ("kval", 0.4), ("samh", 0.3), ("PE", -0.2)]
    found = said(pairs(*(pair(x, r) for x, r in rows)), demo_context)
    assert "4 positivt og 1 negativt: psykologisk empowerment (r = −0,20, liten). " in found
    assert found.endswith("Minus: Der det ene er høyt, er det andre litt oftere lavt.")
    strongest = [("PE", -0.7), *rows[:-1]]  # named already
    found = said(pairs(*(pair(x, r) for x, r in strongest)), demo_context)
    assert "4 positivt og 1 negativt (minus). Sterkest er psykologisk" in found


@pytest.mark.parametrize(
    ("r", "word"), [(0.05, "small"), (0.22, "small"), (0.3, "medium"), (-0.6, "large")]
)
def test_how_often_follows_from_the_size(demo_context, r: float, word: str) -> None:
    assert tendency(found_in(pairs(pair("leder", r)), context=demo_context).findings) == word
    weakest = found_in(pairs(pair("leder", r), pair("komp", 0.9)), context=demo_context).findings
    assert tendency(weakest) == word


@pytest.mark.parametrize(
    ("r", "sentence"), [(0.22, "svarer litt oftere høyt"), (0.6, "svarer ofte også høyt")]
)
def test_an_office_is_told_how_much_goes_together(demo_context, r, sentence) -> None:
    context = with_steps(demo_context, **{"faktorer-medarbeidere": pairs(pair("leder", r))})
    blocks = office_report("solvik", context=context).blocks
    assert any(sentence in b.text for b in blocks if isinstance(b, Paragraph))


def test_an_office_is_told_of_no_finding_that_does_not_hold(demo_context) -> None:
    """Of fourteen tests with nothing in them, one in two rounds has a p below .05."""
    node = pairs(pair("leder", 0.14, firm=False), pair("komp", 0.2))
    context = with_steps(demo_context, **{"faktorer-medarbeidere": node})
    blocks = office_report("solvik", context=context).blocks
    (found,) = (b for b in blocks if isinstance(b, Bullets) and not b.ordered)
    assert [item.split(" og ")[0] for item in found.items] == ["Kompetansemobilisering"]


def test_a_small_association_does_not_make_two_things_go_together(demo_context) -> None:
    context = with_steps(demo_context, **{"faktorer-medarbeidere": pairs(pair("leder", 0.14))})
    study = context.study.model_copy(update={"questions": context.study.questions[:1]})
    text = next(b.text for b in summary_blocks(replace(context, study=study)))
    assert text == "Lederstøtte og innovasjonsatferd følges litt ad."


# --- models ----------------------------------------------------------------------------------


def model(context, step: str = "modell-medarbeidere", **changes) -> str:
    node = context.step(step, Regression)
    changed = replace(node, **changes)
    text = model_answer(changed, context=with_steps(context, **{step: changed}))
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(("n", "factors", "is_enough"), [(98, 6, True), (97, 6, False)])
def test_greens_rule_for_how_many_answers_a_model_needs(n, factors, is_enough) -> None:
    assert enough(n, factors) is is_enough
    assert not enough(Suppressed("models"), factors)


def test_a_model_of_few_answers_explains_nothing(demo_context) -> None:
    found = model(demo_context, "modell-ledere")
    assert "6 faktorer og 26 svar, 4 for hver. Det er for få til å si hvor mye" in found
    assert "forklarer 79" not in found
    assert "selvstendig" not in found
    (_, *weights) = (
        b.text for b in appendix_blocks(demo_context) if getattr(b, "text", "").startswith("R² er")
    )
    assert weights == [
        "R² er 0,79, av 26 svar og 6 faktorer. "
        "Det er for få til å si hvilken faktor som har størst del."
    ]


def test_a_model_says_that_its_factors_were_chosen_by_the_same_answers(demo_context) -> None:
    found = model(demo_context)
    assert "10 faktorer, 25 svar for hver, og forklarer 28 % av variasjonen (justert" in found
    assert "valgt ut med de samme svarene" in found
    steps = tuple(
        step.model_copy(update={"significant_in": None, "predictors": ("PE",)})
        if step.id == "modell-medarbeidere"
        else step
        for step in demo_context.study.steps
    )
    study = demo_context.study.model_copy(update={"steps": steps})
    assert "valgt ut" not in model(replace(demo_context, study=study))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Ingen faktor er sikker nok til at vi kan si hvor mye modellen forklarer (R² = "),
        ("nn", "Ingen faktor er sikker nok til at vi kan seie kor mykje modellen forklarer (R² = "),
        ("en", "No factor is certain enough for us to say how much the model explains (R² = "),
    ],
)
def test_chance_explains_nothing(demo_context, language, sentence) -> None:
    """Noise: p = .024 of one among 21 chose a factor, and "2 % of the variation" was explained."""
    context = localised(demo_context, language)
    node = context.step("modell-medarbeidere", Regression)
    chosen = context.step("faktorer-medarbeidere", Correlation)
    chance = replace(chosen, rows=tuple(replace(row, p_holm=0.48) for row in chosen.rows))
    found = model(with_steps(context, **{"faktorer-medarbeidere": chance}))
    assert sentence in found
    assert "%" not in found
    # Firm factors that go together too closely for any to count by itself do explain.
    alike = tuple(replace(t, p=0.3, p_holm=1.0, significant=False) for t in node.terms)
    assert "28" in model(context, terms=alike)
    assert sentence not in model(context, terms=alike)


def test_a_slope_that_does_not_hold_for_all_factors_is_uncertain(demo_context) -> None:
    """p = .013 beside nine others; and a chosen factor that was uncertain when it was chosen."""
    found = model(demo_context)
    assert "Én faktor har selvstendig sammenheng med innovasjonsatferd: psykologisk" in found
    assert "Usikkert når vi regner med alle faktorene som er prøvd: fagnettverk" in found
    node = demo_context.step("modell-medarbeidere", Regression)
    terms = tuple(replace(t, p=0.001, p_holm=0.01, significant=True) for t in node.terms)
    unsure = model(demo_context, terms=terms).split("Usikkert")[1]
    assert "kollegastøtte" in unsure
    assert "psykologisk empowerment" not in unsure


def test_equal_parts_of_r_squared_have_no_winner(demo_context) -> None:
    node = demo_context.step("drivere-medarbeidere", Drivers)
    rows = tuple(replace(row, weight=0.028, percent=10.0) for row in node.rows)
    changed = with_steps(demo_context, **{"drivere-medarbeidere": replace(node, rows=rows)})
    texts = [getattr(b, "text", "") for b in appendix_blocks(changed)]
    assert any("Like store deler er knyttet til psykologisk empowerment, komp" in x for x in texts)


# --- classes that are in no test, and some that are not named --------------------------------


def test_a_class_that_is_not_in_the_test_is_named(demo_context) -> None:
    groups = tuple(
        GroupStatistics(label=label, n=n, mean=4.5)
        for label, n in (("0", 3), ("Grunnskole", 28), ("Videregående skole", 120))
    )
    node = Anova(
        group="medarbeidere",
        n=151,
        outcome="PE",
        factor="utdnivaa",
        groups=groups,
        total=GroupStatistics(label="", n=151, mean=4.5),
        f=0.5,
        df1=2.0,
        df2=148.0,
        p=0.6,
        eta2=0.01,
        posthoc=(),
    )
    context = with_steps(demo_context, **{"empowerment-utdnivaa": node})
    (block,) = single_results(["empowerment-utdnivaa"], context=context)
    assert isinstance(block, Paragraph)
    assert block.text.replace("\N{NO-BREAK SPACE}", " ").endswith(
        "p = 0,600. Ikke med i prøven: inntil 3 år eller bachelor og inntil 5 år eller "
        "master. Med i prøven er også: 0."
    )


# --- units that cannot be told apart ---------------------------------------------------------


def told_apart(context, **verdicts: bool | None):
    """The same round, with other verdicts on what tells its units apart."""
    nodes = {
        name: replace(context.released.steps[name], distinguishable=verdict)
        for variable, verdict in verdicts.items()
        if (name := f"aggregation/{variable}")
    }
    return with_steps(context, **nodes)


@pytest.mark.parametrize("verdict", [False, None])
def test_what_rests_on_units_that_cannot_be_told_apart_is_not_firm(demo_context, verdict) -> None:
    """r = .80 of 19 offices, p < .001: chance, if it is of means that are chance."""
    context = told_apart(demo_context, PE=verdict)
    node = context.step("faktorer-oppfolging", Correlation)
    assert "Psykologisk empowerment" not in next(b.text for b in summary_blocks(context))
    assert said(node, context).startswith("Vi finner ingen sikker sammenheng")
    assert (
        "Usikkert, fordi kontorene ikke skiller seg sikkert fra hverandre der: psykologisk "
        "empowerment (r = 0,80)." in said(node, context)
    )
    firm = said(node, told_apart(context, PE=True))
    assert firm.startswith("Psykologisk empowerment (r = 0,80, stor) henger sammen med")


def test_the_outcome_must_tell_units_apart_too(demo_context) -> None:
    node = demo_context.step("innovasjon-resultater", Correlation)
    found = said(node, told_apart(demo_context, innov=False))
    assert "der: resultater fra brukerundersøkelsen (sum alle spørsmål) (r = −0,64" in found


def test_people_need_not_be_told_apart_by_office(demo_context) -> None:
    context = told_apart(demo_context, PE=False, innov=False)
    node = context.step("faktorer-medarbeidere", Correlation)
    assert len(found_in(node, context=context).firm) == 7


def test_every_table_of_offices_means_says_where_they_cannot_be_told_apart(demo_context) -> None:
    blocks = [*county_report(context=demo_context).blocks, *appendix_blocks(demo_context)]
    tables = [b for b in blocks if isinstance(b, Table) and not b.drawn]
    notes = {b.number or b.title: " ".join(b.notes) for b in tables}
    assert "fra hverandre på lederstøtte og kompetansemobilisering. Forskjeller" in notes["10"]
    assert "fra hverandre på kompetansemobilisering, jakt" in notes["13"]
    assert "fra hverandre" not in notes["9"]  # its offices differ, and results are no answers
    assert "fra hverandre" not in notes["6"]  # of people
    of_units = [b for b in tables if b.columns[-1].head == "r uten et kontor"]
    assert len(of_units) == 8
    assert [b.title for b in of_units if "fra hverandre" not in " ".join(b.notes)] == [
        "Innovasjonsatferd: alle sammenhenger som er prøvd, NAV-kontorfil"
    ]


def test_no_reliability_is_printed_below_none(demo_context) -> None:
    blocks = list(appendix_blocks(demo_context))
    (found,) = (b for b in blocks if isinstance(b, Table) and b.title.startswith("Hvor like"))
    column = [row[4].text for row in found.rows]
    assert column.count("under 0") == 3
    assert not any(text.startswith("\N{MINUS SIGN}") for text in column)
    text = next(b.text for b in blocks if getattr(b, "text", "").startswith("ICC(2) er under"))
    assert (
        "finner en forskjell mellom kontorene på psykologisk empowerment og innovasjonsatferd "
        "(5 %-nivå for hvert område, ikke justert for at 7 er prøvd)" in text
    )
    assert "skiller seg ikke sikkert fra hverandre på lederstøtte, kollegastøtte" in text


# --- what a round of noise and two groups would have made false ------------------------------


def test_a_finding_of_the_others_is_not_left_out_of_the_verdict(demo_context) -> None:
    """Leaders' findings held, employees' did not; the verdict said that none of all did."""

    def null(node):
        if not isinstance(node, Correlation) or node.group == "ledere":
            return node
        rows = (replace(row, r=0.1, p=0.6, p_holm=1.0, significant=False) for row in node.rows)
        return replace(node, rows=tuple(rows))

    steps = {name: null(node) for name, node in demo_context.released.steps.items()}
    context = replace(demo_context, released=replace(demo_context.released, steps=steps))
    text = next(b.text for b in summary_blocks(context))
    assert text.startswith("Ledere: kollegastøtte og innovasjonsatferd følges ad.")
    assert "Ingen av de" not in text


def test_what_is_uncertain_has_no_word_for_its_size_and_no_direction(demo_context) -> None:
    """Of noise, what has p below .05 is always larger than it is."""
    node = pairs(pair("leder", -0.51, firm=False), pair("komp", 0.02, firm=False))
    found = said(node, demo_context)
    assert "lederstøtte (r = −0,51)" in found
    assert "Minus" not in found
    assert "De andre" not in found


@pytest.mark.parametrize(("n", "of", "points"), [(25, 1, 20), (34, 57, 29), (12, 57, 48)])
def test_the_margin_of_statements_is_for_all_of_them(n: int, of: int, points: int) -> None:
    """1.96 for one; for 57, the normal's 1 - .05 / 114, which is 3.33 (tables of z)."""
    assert margin_of(n, of=of) == points


def test_the_farthest_of_many_shares_is_within_the_margin() -> None:
    """Rounds of nothing: the farthest of 57 statements is beyond it in under 5 per cent."""
    draw = np.random.default_rng(3)
    shares = draw.binomial(34, 0.5, size=(4000, 57)) / 34
    gaps = 100 * np.abs(shares - 0.5).max(axis=1)
    assert (gaps > margin_of(34, of=57)).mean() < 0.05
    assert (gaps > margin_of(34, of=1)).mean() > 0.9  # what was said before


def test_statements_that_may_all_be_chance_are_said_to(demo_context) -> None:
    blocks = list(item_blocks(demo_context, unit="solvik"))
    verdict = next(b.text for b in blocks if isinstance(b, Paragraph) and b.role == "verdict")
    assert verdict.startswith("Blant de høyeste mot fylket: ")
    assert verdict.endswith("Alle avstandene kan være tilfeldige.")


def test_a_share_that_is_a_bound_may_be_farther_than_where_it_begins(demo_context) -> None:
    """Over 60 % is from 60 to 100; with ten answers 52 points may be chance, 57 may not."""
    nodes = dict(demo_context.released.units["solvik"])
    node, total = nodes["items"], demo_context.step("items/medarbeidere", Statements)
    known = {row.item: row.percent for row in total.rows if isinstance(row.percent, float)}
    first = next(row.item for row in node.rows if row.item in known)
    for share, is_said in ((60.0, True), (Bound(over=60.0), False)):
        rows = tuple(
            replace(row, n=10, percent=share if row.item == first else known[row.item])
            for row in node.rows
            if row.item in known
        )
        of_total = tuple(replace(r, percent=43.0) if r.item == first else r for r in total.rows)
        changed = with_steps(demo_context, **{"items/medarbeidere": replace(total, rows=of_total)})
        units = {"solvik": {**nodes, "items": replace(node, rows=rows)}}
        released = replace(changed.released, units={**changed.released.units, **units})
        found = item_blocks(replace(changed, released=released), unit="solvik")
        verdict = next(b.text for b in found if isinstance(b, Paragraph) and b.role == "verdict")
        assert verdict.startswith("Blant de høyeste mot fylket: ")
        assert verdict.endswith("kan være tilfeldige.") is is_said


def rows_of_total(context, **means: object):
    name = "constructs/medarbeidere"
    node = context.step(name, Descriptives)
    rows = (replace(r, mean=means.get(r.variable, 4.0)) for r in node.rows)
    study = context.study.model_copy(update={"questions": (), "county_report": ()})
    found = with_steps(context, **{name: replace(node, rows=tuple(rows))})
    return replace(found, study=study)


@pytest.mark.parametrize(
    ("means", "starts"),
    [
        (
            {"leder": 4.5, "samh": 3.0},
            "Høyest snitt har lederstøtte (4,50), lavest har ",
        ),
        ({"leder": 4.5, "PE": 4.5, "samh": 3.0}, "Høyest snitt har lederstøtte og psykologisk "),
        ({"leder": 4.5, "samh": Suppressed("threshold")}, "Resultatoppnåelse"),  # may be the lowest
        ({"leder": Bound(over=5.2)}, "Resultatoppnåelse"),
        ({}, "Resultatoppnåelse"),  # all the same
    ],
)
def test_the_ends_are_named_only_where_all_are_shown(demo_context, means, starts) -> None:
    text = next(b.text for b in summary_blocks(rows_of_total(demo_context, **means)))
    assert text.startswith(starts)


def test_two_targets_as_far_off_are_both_named(demo_context) -> None:
    node = demo_context.unit("solvik", "attainment", Attainment)
    (office,) = node.offices
    found = [row for row, met in judged(office.rows, demo_context) if not met]
    rows = tuple(replace(row, attainment=0.7) if row in found[:2] else row for row in office.rows)
    text = reached_sentence(replace(office, rows=rows), context=demo_context)
    names = [demo_context.label(row.indicator) for row in found[:2]]
    assert f"Lengst fra målet er {names[0]} og {names[1]}, med 70" in text
    unknown = (replace(row, attainment=None) if row == found[2] else row for row in rows)
    text = reached_sentence(replace(office, rows=tuple(unknown)), context=demo_context)
    assert "Lengst" not in text


def test_who_answered_differs_by_so_much(demo_context) -> None:
    """Chi-square 26.26 of 547 invited: V = .22, small; and none is said where nothing differs."""
    name = "representativitet/alder"
    node = demo_context.step(name, Representativeness)
    apart = replace(node, chi2=26.26, of=547, p=0.001, p_holm=0.002)
    text = likeness(with_steps(demo_context, **{name: apart})).replace("\N{NO-BREAK SPACE}", " ")
    assert text.endswith("alder (V = 0,22, liten).")
    assert "V =" not in likeness(demo_context)


def test_factors_chosen_by_noise_are_not_said_to_count_by_themselves(demo_context) -> None:
    """Rounds of nothing: some factor of fourteen is significant, and in the model, in half."""
    plan = next(s for s in demo_context.study.steps if s.id == "faktorer-medarbeidere")
    assert isinstance(plan, CorrelationStep)
    draw, rounds, significant, firm = np.random.default_rng(5), 150, 0, 0
    for _ in range(rounds):
        values = draw.normal(size=(250, len(plan.x) + 1))
        frame = pd.DataFrame(values, columns=[*plan.x, "innov"])
        tests = correlate(frame, x=plan.x, y="innov", group="medarbeidere")
        if kept := [row.x for row in tests.rows if row.significant]:
            node = regress(frame, outcome="innov", predictors=kept, group="medarbeidere")
            steps = {"faktorer-medarbeidere": tests, "modell-medarbeidere": node}
            context = with_steps(demo_context, **steps)
            significant += any(term.significant for term in node.terms if term.term)
            firm += bool(Explained(node, context, context.label).firm)
    assert significant / rounds > 0.4
    assert firm / rounds < 0.09
