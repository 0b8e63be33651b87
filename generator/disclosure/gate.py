"""The gate: which figures of a node are published. What is not registered here is suppressed.

Models of the total (reliability, correlation, regression, drivers, multilevel) are computed from
the answers of the base; of them nothing is published that fixes a mean: no constant, no mean of an
item or of a scale without it, nothing that one person decides. All other nodes follow from the
published table. In a synthetic round that reproduces published tables there is no gate.
"""

from collections.abc import Collection, Mapping, Set
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

from generator.disclosure.rules import Limits
from generator.results import groups, models, offices, survey, trend
from generator.results.store import ReleasedResults
from generator.results.values import INTERNAL, Bound, Node, Nodes, Rule, Suppressed, round_half_away
from generator.study.model import UNITS

Part = TypeVar("Part")

_TEST = {"f", "df1", "df2", "p"}

REGISTERED: Final[Mapping[type, Set[str]]] = {
    # from the published table
    survey.Response: {"n", "registered", "dropped_out", "invited"}
    | {"complete", "partial", "answered", "rate"},
    survey.Frequency: {"n", "n_total", "n_valid", "n_missing", "percent_valid", "percent_missing"},
    survey.FrequencyCategory: {"count", "percent", "valid_percent", "cumulative_percent"},
    survey.MissingCategory: set(),
    survey.Descriptives: {"n"},
    survey.SizeMeans: {"n"},
    survey.VariableStatistics: {"n", "mean", "sd", "ci_low", "ci_high", "release"},
    survey.Nonresponse: {"n"},
    survey.NonresponseRow: {"n", "lower_from", "lower_to", "higher_from", "higher_to"},
    survey.Statements: {"n"},
    survey.Statement: {"n", "percent", "release"},
    groups.Anova: _TEST | {"n", "eta2", "omega2"},
    groups.GroupStatistics: {"n", "mean"},
    groups.Comparison: {"difference", "se", "p", "ci_low", "ci_high"},
    groups.FTest: set(),
    groups.GroupComparison: {"n", "t", "df", "p", "difference", "se", "ci_low", "ci_high"}
    | {"percent_difference", "d", "g"},
    groups.ComparedGroup: {"n", "mean"},
    groups.TTest: set(),
    survey.GoodnessOfFit: {"n", "chi2", "df", "p", "n_small_cells", "min_expected"},
    survey.Representativeness: {"n", "of", "chi2", "df", "p", "p_holm", "n_small_cells"},
    survey.CountCell: {"observed", "expected", "residual"},
    groups.Aggregation: _TEST
    | {"n", "n_units", "icc1", "icc2", "design_effect", "mean_size", "ms_within", "n_items"},
    groups.UnitComparison: {"n", "family"},
    groups.UnitDifference: {"n", "mean", "rest_mean", "difference", "ci_low", "ci_high", "p"}
    | {"p_bh", "fcr_low", "fcr_high"}
    | {"detectable", "shrunken", "shrunken_low", "shrunken_high"},
    # models of the total
    models.Reliability: {"n", "n_items", "alpha", "ci_low", "ci_high"},
    models.OneFactor: {"n", "n_items", "omega", "cfi", "rmsea", "rmsea_low", "rmsea_high", "srmr"},
    models.ItemLoading: {"loading", "se"},
    models.Correlation: {"n", "family"},
    models.CorrelationPair: {"n", "r", "p", "ci_low", "ci_high", "p_holm", "p_bh"},
    models.Regression: _TEST | {"n", "r2", "adj_r2"},
    models.RegressionTerm: {"b", "se", "beta", "t", "p", "p_holm", "p_bh", "vif", "tolerance"},
    models.Assumptions: {"breusch_pagan", "breusch_pagan_df", "breusch_pagan_p", "n_per_predictor"},
    models.Drivers: {"n", "r2"},
    models.Driver: {"weight", "percent", "r"},
    models.Multilevel: {"n"},
    models.MultilevelRow: {"n", "n_units", "b", "se", "p", "ci_low", "ci_high", "beta", "icc"}
    | {"b_single", "p_single"},
    models.Levels: {"within", "between", "p_differ", "dominance"},
    # from the published loadings
    models.Invariance: {"n", "congruence"},
    survey.Share: {"n", "low", "high", "count", "percent"},
    # by rules of their own: clients, free text; and what is no answer of anybody's
    offices.Attainment: {"n"},
    offices.OfficeAttainment: set(),
    offices.IndicatorResult: {"result", "target", "attainment", "denominator"}
    | {"on_target", "n_months"},
    offices.MonthResult: {"result", "target", "denominator"},
    offices.MonthRun: set(),
    offices.Score: {"value"},
    offices.ClientResults: {"n"},
    offices.ClientMean: {"n", "mean"},
    survey.Themes: {"n"},
    survey.Theme: {"count", "percent"},
    survey.Quote: set(),
    survey.Codebook: {"n"},
    survey.Question: set(),
    offices.Production: {"n"},
    offices.ProductionPhase: {"value", "change_percent"},
    offices.PlanProgress: {"n", "n_measures", "n_done", "n_started", "n_open"},
    trend.EarlierRound: {"n"},
    trend.ReportedUnit: set(),
    trend.Trend: {"n", "family"},
}
"""The numbers of each node, and of each part of one, that are published in an ordinary round."""

