"""release(): one pass over the whole run, from everything computed to what may be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from generator.disclosure.certificate import Cell, Certificate, withheld_cells
from generator.disclosure.clients import (
    few_clients,
    told_attainment,
    told_clients,
)
from generator.disclosure.likeness import without_unanimous_classes, without_unanimous_rest
from generator.disclosure.models import unpublishable_left_out
from generator.disclosure.months import small_denominators
from generator.disclosure.participation import without_fixed_bands, without_test_of_units
from generator.disclosure.points import (
    Scales,
    scales_of,
    without_fine_counts,
    without_narrow_groups,
    without_narrow_items,
)
from generator.disclosure.precision import at_printed_precision
from generator.disclosure.rows import without_why
from generator.disclosure.sizes import without_complements
from generator.disclosure.spread import without_rest_of_spread
from generator.disclosure.themes import told_themes
from generator.disclosure.unanimity import (
    hidden_everywhere,
    hide_row,
    without_unanimity,
)
from generator.disclosure.unit_file import without_untold_units
from generator.disclosure.units import told_unit, withheld_unit
from generator.disclosure.whole import small_groups, told_of_whole, without_unplaced
from generator.results import (
    Attainment,
    ClientResults,
    Descriptives,
    Distribution,
    Node,
    ReleasedResults,
    Results,
    Themes,
    Suppressed,
    told_count,
)
from generator.results.complements import hidden_units, withheld_units
from generator.round import Policy
from generator.study import Study

Told = dict[str, Node | Suppressed]
Of = TypeVar("Of", bound=Node)


def release(
    results: Results,
    groups: Mapping[str, frozenset[int]],
    *,
    study: Study,
    policy: Policy,
    window_ends: Collection[str] = (),
) -> tuple[ReleasedResults, Certificate]:
    """Decide what may be told of a whole run; the only way from results to documents.

    ``groups`` maps ``unit/<id>`` and every published superset of units (``whole``,
    ``size/<class>``) to the respondents in it, as plain row numbers. ``window_ends`` are the last
    months of scorecard windows that were reported before.
    """
    threshold = policy.min_respondents
    units = _told_units(results, groups, threshold=threshold)
    steps = _told_steps(results.steps, study=study, policy=policy)
    units = {
        unit: {
            name: without_why(node)
            for name, node in without_unanimity(nodes, study=study, threshold=threshold).items()
        }
        for unit, nodes in units.items()
    }
    scales = Scales({}) if policy.reproduce_published else scales_of(steps)
    without_narrow_items(units, scales, threshold=threshold)
    without_fixed_bands(units, steps)
    without_unanimous_rest(units, steps, study=study, threshold=threshold, scales=scales)
    without_rest_of_spread(units, steps)
    steps = without_unanimous_classes(steps, units, study=study, threshold=threshold)
    units, steps = _told_clients(units, steps, results, study=study, window_ends=window_ends)
    steps = without_complements(steps, units, policy=policy)
    if not policy.reproduce_published:
        steps = without_test_of_units(steps, units)
        steps = without_untold_units(steps, units, results, threshold=threshold)
    told = ReleasedResults(
        study=results.study,
        round=results.round,
        steps=_printed(steps),
        units={unit: _printed(nodes) for unit, nodes in units.items()},
    )
    return told, Certificate(
        threshold=threshold,
        reproduce_published=policy.reproduce_published,
        groups_examined=len(groups),
        withheld=withheld_cells(told),
        let_through=_let_through(told, threshold=threshold),
    )


def _told_steps(steps: Mapping[str, Node], *, study: Study, policy: Policy) -> Told:
    threshold = policy.min_respondents
    if policy.reproduce_published:
        return {
            name: told_themes(node, threshold=threshold)
            if isinstance(node, Themes) and node.reviewed is not None  # nothing published holds it
            else unpublishable_left_out(node)
            for name, node in steps.items()
        }
    left = {name: unpublishable_left_out(node) for name, node in steps.items()}
    told: Told = {
        name: told_of_whole(node, threshold=threshold, study=study) for name, node in left.items()
    }
    told = hidden_everywhere(without_unanimity(told, study=study, threshold=threshold))
    told = without_fine_counts(told, threshold=threshold)
    told = without_narrow_groups(told, threshold=threshold)
    for name, node in told.items():
        if isinstance(node, ClientResults):
            told[name] = told_clients(node, parts=questions_of(study))
    told = without_unplaced(told, threshold=threshold)
    return {name: without_why(node) for name, node in told.items()}


def _told_units(
    results: Results, groups: Mapping[str, frozenset[int]], *, threshold: int
) -> dict[str, Told]:
    hidden = withheld_units(groups, threshold=threshold)
    told: dict[str, Told] = {}
    for unit, nodes in results.units.items():
        if "response" not in nodes:
            told[unit] = dict(nodes)
        elif unit in hidden:
            few = len(groups.get(f"unit/{unit}", ())) < threshold
            told[unit] = withheld_unit(
                dict(nodes), reason="too_few_respondents" if few else "protects_another_unit"
            )
        else:
            told[unit] = told_unit(dict(nodes), threshold=threshold)
    return _without_complements(told, results.steps, threshold=threshold)


def _without_complements(
    units: dict[str, Told], steps: Mapping[str, Node], *, threshold: int
) -> dict[str, Told]:
    """Withhold, variable by variable, what the whole minus the told units would give away.

    A unit's ``constructs`` and ``items`` have the same rows as ``constructs/<group>`` and
    ``items/<group>`` of the whole, and ``comparison`` those of ``constructs``.
    """
    for step, whole in steps.items():
        name = step.split("/")[0]
        if name in ("constructs", "items") and isinstance(whole, Descriptives | Distribution):
            for i in range(len(whole.rows)):
                counts = _counts(units, name, i, group=whole.group)
                for unit in hidden_units(
                    counts, whole=told_count(whole.rows[i].n), threshold=threshold
                ):
                    hide_row(units[unit], name, i)
    return units


def _counts(units: Mapping[str, Told], name: str, i: int, *, group: str) -> dict[str, int]:
    found = {}
    for unit, nodes in units.items():
        node = nodes.get(name)
        if not isinstance(node, Descriptives | Distribution) or node.group != group:
            continue
        if n := told_count(node.rows[i].n):
            found[unit] = n
    return found


def _told_clients(
    units: dict[str, Told],
    steps: Told,
    results: Results,
    *,
    study: Study,
    window_ends: Collection[str],
) -> tuple[dict[str, Told], Told]:
    """Units and steps without what is about too few clients, or would give them away."""
    scorecards = _nodes(results, "attainment", Attainment)
    hidden = small_denominators(scorecards, ends=window_ends)
    parts = {name: frozenset(score.indicators) for name, score in study.attainment.items()}
    few = few_clients(_nodes(results, "client_survey", ClientResults))
    asked = questions_of(study)
    for unit, nodes in ((None, steps), *units.items()):
        for name, told in nodes.items():
            if isinstance(told, Attainment):
                nodes[name] = told_attainment(
                    told, hidden=hidden, parts=parts, lower=study.lower_is_better
                )
            elif isinstance(told, ClientResults) and unit is not None:
                mine = frozenset(question for other, question in few if other == unit)
                nodes[name] = told_clients(told, hidden=mine, parts=asked)
    return units, steps


def _nodes(results: Results, name: str, kind: type[Of]) -> dict[str, Of]:
    """The units' nodes of one name."""
    found = {unit: nodes.get(name) for unit, nodes in results.units.items()}
    return {unit: node for unit, node in found.items() if isinstance(node, kind)}


def questions_of(study: Study) -> dict[str, frozenset[str]]:
    """The questions of each category of the client survey."""
    categories = study.client_survey.categories if study.client_survey else {}
    return {
        name: frozenset(question.id for question in category.questions)
        for name, category in categories.items()
    }


def _printed(nodes: Mapping[str, Node | Suppressed]) -> Told:
    return {name: at_printed_precision(node) for name, node in nodes.items()}


def _let_through(told: ReleasedResults, *, threshold: int) -> tuple[Cell, ...]:
    return tuple(
        cell
        for name, node in told.steps.items()
        if isinstance(node, Node)
        for cell in small_groups(node, threshold=threshold, place=f"steps/{name}")
    )
