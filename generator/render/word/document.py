"""A report as a Word file built for editing: on the template, in its styles, the same bytes always.

The template is an ordinary Word file: its styles, header and footer can be changed in Word. It
must keep the placeholders for title, subtitle, running head, footer, page words and content.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime, time
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from docx import Document as open_document
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Twips
from lxml.etree import LxmlError, tostring

from generator.files import same_bytes
from generator.language.wording import RenderWords, render_words
from generator.render.word.body import BodyWriter
from generator.render.word.template import fill_placeholders, unfit
from generator.render.word.xml import NAMESPACES
from generator.report.block import Report
from generator.resources.templates import template, templates_folder, unusable
from generator.resources.typeface import printable

TEMPLATE: Final = "word/rapport.docx"
_STYLE: Final = re.compile(r'(<w:(?:p|r|tbl)Style w:val=")(\w+)"')
_EMBEDDED: Final = re.compile(r'<a:blip r:embed="(\d+)"')
_CONTENT: Final = "\ue000content"  # stands where the blocks go, between two steps
_TEXTS: Final = ("title", "subtitle", "running_head", "footer", "page", "of")
_FURNITURE: Final = frozenset({"title", "subtitle", "header", "footer"})  # no block is in these
_LEAST_WIDTH: Final = 4000  # twentieths of a point, 7 cm
_NO_WORD_FILE: Final = (
    *(zipfile.BadZipFile, zlib.error, RuntimeError, PackageNotFoundError),
    *(KeyError, ValueError, TypeError, AttributeError, LxmlError),
)
_LATER: Final = frozenset({"panel title", "panel text", "table picture", "paneler", "steg"})
_LISTS: Final = ("List Bullet", "List Number")
PROPERTY_LENGTH: Final = 255


def render_docx(report: Report, pages: Mapping[int, int] = MappingProxyType({})) -> bytes:
    """Return the report as a Word file; raises ArgumentError if the template cannot be used.

    ``pages`` says on which page the heading at each place among the blocks stands: Word shows them
    in the contents until somebody updates the field.
    """
    words = render_words(report.language)
    document = _filled_template(
        {
            "title": report.heading,
            "subtitle": report.subtitle,
            "running_head": report.title,
            "footer": report.footer,
            "page": words.page,
            "of": words.of,
        }
    )
    _insert(document, _body(report, document, partial(_relation, document, {}), pages))
    _set_language(document, words.locale)
    _set_properties(document, report, words)
    package = BytesIO()
    document.save(package)
    return same_bytes(package)


def drawn_pictures(report: Report) -> Iterator[bytes]:
    """The pictures of a report as PNG, in the order in which a reader meets them."""
    drawn: list[bytes] = []

    def keep(content: bytes) -> str:
        drawn.append(content)
        return str(len(drawn) - 1)

    body = _body(report, _filled_template(dict.fromkeys(_TEXTS, "")), keep, {})
    # a legend is drawn after the rows that it stands above
    return (drawn[int(place)] for place in _EMBEDDED.findall(body))


def _body(
    report: Report,
    document: Document,
    add_picture: Callable[[bytes], str],
    pages: Mapping[int, int],
) -> str:
    return BodyWriter(
        report.blocks,
        render_words(report.language),
        add_picture=add_picture,
        new_list=lambda: _new_list(document),
        pages=pages,
        width=_text_width(document),
        turned_width=_text_width(document, turned=True),
        section=lambda turned: _section(document, turned=turned),
    ).body()


def _filled_template(texts: Mapping[str, str]) -> Document:
    """Open the template and fill its placeholders; all that it lacks is one ArgumentError."""
    file = template(TEMPLATE)
    printed = {name: printable(text) for name, text in texts.items()} | {"content": _CONTENT}
    try:
        document = open_document(BytesIO(_content(file)))
        parts = (part for part in document.part.package.iter_parts() if isinstance(part, XmlPart))
        unknown = [one for part in parts for one in fill_placeholders(part.element, printed)]
    except _NO_WORD_FILE:
        raise unusable(file, "this is not a Word file (.docx)") from None
    if unknown:
        what = f"a placeholder cannot be filled: {', '.join(unknown)}. These can: "
        raise unusable(file, what + ", ".join(printed))
    _add_later_styles(document)
    if lacks := tuple(_lacks(document)):
        raise unusable(file, f"it lacks {'; '.join(lacks)}")
    return document


def _lacks(document: Document) -> Iterator[str]:
    """Yield all that blocks need and the template has not."""
    if _place(document) is None:
        yield "a paragraph of its own that says {{ content }}"
    elif _text_width(document) < _LEAST_WIDTH:
        yield "room for tables between its margins"
    ids = _style_ids(document)
    if styles := sorted(set(_needed_styles().values()) - ids.keys()):
        yield f"the styles {', '.join(styles)}"
    for name in _LISTS:
        if name.lower() in ids and _list_of(document, name) is None:
            yield f"the numbering of its style {name}"


@cache
def _content(file: Path) -> bytes:
    content = file.read_bytes()
    if found := sorted(set(unfit(content))):
        raise unusable(file, f"a report may not carry what it holds: {', '.join(found)}")
    return content


def _place(document: Document) -> Any:
    """Return the paragraph where the blocks go; None where there is none."""
    return next((one._p for one in document.paragraphs if _CONTENT in one.text), None)


def _relation(document: Document, known: dict[bytes, str], content: bytes) -> str:
    """Return the relation to a picture, stored where it is new.

    python-docx compares a new picture with all before it, and there is one in every row.
    """
    if content not in known:
        name = PackURI(f"/word/media/picture{len(known) + 1}.png")
        part = Part(name, CONTENT_TYPE.PNG, content, document.part.package)
        known[content] = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    return known[content]


def _section_of(document: Document) -> Section:
    """Return the section where the blocks go."""
    return document.sections[int(_place(document).xpath("count(preceding::w:sectPr)"))]


def _section(document: Document, *, turned: bool) -> str:
    """Return a paragraph that ends a section like the template's, or one turned on its side."""
    element = deepcopy(_section_of(document)._sectPr)
    if turned:
        section = Section(element, document.part)
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    ended = tostring(element, encoding="unicode")
    return f'<w:p><w:pPr><w:pStyle w:val="TableEnd"/>{ended}</w:pPr></w:p>'


