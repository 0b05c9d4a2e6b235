"""Who has an account, and which one-time links still open something."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator

from probant.accounts.domain import LinkPurpose, LinkRefusal, LinkRefusedError, digest, refusal
from probant.accounts.models import Person, SignInLink


def person(person_id: UUID) -> Person:
    """The account; Person.DoesNotExist otherwise."""
    return Person.objects.get(pk=person_id)


def person_by_email(email: str) -> Person | None:
    """The account with this address, whatever its case, or None."""
    return Person.objects.filter(email=email.strip().lower()).first()


def is_first_run() -> bool:
    """Whether nobody but the demonstration's invented people has an account."""
    return not Person.objects.filter(is_demonstration=False).exists()


def people_with_factor(people: Iterable[UUID]) -> frozenset[UUID]:
    """Those of `people` who have a second factor (recovery codes alone are none)."""
    found = Authenticator.objects.filter(user__in=list(people)).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return frozenset(found.values_list("user_id", flat=True))


def open_link(token: str, *, at: datetime, purposes: Iterable[LinkPurpose]) -> SignInLink:
    """The link behind `token` while it still opens something, unread by its being looked at."""
    link = (
        SignInLink.objects.select_related("person")
        .filter(digest=digest(token), purpose__in=list(purposes))
        .first()
    )
    return checked(link, at=at)


def checked(link: SignInLink | None, *, at: datetime) -> SignInLink:
    """`link`, or LinkRefusedError saying why it opens nothing."""
    if link is None:
        raise LinkRefusedError(LinkRefusal.UNKNOWN)
    if reason := refusal(used_at=link.used_at, expires_at=link.expires_at, at=at):
        raise LinkRefusedError(reason)
    if link.purpose == LinkPurpose.FIRST_RUN and not is_first_run():
        raise LinkRefusedError(LinkRefusal.NOT_ALLOWED)
    if link.person and not link.person.is_active:
        raise LinkRefusedError(LinkRefusal.NOT_ALLOWED)
    return link
