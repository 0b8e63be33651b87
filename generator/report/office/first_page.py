"""The first page of an office report: what to keep, what to talk about, how sure, what to do next.

There is always something to keep and something to talk about. What differs after adjustment is
said firmly; else the best and the poorest are named as possibly chance. No office is ranked.
"""

from collections.abc import Iterator, Sequence
from math import isclose

from generator.report.block import Block, Panel, Panels, Paragraph, Remark, Steps
from generator.report.blocks.about import low_notes
from generator.report.blocks.nonresponse import nonresponse_sentence
from generator.report.blocks.profile import (
    AreaTable,
    Profile,
    ahead,
    by_goodness,
    is_alike,
    on_scale,
    profile,
    total_rows,
)
from generator.report.blocks.scorecard_months import beyond_target, judged, reached_sentence
from generator.report.context import Context, sentences
from generator.report.numbers import is_known
from generator.report.office.results_panels import results_panels
from generator.results.groups import UnitDifference
from generator.results.offices import Attainment, IndicatorResult, Plan
from generator.results.survey import Response, VariableStatistics
from generator.results.values import (
    Suppressed,
    published_count,
    published_number,
    round_half_away,
)
from generator.round.model import STATEMENTS_FROM

MOST = 2
"""How many areas that stand out are named on each side."""


def first_page(unit: str, plans: Sequence[Plan], *, context: Context) -> Iterator[Block]:
    """The page that is read in a minute, whatever is published of the unit."""
    words, response = context.words, context.unit(unit, "response", Response)
    shown = response is not None and is_known(response.n)
    found = profile(unit, context=context) if shown else None
    if response and not shown:
        yield Paragraph(words("minute.mirror"), role="verdict")
        yield Paragraph(_why_withheld(response, context))
    else:
        yield Paragraph(_verdict(unit, response, found, context), role="verdict")
        if response and len(response.offices) > 1:
            names = words.listed([context.unit_name(name) for name in response.offices])
            yield Paragraph(words("minute.merged", offices=names), role="small")
    met, missed = _targets(unit, context)
    keep, talk = _mirrored(context) if found is None else _own(found, context)
    panels = [
        Panel(words("minute.keep"), (*keep, *_indicator("met", met[-1:], context))),
        Panel(words("minute.talk"), (*talk, *_indicator("missed", missed[:1], context))),
    ]
    if response:
        panels.append(Panel(words("minute.sure"), tuple(_certainty(response, found, context))))
    if filled := tuple(panel for panel in panels if panel.remarks):
        yield Panels(filled)
    yield from AreaTable(context, unit if shown else None, found).blocks()
    best = (*found.good, *reversed(found.compared)) if found else ()
    if said := nonresponse_sentence(context, unit=unit, first=[row.variable for row in best]):
        yield Paragraph(said)
    if results := tuple(results_panels(unit, plans, context=context)):
        yield Panels(results)
    yield _steps(context, shown=shown or response is None)


def _why_withheld(response: Response, context: Context) -> str:
    """Why nothing of the unit's answers is shown, and what would change it next time."""
    words = context.words
    names = [context.unit_name(name) for name in response.offices]
    threshold = words("withheld.threshold", threshold=context.threshold)
    if isinstance(response.n, Suppressed) and response.n.suppressed == "later_release":
        return words("withheld.later_release")
    if len(names) > 1:
        return sentences(words("withheld.merged", offices=words.listed(names)), threshold)
    return sentences(threshold, words("withheld.next"))


# --- the verdict -------------------------------------------------------------------------


def _verdict(unit: str, response: Response | None, found: Profile | None, context: Context) -> str:
    """What stands out, or that nothing does; of an office without a survey, its targets."""
    words = context.words
    if response is None:
        node = context.unit(unit, "attainment", Attainment)
        reached = [reached_sentence(each, context=context) for each in node.offices] if node else []
        return sentences(*reached) or words("minute.no_survey")
    if found is None or not found.compared:
        return words("minute.unknown")
    sides = (("above", found.above), ("below", found.below))
    named = {side: [context.label(row.variable) for row in rows] for side, rows in sides}
    firm = [words(f"minute.verdict_{x}", names=words.listed(n)) for x, n in named.items() if n]
    if firm:
        stands_out = [row.variable for row in (*found.above, *found.below)]
        return sentences(*firm, *low_notes(stands_out, context=context))
    n, compared = published_count(response.n), len(found.compared)
    if n < STATEMENTS_FROM:
        return words("minute.verdict_few", n=words.numeral(n))
    key = "minute.verdict_none" + ("" if compared == found.all else "_of")
    return words(key, n=compared, number=words.numeral(compared))


