"""Study: the instrument, the analysis plan and the report outline, as declared in study.toml."""

from __future__ import annotations

from pathlib import Path

from generator.study.declared import load_declared, load_translations
from generator.study.model import Study


def load_study(path: Path) -> Study:
    """Read study.toml and its translations; what a file gets wrong raises ``InputError``."""
    study = load_declared(Study, path)
    return study.model_copy(update={"translations": load_translations(path)})
