"""What is written as TOML is read back as it was, and comments change nothing of it."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from generator.scaffold.naming import cleaned
from generator.scaffold.toml import arranged, assigned, comment, key, one_line, value
from generator.sources.unit_list import slug

texts = st.text(st.characters(exclude_categories=["Cs"]))
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(texts, st.integers(-(2**62), 2**62), st.booleans(), st.dates()),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=4),
)


@given(st.dictionaries(texts, values, max_size=6))
def test_every_value_is_read_back(table: dict[str, Any]) -> None:
    assert tomllib.loads(assigned(table)) == table


@given(texts, values, texts)
def test_a_comment_is_only_a_comment(name: str, content: Any, said: str) -> None:
    line = f"{key(name)} = {value(content)}\t# {one_line(said)}"
    assert tomllib.loads(arranged(line)) == {name: content}
    assert tomllib.loads(comment(said) + "\nx = 1") == {"x": 1}


def test_comments_stand_in_a_column() -> None:
    text = 'a = 1\t# one\nlonger = 2\t# two\nc = 3\t# \n\n\n\nd = "x"\t# ' + "word " * 30
    assert arranged(text) == (
        "a = 1       # one\nlonger = 2  # two\nc = 3\n\n"
        "# " + ("word " * 19).strip() + "\n# " + ("word " * 11).strip() + '\nd = "x"\n'
    )


@given(texts)
def test_a_cleaned_text_can_be_printed_and_a_slug_is_a_path(text: str) -> None:
    from generator.resources.typeface import unprintable

    assert not unprintable(cleaned(text)) and len(cleaned(text)) <= 300
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
