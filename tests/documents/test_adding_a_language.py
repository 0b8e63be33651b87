"""Adding a language is adding one folder: a copy of the program with one more, and nothing else."""

from __future__ import annotations

import shutil
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from copies import Copy, departures
from docx import Document

CHANGED = {
    "wording.toml": {
        'heading = "{unit} in one minute"': 'heading = "{unit} in one xminute"',
        'page = "Page"': 'page = "Xpage"',
        'each_unit = "each office"': 'each_unit = "each xoffice"',
        'over = "over {value}"': 'over = "xover {value}"',
    },
    "letter.txt.j2": {"Kind regards": "Xind regards", "Feedback to": "Xeedback to"},
}
"""Words of English, and what the new language says in their place."""


@pytest.fixture
def program(tmp_path: Path) -> Copy:
    """A copy of the program with a language more: English, with a few words of its own."""
    copy = Copy(tmp_path / "program")
    languages = copy.folder / "generator" / "language"
    shutil.copytree(languages / "en", languages / "xx")
    for name, changes in CHANGED.items():
        file = languages / "xx" / name
        text = file.read_text("utf-8")
        for own, new in changes.items():
            assert own in text
            text = text.replace(own, new)
        file.write_text(text, "utf-8")
    return copy


@pytest.fixture
def round_folder(program: Copy, tmp_path: Path) -> Path:
    """A small round whose study is written in the new language."""
    study = tmp_path / "study"
    kontorrapport(program, "init", study)
    for file in (study / "study.toml", study / "runde-1" / "round.toml"):
        text = file.read_text("utf-8")
        assert 'language = "nb"' in text
        file.write_text(text.replace('language = "nb"', 'language = "xx"'), "utf-8")
    return study / "runde-1"


def kontorrapport(program: Copy, *arguments: object, status: int = 0) -> str:
    """What the copy of the program says to a command."""
    return said(program, "-m", "generator", *arguments, status=status)


def said(program: Copy, *arguments: object, status: int = 0) -> str:
    """What Python says where it sees the copy of the program and no other."""
    done = program.call(*arguments)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def text_of(file: Path) -> str:
    """What a Word file says, in its body and on every page."""
    document = Document(str(file))
    parts = (document.element, *(section.footer._element for section in document.sections))
    return "\n".join(node.text for part in parts for node in part.iter() if node.text)


def test_a_folder_is_a_language(program: Copy, round_folder: Path, tmp_path: Path) -> None:
    assert departures("A language", {"generator/language/xx/"}) == []
    out = ("--out", tmp_path / "out")
    kontorrapport(program, "check", round_folder)
    kontorrapport(program, "build", round_folder, *out, "--only", "nord", "--workers", 1)
    run = (tmp_path / "out" / "studie" / "runde-1" / "latest").resolve()

    told = text_of(run / "offices" / "nord" / "office-report-nord.docx")
    assert "in one xminute" in told and "in one minute" not in told, "a sentence"
    assert "Xpage" in told, "a word that the renderer prints itself"
    assert '<html lang="xx">' in (run / "index.html").read_text("utf-8")

    kontorrapport(program, "approve", run, "--all")
    kontorrapport(program, "send", run)
    (message,) = (tmp_path / "out").rglob("*.eml")
    letter = message_from_bytes(message.read_bytes(), policy=policy.default)
    assert letter["Subject"].startswith("Xeedback to Nord")
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None and "Xind regards" in plain.get_content()
    assert html is not None and 'lang="xx"' in html.get_content()


def test_a_limit_is_written_in_the_language(program: Copy) -> None:
    asked = "from generator.language.wording import wording; print(wording('xx').bounds[0])"
    assert said(program, "-c", asked) == "xover {value}\n"


def test_the_language_may_be_asked_for(program: Copy) -> None:
    assert "en, nb, nn, xx" in " ".join(kontorrapport(program, "build", "--help").split())


def test_whatever_its_folder_lacks_is_named_at_once(program: Copy, round_folder: Path) -> None:
    folder = program.folder / "generator" / "language" / "xx"
    (folder / "letter.txt.j2").unlink()
    wording = (folder / "wording.toml").read_text("utf-8").splitlines()
    missing = ('phone = "[phone]"', 'heading = "{unit} in one xminute"')
    kept = [line for line in wording if line not in missing]
    assert len(kept) == len(wording) - len(missing)
    (folder / "wording.toml").write_text("\n".join(kept), "utf-8")

    told = " ".join(kontorrapport(program, "check", round_folder, status=2).split())
    assert "language/xx/letter.txt.j2: there is no such file." in told
    assert "language/xx/wording.toml: lacks 2 of the keys: mask.phone, minute.heading." in told
    assert "Copy it from language/nb and translate it." in told
