"""The research questions: each with its answer in words, and what page 1 draws of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby
from math import ceil
from typing import Final

from generator.language.wording import capital
from generator.report.block import Cell, Column, Remark, Table
from generator.report.blocks.constructs import picture_column
from generator.report.context import Context, inside, sentences, span
from generator.report.county.explained import model_answer
from generator.report.county.findings import answer, in_words, who
from generator.report.county.tested import Finding, Tested, tested_in
from generator.report.marks import Dot, Key
from generator.results.models import Regression
from generator.study.model import UNITS
from generator.study.outline import Question

ALL_ROWS: Final = 5
"""So many findings of a question are all drawn."""
ROWS: Final = 4
"""Of more, so many of those that were found are drawn, strongest first."""
NULL_ROWS: Final = 3
"""So many are drawn where there were more and nothing was found."""


@dataclass(frozen=True)
class Answered:
    """A question with what its steps tested, as far as it is published."""

    question: Question
    context: Context

    @cached_property
    def tested(self) -> list[Tested]:
        """What each step tested, in the order of the study."""
        found = (tested_in(step, context=self.context) for step in self.question.steps)
        return [one for one in found if one is not None]

    @property
    def shown(self) -> list[Tested]:
        """What page 1 draws: the steps of the first one's group and kind, if they have findings."""
        first = self.tested[0] if self.tested else None
        return [
            one
            for one in self.tested
            if first and (one.group, one.between) == (first.group, first.between) and one.findings
        ]

    @cached_property
    def labels(self) -> dict[str, str]:
        """The question's own names of variables."""
        return {row.variable: row.label for row in self.question.rows}

    def name(self, variable: str) -> str:
        """What the answer calls a variable inside a sentence."""
        own = self.labels.get(variable)
        return inside(own) if own else self.context.label(variable)

    def row_label(self, variable: str) -> str:
        """What a row of the drawing is called."""
        return self.labels.get(variable) or self.context.short_label(variable)

    def remarks(self, *, brief: bool = False) -> Iterator[Remark]:
        """The answer of each group: what was found set strong, then what else is to be known."""
        groups = [(g, list(found)) for g, found in groupby(self.tested, lambda one: one.group)]
        if not groups:
            yield Remark(self.context.words("finding.unknown"))
        for place, (group, found) in enumerate(groups):
            lead, rest = self._answer(found, brief=brief)
            whose = f"{who(group, context=self.context)}: " if len(groups) > 1 else ""
            models = self.context.nodes(self.question.models, Regression)
            fitted = [
                model_answer(node, context=self.context, name=self.name, brief=brief)
                for node in models
                if node.group == group
            ]
            # Page 1 draws the first group, and has a sentence on the others.
            rest = "" if brief and place else sentences(rest, *fitted)
            yield Remark(f"{whose}{lead}" if whose else capital(lead), rest)

    def _answer(self, found: list[Tested], *, brief: bool) -> tuple[str, str]:
        """The answers for all outcomes of a group as one; those without a finding are named."""
        alone = len({one.outcome for one in self.tested}) == 1
        said = {
            one.outcome: answer(
                one, context=self.context, name=self.name, brief=brief, asked=brief and alone
            )
            for one in found
            if one.firm or one.unsure or len(found) == 1
        }
        silent = [self.name(one.outcome) for one in found if one.outcome not in said]
        names = self.context.words.listed(silent)
        none = self.context.words("finding.silent", names=names) if silent else ""
        if not said:
            return none, ""
        (lead, rest), *others = said.values()
        return lead, sentences(rest, *chain.from_iterable(others), none)

    def chosen(self) -> list[tuple[Tested, Finding]]:
        """What is drawn of the findings: all if they are few, else what was found."""
        every = [(tested, one) for tested in self.shown for one in tested.findings]
        every.sort(key=lambda pair: (not pair[1].firm, not pair[1].found, -abs(pair[1].value)))
        found = [pair for pair in every if pair[1].found]
        if len(every) <= ALL_ROWS:
            return every
        return found[:ROWS] or every[:NULL_ROWS]

    def base(self) -> str:
        """How many of whom the drawn findings rest on, as ``245–249 medarbeidere``."""
        group = self.shown[0].group
        counts = [one.n for each in self.shown for one in each.findings if one.n is not None]
        words = self.context.words
        people = (
            words.terms["units"] if group == UNITS else inside(who(group, context=self.context))
        )
        return f"{span(counts, words=words)} {people}" if counts else people

    def drawing(self, *, legend: bool) -> Table | None:
        """The findings as dots with intervals; what each is worth stands in words beside it."""
        chosen, words = self.chosen(), self.context.words
        if not chosen:
            return None
        outcomes = list(dict.fromkeys(tested.outcome for tested, _ in chosen))
        rows = tuple(
            (
                Cell(self._row_name(tested, one, several=len(outcomes) > 1), header=True),
                Cell("", mark=Dot(one.value, one.low, one.high, firm=one.firm)),
                Cell(self._value(one), strong=one.firm),
            )
            for tested, one in chosen
        )
        named = {"base": self.base(), "outcome": self.name(outcomes[0])}
        key = "figure" if len(outcomes) == 1 else "figure_several"
        ends = [abs(end) for _, one in chosen for end in (one.value, one.low, one.high) if end]
        reach = 1.0
        if between := chosen[0][0].between:
            key, reach = "figure_between", float(ceil(max(ends, default=1.0)))
            named |= dict(zip(("first", "second"), between, strict=True))
        keys = (
            Key(words("question.key_between" if between else "question.key_r")),
            Key(words("question.key_firm"), "dot"),
            Key(words("question.key_unsure"), "hollow"),
            Key(words("question.key_interval"), "interval"),
        )
        head = words("question.head_between" if between else "question.head_r")
        value = Column(head, weight=1.4)
        return Table(
            words(f"question.{key}", **named),
            (Column("", align="text", weight=4.9), picture_column(2.1), value),
            rows,
            drawn=True,
            axis=self.context.axis(-reach, reach, (-reach, 0, reach), origin=0.0),
            legend=keys if legend else (),
        )

    def _value(self, one: Finding) -> str:
        """The figure with its size in a word, or that it is uncertain."""
        unsure = self.context.words("question.key_unsure")
        said = in_words(one, self.context) if one.firm else unsure
        return f"{self.context.number(one.value, 2)} {said}".rstrip()

    def _row_name(self, tested: Tested, one: Finding, *, several: bool) -> str:
        words, label = self.context.words, self.row_label(one.variable)
        if several:
            label = words("question.pair", x=label, y=self.name(tested.outcome))
        return label


def answered(context: Context) -> list[Answered]:
    """The questions of the study, with what was tested for each."""
    return [Answered(question, context) for question in context.study.questions]
