"""Round: one survey period, its units, files, recipients and policy, as declared in round.toml."""

from __future__ import annotations

from pathlib import Path

from generator.round.consistency import contradictions, untranslated
from generator.round.keeping import Archiving, Retention
from generator.round.mail import (
    Leader,
    Mail,
    Recipients,
    Role,
    Smtp,
    addressed,
    mail_form,
    normalised,
    role_of,
    smtp_from,
)
from generator.round.model import (
    CLIENTS_FROM,
    EXACT_INVITED_FROM,
    ITEMS_FROM,
    OWN_SD_FROM,
    THRESHOLD,
    CountedTheme,
    FreeText,
    GroupFiles,
    Merge,
    Phase,
    Policy,
    ProductionSeries,
    ResultFile,
    Round,
    ThemeQuestion,
    Unit,
    Window,
)
from generator.study import Study, load_declared, load_study, load_translations

__all__ = [
    "CLIENTS_FROM",
    "EXACT_INVITED_FROM",
    "ITEMS_FROM",
    "OWN_SD_FROM",
    "THRESHOLD",
    "Archiving",
    "CountedTheme",
    "FreeText",
    "GroupFiles",
    "Leader",
    "Mail",
    "Merge",
    "Phase",
    "Policy",
    "ProductionSeries",
    "Recipients",
    "ResultFile",
    "Retention",
    "Role",
    "Round",
    "Smtp",
    "ThemeQuestion",
    "Unit",
    "Window",
    "addressed",
    "contradictions",
    "load_round",
    "mail_form",
    "normalised",
    "role_of",
    "smtp_from",
    "untranslated",
]


def load_round(folder: Path) -> tuple[Study, Round]:
    """Read round.toml and the study it names; what a file gets wrong raises ``InputError``."""
    file = folder / "round.toml"
    round_ = load_declared(Round, file)
    round_ = round_.model_copy(update={"translations": load_translations(file)})
    return load_study(folder / round_.study), round_
