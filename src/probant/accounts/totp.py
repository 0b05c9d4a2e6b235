"""One code of the authenticator application signs in once, on whichever server it is typed.

allauth marks a used code in the cache for 30 seconds, but with a tolerance of one step it accepts
the code for 90, and forgets the one typed at enrolment. Here each person's last accepted step is
kept in the database and moves forward only (RFC 6238 §5.2).
"""

from allauth.mfa.totp.internal import auth
from django.db.models import Q

from probant.accounts.models import Person


def accept(person: Person, *, secret: str, code: str) -> bool:
    """Whether `code` is of a step later than the last one accepted; then that step is used up.

    A single UPDATE decides, so that of two simultaneous requests one is accepted.
    """
    step = _step(secret, code)
    if step is None:
        return False
    unused = Q(totp_step__isnull=True) | Q(totp_step__lt=step)
    return Person.objects.filter(unused, pk=person.pk).update(totp_step=step) == 1


def _step(secret: str, code: str) -> int | None:
    typed = "".join(code.split())
    for step in auth.yield_hotp_counters_from_time():
        if typed == auth.format_hotp_value(auth.hotp_value(secret, step)):
            return step
    return None
