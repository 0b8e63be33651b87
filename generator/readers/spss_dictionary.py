"""What an SPSS file says of itself: variables, their labels, missing values and encoding.

After the format's public description. Every part is held against the others, so that no variable
is lost and none is made up.
"""

import codecs
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

_SEGMENT = 252
"""A text of over 255 bytes lies in several variables: one for every 252 bytes of its width."""


class DamagedError(Exception):
    """What is wrong with the file, what to do, and where if it is one value: case, variable."""

    def __init__(self, message: str, remedy: str = "", row: int = 0, column: str = "") -> None:
        super().__init__(message)
        self.remedy, self.row, self.column = remedy, row, column


@dataclass(slots=True, kw_only=True)
class Variable:
    """A variable as it is declared; ``parts`` are of eight bytes."""

    name: bytes
    width: int  # 0 for numbers
    shown_as: int
    wording: bytes
    missing: list[tuple[Any, Any]]
    labels: dict[Any, bytes] = field(default_factory=dict)
    parts: int

    def text(self, stored: bytes) -> bytes:
        """What was written: each segment of a very long text has a byte too many."""
        whole = b"".join(stored[at : at + 255] for at in range(0, len(stored), 256))
        return whole[: self.width]


class Dictionary:
    """The description, and how far the file has been read."""

    def __init__(self, data: bytes, order: str = "<") -> None:
        self.data, self.order, self.at = data, order, 0
        self.variables: list[Variable] = []
        self.by_element: dict[int, Variable] = {}
        self.more: dict[int, bytes] = {}

    def take(self, size: int) -> bytes:
        """The next bytes."""
        if not 0 <= size <= len(self.data) - self.at:
            raise DamagedError("it is cut, or its description of itself makes no sense")
        self.at += size
        return self.data[self.at - size : self.at]

    def numbers(self, kinds: str) -> tuple[Any, ...]:
        """The next numbers, of the kinds of ``struct``."""
        return struct.unpack(self.order + kinds, self.take(struct.calcsize(self.order + kinds)))

    def number(self) -> int:
        """The next whole number."""
        return int(self.numbers("i")[0])

    def counted(self, unit: int = 1) -> bytes:
        """A text with its length before it, filled up to a whole number of units."""
        size = self.number()
        return self.take(size + -size % unit)[:size]

    def describe(self) -> None:
        """Every record before the cases."""
        elements = left = 0
        while (kind := self.number()) != 999:
            if kind == 2:
                variable = self.variable()
                if (variable is None) != bool(left):
                    raise DamagedError("a text variable is incomplete")
                left -= 1
                elements += 1
                if variable:
                    left = variable.parts - 1
                    self.by_element[elements] = variable
                    self.variables.append(variable)
            elif kind == 3:
                self.value_labels()
            elif kind == 6:
                self.take(80 * self.number())
            elif kind == 7:
                subtype, size, count = self.numbers("3i")
                self.more[subtype] = self.take(size * count)
            else:
                raise DamagedError("a part of its description is of no known kind")
        self.take(4)
        if left or not self.variables:
            raise DamagedError("a text variable is incomplete")

    def variable(self) -> Variable | None:
        """A variable, or nothing where eight bytes more of the one before are declared."""
        width, labelled, absent, shown, _ = self.numbers("5i")
        name = self.take(8).rstrip()
        wording = self.counted(4) if labelled else b""
        if not (-1 <= width <= 255 and labelled in (0, 1) and -3 <= absent <= 3):
            raise DamagedError("a variable makes no sense")
        values = self.values([self.take(8) for _ in range(abs(absent))], width)
        missing = [(each, each) for each in values]
        if absent < -1:
            missing = [(values[0], values[1]), *missing[2:]]
        return (
            None
            if width < 0
            else Variable(
                name=name,
                width=width,
                shown_as=shown >> 16 & 255,
                wording=wording,
                missing=missing,
                parts=-(-width // 8) or 1,
            )
        )

    def values(self, stored: Sequence[bytes], width: int) -> list[Any]:
        """Values that a variable may have, texts without what fills them up."""
        kind = f"{self.order}d"
        return [each.rstrip() if width else struct.unpack(kind, each)[0] for each in stored]

    def value_labels(self) -> None:
        """Labels of values, and the variables that they belong to."""
        values, labels = [], []
        for _ in range(self.number()):
            values.append(self.take(8))
            size = self.take(1)[0]
            labels.append(self.take(size + -(size + 1) % 8)[:size])
        kind, count = self.numbers("2i")
        for _ in range(count):
            variable = self.by_element.get(self.number())
            if variable is None or kind != 4:
                raise DamagedError("value labels belong to no variable")
            keys = self.values(values, variable.width)
            variable.labels |= zip(keys, labels, strict=True)

    def decoder(self) -> Callable[[bytes], str]:
        """How the file's texts are decoded; where it does not say, as UTF-8 or Windows-1252."""
        named = self.more.get(20, b"").decode("ascii", "replace").strip()
        page = struct.unpack(f"{self.order}i", self.more.get(3, b"\0" * 4)[-4:])[0]
        if not named and page > 4:
            named = {65001: "utf-8", 28591: "latin-1"}.get(page, f"cp{page}")
        try:
            codec = codecs.lookup(named or "utf-8").name
            b"".decode(codec)
        except (LookupError, ValueError):
            raise DamagedError("its code page is none that is known") from None

        def decode(text: bytes) -> str:
            text = text.rstrip(b" \0")
            try:
                return text.decode(codec)
            except UnicodeDecodeError as error:
                cut = error.reason == "unexpected end of data" and error.start
                if cut and (len(text) > cut + 1 or text[cut] == 0xC3):
                    return text[:cut].decode(codec)  # SPSS cuts texts by bytes, not by letters
                if named:
                    message = f"a letter is not {named.upper()}, as the file says"
                    raise DamagedError(message, "Correct it in SPSS and save the file.") from None
                return text.decode("cp1252", "replace")

        return decode

    def pairs(self, subtype: int) -> dict[bytes, bytes]:
        """What a record says of variables by their short names."""
        pairs = re.split(rb"\0?\t", self.more.get(subtype, b"").rstrip(b"\0\t"))
        found = dict(each.split(b"=", 1) for each in pairs if b"=" in each)
        if len(found) != len([each for each in pairs if each]):
            raise DamagedError("the names of its variables are not clear")
        return found

    def rename(self) -> None:
        """Join the variables that hold one very long text, and give all their long names."""
        widths, names = self.pairs(14), self.pairs(13)
        by_name: dict[bytes, Variable] = {}
        rest, self.variables = iter(self.variables), []
        for variable in rest:
            self.variables.append(variable)
            if width := widths.pop(variable.name, b""):
                variable.width = int(width) if width.isdigit() else 0
                more = -(-variable.width // _SEGMENT) - 1
                segments = [*islice(rest, max(more, 0))]
                if len(segments) != more or not all(each.width for each in segments):
                    raise DamagedError("a long text is incomplete")
                variable.parts += sum(each.parts for each in segments)
            short, variable.name = variable.name, names.pop(variable.name, variable.name)
            by_name |= {short: variable, variable.name: variable}
        if widths or names or len({each.name for each in self.variables}) < len(self.variables):
            raise DamagedError("the names of its variables are not clear")
        self.long_values(by_name)

    def long_values(self, by_name: dict[bytes, Variable]) -> None:
        """Labels and missing values of texts of more than eight bytes."""
        for subtype in (21, 22):
            part = Dictionary(self.more.get(subtype, b""), self.order)
            while part.at < len(part.data):
                variable = by_name.get(part.counted())
                if variable is None:
                    raise DamagedError("value labels belong to no variable")
                if subtype == 21:
                    part.number()
                    for _ in range(part.number()):
                        value = part.counted().rstrip()
                        variable.labels[value] = part.counted()
                else:
                    count, size = part.take(1)[0], part.number()
                    values = [part.take(size).rstrip() for _ in range(count)]
                    variable.missing = [(value, value) for value in values]
