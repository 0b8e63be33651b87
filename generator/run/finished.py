"""A finished run, opened: what it is, where its files are, and what its documents are made from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from generator.disclosure.certificate import Certificate
from generator.errors import ArgumentError, VerificationError
from generator.files import endless_in, sha256_of
from generator.report.block import RenderedDocument
from generator.results.offices import Plan
from generator.results.store import ReleasedResults
from generator.round.model import Round
from generator.run.contents import (
    CERTIFICATE,
    MANIFEST,
    RESULTS,
    ROUND,
    STUDY,
    made_by_older,
    parse_definition,
    plans_in,
    read_definition,
)
from generator.run.manifest import Document, Manifest
from generator.study.model import Study


@dataclass(frozen=True)
class FinishedRun:
    """A run folder with its manifest, and its study and round as they were when it was built."""

    folder: Path
    manifest: Manifest
    manifest_sha256: str
    study: Study
    round: Round

    @property
    def id(self) -> str:
        """The run's id."""
        return self.manifest.run

    @property
    def items(self) -> tuple[str, ...]:
        """Everything that can be approved: the units in the round's order, then the totals."""
        documents = self.manifest.documents
        units = {document.unit for document in documents if document.unit}
        totals = dict.fromkeys(document.item for document in documents if not document.unit)
        return (*sorted(units, key=self.round.positions().__getitem__), *totals)

    def documents_of(self, item: str) -> tuple[Document, ...]:
        """Return the documents of an item, PDF first, and the appendix after the report."""
        return self._by_item.get(item, ())

    @cached_property
    def _by_item(self) -> dict[str, tuple[Document, ...]]:
        """Every item's documents, found in one walk: each is asked for several times a letter."""
        found: dict[str, tuple[Document, ...]] = {}
        for one in sorted(
            self.manifest.documents,
            key=lambda one: (not one.path.endswith(".pdf"), one.kind == "appendix"),
        ):
            found[one.item] = (*found.get(one.item, ()), one)
        return found

    def changed(self, item: str) -> tuple[str, ...]:
        """Return the documents of an item that are not as they were written."""
        listed = self.documents_of(item)
        return tuple(file.path for file in listed if self._hash(file.path) != file.sha256)

    def changed_shared(self) -> tuple[str, ...]:
        """Return the files behind every item, such as the results, that are not as written."""
        shared = (file for file in self.manifest.files if not isinstance(file, Document))
        return tuple(file.path for file in shared if self._hash(file.path) != file.sha256)

    def _hash(self, name: str) -> str | None:
        """The sha256 of a file as it lies there now; None when it does not."""
        try:
            return sha256_of(self.folder / name)
        except OSError:
            return None


def read_run(folder: Path) -> FinishedRun:
    """Read what a run is; raises FileNotFoundError or ValueError where that cannot be done."""
    content = (folder / MANIFEST).read_bytes()
    study, round_ = read_definition(folder)
    digest = sha256(content).hexdigest()
    return FinishedRun(folder, Manifest.from_json(content), digest, study, round_)


def open_run(folder: Path) -> FinishedRun:
    """Open a run to deliver it; raises ArgumentError where there is none that can be delivered."""
    folder = folder.resolve()
    if found := endless_in(folder):
        raise ArgumentError(f"{found} is no file: reading it may never end. Build the run again.")
    try:
        return read_run(folder)
    except FileNotFoundError as error:
        name = Path(error.filename).name
        raise ArgumentError(f"{folder} is no run: it has no {name}.") from None
    except ValueError:
        raise ArgumentError(
            f"{folder} cannot be delivered: its manifest is not of this version. Build it again."
        ) from None


@dataclass(frozen=True, slots=True)
class Record:
    """All that a run's documents are made from; ``plans`` are what offices planned last time."""

    manifest: Manifest
    study: Study
    round: Round
    released: ReleasedResults
    certificate: Certificate
    plans: tuple[Plan, ...]


def read_record(files: Mapping[str, bytes]) -> Record:
    """What a run's documents are made from; raises VerificationError where it cannot be read."""
    if older := made_by_older(files):
        raise VerificationError(older)
    try:
        study, round_ = parse_definition(files)
        return Record(
            manifest=Manifest.from_json(files[MANIFEST]),
            study=study,
            round=round_,
            released=ReleasedResults.from_json(files[RESULTS].decode()),
            certificate=Certificate.from_json(files[CERTIFICATE].decode()),
            plans=plans_in(files),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise VerificationError(
            f"what the documents are made from cannot be read back ({type(error).__name__}): "
            f"one of {STUDY}, {ROUND}, {RESULTS}, {CERTIFICATE} and {MANIFEST} is not as this "
            "program writes it"
        ) from None


def listed_documents(files: Mapping[str, bytes]) -> Iterator[RenderedDocument]:
    """The finished documents as the manifest describes them, read one at a time."""
    for document in Manifest.from_json(files[MANIFEST]).documents:
        yield RenderedDocument(
            path=document.path,
            media_type=document.media_type,
            content=files[document.path],
            kind=document.kind,
            unit=document.unit,
            language=document.language,
            pages=document.pages,
        )
