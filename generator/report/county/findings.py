"""What the tests of a study found, in words: which, with which sign, how strong, and how sure."""

from collections.abc import Callable, Sequence
from typing import Final

from generator.language.wording import capital
from generator.report.context import Context, sentences
from generator.report.county.tested import Finding, Tested
from generator.report.effects import LARGE, SMALL, size_word
from generator.study.model import UNITS

NAMED: Final = 3
"""So many findings are named with their strength; of more, the strongest, and none beside a tie."""
NULLS: Final = 5
"""So many that were tested without a finding are named; more are counted."""
POINTS: Final = "finding.difference"
NAMING: Final = "finding.named"

Naming = Callable[[str], str]


def leading(rows: Sequence[Finding], most: int) -> Sequence[Finding]:
    """The strongest, ``most`` or fewer, so that none that is as strong as one named is left out.

    All of them where more than so many share the first place.
    """
    above = [one for one in rows if abs(one.value) > abs(rows[most].value)] if rows[most:] else rows
    return above or [one for one in rows if abs(one.value) == abs(rows[0].value)]


def answer(
    found: Tested,
    *,
    context: Context,
    name: Naming | None = None,
    brief: bool = False,
    asked: bool = False,
) -> tuple[str, str]:
    """What was found in a sentence, and what else is to be known of it.

    A finding is named with its sign and strength, and no finding is a finding too. A ``brief``
    answer stands beside a drawing, and counts what that shows; its outcome may be ``asked`` about
    in a heading above it.
    """
    words, called = context.words, name or context.label
    if not found.findings:
        return words("finding.unknown"), ""
    most = 1 if brief else NAMED
    lead = (
        _comparison(found, called, context, brief=brief)
        if found.between
        else _lead(found, called, context, most=most, asked=asked)
    )
    if len(found.nulls) == len(found.findings):
        return lead, _hidden(found, context)
    unsure, vague = (
        "" if brief else _strengths(rows, called, context, POINTS if found.between else NAMING)
        for rows in (found.unsure, found.vague)
    )
    without = [one for one in found.findings if not (one.firm if brief else one.found)]
    counted = not found.firm or (brief and len(found.firm) > 1 and len(without) > NULLS)
    down = [] if found.between else [one for one in found.firm if one.value < 0]
    return lead, sentences(
        words("finding.unsure", family=found.family, names=unsure) if unsure else "",
        words("finding.indistinct", names=vague) if vague else "",
        # A count of all has said that the others are not certain.
        "" if counted else _nulls(without, found, called, context),
        _hidden(found, context),
        words(f"finding.minus_{tendency(down)}") if down else "",
    )


def tendency(found: Sequence[Finding]) -> str:
    """How often what the weakest of some correlations says is so: ``small``, ``medium``, ..."""
    weakest = min(one.size or SMALL for one in found)
    return ("small", "medium", "large")[min(max(weakest, SMALL), LARGE) - SMALL]


def _lead(found: Tested, called: Naming, context: Context, *, most: int, asked: bool) -> str:
    words, firm, outcome = context.words, found.firm, called(found.outcome)
    if not firm:
        if found.unsure or found.vague or len(found.findings) > NULLS:
            return words("finding.none_many", n=len(found.findings), outcome=outcome)
        names = words.listed([called(one.variable) for one in found.findings])
        return words("finding.none", outcome=outcome, names=names)
    counts = {"n": len(firm), "all": len(found.findings)}
    if len(firm) <= most:
        names = _strengths(firm, called, context, sized=most > 1)
        return capital(words("finding.firm", outcome=outcome, names=names, **counts))
    first = leading(firm, most)
    down = [one for one in firm if one.value < 0]
    key = "mixed" if 0 < len(down) < len(firm) else "down" if down else "up"
    # The few that go the other way are named, unless they are among the strongest.
    unnamed = key == "mixed" and len(down) <= NAMED and not all(one in first for one in down)
    against = _strengths(down, called, context, sized=most > 1) if unnamed else ""
    signs = words(
        f"finding.{key}{'_named' if unnamed else ''}",
        up=len(firm) - len(down),
        down=len(down),
        names=against,
    )
    names = _strengths(first, called, context, sized=most > 1)
    key = "finding.firm_asked" if asked else "finding.firm_many"
    return words(key, outcome=outcome, names=names, signs=signs, **counts)


def _comparison(found: Tested, called: Naming, context: Context, *, brief: bool) -> str:
    words, (first, second) = context.words, found.between
    if not found.firm:
        return words("finding.alike", first=first, second=second, n=len(found.findings))
    sides = {
        "higher": [one for one in found.firm if one.value > 0],
        "lower": [one for one in found.firm if one.value < 0],
    }
    named = {}
    for side, rows in sides.items():
        few = rows[:NAMED] if brief else rows
        named[side] = _strengths(few, called, context, POINTS, sized=not brief)
        if more := len(rows) - len(few):
            each = [_strengths([row], called, context, POINTS, sized=not brief) for row in few]
            named[side] = words("finding.more", names=", ".join(each), n=more)
    return sentences(
        *(
            words(f"finding.{side}", first=first, second=second, names=names)
            for side, names in named.items()
            if names
        )
    )


def _strengths(
    rows: Sequence[Finding],
    called: Naming,
    context: Context,
    key: str = NAMING,
    *,
    sized: bool = True,
) -> str:
    """Findings with their figures, ``sized`` in words where these do not stand in a drawing."""
    sizes = [f", {said}" if sized and (said := in_words(one, context)) else "" for one in rows]
    return context.words.listed(
        [
            context.words(
                key, name=called(one.variable), value=context.number(one.value, 2), size=size
            )
            for one, size in zip(rows, sizes, strict=True)
        ]
    )


def in_words(one: Finding, context: Context) -> str:
    """The size of what holds; what is uncertain is as a rule less than it seems: no word."""
    return size_word(one.size, context=context) if one.firm and one.size is not None else ""


def _nulls(rows: Sequence[Finding], found: Tested, called: Naming, context: Context) -> str:
    if not rows:
        return ""
    if len(rows) > NULLS:
        return context.words("finding.rest_many", n=len(rows))
    names = context.words.listed([called(one.variable) for one in rows])
    return context.words("finding.alike_in" if found.between else "finding.rest", names=names)


def _hidden(found: Tested, context: Context) -> str:
    return context.words("sentence.correlation_hidden", n=found.hidden) if found.hidden else ""


def who(group: str, *, context: Context) -> str:
    """Whose answers something is about, as it stands before a colon."""
    if group == UNITS:
        return context.study.unit_label
    return context.study.groups[group].label if group in context.study.groups else group
