"""What a respondent group's form asks, gathered from the study: what the columns must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.study.instrument import Background, OpenQuestion, RespondentGroup, Scale
from generator.study.model import Study

STATUS_NAMES = tuple(
    tuple(f"{stem}_{number}" for number in range(1, 6)) for stem in ("statoverall", "stato")
)
"""SurveyXact's five status columns: new, distributed, some answers, completed, dropped out."""


@dataclass(frozen=True, slots=True)
class Form:
    """The variables asked of one respondent group, in declared order.

    ``codings`` are columns that hold themes somebody gave the answers to an open question.
    """

    group: str
    items: Mapping[str, Scale]
    background: Mapping[str, Background]
    open_questions: tuple[str, ...]
    codings: Mapping[str, OpenQuestion]
    unit_column: str | None
    respondent_key: str | None

    @property
    def variables(self) -> tuple[str, ...]:
        """Everything that is an answer, the unit aside."""
        return (*self.items, *self.background, *self.open_questions)

    @property
    def required(self) -> tuple[str, ...]:
        """Every column the export must have."""
        names = (*self.variables, *self.codings, self.unit_column, self.respondent_key)
        return tuple(dict.fromkeys(name for name in names if name))


def form_of(study: Study, group: str) -> Form:
    """The form of a group; constructs are spread out into their items."""
    declared: RespondentGroup = study.groups[group]
    items: dict[str, Scale] = {}
    for name in study.scored(group):
        construct = study.constructs.get(name)
        ids = [item.id for item in construct.items] if construct else [name]
        items.update(dict.fromkeys(ids, study.scale_of(name)))
    asked = {
        name: owner
        for name, owner in study.open_questions.items()
        if not owner.groups or group in owner.groups
    }
    return Form(
        group=group,
        items=items,
        background={
            name: owner
            for name, owner in study.background.items()
            if not owner.groups or group in owner.groups
        },
        open_questions=tuple(asked),
        codings={owner.coding: owner for owner in asked.values() if owner.coding},
        unit_column=declared.unit_column,
        respondent_key=declared.respondent_key,
    )
