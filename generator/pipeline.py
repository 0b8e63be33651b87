"""The straight line: from a round's folder to a finished, verified run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__
from generator.errors import ArgumentError, VerificationError

if TYPE_CHECKING:
    from generator.archive import Run
    from generator.dataset import Inputs
    from generator.round import Round
    from generator.scoring import AnalysisUnit

Progress = Callable[[str, int, int], None]
"""Told a stage, how many of its parts are done and how many there are (0 when it has no parts)."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a build was asked for: analysis units, file formats, language and workers."""

    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("pdf", "docx")
    language: str | None = None
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Built:
    """A finished run and what verification counted in its documents."""

    run: Run
    numbers: int


def check(folder: Path) -> None:
    """Read and validate a round; every problem is raised together as ``InputError``."""
    from generator.round import load_round
    from generator.sources import read_inputs

    study, round_ = load_round(folder)
    read_inputs(study, round_, folder)


def build(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder into a run folder of verified documents, whole or not at all."""
    from generator.analysis import analyse
    from generator.archive import write_run
    from generator.disclosure import release
    from generator.documents import Context, compose
    from generator.documents.overview import overview_html
    from generator.documents.rendering import render, warm_up
    from generator.round import load_round
    from generator.scoring import score
    from generator.sources import read_inputs
    from generator.verify import verify_documents

    progress("reading and checking the round", 0, 0)
    study, round_ = load_round(folder)
    if options.workers > 1:
        warm_up()
    language = _language(options.language or round_.language)
    inputs = read_inputs(study, round_, folder)
    progress("scoring and analysing", 0, 0)
    scored = score(inputs, study=study, round_=round_)
    _known_units(options.only, scored.analysis_units)
    results = analyse(scored, study=study, round_=round_)
    progress("releasing what may be told", 0, 0)
    groups = scored.memberships(study=study)
    released, certificate = release(results, groups, study=study, policy=round_.policy)
    run_id = _run_id(folder, round_, inputs, options)
    context = Context(
        released=released,
        study=study,
        round=round_,
        run_id=run_id,
        version=__version__,
        language=language,
        withheld=len(certificate.withheld),
        let_through=len(certificate.let_through),
    )
    reports = compose(context, only=options.only)
    documents = tuple(
        render(
            reports,
            formats=options.formats,
            workers=options.workers,
            progress=lambda done, total: progress("making the documents", done, total),
        )
    )
    progress("reading the documents back", 0, 0)
    verified = verify_documents(reports, documents)
    if verified.findings:
        raise VerificationError("\n".join(verified.findings))
    run = write_run(
        out / study.id / round_.id,
        files={
            "results.json": released.to_json(),
            "certificate.json": certificate.to_json(),
            "index.html": overview_html(context, documents),
        },
        documents=documents,
        inputs=inputs.files,
        round_=round_,
        run_id=run_id,
    )
    return Built(run, verified.numbers)


def _run_id(folder: Path, round_: Round, inputs: Inputs, options: Options) -> str:
    from generator.archive import identify

    declared = {
        "round.toml": (folder / "round.toml").read_text(encoding="utf-8"),
        "study.toml": (folder / round_.study).read_text(encoding="utf-8"),
        "options": repr((options.only, options.formats, options.language)),
    }
    return identify(declared, inputs.files, program_version=__version__)


def _language(name: str) -> str:
    from generator.documents.wording import languages

    if name not in languages():
        raise ArgumentError(f"there are no reports in {name!r} yet, only in {languages()}.")
    return name


def _known_units(only: tuple[str, ...], units: tuple[AnalysisUnit, ...]) -> None:
    known = {unit.id for unit in units}
    for name in only:
        if name not in known:
            raise ArgumentError(
                f"--only {name}: no such analysis unit. There are: {', '.join(sorted(known))}."
            )
