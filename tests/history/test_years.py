"""Quarters through the command line: offices that change, corrections, moved archives, names."""

from __future__ import annotations

import email
from email import policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from scorecard_rounds import scorecard_round
from typer.testing import CliRunner

from generator.cli import app
from generator.errors import InputError
from generator.results.offices import Corrections
from generator.results.store import ReleasedResults
from generator.results.trend import Break, Change, Trend, TrendLine

CORRECTION = '[correction]\ndate = 2024-04-20\nwhy = "Kontor 2 var registrert feil i mars."\n'


def call(*arguments: object) -> str:
    """What a command says that does as it is told."""
    given = [str(each) for each in arguments]
    found = CliRunner().invoke(app, given, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def refused(*arguments: object) -> str:
    """The problems for which a command does nothing."""
    with pytest.raises(InputError) as found:
        CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    return "\n".join(map(str, found.value.problems))


class County:
    """A county of four offices, its quarters and its archive."""

    def __init__(self, root: Path) -> None:
        self.root, self.archive, self.out = root, root / "archive", root / "out"
        self.archive.mkdir()

    def round(self, months: int, extra: str = "", **more: object) -> Path:
        """Write a quarter that ends with this month."""
        data = self.root / f"data-{months}"
        return scorecard_round(data, offices=4, months=months, extra=extra, **more)  # type: ignore[arg-type]

    def quarter(self, folder: Path, *more: object) -> Path:
        """Make the quarter's report and file it; returns its run."""
        said = call(
            *("quarter", folder, "--out", self.out, "--archive", self.archive, "--format", "pdf"),
            *more,
        )
        run = Path(said.split("Report: ")[1].split(",")[0].strip())
        call("archive", run, self.archive, "--time", "2024-12-24T12:00:00Z")
        return run


@pytest.fixture
def county(tmp_path: Path) -> County:
    return County(tmp_path)


def results(run: Path) -> ReleasedResults:
    return ReleasedResults.from_json((run / "results.json").read_text("utf-8"))


def line(run: Path, indicator: str = "K.01") -> TrendLine:
    trend = results(run).steps["trend"]
    assert isinstance(trend, Trend)
    lines = (x for x in trend.lines if (x.measure, x.variable) == ("indicator", indicator))
    return next(lines)


def write(folder: Path, office: int, heading: str, value: object, *, below: str = "K.01") -> object:
    """Write a cell of the scorecard in the row of an office and indicator; what stood there."""
    book = openpyxl.load_workbook(folder / "malekort.xlsx")
    sheet = book.active
    assert sheet is not None
    heads = [each.value for each in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if (row[0].value, row[1].value) == (office, below):
            found = row[heads.index(heading)]
            before, found.value = found.value, value
            book.save(folder / "malekort.xlsx")
            return before
    raise LookupError(heading)


# --- an archive that is not there -----------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "quarter"])
def test_an_archive_that_round_toml_names_must_be_there(county: County, command: str) -> None:
    folder = county.round(3)
    toml = folder / "round.toml"
    toml.write_text('archive = "../moved"\n' + toml.read_text("utf-8"), "utf-8")
    out = () if command == "check" else ("--out", county.out)
    said = refused(command, folder, *out)
    assert "round.toml, line 1" in said and "'../moved' does not exist" in said
    assert "--archive" in said
    assert not county.out.exists()
    (county.root / "data-3" / "moved").write_text("a file", "utf-8")
    assert "is no folder" in refused(command, folder, *out)
    call(command, folder, *out, "--archive", county.archive)


def test_the_first_quarter_says_what_it_is_compared_with(county: County) -> None:
    said = "Ingen tidligere kvartal er arkivert, så resultatene er holdt opp mot målene alene."
    first, second = county.quarter(county.round(3)), county.quarter(county.round(6))
    assert said in text(first) and said not in text(second)
    assert "1. kvartal 2024" in text(second)


def text(run: Path) -> str:
    (pdf,) = (run / "management").glob("*.pdf")
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


# --- corrections ----------------------------------------------------------------------------


def test_a_correction_is_refused_unsaid_and_published_said(county: County) -> None:
    """The handed case: a result is another of the very same number of clients."""
    folder = county.round(3)
    first = county.quarter(folder)
    before = write(folder, 2, "Resultat mar 2024", 11.1)
    arguments = ("quarter", folder, "--out", county.out, "--archive", county.archive)
    said = refused(*arguments)
    assert f"malekort.xlsx: these results are others than in the report {first.name}" in said
    assert f"K.01 of o2, 2024-03: {before:g}, now 11.1" in said
    assert "[correction]" in said and "docs/years.md" in said

    toml = folder / "round.toml"
    toml.write_text(toml.read_text("utf-8") + CORRECTION, "utf-8")
    corrected = county.quarter(folder)
    node = results(corrected).steps["corrections"]
    assert isinstance(node, Corrections)
    assert node.run == first.name
    (figure,) = node.figures
    assert (figure.office, figure.variable, figure.month) == ("o2", "K.01", "2024-03")
    assert (figure.before, figure.now) == (before, 11.1)
    call("verify", corrected)
    call("verify", first)

    later = county.quarter(_with_the_same(county, 2, "Resultat mar 2024", 11.1))
    mean = sum(_quarters(folder, ("jan", "feb", "mar")).values()) / 4
    assert line(later).points[0].value == pytest.approx(mean, abs=0.051)
    assert line(later).breaks == ()


def _with_the_same(county: County, office: int, heading: str, value: object) -> Path:
    folder = county.round(6)
    write(folder, office, heading, value)
    return folder


def test_whoever_got_the_first_report_gets_the_corrected_one(county: County) -> None:
    mail = (
        '[recipients]\nmanagement = ["ledelsen@example.org"]\n'
        '[mail]\nsender = "analyse@example.org"\n'
    )
    folder = county.round(3, mail)
    first = county.quarter(folder)
    assert sent(first) == ["Kvartalsrapport for Fylket: Målekortet"]
    write(folder, 2, "Resultat mar 2024", 11.1)
    toml = folder / "round.toml"
    toml.write_text(toml.read_text("utf-8") + CORRECTION, "utf-8")
    corrected = county.quarter(folder)
    assert sent(corrected) == ["Rettet: Kvartalsrapport for Fylket: Målekortet"]
    (letter,) = letters(corrected)
    body = letter.get_body(("plain",))
    assert body is not None
    said = " ".join(body.get_content().split())
    assert "Den erstatter den dere fikk før. Kontor 2 var registrert feil i mars." in said
    again = county.quarter(folder, "--format", "pdf,docx")  # built again, and corrected no more
    assert sent(again) == []


def sent(run: Path) -> list[str]:
    """The subjects of what is sent of a run when all of it is approved."""
    call("approve", run, "--all", "--by", "Kari")
    call("send", run)
    return [str(each["Subject"]) for each in letters(run)]


def letters(run: Path) -> list[EmailMessage]:
    files = sorted(run.with_name(f"{run.name}.state").rglob("*.eml"))
    found = [email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [each for each in found if isinstance(each, EmailMessage)]


def test_a_correction_that_is_of_few_clients_is_not_shown(county: County) -> None:
    """Whoever holds both reports would have the result of four clients; of five is enough."""
    for n, shown in ((196, False), (204, False), (195, True), (205, True)):
        place = County(county.root / str(n)) if (county.root / str(n)).mkdir() is None else county
        folder = place.round(3)
        place.quarter(folder)
        for heading, value in (("Resultat mar 2024", 55.5), ("Nevner mar 2024", n)):
            write(folder, 2, heading, value)
        write(folder, 2, "Nevner hittil i år", 400 + n)
        toml = folder / "round.toml"
        toml.write_text(toml.read_text("utf-8") + CORRECTION, "utf-8")
        node = results(place.quarter(folder)).units["o2"]["corrections"]
        assert isinstance(node, Corrections)
        now = {figure.month: figure.now for figure in node.figures}
        assert (now["2024-03"] == 55.5) is shown, n


def test_a_correction_of_nothing_is_refused(county: County) -> None:
    folder = county.round(3, CORRECTION)
    said = refused("quarter", folder, "--out", county.out)
    assert "round.toml" in said and "no earlier report of the round is known" in said


# --- what workbooks call indicators ---------------------------------------------------------


def named(folder: Path, text: str) -> Path:
    book = openpyxl.load_workbook(folder / "malekort.xlsx")
    sheet = book.active
    assert sheet is not None
    sheet.insert_cols(3)
    sheet.cell(1, 3).value = "Indikatornavn"
    for row in range(2, sheet.max_row + 1):
        code = sheet.cell(row, 2).value
        sheet.cell(row, 3).value = text if code == "K.01" else f"Indikator {code}"
    book.save(folder / "malekort.xlsx")
    return folder


def test_another_name_of_an_indicator_breaks_its_line_until_it_is_said_to_be_wording(
    county: County,
) -> None:
    county.quarter(named(county.round(3), "Fulgt opp innen fristen"))
    other = "Fulgt opp innen tre dager (ny definisjon)"
    broken = line(county.quarter(named(county.round(6), other))).change
    assert isinstance(broken, Break)
    assert (broken.reason, broken.what) == ("wording", (other,))

    said = '[[events]]\nwhat = "reworded"\ndate = 2024-04-01\nvariables = ["K.01"]\n'
    toml = county.root / "data-6" / "2024-06" / "round.toml"
    toml.write_text(toml.read_text("utf-8") + said, "utf-8")
    assert isinstance(line(county.quarter(toml.parent)).change, Change)


def test_one_indicator_under_two_names_is_a_problem_of_the_workbook(county: County) -> None:
    folder = named(county.round(3), "Ett navn")
    write(folder, 2, "Indikatornavn", "Et annet navn")
    said = refused("check", folder)
    assert "malekort.xlsx" in said and "row 5" in said and "worded otherwise in row 2" in said


# --- offices that change --------------------------------------------------------------------


def test_the_county_is_compared_over_the_same_offices(county: County) -> None:
    """Two offices became one, and one was opened: by hand from the workbooks, 600 people a quarter.

    The points of the line are of everybody; the change is of the three that are in both.
    """
    first = county.round(3)
    county.quarter(first)
    second = county.round(6)
    toml = second / "round.toml"
    said = (
        toml.read_text("utf-8").replace("id = 'o1'", "id = 'ny'").replace("id = 'o2'", "id = 'opp'")
    )
    said += (
        '[[events]]\nwhat = "merged"\ndate = 2024-04-01\nbefore = ["o1", "o2"]\nafter = ["ny"]\n'
        '[[events]]\nwhat = "opened"\ndate = 2024-04-01\nafter = ["opp"]\n'
    )
    toml.write_text(said, "utf-8")
    run = county.quarter(second)
    then, now = _quarters(first, ("jan", "feb", "mar")), _quarters(second, ("apr", "mai", "jun"))
    found = line(run)
    assert found.points[0].value == pytest.approx(sum(then.values()) / 4, abs=0.051)
    assert found.points[1].value == pytest.approx(sum(now.values()) / 4, abs=0.051)
    reasons = [(each.reason, each.what) for each in found.breaks]
    assert reasons == [("joined", ("Kontor 2",)), ("merged", ("Kontor 1", "Kontor 2"))]
    assert isinstance(found.change, Change)
    assert found.change.offices == 3
    before = ((then[1] + then[2]) / 2 + then[3] + then[4]) / 3
    after = (now[1] + now[3] + now[4]) / 3
    assert found.change.then == pytest.approx(before, abs=0.051)
    assert found.change.now == pytest.approx(after, abs=0.051)
    assert found.change.value == pytest.approx(found.change.now - found.change.then, abs=0.051)

    own = next(
        x for x in trend(run, "ny").lines if (x.measure, x.variable) == ("indicator", "K.01")
    )
    assert isinstance(own.change, Change) and own.breaks == ()
    assert own.points[0].value == pytest.approx((then[1] + then[2]) / 2, abs=0.051)
    assert own.points[0].n == 1200
    page = text(run)
    assert "Kommet til siden da: «Kontor 2»." in page
    assert "endringen i kontorene som er med begge ganger (3)" in page


def test_an_office_that_keeps_its_id_when_it_is_split_begins_anew(county: County) -> None:
    first = county.round(3)
    county.quarter(first)
    second = county.round(6)
    toml = second / "round.toml"
    said = toml.read_text("utf-8").replace("id = 'o4'", "id = 'o1-nord'")
    said += (
        '[[events]]\nwhat = "split"\ndate = 2024-04-01\n'
        'before = ["o1"]\nafter = ["o1", "o1-nord"]\n'
        '[[events]]\nwhat = "closed"\ndate = 2024-04-01\nbefore = ["o4"]\n'
    )
    toml.write_text(said, "utf-8")
    run = county.quarter(second)
    broken = own_line(run, "o1").change
    assert isinstance(broken, Break)
    assert (broken.reason, broken.what) == ("split", ("Kontor 1", "Kontor 4"))
    # The other part has months of its own in the workbook, from before it was parted off.
    assert own_line(run, "o1-nord").change is not None
    whole = line(run).change
    assert isinstance(whole, Change) and whole.offices == 4  # both parts together, and two others


def own_line(run: Path, unit: str) -> TrendLine:
    lines = trend(run, unit).lines
    return next(x for x in lines if (x.measure, x.variable) == ("indicator", "K.01"))


def trend(run: Path, unit: str) -> Trend:
    node = results(run).units[unit]["trend"]
    assert isinstance(node, Trend)
    return node


def _quarters(folder: Path, names: tuple[str, ...]) -> dict[int, float]:
    """The offices' results of three months by code, by the workbook; each month is of 200."""
    sheet = openpyxl.load_workbook(folder / "malekort.xlsx").active
    assert sheet is not None
    heads = [each.value for each in sheet[1]]
    months = [heads.index(f"Resultat {name} 2024") for name in names]
    return {
        int(str(row[0])): sum(float(str(row[place])) for place in months) / 3
        for row in sheet.iter_rows(min_row=2, values_only=True)
        if row[1] == "K.01"
    }
