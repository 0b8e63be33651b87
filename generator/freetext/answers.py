"""Open answers: every answer in own words of a round, masked, themed and judged; nobody's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from generator.freetext.masking import Kind, Masked, Masker, without_marks
from generator.freetext.names import name_book
from generator.freetext.rarity import Respondents, keyword_pattern, rare_in, traits
from generator.round.model import Round
from generator.sources.inputs import Inputs, SurveyDataset
from generator.sources.survey import coded_themes
from generator.study.instrument import OpenQuestion
from generator.study.model import Study


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """An answer to an open question as it may be read; identical ones are one, ``times`` counted.

    ``text`` is masked, ``masked`` counts the maskings. ``themes`` are ids, by somebody's coding
    where there is one, else by keyword. ``rare`` names what makes it point to few people.
    """

    question: str
    text: str
    times: int
    masked: Mapping[Kind, int]
    themes: tuple[str, ...]
    rare: tuple[str, ...]
    quoted: bool = False

    @property
    def id(self) -> str:
        """The same as long as question and masked text are: a mark holds for what was read.

        It is a hash of what everybody who sees the file can read, never of the answer unmasked.
        """
        digest = sha256(f"{self.question}\0{self.text}".encode()).hexdigest()
        return f"s{digest[:11]}"


def read_answers(inputs: Inputs, *, study: Study, round_: Round) -> tuple[OpenAnswer, ...]:
    """Every answer of the round, by question and then by text: never in the respondents' order."""
    listed = inputs.name_list.names if inputs.name_list else ()
    masker = Masker(name_book(round_, listed=listed), round_.texts.language)
    groups = {name: _respondents(survey, study, round_) for name, survey in inputs.surveys.items()}
    known = traits(study, round_)
    answers = []
    for name, question in study.open_questions.items():
        alike: dict[str, list[_Written]] = {}
        for written in _written(name, question, inputs, masker):
            alike.setdefault(written.masked.text, []).append(written)
        for text, same in sorted(alike.items()):
            words = without_marks(text)
            writers = [groups[group] for group in sorted({one.group for one in same})]
            threshold = round_.policy.min_respondents
            answers.append(
                OpenAnswer(
                    question=name,
                    text=text,
                    times=len(same),
                    masked=same[-1].masked.counts,
                    themes=_themes(words, [one.coding for one in same if one.coding], question),
                    rare=rare_in(words, known, writers, threshold=threshold),
                )
            )
    return tuple(answers)


@dataclass(frozen=True, slots=True)
class _Written:
    """One respondent's answer; ``coding`` as somebody wrote it, blank for none."""

    group: str
    masked: Masked
    coding: str


def _written(
    name: str, question: OpenQuestion, inputs: Inputs, masker: Masker
) -> Iterator[_Written]:
    """What everybody who was asked has written; a dash is no answer."""
    for group, survey in inputs.surveys.items():
        if name not in survey.frame:
            continue
        texts = survey.frame[name].tolist()
        coded = question.coding and question.coding in survey.frame
        codings = survey.frame[question.coding].tolist() if coded else [""] * len(texts)
        for text, coding in zip(texts, codings, strict=True):
            masked = masker.mask(text)
            if any(character.isalnum() for character in masked.text):
                yield _Written(group, masked, coding)


def _themes(words: str, codings: Sequence[str], question: OpenQuestion) -> tuple[str, ...]:
    """The ids of the themes, in declared order: as coded, else by the study's keywords."""
    if codings:
        coded = {theme for coding in codings for theme in coded_themes(coding, question) or ()}
        return tuple(name for name in question.themes if name in coded)
    return tuple(
        name
        for name, theme in question.themes.items()
        if any(keyword_pattern(keyword).search(words) for keyword in theme.keywords)
    )


def _respondents(survey: SurveyDataset, study: Study, round_: Round) -> Respondents:
    """A group's people by background and by the size of their office."""
    frame = survey.frame
    columns = {name: frame[name].tolist() for name in study.background if name in frame}
    if "unit" in frame:
        sizes = {unit.id: unit.size for unit in round_.units}
        columns[study.size_variable] = [sizes.get(unit) for unit in frame["unit"].tolist()]
    people = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    return Respondents(frozenset(columns), people)
