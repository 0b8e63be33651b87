"""Nothing is in a finished PDF that was not put there: each fault is made, and seen to be found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.annotations import Text as Comment
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from generator.render.workers import render_one
from generator.report.block import RenderedDocument
from generator.run.verify.documents import verify_documents
from generator.run.verify.glyphs import embedded
from tests.documents.samples import sample_report

REPORT = sample_report()
Change = Callable[[PdfWriter], None]


@pytest.fixture(scope="module")
def document() -> RenderedDocument:
    return render_one(REPORT, "pdf")


def findings(document: RenderedDocument, content: bytes) -> tuple[str, ...]:
    return verify_documents([REPORT], [replace(document, content=content)]).findings


def edited(content: bytes, change: Change) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(content))
    writer.pdf_header = "%PDF-1.7"
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_was_made_has_no_findings_and_nor_has_the_same_written_by_another(document) -> None:
    assert findings(document, document.content) == ()
    assert findings(document, edited(document.content, lambda writer: None)) == ()


# Ways of changing: an object, a font, or what a page draws.


def name(text: str) -> NameObject:
    return NameObject(text)


def made(**values: Any) -> DictionaryObject:
    return DictionaryObject({name(f"/{key}"): value for key, value in values.items()})


def stream_of(content: bytes) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return stream


def at_root(key: str, value: Any) -> Change:
    return lambda writer: writer.root_object.update({name(key): value})


def on_page(key: str, value: Any, number: int = 0) -> Change:
    return lambda writer: writer.pages[number].update({name(key): value})


def drawn(change: Callable[[bytes], bytes], number: int = 0) -> Change:
    """What a page draws, changed."""

    def apply(writer: PdfWriter) -> None:
        page = writer.pages[number]
        before = page.get_contents().get_data()
        after = change(before)
        assert after != before
        page["/Contents"].get_object().set_data(after)

    return apply


def swapped(old: bytes, new: bytes) -> Change:
    return drawn(lambda content: content.replace(old, new, 1))


def after_all(number: int, content: bytes) -> Change:
    return drawn(lambda before: before + b"\n" + content, number)


def fonts_of(writer: PdfWriter) -> dict[str, Any]:
    fonts = writer.pages[0]["/Resources"]["/Font"]
    return {key: value.get_object() for key, value in fonts.items()}


def in_font(change: Callable[[Any], None]) -> Change:
    return lambda writer: [change(font) for font in fonts_of(writer).values()] and None


def below(font: Any) -> Any:
    return font["/DescendantFonts"][0].get_object()


TEXT = re.compile(rb"1 0 0 -1 (\S+) (\S+) Tm\n(?:/(\w+) (\S+) Tf\n)?\[([^\]]*)\] TJ")


def written(page: Any, said: str) -> tuple[re.Match[bytes], dict[str, str]]:
    """Where a page writes a text, and its font's glyphs by their letters."""
    fonts = {
        key[1:]: embedded(font.get_object()) for key, font in page["/Resources"]["/Font"].items()
    }
    font = ""
    for match in TEXT.finditer(page.get_contents().get_data()):
        font = str(match[3] or b"", "ascii") or font
        letters = re.findall(rb"....", b"".join(re.findall(rb"<(\w+)>", match[5])))
        if "".join(fonts[font].texts[int(one, 16)] for one in letters).strip() == said:
            used = fonts[font].widths
            texts = {glyph: text for glyph, text in fonts[font].texts.items() if glyph in used}
            return match, {text: f"{glyph:04x}" for glyph, text in texts.items()}
    raise AssertionError(said)


def page_with(writer: PdfWriter, said: str) -> int:
    for number, page in enumerate(writer.pages):
        try:
            written(page, said)
        except AssertionError:
            continue
        return number
    raise AssertionError(said)


def of_text(said: str, change: Callable[[re.Match[bytes], dict[str, str]], bytes]) -> Change:
    """The drawing of a text, changed."""

    def apply(writer: PdfWriter) -> None:
        number = page_with(writer, said)
        match, letters = written(writer.pages[number], said)
        new = change(match, letters)
        drawn(lambda content: content[: match.start()] + new + content[match.end() :], number)(
            writer
        )

    return apply


