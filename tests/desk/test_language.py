"""The page is in the round's language: every text of its templates has one in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from delivery.runs import STUDY_FILE, round_text
from jinja2 import nodes

from generator.desk.pages import filters_of
from generator.language.catalogue import COMPLETE, LANGUAGES, review_texts
from generator.resources.templates import own_templates, sandbox

from .served import MAIL, MANAGEMENT, Visitor, finished_run, served

OTHERS = [language for language in LANGUAGES if language != COMPLETE]
TEMPLATES = Path(__file__).parents[2] / "templates" / "review"
CLOCK = "{date} kl. {hour}.{minute}"


def constants(node: nodes.Node) -> Iterator[str]:
    """The texts that an expression may come to."""
    match node:
        case nodes.Const(value=str(text)):
            yield text
        case nodes.CondExpr():
            for part in (node.expr1, node.expr2):
                if part is not None:
                    yield from constants(part)


def texts_of_templates() -> set[str]:
    """What the templates hand to ``said``, and the values of their lists of words."""
    found = {CLOCK}
    for file in TEMPLATES.glob("*.j2"):
        tree = sandbox(own_templates(), "review").parse(file.read_text("utf-8"))
        for one in tree.find_all(nodes.Filter):
            if one.name == "said" and one.node is not None:
                found.update(constants(one.node))
        for assigned in tree.find_all(nodes.Assign):
            if isinstance(assigned.node, nodes.Dict):
                found.update(text for each in assigned.node.items for text in constants(each.value))
    return found


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_no_other(language: str) -> None:
    texts, there = review_texts(language), texts_of_templates()
    assert set(texts) <= there
    # A new kind of result may have one name in all languages.
    templates = sandbox(own_templates(), "review")
    templates.filters |= filters_of(language)
    kinds = templates.get_template("words.html.j2").module.nodes
    assert there - set(texts) <= set(kinds.values())
    for text, told in texts.items():
        names = [sorted(re.findall(r"\{\w+\}", one)) for one in (text, told)]
        assert names[0] == names[1], text


def test_nothing_is_written_outside_said() -> None:
    """Text between tags is what no language can change: there is none with letters."""
    for file in TEMPLATES.glob("*.j2"):
        if file.name == "words.html.j2":
            continue
        bare = re.sub(r"\{[{%#].*?[}%#]\}", "", file.read_text("utf-8"), flags=re.DOTALL)
        between = re.findall(r">([^<>]*[^\W\d_][^<>]*)<", bare)
        assert between == [], file.name


@pytest.fixture
def english(tmp_path: Path) -> Iterator[Visitor]:
    text = round_text(more=MAIL + MANAGEMENT)
    run = finished_run(tmp_path, text.replace("units =", 'language = "en"\nunits =', 1))
    study = tmp_path / "round" / STUDY_FILE.name
    study.write_text(f'language = "en"\n{study.read_text("utf-8")}', "utf-8")
    with served(run.folder) as visitor:
        assert visitor.enter().status == 303
        yield visitor


def test_an_english_round_is_reviewed_in_english(english: Visitor) -> None:
    pages = {
        "/": "Read each report before you approve it.",
        "/godkjenn": "Approve all that are ready",
        "/rapport/solvik": "See the e-mail as it will be sent",
        "/rapport/heggelia": "Fewer than 4 have answered.",
        "/rapport/county/e-post": "As most people see it",
        "/rapport/nowhere": "There is no such page",
    }
    for path, said in pages.items():
        page = english.get(path).text
        assert '<html lang="en">' in page, path
        assert said in page, path
        shown = re.sub(r"<[^>]*>", " ", page)
        words = set(re.findall(r"[^\W\d_]+", shown.lower()))
        assert words & {"og", "ikke", "er", "rapporten", "godkjenn", "vises", "mottaker"} == set()


def test_a_name_with_a_sign_is_escaped_once(tmp_path: Path) -> None:
    text = round_text(more=MAIL + MANAGEMENT).replace("Solvik", "Sol & Vik")
    with served(finished_run(tmp_path, text).folder) as visitor:
        assert visitor.enter().status == 303
        page = visitor.get("/rapport/solvik/e-post").text
        assert "E-posten med Sol &amp; Vik" in page
        assert "&amp;amp;" not in page


@pytest.mark.parametrize("allowed", [False, True])
def test_the_page_says_that_the_county_report_names_offices(tmp_path: Path, allowed: bool) -> None:
    text = round_text(more=MAIL + MANAGEMENT)
    if allowed:
        text = f"{text}\n[policy]\nname_offices = true\n"
    with served(finished_run(tmp_path, text).folder) as visitor:
        assert visitor.enter().status == 303
        said = "Denne rapporten viser tallene til kontorene med navn"
        assert (said in visitor.get("/rapport/county").text) is allowed
        assert said not in visitor.get("/rapport/solvik").text
        assert said not in visitor.get("/rapport/management").text
