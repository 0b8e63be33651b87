"""What the proof rests on, kept, so that the certificate's rank can be examined again.

For each variable by itself: how many people are in which of its told sums. No row, no answer and
nothing that links one variable to another is in it, but counts below the threshold are, so it lies
beside the runs, for its owner alone. The certificate holds a seal of it and of itself, which is
keyed: a plain hash of so few small counts could be tried until it fits, and then what was withheld
would be known. The key is a hash of all answers of the round; who can compute it has them.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from generator.disclosure.certificate import Cell, Certificate, bare, results_hash
from generator.disclosure.claims import Claim
from generator.disclosure.proof import (
    Examination,
    Told,
    claims_by_variable,
    examine_claims,
    subtracted,
)
from generator.disclosure.recoverability import refinement
from generator.results import ReleasedResults
from generator.results.memberships import Memberships, People
from generator.study import Study

MOST: Final = 5
"""So many figures are named that are about other people than were examined."""

NOBODY: Final[People] = frozenset()

ByVariable = Mapping[tuple[str, str], Sequence[Claim]]


@dataclass(frozen=True, slots=True)
class Sums:
    """The told sums of one variable: how many there are, and who is in them, cell by cell.

    A cell says which sums some people are in, as positions in the order of the results, and how
    many they are.
    """

    told: int
    cells: tuple[tuple[tuple[int, ...], int], ...]

    def people(self) -> list[People]:
        """Each sum's people, by numbers that stand for nobody."""
        found: list[set[int]] = [set() for _ in range(self.told)]
        first = 0
        for positions, n in self.cells:
            for position in positions:
                found[position].update(range(first, first + n))
            first += n
        return [frozenset(who) for who in found]


@dataclass(frozen=True, slots=True)
class Kept:
    """The sums that were examined, by respondent group and variable, and of which results."""

    results_sha256: str
    sums: Mapping[tuple[str, str], Sums]

    def content(self) -> dict[str, Any]:
        """The same as plain values for JSON; a cell is its count and then its positions."""
        told: dict[str, dict[str, Any]] = {}
        for (group, variable), one in self.sums.items():
            cells = [[n, *positions] for positions, n in one.cells]
            told.setdefault(group, {})[variable] = {"told": one.told, "cells": cells}
        return {"results_sha256": self.results_sha256, "sums": told}

    def sealed(self, certificate: Certificate, key: bytes) -> Certificate:
        """The certificate with the keyed hash of it and of what was kept.

        ``examined_sha256`` is left out: what is added to the results later follows from printed
        figures, and the results themselves are in what was kept.
        """
        bare_certificate = replace(certificate, groups_seal="", examined_sha256="")
        told = {"certificate": asdict(bare_certificate), "kept": self.content()}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True)
        seal = hmac.new(key, text.encode(), "sha256").hexdigest()
        return replace(certificate, groups_seal=seal)


def keep(released: ReleasedResults, people: Mapping[str, Memberships]) -> Kept:
    """What the examination of a release rests on, the same for the same answers in any order."""
    sums = {}
    for name, found in claims_by_variable([Told("", released, people)]).items():
        cells = refinement({str(i): claim.people for i, claim in enumerate(found)})
        sums[name] = Sums(len(found), tuple((cell.groups, len(cell.people)) for cell in cells))
    return Kept(results_hash(released), sums)


def read_kept(content: Mapping[str, Any]) -> Kept:
    """``Kept.content`` read back; raises ValueError, KeyError or TypeError where it is not."""
    sums = {
        (group, variable): Sums(one["told"], tuple((tuple(rest), n) for n, *rest in one["cells"]))
        for group, variables in content["sums"].items()
        for variable, one in variables.items()
    }
    for one in sums.values():
        for positions, n in one.cells:
            if n < 1 or not all(0 <= position < one.told for position in positions):
                raise ValueError("a cell is of nobody, or of no told sum")
    return Kept(content["results_sha256"], sums)


def examine_again(
    kept: Kept, key: bytes, released: ReleasedResults, study: Study, certificate: Certificate
) -> Iterator[str]:
    """What results and certificate say otherwise than what was kept when they were made."""
    if kept.sealed(certificate, key) != certificate:
        yield "certificate.json does not fit what is kept beside the runs: one of them was changed"
    released = bare(released)
    if kept.results_sha256 != results_hash(released):
        yield "results.json is not what was examined with who was in which group"
    told = claims_by_variable([Told("", released, _groups_of(study))])
    yield from _otherwise(told, kept)
    yield from _against(
        examine_claims(_placed(told, kept), threshold=certificate.threshold), certificate
    )


def _otherwise(told: ByVariable, kept: Kept) -> Iterator[str]:
    """Sums that the results tell and nobody examined, or of other people than were examined."""
    for name in sorted(told.keys() | kept.sums.keys()):
        now, then = len(told.get(name, ())), kept.sums[name].told if name in kept.sums else 0
        if now != then:
            group, variable = name
            yield f"results.json tells {now} sums of {variable!r} ({group}); {then} were examined"
    placed = (one for claims in _placed(told, kept).values() for one in claims)
    other = [one for one in placed if isinstance(one.told, int) and one.told != len(one.people)]
    for one in other[:MOST]:
        yield f"{one.place} tells of {one.told}, and {len(one.people)} were in it"
    if len(other) > MOST:
        yield f"{len(other) - MOST} more figures are about others than were examined"


def _placed(told: ByVariable, kept: Kept) -> dict[tuple[str, str], list[Claim]]:
    """The kept sums with the places they are told in, where the results still tell as many."""
    placed = {}
    for name, sums in kept.sums.items():
        claims = told.get(name, ())
        if len(claims) != sums.told:
            variable = name[1]
            claims = [Claim(variable, NOBODY, "", f"{variable}[{i}]") for i in range(sums.told)]
        people = zip(claims, sums.people(), strict=True)
        placed[name] = [replace(one, people=who) for one, who in people]
    return placed


def _against(found: Examination, certificate: Certificate) -> Iterator[str]:
    """Every number of the proof that comes out otherwise, and every breach that is not listed."""
    for name, says, is_ in (
        ("variables_examined", certificate.variables_examined, found.variables),
        ("groups_examined", certificate.groups_examined, found.groups),
        ("cells_examined", certificate.cells_examined, found.cells),
        ("rank", certificate.rank, found.rank),
        ("recoverable", certificate.recoverable, len(found.breaches)),
    ):
        if says != is_:
            yield f"certificate.json says {name} {says}; examined again, it is {is_}"
    listed = set(certificate.let_through) if certificate.reproduce_published else set[Cell]()
    for breach in found.breaches:
        if (cell := subtracted(breach)) not in listed:
            yield f"{cell.place} gives {cell.reason}, and certificate.json does not say so"


def _groups_of(study: Study) -> dict[str, Memberships]:
    """The groups that figures can be about, by name and without anybody in them."""
    classes: dict[str, dict[str, People]] = {
        name: {category.label: NOBODY for category in background.categories}
        for name, background in study.background.items()
    }
    if study.size_classes:
        classes[study.size_variable] = dict.fromkeys(study.size_classes.values(), NOBODY)
    return {
        group: Memberships(
            people=NOBODY,
            answered=dict.fromkeys((*study.scored(group), *study.items_of(group)), NOBODY),
            classes=classes,
            values={
                item: dict.fromkeys(range(scale.low, scale.high + 1), NOBODY)
                for item, scale in study.items_of(group).items()
            },
        )
        for group in study.groups
    }
