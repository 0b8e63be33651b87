"""The office report: what the leader of one analysis unit reads, page 1 in a minute."""

from __future__ import annotations

from collections.abc import Iterator

from generator.report.block import (
    ActionPlan,
    Block,
    Bullets,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Report,
)
from generator.report.blocks.about import about_blocks, synthetic_note
from generator.report.blocks.constructs import construct_blocks
from generator.report.blocks.production import (
    production_chart,
    production_nodes,
    production_sentence,
)
from generator.report.blocks.profile import profile_blocks, questions
from generator.report.blocks.scorecard_months import meets
from generator.report.blocks.statements import battery_blocks, item_blocks
from generator.report.blocks.trend_words import trend_of
from generator.report.blocks.unit_results import attainment_blocks, client_blocks
from generator.report.context import Context, sentences
from generator.report.numbers import is_known
from generator.report.office.change import unit_trend_blocks
from generator.report.office.plan import plan_blocks
from generator.results.models import Correlation, CorrelationPair
from generator.results.offices import Attainment, ClientResults
from generator.results.survey import Descriptives, Response
from generator.results.values import Suppressed, published_count
from generator.round.model import EXACT_INVITED_FROM, ITEMS_FROM

PLAN_ROWS = 5
MOST_FINDINGS = 5
"""How many findings about the total a unit's report names."""


def office_report(unit: str, *, context: Context) -> Report:
    """Everything one analysis unit gets to know, and nothing about anybody else's unit."""
    title = context.words("report.office_title", unit=context.unit_name(unit))
    return context.report(
        "office",
        f"offices/{unit}/kontorrapport-{unit}",
        title=title,
        unit=unit,
        blocks=tuple(_blocks(unit, context)),
    )


def _blocks(unit: str, context: Context) -> Iterator[Block]:
    words = context.words
    yield Heading(1, words("short.heading"))
    yield from synthetic_note(context)
    yield from _first_page(unit, context)
    yield from _survey(unit, context)
    yield from _results(unit, context)
    if trend_of(context, unit):
        yield Heading(1, words("trend.heading"))
        yield from unit_trend_blocks(context, unit=unit)
    yield from _together_blocks(context)
    yield Heading(1, words("talk.heading"))
    yield Paragraph(words("talk.intro"))
    asked = (*questions(unit, context=context), *words.several("talk.questions"))
    yield Bullets(asked, ordered=True)
    yield from plan_blocks(unit, context=context)
    yield ActionPlan(words("talk.plan"), words.several("talk.plan_heads"), PLAN_ROWS)
    yield Heading(1, words("about.heading"))
    yield from about_blocks(context)


def _first_page(unit: str, context: Context) -> Iterator[Block]:
    """The key figures, targets and what stands out; or why no answers are shown."""
    words, response = context.words, context.unit(unit, "response", Response)
    results = (*_score_figures(unit, context), *_client_figure(unit, context))
    shown = response is not None and is_known(response.n)
    if response and shown and len(response.offices) > 1:
        names = words.listed([context.unit_name(name) for name in response.offices])
        yield Paragraph(words("short.merged", offices=names))
    if response and not shown:
        yield _why_withheld(response, context)
    figures = (*(_answer_figures(response, context) if response and shown else ()), *results)
    if figures:
        yield KeyFigures(figures[:4])
    if response is None:
        return
    yield from _on_target(unit, context)
    if shown:
        yield from profile_blocks(unit, context=context)
        n = published_count(response.n)
        certainty = "few" if n < ITEMS_FROM else "some" if n < EXACT_INVITED_FROM else "many"
        yield Paragraph(words(f"short.{certainty}"))


def _why_withheld(response: Response, context: Context) -> Note:
    """Why nothing of the unit's answers is shown, and what would change it next time."""
    words = context.words
    names = [context.unit_name(name) for name in response.offices]
    if isinstance(response.n, Suppressed) and response.n.suppressed == "later_release":
        text = words("withheld.later_release")
    elif len(names) > 1:
        merged = words("withheld.merged", offices=words.listed(names))
        text = sentences(merged, words("withheld.threshold", threshold=context.threshold))
    else:
        threshold = words("withheld.threshold", threshold=context.threshold)
        text = sentences(threshold, words("withheld.next"))
    return Note(text, title=words("withheld.title"))


