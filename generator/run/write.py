"""The run folder: written whole or not at all, never changed afterwards, its manifest last."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import generator
from generator.errors import KontorrapportError
from generator.report.block import RenderedDocument
from generator.resources.templates import templates_digest
from generator.round.mail import addressed, role_of
from generator.round.model import Round
from generator.run.contents import MANIFEST, check_files, open_run
from generator.sources.inputs import SourceFile
from generator.study.model import Study

RUN_ID_LENGTH = 12

STUDY = "definition/study.json"
ROUND = "definition/round.json"

ROUND_KIND = "round"
QUARTER_KIND = "quarter"
"""A run with a round's own results, and management's report beside the run of a survey.

A round without a survey has no other run than management's, which then is the round's own.
"""

LATEST = "latest"
LATEST_QUARTER = "latest-quarter"
"""What the newest run of a round is found under, and the newest quarterly report."""

MADE_WITH = (
    "kontorrapport",
    "weasyprint",
    "python-docx",
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
)
"""The programs that decide the numbers and the layout; the manifest names their versions."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder, its id and how many documents it holds."""

    folder: Path
    id: str
    documents: int


def identify(
    parts: Mapping[str, str], inputs: Sequence[SourceFile], *, program_version: str
) -> str:
    """The run's id: a hash of the inputs, the declared round, the options and the program.

    ``parts`` holds round.toml, study.toml and the command's options as text. Code and templates
    count too: the same id means the same bytes.
    """
    digest = sha256(program_version.encode())
    for name, text in sorted(parts.items()):
        digest.update(f"{name}\0{text}\0".encode())
    for file in sorted(inputs, key=lambda file: file.name):
        digest.update(f"{file.name}\0{file.sha256}\0".encode())
    digest.update(_folder_hash(Path(generator.__file__).parent))
    digest.update(templates_digest())
    return digest.hexdigest()[:RUN_ID_LENGTH]


def definition(study: Study, round_: Round) -> dict[str, str]:
    """The definitions that the run's documents can be made from again, by file name."""
    return {
        STUDY: study.model_dump_json(indent=1) + "\n",
        ROUND: round_.without_people().model_dump_json(indent=1) + "\n",
    }


def read_definition(folder: Path) -> tuple[Study, Round]:
    """The study and the round as they were when the run in ``folder`` was built."""
    return parse_definition((folder / STUDY).read_bytes(), (folder / ROUND).read_bytes())


def parse_definition(study: bytes, round_: bytes) -> tuple[Study, Round]:
    """A study and a round as ``definition`` wrote them."""
    return Study.model_validate_json(study), Round.model_validate_json(round_)


def draft_run(
    files: Mapping[str, str],
    *,
    documents: Sequence[RenderedDocument],
    inputs: Sequence[SourceFile],
    round_: Round,
    round_sha256: str,
    run_id: str,
    options: Mapping[str, object],
    earlier: Sequence[SourceFile] = (),
) -> dict[str, bytes]:
    """Every file of a run by its path, the manifest last.

    ``files`` are the run's own texts by name (results.json, certificate.json, index.html),
    ``round_sha256`` is the hash of round.toml, ``earlier`` the files of earlier rounds that its
    trends were read from, and ``options`` what the build was asked for, so that its reports can be
    made from the run again.
    """
    contents = {name: text.encode() for name, text in files.items()}
    contents |= {document.path: document.content for document in documents}
    manifest = _manifest(
        contents,
        documents,
        inputs=inputs,
        earlier=earlier,
        round_=round_,
        round_sha256=round_sha256,
        run_id=run_id,
        options=options,
    )
    return contents | {MANIFEST: manifest.encode()}


def write_run(folder: Path, contents: Mapping[str, bytes]) -> Run:
    """Write every file beside the target, then move the folder into place in one step.

    ``contents`` is a drafted run. An existing folder of the same run is kept when it is the same,
    and refused when it is not. The newest run with management's report is found apart from the
    newest with everybody's.
    """
    manifest = contents[MANIFEST]
    told = json.loads(manifest)
    documents = sum("media_type" in entry for entry in told["files"])
    run = Run(folder / told["run"], told["run"], documents)
    if not _already_there(run.folder, manifest):
        _write_atomically(run.folder, contents)
    quarterly = any(entry.get("kind") == "management" for entry in told["files"])
    _point(folder / (LATEST_QUARTER if quarterly else LATEST), run.id)
    return run


def check_run(folder: Path) -> tuple[str, ...]:
    """What a run folder no longer is; raises ArgumentError where there is no run."""
    return check_files(open_run(folder))


def _manifest(
    contents: Mapping[str, bytes],
    documents: Sequence[RenderedDocument],
    *,
    inputs: Sequence[SourceFile],
    earlier: Sequence[SourceFile],
    round_: Round,
    round_sha256: str,
    run_id: str,
    options: Mapping[str, object],
) -> str:
    described = {document.path: document for document in documents}
    entries = []
    for name, content in sorted(contents.items()):
        entry: dict[str, object] = {
            "path": name,
            "sha256": sha256(content).hexdigest(),
            "size": len(content),
        }
        if document := described.get(name):
            entry |= {
                "kind": document.kind,
                "unit": document.unit,
                "recipient": (role := role_of(document.kind, document.unit)),
                "recipients_sha256": addressed(round_.addresses(document.unit or role)),
                "language": document.language,
                "media_type": document.media_type,
                "pages": document.pages,
            }
        entries.append(entry)
    manifest = {
        "schema": 1,
        "run": run_id,
        "kind": QUARTER_KIND if _quarterly(documents) and round_.groups else ROUND_KIND,
        "round": round_.id,
        "round_sha256": round_sha256,
        "date": round_.date.isoformat(),
        "synthetic": round_.synthetic,
        "options": options,
        "versions": {name: version(name) for name in MADE_WITH},
        "inputs": [_described(file) for file in inputs],
        **({"earlier": [asdict(file) for file in earlier]} if earlier else {}),
        "files": entries,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _described(file: SourceFile) -> dict[str, str]:
    """A file that was read; not its size, which would tell how many rows of answers it has."""
    return {"name": file.name, "kind": file.kind, "sha256": file.sha256}


def _quarterly(documents: Sequence[RenderedDocument]) -> bool:
    """Whether these are management's report."""
    return any(document.kind == "management" for document in documents)


def _already_there(folder: Path, manifest: bytes) -> bool:
    existing = folder / MANIFEST
    if not existing.exists():
        return False
    if existing.read_bytes() != manifest:
        raise KontorrapportError(
            f"{folder} holds another run with the same id. Move it away and build again."
        )
    return True


def _write_atomically(target: Path, contents: Mapping[str, bytes]) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        for name, content in contents.items():
            path = draft / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _point(link: Path, run_id: str) -> None:
    draft = link.with_name(f".{link.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(run_id, target_is_directory=True)
    draft.replace(link)


def _folder_hash(folder: Path) -> bytes:
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(path.read_bytes())
    return digest.digest()
