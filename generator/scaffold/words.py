"""What the starter says in one language, and reasons in its words."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from generator.language.catalogue import COMPLETE, STARTER, language_file
from generator.language.wording import wording
from generator.scaffold.guesses import GuessedConstruct, Reason
from generator.scaffold.naming import cleaned

EXAMPLE: Final = "example"
"""The folder of an example of a study and a round."""

NAMED: Final = 8
"""So many columns are named in a comment."""

FEW: Final = 5
"""Fewer answers than this are not counted in a comment."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language by section and key; ``point`` is its decimal sign."""

    say: dict[str, Any]
    point: str

    def why(self, reason: Reason, *, columns: Sequence[str] = ()) -> str:
        """A reason as a comment says it; nothing where there is nothing to say."""
        named = ", ".join(cleaned(name, 40) for name in [*columns][:NAMED])
        more = " …" if len([*columns]) > NAMED else ""
        return self._worded(reason.kind, reason.figures, columns=named + more)

    def of_construct(self, construct: GuessedConstruct) -> list[str]:
        """Why items are one construct, and what may be so instead."""
        said, figures = self.why(construct.reason), construct.reason.figures
        if {"mean_r", "alpha"} <= figures.keys():
            said = self._worded("strength", figures, why=said)
        others = construct.alternatives
        return [said, *(self.why(other.reason, columns=other.columns) for other in others)]

    def answers(self, n: int) -> str:
        """How many answered; a few are not counted."""
        kind = "answers" if n >= FEW else "few_answers" if n else "no_answers"
        return str(self.say["round"][kind]).format(n=n)

    def _worded(self, kind: str, figures: Mapping[str, float | str], **texts: str) -> str:
        written = {name: self._figure(figure) for name, figure in figures.items()}
        return str(self.say["why"][kind]).format(**written, **texts).rstrip(": ")

    def _figure(self, figure: float | str) -> str:
        if isinstance(figure, str):
            return cleaned(figure, 60)
        if float(figure).is_integer():
            return str(int(figure))
        return f"{figure:.2f}".replace(".", self.point)


@cache
def words_of(language: str) -> Words:
    """The words of a language; bokmål's where it has none of its own."""
    text = starter_file(language, "words.toml").read_text(encoding="utf-8")
    return Words(tomllib.loads(text), wording(language).point)


def starter_file(language: str, name: str) -> Path:
    """A file or folder of a language's starter; bokmål's where it has none of its own."""
    own = language_file(language, STARTER) / name
    return own if own.exists() else language_file(COMPLETE, STARTER) / name
