"""What follows from words, counts and clients' figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import product
from math import prod

from attack.county import County
from attack.reading import THRESHOLD, Known, Read, exact, response_of, span
from attack.sums import Finding
from generator.results import Band, ClientResults, Representativeness, Response

CLIENTS = 5
MOST_TRIED = 20_000
"""Ways to fill the bands; beyond them chi-square fits many."""
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
    if isinstance(node, Representativeness) and not hidden:
        yield from _chi_square_of_invited(node, read, known)
    yield from _silent(read, known)


def _chi_square_of_invited(node: Representativeness, read: Read, known: Known) -> Iterator[Finding]:
    """How many were invited where it is told in a band, for somebody who has only the reports."""
    chi2, total, whole = span(node, "chi2"), exact(node.n), exact(node.of)
    responses = [(unit, r) for unit in known.units if (r := response_of(read.results, unit))]
    spans = [could_be_invited(response) for _, response in responses]
    if chi2 is None or not total or not whole or None in spans:
        return
    counts = [exact(response.n) or 0 for _, response in responses]
    ranges = [range(span[0], span[1] + 1) for span in spans if span]
    if prod(map(len, ranges)) > MOST_TRIED:
        return
    fits = [
        invited
        for invited in product(*ranges)
        if sum(invited) == whole
        and chi2[0]
        <= sum(
            (n - total * m / whole) ** 2 / (total * m / whole)
            for n, m in zip(counts, invited, strict=True)
        )
        <= chi2[1]
    ]
    for i, (unit, response) in enumerate(responses):
        values = {invited[i] for invited in fits}
        few = {m - counts[i] for m in values}
        if isinstance(response.invited, Band) and len(few) == 1 and 0 < min(few) < THRESHOLD:
            yield Finding("chi-square", f"{few} did not answer in {unit}")


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
    """How many did not answer where few were invited: by count, by band and rate, by the whole."""
    told = {unit: r for unit in known.units if (r := response_of(read.results, unit))}
    spans = {unit: could_be_invited(response) for unit, response in told.items()}
    whole = response_of(read.results, None)
    total = exact(whole.invited) if whole else None
    for unit, response in told.items():
        n, own = exact(response.n), spans[unit]
        if n is None or own is None or own[0] >= EXACT_FROM:
            continue
        low, high = own
        others = [span for name, span in spans.items() if name != unit]
        if total is not None and None not in others:
            low = max(low, total - sum(span[1] for span in others if span))
            high = min(high, total - sum(span[0] for span in others if span))
        if low == high and 0 < high - n < THRESHOLD:
            yield Finding("band", f"{high - n} did not answer in {unit}")


def could_be_invited(response: Response) -> tuple[int, int] | None:
    """The fewest and the most that fit what is told; None where nothing is."""
    told, n = response.invited, exact(response.n)
    if isinstance(told, int):
        return told, told
    if not isinstance(told, Band) or n is None:
        return None
    rate = response.rate if isinstance(response.rate, Band) else Band(0, 100)
    fits = [
        invited
        for invited in range(max(told.low, n), told.high + 1)
        if rate.low <= 100 * n / max(invited, 1) < rate.high + 1
    ]
    return fits[0], fits[-1]


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