HALF: Final = 0.5
"""The largest leverage that one unit may have on a published slope between units."""


def gate(node: Node | Suppressed, limits: Limits) -> Node | Suppressed:
    """What of a node is published; of an unknown kind of node, nothing."""
    if isinstance(node, Suppressed) or not limits.on("models"):
        return node
    if isinstance(node, models.MODELS) and node.group != UNITS:
        node = _large_enough(node, limits.models_from)
    if isinstance(node, Suppressed):
        return node
    return _registered(node, units=node.group == UNITS)


def gate_nodes(nodes: Nodes, limits: Limits) -> Nodes:
    """What of the nodes is published, at printed precision."""
    return {name: at_printed_precision(gate(node, limits)) for name, node in nodes.items()}


def carry_models(
    nodes: Nodes, before: ReleasedResults | None, stale: Collection[str]
) -> tuple[Nodes, dict[str, int]]:
    """The nodes with models of the release before, and the release of each that is from one.

    Those of ``stale`` groups may not be made anew; another one stands where a new one would lack
    a figure that was told of the same then, for what was published once is no secret any more.
    """
    found, carried = dict(nodes), dict[str, int]()
    if before is None:
        return found, carried
    for name, node in nodes.items():
        known = before.steps.get(name, Suppressed("later_release"))
        both = [each.group for each in (known, node) if isinstance(each, models.MODELS)]
        lost = isinstance(known, models.MODELS) and tells_less(node, known)
        if both and (both[0] in stale or lost):
            found[name] = known
            if isinstance(known, Node):
                carried[name] = before.carried.get(name, before.release)
    return found, carried


