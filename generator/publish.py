"""publish(): the only door from answers to anything that leaves; pure, and called by everybody.

What is published is decided first, as a table of cells. Everything about units, classes and the
total is then computed from the published cells, and models of the total go through a gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import analysis
from generator.analysis.facts import count_plans
from generator.disclosure.audit import audit, refuse_recoverable
from generator.disclosure.certificate import Cell, Certificate, certify
from generator.disclosure.clients.few import protect_clients
from generator.disclosure.clients.releases import (
    without_few_more_clients,
    without_small_corrections,
)
from generator.disclosure.gate import at_printed_precision, carry_models, gate_model, gate_nodes
from generator.disclosure.kept import sealed
from generator.disclosure.later_release import Kept, LaterRelease
from generator.disclosure.microdata import tabulate
from generator.disclosure.participation import protect_participation
from generator.disclosure.protect import Protected, protect
from generator.disclosure.rules import IN_REPRODUCED, RULES, Limits, NamedRule
from generator.freetext.protected import protect_texts, without_few_late
from generator.history import with_trend
from generator.history.corrections import with_corrections
from generator.history.published_round import PublishedBefore
from generator.history.quarter import with_quarter
from generator.results.store import ReleasedResults
from generator.results.table import PublishedTable
from generator.results.values import Nodes
from generator.scoring.base import model_frame, statement_frame, unit_results
from generator.scoring.dataset import score
from generator.scoring.earlier import digest_key

if TYPE_CHECKING:
    from generator.freetext.review import Reviewed
    from generator.round.model import Round
    from generator.scoring.dataset import ScoredDataset
    from generator.sources.inputs import Inputs
    from generator.study.model import Study


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of a round, its certificate, and what is kept beside it for the next."""

    results: ReleasedResults
    certificate: Certificate
    kept: Kept


def publish(
    inputs: Inputs,
    study: Study,
    round_: Round,
    earlier: PublishedBefore | None = None,
    texts: Reviewed | None = None,
    *,
    quarter: bool = False,
    rules: tuple[NamedRule, ...] = RULES,
) -> Published:
    """What may leave of a round's answers; ``quarter`` adds what management's report needs.

    ``rules`` with one missing is for tests that show what it is for.
    """
    earlier, exact = earlier or PublishedBefore(), round_.policy.reproduce_published
    limits = Limits(round_.policy.min_respondents, IN_REPRODUCED if exact else rules)
    later = LaterRelease(releases=earlier.releases if limits.on("later_release") else ())
    # A later release keeps the units of the first one, so that no unit is the difference.
    scored = score(inputs, study=study, round_=round_, reported=later.reported_units(study))
    tables = {
        people.group: protect(people, limits, later, exact=exact)
        for people in tabulate(scored, study=study, round_=round_)
    }
    table = PublishedTable(groups=tuple(each.table for each in tables.values()))
    clients, clients_by_unit = protect_clients(
        *analysis.describe_results(scored, study=study),
        limits,
        study=study,
        windows=[each.round.window for each in earlier.rounds],
    )
    participation, responses_by_unit = protect_participation(
        *analysis.describe_responses(scored, table, study=study, round_=round_), table, limits
    )
    survey, survey_by_unit = analysis.describe_table(
        table,
        study=study,
        units=scored.analysis_units,
        threshold=limits.threshold if limits.on("homogeneity") else 0,
        release=later.release,
    )
    silent, silent_by_unit = analysis.describe_nonresponse(
        {**participation, **survey},
        {unit: {**responses_by_unit.get(unit, {}), **own} for unit, own in survey_by_unit.items()},
        study=study,
    )
    planned, carried = _run_plan(
        scored, tables, clients_by_unit, study=study, round_=round_, limits=limits, later=later
    )
    facts: Nodes = analysis.describe_facts(scored, study=study, round_=round_, texts=texts)
    if limits.on("free_text"):
        facts = protect_texts(facts, threshold=limits.threshold, exact=exact)
    plans: Nodes = {"plans": count_plans(inputs.plans)} if inputs.plans else {}
    results = ReleasedResults(
        study=study.id,
        round=round_.id,
        steps=gate_nodes(
            {**clients, **participation, **survey, **silent, **planned, **facts, **plans}, limits
        ),
        units={
            unit.id: gate_nodes(
                {
                    **responses_by_unit.get(unit.id, {}),
                    **survey_by_unit.get(unit.id, {}),
                    **silent_by_unit.get(unit.id, {}),
                    **clients_by_unit[unit.id],
                },
                limits,
            )
            for unit in scored.analysis_units
        },
        table=at_printed_precision(table),
        release=later.release,
        carried=carried,
    )
    if limits.on("clients"):
        rounds = [each.released for each in earlier.rounds]
        corrected = round_.correction is not None
        results = without_few_more_clients(
            results, later.of_round, study=study, corrected=corrected
        )
        results = without_small_corrections(
            results, [*rounds, *later.of_round], study=study, corrected=corrected
        )
    if limits.on("free_text"):
        results = without_few_late(results, later.of_round, threshold=limits.threshold)
    results = with_corrections(results, earlier, round_)
    results = with_trend(results, earlier.rounds, study=study, round_=round_)
    if quarter:
        results = with_quarter(results, earlier.rounds, study=study)
    systems = {at: each for group in tables.values() for at, each in group.systems.items()}
    found = audit(systems, threshold=limits.threshold)
    if limits.rules == RULES:
        refuse_recoverable(found)
    certificate = certify(
        results,
        found,
        limits,
        reproduce_published=exact,
        answers_sha256=inputs.answers_sha256,
        releases=tuple(each.run for each in earlier.releases),
        let_through=_suppressed_otherwise(inputs, study, round_) if exact else (),
    )
    kept = Kept({group: each.included for group, each in tables.items()}, found.sums)
    return Published(results, sealed(certificate, kept, digest_key(inputs, study=study)), kept)


