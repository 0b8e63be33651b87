"""What a reader learns of the certificate: plain values, for documents never see it itself."""

from __future__ import annotations

from dataclasses import dataclass

from generator.results.values import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """The certificate of a run in numbers.

    ``rules`` says of each rule, in their order, how many figures it suppressed or bounded;
    ``rank`` is that of the published sums of ``groups`` over all ``variables``, whose people fall
    into ``cells``; ``recoverable`` counts sums of fewer than ``threshold`` people that follow.
    ``releases`` are the earlier runs of the round that published something, oldest first, and
    ``release`` counts this one in. ``let_through`` counts the figures that the rules would have
    taken, where a round reproduces published tables.
    """

    threshold: int
    rules: tuple[tuple[Rule, int], ...]
    variables: int
    groups: int
    cells: int
    rank: int
    recoverable: int
    results_sha256: str
    answers_sha256: str
    releases: tuple[str, ...] = ()
    release: int = 1
    let_through: int = 0
