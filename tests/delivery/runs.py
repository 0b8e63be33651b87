"""Small finished runs for delivery tests: real manifests about small files with real properties."""

from __future__ import annotations

import io
import shutil
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from generator.delivery.state import Origin, write_origin
from generator.report.block import RenderedDocument
from generator.round.model import Round
from generator.run.contents import write_run
from generator.run.draft import draft_run, manifest_of
from generator.run.finished import FinishedRun, open_run
from generator.run.manifest import Asked
from generator.study.declared import load_translated
from generator.study.model import Study

AT = datetime(2015, 7, 1, 9, 30, tzinfo=UTC)

STUDY_FILE = Path(__file__).parent.parent / "statistics" / "edge_round" / "study.toml"
STUDY = load_translated(Study, STUDY_FILE)

LEADERS = {
    "solvik": ("Hanne Brekkmo", "hanne@example.org"),
    "granelva": ("Ingunn Moslett", "ingunn@example.org"),
    "heggelia": ("Gunn Myrvang", "gunn@example.org"),
}

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"

_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><rdf:Description rdf:about="">
<pdf:Keywords>{mark}, {run}</pdf:Keywords></rdf:Description></rdf:RDF></x:xmpmeta>"""

_CORE = """<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
<dc:identifier>{mark}</dc:identifier><cp:keywords>{mark}, {run}</cp:keywords></cp:coreProperties>"""


def round_text(
    leaders: Mapping[str, tuple[str, str]] = LEADERS,
    *,
    merges: Mapping[str, Sequence[str]] | None = None,
    more: str = "",
    languages: Mapping[str, str] | None = None,
) -> str:
    """A round.toml of offices with leaders, and whatever tables a test adds at the end."""
    units = []
    for code, (unit, (name, email)) in enumerate(leaders.items(), start=1):
        language = f', language = "{languages[unit]}"' if unit in (languages or {}) else ""
        units.append(
            f'  {{ id = "{unit}", code = {code}, name = "{unit.capitalize()}"{language},'
            f' leader = {{ name = "{name}", email = "{email}" }} }},'
        )
    merged = [
        f'  {{ id = "{merge}", name = "{merge.capitalize()}", units = {list(offices)!r} }},'
        for merge, offices in (merges or {}).items()
    ]
    return "\n".join(
        [
            'id = "2015-2"\ntitle = "Innovasjon, 2. kvartal 2015"\nwhole = "Granfjord fylke"',
            'date = 2015-06-30\nsynthetic = true\nstudy = "study.toml"',
            "units = [",
            *units,
            "]\nmerges = [",
            *merged,
            "]",
            more,
            '[groups.people]\nfiles = ["svar.csv"]\n',
        ]
    )


def make_run(folder: Path, text: str, *, padding: int = 0, quarter: bool = False) -> FinishedRun:
    """Write a round and a run of it, with the bytes of every file fixed by its name."""
    home = folder / "round"
    home.mkdir(parents=True, exist_ok=True)
    (home / "round.toml").write_text(text, encoding="utf-8")
    shutil.copy(STUDY_FILE, home)
    round_ = Round.model_validate(tomllib.loads(text))
    run_id = sha256(text.encode()).hexdigest()[:12]
    run = write_run(
        folder / "output",
        draft_run(
            {
                "definition/round.json": round_.without_people().model_dump_json(),
                "definition/study.json": STUDY.model_dump_json(),
                "results.json": "{}\n",
            },
            documents=tuple(_documents(round_, run_id, padding=padding, quarter=quarter)),
            manifest=manifest_of(
                round_,
                run=run_id,
                round_sha256=sha256(text.encode()).hexdigest(),
                options=Asked(report="quarter" if quarter else ""),
            ),
        ),
    )
    write_origin(run.folder, Origin(home))
    return open_run(run.folder)


def pdf(mark: str, run_id: str, padding: int = 0) -> bytes:
    """What the lock reads of a PDF: its metadata packet."""
    return b"%PDF-1.7\n" + _XMP.format(mark=mark, run=run_id).encode() + b"\n% " + b"x" * padding


def word(mark: str, run_id: str, padding: int = 0) -> bytes:
    """What the lock reads of a Word file: its core properties."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        core = zipfile.ZipInfo("docProps/core.xml", (1980, 1, 1, 0, 0, 0))
        package.writestr(core, _CORE.format(mark=mark, run=run_id))
        package.writestr(zipfile.ZipInfo("word/media/a.png", (1980, 1, 1, 0, 0, 0)), "x" * padding)
    return file.getvalue()


def page(mark: str, run_id: str, padding: int = 0) -> bytes:
    """What the lock reads of a page for screens."""
    return f'<meta name="keywords" content="{mark}, {run_id}"/>{"x" * padding}'.encode()


def _documents(
    round_: Round, run_id: str, *, padding: int, quarter: bool
) -> Iterator[RenderedDocument]:
    merged = {office for merge in round_.merges for office in merge.units}
    units = [unit.id for unit in round_.units if unit.id not in merged]
    units += [merge.id for merge in round_.merges]
    places = [("office", unit, f"offices/{unit}/kontorrapport-{unit}") for unit in units]
    places.append(("county", None, "county/fylkesrapport"))
    places += [("quarter", None, "management/kvartalsrapport")] if quarter else []
    for kind, unit, path in places:
        language = round_.language_of(unit) if unit else round_.language
        for ending, media, made in (("pdf", PDF, pdf), ("docx", WORD, word), ("html", HTML, page)):
            content = made(unit or kind, run_id, padding)
            yield RenderedDocument(f"{path}.{ending}", media, content, kind, unit, language, 1)
