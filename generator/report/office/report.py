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
from generator.report.blocks.profile import profile_blocks, questions
from generator.report.blocks.round_facts import production_chart, production_sentence
from generator.report.blocks.scorecard_months import meets
from generator.report.blocks.statements import battery_blocks, item_blocks
from generator.report.blocks.trend_words import trend_of
from generator.report.blocks.unit_results import attainment_blocks, client_blocks
from generator.report.context import Context, sentences
from generator.report.numbers import is_known
from generator.report.office.change import unit_trend_blocks
from generator.report.office.plan import plan_blocks
from generator.report.office.together import together_blocks
from generator.results.offices import Attainment, ClientResults, Production
from generator.results.survey import Descriptives, Response
from generator.results.values import Suppressed, published_count
from generator.round.model import EXACT_INVITED_FROM, ITEMS_FROM

PLAN_ROWS = 5


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
    yield from _first_page(unit, context)
    if context.study.unit_file:
        yield Heading(1, words("constructs.heading"))
        told = context.unit(unit, "constructs", Descriptives) is not None
        if not told:
            yield Paragraph(words("withheld.instead"))
        yield from construct_blocks(
            context, unit=unit if told else None, group=context.study.unit_file.group
        )
        if told:
            yield Heading(1, words("items.heading"))
            yield from item_blocks(context, unit=unit)
            yield from battery_blocks(context, unit=unit)
    yield from _results(unit, context)
    if trend_of(context, unit):
        yield Heading(1, words("trend.heading"))
        yield from unit_trend_blocks(context, unit=unit)
    yield from together_blocks(context)
    yield Heading(1, words("talk.heading"))
    yield Paragraph(words("talk.intro"))
    yield Bullets(
        (*questions(unit, context=context), *words.several("talk.questions")), ordered=True
    )
    yield from plan_blocks(unit, context=context)
    yield ActionPlan(words("talk.plan"), words.several("talk.plan_heads"), PLAN_ROWS)
    yield Heading(1, words("about.heading"))
    yield from about_blocks(context)


def _first_page(unit: str, context: Context) -> Iterator[Block]:
    response = context.unit(unit, "response", Response)
    yield from synthetic_note(context)
    if response is None:
        yield from _result_figures(unit, context)
        return
    withheld = not is_known(response.n)
    if len(response.offices) > 1 and not withheld:
        names = context.words.listed([context.unit_name(name) for name in response.offices])
        yield Paragraph(context.words("short.merged", offices=names))
    if withheld:
        yield _why_withheld(response, context)
        yield from _result_figures(unit, context)
        yield from _on_target(unit, context)
        return
    figures = (*_answer_figures(response, context), *_outcome_figures(unit, context))
    yield KeyFigures(figures[:4])
    yield from _on_target(unit, context)
    yield from profile_blocks(unit, context=context)
    yield Paragraph(context.words(f"short.{_certainty(response)}"))


def _why_withheld(response: Response, context: Context) -> Note:
    """Why nothing of the unit's answers is told, and what would change it next time."""
    words = context.words
    late = isinstance(response.n, Suppressed) and response.n.suppressed == "later_release"
    names = [context.unit_name(name) for name in response.offices]
    several = len(names) > 1
    text = sentences(
        words("withheld.merged", offices=words.listed(names)) if several and not late else "",
        words(
            "withheld.later_release" if late else "withheld.threshold",
            threshold=context.words.numeral(context.round.policy.min_respondents),
        ),
        words("withheld.next") if not several and not late else "",
    )
    return Note(text, title=words("withheld.title"))


def _on_target(unit: str, context: Context) -> Iterator[Block]:
    """How many targets the unit's offices have met, of those that are told."""
    node = context.unit(unit, "attainment", Attainment)
    rows = [row for office in node.offices for row in office.rows] if node else []
    judged = [met for row in rows if (met := meets(row, context)) is not None]
    if judged:
        key = "short.on_target_one" if len(judged) == 1 else "short.on_target"
        yield Paragraph(context.words(key, n=sum(judged), all=len(judged)))


def _result_figures(unit: str, context: Context) -> Iterator[Block]:
    figures = _outcome_figures(unit, context)
    if figures:
        yield KeyFigures(figures[:4])


def _certainty(response: Response) -> str:
    n = published_count(response.n)
    if n < ITEMS_FROM:
        return "few"
    return "some" if n < EXACT_INVITED_FROM else "many"


def _answer_figures(response: Response, context: Context) -> tuple[KeyFigure, ...]:
    words = context.words
    asked = is_known(response.invited)
    invited = words("short.answers_detail", invited=context.number(response.invited, 0))
    answers = KeyFigure(
        context.number(response.n, 0), words("short.answers"), invited if asked else ""
    )
    if not asked or not is_known(response.rate):
        return (answers,)
    whole = context.step(f"response/{response.group}", Response)
    known = whole is not None and is_known(whole.rate)
    rate = context.percent(whole.rate) if whole and known else ""
    detail = words("short.rate_detail", total=rate) if known else ""
    return (answers, KeyFigure(context.percent(response.rate), words("short.rate"), detail))


def _outcome_figures(unit: str, context: Context) -> tuple[KeyFigure, ...]:
    return (*_score_figures(unit, context), *_client_figure(unit, context))


def _score_figures(unit: str, context: Context) -> Iterator[KeyFigure]:
    node = context.unit(unit, "attainment", Attainment)
    whole = context.step("attainment", Attainment)
    if node is None or whole is None:
        return
    for own, reference in zip(node.scores, whole.scores, strict=True):
        if not is_known(own.value):
            continue
        told = context.words("short.attained_detail", total=context.share(reference.value))
        detail = told if is_known(reference.value) else ""
        label = context.study.label_of(own.variable)
        yield KeyFigure(context.share(own.value), label, detail)


def _client_figure(unit: str, context: Context) -> Iterator[KeyFigure]:
    node = context.unit(unit, "client_survey", ClientResults)
    whole = context.step("client_survey", ClientResults)
    if node is None or whole is None or not is_known(node.total.mean):
        return
    told = context.words("short.clients_detail", total=context.number(whole.total.mean, 1))
    detail = told if is_known(whole.total.mean) else ""
    label = context.words("short.clients")
    yield KeyFigure(context.number(node.total.mean, 1), label, detail)


def _results(unit: str, context: Context) -> Iterator[Block]:
    if context.unit(unit, "attainment", Attainment):
        yield Heading(1, context.words("results.heading"))
        yield from attainment_blocks(context, unit=unit)
    if context.unit(unit, "client_survey", ClientResults):
        yield Heading(1, context.words("clients.heading"))
        yield from client_blocks(context, unit=unit)
    yield from _production(unit, context)


def _production(unit: str, context: Context) -> Iterator[Block]:
    """Production of the unit, or of the offices that share its report."""
    response = context.unit(unit, "response", Response)
    offices = (unit, *(response.offices if response else ()))
    nodes = [
        node
        for name in context.released.steps
        if (node := context.step(name, Production)) is not None and node.unit in offices
    ]
    if nodes:
        yield Heading(1, context.words("production.heading"))
    for node in nodes:
        yield production_chart(node, context=context)
        yield Paragraph(production_sentence(node, context=context))
