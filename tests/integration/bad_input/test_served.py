"""What only a real server shows: a refusal that arrives, a worker replaced, files out of reach."""

import stat
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import psutil
import pytest

from tests.installation import Installation, running

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installations")]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running(tmp_path_factory.mktemp("served") / "probant", "--empty") as installation:
        yield installation


def answer(served: Installation, path: str, body: bytes | None = None) -> tuple[int, str]:
    server = HTTPConnection("127.0.0.1", served.port, timeout=30)
    kind = {"Content-Type": "multipart/form-data; boundary=b", "Accept-Language": "fr"}
    server.request("GET" if body is None else "POST", path, body, kind if body else {})
    found = server.getresponse()
    text = found.read().decode()
    server.close()
    return found.status, text


def test_thirty_megabytes_get_our_page_and_no_broken_connection(served: Installation) -> None:
    status, page = answer(served, "/accounts/login/", b"a" * 30_000_000)
    assert status == 413
    assert "trop volumineux" in page


@pytest.mark.parametrize(
    "path",
    ["/static/../secrets.json", "/static/%2e%2e/secrets.json", "/static/..%2fsecrets.json",
     "/static//etc/passwd", "/%00", "/static/%00", "/a%ff"],
)  # fmt: skip
def test_no_path_leaves_the_static_folder(served: Installation, path: str) -> None:
    assert answer(served, path)[0] == 404


def test_secrets_and_data_are_their_owner_s_alone(served: Installation) -> None:
    for name in ("secrets.json", "postgres"):
        mode = stat.S_IMODE((served.folder / name).stat().st_mode)
        assert mode & (stat.S_IRWXG | stat.S_IRWXO) == 0, name
    said = (served.folder / "postgres" / "postgresql.auto.conf").read_text()
    assert "log_error_verbosity = 'terse'" in said
    assert "log_min_error_statement = 'panic'" in said


def test_a_dead_worker_is_replaced(served: Installation) -> None:
    workers = [
        child
        for child in psutil.Process(served.process.pid).children()
        if child.name().startswith("python")
    ]
    for worker in workers:
        worker.kill()
    psutil.wait_procs(workers, timeout=10)
    for _turn in range(100):
        try:
            status, _page = answer(served, "/accounts/login/")
        except (ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            break
    assert status == 200
    assert served.process.poll() is None
