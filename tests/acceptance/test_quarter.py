"""A year of quarters: management's report on each, from the round and the archive alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import page
import pytest
from openpyxl import load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from generator.archive.package import check_package
from generator.report.block import RenderedDocument
from generator.results.store import ReleasedResults
from generator.results.survey import Descriptives
from generator.results.trend import EarlierRound, Trend
from generator.run.verify.documents import read_back

QUARTERS = ("2015-1", "2015-2", "2015-3", "2015-4")
OFFICES = 20
FILED = ("--time", "2016-01-04T12:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Year:
    """Where the quarters' runs are, and the archive they were filed in."""

    out: Path
    archive: Path

    def run(self, quarter: str) -> Path:
        return (self.out / "innovasjon" / quarter / "latest-quarter").resolve()

    def results(self, quarter: str) -> ReleasedResults:
        return ReleasedResults.from_json((self.run(quarter) / "results.json").read_text("utf-8"))

    def text(self, quarter: str, form: str = "pdf") -> str:
        path = self.run(quarter) / "management" / f"kvartalsrapport.{form}"
        content = path.read_bytes()
        return " ".join(read_back(RenderedDocument(path.name, "", content, "", None, "nb")).words)


@pytest.fixture(scope="module")
def year(demo_folder: Path, demo_run: Path, kontorrapport, tmp_path_factory) -> Year:
    """Every quarter in order, each filed before the next."""
    out = tmp_path_factory.mktemp("year")
    made = Year(out, out / "archive")
    made.archive.mkdir()

    def do(*arguments: object) -> None:
        done = kontorrapport(*arguments)
        assert done.returncode == 0, done.stderr

    for quarter in QUARTERS:
        if quarter == "2015-2":
            do("archive", demo_run, made.archive, *FILED)
        folder = demo_folder.parent / quarter
        do("quarter", folder, "--out", out, "--archive", made.archive)
        do("archive", made.run(quarter), made.archive, *FILED)
    return made


def test_the_filed_year_is_what_the_program_makes_today(
    year: Year, demo_run: Path, demo_folder: Path, tmp_path: Path
) -> None:
    """The second year of ``make demo`` goes on from it; ``make archive-2015`` files it anew."""
    shutil.unpack_archive(demo_folder.parent / "archive-2015.tar.xz", tmp_path)
    for quarter in QUARTERS:
        (filed,) = tmp_path.glob(f"innovasjon/{quarter}/*")
        assert check_package(filed) == ()
        run = demo_run if quarter == "2015-2" else year.run(quarter)
        for name in ("definition/study.json", "definition/round.json"):
            assert (filed / "data" / name).read_bytes() == (run / name).read_bytes(), quarter
        assert own_results(filed / "data") == own_results(run), quarter


def own_results(run: Path) -> dict[str, Any]:
    """What a run's results say of its own round: the demo round is built without earlier ones."""
    content: dict[str, Any] = json.loads((run / "results.json").read_bytes())
    for nodes in (content["steps"], *content["units"].values()):
        for name in [each for each in nodes if each.startswith("trend")]:
            del nodes[name]
    return content


def scorecard(folder: Path) -> Iterator[dict[str, object]]:
    head, *rows = load_workbook(folder / "malekort.xlsx")["Målekort"].iter_rows(values_only=True)
    yield from (dict(zip(head, row, strict=True)) for row in rows)


