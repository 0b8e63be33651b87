"""Quarterly reports of rounds unlike the demo's, through the command line, verified."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from scorecard_rounds import scorecard_round

from generator.report.block import RenderedDocument
from generator.run.verify.documents import read_back

ROOT = Path(__file__).parents[2]
FILED = ("--time", "2025-01-04T12:00:00+00:00")


@pytest.fixture
def quarter(kontorrapport, tmp_path: Path) -> Callable[..., str]:
    """Make and verify a round's report; what its PDF and its Word file say, which is the same."""

    def made(folder: Path, *options: object) -> str:
        out = tmp_path / "out"
        done = kontorrapport("quarter", folder, "--out", out, *options)
        assert done.returncode == 0, done.stderr
        (run,) = out.glob(f"*/{folder.name}/latest-quarter")
        assert kontorrapport("verify", run.resolve()).returncode == 0
        texts = []
        for path in sorted((run / "management").glob("kvartalsrapport.*")):
            document = RenderedDocument(path.name, "", path.read_bytes(), "", None, "nb")
            texts.append(" ".join(read_back(document).words))
        word, pdf = texts
        assert re.findall(r"\d+,\d", word) == re.findall(r"\d+,\d", pdf)
        return pdf

    return made


def test_one_office_and_its_first_quarter(quarter, tmp_path: Path) -> None:
    text = quarter(scorecard_round(tmp_path / "s", offices=1, months=3, results={"K.03": 80}))
    assert "1. kvartal 2024: slik står det til" in text
    assert "snitt av" not in text.split("Måned for måned")[0]
    assert "Endring" not in text


def test_no_targets(quarter, tmp_path: Path) -> None:
    text = quarter(scorecard_round(tmp_path / "s", target=None, months=6))
    assert "Det er ikke satt mål for indikatorene på målekortet." in text
    assert "er nådd hittil" not in text


def test_more_indicators_than_a_table_holds(quarter, tmp_path: Path) -> None:
    text = quarter(scorecard_round(tmp_path / "s", indicators=14, offices=4))
    assert text.count("Resultat for hvert kontor, januar–desember 2024") == 2


def test_long_sami_names_and_twelve_indicators_with_full_names(quarter, tmp_path: Path) -> None:
    names = [f"Kárášjohka-Karasjok og Deatnu-Tana, {n}. avdeling" for n in range(1, 31)]
    full = "Unge med nedsatt arbeidsevne og godkjent aktivitetsplan nummer {}"
    declared = {f"L.{n:02}": {"label": full.format(n)} for n in range(1, 13)}
    text = quarter(scorecard_round(tmp_path / "s", offices=names, indicators=declared))
    assert all(name in text for name in names)


def test_clients_alone(quarter, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "innovasjon", tmp_path / "innovasjon")
    folder = tmp_path / "innovasjon" / "2015-4"
    declared = (folder / "round.toml").read_text("utf-8")
    declared = re.sub(r"\[(scorecard|window|targets)\][^\[]*", "", declared)
    (folder / "round.toml").write_text(declared, "utf-8")
    text = quarter(folder)
    assert "Slik står det til" in text
    assert "4,8 i snitt fra 960 brukere på en skala fra 1 til 6." in text
    assert "Målekortet" not in text


def test_a_survey_alone(quarter) -> None:
    text = quarter(ROOT / "data" / "forbedring" / "2010-2")
    assert "Slik står det til" in text
    assert re.search(r"Blant medarbeidere er snittet høyest for \w+ \(\d,\d\d, 577 svar\)", text)
    assert "målekort" not in text.lower()


def test_what_changed_is_certain_only_where_it_is(quarter, kontorrapport, tmp_path: Path) -> None:
    """One result rises from 50 to far more, the other stays where it was."""
    study, archive = tmp_path / "s", tmp_path / "archive"
    archive.mkdir()
    results = {"K.01": 50, "K.02": 70}
    first = scorecard_round(study, indicators=2, months=3, results=results)
    quarter(first)
    (run,) = (tmp_path / "out").glob("*/*/latest-quarter")
    done = kontorrapport("archive", run.resolve(), archive, *FILED)
    assert done.returncode == 0, done.stderr
    later = {"K.01": 32.0}
    second = scorecard_round(study, indicators=2, months=6, results=results, later=later)
    text = quarter(second, "--archive", archive)
    assert "2. kvartal 2024" in text
    page_one = text.split("Måned for måned")[0]
    assert re.search(r"Indikator 1 [\d, ]+6 av 6 \+\d+,\d ja, opp", page_one)
    assert re.search(r"Indikator 2 [\d, ]+6 av 6 \S+ nei", page_one)
    assert "Sikker oppgang: indikator 1." in page_one
    assert "Sikker endring fra 1. kvartal 2024?" in page_one
