"""A real installation for a test: `probant start` in a process of its own, on a free port."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil

PATIENCE = 120.0


@dataclass
class Installation:
    """One data folder and the process that serves it."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    @property
    def link(self) -> str:
        """The one-time address that it printed."""
        found = re.search(r"http://\S+", "".join(self.printed))
        return found.group(0) if found else ""

    def wait(self) -> "Installation":
        """Until the first page answers; raises with what was printed if it never does."""
        self._read_until_link()  # as long as the demonstration takes to load
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                self._first_page()
            except (ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return self
        raise AssertionError("".join(self.printed))

    def enter(self) -> str:
        """Redeems the printed link as a browser would; the Cookie header of that session."""
        path = urlsplit(self.link).path
        server = HTTPConnection("127.0.0.1", self.port, timeout=20)
        server.request("GET", path)
        answer = server.getresponse()
        form, cookies = answer.read().decode(), _cookies(answer)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert token is not None
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        server.request("POST", path, urlencode({"csrfmiddlewaretoken": token[1]}), headers)
        answer = server.getresponse()
        answer.read()
        assert answer.status == HTTPStatus.FOUND, answer.status
        return _cookies(answer)

    def family(self) -> list[psutil.Process]:
        """The command, its workers and its PostgreSQL."""
        mine = str(self.folder)
        return [
            process
            for process in psutil.process_iter(["cmdline"])
            if any(mine in part for part in process.info["cmdline"] or [])
        ]

    def stop(self) -> int:
        """SIGTERM, as systemd and a closed terminal do; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def kill_everything(self) -> None:
        """SIGKILL to the command, its workers and every PostgreSQL process at once."""
        parents = self.family()
        everyone = [*parents, *(child for one in parents for child in one.children(recursive=True))]
        for process in everyone:
            if process.is_running():
                process.kill()
        psutil.wait_procs(everyone, timeout=20)

    def _first_page(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", "/accounts/login/")
        assert connection.getresponse().status == HTTPStatus.OK
        connection.close()

    def _read_until_link(self) -> None:
        if self.process.stdout is None:
            raise AssertionError
        for line in self.process.stdout:
            self.printed.append(line)
            if line.startswith("Probant : http"):
                # A pipe that nobody reads would stop the server once it has logged 64 KB.
                threading.Thread(target=self.printed.extend, args=[self.process.stdout]).start()
                return
        raise AssertionError("".join(self.printed))


def _cookies(answer: HTTPResponse) -> str:
    return "; ".join(line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie") or [])


def started(folder: Path, *arguments: str, port: int = 0, **environment: str) -> Installation:
    """Starts Probant on `folder`, on that port or a free one; `.wait()` for its first page."""
    port = port or free_port()
    command = [sys.executable, "-m", "probant.cli", "start", "--data", str(folder)]
    clean = {key: value for key, value in os.environ.items() if not key.startswith(INHERITED)}
    process = subprocess.Popen(
        [*command, "--port", str(port), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**clean, **environment},
    )
    return Installation(folder, port, process)


INHERITED = ("DATABASE_", "PROBANT_", "DJANGO_")


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Installation]:
    """A served installation, stopped afterwards."""
    installation = started(folder, *arguments)
    try:
        yield installation.wait()
    finally:
        installation.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
