"""A county's templates may come from anybody: none runs code, reads on, or hangs."""

from __future__ import annotations

import shutil
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTCollection, TTFont

from generator import pipeline
from generator.errors import ArgumentError, InputError
from generator.render import workers
from generator.render.workers import render_one
from generator.report.block import Paragraph
from generator.resources import templates
from generator.resources.templates import filled, templates_folder, templates_from

from .samples import sample_report
from .test_word import template_with

REPORT = sample_report((Paragraph("Tekst."),))
NAME = "html/paragraph.html.j2"
COUNT = "{% for i in range(100000) %}"

RUNS_CODE = [
    "{{ cycler.__init__.__globals__.os.popen('touch MARK') }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ lipsum.__globals__.os }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ namespace['__init__'] }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ ().__class__.__base__.__subclasses__() }}",
    "{{ view|attr('__class__') }}",
    "{{ [view]|map(attribute='__class__')|list }}",
    "{{ [view.block]|map('attr', '__init__')|list }}",
    "{{ [report]|groupby('__class__') }}",
    "{{ ['{0.__class__.__mro__}']|map('format', view)|list|first.format(view) }}",
    "{{ '{0.__class__}'.format(view) }}",
    "{{ '{0.__class__}'.format_map({'0': view}) }}",
    "{{ ''.format.__self__ }}",
    "{{ report.tables() }}",
    "{{ report.tables.__func__ }}",
    "{{ report.__replace__ }}",
    "{{ report.created.__class__ }}",
    "{{ report.created.replace.__self__.__class__ }}",
    "{{ view.__setattr__('kind', 'x') }}",
    "{{ pages.append(1) }}",
    "{{ cycler }}",
    "{{ dict }}",
    "{{ [1, 2]|random }}",
    "{{ view|pprint }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}",
    "{{ m._func }}{% macro m() %}{% endmacro %}",
    "{{ loop.__init__ }}",
    "{% set view.kind = 'x' %}",
]
READS_OUTSIDE = [
    "{% include '../mail/frame.html.j2' %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../secret.txt' %}",
    "{% include 'report.css/../../../secret.txt' %}",
    "{% import '../review/words.html.j2' as say %}",
    "{% extends 'file:///etc/passwd' %}",
]
NEVER_ENDS = [
    f"{COUNT * 3}{{% endfor %}}{{% endfor %}}{{% endfor %}}",
    "{% for i in range(10**9) %}{% endfor %}",
    f"{COUNT}{COUNT}xxxxxxxxxx{{% endfor %}}{{% endfor %}}",
    "{{ 'a' * 10**10 }}",
    "{{ 10**(10**10) }}",
    "{{ '%10000000000d'|format(1) }}",
    "{{ 'a'|center(10**10) }}",
    "{% set n = namespace(a='a') %}{% for i in range(50) %}{% set n.a = n.a ~ n.a %}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% include 'paragraph.html.j2' %}",
    "{{ " + "(" * 5000 + ")" * 5000 + " }}",
    "{{ 'a' * 3 * 10**7 }}",
]
MISTAKES = ["{{ 1 / 0 }}", "{{ 'a' + 1 }}", "{{ 'a'|nosuch }}", "{{ nosuch }}", "{% nosuch %}"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = templates.LIMITS
    monkeypatch.setattr(templates, "LIMITS", type(limits)(3, limits.memory, limits.unpacked))


def own(folder: Path, text: str, name: str = NAME) -> Path:
    path = folder / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder / "own"


@pytest.mark.parametrize("text", [*RUNS_CODE, *READS_OUTSIDE, *MISTAKES])
def test_a_template_reaches_nothing_but_what_it_is_handed(text: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("HEMMELIG")
    folder = own(tmp_path, text.replace("MARK", str(tmp_path / "mark")))
    with pytest.raises(ArgumentError, match=r"paragraph\.html\.j2.*Mend the template") as caught:
        render_one(REPORT, "html", folder)
    assert "HEMMELIG" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("text", NEVER_ENDS)
def test_a_template_has_a_time_and_a_size(text: str, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(ArgumentError, match=r"report|paragraph|screen"):
        render_one(REPORT, "html", own(tmp_path, text))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "name", ["html/index.html.j2", "mail/frame.html.j2", "review/error.html.j2"]
)
def test_every_kind_of_page_is_filled_in_alike(name: str, tmp_path: Path) -> None:
    text = "{{ cycler.__init__.__globals__ }}"
    with (
        templates_from(own(tmp_path, text, name)),
        pytest.raises(ArgumentError, match="may not ask"),
    ):
        filled(name)


STYLES = [
    '@import url("file:///etc/passwd");',
    "@import 'http://127.0.0.1:9/x.css';",
    "body { background: url(file:///etc/hostname) }",
    "body { background: url(../../pyproject.toml) }",
    '@font-face { font-family: "X"; src: url(file:///usr/share/fonts/x.ttf) } p { font-family: X }',
]
PICTURES = [
    '<img src="file:///etc/hostname" alt="A"/>',
    '<img src="../../pyproject.toml" alt="A"/>',
    '<img src="http://127.0.0.1:9/a.png" alt="A"/>',
    '<link rel="attachment" href="file:///etc/passwd"/>',
    '<object data="file:///etc/passwd"></object>',
    '<p style="background: url(file:///etc/hostname)">A</p>',
]


@pytest.mark.parametrize(
    ("name", "text"),
    [*(("html/report.css", each) for each in STYLES), *((NAME, each) for each in PICTURES)],
)
def test_a_page_fetches_nothing_from_outside(name: str, text: str, tmp_path: Path) -> None:
    folder = own(tmp_path, text, name)
    with templates_from(folder), pytest.raises(ArgumentError, match=r"own.*Mend the template"):
        workers.check_own_templates()


def test_a_layout_has_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "LONGEST_LAYOUT", 1)
    many = "{% for i in range(50000) %}<p>A</p>{% endfor %}"
    with pytest.raises(ArgumentError, match="more than 1 seconds to lay out"):
        render_one(REPORT, "pdf", own(tmp_path, many))


@pytest.mark.parametrize("name", ["html/note.html.j2", "html", "word/rapport.docx"])
def test_a_link_in_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    link = tmp_path / "own" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(templates_folder() / name)
    with pytest.raises(ArgumentError, match=f"{name}: it is a link or no file"):
        pipeline.check(tmp_path, templates=tmp_path / "own")


def test_a_file_too_large_for_a_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="larger than 1 MB"):
        pipeline.check(tmp_path, templates=own(tmp_path, "x" * 1_000_001))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("mail/letter.nn.txt.j2", "A\n\n{{ nmae }}", "it has no nmae; it has .*name"),
        ("mail/letter.en.txt.j2", "{{ name / 0 }}", "line 1: TypeError"),
        ("mail/letter.nb.txt.j2", "A{% for i in range(10**9) %}{% endfor %}", "OverflowError"),
        ("mail/letter.nb.txt.j2", "{% if role == 'county' %}{{ terms.nope }}{% endif %}", "nope"),
        ("mail/frame.html.j2", "{% for one in parts %}{{ one.bulets }}{% endfor %}", "bulets"),
        ("mail/frame.html.j2", "{% if %}", "line 1: Expected an expression"),
        ("review/report.html.j2", "{{ 'A'|sayd }}", "line 1: No filter named 'sayd'"),
        ("html/index.html.j2", "{{ context.rund }}", "line 1: .* 'rund'"),
        ("html/index.html.j2", "\n{{ words('index.nosuch') }}", "line 2: KeyError"),
        ("html/steps.html.j2", "{{ view.block.stegs }}", "line 1: .* 'stegs'"),
        ("html/steps.html.j2", "<p>", "not well-formed"),
    ],
)
def test_check_tries_every_template(name: str, text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=message) as caught:
        pipeline.check(tmp_path / "nowhere", templates=own(tmp_path, text, name))
    assert "Mend the template" in str(caught.value)


