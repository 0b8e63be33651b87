"""What would have stopped a build, or printed nonsense, is known to ``check``: key by key."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from generator import pipeline
from generator.errors import ArgumentError, InputError
from generator.round import load_round
from generator.round.consistency import contradictions as contradictions_in_round
from generator.round.model import Round
from generator.sources import read_inputs
from generator.study.consistency import contradictions
from generator.study.model import Study

DATA = Path(__file__).parents[2] / "data"
STUDY = tomllib.loads((DATA / "forbedring" / "study.toml").read_text(encoding="utf-8"))
OTHER = tomllib.loads((DATA / "innovasjon" / "study.toml").read_text(encoding="utf-8"))
ROUND = tomllib.loads((DATA / "innovasjon/2015-2/round.toml").read_text(encoding="utf-8"))


def changed(declared: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """A copy with another value at a place, whose parts have a space between them."""
    made = copy.deepcopy(declared)
    *parents, last = place.split()
    inside: Any = made
    for part in parents:
        inside = inside[int(part) if isinstance(inside, list) else part]
    inside[int(last) if isinstance(inside, list) else last] = value
    return made


def said(model: type[Study] | type[Round], declared: dict[str, Any]) -> str:
    """Everything that is wrong with it, by itself."""
    try:
        made = model.model_validate(declared)
    except ValidationError as error:
        return str(error)
    if isinstance(made, Study):
        return "\n".join(map(str, contradictions(made)))
    study = Study.model_validate(OTHER)
    return "\n".join(map(str, contradictions_in_round(made, study)))


def test_what_is_there_is_sound() -> None:
    assert said(Study, STUDY) == said(Study, OTHER) == said(Round, ROUND) == ""


SIX_HEADS = ["", "Svar", "Antall", "Prosent", "En", "To"]


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("id", "../x", "should match pattern"),
        ("id", "con", "on Windows"),
        ("id", "Lpt1.2", "on Windows"),
        ("id", "ends.", "should match pattern"),
        ("id", "x" * 65, "at most 64"),
        ("scales passer high", 10**12, "less than or equal to 1000"),
        ("constructs relasjon min_items", 7, "min_items = 7, and 6 items"),
        ("constructs relasjon min_items", 0, "greater than or equal to 1"),
        ("constructs relasjon label", "resultatorientering", "'resultatorientering' is used 2"),
        ("background prosjekt categories 1 value", 1, "the value '1' is used 2 times"),
        ("background prosjekt categories 1 label", "Med forbedringsprosjekt", "label"),
        ("scales passer classes 0 label", "Mye (6–7)", "scales.passer.classes: the label"),
        ("tables 0 columns", SIX_HEADS, "table 1 names 6 columns, and its layout has 4"),
        ("tables 2 columns", ["Område", "Alfa"], "table 3 names 2 columns, and its layout has 3"),
        ("tables 3 column_groups 0 span", 2, "column_groups over 11 of its 10 columns"),
        ("tables 3 column_groups 0 span", 0, "greater than or equal to 1"),
        ("tables 0 node", "alfa/effekt", "no step of the kind that it shows"),
        ("tables 2 rows 0 variable", "prosjekt", "has a row for 'prosjekt'"),
        ("tables 1 number", "1", "table '1' is declared 2 times"),
        ("unit_findings", ["alfa"], "unit_findings names 'alfa', which is no correlation step"),
        ("steps 0 id", "\u200b", "has no letter that can be seen"),
    ],
)
def test_a_study_that_no_build_could_print(place: str, value: Any, message: str) -> None:
    assert message in said(Study, changed(STUDY, place, value))


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("model boxes 0 id", "another", "names the box"),
        ("model boxes 0 column", -1, "greater than or equal to 0"),
        ("model arrows 0 end", "nowhere", "an arrow names the box 'nowhere'"),
        ("model", {}, "which has no boxes"),
        ("client_survey low", 6.0, "low must be smaller than high"),
        ("client_survey low", float("nan"), "finite"),
        ("indicators B.12 decimals", 10**9, "less than or equal to 4"),
        ("indicators B.12 label", OTHER["indicators"]["B.14"]["label"], "is used 2 times"),
    ],
)
def test_another_study_that_no_build_could_print(place: str, value: Any, message: str) -> None:
    assert message in said(Study, changed(OTHER, place, value))


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("id", "nul.txt", "on Windows"),
        ("units 0 id", "aux", "on Windows"),
        ("units 0 id", "a" * 65, "at most 64"),
        ("units 0 invited", 10**9, "less than or equal to 1000000"),
        ("units 0 code", "  ", "a unit has an empty code"),
        ("units 0 code", "02", ""),
        ("units 0 name", "Bjørkedal ", "'Bjørkedal' is used more than once"),
        ("window first", "0001-01", "should match pattern"),
        ("window first", "1999-01", "60 months at most"),
        ("date", "0001-01-01", "no date from 1900 to 2199"),
        ("retention months", 10**6, "less than or equal to 1200"),
        ("targets B.12", float("inf"), "finite"),
        ("margins alder", {"1": 0, "2": 0.0}, "nobody was invited in any category"),
        ("margins alder 1", 1e9, "is no number of people"),
        ("groups ledere files", ["a\0b"], "should match pattern"),
        ("groups ledere invited", -1, "greater than or equal to 0"),
        ("archiving creator", " ", "should match pattern"),
        ("archiving creator", "a\nb", "should match pattern"),
    ],
)
def test_a_round_that_no_build_could_print(place: str, value: Any, message: str) -> None:
    assert message in said(Round, changed(ROUND, place, value))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('label = "Relasjonsorientering"', 'label = ""', "the text is empty"),
        ('label = "Relasjonsorientering"', 'label = "\\u200b"', "the text is empty"),
        ('label = "Relasjonsorientering"', 'label = "Rela\\nsjon"', "a line break or a control"),
        ('title = "Kontinuerlig forbedring"', 'title = "K\\u0007"', "a line break or a control"),
        ('title = "Kontinuerlig forbedring"', 'title = "K\\u202ei"', "cannot be seen (U+202E)"),
        ('label = "Relasjonsorientering"', 'label = "ǩ\\u0323"', "typeface lacks"),
        ('each_unit = "hver enhet"', 'each_unit = "hver\\tenhet"', "a line break or a control"),
    ],
)
def test_texts_that_no_document_can_hold(tmp_path: Path, old: str, new: str, message: str) -> None:
    source = (DATA / "forbedring" / "study.toml").read_text(encoding="utf-8")
    assert old in source
    (tmp_path / "study.toml").write_text(source.replace(old, new), encoding="utf-8")
    round_ = tmp_path / "2010-2"
    round_.mkdir()
    for file in (DATA / "forbedring" / "2010-2").iterdir():
        if not file.name.endswith((".en.toml", ".nn.toml")):
            (round_ / file.name).write_bytes(file.read_bytes())
    study, declared = load_round(round_)
    with pytest.raises(InputError) as found:
        read_inputs(study, declared, round_)
    assert message in str(found.value)


def test_reports_to_units_that_would_be_empty_are_said(tmp_path: Path) -> None:
    """Nothing is wrong with a study without a unit file; its reports to units hold no figure."""
    study = (
        'id = "s"\ntitle = "S"\nwhole_label = "W"\nunit_label = "U"\n{}'
        '[groups.staff]\nlabel = "Staff"\nfile_label = "Staff file"\nunit_column = "office"\n'
        '[scales.six]\nlow = 1\nhigh = 6\n[items.t1]\nlabel = "T"\nscale = "six"\n'
    )
    declared = 'unit_file = { file_label = "Units", group = "staff" }\n'
    round_ = (
        'id = "r"\ntitle = "R"\nwhole = "W"\ndate = 2026-01-31\n'
        'units = [{ id = "nes", code = 1, name = "Nes" }]\n[groups.staff]\nfiles = ["staff.csv"]\n'
    )
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / "round.toml").write_text(round_, encoding="utf-8")
    (folder / "staff.csv").write_text("office;t1\n1;3\n1;4\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text(study.format(""), encoding="utf-8")
    (note,) = pipeline.check(folder)
    assert note.startswith("study.toml has no [unit_file]")
    (tmp_path / "study.toml").write_text(study.format(declared), encoding="utf-8")
    assert pipeline.check(folder) == ()
    long = round_.replace('"nes"', f'"{"n" * 64}"')
    (folder / "round.toml").write_text(long, encoding="utf-8")
    (note,) = pipeline.check(folder)
    assert "Windows opens none of 260 or more" in note


def test_a_quarter_of_small_per_cent_is_said(tmp_path: Path) -> None:
    """0.6 against a target of 0.6 may be a rare thing, or shares of one: nobody can tell."""
    study = (
        'id = "s"\ntitle = "S"\nwhole_label = "W"\nunit_label = "U"\n[groups]\n[scales]\n'
        '[indicator_sets]\ni = "I"\n[indicators.b]\nlabel = "B"\nset = "i"\n'
    )
    round_ = (
        'id = "r"\ntitle = "R"\nwhole = "W"\ndate = 2026-01-31\n'
        'units = [{ id = "nes", code = 1, name = "Nes" }]\n'
        'scorecard = { file = "s.csv" }\nwindow = { first = "2026-01", last = "2026-01" }\n'
    )
    heads = [
        f"{word} {when}" for when in ("jan 2026", "hittil i år") for word in ("Resultat", "Mål")
    ]
    folder = tmp_path / "r"
    folder.mkdir()
    (tmp_path / "study.toml").write_text(study, encoding="utf-8")
    (folder / "round.toml").write_text(round_, encoding="utf-8")

    def notes(result: str, target: str) -> tuple[str, ...]:
        rows = (["Kontor", "Indikator", *heads], ["1", "b", result, target, result, target])
        text = "\n".join(";".join(row) for row in rows)
        (folder / "s.csv").write_text(text, encoding="utf-8")
        return pipeline.check(folder)

    quarter, small = notes("0,61", "0,6")
    assert quarter.startswith("The round has no survey")
    assert small.startswith("No result of the indicator b is over 0.61 %.")
    assert notes("61", "60") == (quarter,)


def test_a_style_sheet_with_a_mistake_is_known_before_a_build(tmp_path: Path) -> None:
    sheet = tmp_path / "html" / "report.css"
    sheet.parent.mkdir()
    sheet.write_text("p { colr: red }", encoding="utf-8")
    with pytest.raises(ArgumentError, match="colr"):
        pipeline.check(tmp_path / "nowhere", templates=tmp_path)
    sheet.write_text("p { color: red }", encoding="utf-8")
    with pytest.raises(InputError):  # of the round alone
        pipeline.check(tmp_path / "nowhere", templates=tmp_path)