# --- what to keep and what to talk about -------------------------------------------------


def _own(found: Profile, context: Context) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """The unit's own areas: what stands out on each side, else the best and the poorest."""
    if not found.compared:
        return (), ()
    keep = [_firm(row, context) for row in found.good[:MOST]]
    talk = [_firm(row, context) for row in found.poor[:MOST]]
    best, poorest = found.compared[-1], found.compared[0]
    alone = len(found.compared) == 1
    if not keep and not (alone and (talk or ahead(best, context) < 0)):
        keep = [_possible(row, "best", found, context) for row in _beside(best, found, context)]
    if not talk and not (alone and (keep or ahead(poorest, context) >= 0)):
        rows = _beside(poorest, found, context)
        talk = [_possible(row, "poorest", found, context) for row in rows]
    return tuple(keep), tuple(talk)


def _beside(row: UnitDifference, found: Profile, context: Context) -> list[UnitDifference]:
    """The rows that share the place of one at an end; it alone where nothing is said of a place."""
    gap = ahead(row, context)
    tied = [one for one in found.compared if isclose(ahead(one, context), gap, abs_tol=1e-9)]
    return tied if len(tied) < len(found.compared) and not is_alike(row, context) else [row]


def _firm(row: UnitDifference, context: Context) -> Remark:
    """An area that differs after adjustment, with a careful estimate where answers are few."""
    words = context.words
    side = "above" if (published_number(row.difference) or 0.0) > 0 else "below"
    text = words(f"minute.firm_{side}", rest=context.number(row.rest_mean, 2))
    if isinstance(row.shrunken, float) and isinstance(row.n, int):
        shrunken = context.number(row.shrunken, 2)
        text = sentences(text, words("minute.careful", n=row.n, shrunken=shrunken))
    return Remark(_valued(row, context), text)


def _possible(row: UnitDifference, end: str, found: Profile, context: Context) -> Remark:
    """The best or poorest area, which may be chance; said as it is also where all are alike."""
    words, gap = context.words, ahead(row, context)
    low = row.variable in context.study.lower_is_better
    expected = gap > 0 if end == "best" else gap < 0
    if is_alike(row, context):
        key = "alike"
    elif not expected:
        key = "nearest" if end == "best" else "least_ahead"
    else:
        # The best of what is better low is the lowest.
        key = "highest" if (end == "best") != low else "lowest"
    total = context.number(found.total.get(row.variable), 2)
    text = words(f"minute.{key}", total=total)
    if low and expected and key in ("highest", "lowest"):
        text = sentences(text, words("minute.low_is_good"))
    return Remark(_valued(row, context), text)


def _valued(row: UnitDifference | VariableStatistics, context: Context) -> str:
    label, mean = context.study.label_of(row.variable), context.number(row.mean, 2)
    return context.words("minute.valued", label=label, mean=mean)


def _mirrored(context: Context) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """The total's best and poorest area, for a unit whose own answers are not shown."""
    words, rows = context.words, total_rows(context)
    ordered = by_goodness(rows, context)
    if len(ordered) < 2:
        return (), ()
    place = {
        name: on_scale(published_number(rows[name].mean) or 0.0, name, context) for name in ordered
    }
    of = "" if len(ordered) == len(rows) else "_of"  # a mean that is not shown may be at an end
    best, poorest = (
        Remark(
            sentences(*(_valued(rows[x], context) for x in ordered if place[x] == place[end])),
            words(f"minute.mirror_{name}{of}", n=len(ordered)),
        )
        for name, end in (("best", ordered[-1]), ("poorest", ordered[0]))
    )
    return (best,), (poorest,)


# --- how sure ----------------------------------------------------------------------------


