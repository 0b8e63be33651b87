"""Review: what the analyst says of each open answer, in a file beside the input.

``refresh_review`` writes the file and keeps what she has said; a build only reads it. Nothing in it
tells who wrote an answer: no respondent, no office, no background, and not the respondents' order.
"""

import io
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from generator.errors import InputError, Problem
from generator.files import OWNER_ONLY, csv_bytes, write_private
from generator.freetext.answers import OpenAnswer, read_answers
from generator.freetext.masking import Kind
from generator.freetext.rarity import YEARS
from generator.resources.typeface import unprintable
from generator.round.model import Round
from generator.sources.cells import folded, text_of
from generator.sources.formats import EMPTY, read_file
from generator.sources.inputs import Inputs, SourceFile
from generator.sources.sheets import Table, table_of
from generator.sources.survey import NO_THEME, coded_themes
from generator.study.instrument import OpenQuestion
from generator.study.model import Study

NAMES: Final = ("apne-svar.csv", "apne-svar.xlsx")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

ID, QUESTION, ANSWER, THEMES, MASKED, RARE, CODING, QUOTED = HEADS = (
    "id",
    "spørsmål",
    "svar",
    "temaer",
    "maskert",
    "holdt tilbake",
    "koding",
    "trykkes",
)
_WIDTHS: Final = (15, 28, 80, 26, 20, 26, 26, 9)
REQUIRED: Final = (ID, ANSWER, CODING, QUOTED)
YES, NO = "ja", "nei"

KINDS: Final[Mapping[Kind, str]] = {
    "email": "e-post",
    "link": "lenke",
    "identity": "fødselsnummer",
    "phone": "telefon",
    "number": "nummer",
    "person": "navn",
    "office": "kontor",
}

