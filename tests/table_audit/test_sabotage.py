"""Every kind of printed figure, changed beyond its rounding, is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from generator.table_audit import audit
from generator.table_audit.figures import SLACK, Interval, read_figure
from generator.table_audit.tables import ItemScale, PrintedTable
from generator.table_audit.windows import Window

Thesis = dict[str, PrintedTable]
Make = Callable[..., PrintedTable]


def changed(table: PrintedTable, row: int, column: int, text: str) -> PrintedTable:
    rows = [list(cells) for cells in table.rows]
    assert rows[row][column] != text
    rows[row][column] = text
    return replace(table, rows=tuple(map(tuple, rows)))


def misprints(table: PrintedTable, *, last: bool) -> Iterator[tuple[int, int, str]]:
    """Every printed figure with each digit one higher; ``last`` tries the last digit as well."""
    for i, row in enumerate(table.rows):
        for j, text in enumerate(row):
            if table.roles[j] in ("label", "text", "other") or read_figure(text) is None:
                continue
            places = [k for k, character in enumerate(text) if character.isdigit()]
            for k in places if last else places[:-1]:
                yield i, j, f"{text[:k]}{(int(text[k]) + 1) % 10}{text[k + 1 :]}"


@pytest.mark.parametrize("number", ["2", "3", "4", "5"])
def test_any_digit_of_a_frequency_table(thesis: Thesis, number: str) -> None:
    table = thesis[number]
    tried = list(misprints(table, last=True))
    assert len(tried) > 25
    for row, column, text in tried:
        assert audit([changed(table, row, column, text)]).findings, (row, column, text)


def test_any_digit_but_the_last_of_the_variance_table(thesis: Thesis) -> None:
    table = thesis["12"]
    tried = list(misprints(table, last=False))
    assert len(tried) > 70
    for row, column, text in tried:
        assert audit([changed(table, row, column, text)]).findings, (row, column, text)


@pytest.mark.parametrize(
    ("number", "row", "column", "text"),
    [
        ("6", 0, 2, ".050"),  # p of a strong correlation
        ("6", 5, 3, ".31"),  # r of leaders
        ("9", 0, 2, ".013"),
        ("13", 4, 1, ".73"),
        ("7", 1, 1, ",085"),  # B
        ("7", 1, 2, ",306"),  # SE
        ("7", 2, 3, "-,158"),  # Beta against B
        ("7", 2, 4, ",114"),  # p of t
        ("8", 0, 4, ",035"),  # 19 degrees of freedom give .033
        ("2", 0, 3, "39,5"),
        ("2", 3, 2, "254"),  # a sum
        ("12", 0, 5, ",10309"),  # the sign of a difference
        ("12", 1, 5, "-,31596"),  # a star too few
        ("12", 0, 5, "-,10309*"),  # a star too many
        ("12", 1, 6, ",10629"),
        ("12", 6, 1, "249"),
        ("12", 6, 2, "4,6851"),
        ("12", 6, 3, ",70353"),
        ("1", 0, 2, "1.94"),
    ],
)
def test_a_misprint_in_the_thesis(
    thesis: Thesis, number: str, row: int, column: int, text: str
) -> None:
    table = thesis[number]
    before = {(f.row, f.column) for f in audit([table]).findings}
    after = audit([changed(table, row, column, text)]).findings
    assert {(f.row, f.column) for f in after} - before
    assert all(f.why and f.possible for f in after)


TRUE = {
    "f": ("label n mean sd f p", ("a | 5 | 2.00 | 1.00 | 7.43 | .026", "b | 5 | 4.00 | 1.30 | |")),
    "means": (
        "label n mean sd se interval",
        ("a | 25 | 3.00 | 1.00 | 0.20 | 2,59 – 3,41", "b | 16 | 2.00 | 0.80 | 0.20 | 1,57 – 2,43"),
    ),
    "comparison": (
        "label n mean_sd n mean_sd difference interval d p percent_difference",
        ("a | 40 | 4,00 (1,00) | 60 | 3,50 (1,00) | 0,50 | 0,09 til 0,91 | 0,50 | 0,016 | 14,3 %",),
    ),
    "t": ("label t df p", ("a | -2.10 | 38 | .042",)),
    "f test": ("label f df1 df2 p", ("a | 4.485 | 2 | 245 | .012",)),
    "regression": (
        "label b se beta t p ci_low ci_high tolerance vif",
        ("x | 0,500 | 0,100 | 0,400 | 5,000 | 0,000 | 0,302 | 0,698 | 0,500 | 2,000",),
    ),
    "response": (
        "label registered dropped invited complete partial answered rate",
        ("a | 572 | 25 | 547 | 238 | 26 | 264 | 48,3 %",),
    ),
    "frequency": (
        "label n percent valid_percent cumulative_percent",
        (
            "a | 1 | 20.0 | 25.0 | 25.0",
            "b | 3 | 60.0 | 75.0 | 100.0",
            "Total | 4 | 80.0 | 100.0 |",
            "Missing | 1 | 20.0 | |",
            "Total | 5 | 100.0 | |",
        ),
    ),
    "percent alone": ("label n percent", ("a | 33 | 33.0", "b | 25 | 25.0")),
    "correlation": ("label n r p", ("a | 30 | .40 | .029", "b | 30 | -.10 | .599")),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_tables_have_no_findings(printed: Make, name: str) -> None:
    roles, rows = TRUE[name]
    found = audit([printed(roles, *rows, n={(None, None): Window(100, 100)}, predictors=1)])
    assert found.checked >= len(rows)
    assert [str(finding) for finding in found.findings] == []


@pytest.mark.parametrize(
    ("name", "row", "column", "text"),
    [
        ("f", 0, "f", "7.70"),
        ("f", 0, "p", ".036"),
        ("f", 1, "sd", "1.90"),
        ("means", 0, "se", "0.21"),
        ("means", 0, "interval", "2,57 – 3,41"),
        ("means", 1, "interval", "1,57 – 2,45"),
        ("means", 0, "n", "2.5"),
        ("comparison", 0, "difference", "0,52"),
        ("comparison", 0, "interval", "0,09 til 0,95"),
        ("comparison", 0, "d", "0,60"),
        ("comparison", 0, "d", "-0,50"),
        ("comparison", 0, "p", "0,061"),
        ("comparison", 0, "percent_difference", "24,3 %"),
        ("t", 0, "p", ".062"),
        ("t", 0, "df", "18"),
        ("f test", 0, "p", ".022"),
        ("regression", 0, "t", "5,100"),
        ("regression", 0, "t", "-5,000"),
        ("regression", 0, "p", "0,002"),
        ("regression", 0, "ci_high", "0,708"),
        ("regression", 0, "vif", "2,100"),
        ("regression", 0, "beta", "0,100"),
        ("response", 0, "rate", "48,4 %"),
        ("response", 0, "answered", "265"),
        ("response", 0, "invited", "548"),
        ("frequency", 0, "valid_percent", "25.1"),
        ("frequency", 1, "cumulative_percent", "99.0"),
        ("frequency", 3, "n", "2"),
        ("percent alone", 0, "percent", "33.5"),
        ("correlation", 0, "p", ".035"),
        ("correlation", 1, "r", "-.20"),
        ("correlation", 1, "r", "-1.10"),
    ],
)
def test_a_misprint_in_a_true_table(
    printed: Make, name: str, row: int, column: str, text: str
) -> None:
    roles, rows = TRUE[name]
    declared = {"n": {(None, None): Window(100, 100)}, "predictors": 1}
    table = printed(roles, *rows, **declared)
    spoilt = changed(table, row, table.column(column), text)
    assert audit([spoilt]).findings


@pytest.mark.parametrize(
    ("mean", "sd", "found"),
    [
        ("3.48", "1.05", False),  # 87 / 25
        ("3.49", "1.05", True),  # between 87 / 25 and 88 / 25
        (
            "3.48",
            "1.04",
            True,
        ),  # sum of squares odd as 87 is: 327 or 329
        ("0.80", "1.05", True),  # below the scale
        ("3.48", "2.59", True),  # wider than half at 1 and half at 6
    ],
)
def test_means_of_whole_answers(printed: Make, mean: str, sd: str, found: bool) -> None:
    scale = ItemScale(items=1, complete=True, low=1, high=6)
    table = printed("label n mean sd", f"a | 25 | {mean} | {sd}", scales={None: scale})
    assert bool(audit([table]).findings) is found


@pytest.mark.parametrize(
    ("mean", "found"),
    [
        ("0.99", True),
        ("1.00", False),
        ("1.01", False),
        ("5.99", False),
        ("6.00", False),
        ("6.01", True),
    ],
)
def test_a_mean_lies_within_its_scale(printed: Make, mean: str, found: bool) -> None:
    """Nothing else is known of it: no SD, and not everybody answered every item."""
    scale = ItemScale(items=1, complete=False, low=1, high=6)
    table = printed("label n mean", f"a | 25 | {mean}", scales={None: scale})
    findings = audit([table]).findings
    assert [(f.row, f.column, f.possible, f.why) for f in findings] == (
        [(1, 3, "1 to 6", "the ends of the scale")] if found else []
    )


@pytest.mark.parametrize(
    ("role", "within", "beyond"),
    [
        ("r", "-1.00", "-1.01"),
        ("r", "1.00", "1.01"),
        ("p", ".000", "-.001"),
        ("p", "1.000", "1.001"),
        ("alpha", "1.00", "1.01"),
        ("percent", "0.0", "-0.1"),
        ("percent", "100.0", "100.1"),
        ("rate", "100.0", "100.1"),
        ("sd", "0.00", "-0.01"),
        ("tolerance", "1.000", "1.001"),
        ("vif", "1.000", "0.999"),
    ],
)
def test_the_ends_of_every_figure(printed: Make, role: str, within: str, beyond: str) -> None:
    """Any table whose layout recomputes nothing of it: a reliability table."""
    for text, found in ((within, False), (beyond, True)):
        table = printed(f"label {role}", f"a | {text}", layout="reliability")
        findings = audit([table]).findings
        assert [f.why for f in findings] == ([f"the ends of any {role}"] if found else [])


@pytest.mark.parametrize(
    ("roles", "rows"),
    [
        ("label n percent", ("a | 0 | 0.0", "Total | 0 | 100.0")),
        ("label n mean sd", ("a | 25 | > 3 | 1.05",)),
        ("label n mean sd", ("a | 25 | 3.48 | > 1",)),
    ],
)
def test_nothing_can_be_held_against_nobody_or_against_an_end(
    printed: Make, roles: str, rows: tuple[str, ...]
) -> None:
    """Figures that once made the audit divide by zero or round infinity."""
    scale = ItemScale(items=1, complete=True, low=1, high=6)
    assert audit([printed(roles, *rows, scales={None: scale})]).findings == ()


def test_a_share_below_zero_is_of_nothing(printed: Make) -> None:
    found = audit([printed("label n percent", "a | 5 | -1.0", "Total | 10 | 100.0")]).findings
    assert {(f.row, f.column) for f in found} == {(1, 3), (2, 2)}


def test_two_computations_of_one_value_may_differ_by_the_slack() -> None:
    zero = Interval(0.0, 0.0)
    assert zero.meets(Interval(SLACK, SLACK))
    assert not zero.meets(Interval(2 * SLACK, 2 * SLACK))


def test_no_n_at_all_gives_the_pair(printed: Make) -> None:
    found = audit([printed("label r p", "a | .99 | .300")]).findings
    assert [f.why for f in found] == ["no number of answers gives r = .99 this p"]


def test_terms_of_a_model_share_their_degrees_of_freedom(printed: Make) -> None:
    """Each p is possible by itself: the first on 3, the second on at least 40."""
    rows = "a | 2,000 | 1,000 | ,100 | ,139", "b | 2,000 | 1,000 | ,100 | ,051"
    assert all(not audit([printed("label b se beta p", row)]).findings for row in rows)
    assert [f.row for f in audit([printed("label b se beta p", *rows)]).findings] == [2]
