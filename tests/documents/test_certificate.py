"""The certificate's page and what the reports say of a later release."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.disclosure.rules import RULES
from generator.report.block import Paragraph, Table
from generator.report.blocks.about import about_blocks, certificate_blocks
from generator.report.localisation import localised
from generator.results.table import Audited

AUDITED = Audited(
    threshold=4,
    rules=tuple((rule.name, i) for i, rule in enumerate(RULES)),
    variables=31,
    groups=575,
    cells=40,
    rank=511,
    recoverable=0,
    results_sha256="a" * 64,
    answers_sha256="b" * 64,
)


def said(context, audited: Audited) -> list[str]:
    blocks = certificate_blocks(replace(context, audited=audited))
    return [block.text for block in blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_rule_has_a_line_with_what_it_took(demo_context, language) -> None:
    context = replace(localised(demo_context, language), audited=AUDITED)
    (table,) = (b for b in certificate_blocks(context) if isinstance(b, Table))
    assert [row[1].text for row in table.rows] == [str(i) for i in range(len(RULES))]
    assert len({row[0].text for row in table.rows}) == len(RULES)


def test_the_audit_is_a_sentence_with_its_outcome(demo_context) -> None:
    audit = said(demo_context, AUDITED)[1]
    assert "511 uavhengige summer (rang) av 575 grupper" in audit
    assert audit.endswith("Ingen av regnestykkene gjelder færre enn fire personer.")
    found = said(demo_context, replace(AUDITED, recoverable=2))[1]
    assert found.endswith("2 av regnestykkene gjelder færre enn fire personer.")


def test_the_release_names_the_runs_before_it(demo_context) -> None:
    assert "den første utgaven" in " ".join(said(demo_context, AUDITED))
    later = replace(AUDITED, release=3, releases=("aaa", "bbb"))
    told = " ".join(said(demo_context, later))
    assert "Dette er utgave 3" in told
    assert "kjøringene aaa og bbb" in told


def test_figures_let_through_are_counted(demo_context) -> None:
    assert not any("sluppet gjennom" in text for text in said(demo_context, AUDITED))
    told = " ".join(said(demo_context, replace(AUDITED, let_through=7)))
    assert "7 tall som reglene ellers ville tatt" in told


@pytest.mark.parametrize(("release", "expected"), [(1, False), (2, True)])
def test_a_later_release_says_that_it_is_one(demo_context, release: int, *, expected: bool) -> None:
    context = replace(demo_context, released=replace(demo_context.released, release=release))
    texts = [block.text for block in about_blocks(context) if isinstance(block, Paragraph)]
    assert any("utgave 2 av rapportene" in text for text in texts) is expected
