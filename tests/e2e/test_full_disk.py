"""The disk fills up while someone works: they are told, and nothing that they typed is lost."""

import os
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.installation import running

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.xdist_group("installations"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk"),
]
SIZE = "400m"
# Incompressible, so that the database has to grow.
LONG = "Une note assez longue. " + secrets.token_hex(9_000)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)]
    subprocess.run(mount, check=True)
    yield disk
    unmount = ["umount", "--lazy", str(disk)]
    subprocess.run(unmount, check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 65_536)
                file.flush()
        except OSError:
            return filler


def open_notes(page: Page, link: str) -> None:
    page.goto(link)
    page.locator("main button").first.click()
    page.get_by_role("link", name="Cabinet médical des Tilleuls").first.click()
    page.goto(page.url + "register/")
    page.get_by_role("link", name="Dossiers des patients").first.click()
    page.goto(page.url + "edit/review/")


def test_a_full_disk_is_told_and_nothing_typed_is_lost(browser: Browser, small_disk: Path) -> None:
    with running(small_disk / "probant") as installation:
        page = browser.new_page(locale="fr-FR")
        open_notes(page, installation.link)
        page.locator("textarea[name$=notes]").fill(LONG)
        filler = fill(small_disk)
        page.get_by_role("button", name="Enregistrer", exact=True).click()
        assert "La base de données ne répond pas" in page.locator("h1").inner_text()
        filler.unlink()
        page.get_by_role("button", name="Renvoyer").click()
        assert LONG[:300] in page.locator("main").inner_text()
        page.close()