def tells_less(new: object, old: object) -> bool:
    """Whether a figure of ``old`` is none in ``new``; parts are the same by the texts in them."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        parts = {_names(part): part for part in new}
        return any(tells_less(parts[_names(p)], p) for p in old if _names(p) in parts)
    if old is None or isinstance(old, Suppressed | bool | str):
        return False
    if new is None or isinstance(new, Suppressed):
        return True
    if type(new) is not type(old) or not is_dataclass(old):
        return False
    names = (spec.name for spec in fields(old) if INTERNAL not in spec.metadata)
    return any(tells_less(getattr(new, name), getattr(old, name)) for name in names)


def _names(part: Any) -> tuple[Any, ...]:
    """What a part is about: its own texts, but not why a figure is undefined."""
    if not is_dataclass(part):
        return (part,)
    texts = (s.name for s in fields(part) if s.type in (str, str | None) and s.name != "undefined")
    return tuple(getattr(part, name) for name in texts)


def gate_model(node: Node, limits: Limits) -> Node | Suppressed:
    """What is published of a node computed from answers; of a kind that is no model, nothing."""
    return gate(node, limits) if isinstance(node, models.MODELS) else Suppressed("models")


def _large_enough(node: Node, least: int) -> Node | Suppressed:
    """A model of enough people; of several in one node, those that are."""
    match node:
        case models.Correlation() | models.Multilevel():
            rows = tuple(
                row if _enough(row.n, least) else _without(row, "size") for row in node.rows
            )
            rows = tuple(map(_of_many_units, rows))
            return replace(node, rows=rows)  # type: ignore[arg-type]
        case models.Regression():
            terms = tuple(_slope(term) for term in node.terms)
            node = replace(node, terms=terms)
    return node if _enough(node.n, least) else Suppressed("size")


def _of_many_units(row: Part) -> Part:
    """A slope between units only where it is of enough of them, and no one decides half of it."""
    if not isinstance(row, models.MultilevelRow) or not isinstance(row.levels, models.Levels):
        return row
    dominance = row.levels.dominance
    if row.n_units >= models.LEVELS_FROM and isinstance(dominance, float) and dominance <= HALF:
        return row
    return replace(row, levels=Suppressed("models"))


def _slope(term: models.RegressionTerm) -> models.RegressionTerm:
    """A slope at two decimals; the constant and its test would fix a mean."""
    if term.term is None:
        return _without(term, "models")
    return replace(term, b=round_half_away(term.b, 2) if isinstance(term.b, float) else term.b)


def _without(row: Part, rule: Rule) -> Part:
    """The row with every figure suppressed, and nothing said of its significance."""
    changes: dict[str, Any] = {}
    for spec in fields(row):  # type: ignore[arg-type]
        if "decimals" in spec.metadata or spec.name == "n":
            changes[spec.name] = Suppressed(rule)
        elif spec.name in _UNSAID:
            changes[spec.name] = _UNSAID[spec.name]
    return replace(row, **changes)  # type: ignore[type-var]


_UNSAID: Final = {"significant": False, "holds": None, "levels": None}


def _registered(value: Part, *, units: bool) -> Part | Suppressed:
    """The value with what is not registered suppressed, and without why a figure is undefined.

    That all answers are alike is what everybody answered. Of the file of units, which holds
    published figures alone, every number is published.
    """
    kept = REGISTERED.get(type(value))
    if kept is None:
        return Suppressed("models")
    changes: dict[str, Any] = {}
    for spec in fields(value):  # type: ignore[arg-type]
        new = old = getattr(value, spec.name)
        if spec.name == "undefined":
            new = None
        elif isinstance(old, tuple):
            # text and numbers of no figure stand, an unknown part is suppressed
            new = tuple(_registered(p, units=units) if is_dataclass(p) else p for p in old)
        elif is_dataclass(old) and type(old) in REGISTERED:
            new = _registered(old, units=units)
        elif not units and spec.name not in kept and INTERNAL not in spec.metadata:
            number = isinstance(old, int | float) and not isinstance(old, bool)
            new = Suppressed("models") if number else old
        if new is not old:
            changes[spec.name] = new
    return replace(value, **changes) if changes else value  # type: ignore[type-var]


def _enough(n: object, least: int) -> bool:
    return isinstance(n, int) and n >= least


def at_printed_precision(value: Part) -> Part:
    """The same node (or part of one) with every float rounded as its field declares.

    What only the analysis functions tell, and no document prints, is left out.
    """
    changes = {}
    for spec in fields(value):  # type: ignore[arg-type]
        old = getattr(value, spec.name)
        internal = INTERNAL in spec.metadata
        new = spec.default if internal else _rounded(old, spec.metadata.get("decimals"))
        if new is not old:
            changes[spec.name] = new
    return replace(value, **changes) if changes else value  # type: ignore[type-var]


def _rounded(value: Any, decimals: int | None) -> Any:
    if isinstance(value, float):
        if decimals is None:
            raise TypeError("a number without a printed precision cannot be published")
        return round_half_away(value, decimals)
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return tuple(at_printed_precision(part) for part in value)
    if is_dataclass(value) and not isinstance(value, type | Bound):  # a bound is rounded as made
        return at_printed_precision(value)
    return value
