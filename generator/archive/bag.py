"""A package in BagIt form (RFC 8493): every file hashed in a manifest, the manifests in another."""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from generator.files import sha256_of

PAYLOAD = "data/"
DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"

_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)\n")
_ESCAPES = str.maketrans({"%": "%25", "\n": "%0A", "\r": "%0D"})


def bag_files(
    payload: Mapping[str, bytes], tags: Mapping[str, bytes], *, info: Mapping[str, str]
) -> dict[str, bytes]:
    """Every file of a package by its path: the payload under data/, the tag files, the manifests.

    ``info`` becomes bag-info.txt; the payload's size is added to it.
    """
    content = {PAYLOAD + name: payload[name] for name in sorted(payload)}
    size = sum(len(part) for part in payload.values())
    lines = dict(info) | {"Payload-Oxum": f"{size}.{len(payload)}"}
    declared = {name: tags[name] for name in sorted(tags)}
    declared[DECLARATION] = _DECLARED.encode()
    declared[INFO] = "".join(
        f"{key}: {' '.join(text.split())}\n" for key, text in lines.items()
    ).encode()
    declared[MANIFEST] = manifest_of(content)
    return content | declared | {TAG_MANIFEST: manifest_of(declared)}


def check_bag(folder: Path) -> tuple[str, ...]:
    """What a package no longer is: files changed, missing or added since it was written."""
    present = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() or path.is_symlink()
    }
    if findings := tuple(_findings(present)):
        return findings
    payload = [path for name, path in present.items() if name.startswith(PAYLOAD)]
    oxum = f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    try:
        holds = read_info(folder).get("Payload-Oxum") == oxum
    except ValueError:  # a line without a colon, or bytes that are no text
        holds = False
    return () if holds else (f"{INFO} tells of another payload",)


def seal(folder: Path) -> str:
    """The one hash that stands for a package: that of the manifest of its manifests."""
    return sha256_of(folder / TAG_MANIFEST)


def read_info(folder: Path) -> dict[str, str]:
    """What bag-info.txt says, by its names."""
    lines = (folder / INFO).read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


def payload_hashes(folder: Path) -> dict[str, str]:
    """The sha256 of every payload file by its path; empty where the manifest cannot be read."""
    return read_lines((folder / MANIFEST).read_bytes()) or {}


def manifest_of(content: Mapping[str, bytes]) -> bytes:
    """A BagIt manifest: the hash and path of each file, a line each."""
    lines = (
        f"{sha256(content[name]).hexdigest()}  {name.translate(_ESCAPES)}\n"
        for name in sorted(content)
    )
    return "".join(lines).encode()


def _findings(present: Mapping[str, Path]) -> Iterator[str]:
    if missing := [name for name in (DECLARATION, MANIFEST, TAG_MANIFEST) if name not in present]:
        yield from (f"{name} is missing" for name in missing)
        return
    if present[DECLARATION].read_bytes() != _DECLARED.encode():
        yield f"{DECLARATION} was changed"
    listed: dict[str, str] = {}
    for name in (MANIFEST, TAG_MANIFEST):
        entries = read_lines(present[name].read_bytes())
        if entries is None:
            yield f"{name} was changed: a line of it cannot be read"
            return
        listed |= entries
    yield from (f"{name} is missing" for name in sorted(set(listed) - set(present)))
    for name, path in present.items():
        if name == TAG_MANIFEST:
            continue
        if name not in listed:
            yield f"{name} is not in the manifest"
        elif path.is_symlink() or sha256_of(path) != listed[name]:
            yield f"{name} was changed"


def read_lines(content: bytes) -> dict[str, str] | None:
    """File names and hashes, or None where a line is not as this program writes it."""
    try:
        lines = content.decode().splitlines(keepends=True)
    except UnicodeDecodeError:
        return None
    matches = [_LINE.fullmatch(line) for line in lines]
    if not matches or None in matches:
        return None
    return {unquote(match[2]): match[1] for match in matches if match}
