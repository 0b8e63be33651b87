"""The checklist of CONTRIBUTING.md for a rule of disclosure control, walked on a copy.

The rule suppresses a spread of an odd number of degrees of freedom.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from copies import Copy, departures, write_round

PRINTED = """
import json
from pathlib import Path
from generator.disclosure.rules import RULES
from generator.publish import publish
from generator.round import load_round
from generator.sources import read_inputs

folder = Path("data/r")
study, round_ = load_round(folder)
inputs = read_inputs(study, round_, folder)
found = {}
for name, rules in {"on": RULES, "off": tuple(r for r in RULES if r.name != "odd")}.items():
    published = publish(inputs, study, round_, rules=rules)
    found[name] = json.loads(published.results.to_json())["table"]["groups"][0]["spreads"]
    if name == "on":
        found["certificate"] = published.certificate.audited.rules
print(json.dumps(found))
"""

STUDY = """
id = "small"
title = "Small"
whole_label = "Alle"
unit_label = "Enhet"
groups.people = { label = "People", file_label = "Personfil", unit_column = "unit" }
scales.five = { low = 1, high = 5 }
items.q = { label = "Trivsel", scale = "five" }
items.r = { label = "Ro", scale = "five" }
"""

ROUND = """
id = "r"
title = "R"
whole = "Alle"
date = 2000-06-30
synthetic = true
units = [{ id = "a", code = "1", name = "A" }, { id = "b", code = "2", name = "B" }]
groups.people = { files = ["svar.csv"] }
"""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    copy = Copy(tmp_path)
    copy.edit("generator/results/values.py", ('    "free_text",', '    "free_text",\n    "odd",'))
    copy.edit(
        "generator/disclosure/rules.py",
        (
            ')\n"""In the order in which they are applied."""',
            '    NamedRule("odd", "no spread of an odd number of degrees of freedom", "a test"),\n'
            ')\n"""In the order in which they are applied."""',
        ),
    )
    copy.edit(
        "generator/disclosure/protect.py",
        (
            '        return Suppressed("size")\n    squares',
            '        return Suppressed("size")\n'
            '    if limits.on("odd") and (n - len(parts)) % 2:\n'
            '        return Suppressed("odd")\n'
            "    squares",
        ),
    )
    for code in ("nb", "nn", "en"):
        copy.edit(
            f"generator/language/{code}/wording.toml",
            ("[rule]\n", '[rule]\nodd = "Odd."\n'),
            ("[certificate.rule]\n", '[certificate.rule]\nodd = "Odd"\n'),
        )
    copy.edit("templates/review/words.html.j2", ('"free_text":', '"odd": "Odd",\n  "free_text":'))
    for code in ("nn", "en"):
        copy.edit(
            f"generator/language/{code}/review.toml", ("[texts]\n", '[texts]\n"Odd" = "Odd"\n')
        )
    for name in ("privacy", "personvern", "personvern.nn"):
        copy.edit(f"docs/{name}.md", ("(`free_text`)", "(`odd`) | | | |\n| (`free_text`)"))
    return copy


def test_a_rule_is_the_files_of_its_checklist(copy: Copy) -> None:
    assert departures("A rule", copy.edited) == []
    # Thirty people leave 29 degrees of freedom; of the other question there is an answer less.
    answers = [(unit, value) for unit in (1, 2) for value in (1, 2, 3, 4, 5) * 3]
    rows = [f"{unit},{value},{value if i else ''}" for i, (unit, value) in enumerate(answers)]
    write_round(copy.folder / "data" / "r", STUDY, ROUND, ("unit,q,r", *rows))
    found = json.loads(copy.run("-c", PRINTED))
    on, off = ({row["variable"]: row["sd"] for row in found[key]} for key in ("on", "off"))
    assert on["q"] == {"suppressed": "odd"}
    assert isinstance(off["q"], float)
    assert on["r"] == off["r"]
    assert "odd" in dict(found["certificate"]), "the certificate has a line for it"
