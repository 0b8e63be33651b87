"""What is installed is what was looked at: pins with hashes, an SBOM of them, their licences."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import fastjsonschema
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
SETUP = (ROOT / ".ci" / "setup").read_text()
SBOM = json.loads((ROOT / "generator" / "sbom.cdx.json").read_text("utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ENTRY = re.compile(r"([\w.-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def pins(name: str) -> dict[str, tuple[str, int]]:
    """Each package of a file with its version and its number of hashes, and nothing else."""
    text = re.sub(r"^#.*\n", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    assert ENTRY.sub("", text) == ""
    return {
        canonicalize_name(name): (release, hashes.count("sha256"))
        for name, release, hashes in ENTRY.findall(text)
    }


PINS = pins("constraints.txt") | pins(".ci/from-source.txt")


def test_every_package_is_installed_as_it_is_pinned() -> None:
    assert {name: version(name) for name in PINS} == {name: pin for name, (pin, _) in PINS.items()}
    assert len(PINS) > 100


def test_the_pins_of_the_project_are_among_them() -> None:
    asked = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    asked += PROJECT["optional-dependencies"]["protected"]
    for one in map(Requirement, asked):
        assert str(one.specifier) == f"=={PINS[canonicalize_name(one.name)][0]}"


def test_compiled_packages_have_a_file_for_each_python_and_system() -> None:
    """Four Pythons on five systems; lxml, numpy and scipy are compiled for each of them."""
    for name in ("lxml", "numpy", "scipy", "pandas"):
        assert PINS[name][1] >= 19


def test_set_up_installs_nothing_without_a_hash() -> None:
    installs = [line for line in SETUP.splitlines() if line.startswith("pip_install ")]
    assert len(installs) == 3
    assert all("--require-hashes" in line for line in installs[:2])
    assert installs[2] == "pip_install --no-build-isolation --editable ."
    assert "--no-deps" in SETUP
    assert SETUP.count("pip install") == 1


def test_who_runs_the_program_installs_the_same_files() -> None:
    known = ENTRY.findall((ROOT / "constraints.txt").read_text("utf-8"))
    needed = ENTRY.findall((ROOT / "requirements.txt").read_text("utf-8"))
    assert set(needed) <= set(known)
    names = {canonicalize_name(name) for name, _, _ in needed}
    assert {one["name"] for one in SBOM["components"]} | {"hatchling"} <= names
    assert not names & {"pytest", "mypy", "ortools"}
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "pip install --require-hashes --no-deps --only-binary :all: -r requirements" in readme
    assert "pip install --no-deps --no-build-isolation .\n" in readme


def test_the_sbom_and_the_licences_are_those_of_the_pins() -> None:
    command = [sys.executable, str(ROOT / ".ci" / "sbom"), "--print"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for name, text in json.loads(done.stdout).items():
        assert (ROOT / name).read_text("utf-8") == text, "run .ci/sbom"


def schema(uri: str) -> dict[str, object]:
    name = uri.rpartition("/")[2].partition("#")[0]
    text = (files("cyclonedx.schema") / "_res" / name).read_text("utf-8")
    return dict(json.loads(text))


@pytest.fixture(scope="module")
def valid() -> object:
    bom = schema("bom-1.6.SNAPSHOT.schema.json")
    return fastjsonschema.compile(bom, handlers={"http": schema}, use_formats=False)


def test_the_sbom_is_valid_by_the_schema_of_cyclonedx(valid: object) -> None:
    valid(SBOM)
    broken = SBOM | {"components": [{"name": "a"}]}
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        valid(broken)


def test_the_sbom_tells_every_package_with_hashes_licence_and_what_it_needs() -> None:
    known = {one["bom-ref"] for one in SBOM["components"]}
    own = SBOM["metadata"]["component"]
    for one in SBOM["components"]:
        assert (one["version"], len(one["hashes"])) == PINS[one["name"]]
        assert one["licenses"][0]["expression"]
    needed = {ref for each in SBOM["dependencies"] for ref in each["dependsOn"]}
    assert needed == known
    direct = next(each for each in SBOM["dependencies"] if each["ref"] == own["bom-ref"])
    assert len(direct["dependsOn"]) == len(PROJECT["dependencies"])
    assert own["version"] == version("kontorrapport")


def test_no_licence_asks_for_more_than_its_name() -> None:
    """A strong copyleft licence is met only where another can be chosen."""
    for one in SBOM["components"]:
        choices = one["licenses"][0]["expression"].split(" OR ")
        assert any(not re.search("GPL|EUPL|CDDL|SSPL", choice) for choice in choices), one["name"]
