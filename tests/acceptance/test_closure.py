"""A run's documents hold what the run publishes, byte for byte, and nothing else.

The answers are deleted after the build. A process that is given results.json, the definitions, the
plans of offices and the few facts listed here makes every document and index.html again. So whoever
has all documents has no more than whoever has these, which is what ``tests/disclosure`` attacks.
"""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from generator import pipeline
from generator.action_plans.returned import keep_plans
from generator.report.block import Paragraph
from generator.report.office import report as office
from generator.results.offices import Plan
from generator.round import load_round
from generator.run.contents import definition
from generator.run.draft import Options
from generator.sources.plans import planned_measure

PUBLISHED = ("results.json", "definition/study.json", "definition/round.json")

FROM_THE_CERTIFICATE = {
    "groups": "how many published sums were looked at, over all variables",
    "variables": "how many variables they are about",
    "cells": "how many combinations of published groups somebody is in, over all variables",
    "rank": "the rank of the published sums, over all variables",
    "recoverable": "sums of too few that follow: none, but in a synthetic round",
    "let_through": "figures the rules would have suppressed: none, but in a synthetic round",
    "rules": "the names of the rules that were applied: all, but in a synthetic round",
    "answers_sha256": "one hash of all answers; see THREATS.md",
    "seal": "a hash of it and of what is kept beside the run, keyed by all answers; not printed",
    "releases": "the ids of earlier runs of the round, all of them published",
}
"""What the certificate, and its page, say beside results and definitions; the rest follows."""

FROM_THE_MANIFEST = {
    "run": "the run's id, a hash of what the manifest says and of the results; see THREATS.md",
    "versions": "the versions of the program and of what it is made with",
    "options": "what the build was asked for",
}

NOT_IN_DOCUMENTS = {
    "schema": "always 2",
    "recipients": "hashes of who gets what, by item, as with each document",
    "program": "a hash of the program's code",
    "templates": "a hash of the templates",
    "kind": "whether it is management's report alone",
    "round": "the round's id, as in the definitions",
    "round_sha256": "a hash of round.toml; it holds addresses and invited counts, no answers",
    "date": "the round's date, as in the definitions",
    "synthetic": "as in the definitions",
    "inputs": "names, kinds and hashes of the files that were read, no sizes; see THREATS.md",
    "files": "what anybody can say of the published files, and to whom they go",
}

OF_A_FILE = {"path", "sha256", "size"}
OF_A_DOCUMENT = {
    *("kind", "unit", "recipient", "recipients_sha256", "language", "media_type", "pages")
}

AGAIN = """
import json, sys
from pathlib import Path

given, out = Path("given"), Path("made")

from dataclasses import replace

from generator.disclosure.certificate import Cell, Certificate, about
from generator.report.localisation import localised
from generator.render.overview import overview_html
from generator.render.workers import render
from generator.results.store import ReleasedResults
from generator.run.contents import plans_in, read_definition
from generator.report.compose import compose
from generator.report.context import Context

facts = json.loads((given / "facts.json").read_text())
study, round_ = read_definition(given)
released = ReleasedResults.from_json((given / "results.json").read_text("utf-8"))
found = facts["certificate"]
certificate = Certificate(
    threshold=round_.policy.min_respondents,
    reproduce_published=round_.policy.reproduce_published,
    **found | {
        "let_through": tuple(Cell(**cell) for cell in found["let_through"]),
        "rules": tuple(found["rules"]),
        "releases": tuple(found["releases"]),
    },
)
certificate = replace(about(released, certificate), seal=found["seal"])
files = {p.relative_to(given).as_posix(): p.read_bytes() for p in given.glob("offices/*/*")}
options = facts["options"]
context = Context(
    released=released, study=study, round=round_, run_id=facts["run"],
    version=facts["versions"]["kontorrapport"], language=round_.language,
    withheld=len(certificate.suppressed), plans=plans_in(files), audited=certificate.audited,
)
asked = {name: options[name] for name in ("report", "only", "language")}
reports = compose(context, **asked)
documents = list(render(reports, formats=tuple(options["formats"]), workers=1))
spoken = localised(context, options["language"] or round_.language)
made = {one.path: one.content for one in documents} | {
    "index.html": overview_html(spoken, documents).encode(),
    "certificate.json": certificate.to_json().encode(),
}
for name, content in made.items():
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(content)
assert "pandas" not in sys.modules, "no statistics are needed"
"""


@pytest.fixture(scope="module")
def run(demo_folder: Path, kontorrapport, tmp_path_factory) -> Path:
    """A run of the other study, with an office's plan in it; its answers are gone."""
    folder = tmp_path_factory.mktemp("round") / "forbedring"
    shutil.copytree(demo_folder.parents[1] / "forbedring", folder)
    _, round_ = load_round(folder / "2010-2")
    unit = round_.units[0].id
    measures = (planned_measure("Morgenmøte", "Flyt", "Ingrid", "Mai", "I gang"),)
    keep_plans([Plan((unit,), "2009-4", measures)], round_=round_, folder=folder / "2010-2")
    out = tmp_path_factory.mktemp("runs")
    done = kontorrapport("build", folder / "2010-2", "--out", out)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(folder)
    return (out / "forbedring" / "2010-2" / "latest").resolve()


