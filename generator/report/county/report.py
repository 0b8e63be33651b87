"""The county report: the study's sections with its tables and figures, for the total alone."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise

from generator.report.block import Block, Cell, Contents, Heading, Paragraph, Report, Table
from generator.report.blocks.about import (
    about_blocks,
    certificate_blocks,
    models_notes,
    synthetic_note,
)
from generator.report.blocks.constructs import construct_blocks
from generator.report.blocks.themes import theme_blocks
from generator.report.blocks.trend import total_trend_blocks
from generator.report.blocks.trend_words import trend_of
from generator.report.blocks.unit_results import attainment_blocks, client_blocks, production_blocks
from generator.report.context import Context, inside, sentences
from generator.report.county.appendix import appendix_blocks
from generator.report.county.declared_figures import study_figure
from generator.report.county.declared_tables import study_table
from generator.report.county.representativeness import representativeness_blocks
from generator.report.county.sentences import table_sentences
from generator.report.county.single_results import single_results
from generator.results.survey import Codebook, Response
from generator.study.model import UNITS
from generator.study.outline import Section
from generator.study.plan import RegressionStep


def county_report(*, context: Context) -> Report:
    """Everything about the total; no survey figure stands beside a named office."""
    title = f"{context.words('report.county_title')} – {context.round.total_name}"
    return context.report(
        "county", f"county/{context.file_name('county')}", title, _blocks(context)
    )


def _blocks(context: Context) -> Iterator[Block]:
    yield from synthetic_note(context)
    yield Contents(context.words("report.contents"))
    sections = context.study.county_report or default_outline(context)
    for section in with_trend_section(sections, context=context):
        yield from _section(section, context)
    for note in context.study.notes:
        yield Paragraph(note, role="small")


def with_trend_section(sections: tuple[Section, ...], *, context: Context) -> tuple[Section, ...]:
    """The outline with a section on what changed, before the method; without it on a first round.

    An outline that has one decides itself where it stands.
    """
    if trend_of(context) is None:
        return tuple(section for section in sections if section.generated != "trend")
    if any(section.generated == "trend" for section in sections):
        return sections
    added = Section(title=context.words("trend.heading"), generated="trend")
    places = [i for i, section in enumerate(sections) if section.generated == "method"]
    at = places[0] if places else len(sections)
    return (*sections[:at], added, *sections[at:])


def default_outline(context: Context) -> tuple[Section, ...]:
    """The outline of a study that declares none: every section the program writes itself."""
    study, words = context.study, context.words
    tables = tuple(table.number for table in study.tables)
    figures = tuple(figure.number for figure in study.figures)
    themes = any(name.startswith("themes/") for name in context.released.steps)
    production = context.round.production
    outline = (
        (Section(title=words("response.table"), generated="response"), True),
        (Section(title=words("constructs.heading"), generated="constructs"), True),
        (Section(title=words("report.tables"), tables=tables, figures=figures), tables or figures),
        (Section(title=words("results.heading"), generated="results"), study.indicators),
        (Section(title=words("clients.heading"), generated="clients"), study.client_survey),
        (Section(title=words("production.heading"), generated="production"), production),
        (Section(title=words("themes.heading"), generated="themes"), themes),
        (Section(title=words("about.heading"), generated="method"), True),
        (Section(title=words("appendix.heading"), generated="appendix"), study.steps),
        (Section(title=words("codebook.heading"), generated="codebook"), True),
    )
    return tuple(section for section, has_content in outline if has_content)


def _section(section: Section, context: Context) -> Iterator[Block]:
    yield Heading(section.level, section.title)
    yield from (Paragraph(text) for text in section.text)
    figures = {figure.number: figure for figure in context.study.figures}
    tables = {table.number: table for table in context.study.tables}
    yield from (study_figure(figures[number], context=context) for number in section.figures)
    if section.generated:
        yield from GENERATED[section.generated](context)
    for number in section.tables:
        yield study_table(tables[number], context=context)
        if text := table_sentences(tables[number], context=context):
            yield Paragraph(text)
    yield from single_results(section.results, context=context)


def _constructs(context: Context) -> Iterator[Block]:
    for group in context.study.groups:
        yield from construct_blocks(context, unit=None, group=group)


def _response(context: Context) -> Iterator[Block]:
    words = context.words
    nodes = context.nodes([f"response/{group}" for group in context.study.groups], Response)
    heads = {
        head: 1.0
        for head, field in HEADS.items()
        if any(getattr(node, field) is not None for node in nodes)
    }
    counts = {HEADS[head]: 0 for head in heads}
    rows = tuple(
        (
            Cell(context.study.groups[node.group].label, header=True),
            *context.cells(node, **counts),
            context.percent_cell(node.rate, 1),
            context.cell(node.n, 0),
        )
        for node in nodes
    )
    few = any(cell.withheld for row in rows for cell in row)
    threshold = context.round.policy.min_respondents
    notes = [words("response.note_dropped")] if "dropped" in heads else []
    notes += [words("response.note")]
    notes += [words("response.few", threshold=threshold)] if few else []
    columns = context.columns("response", group=1.6, **heads, rate=1.0, usable=1.0)
    yield Table(words("response.table"), columns, rows, notes=tuple(notes))
    yield Paragraph(_units_sentence(context))


HEADS = {
    "registered": "registered",
    "dropped": "dropped_out",
    "invited": "invited",
    "complete": "complete",
    "partial": "partial",
    "answered": "answered",
}
"""The heads of the response table with their counts; one that no group has is left out."""


def _units_sentence(context: Context) -> str:
    """How many reports for how many offices, and which offices share one."""
    words, units = context.words, context.released.units
    merged = [
        words.listed([context.unit_name(office) for office in response.offices])
        for unit in units
        if (response := context.unit(unit, "response", Response)) is not None
        and len(response.offices) > 1
    ]
    reports = words("response.reports", n=len(units), offices=len(context.round.units))
    return sentences(reports, *(words("response.merged", offices=names) for names in merged))


def _codebook(context: Context) -> Iterator[Block]:
    words, study = context.words, context.study
    owners = {
        item.id: construct.label
        for construct in study.constructs.values()
        for item in construct.items
    }
    owners |= dict.fromkeys(study.items, words("codebook.single"))
    owners |= dict.fromkeys(study.background, words("codebook.background"))
    owners |= dict.fromkeys(study.open_questions, words("codebook.open"))
    if study.client_survey:
        for category in study.client_survey.categories.values():
            owners |= {question.id: category.label for question in category.questions}
    columns = tuple(
        replace(column, align="text")
        for column in context.columns("codebook", construct=1.6, variable=1, wording=4)
    )
    for group in (*study.groups, "clients"):
        node = context.step(f"codebook/{group}", Codebook)
        rows = [row for row in node.rows if row.variable in owners] if node else []
        if not rows:
            continue
        label = words("codebook.clients") if group == "clients" else context.file(group)
        named = [owners[row.variable] for row in rows]
        heads = [named[0], *("" if a == b else b for a, b in pairwise(named))]
        cells = tuple(
            (Cell(head, header=True), Cell(row.variable), Cell(row.wording))
            for head, row in zip(heads, rows, strict=True)
        )
        yield Table(words("codebook.table", file=inside(label)), columns, cells)


MODELS = ("correlation", "regression", "drivers", "multilevel")
"""The kinds of step in which a place's mean stands for a missing answer (``model_frame``)."""
METHODS = ("reliability", "correlation", "regression", "anova", "group_comparison", "multilevel")
"""The kinds of step that the method section explains, in the order it does."""


