"""The certificate as a reader meets it: the rules, what each took, and which release this is."""

from collections.abc import Iterator

from generator.report.block import Block, Cell, Column, Heading, Paragraph, Table
from generator.report.context import Context, sentences
from generator.results.table import Audited
from generator.round.model import CLIENTS_FROM, MODELS_FROM, STATEMENTS_FROM


def certificate_blocks(context: Context) -> Iterator[Block]:
    """The rules with what each took, the audit in a sentence, the release and the hashes."""
    found, words = context.audited, context.words
    if found is None:
        return
    yield Heading(2, words("certificate.heading"))
    yield Paragraph(words("certificate.intro_exact" if context.exact else "certificate.intro"))
    yield _rules(found, context)
    counts = {"variables": found.variables, "rank": found.rank, "groups": found.groups}
    key = "certificate.recoverable" if found.recoverable else "certificate.safe"
    audited = words(key, n=found.recoverable, threshold=words.numeral(found.threshold))
    yield Paragraph(sentences(words("certificate.rank", **counts), audited))
    if found.let_through:
        yield Paragraph(words("certificate.published", n=found.let_through))
    yield Paragraph(_release(found, context))
    yield Paragraph(words("certificate.results_hash", hash=found.results_sha256), role="small")
    yield Paragraph(words("certificate.answers_hash", hash=found.answers_sha256), role="small")


def _rules(found: Audited, context: Context) -> Table:
    """One line for each rule, in their order, with in how many fields it suppressed or bounded."""
    words = context.words
    heads = words.several("certificate.rule.heads")
    limits = {
        "threshold": found.threshold,
        "items_from": STATEMENTS_FROM,
        "models_from": MODELS_FROM,
        "clients_from": CLIENTS_FROM,
    }
    columns = (Column(heads[0], align="text", weight=5), Column(heads[1], weight=1))
    rows = tuple(
        (Cell(words(f"certificate.rule.{rule}", **limits), header=True), context.cell(count, 0))
        for rule, count in found.rules
    )
    return Table(words("certificate.rule.title"), columns, rows)


def _release(found: Audited, context: Context) -> str:
    """Which release of the round this is, and what it was held against."""
    words, runs = context.words, list(found.releases)
    if not runs:
        return words("certificate.first")
    later = words("certificate.later", n=len(runs), release=found.release, runs=words.listed(runs))
    return sentences(later, words("certificate.carried"))
