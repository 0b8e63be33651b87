"""Reading a TOML file that a person wrote, and saying in plain words what is no TOML in it."""

from __future__ import annotations

import re
import tomllib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Any, Final

from generator.errors import InputError, Problem
from generator.readers import LIMITS, content_of

_DEEPEST: Final = 100
"""How far tables may lie within tables; what reads on calls itself for each."""
_UTF8: Final = "Save it as UTF-8: in Notepad, Save as and Encoding UTF-8."

_CAUSES: Final = (
    # Where reading stopped is ‸ in the line; what tomllib says stands before it, never shown.
    (
        r"\n.*[“”„‟‘’‚‛´`]|‸[«»]",
        "a curved or angled quotation mark stands where a straight one belongs",
        'Write " before and after the text.',
    ),
    (
        r"\n.*‸[\xa0\u2000-\u200f\u202f\u2060\ufeff]",
        "a hard or hidden space stands here",
        "Delete it, and type an ordinary one.",
    ),
    (
        r"\n.*[=\[] *[+-]?\d+‸?,‸?\d+",
        "a number with a comma",
        "Write a decimal point, as in 3.5.",
    ),
    (
        r"\n.*= *\d{1,2}[./]‸?\d{1,2}‸?[./]‸?\d{2,4}|\n.*= *\d{4}‸?-\d{1,2}-\d{1,2}|Invalid date",
        "the date is not written as TOML has it",
        "Write year, month and day with two digits each, as in 2026-06-30.",
    ),
    (
        r"\n.*[=,\[{] *[+-]?0‸\d",
        "a number cannot begin with 0",
        'Put a code in quotation marks, as in "0101".',
    ),
    (
        r"Unescaped|Invalid hex",
        r"a backslash (\) in a text",
        "Write / in the names of folders, or put the text in ' instead of \".",
    ),
    (
        r"Illegal character '\\n'|Unterminated|Expected \"'\"",
        "the text has no quotation mark at its end",
        "Put one where it ends, the same as where it begins.",
    ),
    (
        r"Illegal character|invalid character",
        "a character that cannot be seen stands here",
        "Delete it, and type the line again.",
    ),
    (
        r"\n.*\{[^}]*‸ *(#.*)?$",
        "a table between { and } goes on beyond its line",
        "Put all of it on one line.",
    ),
    (
        r"Unclosed",
        "a list or a table has no comma or bracket here",
        "Write , between its parts, and ] after a list, } after a table.",
    ),
    (
        r"Invalid value.*\n.*= *‸ *(#.*)?$",
        "there is no value after the =",
        "Give one, or put # before the line.",
    ),
    (
        r"Invalid value.*\n.*‸(?i:true|false|yes|no|ja|nei|on|off)\b",
        "yes and no are written true and false",
        "Write true or false in small letters, without quotation marks.",
    ),
    (
        r"Invalid value",
        "what stands here is no value",
        'Put a text in quotation marks, as in "Solvik"; write a number with digits alone.',
    ),
    (
        r"(key|statement).*\n.*‸?\w*[^\W\x00-\x7f]",
        "a key with other letters than a to z",
        'Put it in quotation marks, as in "måned" = 1.',
    ),
    (r"Expected '='", "there is no = after the key", "Write key = value."),
    (
        r"Expected newline",
        "there is more on the line than a key and its value",
        "Put a text in quotation marks, write a number with digits alone, and begin each key on a "
        "line of its own.",
    ),
)
"""What stands in the message and the line, what that is in words, and what to do."""

_BEGINS: Final = re.compile(r"\s*(\[\[?\s*\w|[\w.\"'-]+\s*=)")
"""How a line with a key or a heading begins."""

_OTHERWISE: Final = (
    "this is no line of TOML",
    "Write key = value, the heading of a table as [name], or # before a comment.",
)


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file and what it declares; raises InputError with the line of what is wrong."""
    try:
        if path.is_fifo() or path.is_char_device() or path.stat().st_size > LIMITS.unpacked:
            content_of(path, path.name)  # which says so
        data = path.read_bytes().removeprefix(BOM_UTF8)
    except FileNotFoundError:
        raise InputError([Problem(str(path), "the file does not exist")]) from None
    if data.startswith((BOM_UTF16_BE, BOM_UTF16_LE)) or b"\0" in data[:4]:
        raise InputError([Problem(path.name, "the file is saved as UTF-16", remedy=_UTF8)])
    try:
        text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        message, row = "a letter here is not UTF-8", 1 + data.count(b"\n", 0, error.start)
        raise InputError([Problem(path.name, message, row=row, remedy=_UTF8)]) from None
    try:
        content = tomllib.loads(text)
        if _is_deeper(content, _DEEPEST):
            raise RecursionError
        return text, content
    except RecursionError:
        message = "there are too many brackets within brackets, or parts of a key"
        raise InputError([Problem(path.name, message, remedy="Remove some.")]) from None
    except ValueError as error:
        raise InputError([_syntax_problem(path.name, text, str(error))]) from None


def _is_deeper(content: dict[str, Any], most: int) -> bool:
    level: list[Any] = [content]
    for _ in range(most):
        tables = [one.values() if isinstance(one, dict) else one for one in level]
        level = [part for one in tables for part in one if isinstance(part, dict | list)]
    return bool(level)


def _syntax_problem(file: str, text: str, said: str) -> Problem:
    """What keeps a text from being TOML, by the line where reading stopped."""
    lines = text.rstrip("\n").split("\n")
    place = re.search(r"line (\d+), column (\d+)", said)
    row, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    row, column = (row, column) if row <= len(lines) else (len(lines), len(lines[-1]) + 1)
    if re.match("Cannot|Duplicate", said):  # which is said where the second value ends
        row = next((n for n in range(row, 0, -1) if _BEGINS.match(lines[n - 1])), row)
        key, remedy = lines[row - 1].partition("=")[0].strip("[] "), "Keep one, or rename one."
        return Problem(file, "it is declared already", row=row, column=key, remedy=remedy)
    line = lines[row - 1]
    before = re.sub(r'"(\\.|[^"\\])*"', '""', line[: column - 1])  # whole texts are not at fault
    stopped = f"{said}\n{before}‸{line[column - 1 :]}"
    found = (words for cause, *words in _CAUSES if re.search(cause, stopped))
    message, remedy = next(found, _OTHERWISE)
    return Problem(file, message, row=row, remedy=remedy)
