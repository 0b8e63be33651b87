"""A Word file read back strictly: what it is made of, what Word would do, and what can be seen."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import zip_longest
from typing import Any, Final

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image, ImageChops, UnidentifiedImageError

from generator.language.wording import render_words
from generator.render.word.document import PROPERTY_LENGTH, drawn_pictures
from generator.report.block import ActionPlan, Report
from generator.resources.typeface import printable
from generator.run.verify.finished import Finished
from generator.run.verify.package import Package
from generator.run.verify.word_parts import unlike

_ALWAYS: Final = ("", "1", "kontorrapport")
_UNLIKE: Final = 64  # of 255: a pixel is another
_MOST_UNLIKE: Final = 0.1  # of the pixels that are not white


def read_word(content: bytes) -> Finished:
    """Open a Word file; raises ValueError where it cannot be opened."""
    package = Package(content)
    try:
        document = Document(BytesIO(content))
        trees = package.trees
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, etree.XMLSyntaxError):
        raise ValueError("cannot be opened as Word file") from None
    body: Any = document.element.body
    about = document.core_properties
    unit, _, run = about.keywords.partition(", ")
    return Finished(
        words=tuple(_words(body)),
        breaks=(),
        properties={
            "title": (about.title,),
            "author": (about.author,),
            "language": (about.language,),
            "unit": (about.identifier, unit),
            "run": (about.version, run),
            "said": tuple(
                one.text or ""
                for name, root in trees.items()
                if name.startswith("docProps/")
                for one in root
            ),
        },
        pictures=tuple(filter(None, (one.get("descr") for one in body.iter(qn("wp:docPr"))))),
        rows=tuple(
            tuple(
                " ".join(_text_of(paragraph) for paragraph in cell.iter(qn("w:p")))
                for cell in row.iterchildren(qn("w:tc"))
            )
            for row in body.iter(qn("w:tr"))
        ),
        furniture=tuple(
            tuple(_words(root))
            for name, root in sorted(trees.items())
            if name.startswith(("word/footer", "word/header"))
        ),
        captions=tuple(one.get(qn("w:val"), "") for one in body.iter(qn("w:tblCaption"))),
        images=tuple(_images(package, body)),
        unlike=tuple(dict.fromkeys(unlike(package))),
    )


def verify_word(report: Report, finished: Finished) -> Iterator[str]:
    """What a Word file has around its text, and in its pictures, that its report has not."""
    words = render_words(report.language)
    foot = f"{report.footer} {words.page} 1 {words.of} 1"
    if finished.furniture != tuple(tuple(printable(one).split()) for one in (foot, report.title)):
        stands = " | ".join(map(" ".join, finished.furniture))
        yield f"has {stands[:80]!r} as its foot and head"
    day = f"{report.created.isoformat()}T00:00:00Z"
    own = {report.title, report.subtitle, report.author, report.about, report.run_id}
    own |= {f"{report.about}, {report.run_id}", words.locale, day}
    known = {*(printable(text)[:PROPERTY_LENGTH] for text in own), *_ALWAYS}
    for text in finished.properties["said"]:
        if text not in known:
            yield f"says {text[:80]!r} among its properties"
    plans = (block.title for block in report.blocks if isinstance(block, ActionPlan))
    titles = [printable(title) for title in (*(one.title for one in report.tables()), *plans)]
    if sorted(finished.captions) != sorted(filter(None, titles)):
        yield "its tables are titled otherwise for screen readers than in its report"
    yield from unlike_pictures(report, finished)


def unlike_pictures(report: Report, finished: Finished) -> Iterator[str]:
    """Which pictures of a Word file do not show what its report's do."""
    for number, (found, right) in enumerate(
        zip_longest(finished.images, drawn_pictures(report), fillvalue=b""), start=1
    ):
        if found != right and not _alike(found, right):
            yield f"picture {number} does not show what the report says"


def _alike(found: bytes, right: bytes) -> bool:
    """Whether two pictures show the same, be they made by other versions of a library."""
    try:
        pictures = [Image.open(BytesIO(one)).convert("L") for one in (found, right)]
    except (UnidentifiedImageError, OSError):
        return False
    if pictures[0].size != pictures[1].size:
        return False
    other = sum(ImageChops.difference(*pictures).histogram()[_UNLIKE:])
    drawn = sum(pictures[1].histogram()[: 256 - _UNLIKE])
    return other <= _MOST_UNLIKE * drawn


def _images(package: Package, body: Any) -> Iterator[bytes]:
    """The pictures in the order in which they stand; none for one that is not there."""
    relations = package.trees.get("word/_rels/document.xml.rels", ())
    targets = {one.get("Id"): f"word/{one.get('Target')}" for one in relations}
    for one in body.iter(qn("a:blip")):
        yield package.parts.get(targets.get(one.get(qn("r:embed")), ""), b"")


def _words(element: Any) -> Iterator[str]:
    for paragraph in element.iter(qn("w:p")):
        yield from _text_of(paragraph).split()


def _text_of(paragraph: Any) -> str:
    nodes = paragraph.iter(qn("w:t"), qn("w:tab"))
    return "".join("\t" if node.tag == qn("w:tab") else node.text or "" for node in nodes)
