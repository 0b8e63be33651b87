"""Numbers that are known again where they are printed.

Every number of a release is put in a class of its own, which leaves a mark behind it when it
becomes text; so do one computed from two of them and one that a template was given as a constant. A
count that a template makes (of rows, of findings) shows the sentence it was made for instead of
itself. The digits of the catalogues and of dates are shifted out of the way. So what is found does
not depend on whether a number happens to equal a told one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from babel import dates

from generator.documents import Context, numbers, trend_chart, wording
from generator.documents.wording import Wording
from generator.results import Audited, ReleasedResults

FIGURE, COMPUTED, CONSTANT = "\ue000", "\ue001", "\ue002"
"""Left behind a told figure, what two of them gave, and any other number printed as a figure."""

OPENED, CLOSED = "\ue003", "\ue004"
"""Around the sentence and the name of a count that a template made, in the place of its digits."""

SHIFTED = {ord(digit): 0xE010 + int(digit) for digit in "0123456789"}


class Traced:
    """A number that leaves its mark; arithmetic with plain numbers leaves it the same figure."""

    mark = FIGURE

    def __str__(self) -> str:
        return f"{plain(self)!r}{self.mark}"

    def __format__(self, spec: str) -> str:
        return f"{format(plain(self), spec)}{self.mark}"


class TracedInt(Traced, int):
    """A told count."""


class TracedFloat(Traced, float):
    """A told figure."""


class ComputedInt(TracedInt):
    """A whole number that follows from two told ones."""

    mark = COMPUTED


class ComputedFloat(TracedFloat):
    """A number that follows from two told ones."""

    mark = COMPUTED


def plain(value: Any) -> Any:
    """The number itself."""
    return int(value) if isinstance(value, int) else float(value)


def traced(value: Any) -> Any:
    """Every number in a value traced, in nodes and all they hold; anything else as it is."""
    if isinstance(value, tuple):
        return tuple(traced(part) for part in value)
    if isinstance(value, dict):
        return {name: traced(part) for name, part in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {spec.name: getattr(value, spec.name) for spec in fields(value)}
        return replace(value, **{name: traced(part) for name, part in parts.items()})
    return _number(value, computed=False)


def _number(value: Any, *, computed: bool) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if isinstance(value, int):
        return (ComputedInt if computed else TracedInt)(value)
    return (ComputedFloat if computed else TracedFloat)(value)


def _operator(name: str) -> Any:
    def operate(self: Any, *others: Any) -> Any:
        given = [plain(other) if isinstance(other, Traced) else other for other in others]
        result = getattr(type(plain(self)), name)(plain(self), *given)
        if result is NotImplemented and isinstance(given[0], float):
            result = getattr(float, name)(float(self), *given)
        several = self.mark == COMPUTED or any(isinstance(other, Traced) for other in others)
        return _number(result, computed=several)

    return operate


for _class in (TracedInt, TracedFloat):
    for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod"):
        for _of in (f"__{_name}__", f"__r{_name}__"):
            setattr(_class, _of, _operator(_of))
    for _of in ("__neg__", "__abs__", "__round__"):
        setattr(_class, _of, _operator(_of))


class _Counted(int):
    """A count that a template made, for a sentence."""

    place: str

    def __format__(self, spec: str) -> str:
        return f"{OPENED}{self.place}={int(self)}{CLOSED}"


def _counted(key: str, values: dict[str, object]) -> dict[str, object]:
    counted = dict(values)
    for name, value in values.items():
        if isinstance(value, int) and not isinstance(value, Traced | bool):
            counted[name] = count = _Counted(value)
            count.place = f"{key}:{name}"
    return counted


@contextmanager
def tracing(context: Context) -> Iterator[Context]:
    """The context with its figures traced, while all that is printed shows where it is from."""
    with pytest.MonkeyPatch.context() as patch:
        _follow_numbers(patch)
        _follow_words(patch)
        wording.wording.cache_clear()
        yield replace(
            context,
            released=_released(context.released),
            withheld=traced(context.withheld),
            let_through=traced(context.let_through),
            audited=context.audited and _audited(context.audited),
            run_id="run",
            version="version",
        )
    wording.wording.cache_clear()


def _released(released: ReleasedResults) -> ReleasedResults:
    return replace(released, steps=traced(released.steps), units=traced(released.units))


def _audited(audited: Audited) -> Audited:
    """The certificate's counts traced; hashes and runs get names without digits."""
    earlier = {f"run{'s' * i}": same for i, same in enumerate(audited.earlier.values())}
    named = replace(audited, examined_sha256="hash", answers_sha256="hash", earlier=earlier)
    return replace(traced(named), earlier=earlier)


def _follow_numbers(patch: pytest.MonkeyPatch) -> None:
    digits = numbers._digits

    def shown(value: object, decimals: int) -> str:
        return digits(value, plain(decimals)) + (
            value.mark if isinstance(value, Traced) else CONSTANT
        )

    patch.setattr(numbers, "_digits", shown)


def _follow_words(patch: pytest.MonkeyPatch) -> None:
    say, several = Wording.__call__, Wording.several
    catalogue = wording._catalogue
    patch.setattr(wording, "_catalogue", lambda language: _shifted(catalogue(language)))
    patch.setattr(Wording, "__call__", lambda w, key, **v: say(w, key, **_counted(key, v)))
    patch.setattr(Wording, "several", lambda w, key, **v: several(w, key, **_counted(key, v)))
    patch.setattr(Wording, "numeral", lambda w, n: f"{_counted('numeral', {'n': n})['n']}")
    dated = dates.format_date
    for place in (dates, trend_chart):
        patch.setattr(place, "format_date", lambda *a, **n: dated(*a, **n).translate(SHIFTED))


def _shifted(tree: Any) -> Any:
    """A catalogue whose own digits are no digits any more; the names in braces stay."""
    if isinstance(tree, str):
        return re.sub(r"[^{}]+(?![^{}]*\})", lambda part: part[0].translate(SHIFTED), tree)
    if isinstance(tree, dict):
        return {name: _shifted(part) for name, part in tree.items()}
    return [_shifted(part) for part in tree]
