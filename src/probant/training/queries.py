"""Reading the training of one organisation: modules taken, sessions, staff, coverage, exercises."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from probant.common.time_limits import Period
from probant.organisations import queries as organisations
from probant.reference import training as reference
from probant.training.domain import coverage as rules
from probant.training.domain.names import key_of
from probant.training.models import (
    CANCELLED,
    HELD,
    PLANNED,
    Attempt,
    Attendance,
    PhishingExercise,
    Session,
    StaffMember,
    Upload,
)


@dataclass(frozen=True)
class OfModule:
    """How one person stands with one module: times taken, best score, the certificate."""

    tries: int
    best: Attempt | None


@dataclass(frozen=True, kw_only=True)
class WantedStaff:
    """Which people a list shows; an empty value asks for nothing."""

    words: str = ""
    function: str = ""
    service: str = ""
    state: str = ""


def periods() -> rules.Periods:
    """How long a newcomer may wait, how long a training lasts: data."""
    found = reference.rules()
    return rules.Periods(Period.parse(found.newcomer), Period.parse(found.yearly))


def staff(organisation: UUID) -> QuerySet[StaffMember]:
    """The staff list, by name; those who left are on it."""
    return StaffMember.objects.filter(organisation=organisation).order_by("name", "id")


def staff_member(organisation: UUID, staff_id: UUID, *, for_update: bool = False) -> StaffMember:
    """One line of it; StaffMember.DoesNotExist for another organisation's."""
    rows = StaffMember.objects.select_for_update() if for_update else StaffMember.objects
    return rows.get(organisation=organisation, pk=staff_id)


def staff_here(organisation: UUID, on: date) -> QuerySet[StaffMember]:
    """Those who work here on that day."""
    here = Q(arrived_on=None) | Q(arrived_on__lte=on)
    return staff(organisation).filter(here, Q(left_on=None) | Q(left_on__gte=on))


def by_name(organisation: UUID) -> dict[str, list[StaffMember]]:
    """The staff list by spelling-independent name: homonyms stand together."""
    found: dict[str, list[StaffMember]] = defaultdict(list)
    for one in staff(organisation):
        found[one.name_key].append(one)
    return found


def unlisted_members(organisation: UUID) -> list[tuple[UUID, str, date]]:
    """People with an account who are not on the staff list: who, their name, since when."""
    listed = set(
        StaffMember.objects.filter(organisation=organisation, person_id__isnull=False).values_list(
            "person_id", flat=True
        )
    )
    return [
        (one.person_id, str(one.person), timezone.localdate(one.since))
        for one in organisations.members(organisation)
        if one.person_id not in listed
    ]


def attempts(organisation: UUID) -> QuerySet[Attempt]:
    """Every module answered, the latest first."""
    return Attempt.objects.filter(organisation=organisation).order_by("-at", "-entry")


def attempt(organisation: UUID, attempt_id: UUID) -> Attempt:
    """One of them; Attempt.DoesNotExist for another organisation's."""
    return Attempt.objects.get(organisation=organisation, pk=attempt_id)


def by_certificate(organisation: UUID, number: str) -> Attempt | None:
    """What a certificate's number stands for, however it was typed, or None."""
    bare = "".join(letter for letter in number.upper() if letter.isalnum())[:20]
    if len(bare) != len("AF2026XXXXXXXX"):
        return None
    spelt = f"{bare[:2]}-{bare[2:6]}-{bare[6:10]}-{bare[10:]}"
    return attempts(organisation).filter(certificate=spelt).first()


def of_modules(organisation: UUID, person: UUID) -> dict[str, OfModule]:
    """How a person stands with each module that they took."""
    taken: dict[str, list[Attempt]] = defaultdict(list)
    for one in attempts(organisation).filter(person_id=person):
        taken[one.module].append(one)
    return {id_: OfModule(len(tries), _best(tries)) for id_, tries in taken.items()}


def _best(tries: list[Attempt]) -> Attempt | None:
    """The latest passed, else the one with the most right answers."""
    passed = [one for one in tries if one.is_passed]
    return passed[0] if passed else max(tries, key=lambda one: one.right, default=None)


