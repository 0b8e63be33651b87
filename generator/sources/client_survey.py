"""The client-survey workbook: one row per office and question, a mean and how many answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.errors import InputError
from generator.round.model import Round
from generator.sources.cells import folded, text_of
from generator.sources.inputs import ClientSurvey
from generator.sources.places import Fault, fault_problems
from generator.sources.results_table import ResultsTable, find_table
from generator.study.model import Study

REQUIRED = ("Kontor", "Spørsmål", "Gjennomsnitt", "Antall svar")
OPTIONAL = ("Kontornavn", "Kategori", "Spørsmålstekst")


def read_client_survey(study: Study, round_: Round, *, folder: Path) -> ClientSurvey:
    """The client survey; every problem of its file is raised together as ``InputError``."""
    plan = study.client_survey
    if round_.client_survey is None or plan is None:
        raise ValueError("the round or the study has no client survey")
    path = folder / round_.client_survey.file
    results = find_table(path, folder, REQUIRED[:2], kind="client-survey")
    results.check_headings(REQUIRED, OPTIONAL)
    labels = {q.id: q.label for category in plan.categories.values() for q in category.questions}
    units, questions = results.pairs(round_, "Spørsmål", labels, what="question")
    means = results.numbers("Gjennomsnitt", low=plan.low, high=plan.high)
    counts = results.numbers("Antall svar", low=0)
    wording = _wording(results, questions, labels)
    if results.problems:
        raise InputError(results.problems)
    import pandas as pd

    return ClientSurvey(
        frame=pd.DataFrame({"unit": units, "question": questions, "mean": means, "n": counts}),
        wording=wording,
        files=(results.source,),
    )


def _wording(
    results: ResultsTable, questions: Sequence[str | None], labels: Mapping[str, str]
) -> dict[str, str]:
    """Each question as the file words it, else as the study labels it.

    One question in two wordings means that rows and questions have been mixed up.
    """
    found: dict[str, str] = {}
    rows: dict[str, int] = {}
    differing: dict[Fault, list[int]] = defaultdict(list)
    texts = map(text_of, results.cells("Spørsmålstekst"))
    for i, (question, text) in enumerate(zip(questions, texts, strict=True)):
        if question is None or not text:
            continue
        first = rows.setdefault(question, results.rows[i])
        if folded(found.setdefault(question, text)) != folded(text):
            message = f"the question is worded otherwise in row {first}"
            differing[Fault(message, "Word it in one way.")].append(i)
    place = results.at("Spørsmålstekst")
    results.problems.extend(fault_problems(place, differing, results.rows))
    return {**labels, **found}
