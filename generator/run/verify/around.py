"""What a PDF says beside its running text: heads and feet, tags, bookmarks, links, metadata."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from generator.language.wording import render_words
from generator.render.pdf.standards import DESCRIPTION
from generator.report.block import Contents, Heading, Panels, Report, Steps
from generator.resources.typeface import printable
from generator.run.verify.finished import Finished
from generator.run.verify.words import end_of, heads_of, words_of

_ALWAYS: Final = re.compile(r"WeasyPrint [\d.]+|kontorrapport|x-default|Resource|2|A|1")


def verify_around(report: Report, finished: Finished) -> Iterator[str]:
    """What stands around the text of a PDF, or leads to it, and is not the report's."""
    yield from _furniture(report, finished)
    nothing = ("nothing", "")
    headings = zip_longest(_headings(report), finished.headings, fillvalue=nothing)
    for (right, heading), (tag, tagged) in headings:
        if (right, _joined(heading)) != (tag, _joined(tagged)):
            yield f"has the heading {tagged!r} as {tag}, not {heading!r} as {right}"
    bookmarks = [block for block in report.blocks if isinstance(block, Heading)]
    leads = [one.text for one in bookmarks]
    for block in report.blocks:
        if isinstance(block, Contents):
            leads += [one.text for one in bookmarks if one.level <= block.depth]
    pairs = zip_longest(map(printable, leads), finished.leads)
    for text, lead in pairs:
        said, found = lead or ("", "")
        if text != said or not _joined(said).startswith(_joined(found)):
            yield f"has a link or bookmark {said!r} that leads to {found!r}, not to {text!r}"
    day = report.created.isoformat()
    own = {report.title, report.author, report.subtitle, report.about, report.run_id, day}
    own |= {f"{report.about}, {report.run_id}", f"D:{day.replace('-', '')}"}
    known = {*map(printable, own)}
    for text in finished.properties["said"]:
        if text not in known and text not in DESCRIPTION and not _ALWAYS.fullmatch(text):
            yield f"says {text[:80]!r} among its properties"


def _headings(report: Report) -> Iterator[tuple[str, str]]:
    yield "/H1", report.heading
    for block in report.blocks:
        match block:
            case Heading():
                yield f"/H{block.level + 1}", block.text
            case Steps():
                yield "/H2", block.title
            case Panels():
                yield from (("/H2", panel.title) for panel in block.panels if panel.title)


def _joined(text: str) -> str:
    """A text without what the end of a line takes from it or adds."""
    return re.sub(r"[\s-]", "", printable(text))


def _furniture(report: Report, finished: Finished) -> Iterator[str]:
    """What stands on a page beside its running text and is no head, foot or repeated head."""
    words = render_words(report.language)
    heads = [head for head in map(heads_of, report.tables()) if head.words]
    heads.sort(key=lambda head: -len(head.words))
    for number, found in enumerate(finished.furniture, start=1):
        own = f"{report.title} {report.footer} {words.page} {number} {words.of} {finished.pages}"
        page = replace(finished, words=found, lines=frozenset(range(len(found))))
        position = 0
        while end := next(filter(None, (end_of(head, page, position) for head in heads)), None):
            position = end
        if found[position:] != words_of(own):
            yield f"page {number} has {' '.join(found[position:])[:80]!r} around its text"
