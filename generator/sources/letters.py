"""Letters of a text file: which encoding its bytes are in, or why nobody can tell.

Every one-byte encoding decodes every file. So Windows-1252 is believed where its letters stand as
letters do, Mac Roman and DOS only where theirs do and its do not, and whatever is left is refused.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress

from generator.errors import InputError
from generator.readers import MEGABYTE
from generator.sources.places import Place

MOST = 25 * MEGABYTE
"""Text of a survey with as many cells as are read."""

_L = "[A-Za-zÀ-ÖØ-öø-ÿ]"
_LINE_END = re.compile(r"\r\n|\r|\n")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_TWICE = re.compile(
    "[ÂÃ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â[€\x80]|[ÄÅ][\x80-\x9f¡§¾]"  # by Windows
    "|[√├ƒ┼¬┬╬][^\x00-\x7f ]|‚Ä|ÔÇ"  # by a Mac, by DOS
)
_ELSEWHERE = re.compile(
    f"[\x80-\x84\x86-\x9f]|¿(?=[a-z])|(?<={_L})[¿¾‡›](?={_L})|(?<=[a-z])[ŒŽÕ†]|†(?= ?[a-z])"
    f"|(?<!{_L})Œ(?!{_L})"
)
_MISREAD = {
    "letters have been encoded twice (as Ã¥ for å)": _TWICE,
    "letters of a Mac or of DOS were read as those of Windows (as ¿ for ø)": _ELSEWHERE,
    "letters were lost in an earlier conversion (U+FFFD)": re.compile("\ufffd"),
}
_WESTERN = re.compile("[æåÆØÅ]|(?<![0-9])(?<![0-9] )ø(?![A-Z])")
_MAC = re.compile(f"[¿Œ¯\x81]|¾(?={_L})|(?<={_L})¾|®(?={_L})")
"""Norwegian letters of Mac Roman as Windows-1252 shows them, where they stand as letters."""
_DOS = re.compile(f"[†\x8f\x9d]|›(?={_L})|(?<={_L})(?:›|‘(?={_L}))|(?<=[A-Z])’(?=[A-Z]{{2}})")
_STRANGE = re.compile(
    f"[ƒˆ˜\x8d\x90]|(?<=[a-zæøå])[À-ÄÇ-ÖÙ-ÞŠŽŸ]"
    f"|(?<={_L})[„‚‡€‰™¡¢£¤¥¨ª¹³¼½¸](?={_L})|(?<={_L})[‚„¸¦¨º¼]"
)
"""Other signs that Windows-1252 would hardly have there."""
_UNSURE = re.compile(
    f"(?<=[0-9])ø(?!{_L})|(?<=[0-9] )øC"
    f"|(?!(?<=[A-Za-z])[à-ü]|[À-ÖØ-ü](?=[a-z])|[–—…“”‘«»](?!{_L})|(?<!{_L})[–—…“”‘«»\xa0]"
    f"|(?<={_L})’|[§°½€²·×])"
    "[^\x00-\x7f]"
)
"""Where there is no æ, ø or å, whatever another encoding may as well have there."""
_C1 = {sign: bytes([sign]).decode("cp1252", "ignore") or chr(sign) for sign in range(128, 160)}

_SAVE = "Save it as UTF-8 (Excel: CSV UTF-8) where æ, ø and å are seen to be right."
MISREAD_REMEDY = "Export it again as UTF-8 or as a workbook; where it was written so, correct it."


def is_text(data: bytes) -> bool:
    """Whether content is text, in some encoding, with hardly any control characters."""
    data = data[:MEGABYTE]
    text = data.decode(_encoding(data), "replace")
    return len(_CONTROL.findall(text)) * 100 <= len(text)


def text_in(file: str, data: bytes) -> str:
    """The text of a file, without its byte order mark.

    Raises ``InputError`` with the first row whose letters can be read in more ways than one, or
    were already read wrongly when the file was saved.
    """
    if len(data) > MOST:
        message = f"the text is larger than {MOST // MEGABYTE} MB"
        raise Place(file).error(message, "Remove what the survey does not need, or split it.")
    data = data.removesuffix(b"\x1a")  # how DOS ended a file
    encoding = _encoding(data)
    text = _one_byte(file, data) if encoding == "cp1252" else _unicode(file, data, encoding)
    if control := _CONTROL.search(text):
        message = f"a control character (U+{ord(control[0]):04X}) stands in the text"
        raise _error(file, text[: control.start()], message, "Remove it, or export again.")
    for why, at in _misread(_signs(text)):
        raise _error(file, text[:at], why, MISREAD_REMEDY)
    return text.removeprefix("\ufeff")


def sign_by_sign(data: bytes) -> tuple[str, str]:
    """The content with a sign for each of its codes, and what writes the very bytes of it again."""
    encoding = _encoding(data)
    if encoding == "utf-16":
        encoding += "-le" if data.startswith(codecs.BOM_UTF16_LE) else "-be"
    codec = encoding if encoding.startswith("utf-16") else "latin-1"
    return data.decode(codec), codec


def misread(text: str) -> str:
    """Why a text's letters are not those that were written, or nothing."""
    return next((why for why, _ in _misread(_signs(text))), "")


