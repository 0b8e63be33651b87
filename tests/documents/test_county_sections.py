"""The generated sections of the county report, and what an office is told beside its numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.report.block import Block, Bullets, Heading, Paragraph, Report, Table
from generator.report.context import inside
from generator.report.county.appendix import appendix_blocks
from generator.report.county.report import county_appendix, county_report, county_reports
from generator.report.county.representativeness import representativeness_blocks
from generator.report.county.single_results import pairs_sentence, pairs_table, single_results
from generator.report.office.report import office_report
from generator.results.models import Correlation, CorrelationPair, Levels, Multilevel
from generator.results.survey import Descriptives, Representativeness, SizeMeans
from generator.results.values import Suppressed
from generator.round.mail import role_of
from generator.study.outline import Section

FEW = Suppressed("threshold")


def said(blocks) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def table(blocks, title: str) -> Table:
    return next(b for b in blocks if isinstance(b, Table) and b.title.startswith(title))


def texts(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in found.rows]


def with_steps(context, **steps):
    released = replace(context.released, steps={**context.released.steps, **steps})
    return replace(context, released=released)


def with_nodes(context, unit: str, **nodes):
    units = {**context.released.units, unit: {**context.released.units[unit], **nodes}}
    return replace(context, released=replace(context.released, units=units))


# --- what the thesis's text says -----------------------------------------------------------


def test_the_text_results_of_the_thesis_are_told(demo_context) -> None:
    told = " ".join(said(county_report(context=demo_context).blocks))
    told = told.replace("\N{NO-BREAK SPACE}", " ")
    assert "F(2, 246) = 2,74, p = 0,067" in told
    assert "Cronbachs alfa er 0,91 (svært god) over 16 spørsmål" in told
    assert "r = 0,14, liten, p = 0,027" in told
    assert "Medarbeidere: 36 av 253 (14 %) svarte fra 1 til 3" in told


def test_a_suppressed_share_is_a_dash_with_its_reason(demo_context) -> None:
    name, alike = "svak-registrering-ledere/reg", Suppressed("homogeneity")
    share = replace(demo_context.released.steps[name], count=alike, percent=alike)
    blocks = list(single_results([name], context=with_steps(demo_context, **{name: share})))
    found = table(blocks, "Svar på")
    assert texts(found)[0][1:] == ["26", "–", "–"]
    assert "Svarene ligger så nær hverandre" in found.notes[0]
    assert said(blocks) == ["Ledere: Andelen som svarte fra 1 til 3, vises ikke."]


@pytest.mark.parametrize("name", ["registrering", "empowerment-storrelse"])
def test_a_withheld_result_says_that_it_is(demo_context, name: str) -> None:
    context = with_steps(demo_context, **{name: FEW})
    assert "vises ikke" in said(single_results([name], context=context))[0]


# --- two files -----------------------------------------------------------------------------


def heads(report: Report) -> list[str]:
    return [block.text for block in report.blocks if isinstance(block, Heading)]


def test_the_main_part_tells_the_story_and_the_appendix_shows_the_work(demo_context) -> None:
    main, appendix = county_reports(context=demo_context)
    numbers = [found.number for found in main.tables() if found.number and not found.drawn]
    assert numbers == [str(n) for n in range(1, 15)]
    assert not any(found.number for found in appendix.tables())
    for heading in ("Metode", "Alle sammenhenger som er prøvd", "Spørsmålene"):
        assert heading in heads(appendix)
        assert heading not in heads(main)


def test_an_outline_that_names_neither_has_a_method_and_what_to_know(demo_context) -> None:
    sections = (Section(title="Om undersøkelsen", generated="response"),)
    study = demo_context.study.model_copy(update={"county_report": sections})
    context = replace(demo_context, study=study)
    assert heads(county_report(context=context)) == [
        "Om undersøkelsen",
        "Om tallene og personvernet",
    ]
    assert heads(county_appendix(context=context)) == ["Metode"]


def test_a_section_may_be_moved_to_the_appendix(demo_context) -> None:
    sections = (Section(title="Hvem", generated="response", appendix=True),)
    study = demo_context.study.model_copy(update={"county_report": sections})
    context = replace(demo_context, study=study)
    assert "Hvem" in heads(county_appendix(context=context))
    assert "Hvem" not in heads(county_report(context=context))


def test_the_appendix_is_sent_with_the_county_report_on_one_approval() -> None:
    assert role_of("appendix", None) == role_of("county", None) == "county"
    assert role_of("management", None) == "management"


# --- representativeness --------------------------------------------------------------------


def margins_of(variable: str, p: float | None, *, small: int = 0) -> Representativeness:
    return Representativeness(
        group="medarbeidere",
        n=250,
        variable=variable,
        of=None if p is None else 547,
        chi2=None if p is None else 3.21,
        df=None if p is None else 2.0,
        p=p,
        p_holm=None if p is None else min(4 * p, 1.0),
        n_small_cells=None if p is None else small,
    )


def representativeness(context, **ps: float | None) -> list[Block]:
    names = [name for name in context.released.steps if name.startswith("representativitet/")]
    steps = dict.fromkeys(names, FEW)
    steps |= {
        f"representativitet/{variable}": margins_of(variable, p) for variable, p in ps.items()
    }
    return list(representativeness_blocks(with_steps(context, **steps)))


def test_representativeness_names_what_differs(demo_context) -> None:
    blocks = representativeness(demo_context, alder=0.012, ansatt=0.4, units=0.0001)
    found = table(blocks, "De som svarte")
    assert texts(found)[0] == ["Alder", "250", "547", "3,21", "2", "0,012", "0,048"]
    assert any("med de andre inviterte" in note and "p (Holm)" in note for note in found.notes)
    sentence, hidden = said(blocks)
    assert hidden.startswith("Sammenlikningen etter utdanningsnivå og utdanningsretning vises ikke")
    assert "på alder (V = 0,08, ubetydelig) og kontor (V = 0,08, ubetydelig)." in sentence
    assert "På ansettelsestidspunkt er det ingen signifikant forskjell." in sentence


def test_what_differs_only_before_adjustment_is_not_said_to_differ(demo_context) -> None:
    """Of five true nulls one has p under .05 in every fourth or fifth round."""
    sentence, _ = said(representativeness(demo_context, alder=0.02, ansatt=0.4))
    assert sentence.startswith("De som svarte, fordeler seg ikke signifikant annerledes enn de som")


def test_representativeness_without_margins_is_a_dash_with_a_reason(demo_context) -> None:
    blocks = representativeness(demo_context, alder=None)
    found = table(blocks, "De som svarte")
    assert texts(found)[0] == ["Alder", "250", "–", "–", "–", "–"]
    assert any("ikke sier hvor mange" in note for note in found.notes)
    assert all("vises ikke" in text for text in said(blocks))


# --- the appendix --------------------------------------------------------------------------


def pair(x: str, r: float | None, *, p: float | None, loo=(None, None)) -> CorrelationPair:
    return CorrelationPair(
        x=x,
        y="innov",
        n=19,
        r=r,
        p=p,
        ci_low=None if r is None else r - 0.2,
        ci_high=None if r is None else r + 0.2,
        p_holm=p,
        p_bh=p,
        significant=p is not None and p < 0.05,
        loo_low=loo[0],
        loo_high=loo[1],
    )


def correlated(*rows: CorrelationPair, group: str = "units") -> Correlation:
    return Correlation(group=group, n=19, family=len(rows), rows=rows)


def test_every_tested_pair_has_its_row_with_n(demo_context) -> None:
    blocks = list(appendix_blocks(demo_context))
    tables = [b for b in blocks if isinstance(b, Table) and "sammenhenger som er prøvd" in b.title]
    nodes = [n for n in demo_context.released.steps.values() if isinstance(n, Correlation)]
    assert [len(t.rows) for t in tables] == [len(node.rows) for node in nodes]
    assert all(t.columns[1].head == "n" for t in tables)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [pair("leder", 0.1, p=0.5)],
            "Vi finner ingen sikker sammenheng mellom innovasjonsatferd og lederstøtte.",
        ),
        (
            [pair("leder", 0.6, p=0.01)],
            "Lederstøtte (r = 0,60, stor) henger sammen med innovasjonsatferd.",
        ),
        (
            [pair("leder", 0.6, p=0.01), pair("komp", -0.6, p=0.01)],
            "Lederstøtte (r = 0,60, stor) og kompetansemobilisering (r = −0,60, stor) henger "
            "sammen med innovasjonsatferd. Minus: Der det ene er høyt, er det andre ofte lavt.",
        ),
        (  # significant by itself alone, beside one that is not
            [replace(pair("leder", 0.6, p=0.04), p_holm=0.08), pair("komp", 0.1, p=0.5)],
            "Vi finner ingen sikker sammenheng mellom innovasjonsatferd og de 2 vi har prøvd. "
            "Usikkert når vi regner med alle de 2 som er prøvd: lederstøtte (r = 0,60).",
        ),
        (
            [pair(x, 0.6, p=0.01) for x in ("leder", "komp", "kval", "samh")],
            # All four share the first place, so all four are named.
            "4 av 4 henger sammen med innovasjonsatferd, alle positivt. Sterkest er lederstøtte "
            "(r = 0,60, stor), kompetansemobilisering (r = 0,60, stor), kvalitetsfokus (r = 0,60, "
            "stor) og samhandling med andre NAV-kontor (r = 0,60, stor).",
        ),
        (
            [pair(x, -0.6, p=0.01) for x in ("leder", "komp", "kval")]
            + [pair("samh", 0.7, p=0.01)],
            # Three share the second place, of which the first three could name but two.
            "4 av 4 henger sammen med innovasjonsatferd, 1 positivt og 3 negativt: lederstøtte "
            "(r = −0,60, stor), kompetansemobilisering (r = −0,60, stor) og kvalitetsfokus "
            "(r = −0,60, stor). Sterkest er samhandling med andre NAV-kontor (r = 0,70, stor). "
            "Minus: Der det ene er høyt, er det andre ofte lavt.",
        ),
        (
            [pair("leder", 0.1, p=0.5, loo=(-0.1, 0.2)), pair("komp", 0.1, p=0.5, loo=(0.0, 0.2))],
            "Vi finner ingen sikker sammenheng mellom innovasjonsatferd og lederstøtte og "
            "kompetansemobilisering. Tar vi ut et kontor, kan fortegnet skifte for lederstøtte.",
        ),
        ([pair("leder", None, p=None)], ""),
    ],
)
def test_sentences_on_tested_pairs(demo_context, rows, expected: str) -> None:
    found = pairs_sentence(correlated(*rows, group="medarbeidere"), context=demo_context)
    assert found.replace("\N{NO-BREAK SPACE}", " ") == expected


def test_an_undefined_pair_is_dashes_with_a_note(demo_context) -> None:
    found = pairs_table(correlated(pair("leder", None, p=None)), context=demo_context)
    assert texts(found)[0][2:] == ["–"] * 6
    assert any("ikke lar seg regne ut" in note for note in found.notes)


def test_leaving_one_out_is_for_units_only(demo_context) -> None:
    rows = (pair("leder", 0.5, p=0.01, loo=(0.4, 0.6)),)
    of_units = pairs_table(correlated(*rows), context=demo_context)
    of_people = pairs_table(correlated(*rows, group="medarbeidere"), context=demo_context)
    assert texts(of_units)[0][-1] == "0,40 – 0,60"
    assert len(of_people.columns) == len(of_units.columns) - 1


def test_a_study_without_results_has_an_appendix_without_tables(demo_context) -> None:
    empty = replace(demo_context, released=replace(demo_context.released, steps={}))
    assert [b for b in appendix_blocks(empty) if isinstance(b, Table)] == []


# --- the office report ---------------------------------------------------------------------


def test_constructs_stand_beside_units_of_the_same_size(demo_context) -> None:
    (found,) = (
        block
        for block in office_report("kvernbekken", context=demo_context).blocks
        if isinstance(block, Table) and block.title.startswith("Andelen som svarte 5 eller 6")
    )
    alike = next(
        node
        for node in demo_context.released.steps.values()
        if isinstance(node, SizeMeans) and node.size == "liten"
    )
    areas = [row[0].text for row in found.rows if row[0].header]
    for row in alike.rows:
        label = demo_context.study.label_of(row.variable)
        (line,) = (text for text in areas if text.startswith(f"{label}:"))
        assert f", små kontor {demo_context.number(row.mean, 2)}, " in line


def test_a_withheld_office_is_told_why_and_still_has_something_to_talk_about(demo_context) -> None:
    response = demo_context.released.units["kvernbekken"]["response"]
    context = with_nodes(
        demo_context,
        "kvernbekken",
        response=replace(response, n=FEW, rate=FEW, invited=FEW, answered=FEW),
        constructs=FEW,
        items=FEW,
        comparison=FEW,
    )
    blocks = office_report("kvernbekken", context=context).blocks
    verdict, why = (block.text for block in blocks[:2] if isinstance(block, Paragraph))
    assert verdict.startswith("Her står svarene fra hele fylket, ikke fra kontoret.")
    assert "Færre enn fire har svart" in why
    assert "slås sammen med andre før neste måling" in why
    whole = context.step("constructs/medarbeidere", Descriptives)
    mirror = table(blocks, "Svarene fra hele fylket")
    assert {row[0].text: row[-1].text for row in mirror.rows} == {
        context.study.label_of(row.variable): context.number(row.mean, 2) for row in whole.rows
    }
    questions = next(b for b in blocks if isinstance(b, Bullets) and b.ordered)
    assert len(questions.items) == 6


@pytest.mark.parametrize(
    ("label", "running"),
    [
        ("Før 2006", "før 2006"),
        ("NAV-kontorfil", "NAV-kontorfil"),
        ("0 / Grunnskole / IKT", "0 / grunnskole / IKT"),
    ],
)
def test_labels_inside_a_sentence_begin_small(label: str, running: str) -> None:
    assert inside(label) == running


# --- slopes within units and between them ---------------------------------------------------


def with_levels(context, levels) -> list[str]:
    """What the appendix says where every checked finding has these slopes."""
    nodes = {
        name: replace(node, rows=tuple(replace(row, levels=levels) for row in node.rows))
        for name, node in context.steps_of(Multilevel).items()
    }
    blocks = list(appendix_blocks(with_steps(context, **nodes)))
    heads = [column.head for b in blocks if isinstance(b, Table) for column in b.columns]
    assert ("Mellom" in heads) is isinstance(levels, Levels)
    return [text for text in said(blocks) if "innen hvert kontor" in text]


@pytest.mark.parametrize(("p", "differ"), [(0.049, True), (0.05, False), (None, False)])
def test_slopes_within_and_between_are_said_to_differ_only_where_they_do(
    demo_context, p, differ
) -> None:
    told = with_levels(demo_context, Levels(within=0.31, between=-0.24, p_differ=p))
    assert bool(told) is differ
    assert all("0,31" in text and "\N{MINUS SIGN}0,24" in text for text in told)


@pytest.mark.parametrize("levels", [None, Suppressed("models")])
def test_without_slopes_between_nothing_is_said_of_them(demo_context, levels) -> None:
    assert with_levels(demo_context, levels) == []


def test_slopes_between_means_that_tell_no_offices_apart_are_not_told(demo_context) -> None:
    """Leader support has an ICC of none: its means are of who happened to answer."""
    told = with_levels(demo_context, Levels(within=0.31, between=-0.24, p_differ=0.001))
    assert told
    assert not any("lederstøtte" in text.split("(B")[0] for text in told)
    blocks = list(appendix_blocks(demo_context))
    tables = [b for b in blocks if isinstance(b, Table) and b.columns[-1].head == "Mellom"]
    assert tables
    notes = " ".join(note for found in tables for note in found.notes)
    assert "skiller seg ikke sikkert fra hverandre på" in notes
