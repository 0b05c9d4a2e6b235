"""Where the columns of an event stand in an audit message: decided by its elements and codes.

`lay_out` sees the elements and the deciding codes (codes.DECIDING) alone, never another value: two
messages with the same elements and codes have the same layout, which `Layout.rows` then reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from probant.probes.access_logs.batch import Reason
from probant.probes.access_logs.event import Action, Extent
from probant.probes.access_logs.sources.atna import codes
from probant.probes.access_logs.sources.atna.identifiers import identifier, person
from probant.probes.access_logs.sources.atna.parsing import Element, MessageFaultError
from probant.probes.access_logs.sources.categories import category_of_object

Codes = Mapping[int, str]  # index of a value → the value, of deciding attributes alone
NONE = -1  # the place of a value that the message does not tell
COLUMNS = (  # of `Layout.rows`, in this order
    "actor_id",
    "actor_system",
    "actor_role",
    "actor_unit",
    "on_behalf_of",
    "ip",
    "device_id",
    "patient_id",
    "patient_system",
    "category",
    "object_ref",
    "action",
    "purpose",
    "is_break_glass",
    "outcome",
    "extent",
)
Row = tuple[str | int | bool | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Places of the free values in a message, and what its codes tell by themselves."""

    time: int
    actor: int
    alternative: int
    on_behalf_of: int
    ip: int
    device: int
    site: int
    object_: int
    patients: tuple[int, ...]
    role: str | None
    category: str | None
    action: Action
    purpose: str | None
    is_break_glass: bool | None
    outcome: int | None
    extent_without_patient: Extent

    @property
    def places(self) -> tuple[int, ...]:
        """Of the values that `rows` takes, the time first."""
        near = (self.time, self.actor, self.alternative, self.on_behalf_of)
        return (*near, self.ip, self.device, self.site, self.object_, *self.patients)

    def rows(self, values: Sequence[str | None]) -> list[Row]:
        """One row for each named patient, one where there is none; `values` by `places`."""
        _, user, alternative, behalf, ip, device, site, object_, *patients = values
        actor, system = person(user, alternative)
        first = (actor, system, self.role, site, identifier(behalf)[0], ip, device)
        last = (self.category, object_, self.action.value, self.purpose, self.is_break_glass)
        named = [pair for pair in map(identifier, patients) if pair[0]]
        if not named:
            extent = self.extent_without_patient.value
            return [(*first, None, None, *last, self.outcome, extent)]
        extent = Extent.NAMED.value
        return [(*first, *pair, *last, self.outcome, extent) for pair in dict.fromkeys(named)]


def deciding_places(root: Element) -> tuple[int, ...]:
    """Where the deciding codes of a message stand."""
    return tuple(
        place
        for element in root.each()
        for name, place in element.attributes.items()
        if name in codes.DECIDING
    )


def lay_out(root: Element, told: Codes) -> Layout:
    """MessageFaultError where the message is no audit event that can be read."""
    events = root.all("EventIdentification")
    if root.name != "AuditMessage" or len(events) != 1:
        raise MessageFaultError(Reason.NOT_AN_EVENT, "EventIdentification")
    if "EventDateTime" not in events[0].attributes:
        raise MessageFaultError(Reason.NO_TIME, "EventDateTime")
    users = _Users(root.all("ActiveParticipant"), told)
    objects = _Objects(root.all("ParticipantObjectIdentification"), told)
    event = _Event(events[0], told)
    purpose = event.purpose
    return Layout(
        time=events[0].attributes["EventDateTime"],
        actor=_place(users.actor, "UserID"),
        alternative=_place(users.actor, "AlternativeUserID"),
        on_behalf_of=_place(users.principal, "UserID"),
        ip=users.access_point(codes.IP_ADDRESS),
        device=users.access_point(codes.MACHINE_NAME),
        site=_site(root),
        object_=_place(objects.first, "ParticipantObjectID"),
        patients=tuple(_place(one, "ParticipantObjectID") for one in objects.patients),
        role=_code(users.actor, "RoleIDCode", told),
        category=objects.category,
        action=event.action(is_paper=users.is_paper, is_copied=objects.is_copied),
        purpose=purpose,
        is_break_glass=event.is_break_glass,
        outcome=event.outcome,
        extent_without_patient=Extent.QUERY_UNRESOLVED if event.is_query else Extent.NO_PATIENT,
    )


