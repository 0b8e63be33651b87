"""What a run is made with: this program's code, and the libraries that its bytes depend on."""

import zlib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

import generator
from generator.resources.templates import templates_digest
from generator.run.manifest import SCHEMA, Manifest

_MADE_WITH: Final = (
    *("kontorrapport", "weasyprint", "pydyf", "fonttools", "python-docx", "openpyxl", "lxml"),
    *("pillow", "jinja2", "babel", "pandas", "numpy", "scipy", "statsmodels"),
)


@cache
def program() -> str:
    """A hash of the program's code: two versions may have forgotten to change their number."""
    digest, code = sha256(), Path(generator.__file__).parent
    for path in sorted(code.rglob("*")):
        if path.is_file() and not {"__pycache__", "_templates"} & set(path.parts):
            digest.update(f"{path.relative_to(code).as_posix()}\0".encode())
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@cache
def versions() -> dict[str, str]:
    """The versions of all that decides numbers, layout and the bytes of a finished file."""
    from weasyprint.text.ffi import pango

    number = pango.pango_version()  # 15012 is 1.50.12
    found = {name: version(name) for name in _MADE_WITH}
    return found | {
        "pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}",
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def differing(manifest: Manifest) -> Iterator[str]:
    """Whatever a run was made with that is not here, so that its bytes cannot be made again."""
    here = versions()
    if manifest.program != program() and manifest.version == here["kontorrapport"]:
        yield f"kontorrapport {manifest.version} of other code"
    for name, one in manifest.versions.items():
        if one != here.get(name):
            yield f"{name} {one}"
    if manifest.templates != _templates():
        yield "other templates"


def of_other_edition(manifest: Manifest) -> bool:
    """Whether the words and looks of a run may be others than this program's.

    The oldest manifests do not say what made the run, so whoever changed one could claim it.
    """
    if manifest.schema < SCHEMA:
        return False
    own = manifest.options.templates
    return manifest.program != program() or not (own or manifest.templates == _templates())


def _templates() -> str:
    return templates_digest().hex()
