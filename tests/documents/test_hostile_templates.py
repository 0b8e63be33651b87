"""A county's templates may come from anybody: none runs code, reads on, or hangs."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from generator.errors import ArgumentError
from generator.render.workers import render_one
from generator.report.block import Paragraph
from generator.resources import templates
from generator.resources.templates import filled, templates_from

from .samples import sample_report

REPORT = sample_report((Paragraph("Tekst."),))
NAME = "html/paragraph.html.j2"
COUNT = "{% for i in range(100000) %}"

RUNS_CODE = [
    "{{ cycler.__init__.__globals__.os.popen('touch MARK') }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ lipsum.__globals__.os }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ namespace['__init__'] }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ ().__class__.__base__.__subclasses__() }}",
    "{{ view|attr('__class__') }}",
    "{{ [view]|map(attribute='__class__')|list }}",
    "{{ [view.block]|map('attr', '__init__')|list }}",
    "{{ [report]|groupby('__class__') }}",
    "{{ ['{0.__class__.__mro__}']|map('format', view)|list|first.format(view) }}",
    "{{ '{0.__class__}'.format(view) }}",
    "{{ '{0.__class__}'.format_map({'0': view}) }}",
    "{{ ''.format.__self__ }}",
    "{{ report.tables() }}",
    "{{ report.tables.__func__ }}",
    "{{ report.__replace__ }}",
    "{{ report.created.__class__ }}",
    "{{ report.created.replace.__self__.__class__ }}",
    "{{ view.__setattr__('kind', 'x') }}",
    "{{ pages.append(1) }}",
    "{{ cycler }}",
    "{{ dict }}",
    "{{ [1, 2]|random }}",
    "{{ view|pprint }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__.__globals__ }}",
    "{{ m._func }}{% macro m() %}{% endmacro %}",
    "{{ loop.__init__ }}",
    "{% set view.kind = 'x' %}",
]
READS_OUTSIDE = [
    "{% include '../mail/frame.html.j2' %}",
    "{% include '/etc/passwd' %}",
    "{% include '../../secret.txt' %}",
    "{% include 'report.css/../../../secret.txt' %}",
    "{% import '../review/words.html.j2' as say %}",
    "{% extends 'file:///etc/passwd' %}",
]
NEVER_ENDS = [
    f"{COUNT * 3}{{% endfor %}}{{% endfor %}}{{% endfor %}}",
    "{% for i in range(10**9) %}{% endfor %}",
    f"{COUNT}{COUNT}xxxxxxxxxx{{% endfor %}}{{% endfor %}}",
    "{{ 'a' * 10**10 }}",
    "{{ 10**(10**10) }}",
    "{{ '%10000000000d'|format(1) }}",
    "{{ 'a'|center(10**10) }}",
    "{% set n = namespace(a='a') %}{% for i in range(50) %}{% set n.a = n.a ~ n.a %}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{% include 'paragraph.html.j2' %}",
    "{{ " + "(" * 5000 + ")" * 5000 + " }}",
    "{{ 'a' * 3 * 10**7 }}",
]
MISTAKES = ["{{ 1 / 0 }}", "{{ 'a' + 1 }}", "{{ 'a'|nosuch }}", "{{ nosuch }}", "{% nosuch %}"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = templates.LIMITS
    monkeypatch.setattr(templates, "LIMITS", type(limits)(2, limits.memory, limits.unpacked))


def own(folder: Path, text: str, name: str = NAME) -> Path:
    path = folder / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder / "own"


@pytest.mark.parametrize("text", [*RUNS_CODE, *READS_OUTSIDE, *MISTAKES])
def test_a_template_reaches_nothing_but_what_it_is_handed(text: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("HEMMELIG")
    folder = own(tmp_path, text.replace("MARK", str(tmp_path / "mark")))
    with pytest.raises(ArgumentError, match=r"paragraph\.html\.j2.*Mend the template") as caught:
        render_one(REPORT, "html", folder)
    assert "HEMMELIG" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("text", NEVER_ENDS)
def test_a_template_has_a_time_and_a_size(text: str, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(ArgumentError, match=r"report|paragraph|screen"):
        render_one(REPORT, "html", own(tmp_path, text))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "name", ["html/index.html.j2", "mail/frame.html.j2", "review/error.html.j2"]
)
def test_every_kind_of_page_is_filled_in_alike(name: str, tmp_path: Path) -> None:
    text = "{{ cycler.__init__.__globals__ }}"
    with (
        templates_from(own(tmp_path, text, name)),
        pytest.raises(ArgumentError, match="may not ask"),
    ):
        filled(name)
