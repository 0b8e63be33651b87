"""Which columns are answered on a scale, and which scale: from labels, phrases and values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.scaffold.guesses import GuessedMissing, GuessedScale, Reason
from generator.scaffold.inference.columns import WORDS, Column, means_none, rank, shared_kind
from generator.sources.cells import Code, folded, text_of

_MOST, _SLIDER = 11, 100
"""Points of a scale: from 0 to 10, or where many have it, to 100."""


@dataclass(frozen=True, slots=True)
class Battery:
    """Columns with one scale, those of them in ``values`` that mean no answer left out."""

    scale: GuessedScale
    columns: tuple[Column, ...]
    missing: tuple[GuessedMissing, ...] = ()

    @property
    def names(self) -> list[str]:
        """The columns by name."""
        return [column.name for column in self.columns]

    @property
    def as_classes(self) -> Reason:
        """What is said of its columns where the points are classes and no scale."""
        return Reason("few_classes", {"n": self.points})

    @property
    def points(self) -> int:
        """How many points the scale has."""
        return self.scale.high - self.scale.low + 1

    @property
    def nominal(self) -> bool:
        """Whether its points may be classes in any order: named by texts with nothing in common."""
        labels = [folded(label) for label in self.scale.labels.values()]
        words = Counter(word for label in labels for word in {*label.split()} if len(word) > 3)
        alike = max(words.values(), default=0) >= len(labels) / 2
        return len(labels) == self.points and not alike and not any(map(rank, labels))


def batteries(columns: Sequence[Column]) -> list[Battery]:
    """The columns that are answered on scales, by scale; others are in none of them.

    Columns with the same labels share a scale. Columns without labels do when their names or, of
    many, their values are alike.
    """
    found: list[Battery] = []
    unlabelled: list[Column] = []
    labelled: dict[tuple[tuple[Code, str], ...], list[Column]] = defaultdict(list)
    phrased: list[Column] = []
    for column in columns:
        if _kind_of_phrases(column):
            phrased.append(column)
        elif column.whole and len(column.points) > 1 and column.named_points:
            key = tuple((c, folded(t)) for c, t in sorted(_numbered(column.named_points).items()))
            labelled[key].append(column)
        elif column.whole and len(column.points) > 1 and _is_short(column):
            unlabelled.append(column)
    found += [made for own in _with_same_phrases(phrased) if (made := _of_phrases(own))]
    found += [made for own in labelled.values() if _is_scale(own) and (made := _of_values(own))]
    known = {(battery.scale.low, battery.scale.high) for battery in found}
    found += [made for own in _alike(unlabelled, known) if (made := _of_values(own))]
    return _named(_merged(found))


def _numbered(labels: Mapping[Code, str]) -> dict[int, str]:
    return {int(code): label for code, label in labels.items() if isinstance(code, int)}


def _kind_of_phrases(column: Column) -> str:
    """The kind of scale of answers in words, all of which are its points or mean no answer."""
    if not column.unread or np.isfinite(column.values).any():
        return ""
    cells = [cell for cell in column.counts if not means_none(cell)]
    return shared_kind(cells) if len(cells) > 1 else ""


def _with_same_phrases(columns: Sequence[Column]) -> list[list[Column]]:
    """Columns in sets: those with like names, and those whose phrases all stand in another set."""
    families, rest = families_of(columns)
    alike = [own for own in families.values() if len({*map(_kind_of_phrases, own)}) == 1]
    alone = [[c] for own in families.values() if own not in alike for c in own] + [
        [c] for c in rest
    ]
    sets: list[list[Column]] = []
    for own in sorted([*alike, *alone], key=lambda own: -len(_phrases(own))):
        fitting = (known for known in sets if _phrases(own) <= _phrases(known))
        if known := next(fitting, None):
            known += own
        else:
            sets.append([*own])
    return sets


def _phrases(columns: Iterable[Column]) -> set[str]:
    return {folded(cell) for c in columns for cell in c.counts if not means_none(cell)}


def _of_phrases(columns: Sequence[Column]) -> Battery | None:
    """Answers in words, numbered from 1 in the order that the phrases have."""
    cells = {cell for column in columns for cell in column.counts if not means_none(cell)}
    kind = shared_kind(cells)
    ranks = {cell: rank(cell)[kind] for cell in cells if kind}
    by_rank: dict[int, set[str]] = defaultdict(set)
    for cell, at in ranks.items():
        by_rank[at].add(folded(cell))
    if any(len(texts) > 1 for texts in by_rank.values()):
        return None
    point = {at: number for number, at in enumerate(sorted(by_rank), start=1)}
    values = {cell: float(point[at]) for cell, at in ranks.items()}
    labels = {int(values[cell]): text_of(cell) for cell in sorted(ranks, key=ranks.__getitem__)}
    reason = Reason("phrases", {"n": len(labels)})
    scale = GuessedScale("", 1, len(labels), labels, reason, phrases=True)
    numbered = tuple(
        replace(column, values=np.array([values.get(cell, np.nan) for cell in column.cells]))
        for column in columns
    )
    return Battery(scale, numbered, tuple(words_for_none(columns)))


def words_for_none(columns: Iterable[Column]) -> Iterable[GuessedMissing]:
    """Answers in words that mean none."""
    texts = {text_of(c) for column in columns for c in column.counts if isinstance(c, str)}
    found = sorted(text for text in texts if means_none(text))
    return [GuessedMissing(text, "") for text in found]


def _is_scale(columns: Sequence[Column]) -> bool:
    """Whether labels are those of a scale: known phrases, at its ends only, or shared by many."""
    labels = _numbered(columns[0].named_points)
    if len(labels) < 2 or max(labels) - min(labels) >= _MOST or columns[0].is_tick:
        return False
    if any(map(rank, labels.values())):
        return True
    if any(column.says("background") for column in columns):
        return False
    ends_only = len(labels) < max(labels) - min(labels) + 1 and len(labels) <= 3
    return ends_only or (len(columns) > 3 and len(labels) < 8)


def _alike(columns: Sequence[Column], known: set[tuple[int, int]]) -> list[list[Column]]:
    """Columns without labels in sets that share a scale: by name, or many with the same values."""
    families, rest = families_of(columns)
    sets: list[list[Column]] = []
    for family in families.values():
        highs = Counter(_span(column)[1] for column in family)
        kept = sorted(high for high, n in highs.items() if n >= max(3, len(family) / 5))
        kept = kept or [max(highs)]
        by_high: dict[int, list[Column]] = defaultdict(list)
        for column in family:
            high = _span(column)[1]
            by_high[next((each for each in kept if each >= high), kept[-1])].append(column)
        sets += by_high.values()
    spans = Counter(map(_span, rest))
    common = known | {_bounds(own)[:2] for own in sets} | {(0, 10), (1, 10), (1, 7)}
    alone: dict[tuple[int, int], list[Column]] = defaultdict(list)
    for column in rest:
        low, high = _span(column)
        # An end that nobody chose in one column is seen in the others.
        wider = (s for s in spans if s[0] <= low and high <= s[1] <= high + 1 and low - s[0] < 2)
        span = max(wider, key=lambda s: (spans[s], s == (low, high)))
        many = spans[span] > 3 or (span[1] - span[0] > 3 and span in common)
        if many and not column.says("background", asked=True) and not column.says("unit"):
            alone[span].append(column)
    return [*sets, *alone.values()]


def families_of(columns: Sequence[Column]) -> tuple[dict[str, list[Column]], list[Column]]:
    """Columns whose names differ in one number or last letter, by the rest; and the others."""
    sizes = Counter(stem for column in columns for stem in column.stems)
    by_stem: dict[str, list[Column]] = defaultdict(list)
    rest: list[Column] = []
    for column in columns:
        stem = max(column.stems, key=lambda each: sizes[each], default="")
        if sizes[stem] > 1:
            by_stem[stem].append(column)
        else:
            rest.append(column)
    rest += [own[0] for own in by_stem.values() if len(own) == 1]
    return {stem: own for stem, own in by_stem.items() if len(own) > 1}, rest


def _is_short(column: Column) -> bool:
    low, high = _span(column)
    return high - low < _MOST or high == _SLIDER


def _span(column: Column) -> tuple[int, int]:
    low, high, _ = _bounds([column])
    return low, high


def _bounds(columns: Sequence[Column]) -> tuple[int, int, list[int]]:
    """Lowest and highest point, and values far from them or on a list, that mean no answer."""
    counts: Counter[int] = Counter()
    for column in columns:
        values, times = np.unique(column.values[np.isfinite(column.values)], return_counts=True)
        counts.update(dict(zip(map(int, values), map(int, times), strict=True)))
    labels = _numbered(columns[0].named_points)
    if labels:
        low, high = min(labels), max(labels)
        while counts[high + 1] > 0.02 * counts.total():
            high += 1
        while counts[low - 1] > 0.02 * counts.total():
            low -= 1
        return low, high, sorted(value for value in counts if not low <= value <= high)
    runs: list[list[int]] = []
    for value in sorted(counts):
        odd = value in WORDS["missing"]["numbers"] or (runs and runs[-1][-1] < 0)
        if runs and value - runs[-1][-1] <= (1 if odd else 2):
            runs[-1].append(value)
        else:
            runs.append([value])
    run = max(runs, key=lambda each: (sum(counts[v] for v in each), -each[0]))
    if run[0] == 0 and run[-1] in range(4, 8) and counts[0] < 0.015 * counts.total():
        run = run[1:]  # 0 stands for what was skipped
    low = 1 if run[0] in range(1, 5) and run[-1] > 2 else run[0]
    return low, run[-1], sorted(value for value in counts if not low <= value <= run[-1])


def _of_values(columns: Sequence[Column]) -> Battery | None:
    """Whole numbers as a scale, or nothing where they have too many points or odd ones."""
    low, high, outside = _bounds(columns)
    slider = high == _SLIDER and len(columns) > 2
    if not 0 <= low < 3 or high <= low or (high - low >= _MOST and not slider):
        return None
    odd = [v for v in outside if v not in WORDS["missing"]["numbers"] and v != 0]
    found = np.concatenate([column.values for column in columns])
    if np.isin(found, odd).sum() > 0.005 * np.isfinite(found).sum():
        return None
    labels = _numbered(columns[0].named_points)
    n = len(labels)
    if n:
        reason = Reason("labelled" if n == high - low + 1 else "labelled_ends", {"n": n})
    else:
        reason = Reason("observed", {"low": low, "high": high, "n": len(columns)})
    ends = [labels.get(low, ""), labels.get(high, "")]
    kind = shared_kind(ends)
    descending = bool(kind) and rank(ends[0])[kind] > rank(ends[1])[kind]
    scale = GuessedScale("", low, high, labels, reason, descending=descending)
    missing = [GuessedMissing(value, "") for value in outside]
    missing += [
        GuessedMissing(code, label)
        for column in columns
        for code, label in column.labels.items()
        if means_none(label)
    ]
    kept = tuple(
        replace(c, values=np.where(np.isin(c.values, outside), np.nan, c.values)) for c in columns
    )
    return Battery(scale, kept, (*missing, *words_for_none(columns)))


def _merged(found: Sequence[Battery]) -> list[Battery]:
    """One battery for each scale."""
    by_scale: dict[object, list[Battery]] = {}
    for each in found:
        labels = tuple((at, folded(text)) for at, text in sorted(each.scale.labels.items()))
        key = (each.scale.low, each.scale.high, labels, each.scale.phrases)
        by_scale.setdefault(key, []).append(each)
    return [
        Battery(
            own[0].scale,
            tuple(column for each in own for column in each.columns),
            tuple({(m.value, m.label): m for each in own for m in each.missing}.values()),
        )
        for own in by_scale.values()
    ]


def _named(found: Sequence[Battery]) -> list[Battery]:
    """Scales with ids of their own, the most used first."""
    named: list[Battery] = []
    times: Counter[str] = Counter()
    for each in sorted(found, key=lambda battery: -len(battery.columns)):
        name = f"scale_{each.scale.low}_{each.scale.high}"
        times[name] += 1
        name += f"_{times[name]}" if times[name] > 1 else ""
        named.append(replace(each, scale=replace(each.scale, id=name)))
    return named
