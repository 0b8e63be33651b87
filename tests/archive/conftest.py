"""Small finished runs to be filed, and both kinds of index to file them in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from generator.archive import checking, filing
from generator.disclosure.audit import audit
from generator.disclosure.certificate import certify
from generator.disclosure.rules import Limits
from generator.render.workers import render_one
from generator.report.block import Heading, Paragraph, RenderedDocument, Report
from generator.results.store import ReleasedResults
from generator.results.survey import Codebook, Question
from generator.round import load_round
from generator.round.model import Round
from generator.run.contents import definition, write_run
from generator.run.draft import draft_run, manifest_of
from generator.run.manifest import Asked
from generator.sources.inputs import SourceFile
from generator.study.model import Study

DATA = Path(__file__).parents[2] / "data"
TIME = datetime(2015, 7, 1, 12, tzinfo=UTC)

MakeRun = Callable[..., Path]


@pytest.fixture(scope="session")
def declared() -> tuple[Study, Round]:
    return load_round(DATA / "innovasjon" / "2015-2")


@pytest.fixture(scope="session")
def documents() -> tuple[RenderedDocument, ...]:
    """The county's report and one office's, both formats, as short as can be."""
    county = _report("county/fylkesrapport", unit=None)
    office = _report("offices/solvik/kontorrapport-solvik", unit="solvik")
    return tuple(
        render_one(report, form) for report in (county, office) for form in ("pdf", "docx", "html")
    )


def _report(path: str, *, unit: str | None) -> Report:
    return Report(
        kind="office" if unit else "county",
        path=path,
        title=f"Rapport {unit or 'fylket'}",
        subtitle="Prøve & <mer>",
        unit=unit,
        language="nb",
        heading="Prøve",
        footer="Prøve",
        created=date(2015, 6, 30),
        author="Prøvefylket",
        run_id="0123456789ab",
        blocks=(Heading(1, "Prøve"), Paragraph("Ingen tall her.")),
    )


@pytest.fixture
def make_run(
    tmp_path: Path, declared: tuple[Study, Round], documents: tuple[RenderedDocument, ...]
) -> MakeRun:
    """Write a run: of which id, round and results; without people, as a build does."""
    study, first = declared

    def make(
        run_id: str = "0123456789ab",
        *,
        wording: str = "Hva mener du?",
        inputs: tuple[SourceFile, ...] = (),
        keep: Callable[[RenderedDocument], bool] = lambda _document: True,
        **changes: object,
    ) -> Path:
        round_ = first.model_copy(update=changes)
        asked = (Question(variable="leder_1", wording=wording),)
        released = ReleasedResults(
            study=study.id,
            round=round_.id,
            steps={"codebook/medarbeidere": Codebook(group="medarbeidere", n=1, rows=asked)},
            units={},
        )
        results = released.to_json()
        policy = round_.policy
        certificate = certify(
            released,
            audit({}, threshold=policy.min_respondents),
            Limits(policy.min_respondents),
            reproduce_published=policy.reproduce_published,
            answers_sha256="",
        ).to_json()
        run = write_run(
            tmp_path / "runs" / round_.id,
            draft_run(
                definition(study, round_)
                | {"results.json": results, "certificate.json": certificate, "index.html": "<p/>"},
                documents=[document for document in documents if keep(document)],
                manifest=manifest_of(
                    round_, run=run_id, round_sha256="0" * 64, inputs=inputs, options=Asked()
                ),
            ),
        )
        return run.folder

    return make


@pytest.fixture(autouse=True)
def documents_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small runs' documents are made up; test_documents_read.py reads those of a real run."""
    for module in (filing, checking):
        monkeypatch.setattr(module, "check_documents", lambda _files, **_: ())


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str | None:
    """Where the index is: in the archive, or in an empty database of a server."""
    return request.getfixturevalue("postgresql") if request.param == "postgresql" else None