def _run_plan(
    scored: ScoredDataset,
    tables: Mapping[str, Protected],
    clients_by_unit: Mapping[str, Nodes],
    *,
    study: Study,
    round_: Round,
    limits: Limits,
    later: LaterRelease,
) -> tuple[Nodes, dict[str, int]]:
    """The study's declared analyses: from the table, or from answers of the base by the gate."""
    exact = round_.policy.reproduce_published
    table = PublishedTable(groups=tuple(each.table for each in tables.values()))
    answers, statements, results = scored.groups, scored.groups, scored.units
    judged: Nodes = {}
    if exact and study.unit_file and (group := study.unit_file.group) in answers:
        judged = analysis.judge_constructs(answers[group], study=study, group=group)
    if not exact:
        answers = {
            group: model_frame(scored.groups[group], each.table, each.base)
            for group, each in tables.items()
        }
        statements = {
            group: statement_frame(scored.groups[group], each.base, study=study)
            for group, each in tables.items()
        }
        results = unit_results(scored.units, clients_by_unit, study=study)
    steps = analysis.run_plan(
        answers,
        statements,
        analysis.unit_frame(table, results, study=study, units=scored.analysis_units),
        table,
        study=study,
        round_=round_,
        analysis_units=scored.analysis_units,
        exact=exact,
        gate=lambda node: gate_model(node, limits),
        release=later.release,
    )
    factors = gate_nodes(analysis.fit_constructs(statements, study=study), limits)
    stale = [group for group, each in tables.items() if each.models_stale]
    found, carried = carry_models({**steps, **factors}, later.results_before, stale)
    return {**judged, **found, **analysis.compare_constructs(found)}, carried


def _suppressed_otherwise(inputs: Inputs, study: Study, round_: Round) -> tuple[Cell, ...]:
    """What the rules would have suppressed in a round that reproduces published tables."""
    policy = round_.policy.model_copy(update={"reproduce_published": False})
    ordinary = publish(inputs, study, round_.model_copy(update={"policy": policy}))
    return ordinary.certificate.suppressed
