"""What WeasyPrint leaves out of a tagged PDF, or gets wrong, put right just before it is written.

A table is one however many pages it takes, its cells name their heads, running heads and feet are
artifacts, and a table of contents is tagged as one, with links that say where they lead.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import pydyf

from generator.render.pdf.standards import describe

_ARTIFACT: Final = pydyf.Dictionary({"Type": "/Pagination"})

DECORATIVE: Final = "\ufffc"
"""The text alternative of a picture that is no part of the document's structure."""

AMBIGUOUS_END: Final = b"\r\nendstream"
"""A stream whose last byte is a carriage return: archive rules count it as part of the line end."""


def finish_tags(
    document: object,
    pdf: pydyf.PDF,
    *,
    links: Mapping[str, str],
    foreign: Mapping[str, str],
    unit: str,
    run: str,
    attempt: int,
) -> None:
    """Complete the tags of a PDF (a WeasyPrint finisher); ``links`` are texts by address.

    ``foreign`` has the language of quotes and of cells' texts where it is not the document's, by
    their elements in HTML. From the second ``attempt`` on, streams that would end ambiguously are
    stored as they are, and unused objects shift the tables that are compressed only when the file
    is written.
    """
    join_tables(TagTree(pdf))
    tree = TagTree(pdf)
    _HeadLinker(tree).link()
    _separate_page_furniture(tree)
    _tag_contents(tree, links)
    for quote in tree.tagged("/BlockQuote") if "blockquote" in foreign else ():
        quote["Lang"] = pydyf.String(foreign["blockquote"])
    for cell in tree.tagged("/TD") if "span" in foreign else ():
        for span in tree.kids(cell):  # texts in a language of their own are the only spans of cells
            span["Lang"] = pydyf.String(foreign["span"])
    describe(pdf, unit=unit, run=run)
    if attempt:
        for element in pdf.objects:
            if isinstance(element, pydyf.Stream) and element.data.endswith(AMBIGUOUS_END):
                element.compress = False
        for _ in range(attempt):
            pdf.add_object(pydyf.Dictionary())


class TagTree:
    """The structure tree of a PDF that is being written: its elements in reading order."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.root = self.object(pdf.catalog["StructTreeRoot"])
        self._drop_decoration(self.root)
        self.elements = tuple(self.below(self.root))

    def object(self, reference: Any) -> Any:
        """Return what a reference refers to."""
        text = reference.decode() if isinstance(reference, bytes) else str(reference)
        return self.pdf.objects[int(text.split(maxsplit=1)[0])]

    def _drop_decoration(self, element: Any) -> None:
        """Take decorative pictures out of the tree; what is drawn becomes an artifact later."""
        dropped = {
            kid.reference
            for kid in self.kids(element)
            if kid["S"] == "/Figure" and "Alt" in kid and kid["Alt"].string == DECORATIVE
        }
        if dropped:
            element["K"] = pydyf.Array(kid for kid in element["K"] if kid not in dropped)
        for kid in self.kids(element):
            self._drop_decoration(kid)

    def kids(self, element: Any) -> Iterator[Any]:
        """Yield the structure elements right below one, without its marked content."""
        for kid in element["K"]:
            if isinstance(kid, (bytes, str)):
                child = self.object(kid)
                if isinstance(child, dict) and "S" in child:
                    yield child

    def move(self, element: Any, *, into: Any) -> None:
        """Move all that is right below an element to the end of another."""
        for kid in self.kids(element):
            kid["P"] = into.reference
            into["K"].append(kid.reference)
        element["K"].clear()

    def tagged(self, tag: str) -> Iterator[Any]:
        """Yield the elements with a tag."""
        return (element for element in self.elements if element["S"] == tag)

    def below(self, element: Any) -> Iterator[Any]:
        """Yield the structure elements anywhere below one, in reading order."""
        for child in self.kids(element):
            yield child
            yield from self.below(child)


def join_tables(tree: TagTree) -> None:
    """Make one table of the parts that WeasyPrint makes of it, a part for each page.

    What goes on from the page before has no caption. Its rows and what stands below them go to the
    first part; its heads, which are repeated, go out of the tree and become artifacts.
    """
    body = box = page = None
    for table in tree.tagged("/Table"):
        own_box = tree.object(table["P"])
        bodies = [kid for kid in tree.kids(table) if kid["S"] == "/TBody"]
        captioned = any(kid["S"] == "/Caption" for kid in tree.kids(table))
        if body is None or captioned or table["Pg"] == page:
            body, box = next(reversed(bodies), None), own_box
        else:
            for kid in bodies:
                tree.move(kid, into=body)
            own_box["K"].remove(table.reference)
            if own_box is not box:
                tree.move(own_box, into=box)
                tree.object(own_box["P"])["K"].remove(own_box.reference)
        page = table["Pg"]


_Cell = tuple[Any, range]
"""A table cell's structure element and the columns it stands in."""