def norwegian(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


@pytest.mark.parametrize("quarter", QUARTERS)
def test_four_to_six_pages_and_a_run_like_any_other(year: Year, kontorrapport, quarter) -> None:
    manifest = json.loads((year.run(quarter) / "manifest.json").read_text("utf-8"))
    pages = [entry["pages"] for entry in manifest["files"] if entry.get("pages")]
    assert len(pages) == 1
    assert 4 <= pages[0] <= 6
    present = {entry["path"] for entry in manifest["files"]}
    assert {"results.json", "certificate.json", "index.html", "definition/round.json"} <= present
    assert kontorrapport("verify", year.run(quarter)).returncode == 0


@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_file_is_valid(year: Year, quarter: str) -> None:
    folder = year.run(quarter) / "management"
    for profile in ("2a", "ua1"):
        report = page.validate_pdf(folder / "kvartalsrapport.pdf", profile=profile)
        assert [failure.rule_id for failure in report.failures] == []
    word = OpenXmlValidator(file_format=FileFormat.OFFICE_2019)
    assert [str(e) for e in word.validate(str(folder / "kvartalsrapport.docx")).errors] == []


@pytest.mark.parametrize("indicator", ["B.12", "B.40", "B.53"])
@pytest.mark.parametrize("quarter", ["2015-1", "2015-4"])
def test_attainment_is_what_the_workbook_gives_by_hand(
    year: Year, demo_folder: Path, quarter: str, indicator: str
) -> None:
    """These indicators have so many behind every month that none is withheld."""
    rows = [row for row in scorecard(demo_folder.parent / quarter) if row["Indikator"] == indicator]
    results = [float(row["Resultat hittil i år"]) for row in rows]
    target = float(rows[0]["Mål hittil i år"])
    months = [
        name.removeprefix("Resultat ") for name in rows[0] if re.match(r"Resultat \w+ \d", name)
    ]
    reached = 0
    for month in months:
        mean = sum(float(row[f"Resultat {month}"]) for row in rows) / OFFICES
        reached += round(mean, 1) >= rows[0][f"Mål {month}"]
    attained = round(100 * sum(min(value / target, 1) for value in results) / OFFICES)
    if quarter != "2015-1":  # from then on, page one is of the quarter: its months by their people
        results = [by_hand(row, months[-3:]) for row in rows]
    offices = sum(round(value + 1e-9, 1) >= target for value in results)
    for form in ("pdf", "docx"):
        text = year.text(quarter, form)
        # Page one has the result, the target and the offices on it; the months are on page two.
        mean = norwegian(sum(results) / OFFICES)
        assert re.search(rf"{mean} {target:.0f} {offices} av {OFFICES} ", text), form
        counted = rf"{reached} av {len(months)}(: [a-zæøå ]+?)? {attained} % "
        assert re.search(counted, text), (form, counted)


def by_hand(row: Mapping[str, object], months: Sequence[str]) -> float:
    counts = [int(str(row[f"Nevner {month}"])) for month in months]
    hits = [float(str(row[f"Resultat {month}"])) for month in months]
    return sum(x * n for x, n in zip(hits, counts, strict=True)) / sum(counts)


def test_every_office_stands_with_its_results_and_marks(year: Year, demo_folder: Path) -> None:
    rows = list(scorecard(demo_folder.parent / "2015-4"))
    text = year.text("2015-4")
    for office in ("Solvik", "Rognås", "Skarvneset"):
        own = [row for row in rows if row["Kontornavn"] == office]
        cells, met, judged = [office], 0, 0
        for row in own:
            result, target = float(row["Resultat hittil i år"]), row["Mål hittil i år"]
            cells.append(norwegian(result + 1e-9))
            if target is not None:
                judged += 1
                met += result >= target
                cells.append("●" if result >= target else "○")
        assert " ".join([*cells, f"{met} av {judged}"]) in text


def test_before_the_first_survey_it_is_left_out(year: Year) -> None:
    text = year.text("2015-1")
    assert "Undersøkelsen" not in text
    assert "Brukerundersøkelsen" not in text
    assert "Hva har endret seg?" not in text
    steps = year.results("2015-1").steps
    assert sorted(steps) == ["attainment", "codebook/scorecard", "quarter/months"]


def test_a_quarter_with_a_survey_tells_its_own(year: Year) -> None:
    text = year.text("2015-2")
    assert "Ny undersøkelse. Per 30. juni 2015 hadde 264 medarbeidere (48 %)" in text
    assert "Ingen ny undersøkelse" not in text
    assert "Det er ikke gjort noen ny undersøkelse" not in text
    assert not any(name.startswith("quarter/latest/") for name in year.results("2015-2").steps)


@pytest.mark.parametrize("quarter", ["2015-3", "2015-4"])
def test_without_a_new_survey_the_latest_stands_dated_and_with_its_old_units(
    year: Year, demo_released: ReleasedResults, quarter: str
) -> None:
    steps, text = year.results(quarter).steps, year.text(quarter)
    kept = steps["quarter/latest/constructs/medarbeidere"]
    assert isinstance(kept, Descriptives)
    assert kept == demo_released.steps["constructs/medarbeidere"]
    assert all(norwegian_two(row.mean) in text for row in kept.rows)
    assert "30. juni 2015" in text
    assert "Heggelia og Steinlia hadde felles rapport." in text
    told = steps["quarter/latest/survey"]
    assert isinstance(told, EarlierRound)
    assert (told.round, told.date, told.n) == ("2015-2", "2015-06-30", 19)
    assert ("Rognåsen",) in [unit.offices for unit in told.units]


def norwegian_two(value: object) -> str:
    return f"{value:.2f}".replace(".", ",")


@pytest.fixture(scope="module")
def demo_released(demo_run: Path) -> ReleasedResults:
    return ReleasedResults.from_json((demo_run / "results.json").read_text("utf-8"))


def test_months_are_counted_until_there_are_twelve(year: Year) -> None:
    nine, twelve = year.text("2015-3"), year.text("2015-4")
    assert "Fra tolv måneder kan vi si om et mål er stabilt nådd eller ikke." in nine
    assert "stabilt" not in nine.replace("stabilt nådd eller ikke", "")
    assert "Målet er nådd i 0 av 12 måneder. Bestem hva som skal endres." in twelve
    assert "For 6 andre indikatorer varierer resultatet rundt målet i alle kontor" in twelve


def test_drift_is_told_in_the_place_of_a_change(year: Year) -> None:
    third, fourth = year.text("2015-3"), year.text("2015-4")
    assert "Målet er endret fra 30 til 35." in third
    assert "Rognås het tidligere Rognåsen." in third
    assert "«Multemyr» og «Skarvneset»" in fourth
    trend = year.results("2015-4").steps["trend"]
    assert isinstance(trend, Trend)
    assert any(each.reason == "merged" for line in trend.lines for each in line.breaks)


def test_no_figure_of_the_survey_stands_beside_a_named_office(year: Year, demo_folder) -> None:
    """The offices' names stand in the table of the scorecard, and in no other."""
    from docx import Document

    names = {str(row["Kontornavn"]) for row in scorecard(demo_folder.parent / "2015-2")}
    path = year.run("2015-2") / "management" / "kvartalsrapport.docx"
    holding = [
        index
        for index, table in enumerate(Document(str(path)).tables)
        if names & {cell.text for row in table.rows for cell in row.cells}
    ]
    assert len(holding) == 1
    table = Document(str(path)).tables[holding[0]]
    assert [cell.text for cell in table.rows[0].cells][1:3] == ["B.12", "B.14"]


def test_the_last_report_is_rebuilt_after_the_answers_are_deleted(
    year: Year, demo_folder: Path, kontorrapport, tmp_path: Path
) -> None:
    """And a report made twice has the same bytes."""
    study = tmp_path / "innovasjon"
    shutil.copytree(demo_folder.parent, study, ignore=shutil.ignore_patterns("2015-[12]"))
    done = kontorrapport("quarter", study / "2015-4", "--out", tmp_path, "--archive", year.archive)
    assert done.returncode == 0, done.stderr
    again = (study / "2015-4" / "latest-quarter").resolve()
    made = {
        path.relative_to(folder): path.read_bytes()
        for folder in (again,)
        for path in folder.rglob("*")
        if path.is_file()
    }
    first = year.run("2015-4")
    assert again.name == first.name
    assert len(made) >= 8
    assert made == {
        path.relative_to(first): path.read_bytes() for path in first.rglob("*") if path.is_file()
    }


def test_an_index_in_postgresql_gives_the_same_report(
    year: Year, demo_folder: Path, demo_run: Path, kontorrapport, tmp_path: Path, postgresql: str
) -> None:
    """The year filed once more, with its index on a server: the last report has the same bytes."""
    shared = ("--index", postgresql)
    archive = tmp_path / "archive"
    for run in (year.run("2015-1"), demo_run, *map(year.run, QUARTERS[1:3])):
        done = kontorrapport("archive", run, archive, *shared, *FILED)
        assert done.returncode == 0, done.stderr
    assert not (archive / "index.sqlite").exists()
    folder = demo_folder.parent / "2015-4"
    done = kontorrapport("quarter", folder, "--out", tmp_path, "--archive", archive, *shared)
    assert done.returncode == 0, done.stderr
    again = (tmp_path / "innovasjon" / "2015-4" / "latest-quarter").resolve()
    first = year.run("2015-4")
    assert again.name == first.name
    for path in first.rglob("*"):
        assert path.is_dir() or (again / path.relative_to(first)).read_bytes() == path.read_bytes()


def test_a_quarter_after_its_build_is_no_other_release_and_twice_the_same(
    year: Year, demo_folder: Path, kontorrapport
) -> None:
    """Management's report is held against the build of its round, and is found to tell the same."""
    run = year.run("2015-2")
    first = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    done = kontorrapport("quarter", demo_folder, "--out", year.out, "--archive", year.archive)
    assert done.returncode == 0, done.stderr
    assert year.run("2015-2") == run
    assert first == {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    certificate = json.loads((run / "certificate.json").read_text("utf-8"))
    assert (certificate["release"], certificate["releases"]) == (1, [])


def test_the_build_of_a_round_without_a_survey_says_what_to_use(
    demo_folder: Path, kontorrapport, tmp_path: Path
) -> None:
    done = kontorrapport("build", demo_folder.parent / "2015-1", "--out", tmp_path)
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("kontorrapport:")]
    assert "has no survey" in line
    assert "kontorrapport quarter" in line
    assert list(tmp_path.iterdir()) == []


def test_a_round_of_nothing_and_half_a_survey_are_refused(
    demo_folder: Path, kontorrapport, tmp_path: Path
) -> None:
    study = tmp_path / "innovasjon"
    shutil.copytree(demo_folder.parent, study)
    first = study / "2015-1" / "round.toml"
    first.write_text(first.read_text("utf-8").replace('[scorecard]\nfile = "malekort.xlsx"', ""))
    done = kontorrapport("check", first.parent)
    assert done.returncode == 2
    assert "the round names no file" in done.stderr
    second = study / "2015-2" / "round.toml"
    text = second.read_text("utf-8")
    start = text.index("[groups.ledere]")
    second.write_text(text[:start] + text[text.index("[scorecard]", start) :], "utf-8")
    done = kontorrapport("check", second.parent)
    assert done.returncode == 2
    assert "'ledere' has no files here" in done.stderr
