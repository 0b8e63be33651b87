"""What is said of a file that is no TOML: the line, what stands there, and what to do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from generator.errors import InputError, Problem
from generator.study.lines import lines_of
from generator.study.toml import read_toml

ROOT = Path(__file__).parents[2]
CURVED = "a curved or angled quotation mark stands where a straight one belongs"
NO_END = "the text has no quotation mark at its end"
UNCLOSED = "a list or a table has no comma or bracket here"
NO_LINE = "this is no line of TOML"
FOREIGN = re.compile(
    r"statement|Invalid|[Uu]nclosed|Unterminated|Illegal|Expected|at line|column \d|document"
    r"|namespace|overwrite|escaped|\bhex\b|codec|byte|position|recursion|Exceeds"
)
"""Words of the parser."""

DAMAGED = [
    ("a = 1\nb = “x”\n", 2, CURVED),
    ('b = "x”\na = 1\n', 1, CURVED),
    ("b = «x»\n", 1, CURVED),
    ("a = 3,5\n", 1, "a number with a comma"),
    ("\nb = { value = 3,5 }\n", 2, "a number with a comma"),
    ('a = "x\nb = 1\n', 1, NO_END),
    ("a = 1\nb = 'x\n", 2, NO_END),
    ('a = """x\ny\n', 2, NO_END),
    ('title = "En "god" dag"\n', 1, "there is more on the line than a key and its value"),
    ("a 1\n", 1, "there is no = after the key"),
    ("a: 1\n", 1, "there is no = after the key"),
    ("a =\n", 1, "there is no value after the ="),
    ("a = # senere\n", 1, "there is no value after the ="),
    ("a = True\n", 1, "yes and no are written true and false"),
    ("a = ja\n", 1, "yes and no are written true and false"),
    ("a = Solvik\n", 1, "what stands here is no value"),
    ("a = [\n  1,\n  2\n\nb = 2\n", 5, UNCLOSED),
    ('a = [\n "x",\n "y"\n "z",\n]\n', 4, UNCLOSED),
    ("a = { b = 1,\n  c = 2 }\n", 1, "a table between { and } goes on beyond its line"),
    ("a = { b = 1 c = 2 }\n", 1, UNCLOSED),
    ("[a\nb = 1\n", 1, NO_LINE),
    ("[[a]\nb = 1\n", 1, NO_LINE),
    ("på = 1\n", 1, "a key with other letters than a to z"),
    ("åpne = 1\n", 1, "a key with other letters than a to z"),
    ("date = 30.06.2026\n", 1, "the date is not written as TOML has it"),
    ("date = 2026-6-1\n", 1, "the date is not written as TOML has it"),
    ("date = 2026-13-01\n", 1, "the date is not written as TOML has it"),
    ("units = [{ code = 0101 }]\n", 1, "a number cannot begin with 0"),
    ('f = "C:\\Users\\data"\n', 1, r"a backslash (\) in a text"),
    ('f = "..\\data"\n', 1, r"a backslash (\) in a text"),
    ("[a]\nx = 1\n[b]\n[a]\n", 4, "it is declared already"),
    ("a = [\n 1,\n]\nc = 2\na = [\n 2,\n]\n", 5, "it is declared already"),
    ("a = { b = 1, b = 2 }\n", 1, "it is declared already"),
    ("a = 1\n[a.b]\nc = 1\n", 2, "it is declared already"),
    ("a = 1 000\n", 1, "there is more on the line than a key and its value"),
    ("a = 60 %\n", 1, "there is more on the line than a key and its value"),
    ("a =\u00a01\n", 1, "a hard or hidden space stands here"),
    ('a = "x\x07"\n', 1, "a character that cannot be seen stands here"),
    ("<html>\n", 1, NO_LINE),
    ("= 1\n", 1, NO_LINE),
    (
        ".".join("a" * 5000) + " = 1\n",
        None,
        "there are too many brackets within brackets, or parts of a key",
    ),
    (
        "a = " + "[" * 5000 + "\n",
        None,
        "there are too many brackets within brackets, or parts of a key",
    ),
    ("a = " + "9" * 5000 + "\n", 1, NO_LINE),
]