class _HeadLinker:
    """Gives heads their identifiers and cells the identifiers of their heads, table by table.

    WeasyPrint's own lists name the wrong columns under heads that span several, and no validator
    finds it. Here every cell names the heads of its column from the top, and then those of its row:
    also a head that stands once for the rows below it.
    """

    def __init__(self, tree: TagTree) -> None:
        self._tree = tree
        self._named: dict[str, Any] = {}
        self._standing: dict[int, str] = {}  # heads that hold for blank cells below, by column

    def link(self) -> None:
        """Link every table, and list the heads by identifier."""
        for table in self._tree.tagged("/Table"):
            self._standing.clear()
            self._link_part(table, {}, in_head=False)
        names = pydyf.Array()
        for name, element in self._named.items():
            names += [pydyf.String(name), element.reference]
        if names:
            identifiers = pydyf.Dictionary({"Names": names})
            self._tree.pdf.add_object(identifiers)
            self._tree.root["IDTree"] = identifiers.reference

    def _link_part(self, part: Any, columns: dict[int, tuple[str, ...]], *, in_head: bool) -> None:
        """Link the rows of a table or a part of it; ``columns`` collects the heads of each."""
        for child in self._tree.kids(part):
            if child["S"] != "/TR":
                self._link_part(child, columns, in_head=in_head or child["S"] == "/THead")
            elif in_head:
                self._link_head_row(self._cells(child), columns)
            else:
                self._link_body_row(self._cells(child), columns)

    def _cells(self, row: Any) -> list[_Cell]:
        """Return a row's cells without the marks that WeasyPrint put on them."""
        cells: list[_Cell] = []
        column = 0
        for element in self._tree.kids(row):
            if "A" in element:
                element["A"].pop("Headers", None)
                end = column + element["A"].get("ColSpan", 1)
                cells.append((element, range(column, end)))
                column = end
        return cells

    def _link_head_row(self, cells: Sequence[_Cell], columns: dict[int, tuple[str, ...]]) -> None:
        for element, within in cells:
            if _is_head(element):
                name = self._name(element, scope="/Column")
                _point(element, columns.get(within.start, ()))
                for column in within:
                    columns[column] = (*columns.get(column, ()), name)

    def _link_body_row(
        self, cells: Sequence[_Cell], columns: Mapping[int, tuple[str, ...]]
    ) -> None:
        row_heads = tuple(self._row_heads(cells))
        own: list[str] = []
        for element, within in cells:
            of_columns = [columns.get(column, ()) for column in within]
            if _is_head(element):
                _point(element, (*of_columns[0], *own))
                own.append(element["ID"].string)
            else:
                heads = dict.fromkeys(chain.from_iterable(of_columns))
                _point(element, (*heads, *row_heads))

    def _row_heads(self, cells: Sequence[_Cell]) -> Iterator[str]:
        """Yield the row's heads; blank cells at its beginning stand for the heads above them."""
        leading = True
        for element, within in cells:
            column = within.start
            if leading and (_is_head(element) or element["K"]):
                leading = False
                self._standing = {at: name for at, name in self._standing.items() if at < column}
            if _is_head(element):
                self._standing[column] = self._name(element, scope="/Row")
                yield self._standing[column]
            elif leading and column in self._standing:
                yield self._standing[column]

    def _name(self, element: Any, *, scope: str) -> str:
        """Give a head its identifier and say whether it heads a column or a row."""
        name = f"head{len(self._named) + 1:05d}"
        self._named[name] = element
        element["ID"] = pydyf.String(name)
        element["A"]["Scope"] = scope
        return name


def _is_head(element: Any) -> bool:
    return bool(element["S"] == "/TH")


def _point(element: Any, heads: Sequence[str]) -> None:
    if heads:
        element["A"]["Headers"] = pydyf.Array(pydyf.String(name) for name in heads)


def _separate_page_furniture(tree: TagTree) -> None:
    """Turn what is marked but not in the tree, running heads and feet, into artifacts."""
    reached = {element.number for element in tree.elements}
    marks = tree.object(tree.root["ParentTree"])["Nums"]
    for page, of_page in zip(tree.pdf.page_references, marks[1::2], strict=False):
        loose = {
            mark
            for mark, reference in enumerate(of_page)
            if tree.object(reference).number not in reached
        }
        for mark in loose:
            tree.object(of_page[mark]).clear()
            of_page[mark] = "null"
        content = tree.object(tree.object(page)["Contents"]).stream
        for index, item in enumerate(content):
            if isinstance(item, dict) and item.get("MCID") in loose:
                content[index - 1 : index + 1] = ["/Artifact", _ARTIFACT]


def _tag_contents(tree: TagTree, links: Mapping[str, str]) -> None:
    """Tag the list that holds links as a table of contents, and let every link say its text."""
    for items in tree.tagged("/L"):
        if any(element["S"] == "/Link" for element in tree.below(items)):
            items["S"] = "/TOC"
            for entry in tree.kids(items):
                entry["S"] = "/TOCI"
                for body in tree.kids(entry):
                    body["S"] = "/Reference"
    for element in tree.pdf.objects:
        if isinstance(element, dict) and element.get("Subtype") == "/Link" and "Dest" in element:
            element["Contents"] = pydyf.String(links[f"#{element['Dest'].string}"])
