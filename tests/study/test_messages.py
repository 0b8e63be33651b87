"""What is said of a study or a round that is declared wrongly: file, line, key, what may stand."""

from __future__ import annotations

import copy
import datetime
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from written import everything, file_of, places

from generator.errors import InputError, Problem
from generator.pipeline import check
from generator.round.mail import smtp_from
from generator.round.model import Round
from generator.study.declared import Declared, load_declared
from generator.study.messages import problems_of
from generator.study.model import Study
from generator.study.reference import schema

DATA = Path(__file__).parents[2] / "data" / "innovasjon"
FILES: dict[type[Declared], str] = {Study: "study.toml", Round: "2015-2/round.toml"}

FOREIGN = re.compile(
    r"Input|should|valid (string|integer|number|list|tuple|dict)|required|permitted|Extra"
    r"|Value error|pattern|\^|\\|[Tt]uple|dictionary|None|bool|\bint\b|\bstr\b|finite"
    r"|greater than|, number 0\b"
)
"""Words of pydantic and Python, regular expressions, and places counted from 0."""

WRONG = (
    True, -1, 3.5, "", "q7 x", "to\nlinjer", [], [1], {"ukjent": 1}, datetime.date(2026, 1, 31),
    float("nan"),
)  # fmt: skip


def complaints(model: type[Declared], text: str, folder: Path) -> tuple[Problem, ...]:
    path = folder / Path(FILES.get(model, "study.nn.toml")).name
    path.write_text(text, encoding="utf-8")
    try:
        load_declared(model, path)
    except InputError as error:
        return error.problems
    return ()


def changed(model: type[Declared], old: str, new: str, folder: Path) -> list[str]:
    text = (DATA / FILES[model]).read_text(encoding="utf-8")
    assert text.count(old) >= 1
    return [str(problem) for problem in complaints(model, text.replace(old, new, 1), folder)]


def declared(model: type[Declared] = Declared) -> Iterator[type[Declared]]:
    for each in model.__subclasses__():
        yield each
        yield from declared(each)


MODELS = sorted({each for each in declared() if each.model_fields}, key=lambda each: each.__name__)


def spoilt(model: type[Declared]) -> Iterator[dict[str, Any]]:
    """A table of a model with all it needs and one key more, where one value is another or gone."""
    whole = everything(schema(model), schema(model))
    for at in places(whole):
        if len(at) > 2:
            continue  # tables within are models of their own
        needed = {at[0], *schema(model).get("required", ())}
        for value in (*WRONG, ...):
            content = copy.deepcopy({key: each for key, each in whole.items() if key in needed})
            around: Any = content
            for step in at[:-1]:
                around = around[step]
            if value is not ...:
                around[at[-1]] = value
            else:
                del around[at[-1]]
            yield content
        yield {**content, "ukjent nøkkel": 1}


def said_of(model: type[Declared], content: dict[str, Any]) -> list[Problem]:
    try:
        model.model_validate(content)
    except ValidationError as error:
        text = file_of(content)
        return [*problems_of(error, model, content, file="study.toml", text=text)]
    return []


