"""Page 1 of the county report: the answers in a minute, who answered, how sure, and what to do."""

from collections.abc import Iterator
from typing import Final

from generator.language.wording import capital
from generator.report.block import Block, Cell, Panel, Panels, Paragraph, Remark, Steps, Table
from generator.report.blocks.constructs import (
    by_scale,
    dot,
    dot_legend,
    ends,
    picture_column,
    rows_of,
)
from generator.report.context import Context, inside, sentences
from generator.report.county.findings import tendency, who
from generator.report.county.questions import Answered, answered
from generator.report.county.representativeness import likeness
from generator.report.county.tested import Finding, Tested
from generator.report.numbers import is_known
from generator.results.offices import Attainment
from generator.results.survey import Descriptives, Response, VariableStatistics
from generator.study.instrument import Scale

MOST_ROWS: Final = 10
"""So many constructs stand on page 1 of a study without questions."""


def summary_blocks(context: Context) -> Iterator[Block]:
    """The verdict, each question with its answer and its figures, and the next steps."""
    questions = [one for one in answered(context) if one.tested]
    verdict = _verdict(questions, context) if questions else _plain_verdict(context)
    if verdict:
        yield Paragraph(verdict, role="verdict")
    for place, one in enumerate(questions):
        said = Panel(one.question.heading, tuple(one.remarks(brief=True)))
        drawing = one.drawing(legend=place == 0)
        yield Panels((said, Panel("", table=drawing)) if drawing else (said,))
    if not questions:
        yield from _constructs(context)
    # Nothing is said of causes, and certain is what holds for all that was tested.
    held = any(each.firm for one in questions for each in one.tested)
    order = context.words("summary.order") if held else ""
    firm = sentences(context.words("summary.firm"), order)
    certain = Remark(context.words("summary.causes"), firm)
    panels = (_who(context), Panel(context.words("summary.sure"), (certain,) if questions else ()))
    if shown := tuple(panel for panel in panels if panel.remarks):
        yield Panels(shown)
    yield _steps(questions, context)


# --- the verdict -------------------------------------------------------------------------


def _verdict(questions: list[Answered], context: Context) -> str:
    """The strongest finding that holds, then a question without one, or the next finding."""
    words = context.words
    firm = [(one, *found) for one in questions if (found := _strongest(one))]
    tested = sum(len(each.findings) for one in questions for each in one.tested)
    if not firm:
        return words("summary.none", n=tested) if tested else ""
    firm.sort(key=lambda found: (bool(found[1].between), -abs(found[2].value)))
    said = [_said(*found) for found in firm[:2]]
    without = [one for one in questions if one.shown and not any(each.firm for each in one.tested)]
    if without:
        said[1:] = [words("summary.without", heading=without[0].question.heading)]
    return sentences(*said)


def _strongest(one: Answered) -> tuple[Tested, Finding] | None:
    """The strongest that page 1 draws; where nothing of that holds, the strongest that does."""
    for steps in (one.shown, one.tested):
        found = [(tested, each) for tested in steps for each in tested.firm]
        if found:
            return max(found, key=lambda pair: abs(pair[1].value))
    return None


def _said(one: Answered, tested: Tested, finding: Finding) -> str:
    """A finding without its figure, which stands below; nothing about what leads to what."""
    words = one.context.words
    others = tested not in one.shown
    whose = f"{who(tested.group, context=one.context)}: " if others else ""
    if tested.between:
        first, second = tested.between
        counts = {"n": len(tested.firm), "all": len(tested.findings)}
        return whose + capital(words("summary.differ", first=first, second=second, **counts))
    ends = {"x": one.name(finding.variable), "y": one.name(tested.outcome)}
    key = f"summary.{'together' if finding.value > 0 else 'apart'}"
    said = words(key if tendency([finding]) != "small" else f"{key}_small", **ends)
    return whose + (said if whose else capital(said))


def _plain_verdict(context: Context) -> str:
    """Without questions: the highest and the lowest area, or how far targets are reached."""
    words = context.words
    areas = list(_areas(context))
    said = []
    for scale, rows in areas:
        if found := ends({row.variable: row.mean for row in rows}):
            high, low = (context.number(mean, 2) for mean in found)
            highest, lowest = (
                words.listed([context.label(row.variable) for row in rows if row.mean == mean])
                for mean in found
            )
            named = {"high": highest, "low": lowest, "high_mean": high, "low_mean": low}
            key = "summary.ends_on" if len(areas) > 1 else "summary.ends"
            said.append(words(key, **named, first=scale.low, last=scale.high))
    if said:
        return sentences(*said)
    node = context.step("attainment", Attainment)
    scores = [score for score in node.scores if is_known(score.value)] if node else []
    labels = [(context.study.label_of(score.variable), score.value) for score in scores]
    return sentences(
        *(
            words("summary.score", label=label, value=context.share(value))
            for label, value in labels
        )
    )


def _areas(context: Context) -> Iterator[tuple[Scale, list[VariableStatistics]]]:
    """The constructs of the first respondent group, scale by scale."""
    for group in list(context.study.groups)[:1]:
        total = rows_of(context.step(f"constructs/{group}", Descriptives))
        for scale, names in by_scale(context, total):
            yield scale, [total[name] for name in names]


def _constructs(context: Context) -> Iterator[Table]:
    """The areas with their means, where no question asks for more."""
    for scale, areas in _areas(context):
        rows = tuple(
            (
                Cell(context.short_label(row.variable), header=True),
                Cell("", mark=dot(row, scale)),
                *context.cells(row, n=0, mean=2),
            )
            for row in areas[:MOST_ROWS]
        )
        first, *numbers = context.columns("constructs", construct=3, n=0.7, mean=1)
        of_group = inside(next(iter(context.study.groups.values())).label)
        yield Table(
            f"{context.words('constructs.table_total')}: {of_group}",
            (first, picture_column(3.4), *numbers),
            rows,
            drawn=True,
            axis=context.scale_axis(scale),
            legend=dot_legend(rows, context=context),
        )


# --- who answered, how sure, and what next -----------------------------------------------


def _who(context: Context) -> Panel:
    words = context.words
    nodes = context.nodes([f"response/{group}" for group in context.study.groups], Response)
    counts = [
        words(
            "summary.of" if is_known(node.rate) and is_known(node.invited) else "summary.n",
            n=context.number(node.n if node.answered is None else node.answered, 0),
            of=context.number(node.invited, 0),
            people=inside(context.study.groups[node.group].label),
            rate=context.percent(node.rate),
        )
        for node in nodes
        if is_known(node.n if node.answered is None else node.answered)
    ]
    if not counts:
        return Panel(words("summary.who"))
    said = words("summary.answered", who=words.listed(counts))
    return Panel(words("summary.who"), (Remark(said, likeness(context)),))


def _steps(questions: list[Answered], context: Context) -> Steps:
    """What the total can do with it, with the dates and the address that the round declares."""
    words, asked = context.words, context.round.followup
    show, send = map(context.deadline, (asked.show_by, asked.plan_by))
    meeting = words("summary.meeting", date=words.day_month(asked.meeting)) if asked.meeting else ""
    plans = words("summary.plans", address=asked.address) if asked.address else ""
    talk = words("summary.talk" if questions else "summary.talk_areas")
    steps = (
        *([Remark(show, words("summary.show"))] if context.reported else ()),
        Remark(meeting, talk),
        Remark(send, plans or words("summary.choose")),
    )
    return Steps(words("summary.next"), steps)
