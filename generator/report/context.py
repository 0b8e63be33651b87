"""What every document of a run is made from, gathered once."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from generator.language.wording import Wording, capital, wording
from generator.report.block import Block, Cell, Column, Report, ReportKind
from generator.report.marks import Axis
from generator.report.numbers import DASH, percent, plain
from generator.results.offices import Plan
from generator.results.store import ReleasedResults
from generator.results.table import Audited
from generator.results.values import Node, Rule, Suppressed
from generator.round.model import CLIENTS_FROM, Round
from generator.study.declared import JOINED, Language
from generator.study.instrument import Scale
from generator.study.model import UNITS, Study

Kind = TypeVar("Kind", bound=Node)


@dataclass(frozen=True, slots=True)
class Context:
    """Released results with the study and round they belong to, in one language.

    ``withheld`` is how many figures the certificate counts, for the method section; ``audited`` is
    the certificate in numbers, which has a section of its own.
    ``plans`` are what offices planned last time, each for that office's own report alone.
    """

    released: ReleasedResults
    study: Study
    round: Round
    run_id: str
    version: str
    language: Language
    withheld: int = 0
    plans: tuple[Plan, ...] = ()
    audited: Audited | None = None

    @property
    def words(self) -> Wording:
        """The catalogue of the documents' language, in the study's terms."""
        return wording(self.language, self.study.terms_in(self.language))

    @property
    def point(self) -> str:
        """The decimal sign of running text."""
        return self.words.point

    def step(self, name: str, kind: type[Kind]) -> Kind | None:
        """A node of the total, or None when it is suppressed or was not computed."""
        node = self.released.steps.get(name)
        return node if isinstance(node, kind) else None

    def nodes(self, names: Iterable[str], kind: type[Kind]) -> list[Kind]:
        """The named nodes of the total, without what is suppressed or was not computed."""
        return [node for name in names if (node := self.step(name, kind)) is not None]

    def unit(self, unit: str, name: str, kind: type[Kind]) -> Kind | None:
        """A unit's node, or None when it is suppressed or was not computed."""
        node = self.released.units[unit].get(name)
        return node if isinstance(node, kind) else None

    @property
    def reported(self) -> tuple[str, ...]:
        """The units that get a report: without answers by unit, those that have results."""
        by_unit = self.study.unit_file is not None
        return tuple(unit for unit, nodes in self.released.units.items() if nodes or by_unit)

    def steps_of(self, kind: type[Kind]) -> dict[str, Kind]:
        """The nodes of one kind that the plan's steps have, in the order of the plan."""
        found = {step.id: self.step(step.id, kind) for step in self.study.steps}
        return {name: node for name, node in found.items() if node is not None}

    def label(self, variable: str) -> str:
        """The printed name of a variable, as it stands inside a sentence."""
        measured = self.study.measured.get(variable)
        running = measured.running if measured else ""
        return running or inside(self.study.label_of(variable))

    def short_label(self, variable: str) -> str:
        """The printed name of a variable where there is little room."""
        measured = self.study.measured.get(variable)
        return (measured.short if measured else "") or self.study.label_of(variable)

    def file(self, group: str) -> str:
        """The printed name of the file a node was computed on."""
        if group == UNITS:
            return self.study.unit_file.file_label if self.study.unit_file else group
        return self.study.groups[group].file_label if group in self.study.groups else group

    @property
    def exact(self) -> bool:
        """Whether tables print every decimal they were published with, as a synthetic round may."""
        return self.round.policy.reproduce_published

    @property
    def slope_decimals(self) -> int:
        """The decimals of an unstandardised slope: with three, one person's answer could show."""
        return 3 if self.exact else 2

    def why(self, rule: Rule) -> str:
        """Why a figure is not shown, as a sentence of its own."""
        clients_from = self.words.numeral(CLIENTS_FROM)
        return self.words(f"rule.{rule}", threshold=self.threshold, clients_from=clients_from)

    @property
    def threshold(self) -> str:
        """Fewest people a published figure is about, in words."""
        return self.words.numeral(self.round.policy.min_respondents)

    def unit_name(self, unit: str) -> str:
        """The printed name of an office or of merged offices."""
        return self.round.unit_name(unit)

    def number(self, value: object, decimals: int) -> str:
        """A number in the documents' language."""
        return plain(value, decimals, point=self.point, bounds=self.words.bounds)

    def short_number(self, value: object) -> str:
        """A target or a threshold, with a decimal where it has one."""
        whole = isinstance(value, float) and value.is_integer()
        return self.number(value, 0 if whole else 1)

    def percent(self, value: object, decimals: int = 0) -> str:
        """A percentage in the documents' language."""
        sign, bounds = self.words.percent_sign, self.words.bounds
        return percent(value, decimals, point=self.point, sign=sign, bounds=bounds)

    def share(self, value: object) -> str:
        """A share of 1, such as attainment of a target, as a whole percentage."""
        return self.percent(100 * value if isinstance(value, float) else value)

    def deadline(self, day: date | None) -> str:
        """``Innen 18. september:``; nothing where no day is declared."""
        return self.words("minute.by", date=self.words.day_month(day)) if day else ""

    def in_unit(self, value: object, indicator: str) -> str:
        """A result of the scorecard, with a per cent sign where it is one."""
        percentage = self.study.indicators[indicator].unit == "%"
        return self.percent(value, 1) if percentage else self.number(value, 1)

    def in_unit_cell(self, value: object, indicator: str) -> Cell:
        """A result of the scorecard as a table cell."""
        return Cell(self.in_unit(value, indicator), withheld=isinstance(value, Suppressed))

    def n_cell(self, n: object) -> Cell:
        """The number behind a result as a table cell; None where the round's file does not say."""
        return Cell(self.words("results.n_unknown")) if n is None else self.cell(n, 0)

    def share_cell(self, value: object) -> Cell:
        """A share of 1 as a table cell."""
        return Cell(self.share(value), withheld=isinstance(value, Suppressed))

    @property
    def period(self) -> str:
        """The months of the scorecard in words; the round's title where none are declared."""
        window = self.round.window
        return self.words.months(window.first, window.last) if window else self.round.title

    def cell(self, value: object, decimals: int) -> Cell:
        """A number as a table cell; a dash that says withheld when it is."""
        return Cell(self.number(value, decimals), withheld=isinstance(value, Suppressed))

    def cells(self, row: object, **decimals: int) -> tuple[Cell, ...]:
        """Fields of a result as table cells, each with so many decimals."""
        return tuple(self.cell(getattr(row, name), shown) for name, shown in decimals.items())

    def numbers(self, row: object, **decimals: int) -> dict[str, str]:
        """Fields of a result as text by their names, each with so many decimals."""
        return {name: self.number(getattr(row, name), shown) for name, shown in decimals.items()}

    def ends(self, row: object) -> dict[str, str]:
        """The ends of a result's interval as text, ``low`` and ``high``, with two decimals."""
        return {end: self.number(getattr(row, f"ci_{end}"), 2) for end in ("low", "high")}

    def columns(self, section: str, **weights: float) -> tuple[Column, ...]:
        """Columns by their relative widths, headed ``section.head_<name>``; the first has text."""
        heads = [self.words(f"{section}.head_{name}") for name in weights]
        first, *others = zip(heads, weights.values(), strict=True)
        numbers = (Column(head, weight=weight) for head, weight in others)
        return (Column(first[0], align="text", weight=first[1]), *numbers)

    def axis(self, low: float, high: float, places: Iterable[float], **origin: float) -> Axis:
        """An axis from ``low`` to ``high`` with numbers at ``places``."""
        ticks = tuple((float(place), self.short_number(float(place))) for place in places)
        return Axis(float(low), float(high), ticks, **origin)

    def scale_axis(self, scale: Scale) -> Axis:
        """The axis of a response scale, with a number at each point."""
        return self.axis(scale.low, scale.high, range(scale.low, scale.high + 1))

    def interval_cell(self, low: object, high: object) -> Cell:
        """An interval as a table cell, its ends with two decimals."""
        return interval_cell(low, high, lambda end: self.number(end, 2))

    def percent_cell(self, value: object, decimals: int = 0) -> Cell:
        """A percentage as a table cell."""
        return Cell(self.percent(value, decimals), withheld=isinstance(value, Suppressed))

    def file_name(self, kind: ReportKind | Literal["tables"]) -> str:
        """What a kind of report is called among files, in the documents' language."""
        return re.sub(r"\W+", "-", self.words(f"file.{kind}").casefold()).strip("-")

    def report(
        self,
        kind: ReportKind,
        path: str,
        title: str,
        blocks: Iterable[Block],
        *,
        heading: str = "",
        unit: str = "",
    ) -> Report:
        """A document of this run; what all of them have in common is said here once."""
        subtitle = self.round.title
        if self.round.synthetic:
            subtitle = self.words("report.subtitle_synthetic", round=subtitle)
        return Report(
            kind=kind,
            path=path,
            unit=unit or None,
            language=self.language,
            title=title,
            heading=heading or title,
            subtitle=subtitle,
            footer=self.footer,
            author=self.round.total_name,
            created=self.round.date,
            run_id=self.run_id,
            blocks=tuple(blocks),
        )

    @property
    def footer(self) -> str:
        """The line at the foot of every page and of the overview: the round, the run, synthetic."""
        key = "report.footer_synthetic" if self.round.synthetic else "report.footer"
        return self.words(key, round=self.round.title, run=self.run_id)

    def quoted(self, texts: Iterable[str]) -> str:
        """Texts in quotes as one phrase that begins a sentence."""
        first, *rest = texts
        named = [self.words("items.quoted", text=text) for text in (capital(first), *rest)]
        return self.words.listed(named)


def sentences(*parts: str) -> str:
    """Sentences as one paragraph, empty ones left out."""
    return " ".join(part for part in parts if part)


def interval_cell(low: object, high: object, written: Callable[[float], str]) -> Cell:
    """Two ends with a dash between them, or a dash alone."""
    if not isinstance(low, float) or not isinstance(high, float):
        return Cell(DASH, withheld=isinstance(low, Suppressed))
    return Cell(f" {DASH} ".join(map(written, (low, high))))


def span(values: list[int], *, words: Wording) -> str:
    """``245–254``, or one number when all are the same; a dash without any."""
    if not values:
        return DASH
    low, high = min(values), max(values)
    return str(low) if low == high else words("table.n_range", low=low, high=high)


def inside(label: str) -> str:
    """A label as it stands inside a sentence: small first letters, but not in ``NAV``."""
    return JOINED.join(
        part if part[1:2].isupper() else part[:1].lower() + part[1:] for part in label.split(JOINED)
    )
