"""What somebody does who can write every file: change one, and make all others fit."""

from __future__ import annotations

import json
import re
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from generator.archive.bag import INFO, MANIFEST, TAG_MANIFEST, manifest_of
from generator.archive.noark import FILE as ARKIVMELDING
from generator.files import sha256_of


def _put(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def run_made_to_fit(run: Path, files: dict[str, bytes]) -> None:
    """Change files of a run, and their hashes and sizes in its manifest."""
    listed = json.loads((run / "manifest.json").read_bytes())
    for entry in listed["files"]:
        if (content := files.get(entry["path"])) is not None:
            entry |= {"size": len(content), "sha256": sha256(content).hexdigest()}
            _put(run / entry["path"], content)
    _put(run / "manifest.json", json.dumps(listed).encode())


def made_to_fit(package: Path, files: dict[str, str | bytes]) -> None:
    """Change files of a package's run, and every hash and count of it; the index is lost."""
    contents = {n: text.encode() if isinstance(text, str) else text for n, text in files.items()}
    message = (package / ARKIVMELDING).read_text("utf-8")
    for name, content in contents.items():
        message = message.replace(sha256_of(package / "data" / name), sha256(content).hexdigest())
    _put(package / ARKIVMELDING, message.encode())
    run_made_to_fit(package / "data", contents)
    found = {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file()
    }
    payload = {name: found.pop(name) for name in sorted(found) if name.startswith("data/")}
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    found[INFO] = re.sub(r"Payload-Oxum: \S+", oxum, found[INFO].decode()).encode()
    found[MANIFEST] = manifest_of(payload)
    found[TAG_MANIFEST] = manifest_of({n: found[n] for n in found if n != TAG_MANIFEST})
    for name in (INFO, MANIFEST, TAG_MANIFEST):
        _put(package / name, found[name])
    (package.parents[2] / "index.sqlite").unlink(missing_ok=True)


def other_figure(word: bytes) -> bytes:
    """A Word file in which the first printed figure with a decimal is another one."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(word)) as source, zipfile.ZipFile(target, "w") as zipped:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                text = content.decode()
                figure = re.search(r">(\d),(\d)", text)
                assert figure
                changed = f">{(int(figure[1]) + 1) % 10},{figure[2]}"
                content = (text[: figure.start()] + changed + text[figure.end() :]).encode()
            zipped.writestr(name, content)
    return target.getvalue()
