"""Page 1 of the county report: what it says is true of any data, and no more than its figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.report.block import Block, Panels, Paragraph, Steps, Table
from generator.report.county.report import county_report
from generator.report.county.summary import summary_blocks
from generator.results.groups import ComparedGroup, GroupComparison
from generator.results.models import Correlation
from generator.results.values import Suppressed
from generator.study.consistency import contradictions
from generator.study.outline import Question
from generator.study.plan import GroupComparisonStep

MEN = "\N{MINUS SIGN}"


def blocks(context) -> list[Block]:
    return list(summary_blocks(context))


def verdict(context) -> str:
    said = [b.text for b in blocks(context) if isinstance(b, Paragraph) and b.role == "verdict"]
    return " ".join(said)


def text(context) -> str:
    """All that page 1 says beside its tables."""
    said = [verdict(context)]
    for block in blocks(context):
        if isinstance(block, Panels):
            for panel in block.panels:
                said += [panel.title, *(f"{r.strong} {r.text}" for r in panel.remarks)]
    return " ".join(said).replace("\N{NO-BREAK SPACE}", " ")


def tables(context) -> list[Table]:
    panels = [b for b in blocks(context) if isinstance(b, Panels)]
    return [panel.table for block in panels for panel in block.panels if panel.table]


def rows(table: Table) -> list[tuple[str, str, bool]]:
    """Label, value and whether the dot is filled."""
    return [(row[0].text, row[2].text, row[1].mark.firm) for row in table.rows]


def with_pairs(context, change):
    """The same round with other pairs in every node of correlations."""

    def changed(node):
        if not isinstance(node, Correlation):
            return node
        return replace(node, rows=tuple(change(row) for row in node.rows))

    steps = {name: changed(node) for name, node in context.released.steps.items()}
    return replace(context, released=replace(context.released, steps=steps))


def with_questions(context, *questions: Question):
    return replace(context, study=context.study.model_copy(update={"questions": questions}))


def null(row):
    return replace(row, r=0.1, p=0.6, p_holm=1.0, p_bh=0.9, significant=False)


# --- the demonstration round ---------------------------------------------------------------


def test_page_one_answers_the_three_questions_of_the_thesis(demo_context) -> None:
    said = text(demo_context)
    assert "sikker sammenheng for 7 av 14, alle positivt" in said
    assert "Ledere: sikker sammenheng for 3 av 13" in said
    assert f"Brukernes svar (r = {MEN}0,64) henger sammen med innovasjonsatferd" in said
    assert "Ingen sikker sammenheng: måloppnåelse, dialogmøter, formidlinger og bistand" in said
    assert "Psykologisk empowerment (r = 0,80) henger sammen med måloppnåelse" in said
    assert "Ingen sikker sammenheng med brukernes svar, bistand til virksomheter" in said
    assert "264 av 547 medarbeidere" in said


def test_the_verdict_names_both_ends_and_the_direction(demo_context) -> None:
    assert verdict(demo_context) == (
        "Psykologisk empowerment og måloppnåelse følges ad. "
        "Brukernes svar og innovasjonsatferd går hver sin vei."
    )


def test_a_dot_is_filled_where_the_finding_holds_and_words_say_the_rest(demo_context) -> None:
    *_, attainment = tables(demo_context)
    assert rows(attainment) == [
        ("Psykologisk empowerment", "0,80 stor", True),
        ("Lederstøtte", "0,52 usikker", False),
        ("Kompetansemobilisering", "0,51 usikker", False),
    ]


def test_the_steps_have_the_dates_that_the_round_declares(demo_context) -> None:
    (steps,) = (b for b in blocks(demo_context) if isinstance(b, Steps))
    assert [step.strong for step in steps.steps] == [
        "Innen 18. september:",
        "Ledermøtet 22. september:",
        "Innen 30. september:",
    ]
    bare = demo_context.round.model_copy(
        update={"declared_followup": type(demo_context.round.followup)(), "mail": None}
    )
    (steps,) = (b for b in blocks(replace(demo_context, round=bare)) if isinstance(b, Steps))
    assert [step.strong for step in steps.steps] == ["", "", ""]
    assert "None" not in " ".join(step.text for step in steps.steps)


# --- other data, for which the same sentences would be wrong -------------------------------


def test_without_a_finding_the_verdict_says_so_and_counts_what_was_tested(demo_context) -> None:
    context = with_pairs(demo_context, null)
    assert verdict(context) == "Ingen av de 102 sammenhengene som er prøvd, er sikre."
    said = text(context)
    assert "Rekkefølgen" not in said  # of nothing
    assert "Rekkefølgen mellom funnene er ikke prøvd." in text(demo_context)
    assert "henger sammen med innovasjonsatferd (" not in said
    assert "følges ad" not in said.replace("hva som følges ad", "")
    assert not any(firm for table in tables(context) for _, _, firm in rows(table))


def test_what_is_significant_by_itself_alone_is_never_in_the_verdict(demo_context) -> None:
    def alone(row):
        return replace(row, p=0.04, p_holm=0.9, p_bh=0.2, significant=True)

    context = with_pairs(demo_context, alone)
    assert verdict(context).startswith("Ingen av de 102")
    assert all("usikker" in value for table in tables(context) for _, value, _ in rows(table))


def test_a_sign_that_turns_turns_the_sentence(demo_context) -> None:
    context = with_pairs(
        demo_context, lambda row: replace(row, r=-row.r if isinstance(row.r, float) else row.r)
    )
    assert "Psykologisk empowerment og måloppnåelse går hver sin vei." in verdict(context)
    assert "Brukernes svar og innovasjonsatferd følges ad." in verdict(context)
    assert "alle negativt" in text(context)


def test_a_question_without_a_finding_stands_in_the_verdict_beside_one_with(demo_context) -> None:
    context = with_pairs(demo_context, lambda row: null(row) if row.x == "bruker_alle" else row)
    assert "På spørsmålet «2 Henger innovasjonsatferd sammen med resultatene?»" in verdict(context)
    assert "ikke noe sikkert svar" in verdict(context)


def test_nothing_is_said_of_what_is_suppressed(demo_context) -> None:
    few = Suppressed("threshold")
    context = with_pairs(demo_context, lambda row: replace(row, r=few, p=few, significant=False))
    assert verdict(context) == ""
    assert "Sammenhengene kan ikke vises." in text(context)
    assert tables(context) == []


def test_one_question_is_enough(demo_context) -> None:
    only = Question(id="x", heading="Hva med brukerne?", steps=("innovasjon-resultater",))
    context = with_questions(demo_context, only)
    assert "går hver sin vei" in verdict(context)
    assert len(tables(context)) == 1


# --- two groups ----------------------------------------------------------------------------


def compared(outcome: str, difference: float, p: float) -> GroupComparison:
    groups = tuple(
        ComparedGroup(label=label, n=100, mean=4.0, sd=1.0, se=0.1, ci_low=3.8, ci_high=4.2)
        for label in ("Med", "Uten")
    )
    return GroupComparison(
        group="medarbeidere",
        n=200,
        outcome=outcome,
        factor="alder",
        groups=groups,
        p=p,
        difference=difference,
        ci_low=difference - 0.2,
        ci_high=difference + 0.2,
        significant=p < 0.05,
    )


def with_comparisons(context, *nodes: GroupComparison):
    step = GroupComparisonStep(
        id="sml",
        kind="group_comparison",
        group="medarbeidere",
        outcomes=tuple(node.outcome for node in nodes),
        factor="alder",
        groups=(1, 2),
    )
    question = Question(id="g", heading="Er gruppene ulike?", steps=("sml",))
    update = {"steps": (*context.study.steps, step), "questions": (question,)}
    steps = {**context.released.steps, **{f"sml/{node.outcome}": node for node in nodes}}
    return replace(
        context,
        study=context.study.model_copy(update=update),
        released=replace(context.released, steps=steps),
    )


def test_a_difference_is_certain_only_where_it_holds_for_all_comparisons(demo_context) -> None:
    context = with_comparisons(
        demo_context, compared("leder", -0.5, 0.001), compared("komp", 0.3, 0.04)
    )
    assert verdict(context) == "«med» og «uten» svarer sikkert ulikt på 1 av 2 områder."
    assert f"Lavere i gruppen «med» enn i gruppen «uten»: lederstøtte ({MEN}0,50 poeng)." in text(
        context
    )
    assert rows(tables(context)[0]) == [
        ("Lederstøtte", f"{MEN}0,50", True),
        ("Kompetansemobilisering", "0,30 usikker", False),
    ]


def test_groups_that_do_not_differ_are_said_not_to(demo_context) -> None:
    context = with_comparisons(
        demo_context, compared("leder", 0.1, 0.5), compared("komp", 0.1, 0.6)
    )
    assert "ingen sikker forskjell mellom gruppene «med» og «uten» på de 2 områdene" in text(
        context
    )
    assert "sikkert ulikt" not in verdict(context)


# --- studies without questions, and rounds without a survey --------------------------------


def test_without_questions_the_areas_stand_there(demo_context) -> None:
    context = with_questions(demo_context)
    study = context.study.model_copy(update={"county_report": ()})
    context = replace(context, study=study)
    assert verdict(context).startswith("Høyest snitt har kollegastøtte (4,71), lavest har ")
    assert any(isinstance(b, Table) and len(b.rows) == 7 for b in blocks(context))
    assert county_report(context=context).heading == "Granfjord fylke på ett minutt"


def test_a_round_without_a_survey_tells_of_its_targets(demo_context) -> None:
    study = demo_context.study.model_copy(
        update={"questions": (), "groups": {}, "steps": (), "county_report": ()}
    )
    kept = {"attainment": demo_context.released.steps["attainment"]}
    released = replace(demo_context.released, steps=kept)
    context = replace(demo_context, study=study, released=released)
    assert verdict(context).startswith("Resultatoppnåelse på individoppfølging er 92")
    assert "svarte" not in text(context)


# --- the declaration -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"steps": ("bakgrunn",)}, "no step of correlations or group comparisons"),
        ({"models": ("fagnettverk",)}, "no regression step"),
        ({"rows": ({"variable": "ukjent", "label": "U"},)}, "'ukjent', which is not declared"),
    ],
)
def test_what_a_question_names_must_be_there(demo_context, fields, message: str) -> None:
    given = {"id": "1", "heading": "H", "steps": ("innovasjon-resultater",), **fields}
    study = with_questions(demo_context, Question.model_validate(given)).study
    assert any(message in problem.message for problem in contradictions(study))


def test_a_section_answers_a_question_that_is_declared(demo_context) -> None:
    study = with_questions(demo_context).study
    assert any("names question '1'" in problem.message for problem in contradictions(study))
    assert not any("question" in p.message for p in contradictions(demo_context.study))
