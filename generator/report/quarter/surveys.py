"""The survey and the client survey beside the scorecard: this round's, or the latest, with date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator.report.block import Block, Cell, Chart, Column, KeyFigure, Note, Span, Table
from generator.report.blocks.constructs import by_scale, dot_plot
from generator.report.context import Context, inside, sentences
from generator.report.numbers import DASH, is_known
from generator.results.offices import Attainment, ClientResults
from generator.results.survey import Descriptives, Response, VariableStatistics
from generator.results.trend import LATEST, MONTHS, EarlierRound


@dataclass(frozen=True, slots=True)
class Source:
    """Where a survey's figures stand in the results, when it was, and how its units were then."""

    prefix: str
    day: date
    earlier: EarlierRound | None


def survey_source(context: Context) -> Source | None:
    """This round's survey, or the latest one, or None before the first."""
    own = any(name.startswith("response/") for name in context.released.steps)
    return _source("survey", context, own=own)


def client_source(context: Context) -> Source | None:
    """This round's client survey, or the latest one, or None before the first."""
    own = context.step("client_survey", ClientResults) is not None
    return _source("clients", context, own=own)


def _source(name: str, context: Context, *, own: bool) -> Source | None:
    if own:
        return Source("", context.round.date, None)
    node = context.step(f"{LATEST}{name}", EarlierRound)
    return Source(LATEST, date.fromisoformat(node.date), node) if node else None


def survey_figures(context: Context) -> Iterator[KeyFigure]:
    """Response of the first group, and the mean of all client questions, each with its date."""
    words, source, clients = context.words, survey_source(context), client_source(context)
    group = next(iter(context.study.groups), "")
    node = context.step(f"{source.prefix}response/{group}", Response) if source else None
    if source and node and isinstance(node.rate, float):
        name, day = inside(context.study.groups[group].label), words.long_date(source.day)
        detail = words("quarter.rate_detail", group=name, date=day)
        yield KeyFigure(context.percent(node.rate), words("short.rate"), detail)
    plan = context.study.client_survey
    results = _client_results(clients, context)
    if clients and plan and results and isinstance(results.total.mean, float):
        ends = {"low": context.number(plan.low, 0), "high": context.number(plan.high, 0)}
        detail = words("quarter.clients_detail", **ends, date=words.long_date(clients.day))
        yield KeyFigure(context.number(results.total.mean, 1), words("short.clients"), detail)


def response_sentence(context: Context) -> str:
    """Who answered the survey, and when; empty before the first one."""
    source, words = survey_source(context), context.words
    parts = []
    for group in context.study.groups if source else ():
        node = context.step(f"{source.prefix}response/{group}", Response) if source else None
        if node and isinstance(node.answered, int):
            key = "answered_of" if isinstance(node.rate, float) else "answered"
            n, rate = context.number(node.answered, 0), context.percent(node.rate)
            name = inside(context.study.groups[group].label)
            parts.append(words(f"quarter.{key}", n=n, group=name, rate=rate))
    if source is None or not parts:
        return ""
    key = "survey_latest" if source.earlier else "survey_now"
    return words(f"quarter.{key}", date=words.long_date(source.day), parts=words.listed(parts))


def surveys_blocks(context: Context) -> Iterator[Block]:
    """The survey, and the client survey under the scorecard: the total's figures alone."""
    source, clients = survey_source(context), client_source(context)
    if source and clients and source.earlier and source.day == clients.day:
        yield _latest(source, "both", context)
    else:
        for each, name in ((source, "survey"), (clients, "clients")):
            if each and each.earlier:
                yield _latest(each, name, context)
    if source:
        yield _survey_table(source, context)
        yield from _pictures(source, context)
    yield from _results_table(clients, context)


def _latest(source: Source, name: str, context: Context) -> Note:
    """Which round the figures are from, and how the offices were divided then."""
    words, units = context.words, source.earlier.units if source.earlier else ()
    day, n = words.long_date(source.day), sum(len(unit.offices) for unit in units)
    merged = [words.listed(list(unit.offices)) for unit in units if len(unit.offices) > 1]
    divided = [words("quarter.then_merged", offices=names) for names in merged]
    latest = words(f"quarter.latest_{name}", date=day, offices=n)
    return Note(latest if name == "clients" else sentences(latest, *divided))


