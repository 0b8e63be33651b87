"""What reports say of themselves: method, privacy, run, earlier releases, certificate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from generator.report.block import Block, Cell, Column, Heading, Note, Paragraph, Table
from generator.report.context import Context, inside, sentences
from generator.results.models import MODELS
from generator.results.table import Audited
from generator.results.values import Suppressed
from generator.round.model import CLIENTS_FROM, EXACT_INVITED_FROM, MODELS_FROM


def about_blocks(context: Context) -> Iterator[Block]:
    """How to read the numbers, how people are protected, and which run this is."""
    words = context.words
    key = "about.threshold_exact" if context.exact else "about.threshold"
    said = [words("about.means"), words("about.association")]
    said.append(words(key, threshold=context.round.policy.min_respondents))
    if not context.exact:
        least = context.round.policy.statements_from
        limits = {"items_from": least, "invited_from": EXACT_INVITED_FROM}
        said += [words("about.detail", **limits), words("about.bounds"), words("about.total")]
    if context.released.release > 1:
        said.append(words("release.about", n=context.released.release))
    if context.study.background:
        said.append(words("about.background"))
    yield Paragraph(sentences(*said), role="small")
    yield from run_blocks(context)


def run_blocks(context: Context) -> Iterator[Block]:
    """The round's own notes, and which run this is."""
    words = context.words
    day = words.long_date(context.round.date)
    said = words("about.run", round=context.round.title, date=day, version=context.version)
    yield Paragraph(sentences(*context.round.notes, said), role="small")


def synthetic_note(context: Context) -> Iterator[Block]:
    """Said at the top of every report of a synthetic round."""
    if context.round.synthetic:
        words = context.words
        yield Note(words("report.synthetic"), title=words("report.synthetic_title"))


def release_notes(found: Mapping[str, int | None], *, context: Context) -> Iterator[str]:
    """A line for each earlier release that variables' figures are from; ``found`` maps them."""
    labels = [(context.label(name), release) for name, release in found.items()]
    yield from earlier_notes("release.note", labels, context)


def low_notes(names: Iterable[str], *, context: Context) -> Iterator[str]:
    """Of which of the variables a low figure is the good one; nothing where it is of none."""
    low = [context.label(name) for name in names if name in context.study.lower_is_better]
    if low:
        yield context.words("constructs.low_is_good", names=context.words.listed(low))


def models_notes(context: Context) -> Iterator[str]:
    """Of which groups background tables and models, all or some, are of an earlier release."""
    released = context.released
    every: list[tuple[str, int | None]] = []
    some: list[tuple[str, int | None]] = []
    for table in released.table.groups:
        means = [each for background in table.classifications for each in background.means]
        dates = {each.release for each in means if not isinstance(each.classes, Suppressed)}
        dates |= {each.release for each in table.spreads if isinstance(each.sd, float)}
        dates |= {
            released.carried.get(name, released.release)
            for name, node in released.steps.items()
            if isinstance(node, MODELS) and node.group == table.group
        }
        label = inside(context.study.groups[table.group].label)
        (every if len(dates) == 1 else some).extend((label, each) for each in dates)
    yield from earlier_notes("release.models", every, context)
    yield from earlier_notes("release.some_models", some, context)


def earlier_notes(
    key: str, labels: Sequence[tuple[str, int | None]], context: Context
) -> Iterator[str]:
    """A line for each earlier release, with the labels of what is from it."""
    now = context.released.release
    for release in sorted({each for _, each in labels if each is not None and each < now}):
        names = [label for label, each in labels if each == release]
        yield context.words(key, names=context.words.listed(names), release=release)


def partly_note(group: str, *, context: Context) -> Iterator[str]:
    """That the total holds answers of an earlier release beside those of this one."""
    table, now = context.released.table.of(group), context.released.release
    if table and any(cell.release < now for place in table.places for cell in place.cells):
        yield context.words("release.partly")


# --- the certificate: the rules, what each took, and which release this is --------------


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
        "items_from": context.round.policy.statements_from,
        "models_from": max(MODELS_FROM, found.threshold),
        "clients_from": CLIENTS_FROM,
    }
    columns = (Column(heads[0], align="text", weight=5), Column(heads[1], weight=1))
    study = context.study
    of_none = {"clients": not (study.client_survey or study.indicators)}
    of_none["free_text"] = not study.open_questions
    rows = tuple(
        (Cell(words(f"certificate.rule.{rule}", **limits), header=True), context.cell(count, 0))
        for rule, count in found.rules
        if count or not of_none.get(rule)
    )
    return Table(words("certificate.rule.title"), columns, rows)


def _release(found: Audited, context: Context) -> str:
    """Which release of the round this is, and what it was held against."""
    words, runs = context.words, list(found.releases)
    if not runs:
        return words("certificate.first")
    later = words("certificate.later", n=len(runs), release=found.release, runs=words.listed(runs))
    return sentences(later, words("certificate.carried"))
