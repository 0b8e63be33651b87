"""Page 1 and the section on those who did not answer say what is published, and suppose no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from companies import write_companies
from rounds import walk

from generator.publish import publish
from generator.report.block import Paragraph, Table
from generator.report.blocks.nonresponse import nonresponse_blocks, nonresponse_sentence
from generator.report.context import Context
from generator.report.county.report import county_report
from generator.report.office.first_page import first_page
from generator.report.office.report import office_report
from generator.results.survey import Descriptives, Nonresponse, NonresponseRow, VariableStatistics
from generator.results.values import Bound, Node, Number, Suppressed
from generator.round import load_round
from generator.sources import read_inputs

FEW = Suppressed("threshold")


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Context:
    walked = walk(write_companies(tmp_path_factory.mktemp("study")))
    return replace(walked.context, language="en")


def changed(context: Context, unit: str, **nodes: Node | Suppressed) -> Context:
    own = {**context.released.units[unit], **nodes}
    units = {**context.released.units, unit: own}
    return replace(context, released=replace(context.released, units=units))


def holding(
    context: Context,
    means: Mapping[str, Number],
    rows: Mapping[str, tuple[float, ...]],
    n: int = 14,
) -> Context:
    """The demo with what lyngheia has of its areas."""
    stated = tuple(VariableStatistics(variable=x, n=n, mean=mean) for x, mean in means.items())
    silent = tuple(
        NonresponseRow(variable=name, n=n, lower_from=a, lower_to=b, higher_from=c, higher_to=d)
        for name, (a, b, c, d) in rows.items()
    )
    return changed(
        context,
        "lyngheia",
        constructs=Descriptives(group="medarbeidere", n=n, rows=stated),
        nonresponse=Nonresponse(group="medarbeidere", n=14, nearly_all=False, rows=silent),
    )


def below(context: Context, unit: str) -> str:
    """What page 1 says below the areas."""
    blocks = first_page(unit, (), context=context)
    return " ".join(b.text for b in blocks if isinstance(b, Paragraph) and b.role == "body")


def tables(context: Context, unit: str) -> list[Table]:
    return [b for b in nonresponse_blocks(context, unit=unit) if isinstance(b, Table)]


def test_page_one_says_what_the_best_area_would_be(demo_context: Context) -> None:
    """14 of 30 answered, 13 of them on innovation: 4.77 less 17 / 30 is 4.2."""
    said = "Ligger de som ikke svarte, ett poeng lavere, blir snittet for innovasjonsatferd 4,2."
    assert below(demo_context, "lyngheia").endswith(said)


def test_the_section_has_each_area_as_it_is_and_as_it_would_be(demo_context: Context) -> None:
    (table,) = tables(demo_context, "lyngheia")
    assert [cell.text for cell in table.rows[-1]] == ["Innovasjonsatferd", "", "4,2", "4,77", "5,3"]
    assert table.notes == ("De som hoppet over et område, er her regnet med dem som ikke svarte.",)
    report = office_report("lyngheia", context=demo_context)
    assert table in report.blocks


def test_a_range_is_said_as_one(demo_context: Context) -> None:
    context = holding(
        demo_context, {"PE": 4.1, "komp": 3.0}, {"PE": (3.4, 3.7, 4.5, 4.8), "komp": (2.4,) * 4}
    )
    assert below(context, "lyngheia").endswith("psykologisk empowerment mellom 3,4 og 3,7.")
    (table,) = tables(context, "lyngheia")
    assert [cell.text for cell in table.rows[0][2:]] == ["3,4 – 3,7", "4,10", "4,5 – 4,8"]
    assert any(note.startswith("Fra–til") for note in table.notes)


def test_a_bound_is_in_the_table_and_in_no_sentence(demo_context: Context) -> None:
    context = holding(demo_context, {"PE": Bound(over=5.2)}, {"PE": (4.7, 5.5, 5.6, 6.0)})
    assert nonresponse_sentence(context, unit="lyngheia") == ""
    (table,) = tables(context, "lyngheia")
    assert [cell.text for cell in table.rows[0][2:]] == ["4,7 – 5,5", "over 5,2", "5,6 – 6,0"]
    assert any(note.startswith("«Over 5,2»") for note in table.notes)


def test_an_area_that_the_scale_cuts_is_not_said_to_move_by_a_point(demo_context: Context) -> None:
    means, low = {"PE": 1.4, "komp": 1.3}, {"PE": (1.2, 1.2, 1.9, 1.9), "komp": (1.2,) * 4}
    context = holding(demo_context, means, low)
    assert nonresponse_sentence(context, unit="lyngheia") == ""
    (table,) = tables(context, "lyngheia")
    assert any("utenfor skalaen 1–6" in note for note in table.notes)
    assert "lavere, blir" in nonresponse_sentence(
        holding(demo_context, means | {"komp": 2.0}, low), unit="lyngheia"
    )


def test_where_low_is_good_the_poorer_are_higher(demo_context: Context) -> None:
    context = holding(demo_context, {"PE": 2.4}, {"PE": (1.9, 1.9, 2.9, 2.9)})
    low = context.study.constructs["PE"].model_copy(update={"better": "low"})
    study = context.study.model_copy(update={"constructs": {**context.study.constructs, "PE": low}})
    said = nonresponse_sentence(replace(context, study=study), unit="lyngheia")
    assert said.endswith("ett poeng høyere, blir snittet for psykologisk empowerment 2,9.")


@pytest.mark.parametrize("name", ["constructs", "nonresponse"])
def test_nothing_is_said_of_what_is_suppressed(demo_context: Context, name: str) -> None:
    context = changed(demo_context, "lyngheia", **{name: FEW})
    assert "ikke svarte" not in below(context, "lyngheia")
    assert tables(context, "lyngheia") == []


def test_from_eighty_per_cent_they_are_the_figures_of_the_unit(companies: Context) -> None:
    """Alfa: 34 of 40. Delta: 12 of 15-19, and Foxtrot 6 of 10-14; of Echo's nothing is shown."""
    nearly_all = "Nearly all have answered, so these are the figures for the company."
    assert below(companies, "alfa").endswith(nearly_all)
    assert tables(companies, "alfa") == []
    for unit in ("delta", "foxtrot"):
        assert nearly_all not in below(companies, unit)
        assert "If those who did not answer are one point" in below(companies, unit)
    assert len(tables(companies, "delta")) == 2  # a table for each scale
    assert nonresponse_sentence(companies, unit="echo") == "" and tables(companies, "echo") == []