_AGAIN: Final = "Run kontorrapport texts again; it keeps your marks."
_GONE: Final = (
    f"{_AGAIN} Was a respondent taken out? Record it: kontorrapport withdraw ROUND --by-hand."
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the analyst says of one answer: its themes (None leaves them), and whether to print."""

    coding: tuple[str, ...] | None
    quoted: bool
    written: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A round's open answers after review; ``reviewed`` when there is a review file."""

    answers: tuple[OpenAnswer, ...]
    reviewed: bool
    files: tuple[SourceFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A review file as written: the answers in it, and the earlier rows that are gone.

    ``gone_marked`` counts those of the ``gone`` on which the analyst had said something.
    """

    path: Path
    answers: tuple[OpenAnswer, ...]
    gone: int
    gone_marked: int

    def summary(self) -> Iterator[str]:
        """What was done, in a few lines without anybody's words."""
        counts = Counter[Kind]()
        for answer in self.answers:
            counts.update(answer.masked)
        kinds = ", ".join(f"{KINDS[kind]} {counts[kind]}" for kind in KINDS if counts[kind])
        quoted = sum(answer.quoted for answer in self.answers)
        rare = sum(bool(answer.rare) for answer in self.answers)
        yield f"{self.path}: {len(self.answers)} answers, only for your eyes."
        yield f"Masked: {kinds or 'nothing'}. Held back: {rare}. To be printed: {quoted}."
        yield f"Write {YES} under {QUOTED} at an answer that reports may print, and build again."
        if self.gone:
            yield (
                f"Left out, because no such answer is in the survey any longer: {self.gone}, "
                f"of which you had marked or coded {self.gone_marked}."
            )


def review_answers(inputs: Inputs, *, study: Study, round_: Round, folder: Path) -> Reviewed:
    """The round's open answers as reviewed; what is wrong with the file raises ``InputError``."""
    answers = read_answers(inputs, study=study, round_=round_)
    path = _review_path(folder)
    if not path.exists():
        return Reviewed(answers, reviewed=False)
    _keep_private(path, required=not round_.synthetic)
    source, decisions, unknown = _read(path, answers, study)
    if unknown:
        raise InputError(unknown.values())
    return Reviewed(_decided(answers, decisions), reviewed=True, files=(source,))


def refresh_review(
    inputs: Inputs, *, study: Study, round_: Round, folder: Path, workbook: bool = False
) -> Refreshed:
    """Write the review file anew with the analyst's marks and codings in it."""
    answers = read_answers(inputs, study=study, round_=round_)
    path = _review_path(folder, workbook=workbook)
    decisions: Mapping[str, Decision] = {}
    unknown: Mapping[str, Problem] = {}
    if path.exists():
        _, decisions, unknown = _read(path, answers, study)
    gone = [decision for name, decision in decisions.items() if name in unknown]
    _write_table(path, [HEADS, *_rows(answers, decisions, study)])
    return Refreshed(
        path=path,
        answers=_decided(answers, decisions),
        gone=len(gone),
        gone_marked=sum(any(decision.written) for decision in gone),
    )


def _decided(
    answers: Sequence[OpenAnswer], decisions: Mapping[str, Decision]
) -> tuple[OpenAnswer, ...]:
    """The answers with what was decided; one that points to few is never quoted."""
    decided = []
    for answer in answers:
        themes, quoted = answer.themes, False
        if decision := decisions.get(answer.id):
            themes = themes if decision.coding is None else decision.coding
            quoted = decision.quoted and not answer.rare
        decided.append(replace(answer, themes=themes, quoted=quoted))
    return tuple(decided)


def _rows(
    answers: Sequence[OpenAnswer], decisions: Mapping[str, Decision], study: Study
) -> Iterator[tuple[str, ...]]:
    for answer in answers:
        question = study.open_questions[answer.question]
        coding, quoted = decisions[answer.id].written if answer.id in decisions else ("", "")
        yield (
            answer.id,
            question.label,
            f"«{answer.text}»",  # an answer that begins with = or - would be a formula to Excel
            ", ".join(question.themes[name].label for name in answer.themes),
            ", ".join(f"{KINDS[kind]} {n}" for kind, n in sorted(answer.masked.items())),
            ", ".join(name if name == YEARS else study.label_of(name) for name in answer.rare),
            coding,
            quoted,
        )


def _read(
    path: Path, answers: Sequence[OpenAnswer], study: Study
) -> tuple[SourceFile, dict[str, Decision], dict[str, Problem]]:
    """The decisions by id, and a problem for every id that no answer has (any longer)."""
    source, table = _read_table(path)
    problems: list[Problem] = []
    by_id = {answer.id: answer for answer in answers}
    decisions: dict[str, Decision] = {}
    unknown: dict[str, Problem] = {}
    for position, row in enumerate(table.rows):
        cells = {name: text_of(table.columns[name].cells[position]) for name in REQUIRED}
        name, written = cells[ID], (cells[CODING], cells[QUOTED])
        place = table.at(ID)
        if name in decisions:
            problems.append(
                place.problem("the same answer as in a row above", "Keep one.", row=row)
            )
        elif name not in by_id:
            unknown[name] = place.problem("no answer of this round has this id", _GONE, row=row)
            decisions[name] = Decision(None, quoted=False, written=written)
        else:
            question = study.open_questions[by_id[name].question]
            coding = coded_themes(cells[CODING], question) if cells[CODING] else None
            decisions[name] = Decision(coding, folded(cells[QUOTED]) == YES, written)
            faults = _faults(cells, by_id[name], question)
            problems += [table.at(n).problem(*fault, row=row) for n, fault in faults.items()]
    if problems:
        raise InputError([*problems, *unknown.values()])
    return source, decisions, unknown


def _faults(
    cells: Mapping[str, str], answer: OpenAnswer, question: OpenQuestion
) -> dict[str, tuple[str, str]]:
    """What is wrong with a row, by column; a message never holds what is written."""
    found: dict[str, tuple[str, str]] = {}
    if cells[ANSWER].removeprefix("«").removesuffix("»") != answer.text:
        remedy = f"It is printed as it stands or not at all. Delete the row. {_AGAIN}"
        found[ANSWER] = ("the text is no longer the answer's", remedy)
    if folded(cells[QUOTED]) not in {"", YES, NO}:
        remedy = f"Write {YES} to have the answer printed, or leave it blank."
        found[QUOTED] = (f"neither {YES} nor blank", remedy)
    elif folded(cells[QUOTED]) == YES and not answer.rare and (why := unprintable(answer.text)):
        found[QUOTED] = (f"the answer cannot be printed: {why}", "Leave it blank.")
    if cells[CODING] and coded_themes(cells[CODING], question) is None:
        known = ", ".join(theme.label for theme in question.themes.values()) or "none declared"
        remedy = f"Use the question's own: {known}; or {NO_THEME} for none of them."
        found[CODING] = ("the coding names no theme of the question", remedy)
    return found


def _review_path(folder: Path, *, workbook: bool = False) -> Path:
    """The round's review file, or where a new one goes; two of them raise ``InputError``."""
    present = [folder / name for name in NAMES if (folder / name).exists()]
    if len(present) > 1:
        remedy = "Keep the one with your marks and remove the other."
        raise InputError([Problem(NAMES[0], f"there is also {NAMES[1]}", remedy=remedy)])
    return present[0] if present else folder / NAMES[workbook]


def _read_table(path: Path) -> tuple[SourceFile, Table]:
    file = read_file(path, folder=path.parent)
    if file.format is EMPTY:
        remedy = "Remove it and run kontorrapport texts again."
        raise file.place.error("there is nothing in it", remedy)
    file.require_readable()
    table = table_of(file.sheets()[0])
    message = "unknown column, which would be lost when the file is written again"
    missing = [name for name in REQUIRED if name not in table.columns]
    unknown = [name for name in table.columns if name not in HEADS]
    problems = [table.heading_problem(name, "the column is missing", _AGAIN) for name in missing]
    problems += [table.heading_problem(name, message, "Remove it.") for name in unknown]
    if problems:
        raise InputError(problems)
    return file.source("review"), table


def _keep_private(path: Path, *, required: bool) -> None:
    """Take the file away from everybody else's eyes.

    Git keeps no such permissions, so a checkout is mended. Where it cannot be done, a file of real
    answers (``required``) raises ``InputError``.
    """
    if os.name == "nt" or not path.stat().st_mode & _OTHERS:
        return
    with suppress(OSError):
        path.chmod(OWNER_ONLY)
    if required and path.stat().st_mode & _OTHERS:
        message = "others on this machine may read it, and that could not be changed"
        remedy = "Move the round to a folder of your own and run chmod 600 on the file."
        raise InputError([Problem(path.name, message, remedy=remedy)])


def _write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write the rows, the headings first: whole or not at all, and never for others to read."""
    write_private(path, _workbook(rows) if path.suffix == ".xlsx" else csv_bytes(rows))


def _workbook(rows: Sequence[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.data_type = "s"  # never a formula, whatever somebody wrote
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell, width in zip(sheet[1], _WIDTHS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
