"""The reader of SPSS files (.sav, .zsav), after the format's public description.

Plain Python: the library there is crashes where a byte is wrong and tells no cut file from a
shorter one. Here every part is held against what the file itself says of it.
"""

import re
import struct
import sys
import zlib
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from math import isnan, nan
from typing import Any

from generator.errors import InputError, Problem
from generator.readers import LIMITS, Limits
from generator.readers.spss_dictionary import DamagedError, Dictionary, Variable

REMEDY = "Open it in SPSS and save it again, or export as Excel."
_SPLIT = "Remove what the survey does not need, or split it; if it is cut, copy it again."

_EPOCH = datetime(1582, 10, 14)
_DAYS, _MOMENTS, _TIMES = {20, 23, 24, 28, 29, 30, 38, 39}, {22, 41}, {21, 25, 40}
"""Formats in which seconds are shown: as a day, a day and a time, or a time of any length."""
_NO_ANSWER = -sys.float_info.max
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def read_sav(data: bytes, name: str, limits: Limits) -> dict[str, Any]:
    """Columns by their names, the number of rows, wordings, value labels and missing labels."""
    try:
        return _read(Dictionary(data), limits)
    except DamagedError as why:
        message = f"the SPSS file cannot be read: {why}"
        where = None, why.row or None, why.column or None
        raise InputError([Problem(name, message, *where, why.remedy or REMEDY)]) from None


def without_cases(data: bytes, name: str, rows: Collection[int]) -> bytes:
    """A file that can be read without some cases, by their numbers; its dictionary as it is.

    The values are no longer packed: how a packed one is written is the program's own.
    """
    file = Dictionary(data)
    values, cases, _ = _values(file, LIMITS)
    size = 8 * sum(each.parts for each in file.variables)
    kept = [values[at : at + size] for at in range(0, len(values), size)]
    kept = [case for number, case in enumerate(kept, start=1) if number not in rows]
    before = bytearray(data[: file.at])
    before[:4] = b"$FL2"
    struct.pack_into(f"{file.order}i", before, 72, 0)
    if cases >= 0:
        struct.pack_into(f"{file.order}i", before, 80, len(kept))
    # A file of today's SPSS has the number once more, as 64 bits.
    again = struct.Struct(f"{file.order}4i2q")
    head = bytes(before).replace(
        again.pack(7, 16, 8, 2, 1, cases), again.pack(7, 16, 8, 2, 1, len(kept))
    )
    return head + b"".join(kept)


def _read(file: Dictionary, limits: Limits) -> dict[str, Any]:
    values, cases, decode = _values(file, limits)
    parts = sum(each.parts for each in file.variables)
    rows, left = divmod(len(values), 8 * parts)
    if rows > limits.rows or rows * len(file.variables) > limits.cells:
        raise DamagedError(f"{rows} cases of {len(file.variables)} variables are too many", _SPLIT)
    found = _found(file, values[: len(values) - left], rows, decode)  # a wrong letter says more
    if left or cases not in (-1, rows):
        said = f"though it says that it has {cases}" if cases >= 0 else "and a part of one more"
        raise DamagedError(f"it is cut or damaged: {rows} whole cases are in it, {said}")
    return found


def _values(file: Dictionary, limits: Limits) -> tuple[bytes, int, Callable[[bytes], str]]:
    """The values unpacked, how many cases there are said to be, and what reads letters."""
    file.take(64)
    file.order = "<" if file.data[64] else ">"
    layout, _, packing, _, cases, bias = file.numbers("5id")
    file.take(84)
    if layout not in (2, 3) or packing not in (0, 1, 2) or cases < -1:
        raise DamagedError("its first lines make no sense")
    file.describe()
    known = [struct.pack(f"{file.order}d", each) for each in (_NO_ANSWER, nan)]
    if bias != 100 or file.more.get(4, known[0])[:8] not in known:
        raise DamagedError("how it keeps numbers is not as SPSS does it")
    decode = file.decoder()
    file.rename()
    begins = file.at
    values = _unzipped(file, limits) if packing == 2 else file.data[file.at :]
    if packing:
        values = _unpacked(file, values, bias, limits)
    file.at = begins
    return values, cases, decode