def _survey_table(source: Source, context: Context) -> Table:
    """The constructs down, every respondent group with its n, mean and interval across."""
    words, study = context.words, context.study
    groups = {group: _constructs(source, group, context) for group in study.groups}
    groups = {group: rows for group, rows in groups.items() if rows}
    names = [name for name in study.constructs if any(name in rows for rows in groups.values())]
    heads = (
        Column(words("constructs.head_n"), weight=0.7),
        Column(words("constructs.head_mean"), weight=1.1),
        Column(words("constructs.head_interval"), weight=1.4),
    )
    return Table(
        title=words("quarter.survey_table", date=words.long_date(source.day)),
        columns=(
            Column(words("constructs.head_construct"), align="text", weight=3),
            *(heads * len(groups)),
        ),
        groups=(Span("", 1), *(Span(study.groups[group].label, len(heads)) for group in groups)),
        rows=tuple(
            (
                Cell(study.label_of(name), header=True),
                *(cell for rows in groups.values() for cell in _cells(rows.get(name), context)),
            )
            for name in names
        ),
        notes=(words("quarter.survey_note"),),
    )


def _cells(row: VariableStatistics | None, context: Context) -> tuple[Cell, ...]:
    if row is None:
        return (Cell(DASH), Cell(DASH), Cell(DASH))
    known = isinstance(row.ci_low, float) and isinstance(row.ci_high, float)
    low, high = (context.number(end, 2) for end in (row.ci_low, row.ci_high))
    interval = context.words("quarter.interval", low=low, high=high) if known else DASH
    return (context.cell(row.n, 0), context.cell(row.mean, 2), Cell(interval))


def _results_table(clients: Source | None, context: Context) -> Iterator[Table]:
    """The scorecard's composite scores and the client survey's categories."""
    words = context.words
    rows = [*_score_rows(context), *(_client_rows(clients, context) if clients else ())]
    if rows:
        yield Table(
            title=words("quarter.results_table" if clients else "quarter.results_table_scorecard"),
            columns=context.columns("quarter", what=4.6, n=0.9, value=0.9),
            rows=tuple(rows),
            notes=(words("clients.n_note"),) if clients else (),
        )


def _score_rows(context: Context) -> Iterator[tuple[Cell, ...]]:
    node = context.step(MONTHS, Attainment)
    if node and node.scores:
        yield _head(context.words("quarter.part_scorecard"))
        for score in node.scores:
            label = Cell(context.study.label_of(score.variable))
            yield (label, context.cell(node.n, 0), context.share_cell(score.value))


def _client_rows(source: Source, context: Context) -> Iterator[tuple[Cell, ...]]:
    node, words = _client_results(source, context), context.words
    if node and context.study.client_survey:
        yield _head(words("quarter.part_clients", date=words.long_date(source.day)))
        named = [(mean, context.study.label_of(mean.variable)) for mean in node.categories]
        for mean, label in [*named, (node.total, words("clients.total"))]:
            yield (Cell(label), context.n_cell(mean.n), context.cell(mean.mean, 1))


def _head(text: str) -> tuple[Cell, ...]:
    return (Cell(text, header=True), Cell(""), Cell(""))


def _pictures(source: Source, context: Context) -> Iterator[Block]:
    """The constructs of the group that the unit file is of, as dots on their scale."""
    words, study = context.words, context.study
    group = study.unit_file.group if study.unit_file else next(iter(study.groups), "")
    found = _constructs(source, group, context)
    for scale, names in by_scale(context, found):
        rows = [found[name] for name in names]
        label, day = inside(study.groups[group].label), words.long_date(source.day)
        ends = {"low": scale.low, "high": scale.high}
        yield Chart(
            picture=dot_plot(rows, scale, context=context, value_name=words("quarter.dots_name")),
            title=words("quarter.dots_title", group=label, date=day, **ends),
            alt=" ".join(
                words(
                    "constructs.alt_alone" if is_known(row.mean) else "constructs.alt_none",
                    label=study.label_of(row.variable),
                    value=context.number(row.mean, 2),
                )
                for row in rows
            ),
        )


def _constructs(source: Source, group: str, context: Context) -> Mapping[str, VariableStatistics]:
    """The constructs published of a group; one that the study no longer has is left out."""
    node = context.step(f"{source.prefix}constructs/{group}", Descriptives)
    rows = node.rows if node else ()
    return {row.variable: row for row in rows if row.variable in context.study.constructs}


def _client_results(source: Source | None, context: Context) -> ClientResults | None:
    return context.step(f"{source.prefix}client_survey", ClientResults) if source else None
