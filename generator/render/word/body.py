"""A report's blocks as the body of a Word document, in the styles of the template."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Final

from generator.language.wording import RenderWords, render_words
from generator.render.charts.diagram import draw_diagram
from generator.render.charts.drawing import Drawing
from generator.render.charts.marks import draw_axis, draw_key
from generator.render.charts.png import png
from generator.render.column_widths import PAGE_WIDTH, column_percents
from generator.render.layout import (
    TURNED_WIDTH,
    PrintedCell,
    introduces,
    on_one_page,
    printed_rows,
    turned,
)
from generator.render.word import xml
from generator.report.block import (
    ActionPlan,
    Align,
    Block,
    Bullets,
    Column,
    Contents,
    Diagram,
    Heading,
    Note,
    PageBreak,
    Panels,
    Paragraph,
    Quote,
    Remark,
    Steps,
    Table,
)

_EMU_PER_POINT: Final = 12700
_TWIPS_PER_POINT: Final = 20
_PLAN_ROW: Final = 740
_PARAGRAPH_STYLES: Final = {"body": "Normal", "verdict": "Lead", "small": "Small"}
_ALIGNED: Final[dict[Align, str]] = {
    "text": "Text",
    "number": "Number",
    "center": "Center",
    "picture": "Text",
}
_HEAD_ALIGNED: Final[dict[Align, str]] = {**_ALIGNED, "text": "", "picture": ""}
_ANCHOR: Final = "_Toc{:06d}"  # of the heading at a place among the blocks
_PICTURE_MARGINS: Final = (  # none beside it; above and below, room for the rule between rows
    '<w:tcMar><w:top w:w="10" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="10" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tcMar>'
)
_AFTER_TABLE: Final = xml.paragraph("TableEnd", "")  # Word would join two tables that touch
_AFTER_NUMBER: Final = '<w:tcMar><w:left w:w="227" w:type="dxa"/></w:tcMar>'
_HEAD_RULE: Final = (
    '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="0B5563"/></w:tcBorders>'
)
_AT_BOTTOM: Final = '<w:vAlign w:val="bottom"/>'


@dataclass(frozen=True, slots=True)
class BodyWriter:
    """Writes blocks as WordprocessingML, counting pictures as it goes.

    ``add_picture`` stores a PNG and returns its relation; ``new_list`` starts a numbered list and
    returns its number; ``section`` ends turned pages, or others. ``width`` is in twips.
    """

    blocks: Sequence[Block]
    words: RenderWords
    add_picture: Callable[[bytes], str]
    new_list: Callable[[], int]
    pages: Mapping[int, int]
    width: int
    turned_width: int
    section: Callable[[bool], str]
    page: float = PAGE_WIDTH
    pictures: Iterator[int] = field(default_factory=partial(count, 1))

    def body(self) -> str:
        """Return all blocks, one after the other."""
        widths = turned(self.blocks)
        wide = replace(self, width=self.turned_width, page=TURNED_WIDTH)
        content = []
        for index, (block, width) in enumerate(zip(self.blocks, widths, strict=True)):
            if isinstance(block, PageBreak) and widths[index + 1 : index + 2] != (width,):
                content.append(self.section(width == TURNED_WIDTH))
            else:
                content.append((wide if width == TURNED_WIDTH else self)._block(index, block))
        return "".join(content)

    def _block(self, index: int, block: Block) -> str:
        match block:
            case Heading():
                marked = xml.bookmark(_ANCHOR.format(index), index, xml.run(block.text))
                content = xml.paragraph(f"Heading{block.level}", marked)
            case Paragraph():
                keep = introduces(self.blocks, index)
                content = xml.text(_PARAGRAPH_STYLES[block.role], block.text, keep_next=keep)
            case Bullets():
                content = self._bullets(block)
            case Note():
                title = xml.text("NoteTitle", block.title) if block.title else ""
                content = _AFTER_TABLE + title + xml.text("Note", block.text) + _AFTER_TABLE
            case Quote():
                locale = render_words(block.language).locale if block.language else ""
                content = xml.text("Quote", block.text, language=locale)
            case Panels():
                content = self._panels(block)
            case Steps():
                content = self._steps(block)
            case Table():
                content = self._table(block)
            case Diagram():
                content = self._diagram(block)
            case ActionPlan():
                content = self._action_plan(block)
            case Contents():
                content = self._contents(block)
            case PageBreak():
                content = xml.paragraph("PageBreak", "")
        return content

    def _bullets(self, block: Bullets) -> str:
        style = "ListNumber" if block.ordered else "ListBullet"
        numbering = self.new_list() if block.ordered and block.items else None
        return "".join(xml.text(style, item, numbering=numbering) for item in block.items)

    def _steps(self, block: Steps) -> str:
        numbering = self.new_list()
        steps = (
            xml.paragraph("ListNumber", _remark(step), numbering=numbering) for step in block.steps
        )
        content = xml.text("PanelTitle", block.title) + "".join(steps)
        row = xml.row([xml.cell(content, self.width)])
        return xml.table("Steg", [self.width], [row], heads=False) + _AFTER_TABLE

    def _diagram(self, block: Diagram) -> str:
        title = xml.caption(self.words.figure, block.number, block.title, keep_next=True)
        picture = self._picture(draw_diagram(block), block.alt)
        figure = xml.paragraph("Figure", picture, keep_next=bool(block.notes))
        return title + figure + _notes(block.notes) + _AFTER_TABLE

    def _picture(self, drawing: Drawing, alt: str = "") -> str:
        """A run with a picture; without a text alternative it is decoration."""
        scale = _EMU_PER_POINT * self.width / _TWIPS_PER_POINT / self.page
        width, height = (round(side * scale) for side in (drawing.width, drawing.height))
        relation = self.add_picture(png(drawing))
        return xml.picture(relation, next(self.pictures), alt, width=width, height=height)

    def _table(self, block: Table, share: float = 1.0) -> str:
        """Return a table that has a share of the text's width."""
        percents = column_percents(block, self.page * share)
        widths = [round(width * share) for width in self._widths(percents)]
        rows = [*self._head_rows(block, widths, share), *self._body_rows(block, widths, share)]
        printed = xml.table("Rapporttabell", widths, rows, title=block.title)
        word = self.words.figure if block.drawn else self.words.table
        title = xml.caption(word, block.number, block.title, keep_next=True)
        legend = "".join(
            (self._picture(draw_key(key.mark)) if key.mark else "") + xml.run(f" {key.text}   ")
            for key in block.legend
        )
        if legend:
            title += xml.paragraph("TableNote", legend, keep_next=True)
        return title + printed + _notes(block.notes) + _AFTER_TABLE

    def _head_rows(self, block: Table, widths: Sequence[int], share: float) -> Iterator[str]:
        if block.groups:
            cells, start = [], 0
            for group in block.groups:
                width = sum(widths[start : start + group.span])
                alone = f"TableHead{_HEAD_ALIGNED[block.columns[start].align]}"
                text = xml.text("TableHeadCenter" if group.span > 1 else alone, group.text)
                cells.append(xml.cell(text, width, span=group.span))
                start += group.span
            yield xml.row(cells, head=True)
        rule = _HEAD_RULE if block.groups else ""  # the table style rules off the first row only
        heads = []
        margins = _cell_margins(block.columns)
        for column, width, margin in zip(block.columns, widths, margins, strict=True):
            if column.align == "picture" and block.axis:
                wide = self.page * share * width / sum(widths)
                drawing = draw_axis(block.axis, width=wide)
                head = self._picture_line(drawing, keep=True)
            else:
                head = xml.text(f"TableHead{_HEAD_ALIGNED[column.align]}", column.head)
            heads.append(xml.cell(head, width, properties=f"{rule}{margin}{_AT_BOTTOM}"))
        yield xml.row(heads, head=True)

    def _body_rows(self, block: Table, widths: Sequence[int], share: float) -> Iterator[str]:
        last = len(block.rows) - 1
        together = on_one_page(block)
        margins = _cell_margins(block.columns)
        for index, printed in enumerate(printed_rows(block, self.page * share)):
            category = printed.kind == "category"
            ends = index in {0, last - 1}  # no row stands alone on a page
            keep = index < last and (together or category or ends)
            indented = "TableItem" if printed.kind == "item" else ""
            texts = [
                self._picture_line(one.drawing, one.alt, keep=keep)
                if one.drawing
                else _cell_text(
                    one, indented if one.head else "", strong=category or one.strong, keep=keep
                )
                for one in printed.cells
            ]
            if printed.spans > 1:
                yield xml.row([xml.cell(texts[0], sum(widths), span=printed.spans)])
            else:
                fills = (one.fill for one in printed.cells)
                cells = zip(texts, widths, margins, fills, strict=True)
                yield xml.row(
                    xml.cell(t, w, properties=own, fill=fill) for t, w, own, fill in cells
                )

    def _picture_line(self, drawing: Drawing, alt: str = "", *, keep: bool) -> str:
        return xml.paragraph("TablePicture", self._picture(drawing, alt), keep_next=keep)

    def _contents(self, block: Contents) -> str:
        """Return a table of contents, with the page numbers that are known."""
        entries = [
            (index, one)
            for index, one in enumerate(self.blocks)
            if isinstance(one, Heading) and one.level <= block.depth
        ]
        title = xml.text("TOCHeading", block.title)
        code = rf'TOC \o "1-{block.depth}" \h \z \u'
        lines = []
        for position, (index, heading) in enumerate(entries):
            anchor = _ANCHOR.format(index)
            start = xml.field_start(code) if position == 0 else ""
            end = xml.FIELD_END if position == len(entries) - 1 else ""
            number = str(self.pages.get(index, ""))
            page = "<w:r><w:tab/></w:r>" + xml.field(rf"PAGEREF {anchor} \h", number)
            link = f'<w:hyperlink w:anchor="{anchor}" w:history="1">{xml.run(heading.text)}{page}'
            lines.append(xml.paragraph(f"TOC{heading.level}", f"{start}{link}</w:hyperlink>{end}"))
        return title + "".join(lines)

    def _panels(self, block: Panels) -> str:
        widths = self._widths([1] * len(block.panels))
        printed = []
        for panel in block.panels:
            remarks = (xml.paragraph("PanelText", _remark(remark)) for remark in panel.remarks)
            title = xml.text("PanelTitle", panel.title) if panel.title else ""
            table = self._table(panel.table, 1 / len(block.panels)) if panel.table else ""
            printed.append(title + "".join(remarks) + table)
        row = xml.row(xml.cells(printed, widths))
        return xml.table("Paneler", widths, [row], heads=False) + _AFTER_TABLE

    def _action_plan(self, block: ActionPlan) -> str:
        widths = self._widths([1] * len(block.heads))
        heads = xml.cells((xml.text("TableHead", head) for head in block.heads), widths)
        rows = [xml.row(heads, head=True)]
        for left in reversed(range(block.rows)):  # all on one page
            blank = xml.paragraph("TableText", "", keep_next=left > 0)
            rows.append(xml.row(xml.cells([blank] * len(widths), widths), height=_PLAN_ROW))
        title = xml.caption("", None, block.title, keep_next=True)
        return title + xml.table("Handlingsplan", widths, rows, title=block.title) + _AFTER_TABLE

    def _widths(self, shares: Sequence[int]) -> list[int]:
        """Share out the text width; rounding goes to the last column."""
        widths = [self.width * share // sum(shares) for share in shares]
        widths[-1] += self.width - sum(widths)
        return widths


def _notes(notes: Sequence[str]) -> str:
    return "".join(xml.text("TableNote", note) for note in notes)


def _remark(remark: Remark) -> str:
    between = " " if remark.strong and remark.text else ""
    return xml.run(remark.strong, style="TableStrong") + xml.run(between + remark.text)


def _cell_margins(columns: Sequence[Column]) -> list[str]:
    """The margins of each column's cells where they are not the table's."""
    before = ("", *(column.align for column in columns))
    return [
        _PICTURE_MARGINS
        if column.align == "picture"
        else _AFTER_NUMBER
        if (left, column.align) == ("number", "text")
        else ""
        for left, column in zip(before, columns, strict=False)
    ]


def _cell_text(one: PrintedCell, style: str, *, strong: bool, keep: bool) -> str:
    look = "Withheld" if one.withheld else "TableStrong" if strong else ""
    own = style or f"Table{_ALIGNED[one.align]}{one.pad.capitalize()}"
    locale = render_words(one.language).locale if one.language else ""
    return xml.text(own, one.text, look=look, language=locale, keep_next=keep)
