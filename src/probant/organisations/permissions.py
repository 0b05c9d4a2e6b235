"""The one table of who may do what; what it does not name is refused."""

from collections.abc import Mapping
from types import MappingProxyType

from probant.common.errors import ProbantError
from probant.organisations.domain import Member, Role

EVERYONE = frozenset(Role)
WRITERS = frozenset({Role.CONTRIBUTOR, Role.DPO, Role.ADMINISTRATOR})
STAFF = WRITERS | {Role.CISO}
OFFICERS = frozenset({Role.DPO, Role.CISO, Role.ADMINISTRATOR})
DPO = frozenset({Role.DPO, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PERMISSIONS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "organisation.view": EVERYONE,
        "organisation.edit": DPO,
        "members.view": OFFICERS,
        "members.edit": ADMINISTRATORS,
        "access.review": OFFICERS,
        "tokens.edit": ADMINISTRATORS,
        "register.view": EVERYONE,
        "register.edit": WRITERS,
        "register.validate": DPO,
        "register.import": WRITERS,
        "register.export": EVERYONE,
        "notices.view": EVERYONE,
        "notices.edit": WRITERS,
        "notices.publish": DPO,
        "guided_start.answer": WRITERS,
        "subject_requests.view": WRITERS,
        "subject_requests.enter": WRITERS,
        "subject_requests.handle": DPO,
        "breaches.declare": EVERYONE,
        "breaches.view": OFFICERS,
        "breaches.qualify": OFFICERS,
        "breaches.decide": DPO,
        "crisis.view": EVERYONE,
        "crisis.prepare": OFFICERS,
        "crisis.act": STAFF,
        "crisis.lead": OFFICERS,
        "processors.view": EVERYONE,
        "processors.edit": STAFF,
        "processors.decide": OFFICERS,
        "clients.view": STAFF,
        "clients.advise": OFFICERS,
        "dpia.view": EVERYONE,
        "dpia.edit": STAFF,
        "dpia.advise": DPO,
        "dpia.validate": ADMINISTRATORS,
        "risks.view": STAFF,
        "risks.edit": STAFF,
        "risks.accept": OFFICERS,
        "policies.view": EVERYONE,
        "policies.edit": OFFICERS,
        "policies.acknowledge": EVERYONE,
        "controls.view": EVERYONE,
        "controls.edit": STAFF,
        "barriers.view": STAFF,
        "barriers.edit": STAFF,
        "vulnerabilities.view": STAFF,
        "vulnerabilities.edit": OFFICERS,
        "training.view": EVERYONE,
        "training.learn": EVERYONE,
        "training.edit": OFFICERS,
        "audits.view": STAFF,
        "audits.edit": OFFICERS,
        "dpo_office.view": OFFICERS,
        "dpo_office.edit": DPO,
        "letters.view": OFFICERS,
        "letters.edit": DPO,
        "deadlines.view": EVERYONE,
        "accountability.view": EVERYONE,
        "dossiers.make": OFFICERS,
        "journal.view": OFFICERS,
        "journal.seal": OFFICERS,
    }
)


class PermissionDeniedError(ProbantError):
    """This member's role does not hold this permission."""

    def __init__(self, permission: str, role: Role) -> None:
        """`permission`: the name asked for; `role`: the member's."""
        super().__init__(permission, role)
        self.permission = permission
        self.role = role


def is_allowed(role: Role, permission: str) -> bool:
    """Whether `role` holds `permission`; an unknown permission is held by nobody."""
    return role in PERMISSIONS.get(permission, frozenset())


def require(member: Member, permission: str) -> None:
    """Raises PermissionDeniedError unless the member's role holds `permission`."""
    if not is_allowed(member.role, permission):
        raise PermissionDeniedError(permission, member.role)


def covers(role: Role, lesser: Role) -> bool:
    """Whether `role` holds every permission that `lesser` holds."""
    return all(role in holders for holders in PERMISSIONS.values() if lesser in holders)
