"""Returned Word reports: whose they are by what stands inside them, and the plans in them."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

from docx.opc.coreprops import CoreProperties
from docx.oxml import parse_xml

from generator.action_plans.word_tables import plan_tables
from generator.errors import InputError, Problem
from generator.files import csv_bytes, write_private
from generator.language.catalogue import LANGUAGES
from generator.language.wording import wording
from generator.readers import LIMITS, content_of
from generator.results.offices import Plan
from generator.round.events import successors
from generator.round.model import Round
from generator.run.contents import MANIFEST, read_definition, read_manifest
from generator.sources.plans import (
    COLUMNS,
    MADE_BY,
    OFFICES_JOINED_BY,
    PLANS_FILE,
    planned_measure,
    read_plans,
)
from generator.study.model import Study

_WHOSE = re.compile(r"([a-z0-9-]+)[,;]?\s+([0-9a-f]{12})")  # LibreOffice changes what is between
_SEND_BACK = "Ask the office for the Word report it was sent, with the plan filled in."


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back: the plans, and the rows that were left out because they name no measure."""

    plans: tuple[Plan, ...]
    documents: int
    without_measure: int


def read_returned(
    files: Sequence[Path], *, study: Study, round_: Round, runs: Sequence[Path]
) -> Returned:
    """Read the plans in returned Word reports, for use in ``round_``.

    ``runs`` are folders that hold ``<study>/<round>/<run>``: where runs are built, and archives.
    A file says itself whose it is; its run must be found there, list that unit's report and be of
    an earlier round of the same study. Raises InputError with every problem of every file.
    """
    problems: list[Problem] = []
    seen: dict[tuple[tuple[str, ...], str], tuple[str, Plan]] = {}
    blank = 0
    for file in files:
        try:
            plan, dropped = _read(file, study=study, round_=round_, runs=runs)
        except InputError as error:
            problems += error.problems
            continue
        blank += dropped
        other, earlier = seen.setdefault((plan.offices, plan.made_by), (file.name, plan))
        if earlier.round != plan.round or earlier.measures != plan.measures:
            message = f"{other} holds another plan of the same office"
            problems.append(Problem(file.name, message, remedy="Keep the one that holds."))
    if problems:
        raise InputError(problems)
    plans = tuple(plan for _, plan in seen.values())
    return Returned(plans, len(files), blank)


def keep_plans(plans: Sequence[Plan], *, round_: Round, folder: Path) -> Path:
    """Write the plans into the round's folder, all or nothing, and return the file.

    Plans say who does what, so only the analyst may read the file that gathers them.
    Plans of other offices that were read before stay; an office's new plan replaces its old one.
    """
    earlier, _ = read_plans(round_, folder)
    kept: dict[tuple[tuple[str, ...], str, str], Plan] = {}
    for of in (*earlier, *plans):
        # Two offices that are one now made a plan each in one round.
        older = [key for key in kept if key[0] == of.offices and key[2] != of.round]
        for key in older:
            del kept[key]
        kept[of.offices, of.made_by, of.round] = of
    rows = [
        (OFFICES_JOINED_BY.join(name), made_in, m.what, m.why, m.who, m.when, m.status, made_by)
        for (name, made_by, made_in), of in sorted(kept.items())
        for m in of.measures
    ]
    path = folder / PLANS_FILE
    write_private(path, csv_bytes([(*COLUMNS, MADE_BY), *rows]))
    return path


def _read(file: Path, *, study: Study, round_: Round, runs: Sequence[Path]) -> tuple[Plan, int]:
    document = _opened(file)
    unit, run = _identity(document, file)
    origin = _run_folder(run, runs, file)
    of_study, of_round = read_definition(origin)
    if problems := list(_wrong_run(file, unit, origin, (of_study, of_round), (study, round_))):
        raise InputError(problems)
    heads = [wording(name).several("talk.plan_heads") for name in LANGUAGES]
    tables = plan_tables(document.element.body, list(zip(*heads, strict=True)))
    if not tables:
        raise _error(file, "there is no action plan in it: no table has the plan's headings")
    filled = [row for table in tables for row in table if any(row)]
    measures = tuple(planned_measure(*row) for row in filled if row[0])
    merged = {merge.id: merge.units for merge in of_round.merges}
    offices = merged.get(unit, (unit,))
    known = {office.id for office in round_.units}
    now = successors(offices, round_.events, since=of_round.date)
    if unknown := [office for office in now if office not in known]:
        message = f"round.toml has no office with the id {unknown[0]} any more"
        remedy = "Say under [[events]] what became of it, or leave this file out if it was closed."
        raise _error(file, message, remedy)
    name = of_round.unit_name(unit)
    changed = now != offices or (len(now) == 1 and round_.unit_name(unit) != name)
    made_by = name if changed else ""
    return Plan(now, of_round.id, measures, made_by), len(filled) - len(measures)


def _error(file: Path, message: str, remedy: str | None = _SEND_BACK) -> InputError:
    return InputError([Problem(file.name, message, remedy=remedy)])


def _opened(file: Path) -> Any:
    from docx import Document

    data = BytesIO(content_of(file, file.name))
    try:
        if sum(part.file_size for part in zipfile.ZipFile(data).infolist()) > LIMITS.unpacked:
            raise _error(file, "the file unpacks to more than any report does")
        return Document(data)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        message = "the file is not a Word document (.docx)"
        raise _error(file, message, "Save it as .docx.") from None


def _identity(document: Any, file: Path) -> tuple[str, str]:
    """The unit and the run that the document's own properties name; the two places must agree."""
    properties = _core_properties(document)
    found = _WHOSE.fullmatch(properties.keywords.strip())
    stated = properties.identifier
    if not found:
        raise _error(file, "the document does not say which office and run it is from")
    unit, run = found.groups()
    if stated and stated != unit:
        message = f"the document says in one place that it is {unit}'s, in another {stated}'s"
        raise _error(file, message)
    return unit, run


def _core_properties(document: Any) -> CoreProperties:
    """The core properties, also under the relation name that LibreOffice uses."""
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("/metadata/core-properties"):
            return CoreProperties(parse_xml(relation.target_part.blob))
    properties: CoreProperties = document.core_properties
    return properties


def _run_folder(run: str, runs: Sequence[Path], file: Path) -> Path:
    for root, place in product(runs, (f"*/*/{run}", f"*/*/{run}/data")):
        for folder in sorted(root.glob(place)):
            if (folder / MANIFEST).is_file():
                return folder
    roots = ", ".join(map(str, runs))
    message = f"it is from run {run}, which is not among the runs in {roots}"
    raise _error(file, message, "Name their folder with --runs.")


def _wrong_run(
    file: Path, unit: str, origin: Path, was: tuple[Study, Round], now: tuple[Study, Round]
) -> Iterator[Problem]:
    documents = read_manifest(origin).documents
    reported = {document.unit for document in documents if document.kind == "office"}
    if unit not in reported:
        yield Problem(file.name, f"the run it names has no report for {unit}", remedy=_SEND_BACK)
    if was[0].id != now[0].id:
        yield Problem(file.name, f"it is from another study, {was[0].id}", remedy="Leave it out.")
    elif was[1].date >= now[1].date:
        message = f"it is from round {was[1].id}, which is not before {now[1].id}"
        yield Problem(file.name, message, remedy="Give the plans to a later round.")
