"""The calls in docs/statistics.md, run one after the other as a reader would."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

from rounds import STEP_KINDS

from generator import analysis
from generator.results.values import Node

TEXT = (Path(__file__).parents[2] / "docs" / "statistics.md").read_text("utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)


def run(blocks: list[str]) -> tuple[dict[str, Any], list[Any]]:
    """The names the blocks leave behind, and the value of every line that is an expression."""
    names: dict[str, Any] = {}
    values = []
    for block in blocks:
        for part in ast.parse(block).body:
            if isinstance(part, ast.Expr):
                expression = ast.Expression(part.value)
                values.append(eval(compile(expression, "docs", "eval"), names))
            else:
                exec(compile(ast.Module([part], []), "docs", "exec"), names)
    return names, values


def test_every_call_works_and_gives_figures() -> None:
    names, values = run(BLOCKS)
    assert len(BLOCKS) > 10
    assert False not in values
    for value in values:
        if isinstance(value, tuple):
            assert any(part is not None for part in value)
        elif isinstance(value, list):
            assert value
    assert isinstance(names["node"], Node)


def test_every_public_function_is_documented() -> None:
    for name in analysis.__all__:
        assert re.search(rf"\b{name}\b", TEXT), name


def test_every_kind_of_step_is_documented() -> None:
    for kind in STEP_KINDS:
        assert f"`{kind}`" in TEXT, kind


def test_the_steps_shown_are_valid() -> None:
    from pydantic import TypeAdapter

    from generator.study.plan import Step

    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, flags=re.DOTALL)
    steps = TypeAdapter(tuple[Step, ...]).validate_python(tuple(tomllib.loads(example)["steps"]))
    assert [step.kind for step in steps] == ["correlation", "multilevel"]
