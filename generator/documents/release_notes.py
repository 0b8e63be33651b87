"""Figures carried over from an earlier release of the round: what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.documents.context import Context, inside


def release_notes(found: Mapping[str, int | None], *, context: Context) -> Iterator[str]:
    """A line for each earlier release that variables' figures are from; ``found`` maps them."""
    now = context.released.release
    earlier: dict[int, list[str]] = {}
    for variable, release in found.items():
        if release is not None and release < now:
            earlier.setdefault(release, []).append(inside(context.study.label_of(variable)))
    for release, names in sorted(earlier.items()):
        listed = context.words.listed(names)
        yield context.words("release.note", names=listed, release=release)
