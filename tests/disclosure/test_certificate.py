"""The certificate of a round, what is kept beside it, and whoever changes either or the results."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import counties
import pytest
from counties import GROUP, STUDY, put

from generator.archive.checking import following
from generator.disclosure.certificate import Certificate, about
from generator.disclosure.kept import audit_again, kept_content, read_kept, sealed
from generator.disclosure.rules import RULES
from generator.publish import Published
from generator.results.store import ReleasedResults
from generator.results.values import Bound
from generator.round.model import Policy, Round
from generator.run.verify.certificate import recompute

OFFICES = {"alm": 12, "bjork": 30, "eik": 14, "furu": 5, "gran": 3, "hassel": 2}
KEY = b"k" * 32

Spoil = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def round_() -> Round:
    return counties.round_of(list(OFFICES))


@pytest.fixture(scope="module")
def one(round_: Round) -> Published:
    """A county with an office of one mind, whose figures are bounds, and two too small ones."""
    frame = counties.answering(counties.people(OFFICES), "furu", value=5.0)
    return counties.published(frame, round_=round_)


def findings(results: ReleasedResults, certificate: Certificate, round_: Round) -> list[str]:
    return list(recompute(results, STUDY, round_, certificate, following(results, STUDY, round_)))


def changed(one: Published, *spoils: Spoil) -> ReleasedResults:
    content = json.loads(one.results.to_json())
    for spoil in spoils:
        spoil(content)
    return ReleasedResults.from_json(json.dumps(content))


def test_a_published_round_bears_its_certificate_out(one: Published, round_: Round) -> None:
    read = Certificate.from_json(one.certificate.to_json())
    assert read == one.certificate
    assert findings(changed(one), read, round_) == []
    assert read.recoverable == 0
    assert read.rank > 0


def test_each_rule_is_counted_by_what_it_took(one: Published) -> None:
    counted = one.certificate.suppressed_by_rule
    assert tuple(counted) == tuple(rule.name for rule in RULES)
    assert sum(counted.values()) == len(one.certificate.suppressed)
    assert counted["threshold"] > 0
    assert counted["size"] > 0
    assert counted["homogeneity"] > 0
    assert one.certificate.audited.rules == tuple(counted.items())
    bound = [row.mean for row in one.results.units["furu"]["constructs"].rows]  # type: ignore[union-attr]
    assert all(isinstance(mean, Bound) for mean in bound)
    assert "units/furu/constructs.rows[0].mean" in {c.place for c in one.certificate.suppressed}


def table(*path: str | int) -> tuple[str | int, ...]:
    return ("table", "groups", 0, *path)


@pytest.mark.parametrize(
    ("path", "value", "finding"),
    [
        (table("places", 0, "n"), 3, f"table/{GROUP}/alm has fewer than 4 people"),
        (table("places", 0, "cells", 0, "n"), 3, f"table/{GROUP}/alm/A is about fewer than 4"),
        (table("places", 0, "cells", 0, "mean"), 4.9, f"table/{GROUP}/alm/A says what nearly"),
        (table("places", 0, "cells", 0, "mean"), 3.123, "more is published than is printed"),
        (table("places", 3, "cells", 0, "mean"), {"over": 4.9}, "A has another bound than its n"),
        (table("places", 0, "statements", 0, "percent"), 99, "a1 says what nearly everybody"),
        (table("places", 0, "statements", 0, "n"), 9, "a1 is about fewer than 10 people"),
        (table("base"), 60, "the base is not the sum of its places"),
        (table("spreads", 0, "sd"), 0.5, "does not follow from the published table"),
        (table("places", 1, "cells", 0, "mean"), 2.0, "does not follow from the published table"),
        (
            table("classifications", 0, "means", 0, "classes", 0, "n"),
            9,
            "A: the classes are not those whose places are summed",
        ),
        (
            ("units", "alm", "constructs", "rows", 0, "mean"),
            1.23,
            "units/alm/constructs does not follow from the published table",
        ),
        (
            ("steps", f"nonresponse/{GROUP}", "nearly_all"),
            False,
            f"steps/nonresponse/{GROUP} does not follow from the published table",
        ),
        (("units", "gran", "response", "n"), 3, "units/gran/response.n is about fewer than 4"),
        (("units", "alm", "response", "invited"), 14, "says exactly how many of few were invited"),
    ],
)
def test_what_breaks_a_rule_is_found_though_its_certificate_says_so(
    one: Published, round_: Round, path: tuple[str | int, ...], value: object, finding: str
) -> None:
    """The forger makes the certificate anew of the forged results; only the seal is beyond her."""
    forged = changed(one, put(*path, value=value))
    found = findings(forged, about(forged, one.certificate), round_)
    assert any(finding in each for each in found), found
    assert "certificate.json was not made of these results" in findings(
        forged, one.certificate, round_
    )


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"threshold": 5}, "another threshold than the round"),
        ({"reproduce_published": True}, "another policy than the round"),
        ({"figures": 7}, "counts 7 figures, not"),
        ({"suppressed": ()}, "is suppressed, but the certificate does not say so"),
        ({"recoverable": 1}, "only a synthetic round may publish"),
        ({"rules": ()}, "does not say that every rule was applied"),
        ({"release": 2}, "is of release 2, not 1"),
    ],
)
def test_a_certificate_that_says_otherwise_is_found(
    one: Published, round_: Round, changes: dict[str, Any], finding: str
) -> None:
    found = findings(one.results, replace(one.certificate, **changes), round_)
    assert any(finding in each for each in found), found


def test_figures_that_no_rule_publishes_are_found(one: Published, round_: Round) -> None:
    name = next(name for name in one.results.steps if name.startswith("regression"))
    forged = changed(one, put("steps", name, "terms", 0, "b", value=1.25))
    found = findings(forged, about(forged, one.certificate), round_)
    assert found == [f"steps/{name} has figures that no rule publishes"]


def test_only_a_synthetic_round_may_reproduce(one: Published) -> None:
    policy = Policy(reproduce_published=True)
    exact = counties.round_of(list(OFFICES), policy=policy)
    certificate = replace(one.certificate, reproduce_published=True)
    assert "certificate.json lets published tables through in a round that is not synthetic" in (
        recompute(one.results, STUDY, exact, certificate)
    )


def test_what_is_kept_is_read_back_and_audits_the_same(one: Published) -> None:
    kept = read_kept(json.loads(json.dumps(kept_content(one.kept))))
    assert kept == one.kept
    certificate = sealed(one.certificate, kept, KEY)
    assert list(audit_again(kept, KEY, certificate)) == []
    assert list(audit_again(kept, b"another", certificate)) != []


def test_each_set_of_rows_is_kept_once(one: Published) -> None:
    content = kept_content(one.kept)
    sets = content["included"]["sets"]
    assert len({tuple(rows) for rows in sets}) == len(sets)
    assert len(sets) < len(content["included"]["figures"][GROUP])


@pytest.mark.parametrize("name", ["variables", "groups", "cells", "rank", "recoverable"])
def test_a_number_of_the_audit_that_was_changed_is_found(one: Published, name: str) -> None:
    certificate = sealed(one.certificate, one.kept, KEY)
    forged = replace(certificate, **{name: getattr(certificate, name) + 1})
    said = getattr(forged, name)
    assert list(audit_again(one.kept, KEY, forged)) == [
        "certificate.json does not fit what is kept beside the runs: one of them was changed",
        f"certificate.json says {name} {said}; audited again, it is {said - 1}",
    ]


def test_what_is_kept_and_was_changed_does_not_fit_the_seal(one: Published) -> None:
    certificate = sealed(one.certificate, one.kept, KEY)
    content = kept_content(one.kept)
    content["included"]["sets"][0] = content["included"]["sets"][0][1:]
    (finding,) = audit_again(read_kept(content), KEY, certificate)
    assert "does not fit what is kept" in finding


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content["included"]["figures"][GROUP].update(more=10_000),
        lambda content: content["sums"][GROUP]["A"]["cells"].append([0, 0]),
        lambda content: content["sums"][GROUP]["A"]["cells"].append([3, 10_000]),
        lambda content: content.pop("sums"),
    ],
    ids=["no-set", "nobody", "no-sum", "no-sums"],
)
def test_what_is_kept_and_makes_no_sense_is_not_read(one: Published, spoil: Spoil) -> None:
    content = kept_content(one.kept)
    spoil(content)
    with pytest.raises((ValueError, LookupError, TypeError)):
        read_kept(content)


def test_a_certificate_of_an_older_version_is_not_read() -> None:
    with pytest.raises(ValueError, match="schema 1, expected 2"):
        Certificate.from_json('{"schema": 1}')
