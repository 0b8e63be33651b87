"""A second release of a round: what it tells together with what earlier runs have told.

All releases of one round are one linear system: somebody may have every document of every run.
Late answers are people whom only the later figures hold, so a group that grew by fewer than the
threshold is a difference of two told sums, and the rank audit finds it like any other; so is a
complement, or a unit that was withheld and is told now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.disclosure.certificate import Certificate, EarlierRun
from generator.disclosure.corrected import without_few_more_clients
from generator.disclosure.late import of_one_class, of_one_mind, of_small_spread
from generator.disclosure.naming import Naming, as_placed, together
from generator.disclosure.participation import without_few_late_counts
from generator.disclosure.partly import without_few_late_partly, without_lines_through_hidden
from generator.disclosure.proof import (
    ESSENTIAL,
    Breach,
    Told,
    examine,
    examined,
    without_item,
    without_node,
    without_small_moments,
)
from generator.disclosure.spread import without_models_of_few_late, without_spread_of
from generator.disclosure.themes import without_few_late
from generator.disclosure.unanimity import Ends, ends_of
from generator.errors import DisclosureError
from generator.results import ReleasedResults
from generator.results.memberships import Memberships
from generator.study import Study


@dataclass(frozen=True, slots=True)
class EarlierRelease:
    """What an earlier run of the round told, and of whom, by this run's row numbers.

    ``people`` is None where its answers are not among this run's; ``problem`` then says why.
    ``folder`` is where it lies, ``before`` what its own certificate says of runs before it, and
    ``given`` whether it was sent or filed, so that it cannot be taken back.
    """

    run: str
    folder: str
    results_sha256: str
    released: ReleasedResults
    people: Mapping[str, Memberships] | None
    same_answers: bool = False
    problem: str = ""
    before: tuple[EarlierRun, ...] = ()
    given: bool = False


def hold_against(
    earlier: Sequence[EarlierRelease],
    released: ReleasedResults,
    certificate: Certificate,
    people: Mapping[str, Memberships],
    *,
    study: Study,
    named: Naming = as_placed,
) -> tuple[ReleasedResults, Certificate]:
    """The release without what earlier runs would make too much of, and the verdict on it.

    A table or the spread of an item that would show how few late answers fell in one class, or
    how few brought up a theme, is withheld. Means of units and of the whole are not: where they
    show too few, the release is refused. A release that was made before stands where it stood.
    """
    for one in earlier:
        known = _made_before(one, earlier, released, certificate, people, study)
        if known is not None:
            return known
    return _held(earlier, released, certificate, people, study, named=named)


def _made_before(
    one: EarlierRelease,
    earlier: Sequence[EarlierRelease],
    released: ReleasedResults,
    certificate: Certificate,
    people: Mapping[str, Memberships],
    study: Study,
) -> tuple[ReleasedResults, Certificate] | None:
    """This release, held against what ``one`` was held against, if it comes out as ``one`` did."""
    if one.results_sha256 == certificate.examined_sha256:
        return released, replace(certificate, earlier=one.before)
    names = {run.run for run in one.before}
    before = [each for each in earlier if each.run in names]
    if not before or len(before) < len(names):
        return None
    try:
        again, verdict = _held(before, released, certificate, people, study, named=as_placed)
    except DisclosureError:
        return None
    return (again, verdict) if verdict.examined_sha256 == one.results_sha256 else None


def _held(
    earlier: Sequence[EarlierRelease],
    released: ReleasedResults,
    certificate: Certificate,
    people: Mapping[str, Memberships],
    study: Study,
    *,
    named: Naming,
) -> tuple[ReleasedResults, Certificate]:
    told = []
    for one in earlier:
        if one.people is None:
            raise DisclosureError(_unknown(one))
        told.append(Told(f"run {one.run}, ", one.released, one.people))
    threshold = certificate.threshold
    as_it_was, before = released, [one.released for one in earlier]
    released = without_few_late(released, before, threshold=threshold)
    released = without_models_of_few_late(released, before)
    released = without_few_late_counts(released, before, threshold=threshold)
    released = without_few_more_clients(released, before, study=study)
    known = [(each.released, each.people) for each in told]
    released = without_few_late_partly(released, people, known, threshold=threshold)
    released = without_lines_through_hidden(released)
    ends = dict(ends_of(study))
    while found := _given_away(told, Told("", released, people), ends, threshold):
        mended, (breaches, without) = released, found
        for breach in breaches:
            mended = without(mended, breach)
        if mended is released:
            raise DisclosureError(_refusal(breaches, earlier, threshold=threshold, named=named))
        released = without_lines_through_hidden(mended)
    if told and not certificate.reproduce_published:
        released = without_small_moments(released, people, threshold=threshold)
    if released != as_it_was:
        certificate = examined(released, certificate, people)
    verdicts = (
        EarlierRun(one.run, "same_answers" if one.same_answers else "more_answers")
        for one in earlier
    )
    return released, replace(certificate, earlier=tuple(verdicts))


Mend = Callable[[ReleasedResults, Breach], ReleasedResults]


def _given_away(
    earlier: Sequence[Told], now: Told, ends: Mapping[str, Ends], threshold: int
) -> tuple[list[Breach], Mend] | None:
    """What follows from the releases together, and what to withhold of it; None if nothing does."""
    if not earlier:
        return None
    if few := _added(earlier, now, threshold=threshold):
        return few, _without_least_needed
    told = [*earlier, now]
    alike = [*of_one_mind(told, ends=ends, threshold=threshold)]
    if alike := alike or [*of_one_class(told, ends=ends, threshold=threshold)]:
        return alike, _without_least_needed
    spreads = [*of_small_spread(told, ends=ends)]
    return (spreads, _without_spread) if spreads else None


def _without_spread(released: ReleasedResults, breach: Breach) -> ReleasedResults:
    for claim in breach.claims:
        if claim.node.startswith(("steps/", "units/")):
            released = without_spread_of(released, claim.node, claim.variable)
    return released


def _added(earlier: Sequence[Told], now: Told, *, threshold: int) -> list[Breach]:
    """What follows from all releases together, and from none of them by itself."""
    joint = examine([*earlier, now], threshold=threshold).breaches
    if not joint:
        return []
    alone = [examine(earlier, threshold=threshold), examine([now], threshold=threshold)]
    known = {(one.variable, one.who) for found in alone for one in found.breaches}
    return [breach for breach in joint if (breach.variable, breach.who) not in known]


def _without_least_needed(released: ReleasedResults, breach: Breach) -> ReleasedResults:
    """The release without one figure of the breach that can be done without, if there is one."""
    for claim in reversed(breach.claims):
        if (mended := without_item(released, claim.node, claim.variable)) is not None:
            return mended
    for claim in reversed(breach.claims):
        kept = claim.node.startswith(ESSENTIAL) or not claim.node.startswith("steps/")
        if not kept and (mended := without_node(released, claim.node)) is not None:
            return mended
    return released


def _unknown(one: EarlierRelease) -> str:
    return (
        f"run {one.run} of this round told of {one.problem}. So nobody can say what its figures "
        "and these give away together. " + _way_out([one])
    )


def _refusal(
    found: Sequence[Breach], earlier: Sequence[EarlierRelease], *, threshold: int, named: Naming
) -> str:
    shortest = min(found, key=lambda one: len({claim.people for claim in one.claims}))
    follows, one = ("a sum", "It") if len(found) == 1 else (f"{len(found)} sums", "One of them")
    few = f"{follows} of fewer than {threshold} people's answers would follow"
    if all(breach.people >= threshold for breach in found):
        few, one = "what nearly all of the late ones answered would follow", "It"
    return (
        f"together with what earlier runs of this round told, {few}. What is told again must be "
        f"unchanged or about at least {threshold} people more, of more than one mind. "
        f"{one} follows from these figures together:\n"
        f"{together(shortest.claims, named)}\n{_way_out(earlier)}"
    )


def _way_out(earlier: Sequence[EarlierRelease]) -> str:
    """What can be done: a run that was given to somebody cannot be taken back."""
    given = [one.run for one in earlier if one.given]
    drafts = [one for one in earlier if not one.given]
    told = ["No document was written. Wait for more answers"]
    told[0] += ", or send what was made first." if drafts else "."
    if given:
        told.append(f"What was sent or filed stays told: run {', '.join(given)}.")
    if drafts:
        those = "that run" if len(drafts) == 1 else "those runs"
        runs = f"run {', '.join(one.run for one in drafts)}" if given else those
        folders = ", ".join(one.folder for one in drafts)
        told.append(f"Only if nobody has been given {runs}, delete {folders} and build again.")
    return " ".join(told)
