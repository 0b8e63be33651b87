"""Who gets in: one browser on this machine, once; every other way is shut, and each is tried."""

from __future__ import annotations

import socket
from datetime import timedelta
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest

from generator.delivery.approval import decisions
from generator.desk.gate import COOKIE
from generator.run.finished import FinishedRun

from .served import Visitor, served

SOME_PAGES = ("/", "/rapport/solvik", "/rapport/solvik/e-post", "/godkjenn", "/stil.css")


def test_the_address_is_exchanged_for_a_cookie_that_scripts_and_other_sites_cannot_use(
    page: Visitor,
) -> None:
    answer = page.enter()
    assert (answer.status, answer.headers["location"]) == (303, f"{page.base}/")
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert set(attributes) == {"HttpOnly", "SameSite=strict", f"Path={page.base}/"}
    assert page.get("/").status == 200
    assert urlsplit(page.address).query.partition("=")[2] not in page.get("/").text


def test_the_address_works_once(page: Visitor) -> None:
    assert page.enter().status == 303
    second = Visitor(page.address)
    answer = second.enter()
    assert answer.status == 403
    assert "bare én gang" in answer.text
    assert "set-cookie" not in answer.headers
    assert page.get("/").status == 200  # the first visitor stays


def test_a_wrong_token_opens_nothing_and_does_not_use_up_the_right_one(page: Visitor) -> None:
    right = page.address.partition("=")[2]
    for token in ("", "x", right[:-1], f"{right}x", right.swapcase(), "%C3%A5"):
        answer = page.ask("GET", f"/?token={token}")
        assert answer.status == 403
        assert "set-cookie" not in answer.headers
    assert page.enter().status == 303


@pytest.mark.parametrize("path", SOME_PAGES)
def test_without_the_cookie_there_is_nothing(page: Visitor, path: str) -> None:
    page.enter()
    stranger = Visitor(page.address, base=page.base)
    for cookie in ("", f"{COOKIE}=", f"{COOKIE}=x", page.cookie[:-1], page.cookie.upper()):
        stranger.cookie = cookie
        answer = stranger.get(path)
        assert answer.status == 403
        assert "Solvik" not in answer.text
    assert page.get(path).status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}."]
)
def test_another_name_for_this_machine_is_refused(inside: Visitor, host: str) -> None:
    name = host.format(port=urlsplit(inside.address).port)
    for path in SOME_PAGES:
        answer = inside.get(path, Host=name)
        assert answer.status == 421
        assert "Solvik" not in answer.text
    answer = inside.ask("GET", inside.address.rpartition("/")[2], headers={"Host": name})
    assert answer.status in (400, 421)


def test_a_request_without_or_with_two_hosts_is_refused(inside: Visitor) -> None:
    good = f"Host: {inside.host}\r\n"
    for hosts in ("", f"{good}Host: evil.example\r\n"):
        with socket.create_connection(inside.host.split(":"), timeout=10) as raw:
            request = f"GET {inside.base}/ HTTP/1.1\r\n{hosts}Cookie: {inside.cookie}\r\n\r\n"
            raw.sendall(request.encode())
            status = int(raw.recv(4096).split()[1])
        assert status in (400, 421)


def test_every_answer_forbids_what_the_page_has_no_use_for(inside: Visitor) -> None:
    paths = [*SOME_PAGES, "/rapport/solvik/0/side/1.png", "/ikon.svg", "/rapport/nowhere", "/x"]
    for answer in [inside.get(path) for path in paths] + [Visitor(inside.address).enter()]:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in answer.headers


def test_the_mail_stands_in_a_frame_in_which_nothing_can_happen(inside: Visitor) -> None:
    assert "<iframe sandbox title=" in inside.get("/rapport/solvik/e-post").text
    answer = inside.get("/rapport/solvik/e-post/0")
    assert answer.status == 200
    rules = answer.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "sandbox", "frame-ancestors 'self'"} <= set(rules)


def test_a_form_without_our_secret_decides_nothing(inside: Visitor, run: FinishedRun) -> None:
    for secret in ("", "x", inside.cookie.partition("=")[2]):
        answer = inside.decide("solvik", "approve", secret=secret)
        assert answer.status == 403
        assert "Ingenting er avgjort" in answer.text
    assert decisions(run) == ()
    assert inside.decide("solvik", "approve").status == 303
    assert [one.item for one in decisions(run)] == ["solvik"]


@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},  # another port of this machine
    ],
    ids=lambda header: "-".join(*header.items()),
)
def test_a_form_from_elsewhere_decides_nothing(
    inside: Visitor, run: FinishedRun, header: dict[str, str]
) -> None:
    inside.extra = header
    page = Visitor(inside.address, inside.cookie, inside.base).get("/rapport/solvik")
    fields = {name: page.field(name) for name in ("secret", "manifest")} | {"verdict": "approve"}
    assert inside.post("/rapport/solvik", fields).status == 403
    assert decisions(run) == ()


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("text/plain", ""),
        ("multipart/form-data; boundary=x", ""),
        (FORM, "&other=" + "a" * 600_000),
        (FORM, "&other=%ff"),
        (FORM, "&a=b" * 20_000),
        (FORM, "&verdict=hold"),
    ],
    ids=["plain", "multipart", "too long", "no utf-8", "too many fields", "two verdicts"],
)
def test_what_is_no_form_of_ours_decides_nothing(
    inside: Visitor, run: FinishedRun, kind: str, more: str
) -> None:
    secret = inside.get("/rapport/solvik").field("secret")
    body = f"secret={secret}&manifest={run.manifest_sha256}&verdict=approve"
    path = f"{inside.base}/rapport/solvik"
    answer = inside.ask("POST", path, headers={"Content-Type": kind}, body=f"{body}{more}")
    assert answer.status == 403
    assert decisions(run) == ()
    assert inside.ask("POST", path, headers={"Content-Type": FORM}, body=body).status == 303


def test_a_page_cannot_be_changed_by_looking_at_it(inside: Visitor, run: FinishedRun) -> None:
    secret = inside.get("/rapport/solvik").field("secret")
    query = f"?verdict=approve&secret={secret}&manifest={run.manifest_sha256}"
    assert inside.get(f"/rapport/solvik{query}").status == 200
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = inside.ask(method, f"{inside.base}/rapport/solvik{query}")
        assert answer.status == 405
    assert decisions(run) == ()


def test_it_listens_on_this_machine_alone(page: Visitor) -> None:
    port = urlsplit(page.address).port
    assert urlsplit(page.address).hostname == "127.0.0.1"
    for other in ("127.0.0.2", "::1"):
        with pytest.raises(OSError):
            socket.create_connection((other, port), timeout=2)


def test_it_stops_when_nobody_uses_it_and_strangers_do_not_count(run: FinishedRun) -> None:
    begun = monotonic()
    with served(run.folder, idle=timedelta(seconds=0.8)) as visitor:
        visitor.enter()
        while monotonic() - begun < 1.2:  # longer than it waits, but in use
            assert visitor.get("/stil.css").status == 200
        with pytest.raises(OSError):
            while monotonic() - begun < 20:
                assert Visitor(visitor.address).get("/").status == 403
                sleep(0.02)
