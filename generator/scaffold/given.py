"""What somebody has: files told apart by content, each survey with what it seems to hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import ArgumentError, InputError, Problem, gathering
from generator.scaffold.guesses import SurveyGuess
from generator.scaffold.inference import guess
from generator.scaffold.naming import free
from generator.scaffold.results import GuessedResults, Kind, guess_results, results_kind
from generator.sources.cells import number_of
from generator.sources.formats import read_export, read_file
from generator.sources.formats.surveyxact import is_structure
from generator.sources.formats.text import TEXT
from generator.sources.sheets import File
from generator.sources.unit_list import slug
from generator.study.model import UNITS


@dataclass(frozen=True, slots=True)
class GivenSurvey:
    """One respondent group's export: its files by their names in the round's folder.

    ``listed`` is what round.toml says of them: a folder, or each file.
    """

    group: str
    label: str
    files: Mapping[str, bytes]
    listed: tuple[str, ...]
    columns: tuple[str, ...]
    guess: SurveyGuess


@dataclass(frozen=True, slots=True)
class GivenResults:
    """A workbook of results, its name in the round's folder and what it seems to hold."""

    name: str
    data: bytes
    guess: GuessedResults


@dataclass(frozen=True, slots=True)
class Given:
    """Everything somebody has."""

    surveys: tuple[GivenSurvey, ...]
    results: Mapping[Kind, GivenResults]

    @property
    def unit_survey(self) -> GivenSurvey | None:
        """The survey that tells offices apart; of several the one that has most of them."""
        found = [each for each in self.surveys if each.guess.unit_column and each.guess.units]
        return max(found, key=lambda each: len(each.guess.units), default=None)


def read_given(paths: Sequence[Path]) -> Given:
    """Read every file; what keeps any of them from being read is raised together."""
    problems: list[Problem] = []
    exports: list[list[Path]] = []
    results: dict[Kind, GivenResults] = {}
    texts: list[tuple[Path, File]] = []
    for path in paths:
        with gathering(problems):
            if path.is_dir():
                exports.append([path])
                continue
            file = read_file(path, folder=path.parent)
            file.require_readable()
            kind = results_kind(file)
            if kind in results:
                message = f"{path}: a {kind.replace('_', ' ')} was given already. Give one."
                raise ArgumentError(message)
            if kind:
                results[kind] = GivenResults(path.name, file.data, guess_results(path, kind))
            elif file.format is TEXT:
                texts.append((path, file))
            else:
                exports.append([path])
    exports += _text_exports(texts)
    surveys: list[GivenSurvey] = []
    taken = {UNITS, *(each.name for each in results.values())}
    for export in exports:
        with gathering(problems):
            surveys.append(_survey(export, taken))
    if problems:
        raise InputError(problems)
    return Given(tuple(surveys), results)


def _text_exports(texts: Sequence[tuple[Path, File]]) -> Iterator[list[Path]]:
    """Text files one by one, but the three of a SurveyXact export together."""
    structures = [path for path, file in texts if is_structure(file.sheets()[0])]
    if len(structures) > 1:
        names = " and ".join(map(str, structures))
        raise ArgumentError(f"{names} are of several exports. Give each export as a folder.")
    if structures and len(texts) < 3:
        raise ArgumentError(f"{structures[0]}: give the export's dataset and labels beside it.")
    if structures:
        trio = [path for path, _ in texts if path.parent == structures[0].parent]
        yield trio
        texts = [(path, file) for path, file in texts if path not in trio]
    yield from ([path] for path, _ in texts)


def _survey(paths: Sequence[Path], taken: set[str]) -> GivenSurvey:
    """An export as read and guessed; its group and files get names that nobody has yet."""
    raw = read_export(paths, folder=paths[0].parent)
    if all(number_of(name) is not None for name in raw.columns):
        message = "the first row is numbers, so there seem to be no headings"
        raise raw.place.error(message, "Write the names of the columns in a row above the answers.")
    own = paths[0] if len(paths) == 1 else Path(raw.files[0].name)
    group = free(slug(own.stem, 24) or "survey", taken)
    taken.add(group)
    data = {file.name: (paths[0].parent / file.name).read_bytes() for file in raw.files}
    in_folder = paths[0].is_dir()
    files = {
        f"{group}/{Path(name).name}" if in_folder else _own_name(name, group, taken): found
        for name, found in data.items()
    }
    label = own.stem.replace("_", " ").replace("-", " ").strip()
    guessed = guess(raw, group)
    if not guessed.constructs and not guessed.single_items:
        message = "no column seems to be a statement that was answered on a scale"
        remedy = "Export the answers as numbers; or begin with an example: kontorrapport init DIR."
        raise raw.place.error(message, remedy)
    return GivenSurvey(
        group=group,
        label=label[:1].upper() + label[1:] or group,
        files=files,
        listed=(group,) if in_folder else tuple(files),
        columns=tuple(raw.columns),
        guess=guessed,
    )


def _own_name(name: str, group: str, taken: set[str]) -> str:
    """A file's name in the round's folder: its own, unless another has it."""
    found = free(name, taken, f"{group}-{name}")
    taken.add(found)
    return found
