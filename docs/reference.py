"""Writes docs/study.md, docs/round.md and the two JSON Schemas from the models: `make reference`.

Examples of tables are cut from the demonstration studies, which are built by the tests.
"""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from generator.round.model import Round
from generator.scaffold import toml as writing
from generator.study.declared import Declared
from generator.study.model import Study
from generator.study.reference import Schema, kind_of, listed, schema, target

DOCS = Path(__file__).parent
DATA = DOCS.parent / "data"

MOST_LINES = 10
"""Of an example, where there is one as short as that."""

INTRODUCTIONS: dict[type[Declared], str] = {
    Study: """\
# study.toml

What is asked, what is computed, and what the report on the total shows. It is the same from round
to round; [round.toml](round.md) says what belongs to one of them. `kontorrapport init DIR` writes
both to start from, and `data/innovasjon/study.toml` is a large one.

The first line `#:schema ./study.schema.json` lets an editor complete and check the file as you
write, if [study.schema.json](study.schema.json) lies beside it (in Visual Studio Code with the
extension Even Better TOML). `kontorrapport check ROUND` says what is wrong as well, with its line.

A name that you choose yourself is written `NAME` here. Columns of the export are named in
`[items.NAME]`, `[background.NAME]`, `[open_questions.NAME]`, and as `id` of a construct's items.
""",
    Round: """\
# round.toml

One survey period: its units, files, recipients and rules. Each round has a folder of its own, with
this file and those that it names; [study.toml](study.md), as a rule one folder up, says what was
asked.

The first line `#:schema ./round.schema.json` lets an editor complete and check the file as you
write, if [round.schema.json](round.schema.json) lies beside it (in Visual Studio Code with the
extension Even Better TOML). `kontorrapport check ROUND` says what is wrong as well, with its line.
""",
}

ORDER: dict[type[Declared], dict[str, list[str]]] = {
    Study: {
        "What is asked": [
            "groups", "scales", "constructs", "items", "background", "open_questions",
        ],
        "What is computed": ["steps", "unit_file"],
        "What the county report shows": [
            "county_report", "figures", "tables", "questions", "model",
        ],
        "Results beside the survey": ["indicators", "attainment", "client_survey"],
        "Other words": ["words"],
    },
    Round: {
        "Units and files": [
            "units", "merges", "groups", "scorecard", "window", "client_survey", "texts",
        ],
        "From round to round": ["events", "correction"],
        "Rules": ["policy", "archiving", "retention"],
        "Who gets the reports": ["recipients", "mail", "smtp", "channel", "followup"],
        "What somebody has counted": ["production", "themes"],
    },
}  # fmt: skip
"""The tables of a file in the order in which a reader needs them."""

ELSEWHERE: dict[str, Any] = {
    "Policy": {"min_respondents": 6, "two_approvals": True},
    "Correction": {
        "date": datetime.date(2015, 11, 3),
        "why": "Oppfølging i Solvik var registrert feil i august.",
    },
    "Event": {
        "what": "split", "date": datetime.date(2016, 4, 1),
        "before": ["solvik"], "after": ["solvik", "solvik-nord"],
    },
    "Smtp": {"host": "smtp.example.org", "port": 587, "user": "analyse"},
    "DeclaredChannel": {"name": "folders", "settings": {"where": "/srv/rapporter"}},
    "RegressionStep": {
        "id": "modell", "group": "ledere", "kind": "regression", "outcome": "innov",
        "predictors": ["leder", "kollega"],
    },
    "MultilevelStep": {
        "id": "innenfor-kontor", "group": "medarbeidere", "kind": "multilevel", "of": "faktorer",
    },
    "GoodnessOfFitStep": {
        "id": "aldersfordeling", "group": "medarbeidere", "kind": "goodness_of_fit",
        "variable": "alder", "expected": [40, 35, 25],
    },
    "AggregationStep": {
        "id": "per-kontor", "group": "medarbeidere", "kind": "aggregation",
        "constructs": ["leder", "kollega"],
    },
    "FiguresTable": {
        "number": "15", "layout": "figures", "title": "Gjennomsnitt",
        "columns": ["Område", "n", "Gjennomsnitt"], "node": "maal", "figures": ["n", "mean"],
        "rows": [{"variable": "leder", "label": "Lederstøtte"}],
    },
    "DriversStep": {
        "id": "viktigst", "group": "medarbeidere", "kind": "drivers", "outcome": "innov",
        "significant_in": "faktorer",
    },
}  # fmt: skip
"""Examples of what the demonstration studies have no use for, or where they are no model."""


