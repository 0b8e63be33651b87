"""What follows from words, counts and clients' figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product

from attack.county import County
from attack.reading import THRESHOLD, Known, Read, exact, response_of, span
from attack.sums import Finding
from generator.results import Band, ClientResults, Representativeness, Withheld

CLIENTS = 5
EXACT_FROM = 25
SAME = re.compile(r"unanim|constant|varies|varied|the same|no spread|one mind")
"""Reasons that say that everybody answered the same."""


def by_reasons(results_json: str, certificate_json: str) -> Iterator[Finding]:
    """A reason for not telling that tells: everybody answered the same."""
    for name, text in (("results", results_json), ("certificate", certificate_json)):
        yield from _reasons(json.loads(text), name)


def _reasons(value: object, place: str) -> Iterator[Finding]:
    if isinstance(value, dict):
        if value.get("group", "people") in ("people", "leaders"):
            for key, part in value.items():
                yield from _reasons(part, f"{place}/{key}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from _reasons(part, f"{place}[{i}]")
    elif isinstance(value, str) and SAME.search(value):
        yield Finding("reason", f"{place}: {value}")


def by_counts(read: Read, known: Known) -> Iterator[Finding]:
    """How many answered in a withheld unit, from chi-square; how many did not, from the whole."""
    results = read.results
    told = {unit: exact(r.n) for unit in known.units if (r := response_of(results, unit))}
    hidden = [unit for unit, n in told.items() if n is None]
    node = results.steps.get("margins/units")
    if isinstance(node, Representativeness) and 0 < len(hidden) <= 3:
        yield from _chi_square(node, told, hidden, known)
    yield from _silent(read, known)


def _chi_square(
    node: Representativeness, told: dict[str, int | None], hidden: list[str], known: Known
) -> Iterator[Finding]:
    """The attacker knows how many work in each office."""
    chi2, total = span(node, "chi2"), exact(node.n)
    if chi2 is None or total is None:
        return
    invited = {unit: _invited(unit, known) for unit in told}
    whole = sum(invited.values())
    expected = {unit: total * n / whole for unit, n in invited.items()}
    if not all(expected.values()):
        return
    rest = total - sum(n for n in told.values() if n is not None)
    base = sum((n - expected[u]) ** 2 / expected[u] for u, n in told.items() if n is not None)
    fits = [
        counts
        for counts in product(*(range(min(rest, invited[u]) + 1) for u in hidden))
        if sum(counts) == rest
        and chi2[0]
        <= base
        + sum((n - expected[u]) ** 2 / expected[u] for n, u in zip(counts, hidden, strict=True))
        <= chi2[1]
    ]
    for i, unit in enumerate(hidden):
        values = {counts[i] for counts in fits}
        if len(values) == 1 and 0 < min(values) < THRESHOLD:
            yield Finding("chi-square", f"{values} answered in {unit}, which is withheld")


def _invited(unit: str, known: Known) -> int:
    return sum(known.invited[office] for office in _offices(unit, known))


def _offices(unit: str, known: Known) -> list[str]:
    return [unit] if unit in known.invited else unit.split("-")


def _silent(read: Read, known: Known) -> Iterator[Finding]:
    """How many did not answer in an office with few invited, itself or as the whole's rest."""
    whole = response_of(read.results, None)
    told = {unit: r for unit in known.units if (r := response_of(read.results, unit))}
    for unit, response in told.items():
        asked, n = exact(response.invited), exact(response.n)
        if asked is not None and n is not None and asked < EXACT_FROM and 0 < asked - n < THRESHOLD:
            yield Finding("band", f"{asked - n} did not answer in {unit}")
    banded = [unit for unit, r in told.items() if isinstance(r.invited, Band | Withheld)]
    if whole is None or exact(whole.invited) is None or len(banded) != 1:
        return
    counts = [exact(r.invited) for unit, r in told.items() if unit != banded[0]]
    invited = (exact(whole.invited) or 0) - sum(n for n in counts if n is not None)
    n = exact(told[banded[0]].n)
    if n is not None and 0 < invited - n < THRESHOLD:
        yield Finding("band", f"{invited - n} did not answer in {banded[0]}")


def by_clients(read: Read, county: County) -> Iterator[Finding]:
    """The mean of few clients, and how few, from the whole less the offices that are told."""
    whole = read.results.steps.get("client_survey")
    if not isinstance(whole, ClientResults):
        return
    nodes = {
        unit: node
        for unit, found in read.results.units.items()
        if isinstance(node := found.get("client_survey"), ClientResults)
    }
    for i, row in enumerate(whole.questions):
        spans = {unit: span(node.questions[i], "mean") for unit, node in nodes.items()}
        counts = {unit: exact(node.questions[i].n) for unit, node in nodes.items()}
        hidden = [u for u in spans if spans[u] is None and node_n(nodes[u], i) is not None]
        total, n = span(row, "mean"), exact(row.n)
        if len(hidden) != 1 or total is None or n is None:
            continue
        few = n - sum(count or 0 for count in counts.values())
        if not 0 < few < CLIENTS:
            continue
        yield Finding("clients", f"{few} clients answered {row.variable} in {hidden[0]}")
        told = [s for s in spans.values() if s is not None]
        width = (len(told) + 1) * (total[1] - total[0]) + sum(b - a for a, b in told)
        if width < 1:
            yield Finding("clients", f"the mean of {few} clients of {hidden[0]} to {row.variable}")


def node_n(node: ClientResults, i: int) -> object:
    """The n of a question, told or withheld; None where nobody was asked."""
    return node.questions[i].n
