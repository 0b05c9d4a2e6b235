"""What tests share: the real database, organisations, and people who passed the gates."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from probant.accounts.models import Person
from probant.config import environment
from probant.database import isolation, migrating
from probant.database.embedded import Addresses, EmbeddedPostgres
from probant.organisations.domain import Member, Role
from probant.organisations.models import Membership, Organisation
from tests import cluster

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by their place: a file made while collecting carries the second it was."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of this session's own, cloned from the migrated template."""
    postgres, addresses = cluster.started()
    template, name = cluster.template_name(), f"test_{os.getpid()}"
    with django_db_blocker.unblock():
        with cluster.alone("template"):
            if not cluster.exists(postgres, template):
                _build(postgres, addresses, template)
        with cluster.database(postgres, name, template):
            point_at(addresses, name)
            yield
            connections.close_all()


@pytest.fixture
def own_database(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Addresses]:
    """A database for one test that commits, kills or uses several connections."""
    postgres, addresses = cluster.started()
    before = connections["default"].settings_dict["NAME"]
    name = f"own_{os.getpid()}"
    with django_db_blocker.unblock():
        with cluster.database(postgres, name, cluster.template_name()):
            point_at(addresses, name)
            yield named(addresses, name)
            connections.close_all()
        point_at(addresses, before)


def named(addresses: Addresses, name: str) -> Addresses:
    """The same roles' addresses, for the database `name`."""
    return Addresses(
        application=f"{addresses.application.rpartition('/')[0]}/{name}",
        owner=f"{addresses.owner.rpartition('/')[0]}/{name}",
    )


def _build(postgres: EmbeddedPostgres, addresses: Addresses, name: str) -> None:
    partial = f"{name}_partial"
    cluster.drop(postgres, partial)
    cluster.create(postgres, partial)
    point_at(addresses, partial)
    there = named(addresses, partial)
    migrating.migrate(there.application, there.owner)
    connections.close_all()
    cluster.rename(postgres, partial, name)


def point_at(addresses: Addresses, name: str) -> None:
    """Directs Django's two connections to the database `name` of the cluster."""
    for alias, address in (("default", addresses.application), ("owner", addresses.owner)):
        connections[alias].close()
        settings = connections[alias].settings_dict
        settings.update(environment.database(address), NAME=name, CONN_MAX_AGE=0)


def new_organisation(
    name: str = "Cabinet des Tilleuls (inventé)", sector: str = "practice"
) -> Organisation:
    """An organisation, with the transaction in its context afterwards."""
    organisation = Organisation(
        name=name,
        sector=sector,
        address="1 rue Inventée, 00000 Nulle-Part",
        email="contact@cabinet.invalid",
        dpo_reason_for_none="Un seul praticien",
    )
    isolation.enter(organisation.pk, person=None)
    organisation.save()
    return organisation


def new_member(organisation: Organisation, role: Role, email: str = "") -> Member:
    """A person with a second factor, member of `organisation`."""
    person = Person.objects.create_user(
        email or f"{role}-{organisation.pk}@probant.invalid",
        password="un mot de passe assez long",
        full_name=f"{role} inventé",
    )
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": ""})
    with isolation.tenant(organisation.pk):
        Membership.objects.create(organisation=organisation, person=person, role=role)
    return Member(person.pk, organisation.pk, role, person.full_name)


def signed_in(person_id: UUID) -> Client:
    """A browser in which that person has passed both factors."""
    client = Client()
    client.force_login(
        Person.objects.get(pk=person_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as `./test` found it; a run without one fails.

    For one module only: Playwright's event loop and Django's database do not share a thread.
    """
    found = os.environ.get("PROBANT_BROWSER") or shutil.which("chromium")
    assert found, "no Chromium: run ./test, or set PROBANT_BROWSER"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def organisation(db: None) -> Organisation:
    """An invented practice; the transaction is in its context."""
    return new_organisation()


@pytest.fixture
def member(organisation: Organisation) -> Member:
    """Its data protection officer."""
    return new_member(organisation, Role.DPO)


@pytest.fixture
def administrator(organisation: Organisation) -> Member:
    """Its administrator."""
    return new_member(organisation, Role.ADMINISTRATOR)


@pytest.fixture
def client_of() -> Callable[[Member], Client]:
    """A signed-in browser for a member."""
    return lambda member: signed_in(member.person_id)
