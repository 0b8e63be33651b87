"""Commands that prove, file and delete: what is kept, and whether it is as it was."""

from pathlib import Path
from typing import Annotated

import typer

from generator.cli.arguments import (
    ActTime,
    IndexAddress,
    OwnTemplates,
    RoundFolder,
    RunFolder,
    RunsFolder,
)
from generator.progress import shown_progress

NO_KEY = (
    "Without --key it is not known whether somebody who can write all of these files has changed "
    "them and made them fit (kontorrapport sign)."
)
WITHDRAWN = (
    "What was sent or filed stays as it is. Build the round again for the next release. Copies in "
    "the survey system, mail and backups are yours to delete."
)
Validator = Annotated[
    str | None,
    typer.Option(metavar="COMMAND", help="An installed veraPDF, to ask of every PDF too."),
]


def verify(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="A run folder, a filed package or an archive.")
    ],
    index: IndexAddress = None,
    out: RunsFolder = Path("output"),
    key: Annotated[
        Path | None,
        typer.Option(metavar="PUBLIC", help="A public key, kept elsewhere, that must have signed."),
    ] = None,
    validator: Validator = None,
    templates: OwnTemplates = None,
) -> None:
    """Hold a run against its results, or say whether what was filed is as it was filed."""
    from generator import pipeline
    from generator.archive.checking import check_filed, rank_taken, read_strictly
    from generator.archive.filing import is_filed
    from generator.run.validator import ask_validator

    folder = run.resolve()
    public = None
    if key:
        from generator.archive.signature import check_signatures, read_public, signed_with

        public = read_public(key, data=folder)
    notes: tuple[str, ...] = ()
    with shown_progress() as progress:
        if is_filed(folder):
            findings = check_filed(folder, index=index, out=out, progress=progress)
            result = f"{run}: every file is as it was filed."
            notes = () if findings else (*read_strictly(folder),)
        else:
            verified = pipeline.verify(folder, templates=templates, progress=progress)
            findings = verified.findings
            notes = verified.notes
            result = f"{verified.documents} documents, {verified.numbers} numbers verified."
    if public:
        findings = (*findings, *check_signatures(folder, public))
    if validator:
        findings = (*findings, *ask_validator(validator, folder))
    for note in notes:
        typer.echo(note, err=True)
    for finding in findings:
        typer.echo(finding)
    if findings:
        raise typer.Exit(1)
    if taken := rank_taken(folder, out=out):
        typer.echo(taken, err=True)
    typer.echo(signed_with(folder, public) if public else NO_KEY, err=not public)
    typer.echo(result)


def sign(
    run: Annotated[
        Path | None, typer.Argument(metavar="RUN", help="A run folder, or an archive.")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your private key; without it, that in the keyring."),
    ] = None,
    new_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Make a private key, and FILE.pub, instead.")
    ] = None,
) -> None:
    """Sign a run, or all in an archive, so that a change to everything at once is found."""
    import os

    from generator.archive import signature
    from generator.delivery import passwords

    passphrase = os.environ.get(passwords.KEY_PASSPHRASE) or passwords.from_keyring(
        passwords.SIGNING_PASSPHRASE
    )
    if new_key:
        made = signature.fingerprint(signature.make_key(new_key, passphrase))
        how = "" if passphrase else f", without a passphrase ({passwords.KEY_PASSPHRASE})"
        typer.echo(f"Made {new_key}{how}. Keep {new_key}.pub where nobody changes it: {made}")
        return
    if run is None:
        raise typer.BadParameter("give a run or an archive, or --new-key FILE")
    kept = key or passwords.from_keyring(passwords.SIGNING_KEY)
    if kept is None:
        raise typer.BadParameter("give --key FILE, or keep a key in the keyring (docs/archive.md)")
    folder = run.resolve()
    private = signature.read_private(kept, passphrase, data=folder)
    with shown_progress() as progress:
        line = signature.sign(folder, private, progress)
    typer.echo(line)


