"""National identity numbers: eleven digits, a date and two check digits.

Skatteetaten, "Fødselsnummer og D-nummer": k1 = 11 - (3 7 6 1 8 9 4 5 2 . d1..d9) mod 11 and
k2 = 11 - (5 4 3 2 7 6 5 4 3 2 . d1..d10) mod 11, eleven counting as 0. A D-number has 40 added to
its day, a hospital's number 40 to its month, synthetic ones 80, 40 or 65 to their month.
"""

from __future__ import annotations

LENGTH = 11
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_DAYS = frozenset({*range(1, 32), *range(41, 72)})
_MONTHS = frozenset(month + added for month in range(1, 13) for added in (0, 40, 65, 80))


def is_identity_number(digits: str) -> bool:
    """Whether eleven digits are a national identity number, a D-number or a synthetic one."""
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    if int(digits[:2]) not in _DAYS or int(digits[2:4]) not in _MONTHS:
        return False
    return _check(digits, _FIRST) and _check(digits, _SECOND)


def _check(digits: str, weights: tuple[int, ...]) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    return (total + int(digits[len(weights)])) % 11 == 0
