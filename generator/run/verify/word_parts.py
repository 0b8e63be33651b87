"""What a Word report is made of: every part, element, attribute and value that may stand in it.

None of them runs or fetches something, hides, moves or colours words, or shows others.
"""

import re
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any, Final

from docx.oxml.ns import qn
from lxml import etree

from generator.render.word.document import TEMPLATE
from generator.resources.templates import templates_folder
from generator.resources.typeface import FAMILY
from generator.run.verify.package import Package

_PARTS: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|word/(document|fontTable"
    r"|header\d|footer\d|numbering|settings|styles|theme/theme1)\.xml"
    r"|word/_rels/(document|fontTable)\.xml\.rels|word/fonts/font\d\.odttf"
    r"|word/media/picture\d+\.png"
)
_RELATIONS: Final = re.compile(
    "officeDocument|core-properties|extended-properties|styles|settings|fontTable|font|numbering"
    "|header|footer|theme|image"
)
_NAMESPACES: Final = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a:",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic:",
    "http://schemas.microsoft.com/office/drawing/2017/decorative": "adec:",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
_TEXT: Final = """
    a:avLst a:blip(r:embed) a:ext(cx,cy,uri) a:extLst a:fillRect a:graphic a:graphicData(uri)
    a:graphicFrameLocks(noChangeAspect) a:off(x,y) a:prstGeom(prst) a:stretch a:xfrm
    adec:decorative(val) pic:blipFill pic:cNvPicPr pic:cNvPr(id,name) pic:nvPicPr pic:pic pic:spPr
    body bookmarkEnd(id) bookmarkStart(id,name) bottom(color,space,sz,type,val,w) cantSplit
    cols(space) document drawing fldChar(fldCharType) footerReference(r:id,type) ftr gridCol(w)
    gridSpan(val) hdr headerReference(r:id,type) hyperlink(anchor,history) ilvl(val)
    instrText(xml:space) keepNext lang(val) left(type,w) numId(val) numPr p pPr pStyle(val)
    pgMar(bottom,footer,gutter,header,left,right,top) pgSz(h,orient,w) r rPr rStyle(val)
    right(type,w) sectPr shd(color,fill,val) t(xml:space) tab tbl tblCaption(val) tblGrid tblHeader
    tblLayout(type) tblLook(firstColumn,firstRow,lastColumn,lastRow,noHBand,noVBand,val) tblPr
    tblStyle(val) tblW(type,w) tc tcBorders tcMar tcPr tcW(type,w) top(type,w) tr
    trHeight(hRule,val) trPr vAlign(val) wp:cNvGraphicFramePr wp:docPr(descr,id,name)
    wp:extent(cx,cy) wp:inline(distB,distL,distR,distT)
"""
"""Every element of a text, head or foot with its attributes: none hides, colours or moves words."""

_LOOKS: Final = """
    abstractNum(abstractNumId) abstractNumId(val) altName(val) b bCs basedOn(val)
    bottom(color,space,sz,type,val,w) characterSpacingControl(val) charset(val) color(val) compat
    compatSetting(name,uri,val) decimalSymbol(val) defaultTabStop(val) docDefaults
    embedBold(fontKey,r:id) embedItalic(fontKey,r:id) embedRegular(fontKey,r:id)
    embedTrueTypeFonts family(val) font(name) fonts i iCs ind(hanging,left,right)
    insideH(color,space,sz,val) insideV(color,space,sz,val) jc(val) keepLines keepNext
    lang(bidi,eastAsia,val) left(color,space,sz,type,val,w) listSeparator(val) lvl(ilvl) lvlJc(val)
    lvlOverride(ilvl) lvlText(val) multiLevelType(val) name(val) next(val) num(numId) numFmt(val)
    numId(val) numPr numbering outlineLvl(val) pBdr pPr pPrDefault pStyle(val) pageBreakBefore
    panose1(val) pitch(val) qFormat rFonts(ascii,cs,eastAsia,hAnsi) rPr rPrDefault
    right(color,space,sz,type,val,w) semiHidden settings shd(color,fill,val)
    sig(csb0,csb1,usb0,usb1,usb2,usb3) spacing(after,before,line,lineRule) start(val)
    startOverride(val) style(customStyle,default,styleId,type) styles sz(val) szCs(val)
    tab(leader,pos,val) tabs tblBorders tblCellMar tblInd(type,w) tblPr tblStylePr(type) tcBorders
    tcPr themeFontLang(val) top(color,space,sz,type,val,w) uiPriority(val) unhideWhenUsed
    updateFields(val) vAlign(val) widowControl zoom(percent)
"""
"""The same of styles, lists, fonts and settings."""

