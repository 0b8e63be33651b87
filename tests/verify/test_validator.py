"""An installed veraPDF is asked as its command line has it; a stand-in answers in its JSON."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from desk.served import finished_run
from typer.testing import CliRunner

from generator.cli import app
from generator.errors import ArgumentError
from generator.run import validator
from generator.run.validator import ask_validator

STAND_IN = """
import json, os, subprocess, sys
profile, files = sys.argv[2], sys.argv[5:]
assert (sys.argv[1], *sys.argv[3:5]) == ("-f", "--format", "json") and profile in ("2a", "ua1")
def result(file):
    bad = profile == "ua1" and "bad" in file
    rule = {"clause": "7.1", "testNumber": 3, "status": "failed", "description": "Untagged"}
    return {"compliant": not bad, "details": {"ruleSummaries": [rule] if bad else []}}
jobs = [{"itemDetails": {"name": one}, "validationResult": [result(one)]} for one in files]
code = 0
""".lstrip()
ANSWER = "print(json.dumps({'report': {'jobs': jobs}})); sys.exit(code)\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "run" / "a b").mkdir(parents=True)
    for name in ("a b/good.pdf", "other.pdf"):
        (tmp_path / "run" / name).write_bytes(b"%PDF-1.7")
    return tmp_path / "run"


def stand_in(folder: Path, change: str = "") -> str:
    script = folder.parent / "verapdf"
    script.write_text(f"#!{sys.executable}\n{STAND_IN}{change}\n{ANSWER}")
    script.chmod(0o755)
    return str(script)


@pytest.mark.parametrize(
    "change",
    ["", "for one in jobs: one['validationResult'] = one['validationResult'][0]"],
)
def test_what_is_valid_is_nothing_to_tell(change: str, folder: Path) -> None:
    assert ask_validator(stand_in(folder, change), folder) == ()


def test_a_broken_rule_is_told_with_its_clause(folder: Path) -> None:
    (folder / "bad.pdf").write_bytes(b"")
    command = stand_in(folder, "code = 'ua1' == profile")
    finding = f"{folder}/bad.pdf: not valid as PDF/UA-1 by {command}: 7.1-3 (Untagged)"
    assert ask_validator(command, folder) == (finding,)


def test_both_commands_ask_it(tmp_path: Path) -> None:
    run = finished_run(tmp_path).folder
    command = stand_in(run, "for one in jobs: one['validationResult'] = []")
    for arguments in (["verify", run], ["archive", run, tmp_path / "archive"]):
        done = CliRunner().invoke(app, [*map(str, arguments), "--validator", command])
        assert f"kontorrapport-solvik.pdf: not valid as PDF/UA-1 by {command}" in done.output
        assert done.exit_code == 1
    assert not (tmp_path / "archive").exists()


def test_a_file_that_it_cannot_read_is_no_valid_file(folder: Path) -> None:
    change = "jobs[0].pop('validationResult'); jobs[0]['taskException'] = {}; code = 7"
    findings = ask_validator(stand_in(folder, change), folder)
    assert findings[0].endswith("it cannot be read")
    assert len(findings) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("code = 3", "ended with code 3"),
        ("jobs.pop()", "not veraPDF's for every file"),
        ("jobs[0]['validationResult'] = [{}]", "not veraPDF's for every file"),
        ("print('log')", "not veraPDF's for every file"),
        ("jobs = None", "not veraPDF's for every file"),
        ("os.kill(os.getpid(), 9)", "ended with code -9"),
    ],
)
def test_an_answer_that_is_none_is_a_message(change: str, message: str, folder: Path) -> None:
    with pytest.raises(ArgumentError, match=message):
        ask_validator(stand_in(folder, change), folder)


def test_a_command_that_is_not_there_is_a_message(folder: Path) -> None:
    with pytest.raises(ArgumentError, match="--validator nowhere/verapdf: No such file"):
        ask_validator("nowhere/verapdf", folder)


def test_one_that_never_answers_is_ended_with_its_children(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(validator, "START", 1)
    monkeypatch.setattr(validator, "EACH", 0)
    change = "child = subprocess.Popen(['sleep', '60']); open(sys.argv[0] + '.pid', 'w').write("
    command = stand_in(folder, f"{change}str(child.pid)); child.wait()")
    began = time.monotonic()
    with pytest.raises(ArgumentError, match="does not answer"):
        ask_validator(command, folder)
    assert time.monotonic() - began < 10
    for _ in range(50):
        if not Path("/proc", Path(f"{command}.pid").read_text()).exists():
            return
        time.sleep(0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(Path(f"{command}.pid").read_text()), 0)
