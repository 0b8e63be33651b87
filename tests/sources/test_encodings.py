"""Text in every encoding that is met: read right, or refused by the row; never other letters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from generator.errors import InputError, Problem
from generator.language.catalogue import language_file
from generator.sources.formats import format_of, read_export
from generator.sources.formats.text import TEXT
from generator.sources.letters import misread, text_in
from tests.municipalities import names

from .samples import LABELS, STAFF, surveyxact, write_xlsx


def refused(data: bytes) -> Problem:
    assert format_of(data) is TEXT
    with pytest.raises(InputError) as caught:
        text_in("t.csv", data)
    (problem,) = caught.value.problems
    assert problem.remedy
    return problem


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)


def files(language: str, lines: int) -> Iterator[str]:
    """Texts as in a file of answers: those that print in the language, drawn by chance."""
    found = [*texts(tomllib.loads(language_file(language, "wording.toml").read_text("utf-8")))]
    random = Random(7)
    for _ in range(60):
        drawn = [re.sub(r"\s", " ", random.choice(found)) for _ in range(lines)]
        yield "id;svar\r\n" + "".join(f"{at};{line}\r\n" for at, line in enumerate(drawn))


@pytest.mark.parametrize("lines", [1, 5, 40])
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "mac_roman", "cp850", "cp865"])
def test_no_encoding_gives_other_letters(language: str, lines: int, encoding: str) -> None:
    read = 0
    for text in files(language, lines):
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:  # a sign that the encoding lacks
            continue
        try:
            found = text_in("t.csv", data)
        except InputError as error:
            assert encoding != "utf-8"
            assert error.problems[0].row
        else:
            assert found == text
            read += 1
    assert read or encoding not in ("utf-8", "cp1252")


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp865", "cp1252", "iso8859-15"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_words_of_norwegian_are_read(encoding: str, end: str) -> None:
    text = end.join(["id;svar", "1;Gi oss tid til å øve", "2;Været er bra på Ørlandet", ""])
    assert text_in("t.csv", text.encode(encoding)) == text


def test_each_municipality_is_read_from_windows() -> None:
    """One name to a file: the shortest that there is."""
    for name in names():
        if re.search("[æøåÆØÅ]", name) and not re.search("[^\x00-\xff]", name):
            assert text_in("t.csv", name.encode("cp1252")) == name


@pytest.mark.parametrize("letter", "æøå")
@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp865"])
def test_one_letter_alone_is_refused_by_its_row(letter: str, encoding: str) -> None:
    text = f"id;svar\n1;2\n2;St{letter}r det bra\n"
    assert refused(text.encode(encoding)).row == 3


@pytest.mark.parametrize("first", ["utf-8", "utf-16"])
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize("times", [1, 2])
def test_text_that_was_encoded_twice_is_refused(first: str, wrong: str, times: int) -> None:
    text = "Få møter – nå"
    for _ in range(times):
        text = text.encode().decode(wrong)
    assert "encoded twice" in refused(f"id;svar\r\n1;{text}\r\n".encode(first)).message
    assert refused(f"id;svar\r\n1;{text}\r\n".encode(first)).row == 2


@pytest.mark.parametrize(
    ("data", "row", "word"),
    [
        ("a;b\n1;på\n2;".encode() + b"bl\xe5\n3;4\n", 3, "UTF-8, but"),
        ("a;b\n1;Œ ¿ve\n".encode(), 2, "a Mac or of DOS"),
        ("a;b\n1;bl\ufffd\n".encode(), 2, "lost"),
        ("a;b\n1;på".encode()[:-1], 2, "cut in the middle"),
        ("a;b\n1;på".encode("utf-16-le")[:-1], 2, "cut in the middle"),
        ("a;b\n1;på".encode("utf-16")[:-1], 2, "cut in the middle"),
        (b"a;b\n" + b"1;2\n" * 60 + b"1;\x00\n", 62, "U+0000"),
        ("å;ø\n1;på blå\n".encode("cp1252") + "1;på\n".encode("mac_roman"), 3, "neither"),
    ],
)
def test_what_cannot_be_read_right_is_told_by_its_row(data: bytes, row: int, word: str) -> None:
    problem = refused(data)
    assert problem.row == row
    assert word in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "Kárášjohka, ŋ og đ",
        "it’s – “quoted” … «sitat»",
        "SMÅ» og CAFÉ»",
        "¿Qué? São Paulo, Saša Šimić",
        "20 °C, 5 µg, 2 à 3, ½, §, 5 ‰",
        "Viagra® og Kontorrapport™",
    ],
)
def test_letters_that_are_right_are_not_called_misread(text: str) -> None:
    assert misread(text) == ""
    assert text_in("t.csv", text.encode()) == text


def test_old_dos_files_end_with_a_mark() -> None:
    assert text_in("t.csv", b"a;b\r\n1;2\r\n\x1a") == "a;b\r\n1;2\r\n"


def test_a_workbook_with_misread_letters_says_where(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "x.xlsx", {"S": [["id", "svar"], [1, "bra"], [2, "PÃ¥ mÃ¸te"]]})
    with pytest.raises(InputError) as caught:
        read_export([path], folder=tmp_path)
    (problem,) = caught.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("S", 3, "svar")
    assert "twice" in problem.message and "møte" not in str(problem)


def test_a_label_with_misread_letters_says_where(tmp_path: Path) -> None:
    labels = [*LABELS, ["office", 2, "NÃ¦rÃ¸y"]]
    path = write_xlsx(tmp_path / "x.xlsx", surveyxact(STAFF, labels))
    with pytest.raises(InputError) as caught:
        read_export([path], folder=tmp_path)
    assert [(each.sheet, each.row) for each in caught.value.problems] == [("Labels", len(labels))]
