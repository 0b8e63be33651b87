"""Blocks on the answers in own words: themes, how many brought them up, and chosen quotes."""

from collections.abc import Iterator, Sequence

from generator.report.block import Block, Cell, Heading, Paragraph, Quote, Table
from generator.report.blocks.about import earlier_notes
from generator.report.context import Context, inside, sentences
from generator.report.numbers import is_known
from generator.results.survey import Quote as PublishedQuote
from generator.results.survey import Theme, Themes
from generator.results.values import Band, Suppressed
from generator.study.declared import JOINED


def theme_blocks(context: Context) -> Iterator[Block]:
    """Each open question: its themes as a table, and of the study's own what people wrote."""
    words, prefix = context.words, "themes/"
    for step in context.released.steps:
        if not step.startswith(prefix):
            continue
        node = context.step(step, Themes)
        question = context.study.open_questions.get(step.removeprefix(prefix))
        if question:
            yield Heading(2, question.label)
        asked = question.label if question else node.question if node else ""
        dated = [(inside(asked), context.released.carried.get(step))]
        yield from map(Paragraph, earlier_notes("release.note", dated, context))
        if node is None:
            yield Paragraph(words("themes.withheld", threshold=context.threshold))
        elif question:
            yield from _answer_blocks(node, context)
        else:
            answered = words("themes.n", n=context.number(node.n, 0), asked=node.asked)
            notes = [*([answered] if is_known(node.n) else []), words("themes.several")]
            notes += [words("themes.synthetic")] if context.round.synthetic else []
            columns = context.columns("themes", theme=4, count=1.4)
            rows = tuple(_row(theme, context) for theme in node.themes)
            yield Table(node.question, columns, rows, notes=tuple(notes))


def _answer_blocks(node: Themes, context: Context) -> Iterator[Block]:
    words = context.words
    answered = words("themes.n_hidden")
    if is_known(node.n):
        asked = words.listed([inside(label) for label in node.asked.split(JOINED)])
        answered = words("themes.n", n=context.number(node.n, 0), asked=asked)
    if node.themes:
        notes = [answered, words("texts.several")]
        if any(isinstance(theme.count, Band) for theme in node.themes):
            notes.append(words("texts.band", threshold=context.threshold))
        if any(isinstance(theme.percent, Suppressed) for theme in node.themes):
            notes.append(words("texts.dash"))
        columns = context.columns("themes", theme=4, count=1.4, percent=1.4)
        rows = (
            (*_row(theme, context), context.percent_cell(theme.percent)) for theme in node.themes
        )
        title = words("texts.table", question=node.question)
        yield Table(title, columns, tuple(rows), notes=tuple(notes))
    else:
        yield Paragraph(answered)
    quoted = node.others or any(theme.quotes for theme in node.themes)
    chosen = "chosen" if quoted else "none_chosen"
    on_quotes = words(f"texts.{chosen if node.reviewed else 'not_reviewed'}")
    yield Paragraph(sentences(_most_mentioned(node, context), on_quotes))
    for theme in node.themes:
        yield from _quotes(theme.label, theme.quotes, context)
    yield from _quotes(words("texts.others"), node.others, context)


def _row(theme: Theme, context: Context) -> tuple[Cell, Cell]:
    """A theme and how many brought it up; in words where they are too few to be published."""
    few = Cell(context.words("themes.few", threshold=context.threshold), withheld=True)
    count = few if isinstance(theme.count, Suppressed) else context.cell(theme.count, 0)
    return Cell(theme.label, header=True), count


def _most_mentioned(node: Themes, context: Context) -> str:
    """The theme that most brought up, or those that equally many did, as far as is published."""
    words = context.words
    banded = any(isinstance(theme.count, Band) for theme in node.themes)
    if not node.themes or not is_known(node.n) or banded:
        return ""
    highest = next((theme.count for theme in node.themes if isinstance(theme.count, int)), None)
    if highest is None:
        return words("texts.none", threshold=context.threshold)
    named = [theme.label for theme in node.themes if theme.count == highest]
    most = [words("texts.named", theme=label) for label in named]
    key = "texts.most" if len(most) == 1 else "texts.most_several"
    counts = {"n": context.number(highest, 0), "of": context.number(node.n, 0)}
    return words(key, themes=words.listed(most), **counts)


def _quotes(title: str, quotes: Sequence[PublishedQuote], context: Context) -> Iterator[Block]:
    if quotes:
        yield Heading(3, title)
    for quote in quotes:
        yield Quote(quote.text, quote.language if quote.language != context.language else None)
