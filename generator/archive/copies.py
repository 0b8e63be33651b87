"""Copies of a round's files, in its folder and beside it."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from generator.files import sha256_of


def copies_in(folder: Path, chosen: Collection[str], hashes: Collection[str]) -> Iterator[str]:
    """Files with the very content of raw data, and what programs and people leave beside them."""
    beside = [_left_beside(folder / name) for name in chosen if name != "round.toml"]
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            declared = path.parent == folder and path.suffix == ".toml"
            left = any(path.parent == of and name.fullmatch(path.name) for of, name in beside)
            if not declared and (left or (path.stat().st_size and sha256_of(path) in hashes)):
                yield path.relative_to(folder).as_posix()


def _left_beside(path: Path) -> tuple[Path, re.Pattern[str]]:
    """The folder of a file, and how its locks, drafts, backups and copies by hand are called."""
    name, stem, suffix = map(re.escape, (path.name, path.stem, path.suffix))
    by_hand = rf"{stem}( - (kopi|copy)| ?\(\d+\))+{suffix}|(kopi av|copy of) {name}"
    made = rf"(~\$|\.~lock\.|\.draft-){name}.*|{name}(~|\.bak|\.old|\.tmp)"
    return path.parent, re.compile(f"{by_hand}|{made}", re.IGNORECASE)


def copies_elsewhere(folder: Path, runs: Path, files: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Copies of a round's files, by size and sha256, beside its folder and among its runs."""
    size_and_hash = {(size, digest) for size, digest in files if size}
    sizes = {size for size, _ in size_and_hash}
    own = folder.resolve()
    for above in (own.parent, runs.resolve()):
        for path in sorted(above.rglob("*")):
            if own in path.parents or path.is_symlink() or not path.is_file():
                continue
            size = path.stat().st_size
            if size in sizes and (size, sha256_of(path)) in size_and_hash:
                yield str(path)