def made_again(run: Path, place: Path) -> Path:
    """Every document and the certificate of a run, from what it publishes, in an empty place."""
    given = place / "given"
    plans = [path.relative_to(run).as_posix() for path in run.glob("offices/*/plan.json")]
    for name in (*PUBLISHED, *plans):
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(run / name, given / name)
    certificate = json.loads((run / "certificate.json").read_text("utf-8"))
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    facts = {name: manifest[name] for name in FROM_THE_MANIFEST}
    facts["certificate"] = {name: certificate[name] for name in FROM_THE_CERTIFICATE}
    (given / "facts.json").write_text(json.dumps(facts), "utf-8")
    command = [sys.executable, "-W", "error", "-c", AGAIN]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return place / "made"


def test_every_document_is_made_again_byte_for_byte(run: Path, tmp_path: Path) -> None:
    made = made_again(run, tmp_path)
    listed = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()}
    again = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    plan = {name for name in listed if name.endswith("/plan.json")}
    assert len(plan) == 1
    assert listed - again == {*PUBLISHED, "manifest.json", *plan}
    assert sum(name.endswith((".pdf", ".docx")) for name in again) == 18
    assert differing(run, made) == set()


def test_the_manifest_says_nothing_else(run: Path) -> None:
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    assert set(manifest) == {*FROM_THE_MANIFEST, *NOT_IN_DOCUMENTS}
    assert {name for file in manifest["inputs"] for name in file} == {"name", "kind", "sha256"}
    for entry in manifest["files"]:
        content = (run / entry["path"]).read_bytes()
        assert set(entry) in (OF_A_FILE, OF_A_FILE | OF_A_DOCUMENT)
        assert (entry["sha256"], entry["size"]) == (sha256(content).hexdigest(), len(content))


def test_the_definitions_count_nobody(run: Path, demo_folder: Path) -> None:
    """Not the invited, nor those who brought up a theme: small counts are told by no file."""
    study, round_ = load_round(demo_folder.parents[1] / "forbedring" / "2010-2")
    counts = [theme.count for question in round_.themes for theme in question.themes]
    assert min(counts) < round_.policy.min_respondents
    kept = definition(study, round_)["definition/round.json"]
    assert json.loads(kept)["themes"] == []
    assert not any(word in kept for word in ('"count"', '"answered"'))
    assert '"invited": null' in kept


def test_beside_the_run_lies_only_what_its_owner_alone_may_read(run: Path) -> None:
    beside = {path.name: path for path in run.parent.iterdir() if path.name != run.name}
    assert set(beside) == {"latest", f"{run.name}.state", ".earlier"}
    assert beside["latest"].is_symlink()
    for folder in (beside[f"{run.name}.state"], beside[".earlier"]):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.iterdir())
    assert [path.name for path in beside[f"{run.name}.state"].iterdir()] == ["origin.json"]


def test_a_package_adds_what_the_run_says_already(run: Path, kontorrapport, tmp_path: Path) -> None:
    """The answers are gone, so arkivmelding and codebook are made from the run and the time."""
    time = ("--time", "2016-01-04T12:00:00+00:00")
    done = kontorrapport("archive", run, tmp_path, *time)
    assert done.returncode == 0, done.stderr
    (package,) = (path.parent for path in tmp_path.glob("*/*/*/bagit.txt"))
    files = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    tags = {name for name in files if not name.startswith(("data/", "validation/"))}
    assert tags == {
        *("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"),
        *("arkivmelding.xml", "codebook.csv", "sbom.cdx.json"),
    }
    ours = {f"data/{path.relative_to(run).as_posix()}" for path in run.rglob("*") if path.is_file()}
    assert {name for name in files if name.startswith("data/")} == ours


def test_a_template_that_knows_more_is_found(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build verifies its documents with the templates it has; here they know an answer too."""
    first = office.about_blocks
    monkeypatch.setattr(
        office, "about_blocks", lambda *a, **b: (*first(*a, **b), Paragraph("To svarte her."))
    )
    options = Options(only=("hegrelund",), formats=("docx",), workers=1)
    folder = demo_folder.parents[1] / "forbedring" / "2010-2"
    run = pipeline.build(folder, out=tmp_path, options=options, progress=lambda *_: None).run
    made = made_again(run.folder, tmp_path)
    assert differing(run.folder, made) == {"offices/hegrelund/enhetsrapport-hegrelund.docx"}


def differing(run: Path, made: Path) -> set[str]:
    names = (path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
    return {name for name in names if (made / name).read_bytes() != (run / name).read_bytes()}
