"""The county report and its appendix: the study's sections with its tables and figures."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, Literal

from generator.report.block import (
    Block,
    Cell,
    Contents,
    Heading,
    Paragraph,
    Report,
    Table,
)
from generator.report.blocks.about import about_blocks, synthetic_note
from generator.report.blocks.constructs import construct_blocks
from generator.report.blocks.nonresponse import nonresponse_blocks, nonresponse_sentence
from generator.report.blocks.themes import theme_blocks
from generator.report.blocks.trend import total_trend_blocks
from generator.report.blocks.trend_words import trend_of
from generator.report.blocks.unit_results import attainment_blocks, client_blocks, production_blocks
from generator.report.context import Context, sentences
from generator.report.county.appendix import appendix_blocks
from generator.report.county.declared_figures import study_figure
from generator.report.county.declared_tables import study_table
from generator.report.county.factors import alike_sentences
from generator.report.county.method import codebook_blocks, method_blocks
from generator.report.county.questions import answered
from generator.report.county.representativeness import representativeness_blocks
from generator.report.county.sentences import table_sentences
from generator.report.county.single_results import single_results
from generator.report.county.summary import summary_blocks
from generator.report.county.whole_picture import whole_picture
from generator.results.survey import Response
from generator.study.outline import Section


def county_reports(*, context: Context) -> tuple[Report, Report]:
    """The county report, and its appendix for those who want to see how the figures came about."""
    return county_report(context=context), county_appendix(context=context)


def county_report(*, context: Context) -> Report:
    """Everything about the total; no survey figure beside a named office, unless policy says so."""
    title = f"{context.words('report.county_title')} – {context.round.total_name}"
    path = f"county/{context.file_name('county')}"
    heading = context.words("summary.title", total=context.round.total_name)
    return context.report("county", path, title, _blocks(context), heading=heading)


def county_appendix(*, context: Context) -> Report:
    """Method, certificate, everything that was tested, and the questions as they were asked."""
    title = f"{context.words('report.appendix_title')} – {context.round.total_name}"
    blocks = (Contents(context.words("report.contents")), *_sections(context, appendix=True))
    path = f"county/{context.file_name('appendix')}"
    return context.report("appendix", path, title, (*synthetic_note(context), *blocks))


def _blocks(context: Context) -> Iterator[Block]:
    yield from summary_blocks(context)
    yield Contents(context.words("report.contents"), depth=1)
    yield from synthetic_note(context)
    yield from _sections(context, appendix=False)
    for note in context.study.notes:
        yield Paragraph(note, role="small")


def _sections(context: Context, *, appendix: bool) -> Iterator[Block]:
    for section in complete_outline(context):
        if section.in_appendix == appendix:
            yield from whole_picture(context) if section.generated == "about" else ()
            yield from _section(section, context)


def complete_outline(context: Context) -> tuple[Section, ...]:
    """The sections of the study, with those that every county has where the study has none.

    They are what changed (if there was an earlier round), what to know of the figures, and method.
    """
    changed = trend_of(context) is not None
    sections = context.study.county_report or default_outline(context)
    declared = [section.generated for section in sections]
    trend, about, method = (
        [] if name in declared else [Section(title=context.words(heading), generated=name)]
        for name, heading in ADDED.items()
    )
    at = declared.index("about") if "about" in declared else len(declared)
    every = (*method, *sections[:at], *trend, *sections[at:], *about)
    return tuple(section for section in every if changed or section.generated != "trend")


ADDED: Final[Mapping[Literal["trend", "about", "method"], str]] = {
    "trend": "trend.heading",
    "about": "about.heading",
    "method": "method.heading",
}
"""The sections that every county report and appendix has, with their headings."""


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
        (Section(title=words("appendix.heading"), generated="appendix"), study.steps),
        (Section(title=words("codebook.heading"), generated="codebook"), True),
    )
    return tuple(section for section, has_content in outline if has_content)


def _section(section: Section, context: Context) -> Iterator[Block]:
    yield Heading(section.level, section.title)
    if section.question:
        (question,) = (one for one in answered(context) if one.question.id == section.question)
        for said in question.remarks():
            yield Paragraph(sentences(said.strong, said.text))
    yield from (Paragraph(text) for text in section.text)
    figures = {figure.number: figure for figure in context.study.figures}
    tables = {table.number: table for table in context.study.tables}
    for number in section.figures:
        yield from study_figure(figures[number], context=context)
    if section.generated:
        yield from GENERATED[section.generated](context)
    for number in section.tables:
        yield study_table(tables[number], context=context)
        layout = tables[number].layout
        is_said = section.question and layout in ("correlation", "regression")
        if not is_said and (text := table_sentences(tables[number], context=context)):
            yield Paragraph(text)
    yield from single_results(section.results, context=context)


def _constructs(context: Context) -> Iterator[Block]:
    """The constructs of every group; what is said of several stands once."""
    groups = context.study.groups
    yield from dict.fromkeys(
        block for each in groups for block in construct_blocks(context, unit=None, group=each)
    )
    if said := sentences(*alike_sentences(context)):
        yield Paragraph(said)


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
    texts = (_not_asked(context), _units_sentence(context) if context.reported else "")
    yield from (Paragraph(text) for text in texts if text)
    for group, asked in context.study.groups.items():
        if said := nonresponse_sentence(context, unit=None, group=group):
            yield Paragraph(words("nonresponse.of_group", group=asked.label, said=said))
    if context.study.unit_file:
        yield from nonresponse_blocks(context, unit=None, group=context.study.unit_file.group)


def _not_asked(context: Context) -> str:
    """How many offices of the round the survey did not ask, as after a merger of counties."""
    nodes = [context.unit(unit, "response", Response) for unit in context.released.units]
    out = [node for node in nodes if node and node.invited == 0]
    group = context.study.groups[out[0].group].label if out else ""
    n, offices = sum(len(node.offices) for node in out), len(context.round.units)
    return context.words("response.not_asked", group=group, n=n, offices=offices) if out else ""


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
    words, units = context.words, context.reported
    merged = [
        words.listed([context.unit_name(office) for office in response.offices])
        for unit in units
        if (response := context.unit(unit, "response", Response)) is not None
        and len(response.offices) > 1
    ]
    reports = words("response.reports", n=len(units), offices=len(context.round.units))
    return sentences(reports, *(words("response.merged", offices=names) for names in merged))


def _about(context: Context) -> Iterator[Block]:
    yield from about_blocks(context)
    yield Paragraph(context.words("about.appendix"))


GENERATED: Mapping[str, Callable[[Context], Iterator[Block]]] = {
    "response": _response,
    "representativeness": representativeness_blocks,
    "constructs": _constructs,
    "results": partial(attainment_blocks, unit=None),
    "clients": partial(client_blocks, unit=None),
    "trend": total_trend_blocks,
    "production": production_blocks,
    "themes": theme_blocks,
    "about": _about,
    "codebook": codebook_blocks,
    "method": method_blocks,
    "appendix": appendix_blocks,
}
"""What the program writes itself, by the name a section gives it."""
