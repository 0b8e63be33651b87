"""Open answers: every answer in own words of a round, masked, themed and judged; nobody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from generator.freetext.cleaning import says_something
from generator.freetext.masking import Kind, Masker, without_marks
from generator.freetext.names import name_book
from generator.freetext.rarity import Crowd, rare_in, tells
from generator.freetext.themes import themes_of
from generator.round.model import Round
from generator.sources.answers import coded_themes
from generator.sources.inputs import Inputs, SurveyDataset
from generator.study.instrument import OpenQuestion
from generator.study.model import Study

ID_LENGTH = 12


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
        return f"s{digest[: ID_LENGTH - 1]}"


@dataclass(slots=True)
class _Gathered:
    times: int = 0
    masked: Mapping[Kind, int] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    coded: set[str] = field(default_factory=set)
    is_coded: bool = False


def read_answers(inputs: Inputs, *, study: Study, round_: Round) -> tuple[OpenAnswer, ...]:
    """Every answer of the round, by question and then by text: never in the respondents' order."""
    listed = inputs.name_list.names if inputs.name_list else ()
    masker = Masker(name_book(round_, listed=listed), round_.texts.language)
    crowds = {name: _crowd(survey, study, round_) for name, survey in inputs.surveys.items()}
    told = tells(study, round_)
    answers = []
    for name, question in study.open_questions.items():
        for text, found in sorted(_gathered(name, question, inputs, masker).items()):
            words = without_marks(text)
            by_keyword = themes_of(words, question)
            by_hand = tuple(theme for theme in question.themes if theme in found.coded)
            rare = rare_in(
                words,
                told,
                [crowds[group] for group in sorted(found.groups)],
                threshold=round_.policy.min_respondents,
            )
            answers.append(
                OpenAnswer(
                    question=name,
                    text=text,
                    times=found.times,
                    masked=found.masked,
                    themes=by_hand if found.is_coded else by_keyword,
                    rare=rare,
                )
            )
    return tuple(answers)


def _gathered(
    name: str, question: OpenQuestion, inputs: Inputs, masker: Masker
) -> dict[str, _Gathered]:
    found: dict[str, _Gathered] = {}
    for group, text, coding in _written(name, question, inputs):
        masked = masker.mask(text)
        if not says_something(masked.text):
            continue
        one = found.setdefault(masked.text, _Gathered())
        one.times += 1
        one.masked = masked.counts
        one.groups.add(group)
        if coding:
            one.is_coded = True
            one.coded |= set(coded_themes(coding, question) or ())
    return found


def _written(name: str, question: OpenQuestion, inputs: Inputs) -> Iterator[tuple[str, str, str]]:
    """Group, answer and coding of everybody who was asked."""
    for group, survey in inputs.surveys.items():
        if name not in survey.frame:
            continue
        texts = survey.frame[name].tolist()
        coded = question.coding and question.coding in survey.frame
        codings = survey.frame[question.coding].tolist() if coded else [""] * len(texts)
        for text, coding in zip(texts, codings, strict=True):
            yield group, text, coding


def _crowd(survey: SurveyDataset, study: Study, round_: Round) -> Crowd:
    """A group's people by background and by the size of their office."""
    frame = survey.frame
    columns = {name: frame[name].tolist() for name in study.background if name in frame}
    if "unit" in frame:
        sizes = {unit.id: unit.size for unit in round_.units}
        columns[study.size_variable] = [sizes.get(unit) for unit in frame["unit"].tolist()]
    people = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    return Crowd(frozenset(columns), people)


def masked_in_all(answers: tuple[OpenAnswer, ...]) -> Counter[Kind]:
    """How many maskings of each kind the answers took, each distinct answer once."""
    total = Counter[Kind]()
    for answer in answers:
        total.update(answer.masked)
    return total