@dataclass(frozen=True, slots=True)
class _Event:
    """EventIdentification."""

    element: Element
    told: Codes

    @property
    def kind(self) -> str | None:
        return _code(self.element, "EventID", self.told)

    @property
    def types(self) -> set[str]:
        return _codes(self.element, "EventTypeCode", self.told)

    @property
    def is_query(self) -> bool:
        return self.kind == codes.QUERY or bool(self.types & codes.QUERIES)

    @property
    def purpose(self) -> str | None:
        """The break-glass code where several purposes are told, else the first."""
        purposes = sorted(_codes(self.element, "PurposeOfUse", self.told))
        broken = [code for code in purposes if code in codes.BREAK_GLASS]
        return broken[0] if broken else _code(self.element, "PurposeOfUse", self.told)

    @property
    def is_break_glass(self) -> bool | None:
        if codes.EMERGENCY_OVERRIDE in self.types:
            return True
        return None if self.purpose is None else self.purpose in codes.BREAK_GLASS

    @property
    def outcome(self) -> int | None:
        told = _value(self.element, "EventOutcomeIndicator", self.told)
        if told is not None and told not in codes.OUTCOMES:
            raise MessageFaultError(Reason.UNKNOWN_SHAPE, "EventOutcomeIndicator")
        return None if told is None else codes.OUTCOMES[told]

    def action(self, *, is_paper: bool, is_copied: bool) -> Action:
        """Exports and prints are told apart; a retrieval is a reading whoever reports it."""
        told = _value(self.element, "EventActionCode", self.told)
        if told is not None and told not in codes.ACTIONS:
            raise MessageFaultError(Reason.NO_ACTION, "EventActionCode")
        if self.types & codes.RETRIEVALS:
            return Action.READ
        if self.kind == codes.EXPORT or is_copied:
            return Action.PRINT if is_paper else Action.EXPORT
        action = Action(told) if told else codes.ACTION_OF.get(self.kind or "")
        if action is None:
            raise MessageFaultError(Reason.NO_ACTION, "EventActionCode")
        return action


class _Users:
    """ActiveParticipant: the first person who asked, else the first machine that did."""

    def __init__(self, participants: list[Element], told: Codes) -> None:
        self.told = told
        self.all = participants
        self.requestors = [one for one in participants if self._is_requestor(one)]
        people = [one for one in self.requestors if not self._is_machine(one)]
        self.actor = next(iter(people or self.requestors), None)
        self.principal = people[1] if len(people) > 1 else None

    @property
    def is_paper(self) -> bool:
        media = [media for one in self.all for media in one.all("MediaIdentifier")]
        return any(_codes(one, "MediaType", self.told) & codes.PAPER for one in media)

    def access_point(self, kind: str) -> int:
        """Where the actor's address or machine is told, else another's or the source's."""
        sources = [one for one in self.all if codes.SOURCE in self._roles(one)]
        near = [self.actor] if self.actor else []
        for one in (*near, *self.requestors, *sources):
            if _value(one, "NetworkAccessPointTypeCode", self.told) == kind:
                return _place(one, "NetworkAccessPointID")
        return NONE

    def _is_requestor(self, one: Element) -> bool:
        """RFC 3881: true where it is not told."""
        return _value(one, "UserIsRequestor", self.told) in {None, "true", "1"}

    def _is_machine(self, one: Element) -> bool:
        return bool(self._roles(one) & codes.MACHINES)

    def _roles(self, one: Element) -> set[str]:
        return _codes(one, "RoleIDCode", self.told)


class _Objects:
    """ParticipantObjectIdentification: patients, and what was opened of them."""

    def __init__(self, objects: list[Element], told: Codes) -> None:
        self.told = told
        self.patients = [
            one
            for one in objects
            if self._kind(one) == codes.PERSON_OBJECT
            and _value(one, "ParticipantObjectTypeCodeRole", told) == codes.PATIENT
        ]
        self.opened = [one for one in objects if self._kind(one) == codes.SYSTEM_OBJECT]
        self.first = next(iter(self.opened), None)

    @property
    def category(self) -> str | None:
        """That of the first object; None where the message names no object."""
        if self.first is None:
            return None
        return category_of_object(_code(self.first, "ParticipantObjectIDTypeCode", self.told))

    @property
    def is_copied(self) -> bool:
        cycles = {_value(one, "ParticipantObjectDataLifeCycle", self.told) for one in self.opened}
        return bool(cycles & codes.LIFE_CYCLE_EXPORT)

    def _kind(self, one: Element) -> str | None:
        return _value(one, "ParticipantObjectTypeCode", self.told)


def _value(element: Element | None, name: str, told: Codes) -> str | None:
    place = _place(element, name)
    return None if place == NONE else told[place] or None


def _code(element: Element | None, name: str, told: Codes) -> str | None:
    """The code of the first child of that name: `csd-code` in DICOM, `code` in RFC 3881."""
    for child in element.all(name) if element else ():
        found = _value(child, "csd-code", told) or _value(child, "code", told)
        if found:
            return found
    return None


def _codes(element: Element, name: str, told: Codes) -> set[str]:
    children = element.all(name)
    found = [_value(one, "csd-code", told) or _value(one, "code", told) for one in children]
    return {code for code in found if code}


def _place(element: Element | None, name: str) -> int:
    return element.attributes.get(name, NONE) if element else NONE


def _site(root: Element) -> int:
    sources = root.all("AuditSourceIdentification")
    return _place(sources[0] if sources else None, "AuditEnterpriseSiteID")
