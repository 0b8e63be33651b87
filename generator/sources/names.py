"""The list of names that are masked in free text: a text file with one name a line."""

from __future__ import annotations

from pathlib import Path

from generator.errors import InputError
from generator.round.model import Round
from generator.sources.formats.files import read_file
from generator.sources.formats.sniff import Format, decode_text
from generator.sources.inputs import NameList

COMMENT = "#"


def read_names(round_: Round, *, folder: Path) -> NameList | None:
    """The names of the round's list, or None when it has none; blank lines and comments aside."""
    if round_.texts.names is None:
        return None
    file = read_file(folder / round_.texts.names, folder=folder)
    if file.format not in (Format.TEXT, Format.EMPTY):
        remedy = "Save it as plain text with one name a line."
        raise InputError([file.place.problem("the list of names is not text", remedy)])
    lines = (line.strip() for line in (decode_text(file.data) or "").splitlines())
    names = tuple(line for line in lines if line and not line.startswith(COMMENT))
    return NameList(names, (file.source("names"),))
