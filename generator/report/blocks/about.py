"""What reports say of themselves: method, privacy, run, and figures of an earlier release."""

from collections.abc import Iterator, Mapping, Sequence

from generator.report.block import Block, Note, Paragraph
from generator.report.context import Context, inside, sentences
from generator.round.model import EXACT_INVITED_FROM, STATEMENTS_FROM

Labels = Sequence[tuple[str, int | None]]


def about_blocks(context: Context) -> Iterator[Block]:
    """How to read the numbers, how people are protected, and which run this is."""
    words = context.words
    yield Paragraph(words("about.means"))
    yield Paragraph(words("about.association"))
    key = "about.threshold_exact" if context.exact else "about.threshold"
    yield Paragraph(words(key, threshold=context.round.policy.min_respondents))
    if not context.exact:
        detail = words("about.detail", items_from=STATEMENTS_FROM, invited_from=EXACT_INVITED_FROM)
        yield Paragraph(sentences(detail, words("about.bounds")))
        yield Paragraph(words("about.total"))
    if context.released.release > 1:
        yield Paragraph(words("release.about", n=context.released.release))
    if context.study.background:
        yield Paragraph(words("about.background"))
    yield from run_blocks(context)


def run_blocks(context: Context) -> Iterator[Block]:
    """The round's own notes, and which run this is."""
    words = context.words
    for note in context.round.notes:
        yield Paragraph(note)
    day = words.long_date(context.round.date)
    run = {"round": context.round.title, "date": day, "run": context.run_id}
    yield Paragraph(words("about.run", **run, version=context.version), role="small")


def synthetic_note(context: Context) -> Iterator[Block]:
    """Said at the top of every report of a synthetic round."""
    if context.round.synthetic:
        words = context.words
        yield Note(words("report.synthetic"), title=words("report.synthetic_title"))


def release_notes(found: Mapping[str, int | None], *, context: Context) -> Iterator[str]:
    """A line for each earlier release that variables' figures are from; ``found`` maps them."""
    labels = [(context.study.label_of(name), release) for name, release in found.items()]
    yield from _of_earlier("release.note", labels, context)


def models_notes(context: Context) -> Iterator[str]:
    """Which groups' background tables and models are those of an earlier release."""
    labels = []
    for table in context.released.table.groups:
        release = min((spread.release for spread in table.spreads), default=1)
        labels.append((context.study.groups[table.group].label, release))
    yield from _of_earlier("release.models", labels, context)


def _of_earlier(key: str, labels: Labels, context: Context) -> Iterator[str]:
    """A line for each earlier release, with the labels of what is from it."""
    now = context.released.release
    for release in sorted({each for _, each in labels if each is not None and each < now}):
        names = [inside(label) for label, each in labels if each == release]
        yield context.words(key, names=context.words.listed(names), release=release)


def partly_note(group: str, *, context: Context) -> Iterator[str]:
    """That the total holds answers of an earlier release beside those of this one."""
    table, now = context.released.table.of(group), context.released.release
    if table and any(cell.release < now for place in table.places for cell in place.cells):
        yield context.words("release.partly")
