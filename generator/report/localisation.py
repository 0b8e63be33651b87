"""A context in another language: study, round and the labels inside results, translated once.

Documents then print what they are given and know of one language only.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from generator.language.wording import wording
from generator.report.context import Context
from generator.study.declared import Language, translated, translation

LABELS: Final = frozenset({"label", "a", "b", "question", "asked", "construct"})
"""The fields of result nodes that hold a printed text, ``construct`` where it is not an id.

A break's ``what`` is a row of such texts.
"""


def localised(context: Context, language: Language) -> Context:
    """The context in ``language``; ``context`` must hold the study as declared."""
    study, round_ = context.study, context.round
    of_study = study.translations.get(language, {})
    of_round = round_.translations.get(language, {})
    if not of_study and not of_round:
        return replace(context, language=language)
    texts = {**of_study, **of_round}
    labels = {text: new for text, new in texts.items() if text not in study.constructs}
    study = translated(study, of_study)
    point = wording(language).point
    if point != ",":
        tables = tuple(spec.model_copy(update={"decimal": point}) for spec in study.tables)
        study = study.model_copy(update={"tables": tables})
    return replace(
        context,
        language=language,
        study=study,
        round=translated(round_, of_round),
        released=replace(
            context.released,
            steps=_changed(context.released.steps, labels),
            units=_changed(context.released.units, labels),
        ),
    )


def _changed(value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _changed(part, texts) for key, part in value.items()}
    if isinstance(value, tuple):
        return tuple(_changed(part, texts) for part in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for spec in fields(value):
        part = getattr(value, spec.name)
        if isinstance(part, str):
            new: Any = translation(part, texts) if spec.name in LABELS else part
        elif spec.name == "what":
            new = tuple(translation(each, texts) for each in part)
        else:
            new = _changed(part, texts)
        if new is not part:
            changes[spec.name] = new
    return replace(value, **changes) if changes else value
