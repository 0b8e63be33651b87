"""What a reader is told of the certificate: plain values, for documents never see it itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Audited:
    """The certificate of a run in numbers.

    ``withheld`` counts cells by reason; ``rank`` is that of the ``groups`` examined over all
    ``variables``; ``recoverable`` counts sums of too few people that follow from what is told;
    ``earlier`` maps earlier runs of the round to whether they told of the same answers.
    """

    variables: int
    groups: int
    cells: int
    rank: int
    recoverable: int
    let_through: int
    examined_sha256: str
    answers_sha256: str
    withheld: Mapping[str, int] = field(default_factory=dict)
    earlier: Mapping[str, bool] = field(default_factory=dict)
