"""The commands as an operator and a program use them, against a real installation."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from probant.database.embedded import EmbeddedPostgres
from probant.register.domain.record import to_json
from tests.factories.register import complete_record
from tests.installation import INHERITED, free_port, running

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installations")]


@dataclass
class Terminal:
    """A place from which commands are run, with what is set there."""

    folder: Path
    environment: dict[str, str]

    def __call__(
        self, *arguments: str | Path, stdin: str = "", **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        clean = {key: value for key, value in os.environ.items() if not key.startswith(INHERITED)}
        return subprocess.run(
            [sys.executable, "-m", "probant.cli", *map(str, arguments)],
            cwd=self.folder,
            env={**clean, **self.environment, **environment},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def json(self, *arguments: str | Path) -> Any:  # noqa: ANN401  any JSON value
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def done(self, *arguments: str | Path) -> str:
        done = self(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


@dataclass
class Served:
    """An installation, and a token of each kind."""

    url: str
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("installation")
    with running(folder, "--empty") as installation:
        addresses = EmbeddedPostgres(folder).start()
        made = subprocess.run(
            [sys.executable, "-m", "tests.integration.command_line"],
            env={
                **os.environ,
                "PROBANT_DATA": str(folder),
                "PROBANT_ORIGIN": installation.origin,
                "DATABASE_URL": addresses.application,
                "DATABASE_OWNER_URL": addresses.owner,
                "PYTHONPATH": os.pathsep.join(["src", "."]),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        yield Served(installation.origin, json.loads(made.stdout))


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """No address, no token."""
    environment = {
        "PROBANT_LANGUAGE": "en",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "COLUMNS": "200",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return Terminal(tmp_path, environment)


@pytest.fixture
def probant(bare: Terminal, served: Served) -> Terminal:
    """The officer's token and the server's address."""
    chosen = {"PROBANT_URL": served.url, "PROBANT_TOKEN": served.tokens["dpo"]}
    return Terminal(bare.folder, {**bare.environment, **chosen})


def written(folder: Path, **changes: str) -> Path:
    path = folder / "fiche.json"
    path.write_text(json.dumps(to_json(complete_record(**changes))), encoding="utf-8")
    return path


def test_the_token_tells_whom_it_acts_for(probant: Terminal, served: Served) -> None:
    shown = probant.done("token", "show")
    assert "Cabinet inventé" in shown
    assert "Data protection officer" in shown
    assert served.tokens["dpo"] not in shown


def test_two_audits_are_loaded_followed_and_exported(probant: Terminal, tmp_path: Path) -> None:
    first, second = tmp_path / "2025.csv", tmp_path / "2026.csv"
    first.write_text("titre;gravité;exploitable\nInjection SQL;haute;oui\n", encoding="utf-8")
    second.write_text("titre;gravité\nInjection SQL;haute\nCookie;faible\n", encoding="utf-8")
    of = ("--product", "Fabula", "--method", "pentest")
    probant.done("vulnerabilities", "load", first, *of, "--done-on", "2025-10-01")
    told = probant.done("vulnerabilities", "load", second, *of, "--done-on", "2026-10-01")
    assert "persisting 1" in told
    assert "Injection SQL" in probant.done("vulnerabilities", "list", "--persisting")
    assert "S-002" in probant.done("vulnerabilities", "scans")
    said = ("--why", "Corrigé en 4.2")
    assert "fixed_said" in probant.done("vulnerabilities", "act", "F-0001", "say_fixed", *said)
    probant.done("vulnerabilities", "export", "--format", "vex", "--output", tmp_path / "v.json")
    assert json.loads((tmp_path / "v.json").read_text())["bomFormat"] == "CycloneDX"


def test_an_activity_is_created_listed_shown_and_found_in_each_export(
    probant: Terminal, tmp_path: Path
) -> None:
    made = probant.json("register", "create", "--record", written(tmp_path, name="Soins de nuit"))
    assert "Soins de nuit" in probant.done("register", "list", "--words", "nuit")
    shown = probant.json("register", "show", str(made["number"]))
    assert shown["record"]["name"] == "Soins de nuit"
    assert probant.json("register", "show", made["id"]) == shown
    assert "Soins de nuit" in probant.done("register", "show", str(made["number"]))
    for kind, start in {
        "pdf": b"%PDF",
        "ods": b"PK",
        "xlsx": b"PK",
        "csv": b"\xef\xbb\xbf",
    }.items():
        output = tmp_path / f"registre.{kind}"
        probant.done("register", "export", "--format", kind, "--output", output)
        assert output.read_bytes().startswith(start)
        assert output.stat().st_mode & 0o077 == 0
    exported = probant("register", "export", "--format", "json", "--output", "-")
    assert "Soins de nuit" in exported.stdout


def test_a_template_becomes_a_draft(probant: Terminal) -> None:
    template = probant.json("register", "templates")[0]
    assert template["id"] in probant.done("register", "templates")
    assert "Created: no." in probant.done("register", "create", "--template", template["id"])
    assert len(probant.json("register", "list", "--status", "draft")) >= 1
    assert probant.json("register", "list", "--status", "archived") == []


def test_a_spreadsheet_is_loaded_whole_or_not_at_all(probant: Terminal, tmp_path: Path) -> None:
    good, bad = tmp_path / "bon é.csv", tmp_path / "mauvais.csv"
    titles = "Nom de l’activité;Finalités;Commentaires\n"
    good.write_text(f"{titles}Agenda;Prendre rendez-vous;\n", encoding="utf-8")
    bad.write_text(f"{titles}Paie;Payer;\n{'x' * 300};Soigner;\n", encoding="utf-8")
    assert "1 activities created" in probant.done("register", "import", good)
    before = probant.json("register", "list")
    refused = probant("register", "import", bad)
    assert refused.returncode == 1
    assert "nothing was loaded" in refused.stderr
    assert "too_long" in refused.stdout
    assert probant.json("register", "list") == before


def test_a_notice_is_published_and_its_poster_written(probant: Terminal, tmp_path: Path) -> None:
    probant.done("register", "create", "--record", written(tmp_path))
    assert "patients" in {one["audience"] for one in probant.json("notices", "list")}
    assert "/patients/" in probant.done("notices", "publish", "patients")
    again = probant("notices", "publish", "patients")
    assert again.returncode == 1
    assert "already says exactly this" in again.stderr
    probant.done("notices", "export", "patients", "--output", tmp_path / "affiche.pdf")
    assert (tmp_path / "affiche.pdf").read_bytes().startswith(b"%PDF")
    assert "up to date" in probant.done("notices", "list")


def test_verdicts_are_told_and_given_to_programs(probant: Terminal) -> None:
    states = {one["obligation"]: one["state"] for one in probant.json("verdicts")}
    assert states["accounts.mfa"] in {"missing", "contradicted"}
    assert "What to do" in probant.done("verdicts")


def test_a_dossier_is_written_and_verified_offline(probant: Terminal, tmp_path: Path) -> None:
    output = tmp_path / "dossier.zip"
    said = probant.done("dossier", output, "--purpose", "Contrôle")
    assert f"probant verify {output}" in said
    offline = {"PROBANT_URL": "http://127.0.0.1:9", "PROBANT_TOKEN": ""}
    assert probant("verify", output, **offline).returncode == 0
    spoilt = bytearray(output.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    output.write_bytes(spoilt)
    assert probant("verify", output, **offline).returncode == 1


def test_the_journal_is_listed_and_its_head_signed(probant: Terminal, tmp_path: Path) -> None:
    head = probant.json("journal", "checkpoint", "--sign")
    assert probant.json("journal", "checkpoint") == head
    assert head["note"] in probant.done("journal", "checkpoint")
    probant.done("journal", "checkpoint", "--output", tmp_path / "tete.txt")
    assert (tmp_path / "tete.txt").read_text() == head["note"]
    entries = probant.json("journal", "list", "--limit", "0")
    assert [one["index"] for one in entries] == list(range(len(entries)))[::-1]
    assert len(probant.json("journal", "list", "--limit", "2")) == 2
    assert "token.created" in probant.done("journal", "list", "--event", "token.")


def test_a_file_in_place_is_replaced_only_when_asked(probant: Terminal, tmp_path: Path) -> None:
    kept = tmp_path / "registre.json"
    kept.write_text("à garder")
    export = ("register", "export", "--format", "json", "--output", kept)
    refused = probant(*export)
    assert refused.returncode == 2
    assert kept.read_text() == "à garder"
    assert probant(*export, "--force").returncode == 0
    assert json.loads(kept.read_text())["format"] == "probant.register"
    assert list(tmp_path.glob("tmp*")) == []


def test_an_attendance_that_is_no_json_is_told(bare: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "presents.json"
    file.write_text("présents : Ana", encoding="utf-8")
    done = bare("training", "attend", "0" * 32, file)
    assert (done.returncode, "is not JSON of Probant." in done.stderr) == (2, True), done.stderr
    assert "Traceback" not in done.stderr


def test_signatures_are_read_as_the_page_reads_them(probant: Terminal, tmp_path: Path) -> None:
    text, names = tmp_path / "charte.md", tmp_path / "noms.csv"
    text.write_text("# Charte\n\nUn mot de passe ne se prête pas.\n", encoding="utf-8")
    made = probant.json("policies", "start", "--title", "Charte", "--kind", "other", "--file", text)
    probant.done("policies", "act", made["id"], "approve", "--seen", str(made["version"]))
    names.write_text("Nom;Lu le\nVouivre Ana;21/11/2026\nYvain Luc;2026-11-20\n", encoding="utf-8")
    probant.done("policies", "bring-readings", made["id"], names)
    read = probant.json("policies", "readings", made["id"])
    assert {(one["name"], one["read_on"]) for one in read} == {
        ("Vouivre Ana", "2026-11-21"),
        ("Yvain Luc", "2026-11-20"),
    }
    names.write_text("Nom;Lu le\nVouivre Ana;hier\n", encoding="utf-8")
    refused = probant("policies", "bring-readings", made["id"], names)
    assert (refused.returncode, "line 2" in refused.stderr) == (2, True), refused.stderr


def test_a_role_that_does_not_suffice_is_told(probant: Terminal, served: Served) -> None:
    reader = {"PROBANT_TOKEN": served.tokens["reader"]}
    refused = probant("journal", "list", **reader)
    assert refused.returncode == 4
    assert "The token's role does not allow this." in refused.stderr
    assert probant("register", "list", **reader).returncode == 0


@pytest.mark.parametrize(
    ("environment", "code", "words"),
    [
        ({"PROBANT_TOKEN": "probant_" + "0" * 32 + "_" + "A" * 43}, 4, "opens nothing"),
        ({"PROBANT_TOKEN": "x"}, 4, "opens nothing"),
        ({"PROBANT_TOKEN": ""}, 4, "probant token save"),
        ({"PROBANT_URL": f"http://127.0.0.1:{free_port()}"}, 3, "Is Probant started there?"),
        ({"PROBANT_URL": "http://probant.invalid"}, 3, "not protected by TLS"),
        ({"PROBANT_URL": "https://probant.invalid"}, 3, "No answer"),
        ({"PROBANT_URL": "ftp://127.0.0.1"}, 3, "not the address of a server"),
        ({"PROBANT_URL": "http://[::1"}, 3, "not the address of a server"),
        ({"PROBANT_TOKEN": "", "PROBANT_LANGUAGE": "fr"}, 4, "Aucun jeton"),
        ({"PROBANT_TOKEN": "x", "PROBANT_LANGUAGE": "fr"}, 4, "Ce jeton n’ouvre rien"),
        (
            {"PROBANT_URL": f"http://127.0.0.1:{free_port()}", "PROBANT_LANGUAGE": "fr"},
            3,
            "Pas de réponse",
        ),
    ],
)
def test_what_cannot_be_reached_or_entered_is_told_with_its_exit_code(
    probant: Terminal, environment: dict[str, str], code: int, words: str
) -> None:
    done = probant("register", "list", **environment)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_token_is_no_argument(probant: Terminal, served: Served) -> None:
    done = probant("register", "list", "--token", served.tokens["dpo"], PROBANT_TOKEN="")
    assert done.returncode != 0


def test_a_token_is_kept_for_its_owner_and_used_from_there(
    bare: Terminal, served: Served, tmp_path: Path
) -> None:
    kept = bare("token", "save", stdin=f"{served.tokens['reader']}\n")
    assert kept.returncode == 0
    assert served.tokens["reader"] not in kept.stdout + kept.stderr
    [place] = (tmp_path / "config").rglob("token")
    assert place.stat().st_mode & 0o777 == 0o600
    found = bare("token", "show", "--url", served.url, "--json")
    assert json.loads(found.stdout)["role"] == "reader"
    place.chmod(0o644)
    refused = bare("token", "show", "--url", served.url)
    assert refused.returncode == 4
    assert "chmod 600" in refused.stderr


@pytest.mark.parametrize("typed", ["", "secret", "probant_é", "probant_\x07"])
def test_what_is_no_token_is_not_kept(bare: Terminal, tmp_path: Path, typed: str) -> None:
    assert bare("token", "save", stdin=f"{typed}\n").returncode == 1
    assert not list((tmp_path / "config").rglob("*"))


class _Elsewhere(BaseHTTPRequestHandler):
    """Sends every caller to another address, and notes who comes with a token."""

    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(302)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/stolen")  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Silent."""


