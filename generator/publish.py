"""publish(): the only door from answers to anything that leaves; pure, and called by everybody.

What is published is decided first, as a table of cells. Everything about units, classes and the
total is then computed from the published cells, and models of the total go through a gate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import analysis
from generator.analysis.facts import count_plans
from generator.analysis.statistics.response import total_response, unit_response
from generator.disclosure.audit import Audit, audit
from generator.disclosure.certificate import Cell, Certificate, certify
from generator.disclosure.clients.corrections import without_small_corrections
from generator.disclosure.clients.few import protect_clients
from generator.disclosure.clients.releases import without_few_more_clients
from generator.disclosure.exact import tabulate
from generator.disclosure.gate import MODELS, at_printed_precision, gate
from generator.disclosure.kept import sealed
from generator.disclosure.participation import protect_participation, protect_responses
from generator.disclosure.protect import Protected, protect
from generator.disclosure.rules import IN_REPRODUCED, RULES, Limits, NamedRule
from generator.disclosure.since import EarlierRelease, Kept, Since
from generator.errors import DisclosureError
from generator.freetext.protected import protect_themes, without_few_late
from generator.history import with_trend
from generator.history.edition import Earlier as EarlierRound
from generator.history.quarter import with_quarter
from generator.results.store import ReleasedResults
from generator.results.survey import Response, Themes
from generator.results.table import PublishedTable
from generator.results.values import Node, Suppressed, published_count
from generator.scoring import score
from generator.scoring.base import model_frame, statement_frame, unit_results
from generator.scoring.earlier import digest_key

if TYPE_CHECKING:
    from generator.freetext.review import Reviewed
    from generator.round.model import Round
    from generator.scoring import ScoredDataset
    from generator.sources.inputs import Inputs
    from generator.study.model import Study

Nodes = dict[str, Node | Suppressed]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was published before: releases of this round, oldest first, and earlier rounds."""

    releases: tuple[EarlierRelease, ...] = ()
    rounds: tuple[EarlierRound, ...] = ()


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
    earlier: Earlier | None = None,
    texts: Reviewed | None = None,
    *,
    quarter: bool = False,
    rules: tuple[NamedRule, ...] = RULES,
) -> Published:
    """What may leave of a round's answers; ``quarter`` adds what management's report needs.

    ``rules`` with one missing is for tests that show what it is for.
    """
    earlier, exact = earlier or Earlier(), round_.policy.reproduce_published
    limits = Limits(round_.policy.min_respondents, IN_REPRODUCED if exact else rules)
    releases = earlier.releases if limits.on("later_release") else ()
    release = Since("", releases).release
    scored = score(inputs, study=study, round_=round_, reported=_reported(releases, study))
    invited = {unit.id: unit.invited for unit in round_.units}
    tables = {
        people.group: protect(people, limits, since=Since(people.group, releases), exact=exact)
        for people in tabulate(scored, study=study, invited=invited)
    }
    table = PublishedTable(groups=tuple(each.table for each in tables.values()))
    steps, units = _results(scored, study=study, limits=limits, rounds=earlier.rounds)
    steps |= _participation(scored, tables, study=study, limits=limits)
    responses = _unit_responses(scored, table, steps, study=study, round_=round_, limits=limits)
    survey, by_unit = analysis.describe_table(
        table,
        study=study,
        units=scored.analysis_units,
        threshold=limits.threshold if limits.on("homogeneity") else 0,
        release=release,
    )
    steps |= survey
    if exact and study.unit_file and (group := study.unit_file.group) in scored.groups:
        steps |= analysis.judge_constructs(scored.groups[group], study=study, group=group)
    steps |= _planned(
        scored, tables, units, study=study, round_=round_, limits=limits, release=release
    )
    steps |= _facts(scored, study=study, round_=round_, texts=texts, limits=limits)
    results = ReleasedResults(
        study=study.id,
        round=round_.id,
        steps=_printed(steps, limits),
        units={
            unit.id: _printed(
                {**responses.get(unit.id, {}), **by_unit.get(unit.id, {}), **units[unit.id]}, limits
            )
            for unit in scored.analysis_units
        },
        table=at_printed_precision(table),
        release=release,
    )
    results = _beside_earlier(results, releases, earlier.rounds, tables, study=study, limits=limits)
    if inputs.plans:
        steps = {**results.steps, "plans": count_plans(inputs.plans)}
        results = replace(results, steps=steps)
    results = with_trend(results, earlier.rounds, study=study, round_=round_)
    if quarter:
        results = with_quarter(results, earlier.rounds, study=study)
    return _certified(
        results, tables, inputs, study=study, round_=round_, earlier=earlier, rules=limits.rules
    )