def _certainty(response: Response, found: Profile | None, context: Context) -> Iterator[Remark]:
    """Who answered, beside the total, and how large a difference chance can make."""
    words = context.words
    total = context.step(f"response/{response.group}", Response)
    own = is_known(response.invited) and is_known(response.rate) and is_known(response.n)
    rate_of_total = context.percent(total.rate if total else None)
    beside = "minute.rate_total" if own else "minute.rate_asked"
    beside = words(beside, total=rate_of_total) if is_known(total and total.rate) else ""
    if is_known(response.n):
        n, invited = context.number(response.n, 0), context.number(response.invited, 0)
        if own:
            rate = words("minute.rate", rate=context.percent(response.rate))
            yield Remark(words("minute.answered_of", n=n, invited=invited), sentences(rate, beside))
        else:
            yield Remark(words("minute.answered", n=n), beside)
        if published_count(response.n) < STATEMENTS_FROM:
            yield Remark("", words("minute.few"))
    elif response.invited == 0:
        yield Remark(words("minute.not_asked"), beside)
    elif beside:
        yield Remark("", beside)
    if found and (said := _margin(found, context)):
        yield Remark("", said)


def _margin(found: Profile, context: Context) -> str:
    """What may be chance, half the adjusted interval, and what is found as a rule, by area.

    Nothing where the areas have scales of different lengths.
    """
    lengths = {context.study.scale_of(row.variable).length for row in found.compared}
    known = [
        ((high - low) / 2, real)
        for row in found.compared
        if isinstance(low := row.fcr_low, float) and isinstance(high := row.fcr_high, float)
        if isinstance(real := row.detectable, float)
    ]
    if len(lengths) != 1 or not known:
        return ""
    margins = [margin for margin, _ in known]
    size = _from_to(margins, context)
    detected = _from_to([each for _, each in known], context)
    by_area = {text: "_by_area" if "–" in text else "" for text in (size, detected)}
    largest = max(abs(published_number(row.difference) or 0.0) for row in found.compared)
    smaller = not found.above and not found.below and largest < round_half_away(min(margins), 1)
    return sentences(
        context.words(f"minute.margin{by_area[size]}", size=size),
        context.words("minute.all_smaller") if smaller else "",
        context.words(f"minute.found{by_area[detected]}", real=detected),
    )


def _from_to(sizes: Sequence[float], context: Context) -> str:
    """The least and the largest of some sizes, one number where they are printed alike."""
    return "–".join(dict.fromkeys(context.number(end(sizes), 1) for end in (min, max)))


# --- the scorecard's best and poorest ----------------------------------------------------


def _targets(unit: str, context: Context) -> tuple[list[IndicatorResult], list[IndicatorResult]]:
    """The unit's indicators that reach their targets and those that do not, poorest first."""
    node = context.unit(unit, "attainment", Attainment)
    if node is None or len(node.offices) > 1:  # merged offices have a scorecard each
        return [], []
    found = judged((row for office in node.offices for row in office.rows), context)
    found.sort(key=lambda pair: beyond_target(pair[0].result, pair[0], context) or 0.0)
    return [row for row, met in found if met], [row for row, met in found if not met]


def _indicator(key: str, rows: Sequence[IndicatorResult], context: Context) -> Iterator[Remark]:
    for row in rows:
        name = row.indicator
        result, target = (context.in_unit(each, name) for each in (row.result, row.target))
        strong = context.words("minute.valued", label=context.short_label(name), mean=result)
        yield Remark(strong, context.words(f"minute.target_{key}", target=target))


# --- next steps --------------------------------------------------------------------------


def _steps(context: Context, *, shown: bool) -> Steps:
    """Three steps with the dates and the address that the round declares."""
    words, asked = context.words, context.round.followup
    choose = words("minute.choose" if shown else "minute.reflect")
    show, send = map(context.deadline, (asked.show_by, asked.plan_by))
    plan = words("minute.send", address=asked.address) if asked.address else words("minute.write")
    return Steps(
        words("minute.next"),
        (
            Remark(show, words("minute.show")),
            Remark(words("minute.at_meeting"), choose),
            Remark(send, plan),
        ),
    )
