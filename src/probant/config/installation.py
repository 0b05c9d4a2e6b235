"""Making an installation ready to serve: migrations, pages' files, demonstration, way in."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from hashlib import sha256
from io import StringIO

from django.conf import settings
from django.core.management import call_command

from probant.accounts import actions as accounts
from probant.accounts import queries as people
from probant.accounts.domain import LinkPurpose
from probant.common import clock
from probant.config import supervision
from probant.database import migrating
from probant.demonstration import loading as demonstration
from probant.journal.domain import OPERATOR
from probant.vault import actions as vault
from probant.vault import inspection, upkeep

DEMONSTRATING = (sys.executable, "-m", "probant.config.demonstrating")


def prepare(application_address: str, owner_address: str, *, is_empty: bool) -> Iterator[str]:
    """Does what is left to do and names each step done; a failed migration raises."""
    call_command("check", fail_level="WARNING", stdout=StringIO())
    if migrating.migrate(application_address, owner_address):
        yield "Database up to date"
    upkeep.prepare()
    if _collect_static():
        yield "Interface ready"
    if not is_empty and people.is_first_run() and not demonstration.person():
        yield "Loading the demonstration: every name in it is invented"
        subprocess.run(DEMONSTRATING, check=True)  # noqa: S603  our own module


def entrance(*, is_empty: bool) -> str:
    """The path of a one-time link: to the demonstration, to the first run, or the sign-in page."""
    at = clock.now()
    invented = None if is_empty else demonstration.person()
    if invented:
        return f"/link/{accounts.issue_link(LinkPurpose.DEMONSTRATION, invented, at=at)}/"
    if people.is_first_run():
        return f"/first-run/{accounts.issue_link(LinkPurpose.FIRST_RUN, None, at=at)}/"
    return "/"


def background() -> AbstractContextManager[object]:
    """A worker of its own process while the block lasts: messages, reminders."""
    return supervision.worker()


def link_for(email: str, *, forgets_factors: bool) -> str:
    """A one-time sign-in link for an account, or "" if there is none."""
    person = people.person_by_email(email)
    if person is None:
        return ""
    if forgets_factors:
        accounts.forget_factors(person, by=OPERATOR, at=clock.now())
    token = accounts.issue_link(LinkPurpose.SIGN_IN, person, at=clock.now())
    return f"{settings.ENVIRONMENT.origin}/link/{token}/"


def inspected_vault() -> Iterator[dict[str, str]]:
    """Each key and file of the vault, with its fault if it does not open; RootKeyError first."""
    vault.ensure_root()
    for one in inspection.inspected(at=clock.now()):
        yield {name: str(value) for name, value in asdict(one).items()}


def _collect_static() -> bool:
    stamp = settings.STATIC_ROOT / ".collected"
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state)
    return True


def _static_state() -> str:
    digest = sha256()
    lock = settings.PROJECT / "package-lock.json"
    for path in [*sorted(settings.PACKAGE.glob("*/static/**/*")), lock]:
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()
