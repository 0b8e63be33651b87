"""Documents of another edition of the program, read strictly without that edition's words.

What this program words and draws alike is held as ever. Of the rest, every number must be one of
the report's own, or of the results it is made from; the formats of a report must say the same; and
what only a few documents have is no edition's.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from generator.language.wording import render_words
from generator.render.charts.drawing import Label
from generator.render.html.page import views
from generator.render.pdf.standards import DESCRIPTION
from generator.report.block import RenderedDocument, Report
from generator.resources.typeface import printable
from generator.run.verify.finished import Finished
from generator.run.verify.glyphs import OTHER_TYPEFACE
from generator.run.verify.page import parted
from generator.run.verify.pictures import drawings_of, verify_drawings
from generator.run.verify.word import unlike_pictures
from generator.run.verify.word_parts import NOT_SHIPPED
from generator.run.verify.words import Piece, alternatives, end_of, text_of
from generator.run.verify.workbook import unlike_parts, workbook_rows

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_VALUE: Final = r"(\d+(?:[.,]\d+)*|[–—])"
"""A number, or the dash that stands where there is none."""

_LEAST_LETTERS: Final = 3
_LABEL: Final = re.compile(r"•|\d+\.")
"""What begins an item of a list: text in some formats, drawn by the reader's program in others."""

_PLAIN: Final = re.compile(r"WeasyPrint [\d.]+|kontorrapport|x-default|Resource|")

_Texts = Collection[str]


