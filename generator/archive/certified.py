"""A run's certificate, recomputed from the results that are archived with it."""

from __future__ import annotations

from pathlib import Path

from generator.archive.run import read_definition
from generator.disclosure.certificate import Certificate
from generator.disclosure.recompute import recompute
from generator.results import ReleasedResults

FILES = ("results.json", "certificate.json", "definition/study.json", "definition/round.json")


def check_certificate(folder: Path) -> tuple[str, ...]:
    """What a run's results do not bear out of its certificate, and the rules they break.

    A folder without the files for it has been found out by ``check_run`` already.
    """
    if not all((folder / name).is_file() for name in FILES):
        return ()
    try:
        released = ReleasedResults.from_json((folder / "results.json").read_text("utf-8"))
        certificate = Certificate.from_json((folder / "certificate.json").read_text("utf-8"))
        study, round_ = read_definition(folder)
    except (ValueError, KeyError, TypeError, StopIteration):
        return ("the certificate cannot be recomputed: one of the files it takes is not readable",)
    return recompute(released, study, round_, certificate)
