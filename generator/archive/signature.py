"""Signatures by Ed25519, which nobody can make fit who can write every file but has no key.

Signed are a run's manifest, a package's manifest of manifests, and the list of all in an archive.
"""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from generator.archive.bag import DECLARATION, PAYLOAD, TAG_MANIFEST, read_info, read_lines
from generator.archive.filing import alone_in, is_filed, receipts_in
from generator.archive.index import FILE as INDEX
from generator.archive.kept_releases import KEPT
from generator.archive.package import (
    IDENTIFIER,
    PUBLIC_KEY,
    RUN_SIGNATURES,
    SIGNED_LIST,
    check_documents,
    check_package,
    packages_in,
    signatures_of,
)
from generator.errors import ArgumentError, KontorrapportError
from generator.files import sha256_of, write_private, write_read_only
from generator.progress import Progress
from generator.run.contents import MANIFEST, check_run, files_of, read_manifest

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )
except ModuleNotFoundError:
    raise ArgumentError(
        "Signatures need one library more. Run: pip install 'kontorrapport[protected]'"
    ) from None

_LAST: Final = b"# Ed25519 "
_LENGTH: Final = 64
_DATA: Final = (DECLARATION, INDEX, KEPT, MANIFEST, "round.toml", "study.toml")
"""What a folder has that holds an archive, runs, or what they were made from."""


def fingerprint(public: Ed25519PublicKey) -> str:
    """A public key in twenty signs, to be written down where nobody changes it."""
    return sha256(public.public_bytes_raw()).hexdigest()[:20]


def make_key(file: Path, passphrase: str | None) -> Ed25519PublicKey:
    """Write a new private key, for its owner alone, and its public half beside it (.pub)."""
    file = _outside(file)
    other = file.with_name(f"{file.name}.pub")
    if file.exists() or other.exists():
        raise ArgumentError(f"{file} or {other.name} is there already, and is not written over.")
    how: form.KeySerializationEncryption = form.NoEncryption()
    if passphrase:
        how = form.BestAvailableEncryption(passphrase.encode())
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, how)
    try:
        write_private(file, pem)
        write_read_only(other, _pem(key.public_key()), drafts=file.parent)
    except OSError:  # half a pair would refuse the next attempt
        file.unlink(missing_ok=True)
        other.unlink(missing_ok=True)
        raise
    return key.public_key()


def read_private(kept: Path | str, passphrase: str | None, *, data: Path) -> Ed25519PrivateKey:
    """A private key from a file or as PEM; raises ArgumentError where it cannot or may not be used.

    A file with the data, or one that others can read, is no place for it.
    """
    content = kept.encode() if isinstance(kept, str) else b""
    if isinstance(kept, Path):
        file = _outside(kept, data)
        if not file.is_file():
            raise ArgumentError(f"There is no key {file}. kontorrapport sign --new-key makes one.")
        if file.stat().st_mode & 0o077:
            raise ArgumentError(f"Others can read the key {file}. Run: chmod 600 {file}")
        content = file.read_bytes()
    opened_by = passphrase.encode() if passphrase and b"ENCRYPTED" in content else None
    try:
        key = form.load_pem_private_key(content, opened_by)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ArgumentError("The private key is none of Ed25519, or the passphrase is another.")
    return key


def read_public(file: Path, *, data: Path) -> Ed25519PublicKey:
    """A public key; raises ArgumentError for one that lies with the data it is to be held against.

    Whoever can write all files there could have put a key of their own in its place.
    """
    try:
        place = _outside(file, data)
        key = form.load_pem_public_key(place.read_bytes() if place.is_file() else b"")
    except (OSError, ValueError):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ArgumentError(f"{file} is no public key of the kind Ed25519 in a PEM file.")
    return key