def test_a_token_follows_no_redirection(bare: Terminal) -> None:
    with HTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        done = bare("verdicts", PROBANT_URL=url, PROBANT_TOKEN="probant_invented")
        server.shutdown()
    assert done.returncode == 1
    assert "302" in done.stderr
    assert "/stolen" not in _Elsewhere.seen


def test_the_commands_of_a_client_load_no_django(bare: Terminal) -> None:
    modules = ("client", "register", "notices", "verdicts", "dossier", "journal", "token")
    imports = ", ".join(f"probant.cli.{name}" for name in modules)
    code = f"import sys, {imports}; sys.exit(int('django' in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class _Slow(BaseHTTPRequestHandler):
    """Answers after a moment, as a large register does."""

    def do_GET(self) -> None:
        time.sleep(1.8)
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_arguments: object) -> None:
        """Silent."""


def test_what_takes_more_than_a_second_shows_that_it_goes_on(bare: Terminal) -> None:
    """On a terminal only: what is piped stays clean."""
    with HTTPServer(("127.0.0.1", 0), _Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        mine, theirs = os.openpty()
        done = subprocess.run(
            [sys.executable, "-m", "probant.cli", "verdicts"],
            env={
                **os.environ,
                **bare.environment,
                "TERM": "xterm",
                "PROBANT_URL": f"http://127.0.0.1:{server.server_port}",
                "PROBANT_TOKEN": "probant_invented",
            },
            stdout=subprocess.PIPE,
            stderr=theirs,
            check=False,
        )
        os.close(theirs)
        shown = os.read(mine, 65536).decode()
        server.shutdown()
    assert done.returncode == 0
    assert "Confronting the obligations" in shown
    assert b"Confronting" not in done.stdout