def _answer_figures(response: Response, context: Context) -> Iterator[KeyFigure]:
    """How many answered, and their part of those who were asked."""
    words = context.words
    asked = is_known(response.invited)
    invited = words("short.answers_detail", invited=context.number(response.invited, 0))
    n = context.number(response.n, 0)
    yield KeyFigure(n, words("short.answers"), invited if asked else "")
    if asked and is_known(response.rate):
        total = context.step(f"response/{response.group}", Response)
        rate = total.rate if total else None
        detail = words("short.rate_detail", total=context.percent(rate)) if is_known(rate) else ""
        yield KeyFigure(context.percent(response.rate), words("short.rate"), detail)


def _score_figures(unit: str, context: Context) -> Iterator[KeyFigure]:
    node = context.unit(unit, "attainment", Attainment)
    total = context.step("attainment", Attainment)
    for own, mean in zip(node.scores, total.scores, strict=True) if node and total else ():
        if is_known(own.value):
            of_all = context.words("short.attained_detail", total=context.share(mean.value))
            label = context.study.label_of(own.variable)
            detail = of_all if is_known(mean.value) else ""
            yield KeyFigure(context.share(own.value), label, detail)


def _client_figure(unit: str, context: Context) -> Iterator[KeyFigure]:
    node = context.unit(unit, "client_survey", ClientResults)
    total = context.step("client_survey", ClientResults)
    if node and total and is_known(node.total.mean):
        mean = total.total.mean
        of_all = context.words("short.clients_detail", total=context.number(mean, 1))
        label = context.words("short.clients")
        detail = of_all if is_known(mean) else ""
        yield KeyFigure(context.number(node.total.mean, 1), label, detail)


def _on_target(unit: str, context: Context) -> Iterator[Block]:
    """How many targets the unit's offices have met, of those that are published."""
    node = context.unit(unit, "attainment", Attainment)
    rows = [row for office in node.offices for row in office.rows] if node else []
    judged = [met for row in rows if (met := meets(row, context)) is not None]
    if judged:
        key = "short.on_target_one" if len(judged) == 1 else "short.on_target"
        yield Paragraph(context.words(key, n=sum(judged), all=len(judged)))


def _survey(unit: str, context: Context) -> Iterator[Block]:
    """The unit's answers beside the total's, or the total's alone where they are not shown."""
    words, file = context.words, context.study.unit_file
    if file is None:
        return
    yield Heading(1, words("constructs.heading"))
    shown = context.unit(unit, "constructs", Descriptives) is not None
    if not shown:
        yield Paragraph(words("withheld.instead"))
    yield from construct_blocks(context, unit=unit if shown else None, group=file.group)
    if shown:
        yield Heading(1, words("items.heading"))
        yield from item_blocks(context, unit=unit)
        yield from battery_blocks(context, unit=unit)


def _results(unit: str, context: Context) -> Iterator[Block]:
    """The scorecard, the client survey and production, as far as there are any."""
    words = context.words
    if context.unit(unit, "attainment", Attainment):
        yield Heading(1, words("results.heading"))
        yield from attainment_blocks(context, unit=unit)
    if context.unit(unit, "client_survey", ClientResults):
        yield Heading(1, words("clients.heading"))
        yield from client_blocks(context, unit=unit)
    response = context.unit(unit, "response", Response)
    offices = (unit, *(response.offices if response else ()))
    nodes = [node for node in production_nodes(context).values() if node.unit in offices]
    if nodes:
        yield Heading(1, words("production.heading"))
    for node in nodes:
        yield production_chart(node, context=context)
        yield Paragraph(production_sentence(node, context=context))


def _together_blocks(context: Context) -> Iterator[Block]:
    """What goes together in the total: the strongest findings of the steps the study names."""
    words = context.words
    rows = [
        row
        for name in context.study.unit_findings
        if (node := context.step(name, Correlation)) is not None
        for row in node.rows
        if row.significant
    ]
    found = [(abs(row.r), row) for row in rows if isinstance(row.r, float)]
    found.sort(key=lambda pair: pair[0], reverse=True)
    if found:
        yield Heading(1, words("together.heading"))
        yield Paragraph(words("together.intro"))
        yield Bullets(tuple(_finding(row, context) for _, row in found[:MOST_FINDINGS]))
        yield Paragraph(words("together.warning"))


def _finding(row: CorrelationPair, context: Context) -> str:
    ends = all(isinstance(end, float) for end in (row.ci_low, row.ci_high))
    return context.words(
        "together.row" if ends and isinstance(row.n, int) else "together.row_short",
        x=context.study.label_of(row.x),
        y=context.label(row.y),
        r=context.number(row.r, 2),
        low=context.number(row.ci_low, 2),
        high=context.number(row.ci_high, 2),
        n=context.number(row.n, 0),
    )
