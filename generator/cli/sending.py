"""Commands that let reports out: somebody approves each, then it is sent once."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from generator.cli.arguments import Decider, RoundMoved, RunFolder
from generator.errors import ArgumentError
from generator.progress import shown_progress

if TYPE_CHECKING:
    from generator.delivery.mailer import Mailer
    from generator.delivery.sending import Line


def approve(
    run: RunFolder,
    units: Annotated[
        list[str] | None,
        typer.Option("--unit", metavar="ID", help="A unit, county or management; repeatable."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that is not held back.")] = False,
    held: Annotated[
        list[str] | None, typer.Option("--hold", metavar="ID", help="Keep this one back.")
    ] = None,
    comment: Annotated[str, typer.Option(help="Why; a held report needs one.")] = "",
    by: Decider = None,
) -> None:
    """Approve reports or hold them back; without options, say where each report stands."""
    from generator.delivery import approval
    from generator.run.finished import open_run

    opened, at, who = open_run(run), _now(), by or _user()
    if held:
        approval.hold(opened, held, by=who, at=at, comment=comment)
    chosen = [*(units or ()), *(approval.open_items(opened) if everything else ())]
    if chosen:
        approval.approve(opened, chosen, by=who, at=at, comment=comment)
    for one in (found := approval.standings(opened)):
        lacking = "one more must approve" if one.state == "draft" and one.by else ""
        parts = filter(None, (", ".join(one.by), lacking, one.reason))
        typer.echo(f"{one.item:<24} {one.state:<10} {'; '.join(parts)}".rstrip())
    typer.echo(f"{sum(one.state == 'approved' for one in found)} of {len(found)} approved.")


def review(
    run: RunFolder,
    round_folder: RoundMoved = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    idle: Annotated[
        float, typer.Option(metavar="MINUTES", min=1, help="Stop when unused so long.")
    ] = 30,
    by: Decider = None,
) -> None:
    """Read a run and approve it on a page that this machine's browser alone is shown."""
    from datetime import timedelta

    from generator.desk.server import Serving

    serving = Serving(
        run,
        by=by or _user(),
        port=port,
        idle=timedelta(minutes=idle),
        round_folder=round_folder,
        clock=_now,
        environment=os.environ,
    )
    first = "Open this address in a browser; it works once. Ctrl-C stops the page."
    unused = serving.run(lambda address: typer.echo(f"{first}\n{address}"))
    typer.echo(f"Stopped: nobody used the page for {idle:g} minutes." if unused else "Stopped.")


def send(
    run: RunFolder,
    round_folder: RoundMoved = None,
    only: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Just this one; may be repeated.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write what would be sent; send nothing.")
    ] = False,
    show: Annotated[bool, typer.Option("--status", help="Only say where each stands.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on, and try what failed once more.")
    ] = False,
    resend_unknown: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Send this although it may have been sent."),
    ] = None,
    again: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Send this although it was sent.")
    ] = None,
) -> None:
    """Send each approved report to whoever it is for, once; by default into a folder."""
    import time

    from generator.delivery.mailer import open_mailer
    from generator.delivery.selection import SendOptions

    mailer = open_mailer(run, round_folder, os.environ)
    options = SendOptions(
        only=tuple(only or ()),
        resume=resume,
        resend_unknown=tuple(resend_unknown or ()),
        again=tuple(again or ()),
    )
    if show:
        _print(mailer.status())
    elif dry_run:
        _print(mailer.rehearse(options, at=_now()))
        typer.echo(f"Nothing was sent. What would be lies in {mailer.rehearsed}")
        _advise(mailer)
    else:
        before = {line.items: line.attempts for line in mailer.status()}
        with shown_progress() as progress:
            lines = mailer.send(options, clock=_now, sleep=time.sleep, progress=progress)
        _print(lines)
        waits = False
        if all(line.attempts == before.get(line.items, 0) for line in lines):
            waits = _advise(mailer)
        if waits or any(line.needs_attention for line in lines):
            raise typer.Exit(1)


def _advise(mailer: Mailer) -> bool:
    """Say why nothing goes where that is so for all letters; whether somebody must approve."""
    addressed = [line for line in mailer.status() if line.recipient]
    if addressed and all(line.state == "sent" for line in addressed):
        typer.echo("Every message was sent before; --again ID sends one once more.")
    elif mailer.nothing_approved:
        run = mailer.run.folder
        typer.echo(
            f"Nothing goes before it is approved. Read the reports with: kontorrapport review {run}"
            f"\nor approve them here with: kontorrapport approve {run} --all (or --unit ID)"
        )
        return True
    return False


def _print(lines: tuple[Line, ...]) -> None:
    """Print a line for each letter, and how many are in each state."""
    from collections import Counter

    width = max((len(", ".join(line.items)) for line in lines), default=0)
    for line in lines:
        at = f"{line.at:%Y-%m-%d %H:%M}" if line.at else "-"
        items = ", ".join(line.items)
        start = f"{items:<{width}}  {line.state:<9} {line.attempts:>2}  {at:<16}  {line.recipient}"
        typer.echo(f"{start}  {line.note}".rstrip())
    counts = Counter(line.state for line in lines)
    typer.echo(", ".join(f"{count} {state}" for state, count in counts.items()) + ".")


def _now() -> datetime:
    return datetime.now().astimezone()


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, such as in a container
        raise ArgumentError("This machine does not say who you are: name it, --by NAME.") from None
