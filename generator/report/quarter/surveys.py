"""The survey and the client survey beside the scorecard: this round's, or the latest, with date."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator.report.block import Block, Cell, Note, Panel, Remark, Span, Table
from generator.report.blocks.constructs import ends, rows_of
from generator.report.blocks.trend_words import TrendWords, break_text, compared
from generator.report.context import Context, Kind, inside, sentences
from generator.report.numbers import DASH
from generator.results.offices import ClientMean, ClientResults
from generator.results.survey import Descriptives, Response, VariableStatistics
from generator.results.trend import LATEST, Break, Change, EarlierRound, TrendLine
from generator.study.indicators import ClientSurveyPlan


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


def survey_panels(
    context: Context, trend: TrendWords | None, *, with_ends: bool = True
) -> Iterator[Panel]:
    """The clients' answers, and who answered the survey, ``with_ends`` of its areas or not."""
    clients, survey = client_source(context), survey_source(context)
    plan = context.study.client_survey
    found = clients.step("client_survey", ClientResults) if clients else None
    if clients and plan and found and isinstance(found.total.mean, float):
        yield _clients(found.total, clients, plan, trend)
    if survey and (answered := answered_parts(survey)):
        # The areas of an earlier survey are no news of this quarter.
        ends = survey_ends(survey) if with_ends and not survey.earlier else ""
        yield _survey(answered, survey, ends)


def _clients(
    total: ClientMean, source: Source, plan: ClientSurveyPlan, trend: TrendWords | None
) -> Panel:
    context, words = source.context, source.context.words
    on_scale = {"low": context.number(plan.low, 0), "high": context.number(plan.high, 0)}
    key = "clients_n" if isinstance(total.n, int) else "clients_mean"
    date = f" ({source.when})" if source.earlier else ""
    said = words(f"quarter.{key}", n=context.number(total.n, 0), date=date, **on_scale)
    lines = trend.measured_now() if trend and not source.earlier else []
    line = next((x for x in lines if (x.measure, x.variable) == ("clients", plan.total)), None)
    changed = _moved(line, trend) if trend and line else ""
    new = words("quarter.no_new_clients") if source.earlier else ""
    return Panel(
        words("quarter.panel_clients"),
        (Remark(context.number(total.mean, 1), sentences(said, changed, new)),),
    )


def _moved(line: TrendLine, trend: TrendWords) -> str:
    """What a figure was last time and whether the change is certain, or why it cannot be held."""
    (then, now), change = compared(line), line.change
    if then is None or not isinstance(change, Change | Break):
        return ""
    said = {"date": trend.day(change.since), "then": trend.value(then.value, line)}
    if isinstance(change, Break):
        why = break_text(change, context=trend.context)
        return sentences(trend.words("quarter.moved_broken", **said), why)
    verdict = trend.verdict(line, "quarter.verdict")
    if change.offices is None:
        return trend.words("quarter.moved", verdict=verdict, **said)
    said |= {"now": trend.value(now.value, line)}
    return trend.words("quarter.moved_chain", n=change.offices, verdict=verdict, **said)


def _survey(answered: str, source: Source, areas: str) -> Panel:
    words = source.context.words
    strong = words("quarter.survey_latest" if source.earlier else "quarter.survey_now")
    said = words("quarter.survey_answered", date=source.when, parts=answered)
    return Panel(words("quarter.panel_survey"), (Remark(strong, sentences(said, areas)),))


def survey_ends(source: Source) -> str:
    """The highest and the lowest areas of the first group, where all have one scale."""
    context = source.context
    group, declared = next(iter(context.study.groups.items()))
    rows = source.constructs(group)
    scales = {context.study.constructs[name].scale for name in rows}
    found = ends({name: row.mean for name, row in rows.items()})
    if found is None or len(scales) != 1 or not all(isinstance(r.n, int) for r in rows.values()):
        return ""
    high, low = (_with_mean(rows, mean, context) for mean in found)
    of_group = inside(declared.label)
    return context.words("quarter.survey_ends", group=of_group, high=high, low=low)


def _with_mean(rows: Mapping[str, VariableStatistics], mean: float, context: Context) -> str:
    """The areas with a mean, ``kollegastøtte (4,71, 254 svar)``: several where they share it."""
    return context.words.listed(
        [
            context.words(
                "quarter.area_mean",
                label=context.label(name),
                mean=context.number(mean, 2),
                n=context.number(row.n, 0),
            )
            for name, row in rows.items()
            if row.mean == mean
        ]
    )


def answered_parts(source: Source) -> str:
    """How many of each group answered a survey, and how large a share that is."""
    context, words, parts = source.context, source.context.words, []
    for group, declared in context.study.groups.items():
        node = source.step(f"response/{group}", Response)
        if node and isinstance(node.answered, int):
            key = "answered_of" if isinstance(node.rate, float) else "answered"
            n, rate = context.number(node.answered, 0), context.percent(node.rate)
            parts.append(words(f"quarter.{key}", n=n, group=inside(declared.label), rate=rate))
    return words.listed(parts)


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
    if clients and context.study.client_survey:
        yield from _clients_table(clients)


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


def _clients_table(source: Source) -> Iterator[Table]:
    """The mean of every category of the client survey and of all questions, with n."""
    context, words = source.context, source.context.words
    node = source.step("client_survey", ClientResults)
    if node is None:
        return
    named = [(mean, context.study.label_of(mean.variable)) for mean in node.categories]
    rows = tuple(
        (Cell(label, header=True), context.n_cell(mean.n), context.cell(mean.mean, 1))
        for mean, label in (*named, (node.total, words("clients.total")))
    )
    columns = context.columns("quarter", what=4.6, n=0.9, value=0.9)
    title = words("quarter.clients_table", date=source.when)
    yield Table(title, columns, rows, notes=(words("clients.n_note"),))