def _unzipped(file: Dictionary, limits: Limits) -> bytes:
    """The values of a .zsav, which is packed in blocks that a list at its end names."""
    end = file.numbers("3q")[1]
    start, found, size = file.at, list[bytes](), 0
    file.at = min(max(end, 0), len(file.data))
    for _ in range(file.numbers("2q2i")[3]):
        _, at, whole, packed = file.numbers("2q2i")
        size += whole
        try:
            block = file.data[start : start + packed] if at == start and packed > 0 else b""
            found.append(zlib.decompressobj().decompress(block, max(whole, 0) + 1))
        except zlib.error:
            found.append(b"")
        start += packed
        if len(found[-1]) != whole or size > limits.unpacked:
            raise DamagedError("a packed part of it is not whole, or too large", _SPLIT)
    if start != end:
        raise DamagedError("a packed part of it is not whole")
    return b"".join(found)


def _unpacked(file: Dictionary, packed: bytes, bias: float, limits: Limits) -> bytes:
    """Values of eight bytes each; small numbers and blanks were kept as a byte."""
    kind = f"{file.order}d"
    short = [struct.pack(kind, code - bias) for code in range(256)]
    short[254], short[255] = b" " * 8, struct.pack(kind, _NO_ANSWER)
    found: list[bytes] = []
    at, most = 0, limits.unpacked // 8
    while at < len(packed) and len(found) <= most:
        codes = packed[at : at + 8]
        at += 8
        if 0 in codes.rstrip(b"\0"):
            raise DamagedError("its values are damaged or cut")  # nothing comes after padding
        for code in codes:
            if code == 253:
                found.append(packed[at : at + 8])
                at += 8
            elif code == 252:
                return b"".join(found)
            elif code:
                found.append(short[code])
    if at > len(packed) or len(found) > most:
        raise DamagedError("its values are cut, or too many", _SPLIT)
    return b"".join(found)


def _found(
    file: Dictionary, values: bytes, rows: int, decode: Callable[[bytes], str]
) -> dict[str, Any]:
    """What is handed on; a value that cannot be read is told by its case and variable."""
    kinds = "".join(f"{8 * each.parts}s" if each.width else "d" for each in file.variables)
    stored = [*zip(*struct.iter_unpack(file.order + kinds, values), strict=True)]
    found: dict[str, Any] = {"columns": {}, "wordings": {}, "labels": {}, "missing": {}}
    wrong: list[DamagedError] = []
    for at, variable in enumerate(file.variables):
        name, row = decode(variable.name), 0
        try:
            key = decode if variable.width else float
            labels = {key(value): decode(label) for value, label in variable.labels.items()}
            missing = [(key(low), key(high)) for low, high in variable.missing]
            read: dict[Any, Any] = {_NO_ANSWER: None}
            for each in stored[at] if rows else ():
                row += 1
                if each not in read:
                    value = _value(each, variable, decode)
                    absent = _within(value if variable.width else each, missing)
                    read[each] = None if absent else value
            found["wordings"][name] = decode(variable.wording)
        except DamagedError as why:
            wrong.append(DamagedError(str(why), why.remedy, row, name))
            continue
        found["columns"][name] = [read[each] for each in stored[at]] if rows else []
        found["labels"][name] = labels
        if missing:
            found["missing"][name] = [value for value in labels if _within(value, missing)]
    if wrong:
        raise min(wrong, key=lambda each: each.row)
    return {**found, "rows": rows}


def _value(stored: Any, variable: Variable, decode: Callable[[bytes], str]) -> Any:
    """A value as SPSS shows it."""
    if variable.width:
        text = decode(variable.text(stored))
        if _CONTROL.search(text):
            raise DamagedError("a text holds what is no letter")
        return text
    if isnan(stored):
        return None
    if stored and not 1e-100 < abs(stored) < 1e100:
        raise DamagedError("a number here is one that nobody writes")
    with suppress(OverflowError):  # a date outside the calendar: SPSS shows asterisks
        if variable.shown_as in _TIMES:
            return timedelta(seconds=stored)
        if variable.shown_as in _DAYS | _MOMENTS:
            moment = _EPOCH + timedelta(seconds=stored)
            return moment if variable.shown_as in _MOMENTS else moment.date()
    return stored


def _within(value: Any, ranges: Sequence[tuple[Any, Any]]) -> bool:
    return any(low <= value <= high for low, high in ranges)
