"""Files of the round's folder and the formats they may have.

A format is one module in ``formats``: it says how content of its kind is recognised and read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from generator.sources.inputs import SourceFile
from generator.sources.places import Place
from generator.sources.sheets import RawExport, Sheet


@dataclass(frozen=True, slots=True)
class File:
    """A file's name in the round's folder, its content and what the content is."""

    name: str
    data: bytes
    format: Format

    @property
    def place(self) -> Place:
        """The file as a place of problems."""
        return Place(self.name)

    def source(self, kind: str) -> SourceFile:
        """What is kept of the file when it has been read."""
        digest = hashlib.sha256(self.data).hexdigest()
        return SourceFile(self.name, kind, len(self.data), digest)

    def require_readable(self) -> None:
        """Raise ``InputError`` when no reader can read the content."""
        if self.format.refusal:
            raise self.place.error(*self.format.refusal)

    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets of a workbook, or the one nameless sheet of a text file."""
        if self.format.sheets:
            return self.format.sheets(self)
        remedy = "Save it as .xlsx or CSV."
        raise self.place.error("the file is neither a workbook nor text", remedy)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, recognised by its content: a name and an extension are never believed.

    ``sheets`` reads it as sheets of cells; ``export`` reads a survey that says more of itself than
    its headings. One that cannot be read has a ``refusal``, message and remedy, instead. A format
    that is ``general`` is only tried when no other recognises the content.
    """

    name: str
    recognises: Callable[[bytes], bool]
    sheets: Callable[[File], tuple[Sheet, ...]] | None = None
    export: Callable[[File], RawExport] | None = None
    refusal: tuple[str, str] | None = None
    general: bool = False
