"""The run folder: written whole or not at all, never changed afterwards, its manifest last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.errors import KontorrapportError
from generator.files import write_folder
from generator.run.contents import MANIFEST
from generator.run.manifest import Manifest

LATEST = "latest"
LATEST_QUARTER = "latest-quarter"
"""What the newest run of a round is found under, and the newest quarterly report."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder, its id and how many documents it holds."""

    folder: Path
    id: str
    documents: int


@dataclass(frozen=True, slots=True)
class Built:
    """A written run, how many numbers were verified in it, and what to know of it."""

    run: Run
    numbers: int
    notes: tuple[str, ...] = ()


def write_run(folder: Path, contents: Mapping[str, bytes]) -> Run:
    """Write a drafted run below the folder of the round's runs, and point ``latest`` at it.

    An existing folder of the same run is kept when it is the same, and refused when it is not. The
    newest run with management's report is found apart from the newest with everybody's.
    """
    manifest = Manifest.from_json(contents[MANIFEST])
    run = Run(folder / manifest.run, manifest.run, len(manifest.documents))
    if not _already_there(run.folder, contents[MANIFEST]):
        shutil.rmtree(run.folder, ignore_errors=True)  # without a manifest it is no run
        write_folder(run.folder, contents, drafts=folder)
    quarterly = any(document.kind == "management" for document in manifest.documents)
    _point(folder / (LATEST_QUARTER if quarterly else LATEST), run.id)
    return run


def _already_there(folder: Path, manifest: bytes) -> bool:
    existing = folder / MANIFEST
    if not existing.exists():
        return False
    if existing.read_bytes() != manifest:
        raise KontorrapportError(
            f"{folder} holds another run with the same id. Move it away and build again."
        )
    return True


def _point(link: Path, run_id: str) -> None:
    draft = link.with_name(f".{link.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(run_id, target_is_directory=True)
    draft.replace(link)
