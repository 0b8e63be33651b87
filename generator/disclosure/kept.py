"""What is kept of a release, so that it can be audited again and held against a later one.

For each published figure: which rows of the survey are behind it. For each variable by itself: how
many people are in which of its published sums. No answer is in it, but who is in which figure is,
so it lies beside the runs, for its owner alone. The certificate holds a seal of it and of itself,
which is keyed: a plain hash of so few small counts could be tried until it fits, and then what was
suppressed would be known. The key is a hash of all answers of the round; who can compute it has
them.
"""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any

from generator.disclosure.audit import Sums, audit
from generator.disclosure.certificate import Certificate
from generator.disclosure.later_release import Kept


def kept_content(kept: Kept) -> dict[str, Any]:
    """What is kept, as plain values for JSON; each set of rows stands in it once."""
    sets: dict[tuple[int, ...], int] = {}
    figures = {
        group: {key: sets.setdefault(tuple(rows), len(sets)) for key, rows in included.items()}
        for group, included in kept.included.items()
    }
    sums: dict[str, dict[str, Any]] = {}
    for (group, variable), one in kept.sums.items():
        cells = [[n, *positions] for positions, n in one.cells]
        sums.setdefault(group, {})[variable] = {"published": one.published, "cells": cells}
    return {"included": {"sets": list(map(list, sets)), "figures": figures}, "sums": sums}


def read_kept(content: Mapping[str, Any]) -> Kept:
    """``kept_content`` read back; raises ValueError, LookupError or TypeError where it is not."""
    sets = [tuple(map(int, rows)) for rows in content["included"]["sets"]]
    included = {
        group: {key: sets[at] for key, at in figures.items()}
        for group, figures in content["included"]["figures"].items()
    }
    sums = {
        (group, variable): _sums(one)
        for group, variables in content["sums"].items()
        for variable, one in variables.items()
    }
    return Kept(included, sums)


def _sums(content: Mapping[str, Any]) -> Sums:
    one = Sums(content["published"], tuple((tuple(rest), n) for n, *rest in content["cells"]))
    for positions, n in one.cells:
        if n < 1 or not all(0 <= position < one.published for position in positions):
            raise ValueError("a cell is of nobody, or of no published sum")
    return one


def sealed(certificate: Certificate, kept: Kept, key: bytes) -> Certificate:
    """The certificate with the keyed hash of it and of what is kept."""
    bare = replace(certificate, seal="")
    content = {"certificate": asdict(bare), "kept": kept_content(kept)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return replace(certificate, seal=hmac.new(key, text.encode(), "sha256").hexdigest())


def audit_again(kept: Kept, key: bytes, certificate: Certificate) -> Iterator[str]:
    """What the certificate says otherwise than what was kept when it was made."""
    if not hmac.compare_digest(sealed(certificate, kept, key).seal, certificate.seal):
        yield "certificate.json does not fit what is kept beside the runs: one of them was changed"
    found = audit(kept.sums, threshold=certificate.threshold)
    for name, says, is_ in (
        ("variables", certificate.variables, found.variables),
        ("groups", certificate.groups, found.groups),
        ("cells", certificate.cells, found.cells),
        ("rank", certificate.rank, found.rank),
        ("recoverable", certificate.recoverable, len(found.recoverable)),
    ):
        if says != is_:
            yield f"certificate.json says {name} {says}; audited again, it is {is_}"
