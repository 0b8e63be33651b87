"""TOML that people like to read: values on as few lines as fit, comments in a column."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

WIDTH: Final = 100
_COMMENT: Final = "\t# "
"""What a template writes before a comment on a line's end."""
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def key(name: str) -> str:
    """A key, in quotation marks where it needs them."""
    return name if _BARE.fullmatch(name) else quoted(name)


def quoted(text: str) -> str:
    """A text as a TOML string on one line; JSON's escapes are TOML's, which forbids DEL too."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(sound, ensure_ascii=False).replace("\x7f", "\\u007f")


def value(content: Any, room: int = WIDTH) -> str:
    """Any value; a list that has no room on its line has a line for each of its values.

    Of a table, what is ``None`` is left out: TOML has no such value.
    """
    match content:
        case str():
            return quoted(content)
        case date():
            return content.isoformat()
        case Mapping():
            parts = (f"{key(n)} = {value(p, 10**6)}" for n, p in content.items() if p is not None)
            return f"{{ {', '.join(parts)} }}" if content else "{}"
        case list() | tuple():
            each = [value(part, 10**6) for part in content]
            line = f"[{', '.join(each)}]"
            if len(line) <= room and not any(isinstance(part, Mapping) for part in content):
                return line
            return "\n".join(("[", *(f"  {part}," for part in each), "]"))
    return json.dumps(content)


def assigned(table: Mapping[str, Any]) -> str:
    """The lines of a table: each key with its value."""
    return "\n".join(
        f"{key(name)} = {value(part, WIDTH - len(name) - 3)}"
        for name, part in table.items()
        if part is not None
    )


def one_line(text: object) -> str:
    """A text without line breaks and signs that no comment may hold."""
    shown = (c if c.isprintable() else " " * c.isspace() for c in str(text))
    return " ".join("".join(shown).split())


def comment(text: object, indent: int = 0) -> str:
    """A text as lines of comment."""
    mark = f"{' ' * indent}# "
    lines = textwrap.wrap(one_line(text), WIDTH - len(mark), break_on_hyphens=False)
    return "\n".join(f"{mark}{line}" for line in lines)


def arranged(text: str) -> str:
    """Comments on the ends of a paragraph's lines in one column, or above a line without room.

    More than one blank line in a row becomes one.
    """
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    return "\n\n".join("\n".join(_in_a_column(each.split("\n"))) for each in paragraphs) + "\n"


def _in_a_column(lines: list[str]) -> Iterator[str]:
    """The lines with their comments as far to the left as most of them have room."""
    split = [line.partition(_COMMENT) for line in lines]
    fitting = [len(own) for own, _, said in split if said and len(own) + 4 + len(said) <= WIDTH]
    column = max(fitting, default=0)
    for own, _, said in split:
        if not said.strip():
            yield own
        elif max(len(own), column) + 4 + len(said) <= WIDTH:
            yield f"{own:<{column}}  # {said}"
        else:
            yield from (comment(said, len(own) - len(own.lstrip())), own)