@dataclass(slots=True)
class Edition:
    """Another edition's run as its documents are read: what they have in common, and what not.

    ``figures`` are the numbers of the results for a report, ``own`` says whether a format was made
    with a county's own templates, so that it may hold text of theirs.
    """

    figures: Callable[[Report], _Texts]
    own: Callable[[str], bool]
    others: int = 0
    """How many documents this program would word or draw otherwise."""
    first_read: dict[str, tuple[str, Finished]] = field(default_factory=dict)
    """Of each report the document that was read first, which its other formats must agree with."""
    odd: dict[tuple[str, ...], dict[str, _Texts]] = field(default_factory=lambda: defaultdict(dict))
    """By kind of report and format what each document has that another edition may have."""

    def read(
        self, report: Report, document: RenderedDocument, finished: Finished, wrong: list[str]
    ) -> list[str]:
        """What is wrong with a document that this program would not make so.

        ``wrong`` is what it has otherwise than this program would write it, nothing where it is
        the same.
        """
        stem, _, form = document.path.rpartition(".")
        said, findings = finished.words, list[str]()
        if form == "html":
            page = parted(document.content)
            finished = replace(finished, words=page.running, furniture=(page.around,))
            self.odd[form, "has the style"][document.path] = (page.style,)
            findings += ["hides something"] * page.hides
        findings += self._unlike_sibling(stem, form, finished)
        self._note(report, document, finished)
        if not wrong:
            return findings
        self.others += 1
        own = self.own(form)
        findings += dict.fromkeys(one for one in finished.unlike if not own and not _of_type(one))
        if len({*finished.properties["title"]}) > 1:
            findings.append("its properties say two titles")
        text, right = " ".join(finished.words), [" ".join(one.words) for one in text_of(report)]
        if form == "xlsx":
            text, right = _cells(finished.rows), [*map(_one_line, workbook_rows(report, finished))]
            findings += unlike_parts(report, document.content)
        findings += _changed_values(right, text)
        if own:
            return findings
        if form != "html":
            findings += _around(report, finished)
        elif strange := [*_unlike_labels(report, page.drawn, finished)]:
            findings.append(f"has pictures that say {' '.join(strange)[:80]!r}")
        known = self._known(report, finished, right)
        strange = [*dict.fromkeys(_strange(known, " ".join((text, *said)), finished))]
        self.odd[report.kind, form, "says"][document.path] = strange
        return findings

    def odd_ones(self) -> Iterator[str]:
        """What stands in a few documents only, where an edition has it in all of a kind."""
        for (*_, what), of_kind in self.odd.items():
            seen = Counter(one for texts in of_kind.values() for one in texts)
            least = 2 if what == "says" else 1
            common = {one for one, count in seen.items() if max(least, len(of_kind) / 2) <= count}
            for path, texts in of_kind.items():
                yield from (f"{path}: {what} {one}" for one in texts if one not in common)

    def notes(self) -> Iterator[str]:
        """How the documents were read, and what that does not see."""
        if self.others:
            yield (
                f"This program words or draws {self.others} of its documents otherwise. There, "
                "numbers were held against the results, and the formats of a report against each "
                "other. What that cannot see: words without a number that were changed alike in "
                "all formats of a report, or in its only one; pictures, styles and letters that "
                "all reports of a kind have otherwise; words on the overview page."
            )

    def _unlike_sibling(self, stem: str, form: str, finished: Finished) -> Iterator[str]:
        """Where a document says something else than the same report in another format."""
        if form == "xlsx" or self.own(form):
            return
        if stem not in self.first_read:
            self.first_read[stem] = form, finished
            return
        other, first_read = self.first_read[stem]
        if unlike := _unlike_words(first_read, finished, contents="html" in (form, other)):
            yield f"says {unlike[1]!r} where the {other} file says {unlike[0]!r}"
        if finished.pictures != first_read.pictures:
            yield f"its pictures tell a listener something else than those of the {other} file"
        # A page for screens has no numbers of pages.
        first, second = (
            {*map(_plain, chain(*one.furniture[: 1 if one.pages else None]))}
            for one in (first_read, finished)
        )
        if second - first if form == "html" else second != first and other != "html":
            yield f"has other words around its text than the {other} file"

    def _note(self, report: Report, document: RenderedDocument, finished: Finished) -> None:
        """Keep what all documents of a kind have, or none, in one edition."""
        path, form = document.path, document.path.rpartition(".")[2]
        if form == "xlsx" or self.own(form):
            return
        of_type = any(map(_of_type, finished.unlike))
        self.odd[form, "has letters"][path] = ("of another typeface than most",) * of_type
        if finished.drawings or finished.images:
            look = verify_drawings if form == "pdf" else unlike_pictures
            of_kind = self.odd[report.kind, form, "has pictures"]
            of_kind[path] = ("that do not show what the report says",) * any(look(report, finished))

    def _known(self, report: Report, finished: Finished, right: Iterable[str]) -> set[str]:
        """Every number that may stand in a document."""
        own = (report.title, report.subtitle, report.heading, report.footer, report.about)
        alts = (alt for block in report.blocks for alt in alternatives(block))
        texts = (*right, *own, *alts, report.run_id, report.created.isoformat(), *_labels(report))
        pages = (str(number + 1) for number in range(finished.pages or 0))
        return {*_numbers("\n".join(texts)), *self.figures(report), *pages}


def figures_in(value: Any) -> Iterator[str]:
    """Every number in results, as it may be printed."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from figures_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from figures_in(each)
    elif isinstance(value, str):
        yield from _numbers(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        forms = (f"{abs(value):.{digits}f}" for digits in range(4))
        yield from (one for one in forms if float(one) == abs(value))


def _numbers(text: str) -> Iterator[str]:
    return (number.replace(",", ".") for number in _NUMBER.findall(text))


def _labels(report: Report) -> Iterator[str]:
    """Every text in what is drawn of a report."""
    for view in views(report.blocks, render_words(report.language)):
        for one in (view, *filter(None, view.tables)):
            shapes = (shape for drawing in drawings_of(one) for shape in drawing.shapes)
            yield from (shape.text for shape in shapes if isinstance(shape, Label))


def _unlike_labels(report: Report, drawn: _Texts, finished: Finished) -> Iterator[str]:
    """Words in a page's pictures that stand neither in this program's nor in the text."""
    known = {*finished.words, *" ".join(_labels(report)).split()}
    yield from (one for one in drawn if one not in known)


def _of_type(fault: str) -> bool:
    return OTHER_TYPEFACE in fault or NOT_SHIPPED in fault or "rFonts" in fault


def _changed_values(right: Iterable[str], text: str) -> Iterator[str]:
    """Sentences and rows that are this program's word for word, with other numbers in them."""
    pieces = [*right]
    whole = _spaced("\n".join(pieces))
    for piece in dict.fromkeys(pieces):
        parts = _NUMBER.split(piece)
        if len(parts) == 1 or sum(map(str.isalpha, "".join(parts))) < _LEAST_LETTERS:
            continue
        between = (re.sub("[–—]", lambda _: _VALUE, re.escape(part)) for part in parts)
        pattern = re.compile(rf"(?<!\S){_VALUE.join(between)}(?!\S)")
        known = {*pattern.findall(whole)}
        for match in pattern.finditer(text):
            groups = match.groups()
            if (groups if len(groups) > 1 else groups[0]) not in known:
                yield f"says {match[0][:80]!r}, and its results do not"


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _one_line(row: Iterable[str]) -> str:
    return _spaced(" ".join(row).translate({0xE000: None, 0xE001: None}))


