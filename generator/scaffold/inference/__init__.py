"""What an export seems to hold, from its columns, labels and answers."""

from generator.scaffold.guesses import SurveyGuess
from generator.sources.sheets import RawExport


def guess(export: RawExport, group: str) -> SurveyGuess:
    """Nothing yet but how many records there are."""
    return SurveyGuess(group, len(export.rows))
