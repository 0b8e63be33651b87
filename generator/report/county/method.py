"""How the figures came about: method, certificate and the questions as they were asked."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from generator.report.block import Block, Cell, Paragraph, Table
from generator.report.blocks.about import certificate_blocks, models_notes, run_blocks
from generator.report.context import Context, inside, sentences
from generator.report.county.whole_picture import compared_sentence
from generator.results.survey import Codebook
from generator.study.model import UNITS
from generator.study.plan import RegressionStep

MODELS = ("correlation", "regression", "drivers", "multilevel")
"""The kinds of step in which a place's mean stands for a missing answer (``model_frame``)."""
METHODS = ("reliability", "correlation", "regression", "anova", "group_comparison", "multilevel")
"""The kinds of step that the method section explains, in the order it does."""


def _methods(context: Context) -> Iterator[str]:
    """How each kind of analysis is done, and what stands for a missing answer."""
    steps = context.study.steps
    complete = context.words("method.complete") if context.exact else ""
    for kind in METHODS:
        used = [step for step in steps if step.kind == kind]
        chosen = any(isinstance(step, RegressionStep) and step.significant_in for step in used)
        if used:
            key = f"method.{kind}_significant" if chosen else f"method.{kind}"
            yield context.words(key, complete=complete)
    # A file of units and a reproduced round have nothing that stands for an answer.
    if not context.exact and any(s.kind in MODELS and s.group != UNITS for s in steps):
        yield context.words("method.stand_in")
    if any(step.kind in METHODS for step in steps):
        yield context.words("method.effects")


def method_blocks(context: Context) -> Iterator[Block]:
    """How each figure was computed, which rules protect people, and what each rule took."""
    words = context.words
    yield Paragraph(sentences(*_methods(context)))
    if said := compared_sentence(context):
        yield Paragraph(said)
    if context.study.unit_file:
        yield Paragraph(words("method.units", file=inside(context.file(UNITS))))
    if context.round.policy.reproduce_published:
        yield Paragraph(words("method.published"))
    yield Paragraph(words("method.withheld" if context.withheld else "method.withheld_none"))
    yield from map(Paragraph, models_notes(context))
    yield from run_blocks(context)
    yield from certificate_blocks(context)


def codebook_blocks(context: Context) -> Iterator[Block]:
    """Every question with its variable, as it was asked."""
    words, study = context.words, context.study
    owners = {
        item.id: construct.label
        for construct in study.constructs.values()
        for item in construct.items
    }
    owners |= dict.fromkeys(study.items, words("codebook.single"))
    owners |= dict.fromkeys(study.background, words("codebook.background"))
    owners |= dict.fromkeys(study.open_questions, words("codebook.open"))
    if study.client_survey:
        for category in study.client_survey.categories.values():
            owners |= {question.id: category.label for question in category.questions}
    columns = tuple(
        replace(column, align="text")
        for column in context.columns("codebook", construct=1.6, variable=1, wording=4)
    )
    for group in (*study.groups, "clients"):
        node = context.step(f"codebook/{group}", Codebook)
        rows = [row for row in node.rows if row.variable in owners] if node else []
        if not rows:
            continue
        label = words("codebook.clients") if group == "clients" else context.file(group)
        named = [owners[row.variable] for row in rows]
        heads = [named[0], *("" if a == b else b for a, b in pairwise(named))]
        asked_in = study.language if study.language != context.language else None
        cells = tuple(
            (Cell(head, header=True), Cell(row.variable), Cell(row.wording, language=asked_in))
            for head, row in zip(heads, rows, strict=True)
        )
        yield Table(words("codebook.table", file=inside(label)), columns, cells)
