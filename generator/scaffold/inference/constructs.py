"""Which items measure one thing: names first, then questions with the same start, then answers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from generator.scaffold.guesses import (
    Alternative,
    GuessedConstruct,
    GuessedItem,
    GuessedSingleItem,
    Reason,
    Why,
)
from generator.scaffold.inference.columns import WORDS, Column
from generator.scaffold.inference.correlations import (
    Floats,
    Positions,
    alpha,
    clusters,
    correlations,
    dimensions,
    hangs_together,
    joined,
    likeness,
    mean_r,
    noise_edge,
    part,
    rest_r,
    signs,
    with_sums,
)
from generator.scaffold.inference.scales import Battery, families_of

_SEPARATORS = " ,:;.–—-…?"
_HEAD = re.compile(r".{6,}(?: [-–—] |: |[?…] )")
_MANY = 15
"""Items under one name or one question from which there may be several constructs in it."""


@dataclass(frozen=True, slots=True)
class _Set:
    """Positions of items that may be one construct; ``loose`` when only answers can tell."""

    items: Positions
    kind: Why
    text: str
    loose: bool


def constructs_of(
    battery: Battery, taken: set[str]
) -> tuple[list[GuessedConstruct], list[GuessedSingleItem], set[str]]:
    """The constructs, single items and copies of others among columns that share a scale.

    ``taken`` are names that no construct may have; those of the constructs join them.
    """
    r, n = correlations(np.column_stack([column.values for column in battery.columns]))
    copies = set[int]()
    if battery.points > 2 and n > 9:
        copies = {int(j) for _, j in np.argwhere(np.triu(np.abs(r) > 0.9999, k=1))}
    own = [i for i in range(len(r)) if i not in copies]
    r, columns = part(r, own), [battery.columns[i] for i in own]
    kept: list[_Set] = []
    alone: dict[int, Reason] = {}
    for each in _sets(columns):
        # What goes together among two points follows from how many chose each: no guide to a split.
        parts = _parts(each, r, n) if battery.points > 2 else [each.items]
        for items in parts:
            named = each.kind == "same_stem" and not each.loose
            if len(items) > 1 and hangs_together(part(r, items), n, named=named):
                kind: Why = "correlated" if len(parts) > 1 else each.kind
                kept.append(_Set(items, kind, each.text, len(parts) > 1))
                continue
            shared = len(each.items) > 1 and each.kind != "correlated"
            loose = Reason("loose", {"r": mean_r(part(r, items))})
            alone |= dict.fromkeys(items, loose if shared and len(items) > 1 else Reason("alone"))
    kept.sort(key=lambda each: each.items)
    constructs = [_construct(each, columns, battery.scale.id, r, taken) for each in kept]
    sums = with_sums(r, [each.items for each in kept])
    made = [
        replace(construct, alternatives=tuple(_alternatives(i, constructs, kept, columns, r, sums)))
        for i, construct in enumerate(constructs)
    ]
    singles = [
        GuessedSingleItem(
            GuessedItem(columns[i].name, columns[i].text, False, alone[i]), battery.scale.id
        )
        for i in sorted(alone)
    ]
    return made, singles, {battery.columns[i].name for i in copies}


def _sets(columns: Sequence[Column]) -> Iterator[_Set]:
    """Items by the starts of their names, else of their questions; the others are one set."""
    at = {column.name: i for i, column in enumerate(columns)}
    families, rest = families_of(columns)
    stems = {key: key.split("#")[0].rstrip("_.-[ ") for key in families}
    named = {key for key, stem in stems.items() if stem.casefold() not in WORDS["stems"]["generic"]}
    if sum(len(stems[key]) == 1 for key in stems) < 2:
        named = {key for key in named if len(stems[key]) > 1}
    else:
        named |= {key for key, stem in stems.items() if len(stem) == 1 and stem.isupper()}
    named = {key for key in named if len(families[key]) <= 2 * _MANY}
    for key in sorted(named):
        items = [at[column.name] for column in families[key]]
        yield _Set(items, "same_stem", stems[key], loose=False)
    for key, family in [*families.items(), ("", rest)]:
        if key in named:
            continue
        asked, left = _same_question(family)
        for text, own in asked.items():
            items = [at[column.name] for column in own]
            yield _Set(items, "same_question", text, loose=len(own) > _MANY)
        items = sorted(at[column.name] for column in left)
        if not key and len(items) < 6:
            yield from (_Set([item], "alone", "", loose=False) for item in items)
        elif items:
            kind: Why = "same_stem" if key and not asked else "correlated"
            yield _Set(items, kind, stems.get(key, ""), loose=True)


def _same_question(columns: Sequence[Column]) -> tuple[dict[str, list[Column]], list[Column]]:
    """Columns whose questions start alike, by that start; and the others."""
    by_start: dict[str, list[Column]] = defaultdict(list)
    starts = Counter(start for column in columns for start in _starts(column.text))
    for column in columns:
        shared = [start for start in _starts(column.text) if starts[start] > 2]
        most = max((starts[start] for start in shared), default=0)
        # The longest of the starts that most columns share.
        by_start[max((s for s in shared if starts[s] == most), key=len, default="")].append(column)
    left = by_start.pop("", [])
    return dict(by_start), left


def _starts(text: str) -> list[str]:
    """What a question may share with others: four of its words or more."""
    words = text.split()
    return [" ".join(words[:k]) for k in range(4, len(words))]


def _parts(found: _Set, r: Floats, n: int) -> list[Positions]:
    """The set as it is, or split where its items clearly measure several things."""
    items = found.items
    own = part(r, items)
    k = dimensions(own) if len(items) > 5 else 1
    if found.loose and k < 2 and len(items) >= 20:
        k = int((np.linalg.eigvalsh(own) > noise_edge(n, len(items))).sum())
    if k < 2:
        return [items]
    if not found.loose:
        halves = clusters(own, 2)
        weak = min((mean_r(part(own, half)) for half in halves if len(half) > 2), default=0.0)
        if min(map(len, halves)) < 3 or weak < 0.2 or likeness(own, *halves) > 0.37:
            return [items]
    split = joined(own, clusters(own, k), 0.85)
    return _settled([[items[i] for i in one] for one in split], r)


def _settled(found: list[Positions], r: Floats) -> list[Positions]:
    """Clusters of one or two, put with the cluster that they go with, if there is one."""
    large = [one for one in found if len(one) > 2]
    if not large:
        return found
    fits = with_sums(r, large)
    settled, alone = [[*one] for one in large], list[Positions]()
    for item in (item for one in found if len(one) < 3 for item in one):
        if fits[item].max() >= 0.3:
            settled[int(fits[item].argmax())].append(item)
        else:
            alone.append([item])
    return [sorted(one) for one in settled] + alone


def _construct(
    found: _Set, all_columns: Sequence[Column], scale: str, r: Floats, taken: set[str]
) -> GuessedConstruct:
    own = part(r, found.items)
    columns = [all_columns[i] for i in found.items]
    figures: dict[str, float | str] = {"mean_r": mean_r(own), "alpha": alpha(own)}
    if found.kind != "correlated":
        figures["stem" if found.kind == "same_stem" else "text"] = found.text
    stem = found.text if found.kind == "same_stem" else ""
    asked = _shared_question(columns)
    items = tuple(
        GuessedItem(
            column.name,
            column.text[len(asked) :].lstrip(_SEPARATORS) or column.text,
            bool(sign < 0),
            Reason("negative_r" if sign < 0 else "positive_r", {"r": float(rest)}),
        )
        for column, sign, rest in zip(columns, signs(own), rest_r(own), strict=True)
    )
    return GuessedConstruct(
        id=_free(re.sub(r"\W+", "_", stem).strip("_"), taken),
        label=asked.rstrip(_SEPARATORS) or stem[:1].upper() + stem[1:],
        scale=scale,
        items=items,
        min_items=(len(items) + 1) // 2,
        reason=Reason(found.kind, {"n": len(items), **figures}),
    )


def _free(wanted: str, taken: set[str]) -> str:
    """The name wanted, or with a number after it, that nothing else has."""
    name, number = wanted, 0
    while not name or name.casefold() in taken:
        number += 1
        name = f"{wanted or 'area'}_{number}"
    taken.add(name.casefold())
    return name


def _shared_question(columns: Sequence[Column]) -> str:
    """What comes before a dash or a colon in each of the questions, where it is the same."""
    texts = {head[0] if (head := _HEAD.match(column.text)) else "" for column in columns}
    return texts.pop() if len(texts) == 1 else ""


def _alternatives(
    at: int,
    constructs: Sequence[GuessedConstruct],
    sets: Sequence[_Set],
    columns: Sequence[Column],
    r: Floats,
    sums: Floats,
) -> Iterator[Alternative]:
    """What may be so instead: weak items, items that go better elsewhere, constructs like it."""
    own = sets[at].items
    if len(own) < 3:
        return
    others = [i for i, each in enumerate(sets) if i != at and len(each.items) > 2]
    for item, fit in zip(own, np.abs(rest_r(part(r, own))), strict=True):
        best, other = max(((float(sums[item, i]), i) for i in others), default=(0.0, at))
        if best > fit + 0.15:
            figures = {"r": float(fit), "other_r": best}
            reason = Reason("closer_to", {"other": constructs[other].id, **figures})
            yield Alternative((columns[item].name,), reason)
        elif fit < 0.15:
            yield Alternative((columns[item].name,), Reason("weak_r", {"r": float(fit)}))
    names = tuple(columns[i].name for i in own)
    _, other = max(((float(sums[own, i].mean()), i) for i in others), default=(0.0, at))
    if other != at and (close := likeness(r, own, sets[other].items)) > 0.85:
        joins = Reason("also_joins", {"other": constructs[other].id, "r": min(close, 1.0)})
        yield Alternative(names, joins)
    if sets[at].kind != "correlated" and len(own) > 5 and (n := dimensions(part(r, own))) > 1:
        yield Alternative(names, Reason("also_splits", {"n": n}))