def _misread(signs: dict[str, int]) -> Iterator[tuple[str, int]]:
    for why, pattern in _MISREAD.items():
        if (at := _first(pattern, signs)) is not None:
            yield why, at


def _signs(text: str) -> dict[str, int]:
    """Every sign outside ASCII between its neighbours, two each way, and where it first stands."""
    signs: dict[str, int] = {}
    padded = f"\n\n{text}"
    for found in _BEYOND_ASCII.finditer(text):
        at = found.start()
        signs.setdefault(padded[at : at + 5], at)
    return signs


def _first(pattern: re.Pattern[str], signs: dict[str, int]) -> int | None:
    return next((at for sign, at in signs.items() if pattern.match(sign, 2)), None)


def _error(file: str, before: str, message: str, remedy: str) -> InputError:
    """What is wrong in the row that the text before it leads to."""
    return Place(file).error(message, remedy, row=len(_LINE_END.findall(before)) + 1)


def _encoding(data: bytes) -> str:
    """UTF-16 where the mark or the zero bytes say so, else UTF-8 or a one-byte encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Nearly every letter of ours has a zero byte in UTF-16, at odd or at even places.
    low, high = data[1::2].count(0), data[0::2].count(0)
    if max(low, high) * 4 > len(data) and min(low, high) * 20 < len(data):
        return "utf-16-le" if low > high else "utf-16-be"
    with suppress(UnicodeDecodeError):
        data.decode()
        return "utf-8"
    several = re.search(rb"\xc3(?:[\x80-\xbf]|\Z)", data)  # ø as UTF-8 has it, in no word else
    return "utf-8" if several or data.startswith(codecs.BOM_UTF8) else "cp1252"


def _unicode(file: str, data: bytes, encoding: str) -> str:
    """Text in UTF-8 or UTF-16 that was not made of letters read wrongly."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding)
        message = f"the file is {encoding[:6].upper()}, but a letter of this row is not"
        if error.end >= len(data):
            message = "the file is cut in the middle of a letter"
        raise _error(file, before, message, f"Correct the row, or: {MISREAD_REMEDY}") from None


def _one_byte(file: str, data: bytes) -> str:
    """Text in Windows-1252, Mac Roman or a DOS encoding where only one of them makes words."""
    text = data.decode("latin-1").translate(_C1)
    signs = _signs(text)
    strange = _strange(signs)
    if strange is None:
        return text
    if _first(_WESTERN, signs) is None:
        readings = {data.decode(name) for name in _other_encodings(signs)}
        if len(readings) == 1 and _strange(_signs(reading := readings.pop())) is None:
            return reading
    message = "a letter here is neither UTF-8 nor Windows-1252, so æ, ø and å cannot be told"
    raise _error(file, text[:strange], message, _SAVE)


def _strange(signs: dict[str, int]) -> int | None:
    """Where the first sign stands that Windows-1252 would hardly have there."""
    found = [_first(pattern, signs) for pattern in (_MAC, _DOS, _STRANGE)]
    if _first(_WESTERN, signs) is None:
        found.append(_first(_UNSURE, signs))
    return min((at for at in found if at is not None), default=None)


def _other_encodings(signs: dict[str, int]) -> tuple[str, ...]:
    """Those of which two letters or more stand in words, and none of the other's."""
    mac, dos = ({sign[2] for sign in signs if each.match(sign, 2)} for each in (_MAC, _DOS))
    if mac and dos:
        return ()
    return ("mac_roman",) if len(mac) > 1 else ("cp850", "cp865") if len(dos) > 1 else ()