def as_digits(digits: str) -> Change:
    """Other digits drawn, which the file says are the ones that stood there."""

    def apply(writer: PdfWriter) -> None:
        glyphs: dict[str, str] = {}

        def change(match: re.Match[bytes], letters: dict[str, str]) -> bytes:
            glyphs.update(letters)
            old, new = letters["4"].encode(), letters[digits].encode()
            return match[0].replace(old, new)

        of_text("4,0", change)(writer)
        said = {int(glyphs[digits], 16): "4"}
        for font in fonts_of(writer).values():
            read_as(said)(font)

    return apply


def read_as(texts: dict[int, str]) -> Callable[[Any], None]:
    """The font's glyphs said to be other letters."""

    def change(font: Any) -> None:
        stream = font["/ToUnicode"].get_object()
        lines = stream.get_data().decode()
        for glyph, text in texts.items():
            lines = re.sub(rf"<{glyph:04x}> <\w+>", f"<{glyph:04x}> <{ord(text):04x}>", lines)
        stream.set_data(lines.encode())

    return change


def other_outlines(font: Any) -> None:
    """Every 4 drawn as a 9, under the number of the 4."""
    stream = below(font)["/FontDescriptor"]["/FontFile2"].get_object()
    letters = {text: glyph for glyph, text in embedded(font).texts.items()}
    if not {letters["4"], letters["9"]} <= embedded(font).widths.keys():
        return
    with TTFont(BytesIO(stream.get_data())) as inside:
        names = inside.getGlyphOrder()
        table = inside["glyf"]
        table[names[letters["4"]]] = table[names[letters["9"]]]
        out = BytesIO()
        inside.save(out)
    stream.set_data(out.getvalue())


def covered(color: str, *, width: int = 60) -> Change:
    def change(match: re.Match[bytes], letters: dict[str, str]) -> bytes:
        x, y = float(match[1]), float(match[2])
        area = f"\nET {color} rg {x - 2} {y - 14} {width} 18 re f BT\n".encode()
        return match[0] + area

    return of_text("Forskjell", change)


def colored(color: str) -> Change:
    return of_text("4,0", lambda match, _: f"{color} rg\n".encode() + match[0])


def moved(said: str, *, right: float = 0, down: float = 0, size: str = "1") -> Change:
    def change(match: re.Match[bytes], letters: dict[str, str]) -> bytes:
        x, y = float(match[1]) + right, float(match[2]) + down
        rest = match[0].split(b" Tm", 1)[1]
        return f"{size} 0 0 -{size} {x} {y} Tm".encode() + rest

    return of_text(said, change)


def said_more(marks: str) -> Change:
    """A sentence more on the first page, in its own font; with these marks around it."""

    def apply(writer: PdfWriter) -> None:
        _, letters = written(writer.pages[0], "Fjordbyen")
        text = "".join(f"<{letters[one]}>0" for one in "oyendrbj")
        fonts = re.findall(r"/\w+ \S+ Tf", writer.pages[0].get_contents().get_data().decode())
        line = f"BT 1 0 0 -1 100 500 Tm {fonts[0]} [{text}] TJ ET"
        after_all(0, f"q .75 0 0 .75 0 0 cm 0 0 0 rg {marks.format(line)} Q".encode())(writer)

    return apply


def exchanged(one: str, other: str) -> Change:
    """Two texts drawn each where the other stood; their order in the file is the same."""

    def apply(writer: PdfWriter) -> None:
        number = page_with(writer, one)
        first, _ = written(writer.pages[number], one)
        second, _ = written(writer.pages[number], other)
        places = [b"1 0 0 -1 %b %b Tm" % (at[1], at[2]) for at in (first, second)]
        drawn(
            lambda content: (
                content.replace(places[0], b"@", 1)
                .replace(places[1], places[0], 1)
                .replace(b"@", places[1], 1)
            ),
            number,
        )(writer)

    return apply


def marks_exchanged(content: bytes) -> bytes:
    """The last two pictures of a page, each drawn where the other was."""
    places = re.findall(rb"\n1 0 0 1 (\S+ \S+) cm\n", content)
    one, other = places[-2:]
    return content.replace(one, b"@").replace(other, one).replace(b"@", other)


