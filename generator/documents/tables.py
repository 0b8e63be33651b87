"""The study's declared tables: from released nodes to the published layout, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from generator.documents.context import Context, sentences, span
from generator.documents.numbers import spss
from generator.documents.report import Cell, Column, Paragraph, Span, Table
from generator.results import (
    Anova,
    Comparison,
    Correlation,
    CorrelationPair,
    Frequency,
    FrequencyCategory,
    GroupStatistics,
    Node,
    Regression,
    RegressionTerm,
    Reliability,
    Withheld,
)
from generator.study import (
    UNITS,
    AnovaTable,
    CorrelationTable,
    FrequencyTable,
    RegressionTable,
    ReliabilityTable,
    TableSpec,
)

Row = tuple[Cell, ...]
EMPTY = Cell("")


def study_table(spec: TableSpec, *, context: Context) -> Table | Paragraph:
    """A declared table, or a sentence that says why it cannot be printed."""
    match spec:
        case ReliabilityTable():
            return _reliability(spec, context)
        case FrequencyTable():
            return _frequency(spec, context)
        case CorrelationTable():
            return _correlation(spec, context)
        case RegressionTable():
            return _regression(spec, context)
        case AnovaTable():
            return _anova(spec, context)


def file_label(group: str, *, context: Context) -> str:
    """The printed name of the file a node was computed on."""
    study = context.study
    if group == UNITS:
        return study.unit_file.file_label if study.unit_file else group
    return study.groups[group].file_label if group in study.groups else group


def _missing(spec: TableSpec, *, context: Context, withheld: bool) -> Paragraph:
    key = "withheld.table" if withheld else "withheld.undefined"
    threshold = context.round.policy.min_respondents
    return Paragraph(context.words(key, number=spec.number, threshold=threshold), role="small")


def _table(
    spec: TableSpec,
    rows: Sequence[Row],
    *,
    texts: Sequence[int] = (0,),
    notes: Sequence[str],
    widths: Sequence[float],
) -> Table:
    """The columns ``texts`` hold text, the others numbers; declared notes come last."""
    columns = tuple(
        Column(head, align="text" if i in texts else "number", weight=widths[i])
        for i, head in enumerate(spec.columns)
    )
    return Table(
        title=spec.title,
        number=spec.number,
        columns=columns,
        groups=tuple(Span(group.label, group.span) for group in spec.column_groups),
        rows=tuple(rows),
        notes=tuple(note for note in (*notes, *spec.notes) if note),
    )


def _widths(columns: int, *, first: float) -> list[float]:
    return [first, *([1.0] * (columns - 1))]


# --- reliability -------------------------------------------------------------------------


def _reliability(spec: ReliabilityTable, context: Context) -> Table:
    rows = [
        (
            Cell(label.label, header=True),
            Cell(str(len(context.study.constructs[label.variable].items))),
            *(_alpha(spec, step, label.variable, context) for step in spec.steps),
        )
        for label in spec.rows
    ]
    parts = [_alpha_n(spec, step, context) for step in spec.steps]
    note = context.words("table.alpha_n", parts=", ".join(part for part in parts if part))
    widths = _widths(len(spec.columns), first=3)
    return _table(spec, rows, notes=[note], widths=widths)


def _alpha(spec: ReliabilityTable, step: str, construct: str, context: Context) -> Cell:
    node = context.released.steps.get(f"{step}/{construct}")
    if node is None:
        return Cell(spec.not_measured)
    alpha = node.alpha if isinstance(node, Reliability) else node
    return Cell(spss(alpha, 2, point=spec.decimal), withheld=isinstance(alpha, Withheld))


def _alpha_n(spec: ReliabilityTable, step: str, context: Context) -> str:
    nodes = [
        node
        for row in spec.rows
        if (node := context.step(f"{step}/{row.variable}", Reliability)) is not None
    ]
    counts = [node.n for node in nodes if isinstance(node.n, int)]
    if not nodes:
        return ""
    file = file_label(nodes[0].group, context=context)
    return context.words("table.alpha_part", file=file, n=span(counts, words=context.words))


# --- frequencies -------------------------------------------------------------------------


def _frequency(spec: FrequencyTable, context: Context) -> Table | Paragraph:
    node = context.step(spec.node, Frequency)
    if node is None or not node.categories:
        return _missing(spec, context=context, withheld=node is None)

    def row(block: str, label: str, count: object, percent: object) -> Row:
        texts = (Cell(block, header=True), Cell(label, header=True))
        printed = spss(percent, 1, point=spec.decimal)
        return (*texts, Cell(_count(count)), Cell(printed))

    rows = [
        row(spec.valid if i == 0 else "", _label(part, context), part.count, part.percent)
        for i, part in enumerate(node.categories)
    ]
    rows.append(row("", spec.total, node.n_valid, node.percent_valid))
    if node.n_missing:
        rows.append(row(spec.missing, spec.system, node.n_missing, node.percent_missing))
        rows.append(row(spec.total, "", node.n_total, 100.0))
    notes = [_n_line(spec, node, [node.n_total], context)]
    return _table(spec, rows, texts=(0, 1), notes=notes, widths=[1, 3, 1, 1])


def _label(part: FrequencyCategory, context: Context) -> str:
    joined_with_missing = len(part.values) > 1 and "" in part.values
    return (
        f"{part.label} / {context.words('word.not_answered')}"
        if joined_with_missing
        else part.label
    )


# --- correlations ------------------------------------------------------------------------


def _correlation(spec: CorrelationTable, context: Context) -> Table | Paragraph:
    nodes = {step: context.step(step, Correlation) for step in spec.steps}
    told = {step: node for step, node in nodes.items() if node is not None}
    if not told:
        return _missing(spec, context=context, withheld=True)
    pairs = {step: {row.x: row for row in node.rows} for step, node in told.items()}
    labels = {row.variable: row.label for row in spec.rows}
    chosen = selected_rows(spec, pairs)
    rows = [
        (
            Cell(labels[variable], header=True),
            *(
                cell
                for step in spec.steps
                for cell in _pair(spec, pairs.get(step, {}).get(variable))
            ),
        )
        for variable in chosen
    ]
    notes = [
        sentences(*(_n_line(spec, told[step], _pair_counts(told[step]), context) for step in told)),
        context.words("table.family", n=max(node.family for node in told.values())),
    ]
    if not rows:
        tested = sum(len(node.rows) for node in told.values())
        return Paragraph(
            f"{context.words('word.table')} {spec.number}: {spec.title}. "
            + context.words("table.none_significant", n=tested)
        )
    widths = _widths(len(spec.columns), first=3)
    return _table(spec, rows, notes=notes, widths=widths)


def selected_rows(
    spec: CorrelationTable, pairs: dict[str, dict[str, CorrelationPair]]
) -> list[str]:
    """The variables to print, by printed r descending; ties keep the declared order."""
    selecting = [pairs.get(step, {}) for step in spec.selected_by or spec.steps]
    chosen = [
        row.variable
        for row in spec.rows
        if spec.select == "declared"
        or any(row.variable in found and found[row.variable].significant for found in selecting)
    ]
    by = pairs.get(spec.sort_by or spec.steps[0], {})

    def strength(variable: str) -> float:
        r = by[variable].r if variable in by else None
        return -r if isinstance(r, float) else 1.0

    return sorted(chosen, key=strength)


def _pair(spec: CorrelationTable, pair: CorrelationPair | None) -> tuple[Cell, Cell]:
    if pair is None:
        return Cell(spec.not_measured), EMPTY
    if spec.select == "significant" and not pair.significant and spec.not_significant:
        return Cell(spec.not_significant), EMPTY
    hidden = isinstance(pair.r, Withheld)
    return (
        Cell(spss(pair.r, 2, point=spec.decimal), withheld=hidden),
        Cell(spss(pair.p, 3, point=spec.decimal), withheld=hidden),
    )


def _pair_counts(node: Correlation) -> list[object]:
    return [row.n for row in node.rows]


# --- regression --------------------------------------------------------------------------


def _regression(spec: RegressionTable, context: Context) -> Table | Paragraph:
    node = context.step(spec.step, Regression)
    if node is None or node.r2 is None:
        return _missing(spec, context=context, withheld=node is None)
    terms = {term.term: term for term in node.terms}
    rows = [_term(spec, spec.constant, terms[None])]
    rows += [
        _term(spec, row.label, terms[row.variable])
        for row in spec.rows
        if row.variable in terms and terms[row.variable].significant
    ]
    notes = [
        _n_line(spec, node, [node.n], context),
        context.words("table.listwise", n=len(node.terms) - 1),
    ]
    return _table(spec, rows, notes=notes, widths=_widths(len(spec.columns), first=3))


def _term(spec: RegressionTable, label: str, term: RegressionTerm) -> Row:
    beta = EMPTY if term.term is None else Cell(spss(term.beta, 3, point=spec.decimal))
    numbers = (term.b, term.se)
    return (
        Cell(label, header=True),
        *(Cell(spss(number, 3, point=spec.decimal)) for number in numbers),
        beta,
        Cell(spss(term.p, 3, point=spec.decimal)),
    )


# --- analysis of variance ----------------------------------------------------------------


def _anova(spec: AnovaTable, context: Context) -> Table | Paragraph:
    node = context.step(spec.step, Anova)
    if node is None or node.f is None:
        return _missing(spec, context=context, withheld=node is None)
    rows: list[Row] = []
    for group in node.groups:
        compared: list[Comparison | None] = [row for row in node.posthoc if row.a == group.label]
        for i, comparison in enumerate(compared or [None]):
            left = _group(spec, group.label, group) if i == 0 else (EMPTY,) * 4
            rows.append((*left, *_comparison(spec, comparison)))
    rows.append((*_group(spec, spec.total, node.total), *((EMPTY,) * 3)))
    notes = [_n_line(spec, node, [node.n], context)]
    widths = [1.4, 0.6, 0.9, 1.3, 1.8, 1.3, 1.2]
    return _table(spec, rows, texts=(0, 4), notes=notes, widths=widths)


def _group(spec: AnovaTable, label: str, group: GroupStatistics) -> Row:
    return (
        Cell(label, header=True),
        Cell(_count(group.n)),
        Cell(spss(group.mean, 4, point=spec.decimal)),
        Cell(spss(group.sd, 5, point=spec.decimal)),
    )


def _comparison(spec: AnovaTable, row: Comparison | None) -> Row:
    if row is None:
        return (EMPTY,) * 3
    star = "*" if row.significant else ""
    return (
        Cell(row.b),
        Cell(spss(row.difference, 5, point=spec.decimal) + star),
        Cell(spss(row.se, 5, point=spec.decimal)),
    )


# --- the line that names the file --------------------------------------------------------


def n_line(group: str, counts: Sequence[object], *, context: Context, file: str = "") -> str:
    """Which file the numbers are from, and how many answers are behind each."""
    known = [count for count in counts if isinstance(count, int)]
    name = file or file_label(group, context=context)
    return context.words("table.n_line", file=name, n=span(known, words=context.words))


def _n_line(spec: TableSpec, node: Node, counts: Sequence[object], context: Context) -> str:
    return n_line(node.group, counts, context=context, file=spec.file_note)


def _count(value: object) -> str:
    return spss(value, 0, point=",")