def sign(
    folder: Path,
    key: Ed25519PrivateKey,
    progress: Progress = lambda _stage, _done, _total: None,
) -> str:
    """Sign a run, or all that an archive holds; what was signed, in one line.

    Raises KontorrapportError where something is not as it was written, or as it was signed before.
    """
    if (folder / DECLARATION).is_file() or (folder.parent / DECLARATION).is_file():
        raise ArgumentError("A package is signed with all others. Sign its archive.")
    by = f"the key {fingerprint(key.public_key())}"
    if not is_filed(folder):
        _raise_for(folder, check_run(folder) or check_documents(files_of(folder)))
        file = _sign(folder, folder / MANIFEST, key, drafts=folder.parent)
        return f"The run {folder.name} is signed with {by}: {file}"
    with alone_in(folder):
        present, new = _sign_archive(folder, key, progress)
    return f"Signed with {by}. Packages and receipts: {present}, of them new: {new}."


def check_signatures(folder: Path, public: Ed25519PublicKey) -> tuple[str, ...]:
    """Where a run, a package or an archive is not what the owner of a key signed."""
    if (folder / DECLARATION).is_file():
        return tuple(_package_findings(folder, public))
    if not is_filed(folder):
        return tuple(_findings(folder, folder / MANIFEST, public))
    return tuple(_archive_findings(folder, public))


def signed_with(folder: Path, public: Ed25519PublicKey) -> str:
    """What is known of a folder whose signatures hold, in one line."""
    name = fingerprint(public)
    file = folder / SIGNED_LIST.format(name)
    if not file.is_file():
        return f"Signed with the key {name}."
    count = len(file.read_bytes().splitlines()) - 1
    known = "An older list, with no more than it names, would hold too."
    return f"Signed with the key {name}. Packages and receipts: {count}. {known}"


def _sign_archive(archive: Path, key: Ed25519PrivateKey, progress: Progress) -> tuple[int, int]:
    public, present = key.public_key(), _present(archive)
    name = fingerprint(public)
    before: dict[str, str] = {}
    if (archive / SIGNED_LIST.format(name)).is_file():
        before, wrong = _listed(archive, public)
        _raise_for(archive, (wrong,) if wrong else tuple(_changed(before, present)))
    new = [archive / one for one in present if one not in before]
    for done, file in enumerate(new):
        progress("reading what is new", done, len(new))
        if file.name == TAG_MANIFEST:
            files = files_of(file.parent / PAYLOAD)
            _raise_for(file.parent, check_package(file.parent) or check_documents(files))
            _sign(file.parent, file, key, drafts=archive)
    lines = "".join(f"{digest}  {one}\n" for one, digest in present.items()).encode()
    content = lines + _LAST + key.sign(lines).hex().encode() + b"\n"
    write_read_only(archive / PUBLIC_KEY.format(name), _pem(public), drafts=archive)
    write_read_only(archive / SIGNED_LIST.format(name), content, drafts=archive)
    return len(present), len(new)


def _archive_findings(archive: Path, public: Ed25519PublicKey) -> Iterator[str]:
    if not (archive / SIGNED_LIST.format(fingerprint(public))).is_file():
        yield _unsigned(public, archive.glob(SIGNED_LIST.format("*")))
        return
    listed, wrong = _listed(archive, public)
    if wrong:
        yield wrong
        return
    present = _present(archive)
    yield from _changed(listed, present)
    for name, digest in present.items():
        if name not in listed:
            yield f"{name} is not in the signed list; kontorrapport sign takes it in"
        elif name.endswith(TAG_MANIFEST) and listed[name] == digest:
            package = (archive / name).parent
            yield from (f"{name}: {each}" for each in _package_findings(package, public))


def _package_findings(package: Path, public: Ed25519PublicKey) -> Iterator[str]:
    yield from _findings(package, package / TAG_MANIFEST, public)
    own = package / RUN_SIGNATURES / f"{fingerprint(public)}.sig"
    manifest = package / PAYLOAD / MANIFEST
    if own.is_file() and manifest.is_file():
        wrong = _wrong(own.read_bytes(), manifest.read_bytes(), public)
        yield from (f"the run in it: {each}" for each in [wrong] if each)


