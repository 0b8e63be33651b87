"""Tests name rules and read what is published or public: no private name of the program.

So the program may be written otherwise, and what shows that it holds stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FILES = sorted(TESTS.rglob("*.py"))


def private(name: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in name.split("."))


def reached(source: str) -> Iterator[str]:
    """Every private name of the program that a test imports, reads or puts something in place of.

    In a call of ``setattr`` or ``patch`` it stands as text.
    """
    tree, ours = ast.parse(source), set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("generator"):
            ours |= {alias.asname or alias.name for alias in node.names}
            yield from (alias.name for alias in node.names if private(alias.name))
        elif isinstance(node, ast.Import):
            names = [alias for alias in node.names if alias.name.startswith("generator")]
            ours |= {alias.asname or "generator" for alias in names}
            yield from (alias.name for alias in names if private(alias.name))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr):
            root = node.value
            while isinstance(root, ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name) and root.id in ours:
                yield node.attr
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("setattr", "patch")):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str) and private(text))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TESTS)))
def test_no_private_name_of_the_program_is_reached_for(file: Path) -> None:
    assert list(reached(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "from generator.disclosure.linked import _unions",
        "from generator.disclosure import linked\nlinked._unions(3)",
        "import generator.publish as publishing\npublishing._run_plan",
        "from generator.disclosure import linked\nmonkeypatch.setattr(linked, '_unions', None)",
        "monkeypatch.setattr('generator.disclosure.linked._unions', None)",
    ],
)
def test_a_private_name_would_be_found(source: str) -> None:
    assert [name.split(".")[-1] for name in reached(source)][-1][0] == "_"


@pytest.mark.parametrize(
    "source",
    ["self._own", "from generator.disclosure.rules import RULES\nRULES.__class__"],
)
def test_others_private_names_are_theirs(source: str) -> None:
    assert list(reached(source)) == []
