"""Round: one survey period, its units, files, recipients and policy, as declared in round.toml."""

from __future__ import annotations

from pathlib import Path

from generator.language.catalogue import check_languages
from generator.round.model import Round
from generator.study import load_study
from generator.study.declared import load_declared, load_translations
from generator.study.model import Study


def load_round(folder: Path) -> tuple[Study, Round]:
    """Read round.toml and the study it names; what a file gets wrong raises ``InputError``."""
    check_languages()
    file = folder / "round.toml"
    round_ = load_declared(Round, file)
    round_ = round_.model_copy(update={"translations": load_translations(file)})
    return load_study(folder / round_.study), round_