_FIELD: Final = re.compile(
    r'TOC \\o "1-\d" \\h \\z \\u|PAGEREF _Toc\d{6} \\h|PAGE|NUMPAGES'
    r"|SEQ [^\W\d_]+ \\\* ARABIC \\r (?P<number>\d+)"
)
_VALUES: Final = {
    "@anchor": "_Toc[0-9]{6}",
    "bookmarkStart@name": "_Toc[0-9]{6}",
    "lvlText@val": r"[•–◦]|%1\.",
    "trHeight@hRule": "atLeast",
    "wp:docPr@name": "Picture [0-9]+",
    "pic:cNvPr@name": "Picture [0-9]+",
    "fldChar@fldCharType": "begin|separate|end",
    "a:graphicData@uri": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_BETWEEN: Final = {
    **dict.fromkeys(("trHeight@val", "tcW@w", "gridCol@w"), (150, 20_000)),
    **dict.fromkeys(("pgSz@w", "pgSz@h"), (8_000, 25_000)),
    "ind": (0, 1_500),
    "pgMar": (0, 3_000),
    **dict.fromkeys(("left@w", "right@w", "top@w", "bottom@w"), (0, 400)),
    "spacing@line": (20, 400),
    **dict.fromkeys(("spacing@before", "spacing@after"), (0, 1_000)),
}
"""Lengths that keep words where they can be seen, in twentieths of a point."""

NOT_SHIPPED: Final = "is not the shipped typeface"

_PROPERTIES: Final = frozenset(
    {
        *("coreProperties", "title", "subject", "creator", "lastModifiedBy", "identifier"),
        *("version", "keywords", "language", "created", "modified", "revision"),
        *("Properties", "Application", "description"),  # the last in older versions
    }
)
_LEAST_TEXT: Final = 14  # half-points
_LEAST_LINE: Final = 200  # 240ths of a line
_DARKEST_GROUND, _LIGHTEST_TEXT = 0.5, 0.45  # of white
_LEAST_PICTURE: Final = 60_000  # English metric units, 5 points


def unlike(package: Package) -> Iterator[str]:
    """What no report on the shipped template has, and would do, hide or show something else."""
    yield from package.faults(parts=_PARTS, kinds=_RELATIONS)
    text, looks = _vocabulary(_TEXT), _vocabulary(_LOOKS)
    for name, root in package.trees.items():
        if name.startswith("docProps/"):
            for one in root.iter():
                if etree.QName(one).localname not in _PROPERTIES:
                    yield f"its properties have {etree.QName(one).localname}"
        elif re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name):
            yield from _elements(name, root, text)
            yield from _fields(root)
        elif re.fullmatch(r"word/(styles|numbering|settings|fontTable)\.xml", name):
            yield from _elements(name, root, looks)
    yield from _unseen(package)
    shipped = Package((templates_folder() / TEMPLATE).read_bytes()).parts
    for name, part in package.parts.items():
        if name.startswith("word/fonts/") and shipped.get(name) != part:
            yield f"{name} {NOT_SHIPPED}"


def _vocabulary(text: str) -> frozenset[str]:
    """Elements as ``name``, and attributes as ``name@attribute``."""
    found = set()
    for name, attributes in re.findall(r"([\w:]+)(?:\(([^)]*)\))?", text):
        found |= {name, *(f"{name}@{one}" for one in filter(None, attributes.split(",")))}
    return frozenset(found)


