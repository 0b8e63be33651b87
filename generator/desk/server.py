"""The server: on this machine alone, for one browser, until nobody uses it any more."""

import logging
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Final

import uvicorn

from generator.desk.app import Review
from generator.desk.gate import Gate, Secrets
from generator.desk.snapshot import Desk
from generator.errors import ArgumentError

HOST: Final = "127.0.0.1"
_LAST_ANSWERS: Final = 2
_STARTING: Final = 0.02
_LOOK_EVERY: Final = 0.2


class Serving:
    """A page that is bound to its port; ``run`` serves it until it is stopped or unused.

    ``by`` is whoever decides on it; ``port`` 0 takes one that is free.
    """

    def __init__(
        self,
        run: Path,
        *,
        by: str,
        port: int = 0,
        idle: timedelta = timedelta(minutes=30),
        round_folder: Path | None = None,
        clock: Callable[[], datetime],
        environment: Mapping[str, str],
    ) -> None:
        desk = Desk(run.absolute(), run.resolve(), by, clock, round_folder, environment)
        desk.snapshot()  # what cannot be reviewed is said before an address is
        self._socket = _bound(port)
        self._idle = idle.total_seconds()
        self._used_at = monotonic()
        self._secrets = Secrets()
        host = f"{HOST}:{self._socket.getsockname()[1]}"
        self.address = f"http://{host}/?token={self._secrets.token}"
        gate = Gate(
            Review(desk, self._secrets).app(), host=host, secrets=self._secrets, used=self._used
        )
        self._server = uvicorn.Server(_settings(gate))

    def run(self, ready: Callable[[str], None]) -> bool:
        """Serve, report when the address answers, and return whether it ended for want of use."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)  # traces hold values
        over = Event()
        watch = Thread(target=self._watch, args=(over, ready), daemon=True)
        watch.start()
        try:
            self._server.run(sockets=[self._socket])
        except KeyboardInterrupt:
            return False
        finally:
            over.set()
            watch.join()
            self._socket.close()
        return self._unused()

    def stop(self) -> None:
        """Answer what is being answered, and end."""
        self._server.should_exit = True

    def _used(self) -> None:
        self._used_at = monotonic()

    def _unused(self) -> bool:
        return monotonic() - self._used_at >= self._idle

    def _watch(self, over: Event, ready: Callable[[str], None]) -> None:
        while not (self._server.started or over.wait(_STARTING)):
            pass
        if self._server.started:
            ready(self.address)
        while not over.wait(_LOOK_EVERY):
            if self._unused():
                self.stop()


def _bound(port: int) -> socket.socket:
    """A socket on this machine alone; raises ArgumentError where the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.bind((HOST, port))
        listening.listen()  # whoever opens the address at once waits, and is not turned away
    except OSError as error:
        listening.close()
        raise ArgumentError(
            f"Port {port} cannot be used: {error.strerror}. Leave --port out to take a free one."
        ) from None
    return listening


def _settings(gate: Gate) -> uvicorn.Config:
    return uvicorn.Config(
        gate,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,  # an address holds the token
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )
