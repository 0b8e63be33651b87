"""The quarterly report: what management reads, page one in a minute.

No figure of a survey stands beside a named office: the offices' table is the scorecard alone.
"""

from collections.abc import Iterator

from generator.report.block import ActionPlan, Block, Bullets, Heading, PageBreak, Paragraph, Report
from generator.report.blocks.about import run_blocks, synthetic_note
from generator.report.blocks.scorecard_months import judged
from generator.report.blocks.trend import change_table, renamed_blocks, tables_of
from generator.report.blocks.trend_words import TrendWords, direction, trend_of
from generator.report.context import Context
from generator.report.quarter.state import (
    attainment_table,
    key_figures,
    months_blocks,
    office_blocks,
    published_offices,
    rows_of_offices,
    state_sentences,
    total_rows,
    with_target,
)
from generator.report.quarter.surveys import (
    client_source,
    response_sentence,
    survey_source,
    surveys_blocks,
)
from generator.results.offices import PlanProgress
from generator.results.trend import Change
from generator.results.values import published_number
from generator.round.model import CLIENTS_FROM

PLAN_ROWS = 4
MOST = 3
"""How many indicators the next steps speak of at most."""


def quarter_report(*, context: Context) -> Report:
    """Management's report on one quarter."""
    title = context.words("quarter.title", total=context.round.total_name)
    path = f"management/{context.file_name('management')}"
    return context.report("management", path, title, _blocks(context))


def _blocks(context: Context) -> Iterator[Block]:
    words = context.words
    yield from synthetic_note(context)
    yield Heading(1, words("quarter.state_heading"))
    yield from key_figures(context)
    yield Bullets(
        (*state_sentences(context), *_change_sentences(context), *response_sentence(context))
    )
    yield from attainment_table(context)
    offices, trend = published_offices(context), trend_of(context)
    surveyed = survey_source(context) or client_source(context)
    chapters = {
        "months": (with_target(context), months_blocks(context)),
        "offices": (offices, office_blocks(context)),
        "surveys": (surveyed, surveys_blocks(context)),
        "change": (trend, _change_blocks(trend) if trend else ()),
    }
    for name, (printed, blocks) in chapters.items():
        if printed:
            yield PageBreak()
            yield Heading(1, words(f"quarter.{name}_heading"))
            yield from blocks
    if not trend and (surveyed or offices):
        yield PageBreak()
    yield from _plans(context)
    yield Heading(1, words("quarter.next_heading"))
    if steps := tuple(_next_steps(context)):
        yield Bullets(steps)
    yield ActionPlan(words("quarter.plan"), words.several("quarter.plan_heads"), PLAN_ROWS)
    yield Heading(1, words("about.heading"))
    yield from _about(context)


def _change_sentences(context: Context) -> Iterator[str]:
    """For page one: which results went up or down more than noise, or that none did."""
    trend, words = trend_of(context), context.words
    if trend is None:
        return
    lines = trend.measured_now()
    changes = [(line, line.change) for line in lines if isinstance(line.change, Change)]
    certain = [(line, change) for line, change in changes if change.certain]
    moved: dict[str, list[str]] = {"up": [], "down": []}
    for line, change in certain:
        if published_number(change.value):
            moved[direction(change)].append(trend.label(line, running=True))
    for key, names in moved.items():
        if names:
            yield words(f"quarter.changed_{key}", names=words.listed(names))
    if not certain and trend.node.family:
        yield words("quarter.changed_none", n=trend.node.family)


def _change_blocks(trend: TrendWords) -> Iterator[Block]:
    """The change of every construct, indicator and client category of the total, with n."""
    lines = [line for line in trend.measured_now() if line.change is not None]
    yield Paragraph(trend.summary(lines))
    tables = tables_of(lines, context=trend.context, indicators="quarter.changes_indicators")
    scorecard_first = sorted(tables, key=lambda table: table[1][0].measure != "indicator")
    for title, found in scorecard_first:
        yield change_table(found, lines, trend, title=title)
    for line in lines:
        if line.measure == "score" and (text := trend.score(line)):
            yield Paragraph(text)
    for paragraph in renamed_blocks(trend):
        yield Paragraph(paragraph.text)


def _plans(context: Context) -> Iterator[Block]:
    """How many measures of the returned plans are done; nothing where no plan was returned."""
    node, words = context.step("plans", PlanProgress), context.words
    if node is None:
        return
    yield Heading(1, words("quarter.plans_heading"))
    yield Paragraph(words("quarter.plans_returned", n=node.n, agreed=node.n_measures))
    yield Paragraph(
        words("quarter.plans_done", n=node.n_done, all=node.n_measures, begun=node.n_started)
    )


def _next_steps(context: Context) -> Iterator[str]:
    """What the figures call for: the targets farthest off, and who to learn from."""
    words = context.words
    missed = [row for row, met in judged(total_rows(context), context) if not met]
    missed.sort(key=lambda row: published_number(row.attainment) or 0.0)
    for row in missed[:MOST]:
        n = sum(met for _, met in judged(rows_of_offices(row.indicator, context), context))
        key = "next_learn" if n else "next_none"
        yield words(f"quarter.{key}", n=n, label=context.label(row.indicator))
    varying = [context.label(row.indicator) for row in missed if row.course == "varying"]
    if varying:
        yield words("quarter.next_varying", names=words.listed(varying[:MOST]))
    source = survey_source(context)
    if source and source.earlier is None:
        yield words("quarter.next_survey")


def _about(context: Context) -> Iterator[Block]:
    words = context.words
    yield Paragraph(words("quarter.about_scorecard", clients_from=words.numeral(CLIENTS_FROM)))
    if survey_source(context):
        yield Paragraph(words("quarter.about_survey"))
        yield Paragraph(words("about.threshold", threshold=context.round.policy.min_respondents))
    yield from run_blocks(context)
