"""The survey and the client survey beside the scorecard: this round's, or the latest, with date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from generator.report.block import Block, Cell, Note, Panel, Remark, Span, Table
from generator.report.blocks.constructs import rows_of
from generator.report.context import Context, Kind, inside, sentences
from generator.report.numbers import DASH
from generator.results.offices import Attainment, ClientResults
from generator.results.survey import Descriptives, Response, VariableStatistics
from generator.results.trend import LATEST, MONTHS, EarlierRound


@dataclass(frozen=True, slots=True)
class Source:
    """Where a survey's figures stand in the results, when it was, and how its units were then."""

    context: Context
    day: date
    earlier: EarlierRound | None

    def step(self, name: str, kind: type[Kind]) -> Kind | None:
        """A node of the total of that survey, or None when it is not published."""
        return self.context.step(f"{LATEST}{name}" if self.earlier else name, kind)

    @property
    def when(self) -> str:
        """The day of the survey in words."""
        return self.context.words.long_date(self.day)

    def constructs(self, group: str) -> dict[str, VariableStatistics]:
        """The constructs published of a group; one that the study no longer has is left out."""
        rows = rows_of(self.step(f"constructs/{group}", Descriptives))
        return {name: rows[name] for name in rows if name in self.context.study.constructs}


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
        return Source(context, context.round.date, None)
    node = context.step(f"{LATEST}{name}", EarlierRound)
    return Source(context, date.fromisoformat(node.date), node) if node else None


def survey_figures(context: Context) -> Iterator[Panel]:
    """Response of the first group, and the mean of all client questions, each with its date."""
    words, source, clients = context.words, survey_source(context), client_source(context)
    group = next(iter(context.study.groups), "")
    node = source.step(f"response/{group}", Response) if source else None
    if source and node and isinstance(node.rate, float):
        name = inside(context.study.groups[group].label)
        detail = words("quarter.rate_detail", group=name, date=source.when)
        yield Panel(words("short.rate"), (Remark(context.percent(node.rate), detail),))
    plan = context.study.client_survey
    results = clients.step("client_survey", ClientResults) if clients else None
    if clients and plan and results and isinstance(results.total.mean, float):
        ends = {"low": context.number(plan.low, 0), "high": context.number(plan.high, 0)}
        detail = words("quarter.clients_detail", **ends, date=clients.when)
        mean = context.number(results.total.mean, 1)
        yield Panel(words("short.clients"), (Remark(mean, detail),))


def response_sentence(context: Context) -> Iterator[str]:
    """Who answered the survey, and when; nothing before the first one."""
    source, words = survey_source(context), context.words
    if source is None:
        return
    parts = []
    for group, declared in context.study.groups.items():
        node = source.step(f"response/{group}", Response)
        if node and isinstance(node.answered, int):
            key = "answered_of" if isinstance(node.rate, float) else "answered"
            n, rate = context.number(node.answered, 0), context.percent(node.rate)
            parts.append(words(f"quarter.{key}", n=n, group=inside(declared.label), rate=rate))
    if parts:
        key = "survey_latest" if source.earlier else "survey_now"
        yield words(f"quarter.{key}", date=source.when, parts=words.listed(parts))


def surveys_blocks(context: Context) -> Iterator[Block]:
    """The survey, and the client survey under the scorecard: the total's figures alone."""
    source, clients = survey_source(context), client_source(context)
    if source and clients and source.earlier and source.day == clients.day:
        yield _latest(source, "both", source.earlier)
    else:
        for each, name in ((source, "survey"), (clients, "clients")):
            if each and each.earlier:
                yield _latest(each, name, each.earlier)
    if source:
        yield _survey_table(source)
    yield from _results_table(clients, context)


def _latest(source: Source, name: str, earlier: EarlierRound) -> Note:
    """Which round the figures are from, and how the offices were divided then."""
    words, units = source.context.words, earlier.units
    n = sum(len(unit.offices) for unit in units)
    merged = [words.listed(list(unit.offices)) for unit in units if len(unit.offices) > 1]
    divided = [words("quarter.then_merged", offices=names) for names in merged]
    latest = words(f"quarter.latest_{name}", date=source.when, offices=n)
    return Note(latest if name == "clients" else sentences(latest, *divided))


def _survey_table(source: Source) -> Table:
    """The constructs down, every respondent group with its n, mean and interval across."""
    context, words, study = source.context, source.context.words, source.context.study
    groups = {study.groups[group].label: source.constructs(group) for group in study.groups}
    groups = {label: rows for label, rows in groups.items() if rows}
    names = [name for name in study.constructs if any(name in rows for rows in groups.values())]
    first, *heads = context.columns("constructs", construct=3, n=0.7, mean=1.1, interval=1.4)
    rows = tuple(
        (
            Cell(study.label_of(name), header=True),
            *(cell for found in groups.values() for cell in _cells(found.get(name), context)),
        )
        for name in names
    )
    spans = (Span("", 1), *(Span(label, len(heads)) for label in groups))
    title, note = words("quarter.survey_table", date=source.when), words("quarter.survey_note")
    return Table(title, (first, *(heads * len(groups))), rows, spans, notes=(note,))


def _cells(row: VariableStatistics | None, context: Context) -> tuple[Cell, ...]:
    if row is None:
        return (Cell(DASH),) * 3
    known = isinstance(row.ci_low, float) and isinstance(row.ci_high, float)
    interval = context.words("trend.interval", **context.ends(row)) if known else DASH
    return (*context.cells(row, n=0, mean=2), Cell(interval))


def _results_table(clients: Source | None, context: Context) -> Iterator[Table]:
    words, label_of = context.words, context.study.label_of
    empty = (Cell(""), Cell(""))
    rows: list[tuple[Cell, ...]] = []
    scorecard = context.step(MONTHS, Attainment)
    if scorecard and scorecard.scores:
        rows.append((Cell(words("quarter.part_scorecard"), header=True), *empty))
        n = context.cell(scorecard.n, 0)
        for score in scorecard.scores:
            rows.append((Cell(label_of(score.variable)), n, context.share_cell(score.value)))
    node = clients.step("client_survey", ClientResults) if clients else None
    if clients and node and context.study.client_survey:
        title = words("quarter.part_clients", date=clients.when)
        rows.append((Cell(title, header=True), *empty))
        named = [(mean, label_of(mean.variable)) for mean in node.categories]
        for mean, label in (*named, (node.total, words("clients.total"))):
            rows.append((Cell(label), context.n_cell(mean.n), context.cell(mean.mean, 1)))
    if rows:
        title = words("quarter.results_table" if clients else "quarter.results_table_scorecard")
        columns = context.columns("quarter", what=4.6, n=0.9, value=0.9)
        notes = (words("clients.n_note"),) if clients else ()
        yield Table(title, columns, tuple(rows), notes=notes)
