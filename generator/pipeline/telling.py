"""The middle of the line: from answers to what may be told of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator import analysis
from generator.archive import answers_hash
from generator.disclosure import (
    Certificate,
    Kept,
    Names,
    bare,
    certify_trend,
    hold_against,
    keep,
    prove,
    release,
    without_small_corrections,
)
from generator.pipeline.options import known_units
from generator.quarter import with_quarter
from generator.results import with_plans
from generator.scoring import coarsen_background, score
from generator.scoring.earlier import digest_key
from generator.trend import with_trend

if TYPE_CHECKING:
    from generator.pipeline.options import Options
    from generator.pipeline.reading import Read
    from generator.recorded import Progress
    from generator.results import ReleasedResults
    from generator.round import Round
    from generator.study import Study


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told of a round, in the study as its answers were joined, and from what.

    ``kept`` is what its proof rests on.
    """

    read: Read
    study: Study
    released: ReleasedResults
    certificate: Certificate
    kept: Kept

    @property
    def round(self) -> Round:
        """The round that it is told of."""
        return self.read.round


def tell(read: Read, *, options: Options, progress: Progress) -> Told:
    """Score, analyse and release a round; nothing after this sees an answer."""
    progress("scoring and analysing", 0, 0)
    round_ = read.round
    inputs, study = coarsen_background(read.inputs, study=read.study, policy=round_.policy)
    scored = score(inputs, study=study, round_=round_)
    known_units(options.only, scored.analysis_units)
    results = analysis.analyse(scored, study=study, round_=round_, texts=read.texts)

    progress("releasing what may be told", 0, 0)
    groups = scored.memberships(study=study)
    people = scored.people(study=study)
    ends = read.history.window_ends
    released, certificate = release(
        results, groups, study=study, policy=round_.policy, window_ends=ends
    )
    before = [each.released for each in read.history.rounds]
    released = without_small_corrections(released, before, study=study)
    released = with_plans(released, inputs.plans)
    named = Names(study, round_)
    proven, certificate = prove(released, certificate, people, named=named)
    proven, certificate = hold_against(
        read.releases, proven, certificate, people, study=study, named=named
    )
    released = with_trend(proven, read.history.rounds, study=study, round_=round_)
    certificate = certify_trend(released, certificate, proven=proven)
    kept = keep(proven, people)
    certificate = replace(certificate, answers_sha256=answers_hash(inputs))
    certificate = kept.sealed(certificate, digest_key(read.inputs, study=read.study))
    return Told(read, study, released, certificate, kept)


def tell_quarter(told: Told) -> Told:
    """Add the months of the whole, and the latest survey of earlier rounds."""
    released = with_quarter(told.released, told.read.history.rounds, study=told.study)
    certificate = certify_trend(released, told.certificate, proven=bare(told.released))
    return replace(told, released=released, certificate=certificate)
