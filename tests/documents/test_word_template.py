"""The Word template as somebody who knows only a word processor meets it: open, change, save."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import RGBColor
from fontTools.ttLib import TTFont

from generator import pipeline
from generator.errors import ArgumentError, InputError
from generator.render.workers import render_one
from generator.report.block import RenderedDocument
from generator.resources.templates import templates_folder
from generator.run.verify.documents import verify_documents

from .samples import all_blocks, sample_report
from .test_word_valid import NEEDS_OFFICE, OFFICE
from .test_word_valid import findings as validity

PLACEHOLDERS = ("title", "subtitle", "content", "running_head", "footer", "page", "of")
FACES = {"Regular": "Regular", "Bold": "Bold", "Italic": "It"}
SHIPPED = templates_folder() / "word" / "rapport.docx"


def own(tmp_path: Path) -> Path:
    """A copy of the template where a county keeps its own."""
    path = tmp_path / "own" / "word" / "rapport.docx"
    path.parent.mkdir(parents=True)
    shutil.copy(SHIPPED, path)
    return path


def rendered_with(template: Path) -> RenderedDocument:
    return render_one(sample_report(all_blocks()), "docx", template.parents[1])


def texts(document) -> list[str]:
    section = document.sections[0]
    parts = (document, section.header, section.footer)
    return [paragraph.text for part in parts for paragraph in part.paragraphs]


def test_every_placeholder_is_seen_where_it_will_stand() -> None:
    seen = " ".join(texts(Document(str(SHIPPED))))
    assert [name for name in PLACEHOLDERS if f"{{{{ {name} }}}}" not in seen] == []


def test_a_changed_style_and_a_changed_head_are_printed(tmp_path: Path) -> None:
    template = own(tmp_path)
    document = Document(str(template))
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x5A, 0x1A, 0x6B)
    document.sections[0].header.paragraphs[0].insert_paragraph_before("Fylkets eget hode")
    document.save(str(template))
    made = Document(BytesIO(rendered_with(template).content))
    assert made.styles["Heading 1"].font.color.rgb == RGBColor(0x5A, 0x1A, 0x6B)
    assert "Fylkets eget hode" in texts(made)


def test_a_text_around_a_placeholder_is_kept(tmp_path: Path) -> None:
    template = own(tmp_path)
    document = Document(str(template))
    place = next(one for one in document.paragraphs if "{{ title }}" in one.text)
    place.insert_paragraph_before("Til ansatte: {{ title }}", style=place.style)
    document.save(str(template))
    made = Document(BytesIO(rendered_with(template).content))
    assert f"Til ansatte: {sample_report(()).heading}" in texts(made)


@pytest.mark.parametrize(
    "placeholder", ["{{ ''.__class__.__mro__ }}", "{{ title.__init__.__globals__ }}"]
)
def test_a_template_reaches_nothing_but_its_texts(placeholder: str, tmp_path: Path) -> None:
    template = own(tmp_path)
    document = Document(str(template))
    document.paragraphs[0].insert_paragraph_before(placeholder)
    document.save(str(template))
    with pytest.raises(ArgumentError, match="a placeholder cannot be filled"):
        rendered_with(template)


def test_what_a_template_lacks_is_said_before_a_round_is_read(tmp_path: Path) -> None:
    template = own(tmp_path)
    document = Document(str(template))
    for relation in list(document.part.rels.values()):
        if relation.reltype.endswith("/numbering"):
            document.part.drop_rel(relation.rId)
    document.styles["Quote"].delete()
    document.save(str(template))
    with pytest.raises(ArgumentError) as caught:
        pipeline.check(tmp_path / "nowhere", templates=template.parents[1])
    assert "rapport.docx: it lacks the styles quote; the numbering of its style List Bullet; " in (
        str(caught.value)
    )
    whole = own(tmp_path / "other")
    with pytest.raises(InputError, match="nowhere"):
        pipeline.check(tmp_path / "nowhere", templates=whole.parents[1])


def test_a_countys_own_settings_stay_valid(tmp_path: Path) -> None:
    """Word writes what it knows of footnotes before the compatibility settings."""
    template = own(tmp_path)
    document = Document(str(template))
    notes = parse_xml(f'<w:footnotePr {nsdecls("w")}><w:numFmt w:val="lowerRoman"/></w:footnotePr>')
    document.settings.element.find(qn("w:compat")).addprevious(notes)
    document.save(str(template))
    made = tmp_path / "made.docx"
    made.write_bytes(rendered_with(template).content)
    assert validity(made) == []
    names = [one.tag for one in Document(str(made)).settings.element]
    assert names == [one.tag for one in Document(str(template)).settings.element]


def test_the_fonts_inside_are_the_shipped_ones_with_all_their_letters() -> None:
    """The first 32 bytes are hidden by the font's key, its bytes from last to first."""
    with zipfile.ZipFile(BytesIO(rendered_with(SHIPPED).content)) as package:
        table = ElementTree.fromstring(package.read("word/fontTable.xml"))
        relations = ElementTree.fromstring(package.read("word/_rels/fontTable.xml.rels"))
        targets = {one.get("Id"): one.get("Target") for one in relations}
        for style, shipped in FACES.items():
            (found,) = table.iter(qn(f"w:embed{style}"))
            hidden = package.read(f"word/{targets[found.get(qn('r:id'))]}")
            key = bytes.fromhex(found.get(qn("w:fontKey")).strip("{}").replace("-", ""))[::-1] * 2
            data = bytes(a ^ b for a, b in zip(hidden, key, strict=False)) + hidden[32:]
            inside = TTFont(BytesIO(data))
            right = TTFont(templates_folder() / "fonts" / f"SourceSans3-{shipped}.ttf")
            letters = right.getBestCmap()
            assert {
                code: inside["hmtx"][name][0] for code, name in inside.getBestCmap().items()
            } == {code: right["hmtx"][name][0] for code, name in letters.items()}
            for number in (1, 2, 13):  # family, style and licence
                assert inside["name"].getDebugName(number) == right["name"].getDebugName(number)
            assert inside["OS/2"].fsType == 0  # may be kept in a file that is edited
        assert (
            sum(one.compress_size for one in package.infolist() if "odttf" in one.filename)
            < 250_000
        )


def test_a_template_saved_by_libreoffice_still_makes_every_report(tmp_path: Path) -> None:
    if OFFICE is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NEEDS_OFFICE)
        pytest.skip(NEEDS_OFFICE)
    template = own(tmp_path)
    saved = tmp_path / "saved"
    command = [OFFICE, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(saved), str(template)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert (saved / template.name).read_bytes() != template.read_bytes()
    shutil.copy(saved / template.name, template)
    document = rendered_with(template)
    reports = [sample_report(all_blocks())]
    own_ones = ["word/rapport.docx"]
    assert verify_documents(reports, [document], templates=own_ones).findings == ()
    (tmp_path / "made.docx").write_bytes(document.content)
    assert validity(tmp_path / "made.docx") == []
