"""The background worker of a real installation: it sends, it is replaced, it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from probant.database.embedded import EmbeddedPostgres
from tests.installation import INHERITED, Installation, started
from tests.integration.correspondence.sink import Sink, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installations")]
MODULE = "probant.config.worker"
MOST_MEMORY = 700 << 20


@dataclass
class Post:
    """An installation, its mail server, and programs that run beside it."""

    installation: Installation
    sink: Sink
    smtp: str
    tokens: dict[str, str] = field(default_factory=dict)

    def runs(self, module: str, *arguments: str) -> str:
        addresses = EmbeddedPostgres(self.installation.folder).start()
        clean = {key: value for key, value in os.environ.items() if not key.startswith(INHERITED)}
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            env={
                **clean,
                "PROBANT_DATA": str(self.installation.folder),
                "PROBANT_ORIGIN": self.installation.origin,
                "DATABASE_URL": addresses.application,
                "DATABASE_OWNER_URL": addresses.owner,
                "PROBANT_URL": self.installation.origin,
                "PROBANT_TOKEN": self.tokens.get("dpo", ""),
                "PROBANT_LANGUAGE": "fr",
                "PROBANT_SMTP": self.smtp,
                "PYTHONPATH": os.pathsep.join(["src", "."]),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def queue(self, address: str) -> str:
        return self.runs("tests.integration.correspondence.queueing", address)

    def workers(self) -> list[psutil.Process]:
        children = psutil.Process(self.installation.process.pid).children()
        return [child for child in children if MODULE in child.cmdline()]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    sink, folder = Sink(), tmp_path_factory.mktemp("post")
    with serving(sink) as port:
        smtp = f"smtp+plain://127.0.0.1:{port}"
        installation = started(folder, "--empty", PROBANT_SMTP=smtp).wait()
        made = Post(installation, sink, smtp)
        made.tokens = json.loads(made.runs("tests.integration.command_line"))
        yield made
        installation.kill_everything()  # the servers outlive the command that a test kills


def until(is_so: Callable[[], bool], patience: float = 20.0) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def test_a_message_leaves_by_itself(post: Post) -> None:
    post.queue("premiere@exemple.invalid")
    assert until(lambda: "premiere@exemple.invalid" in post.sink.recipients)
    shown = post.runs("probant.cli", "mails", "list")
    assert "Essai inventé" in shown
    assert "premiere@exemple.invalid" not in shown


def test_the_whole_stays_below_700_mebibytes(post: Post) -> None:
    parent = psutil.Process(post.installation.process.pid)
    family = [parent, *parent.children(recursive=True)]
    ours = [one for one in family if "python" in one.name()]
    assert len(ours) == 4  # the command, two servers, the worker
    assert sum(one.memory_full_info().pss for one in ours) < MOST_MEMORY


def test_a_worker_that_dies_is_replaced_and_goes_on(post: Post) -> None:
    [before] = post.workers()
    before.kill()
    post.queue("seconde@exemple.invalid")
    assert until(lambda: "seconde@exemple.invalid" in post.sink.recipients)
    [after] = post.workers()
    assert after.pid != before.pid


def test_a_second_worker_on_the_folder_waits_and_sends_nothing(post: Post) -> None:
    addresses = EmbeddedPostgres(post.installation.folder).start()
    second = subprocess.Popen(
        [sys.executable, "-m", MODULE],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "probant.config.settings",
            "PROBANT_DATA": str(post.installation.folder),
            "DATABASE_URL": addresses.application,
            "PROBANT_SMTP": post.smtp,
            "PYTHONPATH": os.pathsep.join(["src", "."]),
        },
    )
    post.queue("troisieme@exemple.invalid")
    assert until(lambda: "troisieme@exemple.invalid" in post.sink.recipients)
    time.sleep(2)
    assert post.sink.recipients.count("troisieme@exemple.invalid") == 1
    second.send_signal(signal.SIGTERM)
    assert second.wait(10) == 0


def test_letters_and_messages_are_reached_from_the_command_line(post: Post, tmp_path: Path) -> None:
    mail = post.queue("quatrieme@exemple.invalid")
    assert until(lambda: "quatrieme@exemple.invalid" in post.sink.recipients)
    assert "quatrieme@exemple.invalid" in post.runs("probant.cli", "mails", "show", mail)
    assert "general.note" in post.runs("probant.cli", "letters", "list")
    note = tmp_path / "note.txt"
    note.write_text("Bonjour", encoding="utf-8")
    post.runs("probant.cli", "mails", "write", "cinquieme@exemple.invalid", "Essai", str(note))
    assert until(lambda: "cinquieme@exemple.invalid" in post.sink.recipients)
    file = tmp_path / "lettre.txt"
    post.runs("probant.cli", "letters", "template", "general.note", "--output", str(file))
    assert "{{ recipient }}" in file.read_text(encoding="utf-8")
    file.write_text("Objet à nous\n\nTexte **à nous**\n", encoding="utf-8")
    said = post.runs("probant.cli", "letters", "save", "general.note", str(file))
    assert "version 1" in said
    sample = tmp_path / "lettre.pdf"
    post.runs("probant.cli", "letters", "sample", "general.note", "--output", str(sample))
    assert sample.read_bytes().startswith(b"%PDF")
    assert "Texte de Probant" not in post.runs("probant.cli", "letters", "reset", "general.note")


def test_a_worker_whose_parent_is_killed_ends_by_itself(post: Post) -> None:
    [worker] = post.workers()
    psutil.Process(post.installation.process.pid).kill()
    assert until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)


def test_a_stop_takes_seconds_and_leaves_no_worker(tmp_path: Path) -> None:
    with serving(Sink()) as port:
        installation = started(
            tmp_path, "--empty", PROBANT_SMTP=f"smtp+plain://127.0.0.1:{port}"
        ).wait()
        [worker] = Post(installation, Sink(), "").workers()
        begun = time.monotonic()
        assert installation.stop() == 0
        assert time.monotonic() - begun < 10
        assert not worker.is_running()