def _elements(part: str, root: Any, known: frozenset[str]) -> Iterator[str]:
    """Elements, attributes, values and text that are not as a report has them."""
    for one in root.iter(etree.Element):
        name = _short(one.tag)
        if name not in known:
            yield f"{part} has an element that no report has: {etree.QName(one).localname}"
        if name not in ("t", "instrText") and (one.text or "").strip():
            yield f"{part} has text outside a paragraph: {(one.text or '').strip()[:80]!r}"
        if (one.tail or "").strip():
            yield f"{part} has text outside a paragraph: {(one.tail or '').strip()[:80]!r}"
        for attribute, value in one.attrib.items():
            place = f"{name}@{_short(attribute)}"
            if place not in known:
                yield f"{part} has an attribute that no report has: {place}"
            elif not _right(place, value):
                yield f"{part} has {place.replace('@', ' ')} {value!r}, as no report has"


def _right(place: str, value: str) -> bool:
    """Whether a value is one that a report has, where other values hide or move something."""
    name, _, attribute = place.partition("@")
    pattern = _VALUES.get(place) or _VALUES.get(f"@{attribute}")
    if pattern:
        return re.fullmatch(pattern, value) is not None
    if limits := _BETWEEN.get(place) or _BETWEEN.get(name):
        return value.isdecimal() and limits[0] <= int(value) <= limits[1]
    if place == "color@val":
        return value == "auto" or 0 <= _light(value) <= _LIGHTEST_TEXT
    if place == "shd@fill":
        return value == "auto" or _light(value) >= _DARKEST_GROUND
    if name == "rFonts":
        return value == FAMILY
    return True


def _light(color: str) -> float:
    """How light a colour is, from black 0 to white 1, by WCAG's weights; -1 for none."""
    if not re.fullmatch("[0-9A-Fa-f]{6}", color):
        return -1
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _fields(root: Any) -> Iterator[str]:
    """Fields that are none of a report's, and counters that would count otherwise."""
    for code in root.iter(qn("w:instrText")):
        match = _FIELD.fullmatch((code.text or "").strip())
        if match is None:
            yield f"has a field that no report has: {(code.text or '').strip()[:40]!r}"
        elif match["number"] and _next_text(code) != match["number"]:
            yield f"has a field that counts {match['number']} and shows {_next_text(code)!r}"


def _next_text(code: Any) -> str:
    runs = code.getparent().itersiblings(qn("w:r"))
    return next((text.text or "" for run in runs for text in run.iter(qn("w:t"))), "")


def _unseen(package: Package) -> Iterator[str]:
    """Words in styles that are too small to be seen, and pictures that are drawn out of shape."""
    root = package.trees.get("word/styles.xml", ())
    styles = {one.get(qn("w:styleId")): one for one in root if one.tag == qn("w:style")}
    small = {
        name
        for name in styles
        if _value(name, styles, "w:rPr", "w:sz", "w:val") < _LEAST_TEXT
        or _value(name, styles, "w:pPr", "w:spacing", "w:line") < _LEAST_LINE
    }
    for name in ("pStyle", "rStyle"):
        for one in package.trees["word/document.xml"].iter(qn(f"w:{name}")):
            style, holder = one.get(qn("w:val")), one.getparent().getparent()
            if style not in styles:
                yield f"has text in a style that is not there: {style}"
            elif style in small and any(text.text for text in holder.iter(qn("w:t"))):
                yield f"has text in a style that is too small to read: {style}"
    for one in package.trees["word/document.xml"].iter(qn("wp:extent")):
        if min(int(one.get("cx", 0)), int(one.get("cy", 0))) < _LEAST_PICTURE:
            yield "has a picture too small to see"


def _value(name: str | None, styles: Mapping[str | None, Any], *path: str) -> float:
    """A style's own value, or that of the style it is based on; infinite where none has one."""
    kind, element, attribute = map(qn, path)
    for _ in styles:
        style = styles.get(name)
        if style is None:
            break
        found = style.find(f"{kind}/{element}")
        if found is not None and found.get(attribute):
            return float(found.get(attribute))
        base = style.find(qn("w:basedOn"))
        name = None if base is None else base.get(qn("w:val"))
    return inf


def _short(tag: str) -> str:
    """An element's or attribute's name with a short prefix."""
    name = etree.QName(tag)
    return (
        f"{_NAMESPACES.get(name.namespace or '', '?:') if name.namespace else ''}{name.localname}"
    )
