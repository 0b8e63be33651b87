"""A real PostgreSQL server, started for the tests that share an index."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server on a socket of its own."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is missing: .ci/setup --tests installs it")
        pytest.skip("PostgreSQL is not installed")
    owner = "postgres" if os.getuid() == 0 else None  # the server refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="kr-pg-", dir="/tmp"))  # a socket's path must be short
    folder.chmod(0o755)
    if owner:
        shutil.chown(folder, owner)

    def run(program: str, *arguments: object) -> None:
        command = [str(programs[-1] / program), *map(str, arguments)]
        subprocess.run(
            command, check=True, cwd=folder, user=owner, stdout=subprocess.DEVNULL, timeout=60
        )

    cluster = folder / "data"
    run("initdb", "-D", cluster, "-U", "archive", "-A", "trust", "-E", "UTF8", "-N")
    options = f"-F -c listen_addresses='' -c unix_socket_directories='{folder}'"
    run("pg_ctl", "-D", cluster, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://archive@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-D", cluster, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def postgresql(postgresql_server: str) -> Iterator[str]:
    """The address of an empty database."""
    import sqlalchemy as sa

    yield postgresql_server
    engine = sa.create_engine(postgresql_server.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text("drop schema public cascade; create schema public"))
    engine.dispose()