def _methods(context: Context) -> Iterator[str]:
    """How each kind of analysis is done, and what stands for a missing answer."""
    steps = context.study.steps
    for kind in METHODS:
        used = [step for step in steps if step.kind == kind]
        chosen = any(isinstance(step, RegressionStep) and step.significant_in for step in used)
        if used:
            yield context.words(f"method.{kind}_significant" if chosen else f"method.{kind}")
    # A file of units and a reproduced round have nothing that stands for an answer.
    if not context.exact and any(s.kind in MODELS and s.group != UNITS for s in steps):
        yield context.words("method.stand_in")


def _method(context: Context) -> Iterator[Block]:
    words = context.words
    yield Paragraph(sentences(*_methods(context)))
    if context.study.unit_file:
        yield Paragraph(words("method.units", file=inside(context.file(UNITS))))
    if context.round.policy.reproduce_published:
        yield Paragraph(words("method.published"))
    yield Paragraph(words("method.withheld" if context.withheld else "method.withheld_none"))
    yield from map(Paragraph, models_notes(context))
    yield from about_blocks(context)
    yield from certificate_blocks(context)


GENERATED: Mapping[str, Callable[[Context], Iterator[Block]]] = {
    "response": _response,
    "representativeness": representativeness_blocks,
    "constructs": _constructs,
    "results": partial(attainment_blocks, unit=None),
    "clients": partial(client_blocks, unit=None),
    "trend": total_trend_blocks,
    "production": production_blocks,
    "themes": theme_blocks,
    "codebook": _codebook,
    "method": _method,
    "appendix": appendix_blocks,
}
"""What the program writes itself, by the name a section gives it."""
