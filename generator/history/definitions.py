"""What rounds declare and ask, as far as a line through them rests on it."""

from generator.analysis.statistics.one_factor import compare_loadings
from generator.results.models import OneFactor
from generator.results.values import Suppressed
from generator.study.indicators import ClientSurveyPlan
from generator.study.instrument import Construct


def items_apart(*models: OneFactor | Suppressed | None) -> tuple[str, ...]:
    """The items that go together with the others otherwise than then, in two published models."""
    now, then = models
    if not isinstance(now, OneFactor) or not isinstance(then, OneFactor):
        return ()
    return compare_loadings(now, then).items


def moved_items(old: Construct, new: Construct) -> list[str]:
    """The items that came, left or changed dimension, by label."""
    before = {item.id: item.dimension for item in old.items}
    after = {item.id: item.dimension for item in new.items}
    labels = {item.id: item.label for item in (*old.items, *new.items)}
    return [
        label
        for name, label in labels.items()
        if (name in before) ^ (name in after) or before[name] != after[name]
    ]


def questions(plan: ClientSurveyPlan, name: str) -> dict[str, str]:
    """The questions of a category of the client survey, or of all of them, by id."""
    categories = plan.categories.values() if name == plan.total else (plan.categories[name],)
    return {question.id: question.label for each in categories for question in each.questions}


def one_spaced(text: str) -> str:
    """The text with one space between words, which is all that a new line break changes."""
    return " ".join(text.split())
