"""What is done with accounts: one-time links, people, passwords, factors and sessions.

Every act is journalled in the installation's own log, by identifiers only: no e-mail, no address.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from probant.accounts import queries
from probant.accounts.domain import LIFETIMES, AddressTakenError, LinkPurpose, digest, new_token
from probant.accounts.models import Language, Person, SignInLink
from probant.journal import actions as journal
from probant.journal.domain import OPERATOR, Actor


def actor(person: Person) -> Actor:
    """How the installation's log names a person: by identifier alone."""
    return Actor(kind="person", id=str(person.pk))


@transaction.atomic
def issue_link(
    purpose: LinkPurpose | str, person: Person | None, at: datetime, *, by: Actor = OPERATOR
) -> str:
    """Makes a link of one use and returns its token, which nobody can read again."""
    purpose, token = LinkPurpose(purpose), new_token()
    SignInLink.objects.create(
        digest=digest(token), person=person, purpose=purpose, expires_at=at + LIFETIMES[purpose]
    )
    _record("link.issued", by=by, at=at, subject=person, purpose=purpose.value)
    return token


@transaction.atomic
def redeem(token: str, at: datetime, *, by: Actor | None = None) -> SignInLink:
    """Uses the link up; of two redemptions at once the row's lock lets one through.

    Raises LinkRefusedError when it is unknown, used, expired or opens nothing any more.
    """
    found = SignInLink.objects.select_for_update().filter(digest=digest(token)).first()
    link = queries.checked(found, at=at)
    link.used_at = at
    link.save(update_fields=["used_at"])
    acting = by or (actor(link.person) if link.person else OPERATOR)
    _record("link.used", by=acting, at=at, subject=link.person, purpose=link.purpose)
    return link


@transaction.atomic
def create_person(  # noqa: PLR0913  an account is these five facts, the act two more
    *,
    email: str,
    full_name: str,
    password: str | None,
    at: datetime,
    language: str = Language.FRENCH,
    is_demonstration: bool = False,
    by: Actor | None = None,
) -> Person:
    """A new account; AddressTakenError when the address, in any case, already has one."""
    if queries.person_by_email(email):
        raise AddressTakenError
    person = Person.objects.create_user(
        email.strip(),
        password,
        full_name=full_name.strip(),
        language=language,
        is_demonstration=is_demonstration,
    )
    _record("person.created", by=by or actor(person), at=at, subject=person)
    return person


@transaction.atomic
def set_password(person: Person, password: str, *, by: Actor, at: datetime) -> None:
    """A new password: every session of the person ends."""
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person, by=by, at=at)
    _record("person.password_set", by=by, at=at, subject=person)


@transaction.atomic
def update_person(person: Person, *, full_name: str, language: str, at: datetime) -> None:
    """The person's own name and language."""
    person.full_name, person.language = full_name, language
    person.save(update_fields=["full_name", "language"])
    _record("person.changed", by=actor(person), at=at, subject=person)


def choose_language(person: Person, language: str) -> None:
    """The language of the person's pages; nothing that needs a proof."""
    person.language = language
    person.save(update_fields=["language"])


@transaction.atomic
def forget_factors(person: Person, *, by: Actor, at: datetime) -> int:
    """Removes every second factor (the operator's act, for whoever lost them all).

    All sessions end; the person enrols a new factor at the next sign-in.
    """
    deleted, _ = Authenticator.objects.filter(user=person).delete()
    person.totp_step = None  # of a secret that is gone; a clock once set ahead bars nobody
    person.save(update_fields=["totp_step"])
    end_sessions(person, by=by, at=at)
    _record("person.factors_forgotten", by=by, at=at, subject=person, factors=deleted)
    return deleted


@transaction.atomic
def end_sessions(
    person: Person, *, by: Actor, at: datetime, session: int | None = None, keep: str | None = None
) -> int:
    """Ends one session, or all but the one whose key is `keep`; they are out at their next request.

    Returns how many ended; another person's session is never among them.
    """
    ending = UserSession.objects.filter(user=person).exclude(session_key=keep or "")
    if session is not None:
        ending = ending.filter(pk=session)
    found = list(ending)
    for one in found:
        one.end()
    if found:
        _record("session.revoked", by=by, at=at, subject=person, sessions=len(found))
    return len(found)


def _record(
    event: str,
    *,
    by: Actor,
    at: datetime,
    subject: Person | UUID | None,
    **facts: Any,  # noqa: ANN401  JSON values
) -> None:
    found = subject.pk if isinstance(subject, Person) else subject
    journal.record_installation(event, by=by, at=at, subject=str(found or ""), facts=facts)
