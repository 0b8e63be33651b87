"""The survey and the client survey beside the scorecard: this round's, or the latest, with date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from generator.report.block import (
    Block,
    Cell,
    Chart,
    Column,
    Dot,
    DotPlot,
    KeyFigure,
    Note,
    Span,
    Table,
)
from generator.report.blocks.constructs import band_of, by_scale
from generator.report.context import Context, inside, sentences
from generator.report.numbers import DASH, is_known
from generator.results.offices import Attainment, ClientMean, ClientResults
from generator.results.survey import Descriptives, Response, VariableStatistics
from generator.results.trend import LATEST, MONTHS, EarlierRound
from generator.results.values import published_number
from generator.study.instrument import Scale


@dataclass(frozen=True, slots=True)
class Source:
    """Where a survey's figures stand in the results, when it was, and how its units were then."""

    prefix: str
    day: date
    earlier: EarlierRound | None


def survey_source(context: Context) -> Source | None:
    """This round's survey, or the latest one, or None before the first."""
    if any(name.startswith("response/") for name in context.released.steps):
        return Source("", context.round.date, None)
    return _earlier("survey", context)


def client_source(context: Context) -> Source | None:
    """This round's client survey, or the latest one, or None before the first."""
    if context.step("client_survey", ClientResults):
        return Source("", context.round.date, None)
    return _earlier("clients", context)


def _earlier(name: str, context: Context) -> Source | None:
    node = context.step(f"{LATEST}{name}", EarlierRound)
    return Source(LATEST, date.fromisoformat(node.date), node) if node else None


def survey_figures(context: Context) -> Iterator[KeyFigure]:
    """Response of the first group, and the mean of all client questions, each with its date."""
    words = context.words
    source = survey_source(context)
    for group in list(context.study.groups)[:1] if source else ():
        node = context.step(f"{source.prefix}response/{group}", Response) if source else None
        if source and node and isinstance(node.rate, float):
            name = inside(context.study.groups[group].label)
            day = words.long_date(source.day)
            detail = words("quarter.rate_detail", group=name, date=day)
            yield KeyFigure(context.percent(node.rate), words("short.rate"), detail)
    clients = client_source(context)
    plan = context.study.client_survey
    results = _client_results(clients, context) if clients else None
    if clients and plan and results and isinstance(results.total.mean, float):
        ends = {"low": context.number(plan.low, 0), "high": context.number(plan.high, 0)}
        detail = words("quarter.clients_detail", **ends, date=words.long_date(clients.day))
        value = context.number(results.total.mean, 1)
        yield KeyFigure(value, words("short.clients"), detail)


def response_sentence(context: Context) -> str:
    """Who answered the survey, and when; empty before the first one."""
    source, words = survey_source(context), context.words
    if source is None:
        return ""
    parts = []
    for group in context.study.groups:
        node = context.step(f"{source.prefix}response/{group}", Response)
        if node and isinstance(node.answered, int):
            name = inside(context.study.groups[group].label)
            counted = {"n": context.number(node.answered, 0), "group": name}
            key = "answered_of" if isinstance(node.rate, float) else "answered"
            told = words(f"quarter.{key}", **counted, rate=context.percent(node.rate))
            parts.append(told)
    key = "survey_latest" if source.earlier else "survey_now"
    told = words(f"quarter.{key}", date=words.long_date(source.day), parts=words.listed(parts))
    return told if parts else ""


def surveys_blocks(context: Context) -> Iterator[Block]:
    """The survey, and the client survey under the scorecard: the whole's figures alone."""
    source, clients = survey_source(context), client_source(context)
    if source and clients and source.earlier and source.day == clients.day:
        yield _dated(source, "both", context)
    else:
        for each, name in ((source, "survey"), (clients, "clients")):
            if each and each.earlier:
                yield _dated(each, name, context)
    if source:
        yield _survey_table(source, context)
        yield from _pictures(source, context)
    yield from _results_table(clients, context)


def _dated(source: Source, name: str, context: Context) -> Note:
    """Which round the figures are from, and how the offices were divided then."""
    words, node = context.words, source.earlier
    units = node.units if node else ()
    offices = sum(len(unit.offices) for unit in units)
    merged = [words.listed(list(unit.offices)) for unit in units if len(unit.offices) > 1]
    day = words.long_date(source.day)
    told = words(f"quarter.latest_{name}", date=day, offices=offices)
    if name != "clients":
        told = sentences(told, *(words("quarter.then_merged", offices=names) for names in merged))
    return Note(told)


def _survey_table(source: Source, context: Context) -> Table:
    """The constructs down, every respondent group with its n, mean and interval across."""
    words, study = context.words, context.study
    found = {
        group: {row.variable: row for row in rows}
        for group in study.groups
        if (rows := _constructs(source, group, context))
    }
    names = [name for name in study.constructs if any(name in rows for rows in found.values())]
    heads = (
        Column(words("constructs.head_n"), weight=0.7),
        Column(words("constructs.head_mean"), weight=1.1),
        Column(words("constructs.head_interval"), weight=1.4),
    )
    blank = (Cell(DASH),) * len(heads)
    return Table(
        title=words("quarter.survey_table", date=words.long_date(source.day)),
        columns=(
            Column(words("constructs.head_construct"), align="text", weight=3),
            *(heads * len(found)),
        ),
        groups=(Span("", 1), *(Span(study.groups[group].label, len(heads)) for group in found)),
        rows=tuple(
            (
                Cell(study.label_of(name), header=True),
                *(
                    cell
                    for rows in found.values()
                    for cell in (_told(rows[name], context) if name in rows else blank)
                ),
            )
            for name in names
        ),
        notes=(words("quarter.survey_note"),),
    )