def in_tags(change: Callable[[list[Any]], None]) -> Change:
    """The elements of the tag tree, changed."""

    def apply(writer: PdfWriter) -> None:
        objects = (one for one in writer._objects if isinstance(one, DictionaryObject))
        change([one for one in objects if one.get("/Type") == "/StructElem"])

    return apply


def first_with(elements: list[Any], **values: str) -> Any:
    return next(
        one
        for one in elements
        if all(one.get(f"/{key}") == value for key, value in values.items()) and one.get("/K")
    )


def other_order(elements: list[Any]) -> None:
    kids = first_with(elements, S="/Document")["/K"]
    kids[2], kids[3] = kids[3], kids[2]


def other_alternative(elements: list[Any]) -> None:
    with_alt = next(one for one in elements if "/Alt" in one)
    with_alt[name("/Alt")] = TextStringObject("Et annet bilde.")


def annotated(annotation: Any) -> Change:
    return lambda writer: writer.add_annotation(0, annotation) and None


def in_metadata(old: bytes, new: bytes) -> Change:
    def apply(writer: PdfWriter) -> None:
        stream = writer.root_object["/Metadata"].get_object()
        assert old in stream.get_data()
        stream.set_data(stream.get_data().replace(old, new, 1))

    return apply


def link(change: Callable[[Any], None]) -> Change:
    return lambda writer: change(writer.pages[0]["/Annots"][1].get_object())


def bookmark(writer: PdfWriter) -> None:
    entry = writer.root_object["/Outlines"]["/First"].get_object()
    entry[name("/Title")] = TextStringObject("Noe annet")


def script() -> DictionaryObject:
    return made(S=name("/JavaScript"), JS=TextStringObject("app.alert(1)"))


def picture(writer: PdfWriter) -> None:
    stream = stream_of(b"\0")
    values = {"Type": "/XObject", "Subtype": "/Image", "ColorSpace": "/DeviceGray"}
    stream.update({name(f"/{key}"): name(value) for key, value in values.items()})
    for key, value in {"Width": 1, "Height": 1, "BitsPerComponent": 8}.items():
        stream[name(f"/{key}")] = NumberObject(value)
    drawings = writer.pages[0]["/Resources"]["/XObject"]
    drawings[name("/Im1")] = writer._add_object(stream)
    after_all(0, b"q 100 0 0 100 200 200 cm /Im1 Do Q")(writer)


def layer(writer: PdfWriter) -> None:
    group = writer._add_object(made(Type=name("/OCG"), Name=TextStringObject("Lag")))
    at_root("/OCProperties", made(OCGs=ArrayObject([group]), D=DictionaryObject()))(writer)


def other_font(writer: PdfWriter) -> None:
    values = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"}
    font = made(**{key: name(value) for key, value in values.items()})
    writer.pages[0]["/Resources"]["/Font"][name("/ABCDEF")] = writer._add_object(font)


def another_page(writer: PdfWriter) -> None:
    other = replace(REPORT, heading="Øybyen", title="Kontorrapport for Øybyen")
    page = PdfReader(BytesIO(render_one(other, "pdf").content)).pages[0]
    writer.insert_page(page, 0)
    writer.remove_page(1)


def two_pages_exchanged(writer: PdfWriter) -> None:
    kids = writer.root_object["/Pages"]["/Kids"]
    kids[3], kids[4] = kids[4], kids[3]


def hidden_stream(writer: PdfWriter) -> None:
    writer._add_object(stream_of(b"noe som ligger i filen"))


def uri(writer: PdfWriter) -> None:
    writer.add_annotation(0, Link(rect=(50, 50, 100, 100), url="https://example.org/"))


def launch(writer: PdfWriter) -> None:
    leads = made(S=name("/Launch"), F=TextStringObject("program.exe"))
    writer.pages[0]["/Annots"][0].get_object()[name("/A")] = leads


