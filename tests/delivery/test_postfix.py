"""Against the mail server that most counties run: Postfix, under TLS, into mail folders."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import trustme

from .conftest import Send, approved
from .runs import make_run, round_text

PROGRAM = shutil.which("postfix", path="/usr/sbin:/usr/bin")
ABLE = PROGRAM is not None and os.geteuid() == 0
pytestmark = pytest.mark.skipif(
    not ABLE and not os.environ.get("CI"),
    reason="needs Postfix (apt-get install postfix) and root, to be started as a server",
)

MAIL = '[mail]\nsender = "analyse@example.org"\n'
PATIENCE = 15

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = /dev/stdout
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {people} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
"""

PEOPLE = ("hanne", "ingunn", "gunn")

MASTER = """
{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
virtual unix - n n - - virtual
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@pytest.fixture(scope="module")
def postfix() -> Iterator[tuple[int, Path]]:
    """A server of our own on a free port: where it listens, and its folder."""
    assert ABLE, "in CI the server must be there: see .ci/setup --tests"
    with TemporaryDirectory(prefix="postfix") as name:
        folder = Path(name)
        port = configured(folder)
        with (folder / "log").open("wb") as log:
            command = [str(PROGRAM), "-c", str(folder / "etc"), "start-fg"]
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
            try:
                wait_for(port, process, folder / "log")
                yield port, folder
            finally:
                stop = [str(PROGRAM), "-c", str(folder / "etc"), "abort"]
                subprocess.run(stop, capture_output=True, check=False)
                process.wait(PATIENCE)


def configured(folder: Path) -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = int(unused.getsockname()[1])
    folder.chmod(0o755)
    for part in ("etc", "queue", "data", "mail"):
        (folder / part).mkdir()
    nobody = pwd.getpwnam("nobody")
    shutil.chown(folder / "mail", "nobody")
    shutil.chown(folder / "data", "postfix")
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    (folder / "key.pem").chmod(0o600)
    people = ", ".join(f"{{ {name}@example.org = {name}/ }}" for name in PEOPLE)
    main = MAIN.format(folder=folder, people=people, uid=nobody.pw_uid, gid=nobody.pw_gid)
    (folder / "etc" / "main.cf").write_text(main)
    (folder / "etc" / "master.cf").write_text(MASTER.format(port=f"127.0.0.1:{port}"))
    return port


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def smtp(port: int, folder: Path) -> str:
    return (
        f'[smtp]\nhost = "localhost"\nport = {port}\n'
        f'ca_file = "{folder}/ca.pem"\nper_minute = 6000\n'
    )


def test_every_message_arrives_whole_and_a_stranger_is_refused(
    postfix: tuple[int, Path], tmp_path: Path, send: Send
) -> None:
    port, folder = postfix
    leaders = {name: (name.capitalize(), f"{name}@example.org") for name in (*PEOPLE, "ukjent")}
    text = round_text(leaders, more=MAIL + smtp(port, folder))
    run = approved(make_run(tmp_path, text, padding=50_000))
    lines = send(run)
    assert [lines[name].state for name in PEOPLE] == ["sent"] * 3, (folder / "log").read_text()
    assert "queued as" in lines["hanne"].note
    assert lines["ukjent"].state == "failed"
    assert "User unknown" in lines["ukjent"].note
    for file in arrived(folder / "mail", 3):
        message = message_from_bytes(file.read_bytes(), policy=default)
        unit = file.relative_to(folder / "mail").parts[0]
        assert str(message["To"]).endswith(f"<{unit}@example.org>")
        names = [str(part.get_filename()) for part in message.iter_attachments()]
        assert names == [f"kontorrapport-{unit}.pdf", f"kontorrapport-{unit}.docx"]
        for part in message.iter_attachments():
            (path,) = run.folder.rglob(str(part.get_filename()))
            assert part.get_content() == path.read_bytes()


def arrived(folder: Path, count: int) -> list[Path]:
    """The messages in the mail folders, when there are as many as expected."""
    until = time.monotonic() + PATIENCE
    files = list(folder.glob("*/new/*"))
    while len(files) < count and time.monotonic() < until:
        time.sleep(0.1)
        files = list(folder.glob("*/new/*"))
    assert len(files) == count, (folder.parent / "log").read_text()
    return files