def _told(row: VariableStatistics, context: Context) -> tuple[Cell, ...]:
    told = isinstance(row.ci_low, float) and isinstance(row.ci_high, float)
    low, high = (context.number(end, 2) for end in (row.ci_low, row.ci_high))
    interval = context.words("quarter.interval", low=low, high=high) if told else DASH
    return (context.cell(row.n, 0), context.cell(row.mean, 2), Cell(interval))


def _results_table(clients: Source | None, context: Context) -> Iterator[Table]:
    """The scorecard's composite scores and the client survey's categories."""
    words = context.words
    rows = [*_score_rows(context), *(_client_rows(clients, context) if clients else ())]
    if not rows:
        return
    yield Table(
        title=words("quarter.results_table" if clients else "quarter.results_table_scorecard"),
        columns=(
            Column(words("quarter.head_what"), align="text", weight=4.6),
            Column(words("quarter.head_n"), weight=0.9),
            Column(words("quarter.head_value"), weight=0.9),
        ),
        rows=tuple(rows),
        notes=(words("clients.n_note"),) if clients else (),
    )


def _score_rows(context: Context) -> Iterator[tuple[Cell, ...]]:
    node = context.step(MONTHS, Attainment)
    if node is None or not node.scores:
        return
    yield _head(context.words("quarter.part_scorecard"))
    for score in node.scores:
        label = Cell(context.study.label_of(score.variable))
        yield (label, context.cell(node.n, 0), context.share_cell(score.value))


def _client_rows(source: Source, context: Context) -> Iterator[tuple[Cell, ...]]:
    node, words = _client_results(source, context), context.words
    plan = context.study.client_survey
    if node is None or plan is None:
        return
    yield _head(words("quarter.part_clients", date=words.long_date(source.day)))
    named = [(mean, context.study.label_of(mean.variable)) for mean in node.categories]
    for mean, label in [*named, (node.total, words("clients.total"))]:
        yield (Cell(label), _n(mean, context), context.cell(mean.mean, 1))


def _n(mean: ClientMean, context: Context) -> Cell:
    if mean.n is None:
        return Cell(context.words("results.n_unknown"))
    return context.cell(mean.n, 0)


def _head(text: str) -> tuple[Cell, ...]:
    return (Cell(text, header=True), Cell(""), Cell(""))


def _pictures(source: Source, context: Context) -> Iterator[Block]:
    """The constructs of the group that the unit file is of, as dots on their scale."""
    words, study = context.words, context.study
    group = study.unit_file.group if study.unit_file else next(iter(study.groups), "")
    found = {row.variable: row for row in _constructs(source, group, context)}
    for scale, names in by_scale(context, list(found)):
        ends = {"low": scale.low, "high": scale.high}
        name, day = inside(study.groups[group].label), words.long_date(source.day)
        yield Chart(
            picture=DotPlot(
                dots=tuple(_dot(found[name], scale, context) for name in names),
                low=scale.low,
                high=scale.high,
                ticks=tuple(range(scale.low, scale.high + 1)),
                value_name=words("quarter.dots_name"),
                band_name=words("constructs.band_name"),
            ),
            title=words("quarter.dots_title", group=name, date=day, **ends),
            alt=" ".join(_dot_alt(found[name], context) for name in names),
        )


def _dot(row: VariableStatistics, scale: Scale, context: Context) -> Dot:
    return Dot(
        label=context.study.label_of(row.variable),
        value=published_number(row.mean),
        text=context.number(row.mean, 2),
        low=published_number(row.ci_low),
        high=published_number(row.ci_high),
        band=band_of(row.mean, scale),
    )


def _dot_alt(row: VariableStatistics, context: Context) -> str:
    value = context.number(row.mean, 2)
    label = context.study.label_of(row.variable)
    key = "alt_alone" if is_known(row.mean) else "alt_none"
    return context.words(f"constructs.{key}", label=label, value=value)


def _constructs(source: Source, group: str, context: Context) -> tuple[VariableStatistics, ...]:
    """The constructs told of a group; one that the study no longer has is left out."""
    node = context.step(f"{source.prefix}constructs/{group}", Descriptives)
    known = context.study.constructs
    return tuple(row for row in node.rows if row.variable in known) if node else ()


def _client_results(source: Source, context: Context) -> ClientResults | None:
    return context.step(f"{source.prefix}client_survey", ClientResults)


def sources(context: Context) -> tuple[Source, ...]:
    """The survey and client survey there are."""
    found = (survey_source(context), client_source(context))
    return tuple(source for source in found if source)
