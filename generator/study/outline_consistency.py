"""What tables, figures, questions and sections of study.toml must agree with its steps about."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from generator.study.model import Study
from generator.study.outline import ComparisonFigure, MeansFigure, ModelFigure
from generator.study.tables import (
    CorrelationTable,
    FiguresTable,
    ReliabilityTable,
    TableSpec,
)

NODE_FIELDS: Final = ("results", "node", "nodes", "step", "steps", "selected_by", "sort_by")
"""The fields of sections, tables and figures that name result nodes."""

_COLUMNS: Final = {"frequency": 4, "regression": 5, "anova": 7, "comparison": 10, "multilevel": 8}
_KINDS: Final = {"comparison": "group_comparison", "means": "descriptives"}
"""The kind of step that a layout prints, where it has another name."""

Use = tuple[str, str, Iterable[str], Collection[str]]
"""A message, who names something, the names, and those that are declared."""


def undeclared(uses: Iterable[Use]) -> Iterator[str]:
    """The messages of uses of what is not declared."""
    for message, owner, names, declared in uses:
        for name in sorted(set(names) - set(declared)):
            yield message.format(owner, name)


def contradictions_in_outline(study: Study) -> Iterator[str]:
    """Every name in the outline that nothing has, and tables that cannot stand as declared."""
    of_kind: dict[str, set[str]] = defaultdict(set)
    for step in study.steps:
        of_kind[step.kind] |= {step.id, *step.nodes()}
    yield from undeclared(_uses(study, of_kind))
    for table in study.tables:
        yield from _heads(table)
    numbers = {
        "table": [table.number for table in study.tables],
        "figure": [figure.number for figure in study.figures],
        "question": [question.id for question in study.questions],
        "box": [box.id for box in study.model.boxes],
    }
    for what, given in numbers.items():
        for number, times in Counter(given).items():
            if times > 1 or not number.strip():
                yield f"{what} {number!r} is declared {times} times, or has no name"
    if not study.model.boxes and any(isinstance(each, ModelFigure) for each in study.figures):
        yield "a figure is to show the model, which has no boxes"
    places = Counter((box.column, box.row) for box in study.model.boxes)
    for (column, row), times in places.items():
        if times > 1:
            yield f"{times} boxes of the model are in column {column}, row {row}"


def _heads(table: TableSpec) -> Iterator[str]:
    """A head for each column that the layout has, and groups of heads over all of them."""
    match table:
        case ReliabilityTable():
            columns = 2 + len(table.steps)
        case CorrelationTable():
            columns = 1 + 2 * len(table.steps)
        case FiguresTable():
            columns = 1 + len(table.figures)
        case _:
            columns = _COLUMNS[table.layout]
    if len(table.columns) != columns:
        heads = f"{len(table.columns)} columns, and its layout has {columns}"
        yield f"table {table.number} names {heads}"
    spanned = sum(group.span for group in table.column_groups)
    if table.column_groups and spanned != columns:
        yield f"table {table.number} has column_groups over {spanned} of its {columns} columns"


def _uses(study: Study, of_kind: Mapping[str, set[str]]) -> Iterator[Use]:
    tables = {table.number for table in study.tables}
    figures = {figure.number for figure in study.figures}
    steps = {step.id for step in study.steps}
    questions = {question.id for question in study.questions}
    nodes = {node for step in study.steps for node in step.nodes()}
    labelled = {name for name, _ in study.labels()}
    for section in study.county_report:
        message = "section {!r} names table {}, which is not declared"
        yield message, section.title, section.tables, tables
        message = "section {!r} names figure {}, which is not declared"
        yield message, section.title, section.figures, figures
        message = "section {!r} names question {!r}, which is not declared"
        yield message, section.title, {section.question} - {""}, questions
    for question in study.questions:
        message = "question {} names {!r}, which is no step of correlations or group comparisons"
        answering = (of_kind["correlation"] | of_kind["group_comparison"]) & steps
        yield message, question.id, question.steps, answering
        message = "question {} names {!r}, which is no regression step"
        yield message, question.id, question.models, of_kind["regression"]
        message = "question {} has a row for {!r}, which is not declared"
        yield message, question.id, {row.variable for row in question.rows}, labelled
    message = "unit_findings names {1!r}, which is no correlation step"
    yield message, "", study.unit_findings, of_kind["correlation"] & steps
    boxes = {box.id for box in study.model.boxes}
    message = "{} names the box {!r}, which the model does not have"
    for arrow in study.model.arrows:
        yield message, "an arrow", (arrow.start, arrow.end), boxes
    message = "{} names {!r}, which is no step of the kind that it shows"
    for table in study.tables:
        rows = {row.variable for row in getattr(table, "rows", ())}
        known = set(study.constructs) if isinstance(table, ReliabilityTable) else labelled
        yield "{} has a row for {!r}, which is not declared", f"table {table.number}", rows, known
        kind = _KINDS.get(table.layout, table.layout)
        shown = nodes if isinstance(table, FiguresTable) else of_kind[kind]
        named = set(table.names_in(*NODE_FIELDS))
        if isinstance(table, ReliabilityTable):  # it prints what there is
            named &= nodes
        yield message, f"table {table.number}", named, shown
    for figure in study.figures:
        owner = f"figure {figure.number}"
        if isinstance(figure, ModelFigure):
            lacking = "{} names the box {!r}, which the model does not have"
            yield lacking, owner, figure.highlight, boxes
        elif isinstance(figure, MeansFigure | ComparisonFigure):
            yield message, owner, figure.names_in(*NODE_FIELDS), of_kind[_KINDS[figure.kind]]
    for section in study.county_report:
        owner = f"section {section.title!r}"
        yield "{} names the unknown step {!r}", owner, section.results, nodes