def test_the_shipped_templates_in_a_countys_folder_pass(tmp_path: Path) -> None:
    shutil.copytree(templates_folder(), tmp_path / "own")
    with templates_from(tmp_path / "own"):
        assert templates.own_template_names() == ()  # the same files make the same manifest
    for file in tmp_path.rglob("*"):
        if file.suffix in {".j2", ".css"}:
            file.write_text(file.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(InputError, match="nowhere"):
        pipeline.check(tmp_path / "nowhere", templates=tmp_path / "own")


BODY = "<w:p><w:r><w:t>A</w:t></w:r></w:p>"
RELATIONS = "</Relationships>"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def added(element: str) -> dict[str, str]:
    return {"<w:body>": f"<w:body>{element}"}


def related(kind: str, target: str, mode: str = "") -> dict[str, str]:
    place = f'Target="{target}"' + (f' TargetMode="{mode}"' if mode else "")
    return {RELATIONS: f'<Relationship Id="rId77" Type="{kind}" {place}/>{RELATIONS}'}


def field(*pieces: str) -> dict[str, str]:
    code = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>' for step in ("begin", "end"))
    return added(f"<w:p>{begin}{code}{end}</w:p>")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (related(f"{OFFICE}/attachedTemplate", "http://x.example/a.dotm", "External"), "x.example"),
        (related(f"{OFFICE}/attachedTemplate", "a.dotm"), "attachedTemplate"),
        (related(f"{OFFICE}/hyperlink", "https://x.example/", "External"), "x.example"),
        (related(f"{OFFICE}/image", "file:///c:/x.png", "external"), "x.png"),
        (related(f"{OFFICE}/oleObject", "embeddings/o.bin"), "oleObject"),
        (related(f"{OFFICE}/package", "embeddings/o.xlsx"), "package"),
        (related(f"{OFFICE}/aFChunk", "a.html"), "aFChunk"),
        (related(f"{OFFICE}/control", "activeX.xml"), "control"),
        (related(f"{OFFICE}/subDocument", "b.docx"), "subDocument"),
        (related("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "v"), "vba"),
        (added('<w:altChunk r:id="rId1"/>'), "altChunk"),
        (added('<w:p><w:r><w:ffData><w:entryMacro w:val="a"/></w:ffData></w:r></w:p>'), "Macro"),
        ({"/word/theme/theme1.xml": "/word/theme/theme1.bin"}, "XML under another name"),
        (added("<w:p><w:r><w:object/></w:r></w:p>"), "object"),
        (added('<w:p><w:fldSimple w:instr=" DDEAUTO c:\\a b"/></w:p>'), "the field DDEAUTO"),
        (field("DD", "E excel a"), "the field DDE"),
        (field('INCLUDETEXT "http://x.example/"'), "the field INCLUDETEXT"),
        (field("HYPERLINK a"), "the field HYPERLINK"),
        (field('QUOTE "DDE"'), "the field QUOTE"),
        ({"PAGE ": "MACROBUTTON x "}, "the field MACROBUTTON"),
        (added('<w:p><w:pict src="http://x.example/a.png"/></w:p>'), "x.example"),
        ({"<w:settings ": "<!DOCTYPE a><w:settings "}, "a document type declaration"),
        ({"<w:zoom": '<w:attachedTemplate r:id="rId1"/><w:zoom'}, "attachedTemplate"),
    ],
)
def test_a_word_template_runs_and_fetches_nothing(
    change: dict[str, str], message: str, tmp_path: Path
) -> None:
    folder = template_with(change, tmp_path)
    with templates_from(folder), pytest.raises(ArgumentError, match="a report may not") as caught:
        workers.check_own_templates()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_word_template_that_unpacks_for_ever_is_refused(tmp_path: Path) -> None:
    folder = template_with({}, tmp_path)
    with zipfile.ZipFile(folder / "word" / "rapport.docx", "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/a.png", bytes(60_000_001))
    with pytest.raises(ArgumentError, match="more than 60 MB"):
        render_one(REPORT, "docx", folder)


def test_a_placeholder_in_several_formats_is_filled_in(tmp_path: Path) -> None:
    pieces = "{{</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ti</w:t></w:r><w:r><w:t>tle }} B"
    made = render_one(REPORT, "docx", template_with({"{{ title }}": f"A {pieces}"}, tmp_path))
    with zipfile.ZipFile(BytesIO(made.content)) as package:
        assert f"A {REPORT.heading}<" in package.read("word/document.xml").decode()


def broken_fonts(shipped: bytes) -> dict[str, tuple[bytes, str]]:
    font, other, web, licensed = (TTFont(BytesIO(shipped)) for _ in range(4))
    for record in other["name"].names:
        record.string = "Annen"
    web.flavor = "woff"
    licensed["OS/2"].fsType = 2
    collection = TTCollection()
    collection.fonts = [font]
    saved = {}
    for name, one in {"other": other, "web": web, "licensed": licensed}.items():
        file = BytesIO()
        one.save(file)
        saved[name] = file.getvalue()
    file = BytesIO()
    collection.save(file)
    return {
        "cut": (shipped[: len(shipped) // 2], "no whole font"),
        "text": (b"not a font", "no whole font"),
        "empty": (b"", "no whole font"),
        "zeros": (shipped[:4000] + bytes(len(shipped) - 4000), "no whole font"),
        "huge": (shipped + bytes(20_000_000), "larger than 20 MB"),
        "collection": (file.getvalue(), "a collection or a font for web pages"),
        "web": (saved["web"], "a collection or a font for web pages"),
        "licensed": (saved["licensed"], "lets no document carry it"),
        "other": (saved["other"], "several families (Annen, Source Sans 3)"),
    }


FONT = templates_folder() / "fonts" / "SourceSans3-Regular.ttf"


@pytest.mark.parametrize("kind", list(broken_fonts(FONT.read_bytes())))
def test_a_font_that_cannot_be_used_is_a_message(kind: str, tmp_path: Path) -> None:
    content, message = broken_fonts(FONT.read_bytes())[kind]
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / FONT.name).write_bytes(content)
    with pytest.raises(ArgumentError) as caught:
        pipeline.check(tmp_path / "nowhere", templates=tmp_path)
    assert message in str(caught.value)
