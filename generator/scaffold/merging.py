"""Several respondent groups in one study: what they were asked alike is declared once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

from generator.language.wording import capital
from generator.scaffold.guesses import (
    Code,
    GuessedBackground,
    GuessedColumn,
    GuessedConstruct,
    GuessedItem,
    GuessedScale,
    GuessedSingleItem,
    SurveyGuess,
)
from generator.scaffold.naming import LONGEST, cleaned, free, is_neat
from generator.sources.cells import code_of, folded, number_of, text_of
from generator.sources.unit_list import slug

LABEL: Final = 60
"""Letters of an area's label, which stands in narrow places."""


@dataclass(slots=True)
class Instrument:
    """What all groups together were asked, under the names of the study.

    Columns of the guesses here are names of variables. ``groups`` are those that were asked of a
    construct, an item or a background variable; ``renames`` the columns of each group's file that
    the study calls something else; ``taken`` every name there is.
    """

    taken: set[str]
    columns: frozenset[str]
    scales: list[GuessedScale] = field(default_factory=list)
    constructs: list[GuessedConstruct] = field(default_factory=list)
    single_items: list[GuessedSingleItem] = field(default_factory=list)
    background: list[GuessedBackground] = field(default_factory=list)
    open_questions: list[GuessedColumn] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    renames: dict[str, dict[str, str]] = field(default_factory=dict)
    _asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The columns that a construct or variable was first guessed from."""

    def labels(self, area: str) -> dict[str, str]:
        """What reports call each area and variable; no two are called the same.

        An area without a name is ``area`` with a number.
        """
        items = (item for each in self.constructs for item in each.items)
        singles = (each.item for each in self.single_items)
        found = {item.column: item.text for item in (*items, *singles)}
        found |= {each.column: each.label for each in self.background}
        found |= {each.column: each.text for each in self.open_questions}
        labels, known = dict[str, str](), set[str]()
        for name, text in found.items():
            label = cleaned(text) or name
            if folded(label) in known:
                label = f"{cleaned(label, LONGEST - len(name) - 3)} ({name})"
            known.add(folded(label))
            labels[name] = label
        areas: dict[str, str] = {}
        for number, each in enumerate(self.constructs, start=1):
            name = capital(cleaned(each.label, LABEL)) or f"{area} {number}"
            areas[each.id] = free(name, areas.values())
        return labels | areas

    def add(self, guess: SurveyGuess) -> None:
        """A group more; what it shares with those before it gets their names."""
        self.renames[guess.group] = {}
        scales = {scale.id: self._scale(scale) for scale in guess.scales}
        items = {item.column: scales[of] for of, item in _items(guess)}
        shared = set[str]()
        for construct in self.constructs:
            names, columns = [item.column for item in construct.items], self._asked[construct.id]
            if all(items.get(column) == construct.scale for column in columns):
                self._share(guess.group, construct.id, zip(columns, names, strict=True))
                shared.update(columns)
        for single in self.single_items:
            name = single.item.column
            (column,) = self._asked[name]
            if items.get(column) == single.scale:
                self._share(guess.group, name, [(column, name)])
                shared.add(column)
        for construct in guess.constructs:
            left = [item for item in construct.items if item.column not in shared]
            if left:
                self._construct(
                    guess.group, replace(construct, scale=scales[construct.scale]), left
                )
        for single in guess.single_items:
            if single.item.column not in shared:
                item = self._item(guess.group, single.item)
                self._asked[item.column] = (single.item.column,)
                self.groups[item.column] = (guess.group,)
                self.single_items.append(GuessedSingleItem(item, scales[single.scale]))
        self._others(guess)

    def _share(self, group: str, owner: str, columns: Iterable[tuple[str, str]]) -> None:
        self.groups[owner] += (group,)
        self.renames[group] |= {column: name for column, name in columns if column != name}

    def _scale(self, scale: GuessedScale) -> str:
        """The id of a scale: that of one like it, or its own, which nobody has yet."""
        for known in self.scales:
            alike = (known.low, known.high, known.descending, known.phrases) == (
                *(scale.low, scale.high, scale.descending, scale.phrases),
            )
            if alike and (known.labels == scale.labels or not scale.labels):
                return known.id
        own = free(slug(scale.id) or "scale", {known.id for known in self.scales})
        self.scales.append(replace(scale, id=own))
        return own

    def _construct(self, group: str, guess: GuessedConstruct, left: list[GuessedItem]) -> None:
        named = tuple(self._item(group, item) for item in left)
        wanted = guess.id if is_neat(guess.id) else slug(guess.id, 24) or "area"
        own = self._free(wanted, f"{group}_{wanted}")
        self._asked[own] = tuple(item.column for item in left)
        self.groups[own] = (group,)
        least = min(guess.min_items, len(left))
        self.constructs.append(replace(guess, id=own, items=named, min_items=least))

    def _item(self, group: str, item: GuessedItem) -> GuessedItem:
        name = self._name(group, item.column)
        return replace(item, column=name, text=item.text or item.column)

    def _others(self, guess: SurveyGuess) -> None:
        """Background and open questions, shared where they are the same."""
        for found in guess.background:
            each = replace(found, categories=_classes(found.categories))
            known = (one for one in self.background if one.categories == each.categories)
            if not self._shared(guess.group, each.column, (one.column for one in known)):
                own, label = self._new(guess.group, each.column), each.label or each.column
                self.background.append(replace(each, column=own, label=label))
        for question in guess.open_questions:
            same = (o for o in self.open_questions if folded(o.text) == folded(question.text))
            if not self._shared(guess.group, question.column, (one.column for one in same)):
                own, text = self._new(guess.group, question.column), question.text
                named = replace(question, column=own, text=text or question.column)
                self.open_questions.append(named)

    def _shared(self, group: str, column: str, names: Iterable[str]) -> bool:
        for name in names:
            if self._asked[name] == (column,) and group not in self.groups[name]:
                self._share(group, name, [(column, name)])
                return True
        return False

    def _new(self, group: str, column: str) -> str:
        name = self._name(group, column)
        self._asked[name], self.groups[name] = (column,), (group,)
        return name

    def _name(self, group: str, column: str) -> str:
        """The study's name of a column: its own where it can be, else one that no column has."""
        wanted = column if is_neat(column) else slug(column, 24) or "question"
        if wanted == column and column not in self.taken:
            self.taken.add(column)
            return column
        name = self._free(*dict.fromkeys((wanted, f"{group}_{wanted}")))
        self.renames[group][column] = name
        return name

    def _free(self, wanted: str, *others: str) -> str:
        """A name that neither a variable nor a column of any file has."""
        name = free(wanted, self.taken | self.columns, *others)
        self.taken.add(name)
        return name


def _classes(categories: Mapping[Code, str]) -> dict[Code, str]:
    """Classes by their values as TOML has them; no two have one value or are called the same.

    One that is called by its own number is so without decimals.
    """
    found: dict[Code, str] = {}
    for value, text in categories.items():
        number = code_of(value)
        own = number if isinstance(number, int) else text_of(value)
        if folded(own) not in map(folded, found):
            label = str(own) if number_of(text) == own else cleaned(text) or "–"
            alike = folded(label) in map(folded, found.values())
            found[own] = f"{label} ({own})" if alike else label
    return found


def _items(guess: SurveyGuess) -> Iterable[tuple[str, GuessedItem]]:
    """Every item of a guess with its scale."""
    of_constructs = ((each.scale, item) for each in guess.constructs for item in each.items)
    return chain(of_constructs, ((each.scale, each.item) for each in guess.single_items))


def instrument(
    guesses: Iterable[SurveyGuess], columns: Iterable[str], taken: Iterable[str]
) -> Instrument:
    """The instrument of all groups; ``taken`` are names that results have."""
    merged = Instrument({*taken, "size"}, frozenset(columns))
    for guess in guesses:
        merged.add(guess)
    return merged
