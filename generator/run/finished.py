"""A finished run as delivery sees it: its manifest, and its study and round as built."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from generator.errors import ArgumentError
from generator.round.mail import Role
from generator.round.model import Round
from generator.study.model import Study
from generator.study.texts import Language

ROUND: Final = "definition/round.json"
STUDY: Final = "definition/study.json"


@dataclass(frozen=True, slots=True)
class Document:
    """A finished document as the manifest describes it.

    ``item`` is what is approved: the analysis unit, or the role of those who get the whole's
    report. ``addressed`` is the hash of who was to get it when the run was built.
    """

    path: str
    sha256: str
    kind: str
    unit: str | None
    role: Role
    language: Language
    addressed: str

    @property
    def item(self) -> str:
        """What the document is approved, held and sent as."""
        return self.unit or self.role

    @property
    def mark(self) -> str:
        """What the file's own properties say it is about."""
        return self.unit or self.kind


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A run folder with what its manifest says; ``shared`` are hashes of the run's other files."""

    folder: Path
    id: str
    manifest_sha256: str
    round_sha256: str
    documents: tuple[Document, ...]
    shared: Mapping[str, str]
    round: Round
    study: Study
    by_item: Mapping[str, tuple[Document, ...]]

    @property
    def items(self) -> tuple[str, ...]:
        """Everything that can be approved: the units in the round's order, then the whole's."""
        present = dict.fromkeys(document.item for document in self.documents)
        units = {document.unit for document in self.documents if document.unit}
        whole = (item for item in present if item not in units)
        return (*sorted(units, key=self.round.positions().__getitem__), *whole)

    def documents_of(self, item: str) -> tuple[Document, ...]:
        """Return the documents of an item, PDF first."""
        return self.by_item.get(item, ())

    def changed(self, item: str) -> tuple[str, ...]:
        """Return the documents of an item that are not as they were written."""
        return tuple(
            document.path
            for document in self.documents_of(item)
            if self.hash_of(document.path) != document.sha256
        )

    def changed_shared(self) -> tuple[str, ...]:
        """Return the files behind every item, such as the results, that are not as written."""
        return tuple(name for name, digest in self.shared.items() if self.hash_of(name) != digest)

    def hash_of(self, name: str) -> str | None:
        """Return the sha256 of a file as it lies there now; None when it does not."""
        try:
            return sha256((self.folder / name).read_bytes()).hexdigest()
        except OSError:
            return None


def open_run(folder: Path) -> FinishedRun:
    """Read a run's manifest; raises ArgumentError where there is no run that can be delivered."""
    folder = folder.resolve()
    try:
        content = (folder / "manifest.json").read_bytes()
        round_ = Round.model_validate_json((folder / ROUND).read_bytes())
        study = Study.model_validate_json((folder / STUDY).read_bytes())
        return _described(folder, content, round_, study)
    except FileNotFoundError as error:
        name = Path(error.filename).name
        raise ArgumentError(f"{folder} is no run: it has no {name}.") from None
    except (ValueError, KeyError, TypeError):
        raise ArgumentError(
            f"{folder} cannot be delivered: its manifest is not of this version. Build it again."
        ) from None


def _described(folder: Path, content: bytes, round_: Round, study: Study) -> FinishedRun:
    manifest = json.loads(content)
    entries: list[Mapping[str, Any]] = manifest["files"]
    documents = tuple(_document(entry) for entry in entries if "kind" in entry)
    return FinishedRun(
        folder=folder,
        id=manifest["run"],
        manifest_sha256=sha256(content).hexdigest(),
        round_sha256=manifest["round_sha256"],
        documents=documents,
        shared={entry["path"]: entry["sha256"] for entry in entries if "kind" not in entry},
        round=round_,
        study=study,
        by_item=_by_item(documents),
    )


def _by_item(documents: Iterable[Document]) -> dict[str, tuple[Document, ...]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for document in sorted(documents, key=lambda one: not one.path.endswith(".pdf")):
        found[document.item].append(document)
    return {item: tuple(own) for item, own in found.items()}


def _document(entry: Mapping[str, Any]) -> Document:
    return Document(
        path=entry["path"],
        sha256=entry["sha256"],
        kind=entry["kind"],
        unit=entry["unit"],
        role=entry["recipient"],
        language=entry["language"],
        addressed=entry["recipients_sha256"],
    )
