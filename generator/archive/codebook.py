"""The codebook of a package: which variable measures what, from which question and which file."""

from collections.abc import Iterator

from generator.files import csv_bytes
from generator.results.store import ReleasedResults
from generator.results.survey import Codebook
from generator.round.model import Round
from generator.study.model import Study

HEAD = ("group", "variable", "kind", "measures", "label", "wording", "values", "reversed", "source")
"""Columns of codebook.csv. ``wording`` is the question as the respondents read it."""

Row = tuple[str, ...]


def codebook_csv(study: Study, round_: Round, released: ReleasedResults) -> bytes:
    """codebook.csv (UTF-8, semicolons): what was asked, what was counted and what was computed.

    The questions are those of the county report's codebook; the labels are the study's own.
    """
    table = [HEAD]
    scorecard = round_.scorecard.file if round_.scorecard else ""
    client_survey = round_.client_survey.file if round_.client_survey else ""
    parts = [
        *((name, _asked(study, name), " ".join(one.files)) for name, one in round_.groups.items()),
        ("", _counted(study), scorecard),
        ("clients", _clients(study), client_survey),
    ]
    for group, rows, source in parts:
        node = released.steps.get(f"codebook/{group or 'scorecard'}")
        asked = node.rows if isinstance(node, Codebook) else ()
        wording = {row.variable: row.wording for row in asked}
        for variable, kind, measures, label, values, turned in rows:
            said = (label, wording.get(variable, ""), values)
            table.append((group, variable, kind, measures, *said, turned, source))
    return csv_bytes(table)


def _asked(study: Study, group: str) -> Iterator[Row]:
    """Variable, kind, what it measures, label, values and "yes" where agreeing means less."""
    for name in study.scored(group):
        scale = study.scale_of(name)
        called = ((point, label) for point, label in scale.points.items() if label)
        labelled = "; ".join(f"{point} = {label}" for point, label in called)
        values = labelled or f"{scale.low}-{scale.high}"
        if name in study.constructs:
            construct = study.constructs[name]
            parts = " ".join(item.id for item in construct.items)
            rule = f"mean of at least {construct.min_items} of: {parts}"
            yield name, "construct", rule, construct.label, values, ""
            for item in construct.items:
                yield item.id, "item", construct.label, item.label, values, _yes(item.negative)
        else:
            single = study.items[name]
            battery = study.batteries.get(single.battery or "", "")
            yield name, "item", battery, single.label, values, _yes(single.negative)
    for name, background in study.background.items():
        if not background.groups or group in background.groups:
            values = "; ".join(f"{each.value} = {each.label}" for each in background.categories)
            yield name, "background", "", background.label, values, ""
    for name, question in study.open_questions.items():
        if not question.groups or group in question.groups:
            yield name, "open question", "", question.label, "text", ""


def _counted(study: Study) -> Iterator[Row]:
    for name, indicator in study.indicators.items():
        kind = study.indicator_sets.get(indicator.set, indicator.set)
        turned = _yes(indicator.better == "low")
        yield name, "indicator", kind, indicator.label, indicator.unit, turned
    for name, composite in study.attainment.items():
        rule = f"mean of result/target, at most 1, of: {' '.join(composite.indicators)}"
        yield name, "attainment", rule, composite.label, "0-1", ""


def _clients(study: Study) -> Iterator[Row]:
    if study.client_survey is None:
        return
    values = f"{study.client_survey.low:g}-{study.client_survey.high:g}"
    yield study.client_survey.total, "total", "", study.client_survey.total_label, values, ""
    for name, category in study.client_survey.categories.items():
        rule = f"mean of: {' '.join(question.id for question in category.questions)}"
        yield name, "client category", rule, category.label, values, ""
        for question in category.questions:
            yield question.id, "client question", category.label, question.label, values, ""


def _yes(turned: bool) -> str:
    return "yes" if turned else ""
