"""The quarterly report: what management reads, page one in a minute.

No figure of a survey stands beside a named office: the offices' table is the scorecard alone.
"""

from collections.abc import Iterable, Iterator

from generator.language.wording import capital
from generator.report.block import ActionPlan, Block, Heading, PageBreak, Paragraph, Report
from generator.report.blocks.about import run_blocks, synthetic_note
from generator.report.blocks.trend import change_table, renamed_blocks, tables_of
from generator.report.blocks.trend_words import QUARTERS, TrendWords, trend_of
from generator.report.context import Context, inside, sentences
from generator.report.quarter.page_one import page_one
from generator.report.quarter.scorecard import months_blocks, office_blocks, scorecard_of
from generator.report.quarter.surveys import client_source, survey_source, surveys_blocks
from generator.results.offices import Attainment
from generator.results.trend import MONTHS
from generator.round.model import CLIENTS_FROM

PLAN_ROWS = 4
ROOM = 10
"""How many indicators page one has room for; after more of them no new page is begun."""


def quarter_report(*, context: Context) -> Report:
    """Management's report on one quarter."""
    title = context.words("quarter.title", total=context.round.total_name)
    path = f"management/{context.file_name('management')}"
    heading = _heading(context)
    return context.report("management", path, title, _blocks(context), heading=heading)


def _heading(context: Context) -> str:
    """What the report is called on its first page: its quarter, or its last month."""
    words, window = context.words, context.round.window
    if window is None:
        return words("quarter.heading")
    return words("quarter.heading_of", period=capital(words.quarter(window.last)))


def _blocks(context: Context) -> Iterator[Block]:
    words, card, trend = context.words, scorecard_of(context), trend_of(context)
    yield from page_one(card, trend)
    sources = {"survey": survey_source(context), "clients": client_source(context)}
    names = [words(f"quarter.panel_{name}") for name, source in sources.items() if source]
    surveyed = words.listed([*names[:1], *map(inside, names[1:])])
    chapters: dict[str, tuple[object, Iterable[Block]]] = {
        "months": (card.judged, months_blocks(card)),
        "offices": (card.has_table, office_blocks(card)),
        "surveys": (surveyed, surveys_blocks(context)),
        "change": (trend, _change_blocks(trend) if trend else ()),
    }
    for name, (printed, blocks) in chapters.items():
        if printed:
            if name != "months" or len(card.judged) <= ROOM:
                yield PageBreak(turns=name == "offices")
            yield Heading(1, words(f"quarter.{name}_heading") if name != "surveys" else surveyed)
            yield from blocks
    yield PageBreak()
    yield Heading(1, words("quarter.next_heading"))
    yield ActionPlan(words("quarter.plan"), words.several("quarter.plan_heads"), PLAN_ROWS)
    yield Heading(1, words("about.heading"))
    yield from _about(context)


def _change_blocks(trend: TrendWords) -> Iterator[Block]:
    """The change of every construct, indicator and client category of the total, with n."""
    lines = [line for line in trend.measured_now() if line.change is not None]
    scores = [trend.score(line) for line in lines if line.measure == "score"]
    yield Paragraph(sentences(trend.summary(lines), *scores))
    tables = tables_of(lines, trend)
    scorecard_first = sorted(tables, key=lambda table: table[1][0].measure not in QUARTERS)
    for title, found in scorecard_first:
        yield change_table(found, lines, trend, title=title)
    for paragraph in renamed_blocks(trend):
        yield Paragraph(paragraph.text)


def _about(context: Context) -> Iterator[Block]:
    words = context.words
    yield from synthetic_note(context)
    if context.step(MONTHS, Attainment):
        yield Paragraph(words("quarter.about_scorecard", clients_from=words.numeral(CLIENTS_FROM)))
    if survey_source(context):
        yield Paragraph(words("quarter.about_survey"))
        yield Paragraph(words("about.threshold", threshold=context.round.policy.min_respondents))
    yield from run_blocks(context)
