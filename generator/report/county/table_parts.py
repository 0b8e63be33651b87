"""What every declared table is made of: its own way with numbers, and the lines around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Generic, TypeVar

from generator.report.block import Cell, Column, Paragraph, Span, Table
from generator.report.blocks.about import earlier_notes
from generator.report.context import Context, inside, sentences, span
from generator.report.numbers import DASH, plain, spss
from generator.results.values import Node, Suppressed
from generator.study.declared import JOINED
from generator.study.tables import TableBase

Row = tuple[Cell, ...]
EMPTY = Cell("")
Spec = TypeVar("Spec", bound=TableBase)


@dataclass(frozen=True, slots=True)
class DeclaredTable(Generic[Spec]):
    """A table that the study declares, with the results it is printed from."""

    spec: Spec
    context: Context

    @property
    def point(self) -> str:
        """The table's decimal sign."""
        return self.spec.decimal or self.context.point

    def printed(
        self,
        rows: Sequence[Row],
        *,
        notes: Sequence[str],
        texts: Sequence[int] = (0,),
        widths: Sequence[float] = (3,),
    ) -> Table:
        """The columns ``texts`` hold text, the others numbers; declared notes come last.

        Columns beyond ``widths`` are all alike. One note says why cells have a dash, where some
        are suppressed.
        """
        spec = self.spec
        hidden = any(cell.withheld for row in rows for cell in row)
        dash = (self.context.words("withheld.dash"),) if hidden else ()
        weights = chain(widths, repeat(1.0))
        columns = tuple(
            Column(head, "text" if place in texts else "number", weight)
            for place, (head, weight) in enumerate(zip(spec.columns, weights, strict=False))
        )
        groups, at = [], 0
        for group in spec.column_groups:  # a head that would stand twice stands once
            twice = group.span == 1 and group.label == spec.columns[at]
            groups.append(Span("" if twice else group.label, group.span))
            at += group.span
        printed = tuple(note for note in (*notes, *self.dated(), *dash, *spec.notes) if note)
        return Table(spec.title, columns, tuple(rows), tuple(groups), spec.number, printed)

    def dated(self) -> Iterator[str]:
        """Of which groups the table's figures are those of an earlier release."""
        released, named = self.context.released, list[str]()
        for part in ("step", "steps", "node", "nodes"):
            name = getattr(self.spec, part, ())
            named += [name] if isinstance(name, str) else name
        found = {
            (inside(self.context.file(node.group)), released.release_of(step)): None
            for step, node in released.steps.items()
            if isinstance(node, Node) and any(f"{step}/".startswith(f"{name}/") for name in named)
        }
        yield from earlier_notes("release.note", [*found], self.context)

    def missing(self, steps: Sequence[str]) -> Paragraph:
        """The sentence that stands where the table cannot be printed, with why it is suppressed."""
        nodes = [self.context.released.steps.get(step) for step in steps]
        rules = dict.fromkeys(node.suppressed for node in nodes if isinstance(node, Suppressed))
        key = "withheld.table" if rules else "withheld.undefined"
        why = sentences(*(self.context.why(rule) for rule in rules))
        text = self.context.words(key, number=self.spec.number, why=why)
        return Paragraph(text, role="small")

    def line(self, node: Node, counts: Sequence[object]) -> str:
        """The line that names the file, as the table itself calls it."""
        return n_line(node.group, counts, context=self.context, file=self.spec.file_note)

    def text(self, value: object, decimals: int) -> str:
        """A number in SPSS's way, or with the zero before the decimal sign and another minus."""
        number = plain if self.spec.leading_zero else spss
        return number(value, decimals, point=self.point, bounds=self.context.words.bounds)

    def figure(self, value: object, decimals: int) -> Cell:
        """A number as a cell of the table; a dash that says withheld when it is."""
        return Cell(self.text(value, decimals), withheld=isinstance(value, Suppressed))

    def p(self, p: object) -> Cell:
        """A p-value; SPSS prints ``.000`` where the other way says ``< 0,001``."""
        if self.spec.leading_zero and isinstance(p, float) and p < 0.0005:
            return Cell(f"< {self.text(0.001, 3)}")
        return self.figure(p, 3)

    def joined_note(self, labels: Sequence[str]) -> str:
        """Why a class has two names, where the rules joined some."""
        joined = not self.context.exact and any(JOINED in label for label in labels)
        least = self.context.round.policy.statements_from
        return self.context.words("table.joined", items_from=least) if joined else ""


def n_line(group: str, counts: Sequence[object], *, context: Context, file: str = "") -> str:
    """Which file the numbers are from, and how many answers are behind each."""
    name = file or context.file(group)
    if not any(isinstance(count, int) for count in counts):
        return context.words("table.file_line", file=name)
    return context.words("table.n_line", file=name, n=known_span(counts, context=context))


def known_span(counts: Sequence[object], *, context: Context) -> str:
    """The published ones of some counts, from the lowest to the highest."""
    return span([count for count in counts if isinstance(count, int)], words=context.words)


def count_cell(value: object) -> Cell:
    """A count, or a dash where there is none to tell."""
    return Cell(spss(value, 0, point=","), withheld=isinstance(value, Suppressed))


def p_text(p: object, *, context: Context) -> str:
    """A p-value in the documents' language: ``0,012``, or ``< 0,001`` where that shows nothing."""
    below = isinstance(p, float) and p < 0.0005
    return f"< {context.number(0.001, 3)}" if below else context.number(p, 3)


def p_cell(p: object, *, context: Context) -> Cell:
    """A p-value as a cell of a table that the program lays out itself."""
    return Cell(p_text(p, context=context), withheld=isinstance(p, Suppressed))


def has_dash(rows: Sequence[Row]) -> bool:
    """Whether a figure is suppressed or undefined somewhere."""
    return any(cell.text == DASH for row in rows for cell in row)