def _reported(
    releases: Sequence[EarlierRelease], study: Study
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The analysis units of the round's first release, with their offices."""
    own = [each for each in releases if each.of_round]
    if not own or study.unit_file is None:
        return ()
    found = []
    for unit, nodes in own[-1].results.units.items():
        response = nodes.get("response")
        if isinstance(response, Response):
            found.append((unit, response.offices))
    return tuple(found)


def _results(
    scored: ScoredDataset, *, study: Study, limits: Limits, rounds: Sequence[EarlierRound]
) -> tuple[Nodes, dict[str, Nodes]]:
    """Scorecard and client survey of the total and of each unit, by the rule for clients."""
    steps, units = analysis.describe_results(scored, study=study)
    if not limits.on("clients"):
        return dict(steps), {unit: dict(nodes) for unit, nodes in units.items()}
    ends = {each.round.window.last for each in rounds if each.round.window}
    return protect_clients(steps, units, study=study, window_ends=ends)


def _participation(
    scored: ScoredDataset, tables: Mapping[str, Protected], *, study: Study, limits: Limits
) -> Nodes:
    """Who was asked and answered, of each respondent group."""
    found: Nodes = {}
    for group, counted in scored.participation.items():
        response = total_response(counted, group=group)
        base = published_count(tables[group].table.base)
        found[f"response/{group}"] = protect_participation(response, base=base, limits=limits)
    return found


def _unit_responses(
    scored: ScoredDataset,
    table: PublishedTable,
    steps: Nodes,
    *,
    study: Study,
    round_: Round,
    limits: Limits,
) -> dict[str, Nodes]:
    """Who was asked and answered in each unit; of one that is not published, only its offices."""
    group = study.unit_file.group if study.unit_file else None
    of_group = table.of(group) if group else None
    if group is None or of_group is None:
        return {}
    invited = {unit.id: unit.invited for unit in round_.units}
    published: dict[str, Response] = {}
    found: dict[str, Nodes] = {}
    for unit in scored.analysis_units:
        place = of_group.place(unit.id)
        n = place.n if place and isinstance(place.n, int) else None
        response = unit_response(n or 0, offices=unit.offices, invited=invited, group=group)
        response = replace(response, size=unit.size)
        if n is not None:
            published[unit.id] = response
            continue
        why = Suppressed("threshold")
        hidden = replace(response, n=why, answered=why, rate=why, invited=why)
        found[unit.id] = {"response": hidden}
    total = steps.get(f"response/{group}")
    protected = protect_responses(published, total if isinstance(total, Response) else None, limits)
    return {**found, **{unit: {"response": each} for unit, each in protected.items()}}


def _planned(
    scored: ScoredDataset,
    tables: Mapping[str, Protected],
    units: Mapping[str, Nodes],
    *,
    study: Study,
    round_: Round,
    limits: Limits,
    release: int,
) -> Nodes:
    """The study's declared analyses: from the table, or from answers of the base by the gate."""
    exact = round_.policy.reproduce_published
    table = PublishedTable(groups=tuple(each.table for each in tables.values()))
    frames, statements = scored.groups, scored.groups
    if not exact:
        frames = {
            group: model_frame(scored.groups[group], each.table, each.base)
            for group, each in tables.items()
        }
        statements = {
            group: statement_frame(scored.groups[group], each.base, study=study)
            for group, each in tables.items()
        }
    results = scored.units if exact else unit_results(scored.units, units, study=study)
    steps = analysis.run_plan(
        frames,
        statements,
        analysis.unit_frame(table, results, study=study, units=scored.analysis_units),
        table,
        study=study,
        round_=round_,
        analysis_units=scored.analysis_units,
        exact=exact,
        gate=lambda node, _: gate(node, limits),
        release=release,
    )
    return _carried_models(steps, tables)


def _carried_models(
    steps: Mapping[str, Node | Suppressed], tables: Mapping[str, Protected]
) -> Nodes:
    """The nodes, with models of an earlier release where they may not be made anew."""
    found = dict(steps)
    for name, node in steps.items():
        table = tables.get(node.group) if isinstance(node, MODELS) else None
        if table and table.models_before:
            found[name] = table.models_before.steps.get(name, Suppressed("later_release"))
    return found


def _facts(
    scored: ScoredDataset,
    *,
    study: Study,
    round_: Round,
    texts: Reviewed | None,
    limits: Limits,
) -> Nodes:
    """What the round itself says, and open answers, reviewed and for the total only."""
    found: Nodes = dict(analysis.describe_facts(scored, study=study, round_=round_, texts=texts))
    for name, node in found.items() if limits.on("free_text") else ():
        # A round that reproduces published tables prints the themes that somebody counted.
        counted = isinstance(node, Themes) and node.reviewed is None
        if isinstance(node, Themes) and not (counted and round_.policy.reproduce_published):
            found[name] = protect_themes(node, threshold=limits.threshold)
    return found


def _printed(nodes: Mapping[str, Node | Suppressed], limits: Limits) -> Nodes:
    """The nodes as they are published: what is registered, at printed precision."""
    return {name: at_printed_precision(gate(node, limits)) for name, node in nodes.items()}


def _beside_earlier(
    results: ReleasedResults,
    releases: Sequence[EarlierRelease],
    rounds: Sequence[EarlierRound],
    tables: Mapping[str, Protected],
    *,
    study: Study,
    limits: Limits,
) -> ReleasedResults:
    """The results without what few clients, or few new answers in own words, would follow from."""
    before = [each.results for each in releases if each.of_round]
    if limits.on("clients"):
        results = without_few_more_clients(results, before, study=study)
        results = without_small_corrections(
            results, [each.released for each in rounds], study=study
        )
    if limits.on("free_text"):
        results = without_few_late(results, before, threshold=limits.threshold)
    return results


def _certified(
    results: ReleasedResults,
    tables: Mapping[str, Protected],
    inputs: Inputs,
    *,
    study: Study,
    round_: Round,
    earlier: Earlier,
    rules: tuple[NamedRule, ...],
) -> Published:
    """The results with their certificate; stops where few people's sum follows from them."""
    threshold = round_.policy.min_respondents
    systems = {
        (group, variable): system
        for group, each in tables.items()
        for variable, system in each.systems.items()
        if system.names
    }
    found = audit(systems, threshold=threshold)
    if found.recoverable and rules == RULES:
        raise DisclosureError(_recoverable(found))
    certificate = certify(
        results,
        found,
        threshold=threshold,
        reproduce_published=round_.policy.reproduce_published,
        answers_sha256=inputs.answers_sha256,
        rules=rules,
        releases=tuple(each.run for each in earlier.releases),
        let_through=_let_through(inputs, study, round_),
    )
    kept = Kept({group: each.included for group, each in tables.items()}, found.sums)
    key = digest_key(inputs, study=study)
    return Published(results, sealed(certificate, kept, key), kept)


def _let_through(inputs: Inputs, study: Study, round_: Round) -> tuple[Cell, ...]:
    """What the rules would have suppressed in a round that reproduces published tables."""
    if not round_.policy.reproduce_published:
        return ()
    policy = round_.policy.model_copy(update={"reproduce_published": False})
    ordinary = publish(inputs, study, round_.model_copy(update={"policy": policy}))
    return ordinary.certificate.suppressed


def _recoverable(found: Audit) -> str:
    first = found.recoverable[0]
    return (
        f"{first.people} people's answers to {first.variable!r} ({first.group}) would follow from "
        f"{', '.join(first.sums)}. No document was written. This is an error in the program: "
        "please report it."
    )