def archive(
    run: RunFolder,
    destination: Annotated[Path, typer.Argument(metavar="DEST", help="The archive's folder.")],
    index: IndexAddress = None,
    time: ActTime = None,
    xsd: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Schema files of Noark 5 to hold arkivmelding.xml against."
        ),
    ] = None,
    validator: Validator = None,
) -> None:
    """File a finished run in an archive, as a package that is never changed again."""
    from generator.archive.filing import file_run, read_time
    from generator.run.validator import ask_validator

    if validator and (findings := ask_validator(validator, run)):
        typer.echo("\n".join(findings))
        raise typer.Exit(1)
    filing = file_run(run, destination, time=read_time(time), index=index, xsd=xsd)
    typer.echo(f"{'Already filed' if filing.already else 'Filed'}: {filing.folder}")


def retention(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Rounds, or folders that hold rounds.")
    ],
    archive: Annotated[
        Path | None, typer.Option(help="The archive's folder, instead of the round's own.")
    ] = None,
    index: IndexAddress = None,
    delete: Annotated[
        bool, typer.Option("--delete", help="Delete what is due, once you have confirmed.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete what is due without asking.")] = False,
    by: Annotated[str | None, typer.Option(help="Who deletes; stands in the receipt.")] = None,
    out: RunsFolder = Path("output"),
    time: ActTime = None,
) -> None:
    """List the raw data that are due to be deleted; delete them with --delete or --yes."""
    from generator.archive.filing import read_time
    from generator.archive.retention import delete_raw_data, described, raw_data

    if (delete or yes) and not by:
        raise typer.BadParameter("say who deletes, with --by NAME")
    now = read_time(time)
    rounds = raw_data(folders, today=now.date(), out=out, archive=archive, index=index)
    for data in rounds:
        typer.echo("\n".join(described(data)))
    due = [data for data in rounds if data.state == "due"]
    if due and by and (delete or yes):
        count = sum(len(data.files) + len(data.digests) for data in due)
        if not yes:
            typer.confirm(f"Delete {count} {'file' if count == 1 else 'files'}?", abort=True)
        for data in due:
            typer.echo(f"Deleted. Receipt: {delete_raw_data(data, time=now, by=by)}")
    if any(data.state == "refused" for data in rounds):
        raise typer.Exit(1)


def withdraw(
    round_: RoundFolder,
    respondent: Annotated[
        str | None, typer.Option(metavar="KEY", help="The respondent's key, as the file has it.")
    ] = None,
    group: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The respondent group, if several fit."),
    ] = None,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="The row is out of the file already: record it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be changed, and change nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    out: RunsFolder = Path("output"),
    time: ActTime = None,
) -> None:
    """Take a respondent who withdrew out of a round's files, with a receipt."""
    from generator.archive.filing import read_time
    from generator.archive.withdrawal import confirm, finish, prepare_withdrawal

    if finish(round_):
        typer.echo(f"{round_}: the withdrawal that was interrupted is finished.")
        return
    found = prepare_withdrawal(
        round_, respondent, group=group, by_hand=by_hand, out=out, time=read_time(time)
    )
    try:
        typer.echo("\n".join(found.described()))
        if dry_run:
            typer.echo("Nothing was changed.")
            return
        if not yes:
            typer.confirm("Take the respondent out? It cannot be undone.", abort=True)
        typer.echo(f"Done. Receipt: {confirm(found)}")
    finally:
        found.forget()
    typer.echo(WITHDRAWN)


def audit(
    tables: Annotated[Path, typer.Argument(metavar="TABLES.json", help="Printed tables.")],
    windows: Annotated[
        Path | None,
        typer.Option(
            metavar="WINDOWS.json", help="How many answered, and what else is known of the tables."
        ),
    ] = None,
) -> None:
    """Recompute printed tables from their own figures, and list what cannot be true."""
    from generator.table_audit import audit
    from generator.table_audit.reading import read_tables

    audited = audit(read_tables(tables, windows))
    for finding in audited.findings:
        typer.echo(str(finding))
    for number in audited.unrecognised:
        typer.echo(f"table {number}: nothing is recognised; declare its layout or roles.", err=True)
    count = len(audited.findings)
    typer.echo(f"{audited.checked} checks, {count} {'finding' if count == 1 else 'findings'}.")
    if count:
        raise typer.Exit(1)


def doctor() -> None:
    """Say what this machine lacks, and the command that mends it."""
    from generator.doctor import missing

    lacking = missing()
    for library, package in lacking.items():
        typer.echo(f"The library {library} is missing. Run: sudo apt-get install -y {package}")
    if lacking:
        raise typer.Exit(1)
    typer.echo("Nothing is missing.")
