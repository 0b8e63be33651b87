"""A study in English about companies of soldiers: no leaders' form, no scorecard and no clients.

Cohesion and leadership are answered from 1 to 5, hostility and stress from 0 to 4, where low is
the good end. Bravo is high on hostility, Charlie on cohesion; Echo has too few answers.
"""

from __future__ import annotations

import csv
import random
from pathlib import Path

COMPANIES = {"Alfa": 34, "Bravo": 31, "Charlie": 40, "Delta": 12, "Echo": 3, "Foxtrot": 6}
SHIFTS = {"Bravo": {"hostility": 1.4, "cohesion": -0.4}, "Charlie": {"cohesion": 1.0}}
CONSTRUCTS = {
    "cohesion": (1, 5, 3.2, 4),
    "leadership": (1, 5, 3.4, 4),
    "hostility": (0, 4, 1.2, 4),
    "stress": (0, 4, 1.6, 3),
}
"""Lowest and highest answer, usual mean and number of items."""

STUDY = """\
id = "companies"
title = "Climate in the companies"
language = "en"
whole_label = "Whole regiment"
unit_label = "Company"

[words.en]
unit_word = "company"
a_unit = "a company"
each_unit = "each company"
the_unit = "the company"
at_the_unit = "in the company"
units = "companies"
the_units = "the companies"
the_whole = "the regiment"
the_rest = "the rest of the regiment"
all_the_whole = "the whole regiment"
whole_report = "regiment report"
unit_report = "company report"
the_people = "the soldiers"
the_leaders = "the company commanders"

[groups.soldiers]
label = "Soldiers"
file_label = "Soldier file"
unit_column = "company"
respondent_key = "respondent"

[unit_file]
file_label = "Company file"
group = "soldiers"

[scales.agree]
low = 1
high = 5
low_label = "Disagree completely"
high_label = "Agree completely"

[scales.often]
low = 0
high = 4
low_label = "Never"
high_label = "Very often"

[constructs.cohesion]
label = "Cohesion"
question = "What makes us stand by each other?"
scale = "agree"
min_items = 2
items = [
  { id = "cohesion_1", label = "We stand by each other" },
  { id = "cohesion_2", label = "We can rely on each other under pressure" },
  { id = "cohesion_3", label = "Some are left outside", negative = true },
  { id = "cohesion_4", label = "I am proud to belong here" },
]

[constructs.leadership]
label = "Leadership"
question = "When do we get the support that we need from those who lead us?"
scale = "agree"
min_items = 2
items = [
  { id = "leadership_1", label = "Orders are explained" },
  { id = "leadership_2", label = "Good work is seen" },
  { id = "leadership_3", label = "Problems are taken seriously" },
  { id = "leadership_4", label = "Leaders share the hardships" },
]

[constructs.hostility]
label = "Hostility"
better = "low"
question = "What makes us fall out with each other, and what calms it down?"
scale = "often"
min_items = 2
items = [
  { id = "hostility_1", label = "Somebody was shouted at" },
  { id = "hostility_2", label = "Somebody was mocked" },
  { id = "hostility_3", label = "Somebody was kept out" },
  { id = "hostility_4", label = "People were friendly in conflicts", negative = true },
]

[constructs.stress]
label = "Stress"
better = "low"
question = "When is there too much at once?"
scale = "often"
min_items = 2
items = [
  { id = "stress_1", label = "Too little sleep" },
  { id = "stress_2", label = "Too much at once" },
  { id = "stress_3", label = "No time to recover" },
]

[items.service]
label = "Service is worth the effort"
scale = "agree"

[background.service_time]
label = "Time in service"
categories = [
  { value = 1, label = "Less than a year" },
  { value = 2, label = "A year or more" },
]

[[steps]]
id = "who"
kind = "frequency"
group = "soldiers"
variables = ["service_time"]

[[steps]]
id = "alpha"
kind = "reliability"
group = "soldiers"
constructs = ["cohesion", "leadership", "hostility", "stress"]

[[steps]]
id = "together"
kind = "correlation"
group = "soldiers"
x = ["leadership", "hostility", "stress"]
y = "cohesion"

[[steps]]
id = "means"
kind = "descriptives"
group = "soldiers"
variables = ["cohesion", "leadership", "hostility", "stress"]

[[tables]]
number = "1"
layout = "correlation"
title = "What goes with cohesion"
steps = ["together"]
rows = [
  { variable = "leadership", label = "Leadership" },
  { variable = "hostility", label = "Hostility" },
  { variable = "stress", label = "Stress" },
]
columns = ["Factor", "r", "p"]

[[figures]]
number = "1"
kind = "means"
title = "Means of the measures"
node = "means"

[[county_report]]
title = "About the survey"
generated = "response"
text = ["The survey asks soldiers about the climate in their company."]

[[county_report]]
title = "What the soldiers answered"
figures = ["1"]
generated = "constructs"

[[county_report]]
title = "What goes together"
tables = ["1"]

[[county_report]]
title = "Changes since last time"
generated = "trend"

[[county_report]]
title = "Method"
generated = "method"

[[county_report]]
title = "What the tables do not show"
generated = "appendix"

[[county_report]]
title = "The questions"
generated = "codebook"
"""

ROUND = """\
id = "2026-1"
title = "Climate in the companies, spring 2026"
whole = "Northern Regiment"
date = 2026-04-30
language = "en"
units = [
{units}
]

[groups.soldiers]
files = ["soldiers.csv"]

[recipients]
county = ["staff@example.org"]

[mail]
sender = "staff@example.org"
sender_name = "Regiment staff"

[followup]
show_by = 2026-05-20
meeting = 2026-05-27
plan_by = 2026-06-10
"""


def write_companies(folder: Path, *, seed: int = 4) -> Path:
    """The study and its first round with answers, as files; the round's folder."""
    there = folder / "2026-1"
    there.mkdir(parents=True)
    units = [
        f'  {{ code = {code}, id = "{name.lower()}", name = "{name}", invited = {n + 6}, '
        f'leader = {{ name = "Captain {name}", email = "{name.lower()}@example.org" }} }},'
        for code, (name, n) in enumerate(COMPANIES.items(), start=1)
    ]
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    text = ROUND.replace("{units}", "\n".join(units))
    (there / "round.toml").write_text(text, encoding="utf-8")
    draw = random.Random(seed)
    items = [f"{name}_{i + 1}" for name, shape in CONSTRUCTS.items() for i in range(shape[3])]
    with (there / "soldiers.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("respondent", "company", *items, "service", "service_time"))
        number = 0
        for code, (company, n) in enumerate(COMPANIES.items(), start=1):
            for _ in range(n):
                number += 1
                rows.writerow((number, code, *_answers(company, draw)))
    return there


def _answers(company: str, draw: random.Random) -> list[int]:
    """One soldier's answers; the negative statements are the fourth of hostility and the third of
    cohesion."""
    mood = draw.gauss(0, 0.5)
    answers = []
    for name, (low, high, usual, n) in CONSTRUCTS.items():
        sign = 1 if low else -1
        level = usual + sign * mood + SHIFTS.get(company, {}).get(name, 0.0) + draw.gauss(0, 0.4)
        for item in range(1, n + 1):
            answer = min(max(round(level + draw.gauss(0, 0.7)), low), high)
            turned = (name, item) in {("hostility", 4), ("cohesion", 3)}
            answers.append(low + high - answer if turned else answer)
    return [*answers, draw.randint(2, 5), draw.choice((1, 2))]
