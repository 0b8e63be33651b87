"""Nothing is in a finished Word file that was not put there: each fault is made, and seen found."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from generator.files import same_bytes
from generator.render.charts.drawing import Drawing, Rectangle
from generator.render.charts.png import png
from generator.render.workers import render_one
from generator.report.block import RenderedDocument
from generator.run.verify.documents import verify_documents
from tests.documents.samples import sample_report

REPORT = sample_report()
BODY, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
RELATIONS = "word/_rels/document.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Parts = dict[str, bytes]
Change = Callable[[Parts], None]


@pytest.fixture(scope="module")
def document() -> RenderedDocument:
    return render_one(REPORT, "docx")


def findings(
    document: RenderedDocument, content: bytes, templates: tuple[str, ...] = ()
) -> tuple[str, ...]:
    changed = [replace(document, content=content)]
    return verify_documents([REPORT], changed, templates=templates).findings


def zipped(parts: Parts) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return same_bytes(target)


def edited(content: bytes, change: Change) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    before = dict(parts)
    change(parts)
    assert parts != before, "the fault was not made"
    return zipped(parts)


def test_what_was_made_has_no_findings(document: RenderedDocument) -> None:
    assert findings(document, document.content) == ()


# Ways of changing: a text in a part, a part of its own, a relation.


def swap(part: str, old: str, new: str) -> Change:
    def change(parts: Parts) -> None:
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def at_end(content: str) -> Change:
    """Something after the last paragraph of the text."""
    return swap(BODY, "<w:sectPr", f"{content}<w:sectPr")


def paragraph(text: str, look: str = "") -> str:
    return f"<w:p><w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def hidden(look: str) -> Change:
    """A look on the first words of the text, which would not be seen with it."""
    return swap(BODY, "<w:r><w:t ", f"<w:r><w:rPr>{look}</w:rPr><w:t ")


def field(code: str) -> Change:
    return at_end(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
        f'{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def part(name: str, content: bytes = b"<a/>") -> Change:
    return lambda parts: parts.update({name: content})


def related(kind: str, target: str, *, outside: bool = True, part: str = RELATIONS) -> Change:
    mode = ' TargetMode="External"' if outside else ""
    relation = f'<Relationship Id="rIdX" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    return swap(part, "</Relationships>", f"{relation}</Relationships>")


def styled(style: str, look: str, kind: str = "rPr") -> Change:
    """A look of a style, before those that it has."""

    def change(parts: Parts) -> None:
        styles = parts[STYLES].decode()
        start = styles.index(f'w:styleId="{style}"')
        end = styles.index("</w:style>", start)
        own = styles[start:end]
        if f"<w:{kind}>" in own:
            own = own.replace(f"<w:{kind}>", f"<w:{kind}>{look}")
        else:
            own += f"<w:{kind}>{look}</w:{kind}>"
        parts[STYLES] = (styles[:start] + own + styles[end:]).encode()

    return change


def pictures(parts: Parts) -> list[str]:
    return [name for name in parts if name.endswith(".png")]


def other_picture(parts: Parts) -> None:
    first, second = pictures(parts)[:2]
    assert parts[first] != parts[second]
    parts[first], parts[second] = parts[second], parts[first]


def blank_picture(parts: Parts) -> None:
    parts[pictures(parts)[0]] = png(Drawing(100, 10, (Rectangle(0, 0, 1, 1, fill="#ffffff"),)))


FAULTS: dict[str, Change] = {
    # words
    "an added paragraph": at_end(paragraph("Vi anbefaler oppsigelse.")),
    "a word inside": swap(BODY, "</w:t>", " ikke</w:t>"),
    "a text beside the paragraphs": at_end("tekst"),
    "a text box": at_end("<w:p><w:r><w:pict><w:t>x</w:t></w:pict></w:r></w:p>"),
    "an inserted word": at_end('<w:p><w:ins w:author="a"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'),
    "a deleted word": at_end("<w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"),
    "a row taken out": lambda parts: parts.update(
        {BODY: re.sub(rb"<w:tr>(?:(?!<w:tr>).)*</w:tr>(?=<w:tr>)", b"", parts[BODY], count=1)}
    ),
    "a symbol": at_end('<w:p><w:r><w:sym w:char="F0E0"/></w:r></w:p>'),
    "a line break": swap(BODY, "</w:t>", "</w:t><w:br/>"),
    "a table's title": swap(BODY, '<w:tblCaption w:val="', '<w:tblCaption w:val="Ikke '),
    "another alternative": swap(BODY, 'descr="', 'descr="Nei '),
    "a picture's own title": swap(BODY, "<wp:docPr ", '<wp:docPr title="x" '),
    "the head": swap("word/header1.xml", "</w:t>", " x</w:t>"),
    "the foot": swap("word/footer1.xml", "</w:t>", " x</w:t>"),
    "a foot's field": swap("word/footer1.xml", " NUMPAGES ", " FILENAME "),
    "a comment in XML": swap(BODY, "<w:body>", "<w:body><!-- tekst -->"),
    "an instruction in XML": swap(BODY, "<w:body>", "<w:body><?a b?>"),
    # what cannot be seen, or not as it was
    "hidden words": hidden("<w:vanish/>"),
    "white words": hidden('<w:color w:val="FFFFFF"/>'),
    "tiny words": hidden('<w:sz w:val="2"/>'),
    "struck words": hidden("<w:strike/>"),
    "words of another font": hidden('<w:rFonts w:ascii="Wingdings"/>'),
    "words in a small style": swap(BODY, 'w:val="Lead"', 'w:val="PageBreak"'),
    "words in no style": swap(BODY, 'w:val="Lead"', 'w:val="Finnes ikke"'),
    "a hidden style": styled("Small", "<w:vanish/>"),
    "a white style": styled("TableText", '<w:color w:val="F8F8F8"/>'),
    "a style of no colour": styled("TableText", '<w:color w:val="window"/>'),
    "a tiny style": styled("TableText", '<w:sz w:val="4"/>'),
    "a style in another font": styled("Normal", '<w:rFonts w:ascii="Symbol"/>'),
    "a style off the page": styled("TableText", '<w:ind w:left="9000"/>', "pPr"),
    "a style without height": styled("Lead", '<w:spacing w:line="20"/>', "pPr"),
    "a style on a dark ground": styled("Note", '<w:shd w:val="clear" w:fill="111111"/>', "pPr"),
    "a frame": styled("Lead", '<w:framePr w:x="9000"/>', "pPr"),
    "a dark cell": swap(BODY, "<w:tcPr>", '<w:tcPr><w:shd w:val="clear" w:fill="000000"/>'),
    "a narrow cell": swap(BODY, '<w:tcW w:w="', '<w:tcW w:w="1" w:x="'),
    "an exact row": swap(BODY, "<w:trPr>", '<w:trPr><w:trHeight w:val="400" w:hRule="exact"/>'),
    "a page without room": swap(BODY, 'w:left="1247"', 'w:left="9999"'),
    "list labels that say something": swap("word/numbering.xml", 'w:val="•"', 'w:val="Nei:"'),
    "another typeface": part("word/fonts/font1.odttf", b"x" * 40),
    # pictures
    "two pictures changed round": other_picture,
    "a picture of nothing": blank_picture,
    "no picture": lambda parts: parts.update({pictures(parts)[0]: b""}),
    "a picture too small": swap(BODY, "<wp:extent cx=", '<wp:extent cx="1" x='),
    "a linked picture": swap(BODY, "<a:blip ", '<a:blip r:link="rIdX" '),
    # what Word would run, fetch or open
    "a DDE field": field("DDEAUTO c:\\\\cmd.exe"),
    "an included text": field("INCLUDETEXT file.docx"),
    "an included picture": field("INCLUDEPICTURE http://a.example/a.png"),
    "a macro button": field("MACROBUTTON a b"),
    "a hyperlink field": field("HYPERLINK http://a.example"),
    "a counter that counts otherwise": swap(BODY, r"ARABIC \r 1", r"ARABIC \r 7"),
    "a simple field": at_end('<w:p><w:fldSimple w:instr="DATE"/></w:p>'),
    "a link out of the file": swap(BODY, 'w:anchor="_Toc', 'r:id="rIdX" w:anchor="_Toc'),
    "a bookmark of one's own": swap(BODY, 'w:name="_Toc', 'w:name="x'),
    "macros": part("word/vbaProject.bin"),
    "an embedded object": part("word/embeddings/oleObject1.bin"),
    "an object": at_end("<w:p><w:r><w:object/></w:r></w:p>"),
    "a control": at_end("<w:p><w:r><w:control/></w:r></w:p>"),
    "another document inside": at_end('<w:altChunk r:id="rIdX"/>'),
    "a form": at_end("<w:sdt><w:sdtContent/></w:sdt>"),
    "comments": part("word/comments.xml"),
    "footnotes": part("word/footnotes.xml"),
    "data": part("customXml/item1.xml"),
    "properties of one's own": part("docProps/custom.xml"),
    "a template elsewhere": related(
        "attachedTemplate", "http://a.example/a.dotm", part="_rels/.rels"
    ),
    "a picture elsewhere": related("image", "http://a.example/a.png"),
    "a picture beside the folder": related("image", "../../a.png", outside=False),
    "an unknown relation": related("aFChunk", "a.docx", outside=False),
    "an attached template": swap(SETTINGS, "</w:settings>", "<w:attachedTemplate/></w:settings>"),
    "a mail merge": swap(SETTINGS, "</w:settings>", "<w:mailMerge/></w:settings>"),
    "protection": swap(SETTINGS, "</w:settings>", "<w:documentProtection/></w:settings>"),
    "tracked changes": swap(SETTINGS, "</w:settings>", "<w:trackRevisions/></w:settings>"),
    # what it says of itself
    "another subject": swap("docProps/core.xml", "<dc:subject>", "<dc:subject>Ikke "),
    "another editor": swap(
        "docProps/core.xml", "<cp:lastModifiedBy>", "<cp:lastModifiedBy>En annen "
    ),
    "a description": swap(
        "docProps/core.xml",
        "</cp:coreProperties>",
        "<dc:description>x</dc:description></cp:coreProperties>",
    ),
    "a category": swap(
        "docProps/core.xml",
        "</cp:coreProperties>",
        "<cp:category>x</cp:category></cp:coreProperties>",
    ),
    "another program": swap("docProps/app.xml", "kontorrapport<", "Word<"),
    "a document type": lambda parts: parts.update(
        {BODY: parts[BODY].replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document', 1)}
    ),
    "no XML": lambda parts: parts.update({BODY: parts[BODY][:-20]}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_change_is_found(document: RenderedDocument, fault: str) -> None:
    assert findings(document, edited(document.content, FAULTS[fault]))


ENDS: dict[str, Callable[[bytes], bytes]] = {
    "after the end": lambda content: content + b"tekst",
    "before the beginning": lambda content: b"tekst" + content,
    "a remark at the end": lambda content: content[:-2] + b"\x05\x00tekst",
    "cut": lambda content: content[:-30],
}


@pytest.mark.parametrize("end", ENDS)
def test_what_lies_around_the_parts_is_found(document: RenderedDocument, end: str) -> None:
    assert findings(document, ENDS[end](document.content))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_found(document: RenderedDocument) -> None:
    twice = BytesIO(document.content)
    with zipfile.ZipFile(twice, "a") as package:
        package.writestr(BODY, package.read(BODY))
    assert findings(document, twice.getvalue())


def test_with_a_template_of_ones_own_only_the_report_is_held(document: RenderedDocument) -> None:
    """A county's template may have a text of its own; the report's words stand all the same."""
    own = ("word/rapport.docx",)
    assert not findings(document, edited(document.content, FAULTS["the head"]), own)
    assert findings(document, edited(document.content, FAULTS["another alternative"]), own)
