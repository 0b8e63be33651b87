"""Round: one survey period, its units, files, recipients and policy, as declared in round.toml."""

from pathlib import Path

from generator.language.catalogue import LANGUAGES, catalogue
from generator.round.model import Round
from generator.study.declared import load_translated
from generator.study.model import Study


def load_round(folder: Path) -> tuple[Study, Round]:
    """Read round.toml and the study it names; what a file gets wrong raises ``InputError``."""
    for language in LANGUAGES:
        catalogue(language)  # says what the language lacks
    round_ = load_translated(Round, folder / "round.toml")
    return load_translated(Study, folder / round_.study), round_
