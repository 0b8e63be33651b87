"""Several respondent groups in one study: what they were asked alike is declared once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from generator.language.wording import capital
from generator.scaffold.guesses import (
    GuessedBackground,
    GuessedConstruct,
    GuessedItem,
    GuessedScale,
    GuessedSingleItem,
    SurveyGuess,
)
from generator.scaffold.naming import LONGEST, cleaned, declared, free, is_neat
from generator.sources.cells import Code, folded, number_of
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
    open_questions: dict[str, str] = field(default_factory=dict)
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
        found |= self.open_questions
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
        group = guess.group
        self.renames[group] = {}
        scales = {scale.id: self._scale(scale) for scale in guess.scales}
        asked = {item.column: scales[c.scale] for c in guess.constructs for item in c.items}
        asked |= {single.item.column: scales[single.scale] for single in guess.single_items}
        known = [(each.id, each.scale, [*each.items]) for each in self.constructs]
        known += [(each.item.column, each.scale, [each.item]) for each in self.single_items]
        shared = set[str]()
        for owner, scale, items in known:
            columns = self._asked[owner]
            if all(asked.get(column) == scale for column in columns):
                self._share(group, owner, [item.column for item in items])
                shared.update(columns)
        for construct in guess.constructs:
            if left := [item for item in construct.items if item.column not in shared]:
                self._construct(group, replace(construct, scale=scales[construct.scale]), left)
        for single in guess.single_items:
            if single.item.column not in shared:
                item = self._item(group, single.item)
                self._own(group, item.column, [single.item.column])
                self.single_items.append(GuessedSingleItem(item, scales[single.scale]))
        for found in guess.background:
            each = replace(found, categories=_classes(found.categories))
            alike = [one.column for one in self.background if one.categories == each.categories]
            if name := self._unless_shared(group, each.column, alike):
                named = replace(each, column=name, label=each.label or each.column)
                self.background.append(named)
        for column, text in guess.open_questions.items():
            alike = [n for n, t in self.open_questions.items() if folded(t) == folded(text)]
            if name := self._unless_shared(group, column, alike):
                self.open_questions[name] = text or column

    def _own(self, group: str, owner: str, columns: Sequence[str]) -> None:
        """Note what a group is the first to be asked."""
        self._asked[owner], self.groups[owner] = tuple(columns), (group,)

    def _share(self, group: str, owner: str, names: Sequence[str]) -> None:
        self.groups[owner] += (group,)
        pairs = zip(self._asked[owner], names, strict=True)
        self.renames[group] |= {column: name for column, name in pairs if column != name}

    def _unless_shared(self, group: str, column: str, alike: Iterable[str]) -> str:
        """A new name for a column, or nothing where it is one of those that are like it."""
        for name in alike:
            if self._asked[name] == (column,) and group not in self.groups[name]:
                self._share(group, name, [name])
                return ""
        name = self._name(group, column)
        self._own(group, name, [column])
        return name

    def _scale(self, scale: GuessedScale) -> str:
        """The id of a scale: that of one like it, or its own, which nobody has yet."""
        for known in self.scales:
            labels = scale.labels or known.labels
            if replace(scale, id=known.id, reason=known.reason, labels=labels) == known:
                return known.id
        name = free(slug(scale.id) or "scale", {known.id for known in self.scales})
        self.scales.append(replace(scale, id=name))
        return name

    def _construct(self, group: str, guess: GuessedConstruct, left: list[GuessedItem]) -> None:
        named = tuple(self._item(group, item) for item in left)
        wanted = guess.id if is_neat(guess.id) else slug(guess.id, 24) or "area"
        own = self._free(wanted, f"{group}_{wanted}")
        self._own(group, own, [item.column for item in left])
        least = min(guess.min_items, len(left))
        self.constructs.append(replace(guess, id=own, items=named, min_items=least))

    def _item(self, group: str, item: GuessedItem) -> GuessedItem:
        name = self._name(group, item.column)
        return replace(item, column=name, text=item.text or item.column)

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
        own = declared(value)
        if folded(own) not in map(folded, found):
            label = str(own) if number_of(text) == own else cleaned(text) or "–"
            alike = folded(label) in map(folded, found.values())
            found[own] = f"{label} ({own})" if alike else label
    return found


def instrument(
    guesses: Iterable[SurveyGuess], columns: Iterable[str], taken: Iterable[str]
) -> Instrument:
    """The instrument of all groups; ``taken`` are names that results have."""
    merged = Instrument({*taken, "size"}, frozenset(columns))
    for guess in guesses:
        merged.add(guess)
    return merged
