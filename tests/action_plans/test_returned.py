"""Plans are read from what people do to a Word file, and only for the office it belongs to."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from generator.action_plans.returned import Returned
from generator.errors import InputError
from generator.pipeline import plans
from generator.round import load_round
from generator.sources.plans import PLANS_FILE, planned_measure, read_plans
from tests.action_plans.conftest import ROWS, Returning


def read(returning: Returning, *files: Path) -> Returned:
    return plans(list(files), into=returning.next_round, runs=[returning.runs])[0]


def measures(returning: Returning, file: Path) -> list[tuple[str, ...]]:
    (plan,) = read(returning, file).plans
    return [(m.what, m.why, m.who, m.when, m.status) for m in plan.measures]


def problems(returning: Returning, *files: Path) -> list[str]:
    with pytest.raises(InputError) as raised:
        read(returning, *files)
    assert not (returning.next_round / PLANS_FILE).exists()
    return [problem.message for problem in raised.value.problems]


def test_a_renamed_report_is_read_as_the_office_it_names_inside(returning: Returning) -> None:
    file = returning.fill(name="kontorrapport-bjorkedal.docx")
    (plan,) = read(returning, file).plans
    assert (plan.offices, plan.round) == (("solvik",), "2015-2")
    assert plan.measures == tuple(planned_measure(*row) for row in ROWS)


def test_a_plan_of_merged_offices_belongs_to_both(returning: Returning) -> None:
    (plan,) = read(returning, returning.fill("heggelia-steinlia")).plans
    assert plan.offices == ("heggelia", "steinlia")


def test_added_rows_are_read_and_empty_rows_are_not(returning: Returning) -> None:
    rows = [(f"Tiltak {i}", "", "", "", "") for i in range(9)]
    assert measures(returning, returning.fill(rows=rows)) == rows


def test_a_row_whose_measure_was_emptied_is_left_out_and_told(returning: Returning) -> None:
    rows = [("", "Hvorfor", "Per", "mai", "Ferdig"), ROWS[0]]
    returned = read(returning, returning.fill(rows=rows))
    assert [m.what for m in returned.plans[0].measures] == [ROWS[0][0]]
    assert returned.without_measure == 1


def _tracked(cell: Any, old: str, new: str) -> None:
    author = 'w:id="1" w:author="Kari" w:date="2015-08-01T00:00:00Z"'
    paragraph = cell.paragraphs[0]._p
    for run in paragraph.findall(qn("w:r")):
        paragraph.remove(run)
    for tag, text in (("del", f"<w:delText>{old}</w:delText>"), ("ins", f"<w:t>{new}</w:t>")):
        paragraph.append(parse_xml(f"<w:{tag} {nsdecls('w')} {author}><w:r>{text}</w:r></w:{tag}>"))


def test_tracked_changes_are_read_as_accepted(returning: Returning) -> None:
    def change(_: Any, plan: Any) -> None:
        _tracked(plan.rows[1].cells[4], "I gang", "Ferdig nå")
        mark = OxmlElement("w:del")
        plan.rows[2]._tr.get_or_add_trPr().append(mark)

    assert measures(returning, returning.fill(change=change)) == [(*ROWS[0][:4], "Ferdig nå")]


def test_content_controls_merged_cells_and_line_breaks_are_read(returning: Returning) -> None:
    def change(_: Any, plan: Any) -> None:
        plan.rows[1].cells[1].merge(plan.rows[2].cells[1]).text = "Samme\ngrunn"
        row = plan.rows[2]._tr
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
        row.addprevious(control)
        control[0].append(row)
        plan.rows[1].cells[0].add_paragraph("hver dag")

    found = measures(returning, returning.fill(change=change))
    assert [row[1] for row in found] == ["Samme grunn", "Samme grunn"]
    assert found[0][0] == "Felles morgenmøte hver dag"


def test_columns_may_be_moved_and_others_added(returning: Returning) -> None:
    def change(_: Any, plan: Any) -> None:
        plan.add_column(1_000_000)
        plan.rows[0].cells[5].text = "Kostnad"
        for row in plan.rows:
            first = row._tr.tc_lst[0]
            row._tr.append(first)

    assert measures(returning, returning.fill(change=change)) == ROWS


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_report_saved_by_libreoffice_is_read(returning: Returning, tmp_path: Path) -> None:
    file = returning.fill()
    out = tmp_path / "saved"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    subprocess.run(
        [*command, "--convert-to", "docx", "--outdir", out, file],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    assert measures(returning, out / file.name) == ROWS


def test_a_document_that_is_not_whose_it_should_be_is_refused(returning: Returning) -> None:
    def keywords(text: str) -> Any:
        def change(document: Any, _: Any) -> None:
            document.core_properties.keywords = text

        return change

    def other_unit(document: Any, _: Any) -> None:
        run = document.core_properties.keywords.partition(", ")[2]
        document.core_properties.keywords = f"bjorkedal, {run}"

    def unreported(document: Any, _: Any) -> None:
        other_unit(document, _)
        document.core_properties.identifier = "bjorkedal"

    assert problems(returning, returning.fill(change=keywords(""))) == [
        "the document does not say which office and run it is from"
    ]
    assert problems(returning, returning.fill(change=keywords("solvik, ../../../etc"))) == [
        "the document does not say which office and run it is from"
    ]
    (message,) = problems(returning, returning.fill(change=keywords("solvik, 0123456789ab")))
    assert message.startswith("it is from run 0123456789ab, which is not among the runs in")
    assert problems(returning, returning.fill(change=other_unit)) == [
        "the document says in one place that it is bjorkedal's, in another solvik's"
    ]
    assert problems(returning, returning.fill(change=unreported)) == [
        "the run it names has no report for bjorkedal"
    ]


def test_every_problem_of_every_file_is_told_at_once(returning: Returning, tmp_path: Path) -> None:
    no_word = tmp_path / "notat.docx"
    no_word.write_text("hei")

    def no_plan(_: Any, plan: Any) -> None:
        plan._tbl.getparent().remove(plan._tbl)

    found = problems(
        returning,
        no_word,
        returning.fill(name="a.docx", change=no_plan),
        returning.fill(name="b.docx"),
        returning.fill(name="c.docx", rows=ROWS[:1], change=lambda _, plan: plan._tbl.remove(
            plan.rows[2]._tr
        )),
        tmp_path / "borte.docx",
    )  # fmt: skip
    assert found == [
        "the file is not a Word document (.docx)",
        "there is no action plan in it: no table has the plan's headings",
        "b.docx holds another plan of the same office",
        "the file does not exist",
    ]


def test_a_plan_is_for_a_later_round_of_the_same_study(
    returning: Returning, demo_folder: Path, tmp_path: Path
) -> None:
    file = returning.fill()
    with pytest.raises(InputError, match="which is not before 2015-2"):
        plans([file], into=demo_folder, runs=[returning.runs])
    assert not (demo_folder / PLANS_FILE).exists()


def test_the_memory_is_the_owners_alone_and_keeps_other_offices(returning: Returning) -> None:
    read(returning, returning.fill())
    read(returning, returning.fill("heggelia-steinlia"))
    read(returning, returning.fill(rows=[("Nytt tiltak", "", "", "", "")]))
    path = returning.next_round / PLANS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    _, round_ = load_round(returning.next_round)
    kept, (source,) = read_plans(round_, returning.next_round)
    assert [plan.offices for plan in kept] == [("heggelia", "steinlia"), ("solvik",)]
    assert [m.what for m in kept[1].measures] == ["Nytt tiltak"]
    assert source.name == PLANS_FILE