def _findings(folder: Path, signed: Path, public: Ed25519PublicKey) -> Iterator[str]:
    """What is wrong with the signature of a run or a package, one line at most.

    That a file lacks or was changed which a signed one lists is a finding without a key too.
    """
    file = signatures_of(folder) / f"{fingerprint(public)}.sig"
    if not signed.is_file():
        return
    if not file.is_file():
        yield _unsigned(public, file.parent.glob("*.sig"))
    elif wrong := _wrong(file.read_bytes(), signed.read_bytes(), public):
        yield wrong
    else:
        with suppress(OSError, ValueError, LookupError):
            package = signed.name == TAG_MANIFEST
            name = read_info(folder)[IDENTIFIER] if package else read_manifest(folder).run
            if (name := name.rpartition("/")[2]) != folder.name:
                yield f"the signature is of {name}, which lies here as {folder.name}"


def _unsigned(public: Ed25519PublicKey, others: Iterator[Path]) -> str:
    known = ", ".join(sorted(file.stem.removeprefix("signed-") for file in others))
    return f"it is not signed with the key {fingerprint(public)}" + (
        f", but with {known}" if known else "; kontorrapport sign does that"
    )


def _wrong(signature: bytes, content: bytes, public: Ed25519PublicKey) -> str:
    if len(signature) != _LENGTH:
        return "its signature was cut off, or is none"
    try:
        public.verify(signature, content)
    except InvalidSignature:
        return "it is not what was signed: it was changed, or the signature is of something else"
    return ""


def _listed(archive: Path, public: Ed25519PublicKey) -> tuple[dict[str, str], str]:
    """The hashes of all that was signed by their paths, and what is wrong with the list."""
    file = archive / SIGNED_LIST.format(fingerprint(public))
    lines, _, last = file.read_bytes().rpartition(_LAST)
    try:
        wrong = _wrong(bytes.fromhex(last.decode()), lines, public)
    except ValueError:
        wrong = "its signature was cut off, or is none"
    return (read_lines(lines) or {}, "") if not wrong else ({}, f"{file.name}: {wrong}")


def _present(archive: Path) -> dict[str, str]:
    """The hash that stands for each package, and those of the receipts, by their paths."""
    seals = (package / TAG_MANIFEST for package in packages_in(archive))
    files = (*(file for file in seals if file.is_file()), *receipts_in(archive))
    return {file.relative_to(archive).as_posix(): sha256_of(file) for file in files}


def _changed(listed: dict[str, str], present: dict[str, str]) -> Iterator[str]:
    for name, digest in listed.items():
        if name not in present:
            yield f"{name} was signed and is gone"
        elif present[name] != digest:
            yield f"{name} is not what was signed"


def _sign(folder: Path, signed: Path, key: Ed25519PrivateKey, *, drafts: Path) -> Path:
    file = signatures_of(folder) / f"{fingerprint(key.public_key())}.sig"
    write_read_only(file, key.sign(signed.read_bytes()), drafts=drafts)
    return file


def _raise_for(folder: Path, findings: tuple[str, ...]) -> None:
    if findings:
        raise KontorrapportError(f"{folder} is not signed: {findings[0]}. Verify it, restore it.")


def _outside(file: Path, *data: Path) -> Path:
    """A key's file, resolved; raises ArgumentError where it lies with the data."""
    file = file.resolve()
    for folder in file.parents:
        mark = next((name for name in _DATA if (folder / name).exists()), "")
        if mark or folder in data:
            raise ArgumentError(
                f"The key {file} lies with the data ({folder / mark}): who can write there could "
                "change both. Keep keys elsewhere, and a copy of the public one with somebody else."
            )
    return file


def _pem(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