def main() -> None:
    """Write what the models give."""
    for name, text in files().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def files() -> dict[str, str]:
    """The two pages and the two schemas, by their names in docs/."""
    found = {}
    for model, name in ((Study, "study"), (Round, "round")):
        found[f"{name}.md"] = "\n".join(Page(model).lines())
        schema_text = json.dumps(schema(model), indent=2, ensure_ascii=False)
        found[f"{name}.schema.json"] = f"{schema_text}\n"
    return found


class Page:
    """The reference of one file."""

    def __init__(self, model: type[Declared]) -> None:
        self.model = model
        self.whole = schema(model)
        self.seen: set[str] = set()

    def lines(self) -> Iterator[str]:
        """The page, line by line."""
        fields = self.whole["properties"]
        yield INTRODUCTIONS[self.model]
        yield "## The first keys\n\nThey stand above the first `[table]`.\n"
        tables = [key for group in ORDER[self.model].values() for key in group]
        first = [key for key in fields if key not in tables]
        assert not any(self.models(fields[key]) for key in first), "ORDER lacks a table"
        yield from self.keys(self.whole, first)
        for heading, keys in ORDER[self.model].items():
            yield f"## {heading}\n"
            for key in keys:
                yield from self.table(key)

    def table(self, key: str) -> Iterator[str]:
        """A table of TOML: what it is, an example, its keys, and the tables inside it."""
        about = self.whole["properties"][key]
        part, names = listed(about), self.models(about)
        several, named = part.get("type") == "array", "additionalProperties" in part
        heading = f"`[[{key}]]`" if several else f"`[{key}.NAME]`" if named else f"`[{key}]`"
        yield f"### {heading}\n\n{about['description']}\n"
        kinds = [self.whole["$defs"][name] for name in names]
        common = [
            k for k in kinds[0]["properties"] if all(k in each["properties"] for each in kinds)
        ]
        if len(names) > 1:
            tag = next(k for k in common if "const" in kinds[0]["properties"][k])
            yield f"`{tag}` says which kind it is, and so which keys it has. All of them have:\n"
            yield from self.keys(kinds[0], [k for k in common if k != tag])
        for name, kind in zip(names, kinds, strict=True):
            keys = [k for k in kind["properties"] if len(names) == 1 or k not in common]
            if len(names) > 1:
                yield f'#### {heading} with `{tag} = "{kind["properties"][tag]["const"]}"`\n'
                yield f"{kind['description']}\n"
            elif more := kind["description"].partition(". ")[2]:
                yield f"{more}\n"
            yield f"```toml\n{self.example(key, name)}\n```\n"
            yield from self.keys(kind, keys)
        for kind in kinds:
            yield from self.inside(kind, heading)

    def inside(self, kind: Schema, heading: str) -> Iterator[str]:
        """The tables that stand within a table."""
        for key, field in kind["properties"].items():
            for name in self.models(field):
                if name not in self.seen:
                    self.seen.add(name)
                    about = self.whole["$defs"][name]
                    yield f"#### `{key}` in {heading}\n\n{about['description']}\n"
                    yield from self.keys(about, list(about["properties"]))
                    yield from self.inside(about, f"`{key}`")

    def models(self, part: Schema) -> list[str]:
        """The names of the tables that a part may hold: none, one or several kinds."""
        part = listed(part)
        for inside in ("items", "additionalProperties"):
            if isinstance(part.get(inside), dict):
                return self.models(part[inside])
        each = part.get("oneOf", [part]) + part.get("anyOf", [])
        return [one["$ref"].rpartition("/")[2] for one in each if "$ref" in one]

    def keys(self, table: Schema, names: list[str]) -> Iterator[str]:
        """A Markdown table of keys."""
        if names:
            yield "| key | what it is | left out | example | meaning |\n|---|---|---|---|---|"
        for name in names:
            field = table["properties"][name]
            kind = kind_of(field, self.whole).replace('"', "`")
            default = field.get("default")
            left_out = "needed" if name in table.get("required", ()) else ""
            if default not in (None, "", [], {}) and not isinstance(default, dict):
                left_out = f"`{toml(default)}`"
            example = f"`{toml(each)}`" if (each := self.value(field)) is not None else "see below"
            cells = (f"`{name}`", kind, left_out, example, field["description"])
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
        if names:
            yield ""

    def value(self, field: Schema) -> Any:
        """An example of a key; where only some values may stand, one that is not the default."""
        part = target(field, self.whole)
        within = target(part.get("items", part), self.whole)
        values = part.get("enum") or ([True, False] if part.get("type") == "boolean" else [])
        values = [value for value in values if value != field.get("default")]
        values = field.get("examples") or values or [[each] for each in within.get("enum", [])]
        return values[0] if values else None

    def example(self, key: str, name: str) -> str:
        """A table of at most ten lines that the demonstration has, as full as there is one."""
        part = listed(self.whole["properties"][key])
        several, named = part.get("type") == "array", "additionalProperties" in part
        found: list[tuple[str, Any]] = [("", ELSEWHERE[name])] if name in ELSEWHERE else []
        for path in sorted(DATA.glob("*/study.toml" if self.model is Study else "*/*/round.toml")):
            value = tomllib.loads(path.read_text(encoding="utf-8")).get(key)
            if named:
                tables = (value or {}).items()
                found += [(f".{writing.key(each)}", inside) for each, inside in tables]
            elif value and name not in ELSEWHERE:
                found += [("", each) for each in (value if several else [value])]
        texts = []
        for under, value in found:
            heading = f"[[{key}]]" if several else f"[{key}{under}]"
            for few in (2, 3, 9):
                text = f"{heading}\n" + "\n".join(table_lines(shortened(value, few)))
                if valid(name, shortened(value, few)):
                    lines = text.count("\n") + 1
                    texts.append((-max(lines, MOST_LINES), len(value), -len(text), text))
        assert texts, f"{name} has no example: the demonstration or ELSEWHERE must have one"
        return max(texts)[-1]