def sessions(organisation: UUID) -> QuerySet[Session]:
    """Every session, the latest first, with how many came."""
    found = Session.objects.filter(organisation=organisation)
    present = Count("attendance", filter=Q(attendance__is_present=True))
    return found.annotate(present=present).order_by("-held_on", "-number")


def session(organisation: UUID, session_id: UUID, *, for_update: bool = False) -> Session:
    """One of them; Session.DoesNotExist for another organisation's."""
    rows = Session.objects.select_for_update() if for_update else Session.objects
    return rows.get(organisation=organisation, pk=session_id)


def session_of_key(organisation: UUID, key: UUID) -> Session | None:
    """The session that this form planned already."""
    return Session.objects.filter(organisation=organisation, key=key).first()


def planned_sessions(organisation: UUID) -> QuerySet[Session]:
    """Those whose attendance is still to come."""
    return Session.objects.filter(organisation=organisation, state=PLANNED).order_by("held_on")


def attendance(found: Session) -> QuerySet[Attendance]:
    """Who was there and who was not, by name."""
    return (
        Attendance.objects.filter(organisation=found.organisation_id, session=found)
        .select_related("staff")
        .order_by("staff__name")
    )


def exercises(organisation: UUID) -> QuerySet[PhishingExercise]:
    """Every phishing exercise, the latest first."""
    found = PhishingExercise.objects.filter(organisation=organisation)
    return found.order_by("-launched_on", "-kept_at")


def exercise(organisation: UUID, exercise_id: UUID) -> PhishingExercise:
    """One of them; PhishingExercise.DoesNotExist for another organisation's."""
    return PhishingExercise.objects.get(organisation=organisation, pk=exercise_id)


def upload(organisation: UUID, upload_id: UUID, *, for_update: bool = False) -> Upload:
    """A file that waits; Upload.DoesNotExist elsewhere."""
    rows = Upload.objects.select_for_update() if for_update else Upload.objects
    return rows.get(organisation=organisation, pk=upload_id)


def people(organisation: UUID) -> list[rules.Person]:
    """The staff as the rules of coverage read it, in three queries."""
    trained: dict[UUID, set[date]] = defaultdict(set)
    by_account: dict[UUID, set[date]] = defaultdict(set)
    passed = Attempt.objects.filter(organisation=organisation, is_passed=True)
    for person, at in passed.values_list("person_id", "at"):
        by_account[person].add(timezone.localdate(at))
    present = Attendance.objects.filter(
        organisation=organisation, is_present=True, session__state=HELD
    )
    for member, on in present.values_list("staff_id", "session__held_on"):
        trained[member].add(on)
    return [
        _person(one, trained[one.pk] | by_account.get(one.person_id or UUID(int=0), set()))
        for one in staff(organisation)
    ]


def coverage(organisation: UUID, on: date) -> tuple[rules.Found, ...]:
    """Everybody who works here on that day, the gaps first."""
    return rules.coverage(people(organisation), on, periods())


def wanted(found: Iterable[rules.Found], asked: WantedStaff) -> list[rules.Found]:
    """Those whom a filter asks for."""
    words = key_of(asked.words).split()
    return [
        one
        for one in found
        if (not asked.function or one.person.function == asked.function)
        and (not asked.service or one.person.service == asked.service)
        and (not asked.state or one.standing.value == asked.state)
        and all(word in key_of(one.person.name) for word in words)
    ]


def trained_count(organisation: UUID, first: date, last: date) -> dict[str, int]:
    """What was done in a period: modules passed, sessions held, people who came."""
    passed = Attempt.objects.filter(
        organisation=organisation, is_passed=True, at__date__gte=first, at__date__lte=last
    )
    held = Session.objects.filter(
        organisation=organisation, state=HELD, held_on__gte=first, held_on__lte=last
    )
    came = Attendance.objects.filter(organisation=organisation, is_present=True, session__in=held)
    return {"passed": passed.count(), "sessions": held.count(), "attendance": came.count()}


def is_cancelled(found: Session) -> bool:
    """Whether it will not take place."""
    return found.state == CANCELLED


def _person(one: StaffMember, days: set[date]) -> rules.Person:
    return rules.Person(
        id=one.pk,
        name=one.name,
        function=one.function,
        service=one.service,
        arrived_on=one.arrived_on,
        left_on=one.left_on,
        trained_on=tuple(sorted(days)),
    )