def problem(path: Path, content: bytes) -> Problem:
    path.write_bytes(content)
    with pytest.raises(InputError) as found:
        read_toml(path)
    (only,) = found.value.problems
    assert not FOREIGN.search(str(only)), str(only)
    assert only.remedy
    return only


@pytest.mark.parametrize(("text", "line", "message"), DAMAGED)
def test_what_is_no_toml_is_said_with_its_line(
    text: str, line: int | None, message: str, tmp_path: Path
) -> None:
    found = problem(tmp_path / "round.toml", text.encode())
    assert (found.row, found.message) == (line, message)
    windows = problem(tmp_path / "round.toml", text.replace("\n", "\r\n").encode())
    assert (windows.row, windows.message) == (line, message)


def test_any_file_cut_short_or_with_a_sign_too_many_is_said_in_our_words(tmp_path: Path) -> None:
    text = (ROOT / "data" / "innovasjon" / "2015-2" / "round.toml").read_text(encoding="utf-8")
    found = 0
    for at in range(0, len(text), 17):
        for damaged in (text[:at], text[:at] + "]" + text[at:], text[:at] + '"' + text[at:]):
            try:
                tomllib.loads(damaged)
            except tomllib.TOMLDecodeError:
                said = problem(tmp_path / "round.toml", damaged.encode())
                assert 1 <= (said.row or 0) <= damaged.count("\n") + 1
                found += 1
    assert found > 300


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_bytes(b"\xef\xbb\xbf" + 'id = "æ"\r\nb = 1\r\n'.encode())
    assert read_toml(path)[1] == {"id": "æ", "b": 1}


@pytest.mark.parametrize(
    ("encoding", "line", "message"),
    [
        ("utf-16", None, "the file is saved as UTF-16"),
        ("utf-16-le", None, "the file is saved as UTF-16"),
        ("utf-16-be", None, "the file is saved as UTF-16"),
        ("cp1252", 2, "a letter here is not UTF-8"),
        ("mac-roman", 2, "a letter here is not UTF-8"),
    ],
)
def test_what_is_not_utf8_is_named(
    encoding: str, line: int | None, message: str, tmp_path: Path
) -> None:
    found = problem(tmp_path / "study.nn.toml", 'a = 1\nb = "Sør"\n'.encode(encoding))
    assert (found.file, found.row, found.message) == ("study.nn.toml", line, message)
    assert "Save it as UTF-8" in str(found.remedy)


def places(value: Any, at: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    inside = [((*at, name), part) for name, part in parts]
    deeper = [places(part, way) for way, part in inside if isinstance(part, dict | list)]
    return {way for way, _ in inside}.union(*deeper)


@pytest.mark.parametrize("path", sorted(ROOT.glob("data/**/*.toml")), ids=str)
def test_every_key_of_a_file_has_a_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = lines_of(text)
    assert set(found) == places(tomllib.loads(text))
    lines = text.split("\n")
    for at, line in found.items():
        named = [step for step in at if isinstance(step, str)][-1]
        assert isinstance(at[-1], int) or named in lines[line - 1], at


def test_lines_of_everything_that_toml_has() -> None:
    text = (
        'a.b = 1\n"x.y" = """\n[no]\n\\""" \n"""\n[[s]]\nid = "q" # [s]\n'
        "z = [ [1, 2],\n 3.5, # 1, 2\n 2026-01-01 10:00:00]\n[[s]]\n[s.k]\nw = { a = 1, "
        "b.c = '}' }\n'l m' = '''\n x''''\n"
    )
    found = lines_of(text)
    assert set(found) == places(tomllib.loads(text))
    assert found["s", 0, "z", 1] == 9 and found["s", 1, "k", "w", "b", "c"] == 13
    assert found["s", 1, "k", "l m"] == 14 and found["s", 1] == 11
