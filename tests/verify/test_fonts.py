"""A font that is not inside the file would be another one in thirty years: it is found."""

from __future__ import annotations

from io import BytesIO

import pypdf

from generator.render.workers import render_one
from generator.report.block import Heading, Paragraph
from generator.run.verify.pdf import read_pdf
from tests.documents.samples import sample_report


def without_fonts(content: bytes) -> bytes:
    """The same PDF with its fonts named, but no longer in it."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(content))
    taken = 0
    for thing in writer._objects:
        if isinstance(thing, pypdf.generic.DictionaryObject):
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                taken += thing.pop(key, None) is not None
    assert taken
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_font_that_is_not_inside_is_found() -> None:
    report = sample_report((Heading(1, "Prøve"), Paragraph("Ingen tall her.")))
    whole = render_one(report, "pdf").content
    assert read_pdf(whole).faults == ()
    assert "a font is not inside the file" in read_pdf(without_fonts(whole)).faults
