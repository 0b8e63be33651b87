"""What a round says beside its answers: questions, production, themes of open questions, plans.

The round may give the counts of themes, where somebody has read the answers by hand; else the
answers are sorted by keyword and by the analyst's coding (``generator.freetext``). One answer may
hold several themes, so the counts do not add up to ``n``.
"""

from collections.abc import Sequence

from generator.freetext.answers import OpenAnswer
from generator.freetext.review import Reviewed
from generator.results.offices import Plan, PlanProgress, Production, ProductionPhase
from generator.results.survey import Codebook, Question, Quote, Theme, Themes
from generator.results.values import Node
from generator.round.counted import ProductionSeries
from generator.round.model import Round
from generator.scoring.dataset import ScoredDataset
from generator.study.declared import JOINED
from generator.study.instrument import OpenQuestion
from generator.study.model import Study

__all__ = ["describe_facts"]

GROUP = "round"
"""Whose file these nodes are from: none of the respondents', but round.toml itself."""


def describe_facts(
    scored: ScoredDataset, *, study: Study, round_: Round, texts: Reviewed | None
) -> dict[str, Node]:
    """Nodes ``codebook/<group>``, ``production/<id>`` and ``themes/<question>``."""
    nodes: dict[str, Node] = {}
    for group, asked in scored.wording.items():
        rows = tuple(Question(variable=name, wording=text) for name, text in asked.items() if text)
        if rows:
            nodes[f"codebook/{group}"] = Codebook(group=group, n=len(rows), rows=rows)
    nodes |= {f"production/{series.id}": _production(series) for series in round_.production}
    for question in round_.themes:
        # Most mentioned first.
        ordered = sorted(question.themes, key=lambda theme: -theme.count)
        nodes[f"themes/{question.id}"] = Themes(
            group=GROUP,
            n=question.answered,
            question=question.question,
            asked=question.asked,
            themes=tuple(Theme(label=theme.label, count=theme.count) for theme in ordered),
        )
    return nodes | (_answered_themes(texts, study, round_.texts.language) if texts else {})


def count_plans(plans: Sequence[Plan]) -> PlanProgress:
    """How far the measures of all plans together have come."""
    states = [state for plan in plans for state in plan.states()]
    return PlanProgress(
        group="plans",
        n=len(plans),
        n_measures=len(states),
        n_done=states.count("done"),
        n_started=states.count("started"),
        n_open=states.count("open"),
    )


def _production(series: ProductionSeries) -> Production:
    """One series with each phase's change in percent of the first; the first has none.

    Nothing is compared with a first phase of zero.
    """
    first = series.phases[0]
    return Production(
        group=GROUP,
        n=len(series.phases),
        unit=series.unit,
        label=series.label,
        phases=tuple(
            ProductionPhase(
                label=phase.label,
                value=phase.value,
                change_percent=100 * (phase.value - first.value) / first.value
                if i and first.value
                else None,
            )
            for i, phase in enumerate(series.phases)
        ),
    )


def _answered_themes(texts: Reviewed, study: Study, language: str) -> dict[str, Node]:
    """Of each open question that somebody has answered."""
    found: dict[str, Node] = {}
    for name, question in study.open_questions.items():
        answers = [answer for answer in texts.answers if answer.question == name]
        groups = question.groups or tuple(study.groups)
        if answers:
            found[f"themes/{name}"] = count_themes(
                answers,
                question=question,
                asked=JOINED.join(study.groups[group].label for group in groups),
                language=language,
                reviewed=texts.reviewed,
            )
    return found


def count_themes(
    answers: Sequence[OpenAnswer],
    *,
    question: OpenQuestion,
    asked: str,
    language: str,
    reviewed: bool,
) -> Themes:
    """One question's themes by the answers; a quote stands under its most mentioned theme.

    A theme that nobody brought up is left out.
    """
    n = sum(answer.times for answer in answers)
    counts = {
        name: sum(answer.times for answer in answers if name in answer.themes)
        for name in question.themes
    }
    order = sorted((name for name in counts if counts[name]), key=lambda name: -counts[name])
    quotes: dict[str | None, list[Quote]] = {name: [] for name in (*order, None)}
    for answer in sorted(answers, key=lambda answer: (answer.text.casefold(), answer.text)):
        if answer.quoted:
            first = next((name for name in order if name in answer.themes), None)
            quotes[first].append(Quote(text=answer.text, language=language))
    return Themes(
        group=GROUP,
        n=n,
        question=question.label,
        asked=asked,
        themes=tuple(
            Theme(
                label=question.themes[name].label,
                count=counts[name],
                percent=100 * counts[name] / n,
                quotes=tuple(quotes[name]),
            )
            for name in order
        ),
        reviewed=reviewed,
        others=tuple(quotes[None]),
    )