CHANGES: dict[str, Change] = {
    # what runs, leads out or is carried along
    "a script by name": lambda writer: writer.root_object["/Names"].update(
        {name("/JavaScript"): made(Names=ArrayObject([TextStringObject("a"), script()]))}
    ),
    "a script at opening": at_root("/OpenAction", script()),
    "a script of the file": at_root("/AA", made(WC=script())),
    "a script of a page": on_page("/AA", made(O=script())),
    "a link to an address": uri,
    "a link that starts a program": launch,
    "a comment": annotated(Comment(rect=(50, 50, 80, 80), text="Husk")),
    "text in an annotation": annotated(FreeText(text="8,87", rect=(50, 50, 100, 80))),
    "a form": at_root("/AcroForm", made(Fields=ArrayObject())),
    "a file inside": lambda writer: writer.add_attachment("svar.csv", b"1;2") and None,
    "an associated file": at_root("/AF", ArrayObject()),
    "a layer": layer,
    "a picture": picture,
    "a font more": other_font,
    "an object nothing uses": hidden_stream,
    "another way to look at it": at_root("/PageLayout", name("/TwoColumnLeft")),
    # pages
    "another office's page": another_page,
    "two pages exchanged": two_pages_exchanged,
    "a page less": lambda writer: writer.remove_page(4),
    "a page twice": lambda writer: writer.add_page(writer.pages[4]) and None,
    "a page turned": on_page("/Rotate", NumberObject(90)),
    "a page cut": on_page("/CropBox", ArrayObject(map(FloatObject, (0, 0, 300, 300)))),
    "a page moved": on_page("/MediaBox", ArrayObject(map(FloatObject, (0, 200, 595, 1041)))),
    # fonts
    "digits drawn that the file says are others": as_digits("8"),
    "letters said to be others": in_font(read_as({0x29: "m"})),
    "a 4 drawn as a 9": in_font(other_outlines),
    "letters of other widths": in_font(
        lambda font: below(font)["/W"][1].__setitem__(0, NumberObject(10))
    ),
    "numbers that mean other glyphs": in_font(
        lambda font: below(font).update({name("/CIDToGIDMap"): stream_of(b"\0\1" * 99)})
    ),
    "another encoding": in_font(lambda font: font.update({name("/Encoding"): name("/Identity-V")})),
    # texts that are hidden, hard to see or elsewhere
    "a white box": covered("1 1 1"),
    "a black box": covered("0 0 0"),
    "a stroke through a word": of_text(
        "Forskjell",
        lambda match, _: (
            match[0]
            + b"\nET 0 0 0 RG 1 w %b %f m %f %f l S BT\n"
            % (match[1], float(match[2]) - 4, float(match[1]) + 50, float(match[2]) - 4)
        ),
    ),
    "white text": colored("1 1 1"),
    "pale text": colored("0.9 0.9 0.9"),
    "invisible text": of_text("4,0", lambda match, _: b"3 Tr\n" + match[0] + b"\n0 Tr"),
    "text that only cuts": of_text("4,0", lambda match, _: b"7 Tr\n" + match[0] + b"\n0 Tr"),
    "text off the page": moved("4,0", right=3000),
    "text below the page": moved("4,0", down=3000),
    "tiny text": moved("4,0", size="0.1"),
    "turned text": of_text("4,0", lambda match, _: match[0].replace(b"1 0 0 -1", b"0 1 1 0", 1)),
    "text cut off": of_text(
        "4,0", lambda match, _: b"ET q 0 0 10 10 re W n BT\n" + match[0] + b"\nET Q BT"
    ),
    "letters moved within a number": of_text(
        "4,0", lambda match, _: match[0].replace(b">0<", b">900<", 1)
    ),
    "text over other text": moved("4,0", right=100),
    "letters moved little by little": of_text(
        "4,0", lambda match, _: match[0].replace(b">0<", b">100 100 100<", 1)
    ),
    "a big word over others": moved("Innovasjonsatferd", size="4"),
    "a comment among the metadata": in_metadata(b"</rdf:RDF>", b"<!-- noe --></rdf:RDF>"),
    "two numbers of a row exchanged": exchanged("4,1", "4,2"),
    "two numbers of a column exchanged": exchanged("3,0–5,0", "3,1–5,1"),
    "a number in the row below": moved("8", down=22),
    # texts that nobody wrote
    "a sentence in the tags": said_more("/Span <</MCID 0>> BDC {} EMC"),
    "a sentence that no tag leads to": said_more("/Span <</MCID 999>> BDC {} EMC"),
    "a sentence beside the text": said_more("/Artifact BMC {} EMC"),
    "a sentence without marks": said_more("{}"),
    "a sentence in a picture": said_more("q /a1 gs {} Q"),
    "text said to be another": swapped(b"<</MCID 0>>", b"<</MCID 0 /ActualText (Nei)>>"),
    "a stamp of the page's foot": of_text(
        "Side 2 av 6", lambda match, letters: match[0].replace(letters["2"].encode(), b"", 1)
    ),
    # pictures
    "a picture inside the content": after_all(0, b"BI /W 1 /H 1 /BPC 8 /CS /G ID \\0 EI"),
    "a slanted line": after_all(0, b"q 0 0 0 RG 300 300 m 350 360 l S Q"),
    "a small dot": after_all(0, b"q 0 0 0 rg 300 300 3 3 re f Q"),
    "a curve": after_all(0, b"q 0 0 0 rg 300 300 m 310 300 320 310 330 330 c f Q"),
    "a mark moved": drawn(
        lambda content: re.sub(
            rb"(\S+) (\S+) m\n(\S+) \2 l\nB",
            lambda match: (
                b"%f %b m\n%b %b l\nB" % (float(match[1]) - 9, match[2], match[3], match[2])
            ),
            content,
            count=1,
        ),
        1,
    ),
    "two marks exchanged": drawn(marks_exchanged, 1),
    "a white box over the pictures": after_all(1, b"q 1 1 1 rg 200 300 200 200 re f Q"),
    "a mark of another colour": drawn(
        lambda content: content.replace(b"0.043137 0.333333 0.388235 rg\n[", b"1 0 0 rg\n[", 1), 1
    ),
    "a mark less": drawn(
        lambda content: re.sub(rb"/a1 gs\n.*?EMC", b"EMC", content, count=1, flags=re.DOTALL), 1
    ),
    # tags, bookmarks and what the file says of itself
    "no tags": lambda writer: writer.root_object["/StructTreeRoot"].pop("/K") and None,
    "tags in another order": in_tags(other_order),
    "a heading that is none": in_tags(
        lambda elements: first_with(elements, S="/H2").update({name("/S"): name("/P")})
    ),
    "another alternative": in_tags(other_alternative),
    "an alternative for text": in_tags(
        lambda elements: first_with(elements, S="/P").update(
            {name("/ActualText"): TextStringObject("Nei")}
        )
    ),
    "a bookmark that says something else": bookmark,
    "a link that says something else": link(
        lambda one: one.update({name("/Contents"): TextStringObject("Noe annet")})
    ),
    "a link that leads elsewhere": link(
        lambda one: one.update({name("/Dest"): TextStringObject("h28")})
    ),
    "another title": lambda writer: writer.add_metadata({"/Title": "Noe annet"}),
    "another subject": lambda writer: writer.add_metadata({"/Subject": "Noe annet"}),
    "a property more": lambda writer: writer.add_metadata({"/Fylke": "Noe annet"}),
    "another day": lambda writer: writer.add_metadata({"/CreationDate": "D:20200101"}),
    "another unit": in_metadata(b"unit>fjordbyen", b"unit>oybyen"),
    "another word in its metadata": in_metadata(b"</rdf:li>", b" eller noe annet</rdf:li>"),
    "another language": at_root("/Lang", TextStringObject("en")),
    "seen through": lambda writer: writer.pages[0]["/Resources"]["/ExtGState"]["/a1.0"].update(
        {name("/ca"): FloatObject(0.1)}
    ),
    "locked": lambda writer: writer.encrypt("", "ord"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_found(document: RenderedDocument, change: Change) -> None:
    assert findings(document, edited(document.content, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content + b"noe mer",
        lambda content: b"noe forst" + content,
        lambda content: content + b"1 0 obj<</Type/Catalog>>endobj\nstartxref\n0\n%%EOF\n",
        lambda content: content[:-9],
        lambda content: content.replace(b"%PDF-1.7", b"%PDF-1.4"),
        lambda content: b"",
    ],
    ids=["bytes after", "bytes before", "an update", "cut", "another form", "nothing"],
)
def test_bytes_that_were_not_written_are_found(document, change) -> None:
    assert findings(document, change(document.content))
