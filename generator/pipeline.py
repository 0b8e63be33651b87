"""The straight line: read, publish, report, render, verify, write; one verb a line.

What only some commands need is imported inside them, so that ``check`` is quick.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.errors import ArgumentError, InputError
from generator.freetext.review import Refreshed, refresh_review, review_answers
from generator.render.workers import check_own_templates, render, start_server
from generator.resources.templates import templates_from
from generator.round import archive_of
from generator.round.consistency import untranslated
from generator.round.people import people_to_mind
from generator.sources import read_inputs
from generator.sources.unit_list import read_round
from generator.study.lines import with_lines

if TYPE_CHECKING:
    from generator.action_plans.returned import Returned
    from generator.history.published_round import PublishedBefore
    from generator.progress import Progress
    from generator.results.store import ReleasedResults
    from generator.round.model import Round
    from generator.run.contents import Built
    from generator.run.draft import Options, ReadRound
    from generator.run.verify.documents import Verified
    from generator.sources.inputs import Inputs
    from generator.study.model import Study

NAMES_OFFICES: Final = (
    "policy.name_offices: the county report will show every unit's published means by its name. "
    "Only the county's list gets it."
)

EMPTY_REPORTS: Final = (
    "study.toml has no [unit_file], so reports to units will have no survey figures. Add it, with "
    "file_label and the group whose answers they are of."
)

NO_SURVEY: Final = (
    "The round has no survey: there is no build, only the quarter's report on its results."
)
LONG: Final = (
    "{path} is {n} signs below the folder of runs, and Windows opens none of 260 or more. "
    "Give the study, the round or the unit a shorter id, or keep runs near the top of a drive."
)
LONGEST: Final = 160  # signs of a path, so that 100 are left for the folders above it
SMALL: Final = (
    "No result of the indicator {name} is over {largest:g} %. If they are shares of one, write "
    "them in per cent."
)


def check(
    folder: Path,
    *,
    templates: Path | None = None,
    archive: Path | None = None,
    index: str | None = None,
) -> tuple[str, ...]:
    """Read and validate a round; every problem is raised together as ``InputError``.

    ``archive`` holds earlier rounds, instead of the one that round.toml names. Returns what to know
    before it is built. Raises ArgumentError where own templates cannot be used.
    """
    with templates_from(templates):
        check_own_templates()
    study, round_ = read_round(folder)
    archive = archive_of(round_, folder, given=archive)
    inputs = read_inputs(study, round_, folder)
    review_answers(inputs, study=study, round_=round_, folder=folder)
    people = with_lines(people_to_mind(round_), folder / "round.toml")
    found = [*inputs.notes, *map(str, people), *_advice(study, round_, inputs)]
    if archive:
        found += _events(archive, inputs, study=study, round_=round_, folder=folder, index=index)
    return tuple(found)


def build(folder: Path, *, out: Path, options: Options, progress: Progress) -> Built:
    """Turn a round's folder into a run folder of verified documents, whole or not at all.

    ``options.report`` is "quarter" for management's report, from the rounds filed before it too.
    """
    from generator.archive.kept_releases import forget_unwritten, keep_release
    from generator.delivery.state import Origin, write_origin
    from generator.publish import publish
    from generator.report.compose import compose
    from generator.run.contents import Built, write_run
    from generator.run.draft import draft, prepare
    from generator.run.rebuild import verify_draft

    with templates_from(options.templates):
        read = _read(folder, out=out, options=options, progress=progress)
        progress("deciding what is published, and computing from it", 0, 0)
        published = publish(
            read.inputs,
            read.study,
            read.round,
            read.earlier,
            read.texts,
            quarter=bool(options.report),
        )
        prepared = prepare(read, published, options)
        run_id = prepared.manifest.run
        reports = compose(
            prepared.context, report=options.report, only=options.only, language=options.language
        )
        documents = tuple(
            render(
                reports,
                formats=options.formats,
                workers=options.workers,
                progress=lambda done, total: progress("making the documents", done, total),
            )
        )
        progress("reading the documents back", 0, 0)
        files = draft(prepared, documents)
        numbers = verify_draft(files, workers=options.workers)
        known = read.earlier.runs
        try:
            # First what must be known of a run, so that no run is ever without.
            keep_release(
                read.runs,
                run_id,
                read.inputs,
                study=read.study,
                published=published,
                known=known,
            )
            run = write_run(read.runs, files)
        except BaseException:
            forget_unwritten(read.runs, run_id, known=known)
            raise
        write_origin(run.folder, Origin(read.folder, options.templates))
        return Built(run, numbers, tuple(_notes(read.earlier, published.results)))


def verify(folder: Path, *, templates: Path | None = None, progress: Progress) -> Verified:
    """Hold every file of a run against what it is made from, as its build did; and the standards.

    Where the run was made by this program, with ``templates`` where it had some of its own, every
    file is made again and held against it byte by byte. Raises ArgumentError where there is no run.
    """
    from generator.archive.checking import check_certificate
    from generator.delivery.state import templates_of
    from generator.run.contents import check_files, files_of
    from generator.run.finished import listed_documents
    from generator.run.rebuild import verify_files
    from generator.run.verify.documents import Verified, broken_pdfs

    progress("holding the files against the manifest", 0, 0)
    files = files_of(folder)
    if findings := check_files(files):
        return Verified(0, 0, findings)
    own = templates or templates_of(folder)
    with templates_from(own if templates or (own and own.is_dir()) else None):
        verified = verify_files(files, again=True, progress=progress)
    progress("holding the documents against the standards", 0, 0)
    broken = tuple(broken_pdfs(listed_documents(files)))  # rendering did it in a build
    certified = check_certificate(folder, folder.parent)
    return replace(verified, findings=(*certified, *verified.findings, *broken))


def texts(folder: Path, *, workbook: bool = False) -> Refreshed:
    """Write the review file of a round's open answers, with everything already said in it."""
    study, round_ = read_round(folder)
    inputs = read_inputs(study, round_, folder)
    if not study.open_questions:
        raise ArgumentError(f"{folder}: the study declares no open question.")
    return refresh_review(inputs, study=study, round_=round_, folder=folder, workbook=workbook)


