"""Figures carried over from an earlier release of the round: what is said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.report.context import Context, inside


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


def partly_note(group: str, *, context: Context) -> Iterator[str]:
    """That the total holds answers of an earlier release beside those of this one."""
    table, now = context.released.table.of(group), context.released.release
    if table and any(cell.release < now for place in table.places for cell in place.cells):
        yield context.words("release.partly")


def models_notes(context: Context) -> Iterator[str]:
    """Which groups' background tables and models are those of an earlier release."""
    earlier: dict[int, list[str]] = {}
    for table in context.released.table.groups:
        release = min((each.release for each in table.spreads), default=1)
        if release < context.released.release:
            label = inside(context.study.groups[table.group].label)
            earlier.setdefault(release, []).append(label)
    for release, names in sorted(earlier.items()):
        yield context.words("release.models", names=context.words.listed(names), release=release)