def _text_width(document: Document, *, turned: bool = False) -> int:
    """The room between the margins where the blocks go, in twentieths of a point; 0 if unknown."""
    section = _section_of(document)
    across = section.page_height if turned else section.page_width
    lengths = (across, section.left_margin, section.right_margin, section.gutter)
    width, *margins = (Length(length or 0) for length in lengths)
    return round((width - sum(margins)) / Twips(1))


def _insert(document: Document, body: str) -> None:
    """Put the blocks in the place of the content placeholder."""
    place = _place(document)
    styled = _in_own_styles(body, _style_ids(document))
    fragment: Any = parse_xml(f"<w:body {NAMESPACES}>{styled}</w:body>")
    for element in list(fragment):
        place.addprevious(element)
    if place.xpath("./w:pPr/w:sectPr"):  # where a section ends
        place.clear_content()
    else:
        place.getparent().remove(place)


def _style_ids(document: Document) -> dict[str, str]:
    """Return the template's identifiers of styles by their names.

    Word gives its built-in styles other identifiers in other languages; the names stay.
    """
    return {(style.name or "").lower(): style.style_id for style in document.styles}


@cache
def _shipped() -> Document:
    return open_document(BytesIO(_content(templates_folder() / TEMPLATE)))


@cache
def _needed_styles() -> dict[str, str]:
    """The names of the styles that blocks are set in, by their identifiers in the body."""
    own = _shipped().styles.element.xpath("./w:style[@w:default]/@w:styleId")
    named = {style_id: name for name, style_id in _style_ids(_shipped()).items()}
    return {one: name for one, name in named.items() if name not in _FURNITURE and one not in own}


def _add_later_styles(document: Document) -> None:
    """Give a template from before some styles were thought of the shipped ones."""
    ids = _style_ids(document)
    shipped = {style_id: name for name, style_id in _style_ids(_shipped()).items()}
    for style_id, name in _needed_styles().items():
        if name in _LATER and name not in ids:
            style: Any = deepcopy(_shipped().styles.element.get_by_id(style_id))
            style.basedOn_val = ids.get(shipped[style.basedOn_val])
            document.styles.element.append(style)


def _in_own_styles(body: str, ids: Mapping[str, str]) -> str:
    """Name the styles of the body as the template does."""
    names = _needed_styles()
    if all(ids[name] == one for one, name in names.items()):
        return body
    return _STYLE.sub(lambda match: f'{match[1]}{ids[names[match[2]]]}"', body)


def _list_of(document: Document, style: str) -> int | None:
    """Return the number of the list that a style counts in; None where it is in no list."""
    try:
        numbering: Any = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        return None
    for number in document.styles[style].element.xpath(".//w:numId/@w:val"):
        path = f"./w:num[@w:numId='{int(number)}']/w:abstractNumId/@w:val"
        return next(map(int, numbering.element.xpath(path)), None)
    return None


def _new_list(document: Document) -> int:
    """Start a numbered list of its own: the style's list, counting from one again."""
    numbering: Any = document.part.numbering_part.element
    number = numbering.add_num(_list_of(document, "List Number"))
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def _set_language(document: Document, locale: str) -> None:
    """Set the language that Word proofs the document in."""
    for part in (document.styles.element, document.settings.element):
        for tag in ("w:lang", "w:themeFontLang"):
            for element in part.iter(qn(tag)):
                element.set(qn("w:val"), locale)


def _set_properties(document: Document, report: Report, words: RenderWords) -> None:
    """Fill in the core properties; the unit is the identifier and the run is the version."""
    created = datetime.combine(report.created, time())
    texts = {
        "title": report.title,
        "subject": report.subtitle,
        "author": report.author,
        "last_modified_by": report.author,
        "identifier": report.about,
        "version": report.run_id,
        "keywords": f"{report.about}, {report.run_id}",
        "language": words.locale,
    }
    properties = document.core_properties
    for name, text in texts.items():
        setattr(properties, name, printable(text)[:PROPERTY_LENGTH])
    properties.created = properties.modified = created
    properties.revision = 1
