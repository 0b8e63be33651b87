"""Masking: nothing that names somebody is left, and what is said besides is."""

from __future__ import annotations

import re
import unicodedata

import pytest
from counts import times
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.freetext import masking
from generator.freetext.masking import Masker, cleaned, is_identity_number, marks
from generator.freetext.names import name_book
from generator.language.catalogue import LANGUAGES

from .samples import UNITS, round_

LISTED = ("Silje Kårvik", "Bård-Ole von Tverrdal")
MASKER = Masker(name_book(round_(), listed=LISTED))


def masked(text: str) -> str:
    return MASKER.mask(text).text


def kinds(text: str) -> dict[str, int]:
    return dict(MASKER.mask(text).counts)


# --- national identity numbers ---------------------------------------------------------------


def valid(digits: str) -> bool:
    """The two check digits again, as sums that must be divisible by eleven."""
    first = sum(int(d) * w for d, w in zip(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0), strict=True))
    second = sum(int(d) * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True))
    return first % 11 == 0 and second % 11 == 0


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    """A number of any kind: ordinary, D-number, a hospital's, synthetic."""
    day = draw(st.integers(1, 28)) + draw(st.sampled_from([0, 40]))
    month = draw(st.integers(1, 12)) + draw(st.sampled_from([0, 40, 65, 80]))
    stem = f"{day:02}{month:02}{draw(st.integers(0, 99)):02}"
    start = draw(st.integers(0, 999))
    tried = (f"{stem}{(start + i) % 1000:03}{k:02}" for i in range(1000) for k in range(100))
    return next(number for number in tried if valid(number))


@pytest.mark.parametrize("number", ["01010750160", "14837910081", "55039110058", "01410750061"])
def test_known_numbers(number: str) -> None:
    assert is_identity_number(number) == valid(number)


@pytest.mark.parametrize("date", ["0001", "3201", "4001", "7201", "0100", "0113", "0140", "0193"])
def test_without_a_date_it_is_no_identity_number(date: str) -> None:
    tried = (f"{date}5{i:06}" for i in range(10**6))
    assert not is_identity_number(next(number for number in tried if valid(number)))


@given(identity_numbers())
@settings(max_examples=times(50))
def test_numbers_of_every_kind_are_known(number: str) -> None:
    assert is_identity_number(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_identity_number(wrong)


@given(identity_numbers(), st.sampled_from(["{}{}", "{} {}", "{}-{}", "{}.{}", "{}\u00a0{}"]))
@settings(max_examples=times(50))
def test_a_number_is_masked_however_it_is_written(number: str, form: str) -> None:
    written = form.format(number[:6], number[6:])
    assert masked(f"Hun har {written}, sa han.") == "Hun har [fødselsnummer], sa han."
    assert kinds(f"({written})") == {"identity": 1}


def test_a_number_with_wrong_check_digits_is_no_identity_number_but_masked() -> None:
    assert kinds("Se 14837910082.") == {"number": 1}
    assert masked("Se 1483 79 10082.") == "Se [nummer]."


# --- telephones, addresses, links ------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "91234567",
        "912 34 567",
        "91 23 45 67",
        "22-33-44-55",
        "+4791234567",
        "+47 912 34 567",
        "004791234567",
        "0047 91 23 45 67",
        "00 47 91234567",
        "+46 70 123 45 67",
        "９１２３４５６７",
        "91\u200b23\u00ad4567",
        "91\u00a023\n45 67",
    ],
)
def test_telephone_numbers(number: str) -> None:
    assert masked(f"Ring {number}!") == "Ring [telefon]!"
    assert kinds(f"Ring {number}!") == {"phone": 1}


@pytest.mark.parametrize(
    "text",
    [
        "Det tok 14 dager og 3 timer.",
        "Fra 2014-2015 og 2014–2015.",
        "Møtet 30.06.2015 og 2015-06-30.",
        "Vi er 1 000 000 kroner unna, eller 12,5 prosent.",
        "Per i dag? Nei, ti ganger per uke og en stein i skoen, med god tone.",
        "De er flinke, og den som vil, får prøve. Og vi er ved nordre inngang.",
        "Vi lærer av NAV.",
    ],
)
def test_ordinary_text_is_left(text: str) -> None:
    expected = text.replace("Per i", "[navn] i")  # at the start of a sentence nobody can tell
    assert masked(text) == expected


@given(st.emails())
@settings(max_examples=times(100))
def test_an_address_is_masked_whole(address: str) -> None:
    assert masked(f"Skriv til {address} i dag") == "Skriv til [e-post] i dag"


@pytest.mark.parametrize("address", ["ola @ nav.no", "ola(at)nav.no", "ola.nordmann [at] nav.no"])
def test_an_address_in_disguise(address: str) -> None:
    assert masked(f"Skriv til {address}.") == "Skriv til [e-post]."


