"""An installed veraPDF, asked about every PDF of a folder: an opinion beside our own check."""

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from generator.errors import ArgumentError
from generator.render.pdf.standards import MESSAGE_LENGTH, PROFILES

START: Final = 120  # seconds that it may take to start, and for each file
EACH: Final = 30
_VERDICTS: Final = (0, 1, 7, 8)  # all valid, some not, some cannot be read, some are locked
_MOST_RULES: Final = 3


def ask_validator(command: str, folder: Path) -> tuple[str, ...]:
    """What it finds in the PDFs below a folder; raises ArgumentError where it cannot be asked.

    It takes the arguments of veraPDF's command line and answers in its JSON.
    """
    files = sorted(str(path) for path in folder.rglob("*.pdf"))
    found = (_asked(command, profile, files) for profile in PROFILES if files)
    return tuple(line for lines in found for line in lines)


def _asked(command: str, profile: str, files: list[str]) -> Iterator[str]:
    words = [*shlex.split(command), "-f", profile, "--format", "json", *files]
    try:
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        ) as asked:
            try:
                answer, _ = asked.communicate(timeout=START + EACH * len(files))
            finally:
                if asked.poll() is None:  # its start script has children of its own
                    os.killpg(asked.pid, signal.SIGKILL)
        if asked.returncode not in _VERDICTS:
            raise ArgumentError(f"--validator {command}: it ended with code {asked.returncode}.")
        jobs = {job["itemDetails"]["name"]: job for job in json.loads(answer)["report"]["jobs"]}
        for file in files:
            if what := _finding(jobs[file]):
                yield f"{file}: not valid as PDF/{PROFILES[profile]} by {words[0]}: {what}"
    except OSError as error:
        raise ArgumentError(f"--validator {command}: {error.strerror}. Install veraPDF.") from None
    except subprocess.TimeoutExpired:
        raise ArgumentError(f"--validator {command}: it does not answer.") from None
    except (ValueError, LookupError, TypeError):
        raise ArgumentError(
            f"--validator {command}: its answer is not veraPDF's for every file."
        ) from None


def _finding(job: dict[str, Any]) -> str:
    """The first rules that a file breaks; nothing where it is valid."""
    results = job.get("validationResult") or []
    results = results if isinstance(results, list) else [results]
    if not results:
        return "it cannot be read"
    if all(result["compliant"] is True for result in results):
        return ""
    rules = [
        f"{rule['clause']}-{rule['testNumber']} ({rule['description']})"
        for result in results
        for rule in result["details"]["ruleSummaries"]
    ]
    return "; ".join(dict.fromkeys(rules[:_MOST_RULES]))[:MESSAGE_LENGTH] or "no rule is named"
