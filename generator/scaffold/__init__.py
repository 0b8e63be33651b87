"""Starting: a commented study and its first round, for somebody to change into their own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.errors import ArgumentError

ROUND: Final = "runde-1"
_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Started:
    """Where the study and the folder of its first round were written."""

    study: Path
    round: Path


def start(folder: Path) -> Started:
    """Write study.toml and runde-1/round.toml; raises ArgumentError where either would be lost."""
    started = Started(folder / "study.toml", folder / ROUND)
    files = {
        started.study: _HERE / "study.toml",
        started.round / "round.toml": _HERE / "round.toml",
    }
    if there := [str(path) for path in files if path.exists()]:
        raise ArgumentError(f"{' and '.join(there)}: already there, and would be written over.")
    try:
        started.round.mkdir(parents=True, exist_ok=True)
        for path, source in files.items():
            with path.open("x", encoding="utf-8") as file:
                file.write(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise ArgumentError(f"{error.filename}: cannot be written ({error.strerror}).") from error
    return started
