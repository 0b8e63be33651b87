"""Names and texts as files and reports can have them."""

import re
import unicodedata
from collections.abc import Collection
from itertools import chain, count
from typing import Final

from generator.resources.typeface import MISSING, printable, unprintable
from generator.scaffold.toml import one_line
from generator.sources.cells import Code, code_of, text_of

LONGEST: Final = 300
"""Letters of a text that reports print; the question as it was asked stands in the export."""

_NEAT: Final = re.compile(r"[^\W_][\w.-]{0,30}")


def cleaned(text: object, longest: int = LONGEST) -> str:
    """A text on one line without letters that no report can print, cut after a word if long."""
    line = one_line(text)
    if unprintable(line):
        kept = (c for c in printable(line) if c != MISSING and not unicodedata.combining(c))
        line = one_line("".join(kept))
    if len(line) <= longest:
        return line
    return f"{line[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;:–-')}…"


def declared(value: Code) -> int | str:
    """A value as TOML declares it."""
    found = code_of(value)
    return found if isinstance(found, int) else text_of(value)


def is_neat(column: str) -> bool:
    """Whether a heading can be the name of a variable as it stands."""
    return bool(_NEAT.fullmatch(column)) and not unprintable(column)


def free(wanted: str, taken: Collection[str], *others: str) -> str:
    """The first name that is not taken: as wanted, another, or the last of them numbered."""
    last = (wanted, *others)[-1]
    numbered = (f"{last}-{number}" for number in count(2))
    return next(name for name in chain((wanted, *others), numbered) if name not in taken)