def test_links() -> None:
    assert masked("Se https://example.org/hun?x=1 og www.example.org.") == "Se [lenke] og [lenke]."


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ingunn Moslett er flink", "[navn] er flink"),
        ("ingunn er flink", "[navn] er flink"),
        ("MOSLETT sa nei", "[navn] sa nei"),
        ("Mosletts idé og Ingunn's, Ingunns", "[navn] idé og [navn], [navn]"),
        ("Per Arne Voldmo sa", "[navn] sa"),
        ("per arne voldmo sa", "[navn] sa"),
        ("Spør Per, Stein eller Arne", "Spør [navn], [navn] eller [navn]"),
        ("Stein Aas-Lerheim og Lerheim", "[navn] og [navn]"),
        ("Bård-Ole von Tverrdal", "[navn]"),
        ("silje kårvik og Kaarvik", "[navn] og [navn]"),
        ("I\u0301ngunn, Ing\u00adunn og Mos\u200blett", "[navn], [navn] og [navn]"),
        ("Ingu\u0332nn", "[navn]"),
    ],
)
def test_people(text: str, expected: str) -> None:
    if text.startswith("I\u0301"):
        text = text.replace("I\u0301", "I\u0332")
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("på Solvik", "på [kontor]"),
        ("NAV Solvik", "NAV [kontor]"),
        ("Solviks folk, SOLVIK og solvik", "[kontor] folk, [kontor] og [kontor]"),
        ("Solvik-kontoret", "[kontor]-kontoret"),
        ("solvikkontoret og bjørkedalinger", "[kontor] og [kontor]"),
        ("Bjorkedal og Bjoerkedal", "[kontor] og [kontor]"),
        ("Nordre Myra", "[kontor]"),
        ("kontoret i Fagerlund", "kontoret i [kontor]"),
    ],
)
def test_offices_in_every_form(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_maskings_are_counted_by_kind() -> None:
    text = "Ingunn og Stein på Solvik, tlf 91234567, a@b.no, 14837910081."
    assert kinds(text) == {"person": 2, "office": 1, "phone": 1, "email": 1, "identity": 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_mark_for_every_kind(language) -> None:
    assert marks(language).keys() == marks("nb").keys()
    masker = Masker(name_book(round_()), language)
    assert masker.mask("Ingunn").text == marks(language)["person"]


# --- laws ------------------------------------------------------------------------------------

NAMES = ["Ingunn", "Moslett", "Voldmo", "Solvik", "Bjørkedal", "Kårvik", "Fagerlund"]
SECRETS = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(NAMES).map(str.upper),
    identity_numbers(),
    st.from_regex(r"[2-9]\d \d\d \d\d \d\d|\+47[49]\d{7}|[49]\d{7}", fullmatch=True),
    st.emails(),
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=0, max_size=12)


@st.composite
def answers(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.one_of(WORDS, SECRETS, st.sampled_from("., -+@[]«")), max_size=8))
    return draw(st.sampled_from([" ", ", ", " – "])).join(parts)


def left_over(text: str) -> list[str]:
    """What names somebody in a text, by other means than masking's."""
    bare = re.sub(r"\[[\w -]+\]", " ¦ ", text)
    digits = re.findall(r"(?<!\d)\d(?:[ .-]?\d){10}(?!\d)", bare)
    found = [one for one in digits if is_identity_number(re.sub(r"\D", "", one))]
    found += re.findall(r"(?<!\d)\d\d ?\d\d ?\d\d ?\d\d(?!\d)", bare)
    found += re.findall(r"[\w.]+@[\w.]+", bare)
    words = set(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", bare).casefold()))
    return found + [name for name in NAMES if name.casefold() in words]


@given(answers())
@settings(max_examples=times(300))
@example("Ingunn 91234567 a@b.no 14837910081")
@example("00000000000")
def test_nothing_that_names_somebody_is_left(text: str) -> None:
    assert left_over(masked(text)) == []


@given(answers())
@settings(max_examples=times(300))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = masked(text)
    assert masked(once) == once
    assert kinds(once) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a\nb\t c\u2028d\xa0", "a b c d"),
        ("Ing\xadu\u0332nn\u200b", "Ingunn"),
        ("e\u0301", "\xe9"),
        ("\u0663 \uff15", "3 5"),  # digits of other scripts
        ("\uff21\uff01\uff5e\uff5f", "A!~\uff5f"),  # wide letters and signs, and a wide bracket
        ("\xa9 20 \xb0C \u214f", "\xa9 20 \xb0C \u214f"),  # symbols below the arrows
        ("\u2195\u263a\U0001f600", ""),  # arrows and emoji
        ("\u65e5\u672c \u2190 \u2211", "\u65e5\u672c \u2190 \u2211"),  # letters and signs of sums
    ],
)
def test_what_a_reader_sees_is_left(text: str, expected: str) -> None:
    assert cleaned(text) == expected


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize("step", ["emails", "identities", "foreign", "runs"])
def test_without_one_of_its_steps_masking_would_leave_something(monkeypatch, step: str) -> None:
    """The law above can fail: it does as soon as a step is taken out."""
    text = "a@b.no, 148379 10081, +47 91 23 45 67, 91 23 45 67 og 22334455"
    before = MASKER.mask(text)
    assert left_over(before.text) == []
    monkeypatch.setitem(masking.FINDERS, step, lambda _: iter(()))
    after = MASKER.mask(text)
    assert after != before


def test_without_names_masking_would_leave_them() -> None:
    empty = Masker(name_book(round_(units=[{"id": "a", "code": 1, "name": "Ås"}], merges=[])))
    assert left_over(empty.mask("Ingunn på Solvik").text) == ["Ingunn", "Solvik"]


def test_every_leader_and_office_of_the_round_is_known() -> None:
    for office, _, leader in UNITS:
        assert masked(leader) == "[navn]"
        assert masked(office) in {"NAV [kontor]"}
