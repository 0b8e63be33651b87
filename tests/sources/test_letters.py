"""A letter that the reports' typeface lacks is told by its place, and no other is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.errors import InputError, Problem
from generator.resources.typeface import MISSING, printable, unprintable
from generator.round import load_round
from generator.sources import read_inputs
from tests.municipalities import names

FOREIGN = "\u652f\u6301"


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo_folder.parent, tmp_path / "innovasjon")
    return tmp_path / "innovasjon" / demo_folder.name


def spoil(path: Path, old: str, *, encoding: str = "utf-8") -> int:
    """Write foreign letters after a text; the row it first stands in."""
    text = path.read_text(encoding)
    assert old in text
    path.write_text(text.replace(old, f"{old} {FOREIGN}"), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(folder: Path) -> tuple[Problem, ...]:
    study, round_ = load_round(folder)
    with pytest.raises(InputError) as caught:
        read_inputs(study, round_, folder)
    return caught.value.problems


def test_names_labels_translations_and_wordings_are_told_by_their_place(folder: Path) -> None:
    study = folder.parent / "study.toml"
    expected = {
        ("study.toml", spoil(study, "Lederstøtte"), "constructs.leder.label"),
        ("study.nn.toml", spoil(study.with_name("study.nn.toml"), "Leiarstøtte"), "texts"),
        ("round.toml", spoil(folder / "round.toml", "Solvik"), "units.1.name"),
    }
    for name in ("study.nn.toml", "study.en.toml"):
        spoil(study.with_name(name), '"Lederstøtte')
    spoil(folder / "ledere" / "structure.csv", "spør vi hverandre om", encoding="latin-1")
    found = problems(folder)
    assert {
        (one.file, one.row, one.column) for one in found if one.file.endswith("toml")
    } == expected
    (wording,) = (one for one in found if one.file.startswith("ledere"))
    assert wording.column == "kollega_1"
    assert len(found) == len(expected) + 1
    for one in found:
        assert all(f"{letter} (U+{ord(letter):04X})" in one.message for letter in FOREIGN)
        assert one.remedy


def test_an_indicator_and_a_word_for_the_units_are_told(folder: Path) -> None:
    row = spoil(folder.parent / "study.toml", "Dialogmøte 2 innen 26 uker")
    for language in ("nn", "en"):
        spoil(folder.parent / f"study.{language}.toml", '"Dialogmøte 2 innen 26 uker')
    (told,) = problems(folder)
    assert (told.file, told.row) == ("study.toml", row)
    assert told.column is not None
    assert told.column.startswith("indicators.")


@pytest.mark.parametrize(
    "text",
    [
        " ".join(names()),
        "Nord\u2011Odal",  # a hyphen that is not to be broken
        "50\u202f%",
        "Ka\u0301ra\u0301s\u030cjohka",  # letters with loose accents
        "soft\u00adhyphen\u200b",
        "Njauddâm, Ⅷ",
        "«Høyt» – “lavt” …",
    ],
)
def test_what_has_an_equivalent_is_printed_and_no_problem(text: str) -> None:
    assert unprintable(text) == ""
    assert MISSING not in printable(text)


@pytest.mark.parametrize("letter", ["\u01e9", "\u030c", "\U0001f600"])
def test_what_has_none_is_told(letter: str) -> None:
    """A letter of Skolt Sámi, a mark that makes no letter with a q, and a face."""
    assert f"(U+{ord(letter):04X})" in unprintable(f"q{letter}")


def test_many_letters_are_counted() -> None:
    assert unprintable("".join(map(chr, range(0x4E00, 0x4E10)))).endswith("U+4E04), 11 more")
