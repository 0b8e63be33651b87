"""What one page is made from: a run, its round and every decision, as they lie on the disk now.

Everything is read anew for each request, so that no approval rests on an old look.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from generator.delivery.approval import Decision, Standing, decisions, standings
from generator.delivery.letters import Letter, letters
from generator.delivery.posting import Post, open_post
from generator.delivery.state import read_origin
from generator.desk.withheld import Places, places
from generator.errors import ArgumentError, InputError
from generator.report.context import Context
from generator.resources.templates import templates_from
from generator.results.store import ReleasedResults
from generator.run.finished import FinishedRun, open_run


class Moved(Exception):
    """The name that the run was opened by points at another run now."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a run lies, under which name it was opened, and who sits there.

    ``run`` may be a link, such as ``latest``; ``folder`` is what it pointed at in the beginning.
    """

    run: Path
    folder: Path
    by: str
    clock: Callable[[], datetime]
    round_folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    def opened(self) -> FinishedRun:
        """The run as it is now; raises Moved if there is a newer one."""
        if self.run.resolve() != self.folder:
            raise Moved
        return open_run(self.folder)

    def look(self) -> Look:
        """Read everything as it is now; raises Moved if there is a newer run."""
        run = self.opened()
        post, problems = self._post()
        released, certificate = self._results()
        return Look(
            run=run,
            post=post,
            problems=problems,
            by=self.by,
            at=self.clock(),
            released=released,
            withheld=places(certificate["suppressed"]),
            let_through=places(certificate["let_through"]),
            standing={one.item: one for one in standings(run)},
            decided=decisions(run),
            letters=letters(run, post.round) if post else (),
            changed_shared=run.changed_shared(),
        )

    def templates(self) -> AbstractContextManager[None]:
        """The templates that the run was made with."""
        try:
            return templates_from(read_origin(self.folder).templates)
        except ArgumentError:
            return templates_from(None)

    def _results(self) -> tuple[ReleasedResults, Mapping[str, Any]]:
        """What is told, and what the certificate says was not."""
        try:
            released = _released((self.folder / "results.json").read_bytes())
            return released, json.loads((self.folder / "certificate.json").read_bytes())
        except (OSError, ValueError, KeyError, TypeError):
            raise ArgumentError(
                f"{self.folder}: results.json and certificate.json cannot be read. Build again."
            ) from None

    def _post(self) -> tuple[Post | None, tuple[str, ...]]:
        """The round as it is now, or why there is none to go by."""
        try:
            post = open_post(self.folder, self.round_folder, self.environment)
        except InputError as error:
            return None, tuple(map(str, error.problems))
        except ArgumentError as error:
            return None, (str(error),)
        if post.round.id != post.run.round.id:
            told = f"The run is of the round {post.run.round.id}, round.toml of {post.round.id}."
            return None, (told,)
        return post, ()


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the desk. ``problems`` say why the round cannot be used, so ``post`` is None."""

    run: FinishedRun
    post: Post | None
    problems: tuple[str, ...]
    by: str
    at: datetime
    released: ReleasedResults
    withheld: Places
    let_through: Places
    standing: Mapping[str, Standing]
    decided: tuple[Decision, ...]
    letters: tuple[Letter, ...]
    changed_shared: tuple[str, ...]

    @property
    def context(self) -> Context:
        """The results and words of the run, in the page's language."""
        return Context(
            released=self.released,
            study=self.run.study,
            round=self.run.round,
            run_id=self.run.id,
            version="",
            language="nb",
        )

    def letters_with(self, item: str) -> tuple[Letter, ...]:
        """The letters that an item goes out with."""
        return tuple(letter for letter in self.letters if item in letter.items)


@lru_cache(2)
def _released(content: bytes) -> ReleasedResults:
    return ReleasedResults.from_json(content.decode())
