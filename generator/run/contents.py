"""The files of a run by their names: written, read, and held against the manifest."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Final

from generator.errors import ArgumentError, KontorrapportError
from generator.files import draft_of, json_text, write_folder
from generator.results.offices import Plan
from generator.results.store import SCHEMA, ReleasedResults
from generator.round.model import Round
from generator.run.manifest import Manifest
from generator.sources.plans import planned_measure
from generator.study.model import Study

MANIFEST: Final = "manifest.json"
RESULTS: Final = "results.json"
CERTIFICATE: Final = "certificate.json"
OVERVIEW: Final = "index.html"
STUDY: Final = "definition/study.json"
ROUND: Final = "definition/round.json"
PLAN: Final = "plan.json"
"""Last time's plan of an office, in the office's own folder."""
LATEST: Final = "latest"
LATEST_QUARTER: Final = "latest-quarter"
"""What the newest run of a round is found under, and the newest quarterly report."""

PUBLISHED: Final = (RESULTS, CERTIFICATE, MANIFEST, STUDY, ROUND)
"""All that a run publishes beside its documents, which can be made again from it."""


class RunFiles(Mapping[str, bytes]):
    """The files below a run's folder by their paths, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        paths = (path for path in folder.rglob("*") if path.is_file())
        self._names = dict.fromkeys(sorted(path.relative_to(folder).as_posix() for path in paths))

    def __getitem__(self, name: str) -> bytes:
        if name not in self._names:
            raise KeyError(name)
        return (self._folder / name).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def files_of(folder: Path) -> RunFiles:
    """The files of a run; raises ArgumentError where there is none."""
    files = RunFiles(folder)
    if MANIFEST not in files:
        raise ArgumentError(f"{folder} is no run: it has no {MANIFEST}.")
    return files


def read_manifest(folder: Path) -> Manifest:
    """What a run says of itself; raises OSError or ValueError where it cannot be read."""
    return Manifest.from_json((folder / MANIFEST).read_bytes())


def check_run(folder: Path) -> tuple[str, ...]:
    """What a run folder no longer is; raises ArgumentError where there is no run."""
    return check_files(files_of(folder))


def check_files(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Files changed, missing or added since the manifest was written, one line each.

    The certificate must be about the results that lie beside it.
    """
    try:
        entries = json.loads(files[MANIFEST])["files"]  # which every version's manifest has
        listed = {entry["path"]: entry["sha256"] for entry in entries}
    except (ValueError, LookupError, TypeError):
        return (f"{MANIFEST} cannot be read",)
    present = set(files) - {MANIFEST}
    findings = [f"{name} is missing" for name in sorted(set(listed) - present)]
    findings += [f"{name} is not in the manifest" for name in sorted(present - set(listed))]
    hashes = {name: sha256(files[name]).hexdigest() for name in sorted(present & set(listed))}
    findings += [f"{name} was changed" for name, value in hashes.items() if value != listed[name]]
    if {CERTIFICATE, RESULTS} <= set(hashes):
        content = json.loads(files[CERTIFICATE])
        # Older versions call the hash of the results otherwise.
        if content.get("results_sha256", content.get("examined_sha256")) != hashes[RESULTS]:
            findings.append(f"{CERTIFICATE} is about other results than {RESULTS}")
    return tuple(findings)


def definition(study: Study, round_: Round) -> dict[str, str]:
    """The definitions that the run's documents can be made from again, by file name."""
    return {
        STUDY: study.model_dump_json(indent=1) + "\n",
        ROUND: round_.without_people().model_dump_json(indent=1) + "\n",
    }


def read_definition(folder: Path) -> tuple[Study, Round]:
    """The study and the round as they were when the run in ``folder`` was built."""
    return parse_definition({name: (folder / name).read_bytes() for name in (STUDY, ROUND)})


def parse_definition(files: Mapping[str, bytes]) -> tuple[Study, Round]:
    """A study and a round as ``definition`` wrote them."""
    return Study.model_validate_json(files[STUDY]), Round.model_validate_json(files[ROUND])


def read_results(folder: Path) -> ReleasedResults:
    """The released results that lie in ``folder``; raises KontorrapportError where they do not."""
    try:
        return ReleasedResults.from_json((folder / RESULTS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise KontorrapportError(f"{folder} holds no {RESULTS}.") from None
    except ValueError as error:
        reason = made_by_older(RunFiles(folder)) or error
        raise KontorrapportError(f"{folder}: {reason}.") from None


def made_by_older(files: Mapping[str, bytes]) -> str:
    """In one line that a run's results are of an older version of this program; else empty."""
    try:
        schema = json.loads(files[RESULTS])["schema"]
        made_with = json.loads(files[MANIFEST])["versions"]["kontorrapport"]
    except (ValueError, LookupError, TypeError):
        return ""
    if not isinstance(schema, int) or schema >= SCHEMA:
        return ""
    return (
        f"{RESULTS} was made by an older version, kontorrapport {made_with}, and this one cannot "
        "read it: build the round again and file it, or use that version"
    )


def plans_in(files: Mapping[str, bytes]) -> tuple[Plan, ...]:
    """Every plan among a run's files, each once."""
    kept = sorted(name for name in files if PurePosixPath(name).match(f"offices/*/{PLAN}"))
    plans: dict[Plan, None] = {}
    for content in (one for name in kept for one in json.loads(files[name])):
        measures = tuple(planned_measure(**measure) for measure in content["measures"])
        plans[Plan(tuple(content["offices"]), content["round"], measures)] = None
    return tuple(plans)


def kept_plans(plans: Sequence[Plan], released: ReleasedResults, round_: Round) -> dict[str, str]:
    """The plans that each unit's report prints, by file name: in its folder and nowhere else."""
    from generator.report.office.report import plans_of

    merged = {merge.id: merge.units for merge in round_.merges}
    own = {unit: plans_of(merged.get(unit, (unit,)), plans) for unit in released.units}
    return {
        f"offices/{unit}/{PLAN}": json_text([_plan_content(plan) for plan in mine])
        for unit, mine in own.items()
        if mine
    }


def _plan_content(plan: Plan) -> dict[str, Any]:
    content = asdict(plan)
    for measure in content["measures"]:
        del measure["state"]  # read from the status again
    return content


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder, and how many documents it holds."""

    folder: Path
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
    run = Run(folder / manifest.run, len(manifest.documents))
    there = run.folder / MANIFEST
    if not there.exists():
        shutil.rmtree(run.folder, ignore_errors=True)  # without a manifest it is no run
        write_folder(run.folder, contents, drafts=folder)
    elif there.read_bytes() != contents[MANIFEST]:
        raise KontorrapportError(
            f"{run.folder} holds another run with the same id. Move it away and build again."
        )
    quarterly = any(document.kind == "management" for document in manifest.documents)
    link = folder / (LATEST_QUARTER if quarterly else LATEST)
    draft = draft_of(link, folder)
    draft.unlink(missing_ok=True)
    try:
        draft.symlink_to(manifest.run, target_is_directory=True)
        draft.replace(link)
    finally:
        draft.unlink(missing_ok=True)
    return run
