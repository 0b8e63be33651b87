"""What Hove (2011) prints, from the synthetic answers of the second study through the whole engine.

The form's scale descends (1 = fits very well) and one construct is worded negatively. Published:
group differences of about 15, 10, 7, 11 and 8 per cent and none on value orientation, which is
the lowest mean of all (4.25); no significant difference in affective commitment; which constructs
go with which outcome; production up by "40 %" and "55 %"; 577 answers, about 70/30.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pypdfium2
import pyreadstat
import pytest
from rounds import Walked, walk

from generator.errors import InputError
from generator.freetext.protected import protect_themes
from generator.report.block import Table
from generator.report.compose import compose
from generator.report.context import Context
from generator.report.marks import Bar, Dot
from generator.results.groups import GroupComparison
from generator.results.models import Multilevel, Regression
from generator.results.offices import Production
from generator.results.store import ReleasedResults
from generator.results.survey import Descriptives, Theme, Themes
from generator.results.values import Band, Suppressed
from generator.round import load_round
from generator.round.model import Policy, Round
from generator.scoring.dataset import ScoredDataset
from generator.sources import read_inputs
from generator.study.model import Study
from generator.study.outline import Terms

FOLDER = Path(__file__).parent.parent.parent / "data" / "forbedring" / "2010-2"
DATA = FOLDER / "medarbeidere.sav"
LEADERSHIP = ("relasjon", "resultat", "endring")
SELF_LEADERSHIP = ("prest", "selvreg", "verdi")
CONSTRUCTS = (*LEADERSHIP, *SELF_LEADERSHIP, "effekt", "affektiv")
PERCENT = {"resultat": 15, "relasjon": 10, "endring": 7, "prest": 11, "selvreg": 8, "verdi": 0}


@pytest.fixture(scope="module")
def walked() -> Walked:
    return walk(FOLDER)


@pytest.fixture(scope="module")
def declared(walked: Walked) -> tuple[Study, Round]:
    return walked.study, walked.round


@pytest.fixture(scope="module")
def scored(walked: Walked) -> ScoredDataset:
    return walked.scored


@pytest.fixture(scope="module")
def results() -> ReleasedResults:
    """The figures as they were printed: from the answers themselves."""
    return walk(FOLDER, policy=Policy(reproduce_published=True)).released


@pytest.fixture(scope="module")
def context(walked: Walked) -> Context:
    return walked.context


def comparison(results: ReleasedResults, outcome: str) -> GroupComparison:
    node = results.steps[f"prosjekt/{outcome}"]
    assert isinstance(node, GroupComparison)
    return node


# --- the published facts --------------------------------------------------------------------


def test_how_many_answered_with_and_without_a_project(results: ReleasedResults) -> None:
    first, second = comparison(results, "resultat").groups
    assert (first.n, second.n) == (404, 173)
    response = results.steps["response/medarbeidere"]
    assert (response.n, response.answered, round(response.rate)) == (577, 577, 55)


@pytest.mark.parametrize(("outcome", "percent"), PERCENT.items())
def test_group_differences_as_published(
    results: ReleasedResults, outcome: str, percent: int
) -> None:
    node = comparison(results, outcome)
    with_project, without = (group.mean for group in node.groups)
    ratio = 100 * (with_project / without - 1)
    assert node.percent_difference == pytest.approx(ratio, abs=0.3)  # of means at two decimals
    assert round(node.percent_difference) == percent
    assert node.significant is (percent > 0)


def test_percent_is_the_ratio_of_means_of_keyed_answers(results: ReleasedResults) -> None:
    """Computed again from the file alone: 8 - answer, but the negative statements as they are."""
    raw, _ = pyreadstat.read_sav(DATA)
    items = [f"resultat_{i}" for i in range(1, 7)]
    keyed = (8 - raw[items]).mean(axis=1).groupby(raw["prosjekt"]).mean()
    node = comparison(results, "resultat")
    assert node.percent_difference == round(100 * (keyed[1] / keyed[0] - 1), 1)
    negative = raw[[f"verdi_{i}" for i in range(1, 6)]].mean(axis=1)
    means = {row.variable: row.mean for row in results.steps["constructs/medarbeidere"].rows}
    assert means["verdi"] == round(negative.mean(), 2)


def test_value_orientation_is_the_lowest_mean_of_all(results: ReleasedResults) -> None:
    node = results.steps["constructs/medarbeidere"]
    assert isinstance(node, Descriptives)
    means = {row.variable: row.mean for row in node.rows}
    assert set(means) == set(CONSTRUCTS)
    assert min(means, key=means.get) == "verdi"
    assert round(means["verdi"], 2) == 4.25


def test_commitment_does_not_differ_and_lies_between_three_and_five(
    results: ReleasedResults, scored: ScoredDataset
) -> None:
    node = comparison(results, "affektiv")
    assert not node.significant
    assert node.p > 0.05
    answers = scored.groups["medarbeidere"]["affektiv"]
    assert answers.between(3, 5).mean() > 0.6


@pytest.mark.parametrize(
    ("step", "goes_with", "not_with"),
    [
        ("forpliktelse-ledelse", ("relasjon", "resultat"), ("endring",)),
        ("forpliktelse-selvledelse", SELF_LEADERSHIP, ()),
        ("effektivitet-ledelse", ("resultat", "endring"), ("relasjon",)),
        ("effektivitet-selvledelse", ("prest", "selvreg"), ("verdi",)),
    ],
)
def test_regressions_have_the_published_pattern(
    results: ReleasedResults, step: str, goes_with: tuple[str, ...], not_with: tuple[str, ...]
) -> None:
    node = results.steps[step]
    assert isinstance(node, Regression)
    terms = {term.term: term for term in node.terms if term.term}
    assert set(terms) == {*goes_with, *not_with}
    for name in goes_with:
        assert terms[name].significant and terms[name].b > 0
    for name in not_with:
        assert not terms[name].significant


def test_production_as_the_article_rounds_it(results: ReleasedResults) -> None:
    node = results.steps["production/saker"]
    assert isinstance(node, Production)
    assert [phase.value for phase in node.phases] == [74, 103, 115]
    before, during, after = (phase.change_percent for phase in node.phases)
    assert before is None
    assert (round(during, 1), round(after, 1)) == (39.2, 55.4)
    assert (round(during, -1), 5 * round(after / 5)) == (40, 55)


def test_the_differences_hold_with_units_in_the_model(results: ReleasedResults) -> None:
    node = results.steps["prosjekt-enheter"]
    assert isinstance(node, Multilevel)
    holds = {row.outcome: row.holds for row in node.rows}
    assert {name for name, kept in holds.items() if kept} == {
        *(name for name, percent in PERCENT.items() if percent),
        "effekt",
    }
    assert {row.n_units for row in node.rows} == {7}


# --- keying, the file and the round -----------------------------------------------------------


def test_keying_is_one_rule(declared: tuple[Study, Round], scored: ScoredDataset) -> None:
    """Turned when scale and wording disagree; a descending scale and a negative wording agree."""
    study, _ = declared
    raw, _ = pyreadstat.read_sav(DATA)
    keyed = scored.groups["medarbeidere"]
    negative = [item for item in keyed if study.is_negative(item)]
    assert negative == [f"verdi_{i}" for i in range(1, 6)]
    for name, construct in study.constructs.items():
        for item in construct.items:
            expected = raw[item.id] if name == "verdi" else 8 - raw[item.id]
            pd.testing.assert_series_equal(keyed[item.id], expected, check_names=False)


def test_the_file_says_that_it_is_synthetic_and_what_was_asked() -> None:
    frame, about = pyreadstat.read_sav(DATA)
    assert "SYNTETISKE" in about.file_label
    assert set(frame["kilde"]) == {"syntetisk"}
    assert frame["respondent"].is_unique
    assert all(about.column_labels)
    assert about.variable_value_labels["verdi_1"][1] == "Passer svært godt"
    items = [name for name in frame if re.fullmatch(r"[a-z]+_\d", name)]
    assert len(items) == 45
    assert set(frame[items].stack().unique()) == set(range(1, 8))


def test_seven_units_in_four_counties(scored: ScoredDataset) -> None:
    frame = scored.groups["medarbeidere"]
    assert frame["unit"].nunique() == 7
    assert frame.groupby("unit")["fylke"].nunique().eq(1).all()
    assert frame["fylke"].nunique() == 4


def test_what_the_round_gets_wrong_is_said(tmp_path: Path) -> None:
    text = (FOLDER / "round.toml").read_text("utf-8")
    spoilt = text.replace('unit = "hegrelund"', 'unit = "nowhere"').replace(
        'id = "hindringer"', 'id = "effekter"'
    )
    (tmp_path / "2010-2").mkdir()
    (tmp_path / "2010-2" / "round.toml").write_text(spoilt, "utf-8")
    (tmp_path / "2010-2" / DATA.name).write_bytes(DATA.read_bytes())
    (tmp_path / "study.toml").write_text((FOLDER.parent / "study.toml").read_text("utf-8"))
    study, round_ = load_round(tmp_path / "2010-2")
    with pytest.raises(InputError) as caught:
        read_inputs(study, round_, tmp_path / "2010-2")
    assert {problem.column for problem in caught.value.problems} == {
        "production.unit",
        "themes.id",
    }
    many = text.replace("count = 9", "count = 14")
    (tmp_path / "2010-2" / "round.toml").write_text(many, "utf-8")
    with pytest.raises(InputError, match="than answered"):
        load_round(tmp_path / "2010-2")


# --- themes and what may be told of them ------------------------------------------------------


def themes(*counts: int, n: int) -> Themes:
    rows = tuple(Theme(label=str(i), count=count) for i, count in enumerate(counts))
    return Themes(group="round", n=n, question="?", asked="alle", themes=rows)


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (3, Suppressed("free_text")),
        (4, 4),
        (5, 5),
        (9, 9),
        (10, Band(10, 13)),
        (12, Band(10, 13)),
        (13, Band(10, 13)),  # that all said so is what each of them said
    ],
)
def test_a_theme_of_a_few_or_of_nearly_everybody_is_not_counted_out(
    count: int, told: object
) -> None:
    node = protect_themes(themes(count, n=13), threshold=4)
    assert isinstance(node, Themes)
    assert node.themes[0].count == told


def test_themes_of_fewer_than_four_are_withheld() -> None:
    assert isinstance(protect_themes(themes(1, n=3), threshold=4), Suppressed)
    assert isinstance(protect_themes(themes(4, n=4), threshold=4), Themes)


# --- the reports ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tables(context: Context) -> dict[str, Table]:
    made = compose(context)[0].tables()
    return {table.number or table.title: table for table in made if not table.drawn}


@pytest.fixture(scope="module")
def figures(context: Context) -> dict[str, Table]:
    drawn = (table for table in compose(context)[0].tables() if table.drawn)
    return {table.number: table for table in drawn if table.number}


def test_percent_never_stands_without_scale_points_and_d(tables: dict[str, Table]) -> None:
    heads = [column.head for column in tables["4"].columns]
    assert heads[5:] == ["Poeng", "95 % intervall", "d", "p", "Prosent"]
    row = next(row for row in tables["4"].rows if row[0].text == "Resultatorientering")
    assert [cell.text for cell in row[1:]] == [
        *("404", "5,00", "173", "4,35"),
        *("0,65", "0,46 – 0,84", "0,60", "< 0,001", "14,9\N{NO-BREAK SPACE}%"),
    ]


def test_a_finding_that_was_none_neither_holds_nor_falls() -> None:
    reproduced = walk(FOLDER, policy=Policy(reproduce_published=True)).context
    (table,) = (each for each in compose(reproduced)[0].tables() if each.number == "5")
    said = {row[0].text: row[-1].text for row in table.rows}
    assert said["Resultatorientering"] == "ja"
    assert said["Verdiorientering"] == said["Affektiv organisasjonsforpliktelse"] == "–"


def test_groups_are_not_checked_with_units_where_their_means_stand(
    tables: dict[str, Table],
) -> None:
    """The slope would be the difference of the groups without the people of other units."""
    assert "5" not in tables


def test_figure_1_and_figure_2(figures: dict[str, Table]) -> None:
    assert list(figures) == ["1", "2"]
    bars, dots = figures["1"], figures["2"]
    assert [row[1].mark for row in bars.rows] == [Bar(74.0), Bar(103.0), Bar(115.0)]
    assert bars.rows[2][-1].text == "115 (+55,4\N{NO-BREAK SPACE}%)"
    assert bars.axis.low == 0 and bars.axis.high >= 115
    assert (dots.axis.low, dots.axis.high, len(dots.rows)) == (1, 7, 8)
    (mark,) = (cell.mark for cell in dots.rows[1] if cell.mark)
    assert isinstance(mark, Dot)
    assert (mark.value, mark.reference) == (5.0, 4.35)
    assert {"5,00", "4,35"} <= {cell.text for cell in dots.rows[1]}


def test_few_directors_are_not_counted(tables: dict[str, Table]) -> None:
    table = tables["Hva har vært de største hindringene?"]
    said = {row[0].text: row[1].text for row in table.rows}
    assert said["Mangel på kompetanse"] == "færre enn fire"
    assert said["Uklar prioritering"] == "7"
    assert any("syntetiske" in note for note in table.notes)


def test_the_reports_speak_of_units_not_of_offices(context: Context) -> None:
    for report in compose(context):
        text = repr(report.blocks)
        for foreign in ("kontoret", "kontorene", "fylket ", "Kontoret", "Fylket"):
            assert foreign not in text, (report.path, foreign)
    assert compose(context)[0].title.startswith("Samlet rapport")


def test_a_study_names_its_terms_all_at_once() -> None:
    text = files("generator.language").joinpath("nb", "wording.toml").read_text("utf-8")
    assert set(tomllib.loads(text)["terms"]) == set(Terms.model_fields)


@pytest.mark.parametrize("verb", ["fører til", "skyldes", "forårsake", "gir økt", "på grunn av"])
def test_no_generated_sentence_says_why(context: Context, verb: str) -> None:
    """The only ones that use such words say that the figures do not tell."""
    text = " ".join(repr(block) for report in compose(context) for block in report.blocks)
    for sentence in re.findall(rf"[^.!?']*{verb}[^.!?']*", text):
        assert re.search(r"\bikke\b", sentence), sentence


def test_only_the_units_own_report_has_its_production(context: Context) -> None:
    with_production = {
        report.unit
        for report in compose(context)
        if "Saker per dagsverk" in repr(report.blocks) and report.unit
    }
    assert with_production == {"hegrelund"}


# --- through the command line -----------------------------------------------------------------


def test_check_and_build(tmp_path: Path, declared: tuple[Study, Round]) -> None:
    command = [sys.executable, "-W", "error", "-m", "generator"]
    for verb in (["check", FOLDER], ["build", FOLDER, "--out", tmp_path]):
        arguments = [*command, *map(str, verb)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    run = tmp_path / "forbedring" / "2010-2" / "latest"
    _, round_ = declared
    assert {path.name for path in (run / "offices").iterdir()} == {u.id for u in round_.units}
    with pypdfium2.PdfDocument(run / "county" / "samlet-rapport.pdf") as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    assert all("Syntetiske svar" in page for page in pages)
    assert not [unit.name for unit in round_.units if unit.name in " ".join(pages)]
    content = json.loads((run / "results.json").read_text("utf-8"))
    kinds = {node["kind"] for node in content["steps"].values() if "kind" in node}
    assert {"production", "themes", "group_comparison", "multilevel"} <= kinds
