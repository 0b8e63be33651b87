"""A run's manifest: what the run is, what it was made from, and each of its files with its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any, Final

from generator.files import json_text
from generator.round.mail import Role
from generator.sources.inputs import SourceFile
from generator.study.declared import Language

SCHEMA: Final = 2
"""Since 2 a run's id follows from its own files; 1 says nothing of program and templates."""

RUN_ID_LENGTH: Final = 12

ROUND_KIND: Final = "round"
QUARTER_KIND: Final = "quarter"
"""A run with a round's own results, and management's report beside the run of a survey.

A round without a survey has no other run than management's, which then is the round's own.
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a run by its path in it."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Document(File):
    """A finished document; ``recipients_sha256`` is of who was to get it when it was built."""

    kind: str
    unit: str | None
    recipient: Role
    recipients_sha256: str
    language: Language
    media_type: str
    pages: int | None

    @property
    def item(self) -> str:
        """What it is approved, held and sent as: the analysis unit, or its recipients' role."""
        return self.unit or self.recipient

    @property
    def mark(self) -> str:
        """What the file's own properties say it is about."""
        return self.unit or self.kind


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read; not its size, which follows from how many rows of answers it has."""

    name: str
    kind: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build was asked for, so that its reports can be made from the run again.

    ``report`` is "quarter" for management's alone, ``only`` names units, ``language`` is None where
    every report keeps its own, ``templates`` are the county's own by name.
    """

    report: str = ""
    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    language: Language | None = None
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run says of itself; ``earlier`` are the files that its trends were read from.

    ``recipients`` are hashes of who gets what, by item; ``program`` and ``templates`` are hashes of
    the code and of the templates that made it.
    """

    schema: int
    run: str
    kind: str
    round: str
    round_sha256: str
    date: str
    synthetic: bool
    options: Asked
    recipients: Mapping[str, str]
    program: str
    templates: str
    versions: Mapping[str, str]
    inputs: tuple[InputFile, ...]
    earlier: tuple[SourceFile, ...]
    files: tuple[File, ...]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The finished documents among the files, as they are listed."""
        return tuple(file for file in self.files if isinstance(file, Document))

    @property
    def version(self) -> str:
        """The version of this program that made the run."""
        return self.versions["kontorrapport"]

    def id_with(self, own: Mapping[str, str]) -> str:
        """The run's id: a hash of all that it says it was made of, and of what was made first.

        ``own`` are the sha256 of the files that its documents can be made from again, by path. So
        the same id means the same bytes, and whoever changes one of these changes the id.
        """
        content = asdict(self) | {"run": "", "files": dict(own)}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return sha256(text.encode()).hexdigest()[:RUN_ID_LENGTH]

    def to_json(self) -> str:
        """The text of manifest.json."""
        content = asdict(self)
        if not self.earlier:
            del content["earlier"]
        return json_text(content)

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Raises ValueError where it is not as this version writes it."""
        try:
            older = {"recipients": {}, "program": "", "templates": ""}
            content = {"kind": ROUND_KIND, "earlier": (), **older, **json.loads(text)}
            asked = content["options"]
            lists = {name: tuple(part) for name, part in asked.items() if isinstance(part, list)}
            read: dict[str, Any] = {spec.name: content[spec.name] for spec in fields(cls)}
            read["options"] = Asked(**asked | lists)
            read["inputs"] = tuple(InputFile(**file) for file in content["inputs"])
            read["earlier"] = tuple(SourceFile(**file) for file in content["earlier"])
            read["files"] = tuple(
                Document(**file) if "media_type" in file else File(**file)
                for file in content["files"]
            )
            return cls(**read)
        except (LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"the manifest cannot be read: {error}") from None