def valid(name: str, value: Any) -> bool:
    """Whether a value is a table of a model, by the model's name."""
    try:
        MODELS[name].model_validate(value)
    except ValidationError:
        return False
    return True


def _models(model: type[Declared] = Declared) -> Iterator[type[Declared]]:
    for each in model.__subclasses__():
        yield each
        yield from _models(each)


MODELS = {each.__name__: each for each in _models()}


def shortened(value: Any, few: int) -> Any:
    """The first few values of every list."""
    if isinstance(value, dict):
        return {name: shortened(each, few) for name, each in value.items()}
    return [shortened(each, few) for each in value[:few]] if isinstance(value, list) else value


def table_lines(table: dict[str, Any]) -> Iterator[str]:
    """The keys of a table as TOML; lists of tables on a line each."""
    for name, value in table.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{writing.key(name)} = ["
            yield from (f"  {toml(each)}," for each in value)
            yield "]"
        else:
            yield f"{writing.key(name)} = {toml(value)}"


def toml(value: Any) -> str:
    """A value as TOML, on one line."""
    match value:
        case dict():
            pairs = ", ".join(f"{writing.key(name)} = {toml(each)}" for name, each in value.items())
            return f"{{ {pairs} }}"
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case datetime.date():
            return value.isoformat()
        case str() if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return value  # JSON has no dates
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