def plans(returned: Sequence[Path], *, into: Path, runs: Sequence[Path]) -> tuple[Returned, Path]:
    """Read the action plans of returned Word reports into a round's folder."""
    from generator.action_plans.returned import keep_plans, read_returned

    study, round_ = read_round(into)
    found = read_returned(returned, study=study, round_=round_, runs=runs)
    return found, keep_plans(found.plans, round_=round_, folder=into)


def _read(folder: Path, *, out: Path, options: Options, progress: Progress) -> ReadRound:
    """Read and check all that a build needs; raises InputError or ArgumentError."""
    from generator.archive.earlier_releases import earlier_releases
    from generator.archive.earlier_rounds import read_history
    from generator.history.corrections import refuse_unsaid
    from generator.history.published_round import PublishedBefore
    from generator.run.draft import ReadRound

    progress("reading and checking the round", 0, 0)
    study, round_ = read_round(folder)
    archive = archive_of(round_, folder, given=options.archive)
    if options.language and (lacking := untranslated(round_, study, into=options.language)):
        raise InputError(lacking)
    check_own_templates()
    start_server(options.workers)
    inputs = read_inputs(study, round_, folder)
    if not round_.groups and not options.report:
        raise ArgumentError(
            f"{folder} has no survey, so there are no reports to its units. Make the report on "
            f"its results with: kontorrapport quarter {folder}"
        )
    earlier = PublishedBefore()
    if archive is not None:
        earlier = read_history(archive, round_, study=study.id, index=options.index)
    runs = out / study.id / round_.id
    found = earlier_releases(runs, inputs, study=study, round_=round_, archive=archive)
    refuse_unsaid(inputs, found, round_)
    return ReadRound(
        folder=folder,
        runs=runs,
        study=study,
        round=round_,
        inputs=inputs,
        texts=review_answers(inputs, study=study, round_=round_, folder=folder),
        earlier=replace(
            earlier, releases=found.releases, runs=found.runs, unreadable=found.unreadable
        ),
    )


def _advice(study: Study, round_: Round, inputs: Inputs) -> Iterator[str]:
    unit = max(round_.positions(), key=len)
    path = f"{study.id}/{round_.id}/{'0' * 12}/offices/{unit}/kontorrapport-{unit}.docx"
    if len(path) > LONGEST:
        yield LONG.format(path=path, n=len(path))
    if round_.policy.name_offices:
        yield NAMES_OFFICES
    if not round_.groups:
        yield NO_SURVEY
    elif study.unit_file is None:
        yield EMPTY_REPORTS
    counted = [unit.id for unit in round_.units if unit.invited is not None]
    if round_.groups and 0 < len(counted) < len(round_.units):
        lacking = [unit.id for unit in round_.units if unit.id not in counted]
        yield (
            f"round.toml, units: {', '.join(lacking)} without invited, which others have. Say how "
            "many were asked, 0 where nobody was; else there is no response rate."
        )
    if inputs.scorecard:
        largest = inputs.scorecard.frame.groupby("indicator")["result"].max()
        for name, result in largest.items():
            if study.indicators[str(name)].unit == "%" and 0 < result <= 1:
                yield SMALL.format(name=name, largest=result)


def _events(
    archive: Path, inputs: Inputs, *, study: Study, round_: Round, folder: Path, index: str | None
) -> tuple[str, ...]:
    """Events that would explain what is other than was filed, and offices that nobody filed."""
    from generator.archive.earlier_rounds import newest_rounds
    from generator.history.people import changes_of_people
    from generator.history.proposals import proposals, unknown_before

    if not (before := newest_rounds(archive, round_, study=study.id, index=index)):
        return ()
    rounds = [each.round for each in before]
    unknown = with_lines([*unknown_before(round_, rounds)], folder / "round.toml")
    proposed = proposals(round_, rounds, changes_of_people(inputs, round_, before))
    return (*map(str, unknown), *map(str, proposed))


def _notes(earlier: PublishedBefore, results: ReleasedResults) -> Iterator[str]:
    """What whoever builds should know: this is no first release, or one could not be read."""
    own = [each.run for each in earlier.releases if each.of_round]
    if own:
        yield (
            f"This round was built before ({', '.join(own)}). What too few new answers would give "
            "away is carried over from then, and the reports say so. Delete the folders of runs "
            "that nobody was given, and build again, to start afresh."
        )
        places = [place for each in results.table.groups for place in each.places if place.offices]
        units = [p.place for p in places if any(c.release < results.release for c in p.cells)]
        if units or results.carried:
            said = f"units ({', '.join(units)})" if units else "no unit"
            yield f"Carried over: {said}, and {len(results.carried)} models and open questions."
    for place in earlier.unreadable:
        yield (
            f"{place} was made by another version or cannot be read, so the reports were not held "
            "against it."
        )
    yield from earlier.older
