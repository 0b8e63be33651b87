"""The reference: every key is explained, every example right, and what is committed current."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest
from pydantic import ValidationError
from written import everything

from generator.round.model import Round
from generator.study.declared import Declared, load_declared
from generator.study.model import Study
from generator.study.reference import Schema, jsonable, kind_of, schema, target

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
assert SPEC and SPEC.loader
reference = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(reference)

CURRENT = reference.files()
FILES = [(Study, path) for path in ROOT.glob("data/*/study.toml")]
FILES += [(Round, path) for path in ROOT.glob("data/*/*/round.toml")]


def fields(model: type[Declared]) -> Iterator[tuple[str, Schema]]:
    whole = schema(model)
    for name, table in (("", whole), *whole["$defs"].items()):
        yield name, table
        yield from ((f"{name}.{key}", field) for key, field in table["properties"].items())


@pytest.mark.parametrize("model", [Study, Round])
def test_every_table_and_key_is_explained(model: type[Declared]) -> None:
    lacking = [
        name
        for name, part in fields(model)
        if "const" not in part and not re.match(r"[A-Z2].{5,}[.]$", part.get("description", ""))
    ]
    assert lacking == []


def test_a_key_without_a_word_would_be_found() -> None:
    class Lacking(Declared):
        """A table."""

        key: str

    assert "description" not in schema(Lacking)["properties"]["key"]


@pytest.mark.parametrize("model", [Study, Round])
def test_every_key_has_an_example_of_its_own_kind(model: type[Declared]) -> None:
    whole = schema(model)
    page = reference.Page(model)
    for name, field in fields(model):
        if "properties" in field or "const" in field:
            continue
        example = page.value(field)
        if example is None:
            assert page.models(field), name  # tables are shown as such
        else:
            within = {"$defs": whole["$defs"]} if "$ref" in str(field) else {}
            fastjsonschema.validate({**field, **within}, example, use_default=False)


@pytest.mark.parametrize("model", [Study, Round])
def test_examples_together_are_a_file_that_the_models_take(model: type[Declared]) -> None:
    """But for keys of which a table has one or the other, which say so."""
    try:
        model.model_validate(everything(schema(model), schema(model)))
    except ValidationError as error:
        own = {detail["type"] for detail in error.errors()}
        assert own == {"value_error"}


@pytest.mark.parametrize("name", ["study.md", "round.md", "study.schema.json", "round.schema.json"])
def test_what_is_committed_is_what_the_models_give(name: str) -> None:
    committed = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert committed == CURRENT[name], "run: make reference"


@pytest.mark.parametrize(("model", "name"), [(Study, "study.md"), (Round, "round.md")])
def test_every_table_of_the_pages_is_right(model: type[Declared], name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    found = re.findall(r"```toml\n(.+?)```", text, re.DOTALL)
    assert len(found) > 12
    whole = schema(model)
    for block in found:
        ((key, value),) = tomllib.loads(block).items()
        part = whole["properties"][key]
        described = {**part, "$defs": whole["$defs"]}
        fastjsonschema.validate(described, jsonable(value), use_default=False)
        assert block.count("\n") <= 18


@pytest.mark.parametrize(("model", "name"), [(Study, "study.md"), (Round, "round.md")])
def test_every_key_stands_on_its_page(model: type[Declared], name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for where, field in fields(model):
        key = where.rpartition(".")[2]
        if key and "." in where and "const" not in field:
            assert f"| `{key}` | " in text or re.search(rf"^### `\[+{key}\b", text, re.MULTILINE)
        for value in field.get("enum", []):
            assert f"`{value}`" in text


@pytest.mark.parametrize(("model", "path"), FILES, ids=str)
def test_the_demonstration_is_valid_by_its_schema(model: type[Declared], path: Path) -> None:
    validate = fastjsonschema.compile(schema(model), use_default=False)
    validate(jsonable(tomllib.loads(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("model", [Study, Round])
def test_the_schema_refuses_what_the_models_refuse(model: type[Declared]) -> None:
    path = next(path for each, path in FILES if each is model)
    content = jsonable(tomllib.loads(path.read_text(encoding="utf-8")))
    validate = fastjsonschema.compile(schema(model), use_default=False)
    wrong: list[dict[str, Any]] = [{**content, "titel": "x"}, {**content, "title": 3}]
    wrong += [{**content, "language": "no"}, {key: content[key] for key in content if key != "id"}]
    wrong += [{**content, "notes": "ett"}, {**content, "translations": {}}]
    if model is Study:
        step = content["steps"][0]
        wrong.append({**content, "steps": [{**step, "kind": "ukjent"}]})
        wrong.append({**content, "steps": [{**step, "outcome": "leder"}]})
    for each in wrong:
        with pytest.raises(fastjsonschema.JsonSchemaValueException):
            validate(each)


def test_kinds_are_said_in_plain_words() -> None:
    said = {
        kind_of(field, whole)
        for whole in (schema(Study), schema(Round))
        for table in (whole, *whole["$defs"].values())
        for field in table["properties"].values()
    }
    assert not [text for text in said if re.search(r"[\^\\\[\]]|string|integer|array|object", text)]
    assert "a whole number, 1 or more, 65535 or less" in said
    assert "a list of texts, each an e-mail address" in said
    assert 'one of "high", "low"' in said


def test_a_first_line_that_names_the_schema_is_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    text = (ROOT / "data" / "forbedring" / "study.toml").read_text(encoding="utf-8")
    path.write_text(f"#:schema ./study.schema.json\n{text}", encoding="utf-8")
    assert load_declared(Study, path).id == "forbedring"
    assert target({"$ref": "#/$defs/Scale"}, schema(Study))["properties"]["low"]