def test_whatever_is_written_wrongly_is_said_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = set[str]()
    own = ValidationError.errors

    def noted(self: ValidationError, **options: Any) -> Any:
        details = own(self, **options)
        kinds.update(detail["type"] for detail in details)
        return details

    monkeypatch.setattr(ValidationError, "errors", noted)
    for model in MODELS:
        for content in spoilt(model):
            for problem in said_of(model, content):
                said = (problem.message, problem.remedy or "", problem.column or "")
                assert not any(map(FOREIGN.search, said)), str(problem)
                whole_file = not problem.column or problem.message == "the key is missing"
                assert problem.row or whole_file, str(problem)
    assert kinds >= {
        "bool_type", "date_from_datetime_parsing", "dict_type", "extra_forbidden", "finite_number",
        "float_parsing", "greater_than_equal", "int_from_float", "int_parsing", "literal_error",
        "missing", "model_type", "string_pattern_mismatch", "string_type", "too_short",
        "tuple_type", "value_error",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("model", "old", "new", "expected"),
    [
        (
            Round,
            '"hanne.brekkmo@example.org"',
            '"hanne"',
            'round.toml, line 19, units, number 1 ("Solvik"), leader.email: this is not an e-mail '
            "address such as kari@example.org.",
        ),
        (
            Round,
            "invited = 68",
            "invitd = 68",
            'round.toml, line 20, units, number 2 ("Bjørkedal"), invitd: there is no such key '
            'here. Is it "invited"? There are: id, code, name, size, leader, invited, language.',
        ),
        (
            Round,
            "min_respondents = 4",
            "min_respondents = 3",
            "round.toml, line 65, policy.min_respondents: the number 3 stands here. Give a whole "
            "number, 4 or more.",
        ),
        (
            Round,
            "min_respondents = 4",
            "synthetic = true",
            "round.toml, line 65, policy.synthetic: there is no such key here. It belongs to the "
            "whole file: move it above the first [table]. There are: min_respondents, "
            "reproduce_published, name_offices, two_approvals, protect_pdf.",
        ),
        (
            Round,
            '"B.12" = 60',
            '"B.12" = "60 %"',
            'round.toml, line 105, targets."B.12": the text "60 %" stands here. Give a number.',
        ),
        (
            Round,
            'id = "2015-2"',
            "id = 2015",
            "round.toml, line 4, id: the number 2015 stands here. Give a name in letters a-z, "
            "digits, points and hyphens, first a letter or a digit, 64 signs at most.",
        ),
        (
            Study,
            'generated = "response"',
            'generated = "respons"',
            'study.toml, line 1095, county_report, number 1 ("Om undersøkelsen"), generated: the '
            'text "respons" stands here. Give one of "response", "representativeness", '
            '"constructs", "results", "clients", "trend", "production", "themes", "about", '
            '"codebook", "method", "appendix". Is it "response"?',
        ),
        (
            Study,
            'layout = "reliability"',
            "",
            'study.toml, line 707, tables, number 1 ("Reliabilitetskontroll med Cronbachs alfa"), '
            'layout: the key is missing. Give one of "anova", "comparison", "correlation", '
            '"figures", "frequency", "multilevel", "regression", "reliability".',
        ),
        (
            Study,
            "low = 1\nhigh = 6",
            'low = "1"\nhigh = 6',
            'study.toml, line 52, scales.enighet.low: the text "1" stands here. Give a whole '
            "number, -1000 or more, 1000 or less.",
        ),
        (
            Round,
            "min_respondents = 4",
            'protect_pdf = "no"',
            'round.toml, line 65, policy.protect_pdf: the text "no" stands here. Give true or '
            "false.",
        ),
        (
            Round,
            "min_respondents = 4",
            "min_respondents = 4.0",
            "round.toml, line 65, policy.min_respondents: the number 4.0 stands here. Give a whole "
            "number, 4 or more.",
        ),
        (
            Study,
            "low = 1\nhigh = 6",
            "low = 6\nhigh = 6",
            "study.toml, line 51, scales.enighet: low must be smaller than high.",
        ),
    ],
)
def test_a_message_names_line_key_and_what_may_stand_there(
    model: type[Declared], old: str, new: str, expected: str, tmp_path: Path
) -> None:
    assert changed(model, old, new, tmp_path) == [expected]


def test_a_kind_of_step_decides_which_keys_it_has(tmp_path: Path) -> None:
    old = 'kind = "frequency"'
    (said,) = changed(Study, old, f'{old}\nvariabels = ["alder"]', tmp_path)
    assert said.endswith('Is it "variables"? There are: id, group, kind, variables.')
    (said,) = changed(Study, old, 'kind = "frequncy"', tmp_path)
    assert '("bakgrunn"), kind: the text "frequncy" stands here. Give one of "aggreg' in said
    assert said.endswith('Is it "frequency"?')


def test_a_value_of_two_kinds_is_one_problem(tmp_path: Path) -> None:
    (said,) = changed(Round, "code = 1,", "code = 1.5,", tmp_path)
    assert said.endswith("code: the number 1.5 stands here. Give a text or a whole number.")


def test_the_environment_speaks_of_mail_servers_in_the_same_words() -> None:
    with pytest.raises(InputError) as found:
        smtp_from(None, {"KONTORRAPPORT_SMTP_HOST": "a", "KONTORRAPPORT_SMTP_PORT": "99999"})
    (problem,) = found.value.problems
    assert str(problem) == (
        'environment, column KONTORRAPPORT_SMTP_PORT: the text "99999" stands here. Give a whole '
        "number, 1 or more, 65535 or less."
    )


def test_what_a_study_names_and_does_not_declare_is_said_with_its_line(tmp_path: Path) -> None:
    for name in ("study.toml", "2015-2"):
        copied = shutil.copytree if (DATA / name).is_dir() else shutil.copy
        copied(DATA / name, tmp_path / name)
    text = (tmp_path / "study.toml").read_text(encoding="utf-8")
    old = 'scale = "grad", battery = "laering", label = "Kollega'
    line = text[: text.index(old)].count("\n") + 1
    text = text.replace(old, 'scale = "grand", battery = "laering", label = "Kollega')
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as found:
        check(tmp_path / "2015-2")
    (problem,) = found.value.problems
    assert (problem.file, problem.row) == ("study.toml", line)
    assert "'grand'" in problem.message


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "study.toml")
    (tmp_path / "endless.toml").symlink_to("/dev/zero")
    for name, kind in (("study.toml", "a named pipe"), ("endless.toml", "a device")):
        with pytest.raises(InputError, match=f"{name}: it is {kind}, not a file"):
            load_declared(Study, tmp_path / name)