def test_the_county_has_a_sentence_for_each_group_and_a_table(demo_context: Context) -> None:
    blocks = county_report(context=demo_context).blocks
    said = [b.text for b in blocks if isinstance(b, Paragraph) and "som ikke svarte, ett" in b.text]
    assert [text.partition(":")[0] for text in said] == ["Medarbeidere", "Ledere"]
    titles = [b.title for b in blocks if isinstance(b, Table)]
    title = (
        "Snittene hvis de som ikke svarte, ligger ett poeng lavere eller høyere enn de som svarte"
    )
    assert f"{title}: medarbeidere" in titles


def test_two_counts_of_invited_in_one_band_cannot_be_told_apart(tmp_path: Path) -> None:
    """Delta has 12 of 18 asked, Foxtrot 6 of 12: with 16 and 13 all is the same."""
    folder = write_companies(tmp_path)
    study, round_ = load_round(folder)
    inputs = read_inputs(study, round_, folder)

    def published(**invited: int) -> str:
        units = tuple(
            unit.model_copy(update={"invited": invited.get(unit.id, unit.invited)})
            for unit in round_.units
        )
        return publish(inputs, study, round_.model_copy(update={"units": units})).results.to_json()

    assert published() == published(delta=16, foxtrot=13)
    assert published() != published(delta=20, foxtrot=13)
