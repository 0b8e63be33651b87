"""The certificate as a reader meets it: what was looked through, withheld and held against what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.documents.context import Context, sentences
from generator.documents.report import Block, Cell, Column, Heading, Paragraph, Table
from generator.results import Audited
from generator.round import CLIENTS_FROM, EXACT_INVITED_FROM, ITEMS_FROM, OWN_SD_FROM

POLICY = {
    "items_from": ITEMS_FROM,
    "own_sd_from": OWN_SD_FROM,
    "exact_invited_from": EXACT_INVITED_FROM,
    "clients_from": CLIENTS_FROM,
}
EXAMINED = ("variables", "groups", "cells", "rank", "recoverable")


def certificate_blocks(context: Context) -> Iterator[Block]:
    """The policy, the proof in numbers, what is withheld and why, and earlier runs of the round."""
    found, words = context.audited, context.words
    if found is None:
        return
    threshold = context.round.policy.min_respondents
    yield Heading(2, words("certificate.heading"))
    yield Paragraph(words("certificate.intro", threshold=threshold))
    yield _table("policy", {"threshold": threshold, **POLICY}, context)
    examined = {name: getattr(found, name) for name in EXAMINED}
    yield _table("examined", examined, context, words("certificate.note"))
    yield Paragraph(_verdict(found, context))
    if not context.round.policy.reproduce_published:
        yield Paragraph(words("certificate.no_sums", own_sd_from=OWN_SD_FROM))
    if found.withheld:
        yield _table("reason", found.withheld, context)
    yield Paragraph(_earlier(found, context))
    hashes = (found.examined_sha256, found.answers_sha256)
    keys = ("certificate.results_hash", "certificate.answers_hash")
    for key, digest in zip(keys, hashes, strict=True):
        yield Paragraph(words(key, hash=digest), role="small")


def _table(name: str, rows: Mapping[str, int], context: Context, *notes: str) -> Table:
    """A count to each of the names, in their order, under the heads and labels of the table."""
    words, threshold = context.words, context.round.policy.min_respondents
    heads = words.several(f"certificate.{name}.heads")
    return Table(
        title=words(f"certificate.{name}.title"),
        columns=(Column(heads[0], align="text", weight=5), Column(heads[1], weight=1)),
        rows=tuple(
            (
                Cell(
                    words(f"certificate.{name}.{row}", threshold=threshold, **POLICY), header=True
                ),
                context.cell(count, 0),
            )
            for row, count in rows.items()
        ),
        notes=notes,
    )


def _verdict(found: Audited, context: Context) -> str:
    threshold = context.round.policy.min_respondents
    if not found.recoverable and not found.let_through:
        return context.words("certificate.safe", threshold=threshold)
    return context.words("certificate.published", n=found.let_through, threshold=threshold)


def _earlier(found: Audited, context: Context) -> str:
    """Which earlier runs of the round these figures were held against, or that there are none."""
    words = context.words
    if not found.earlier:
        return words("certificate.first")
    told = []
    for key, same in (("certificate.same_answers", True), ("certificate.more_answers", False)):
        runs = [run for run, was_same in found.earlier.items() if was_same is same]
        if runs:
            told.append(words(key, n=len(runs), runs=words.listed(runs)))
    threshold = context.round.policy.min_respondents
    return sentences(*told, words("certificate.together", threshold=threshold))