def _cells(rows: Iterable[Iterable[str]]) -> str:
    return " ".join(map(_one_line, rows))


def _strange(known: _Texts, text: str, finished: Finished) -> Iterator[str]:
    """Numbers that are no result, each between the words beside it."""
    around = (" ".join(page) for page in finished.furniture)
    for each in (text, *finished.pictures, *finished.captions, *around):
        words = ("", *each.split(), "")
        for place, word in enumerate(words):
            if any(number not in known for number in _numbers(word)):
                yield repr(" ".join(words[place - 1 : place + 2]))


def _around(report: Report, finished: Finished) -> Iterator[str]:
    """Words around the text of a document that stand neither in it nor on its other pages."""
    own = (report.title, report.subtitle, report.author, report.about, report.run_id)
    day = report.created.isoformat()
    own_words = set(" ".join((*map(printable, own), day, f"D:{day.replace('-', '')}")).split())
    first = {_plain(word) for page in finished.furniture[:1] for word in page}
    known = {*finished.words, *own_words, *finished.properties["title"]}
    for page in finished.furniture[1:] if finished.pages else ():
        if strange := [one for one in page if one not in known and _plain(one) not in first]:
            yield f"has {' '.join(strange)[:80]!r} around its text"
    known |= {f"{report.about},", *render_words(report.language).locale.split()}
    known |= {one for page in finished.furniture for one in page}
    known |= {word for title in finished.properties["title"] for word in title.split()}
    for text in finished.properties.get("said", ()):
        plain = text in DESCRIPTION or _PLAIN.fullmatch(text) or len(text) == 1
        if not plain and text != f"{day}T00:00:00Z" and not {*text.split()} <= known:
            yield f"says {text[:80]!r} among its properties"
    for said, found in finished.leads:
        if not _squeezed(said).startswith(_squeezed(found)):
            yield f"has a link or bookmark {said!r} that leads to {found!r}"
    squeezed = _squeezed(" ".join(finished.words))
    for text in (*finished.captions, *(said for said, _ in finished.leads)):
        if _squeezed(text) not in squeezed:
            yield f"says {text[:80]!r} of a place, and not in it"


def _plain(word: str) -> str:
    return _NUMBER.sub("#", word)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s-]", "", printable(text))


def _unlike_words(one: Finished, other: Finished, *, contents: bool) -> tuple[str, str] | None:
    """Where two formats of a report part, as what each says there.

    Only the pages in a table of ``contents`` and what begins an item of a list may be in one alone.
    """
    left, right = one.words, other.words
    i = j = 0
    while i < len(left) or j < len(right):
        mine, theirs = left[i : i + 1], right[j : j + 1]
        if mine and mine == theirs:
            i, j = i + 1, j + 1
        elif mine and (end := end_of(Piece(mine), other, j)):
            i, j = i + 1, end
        elif theirs and (end := end_of(Piece(theirs), one, i)):
            i, j = end, j + 1
        elif mine and (_LABEL.fullmatch(mine[0]) or (contents and mine[0].isdecimal())):
            i += 1
        elif theirs and (_LABEL.fullmatch(theirs[0]) or (contents and theirs[0].isdecimal())):
            j += 1
        else:
            return " ".join(left[i : i + 8]), " ".join(right[j : j + 8])
    return None
