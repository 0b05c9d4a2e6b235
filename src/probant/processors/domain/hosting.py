"""Health data with a host: CSP art. L.1111-8, piece by piece, each with its reason.

A certificate of the version of 2018 is no longer accepted once the pack `hds_v2` is in force. The
activities needed may be covered together: by the processor's certificate and by its own host's.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from probant.common.verdicts import VerdictState, worst
from probant.processors.domain.record import Access, Certificate, ProcessorRecord
from probant.reference import law

CURRENT, FORMER = "2024", "2018"
PACK = "hds_v2"


@dataclass(frozen=True)
class Piece:
    """One thing looked at: its state, and the code of the reason with its values."""

    id: str
    state: VerdictState
    reason: str
    values: dict[str, str] = field(default_factory=dict)


def pieces(
    record: ProcessorRecord, *, on: date, declared: Collection[bool | None] = ()
) -> tuple[Piece, ...]:
    """Every piece for a host of health data; `declared`: what the register says of it (is_hds)."""
    if record.hosting.hosts_health_data is not True:
        return (_whether(record, declared),)
    return tuple(_of_host(record, on, declared))


def state_of(found: tuple[Piece, ...]) -> VerdictState:
    """The gravest piece decides."""
    return worst(piece.state for piece in found)


def valid(record: ProcessorRecord, on: date) -> tuple[Certificate, ...]:
    """The certificates that count on a day."""
    return tuple(one for one in record.hosting.certificates if _is_valid(one, on))


def ends_on(record: ProcessorRecord, on: date) -> date | None:
    """When an activity needed loses its last certificate; of none that covers it, the last end."""
    ends = [(one, one.expires_on) for one in _counting(record, on) if one.expires_on is not None]
    of_each = [
        max((end for one, end in ends if number in one.activities), default=None)
        for number in record.hosting.needed
    ]
    covered = [end for end in of_each if end is not None]
    return min(covered) if covered else max((end for _one, end in ends), default=None)


def is_former_refused(on: date) -> bool:
    """Whether a certificate of 2018 has ceased to count."""
    return PACK in law.active_rule_packs(on=on)


def _counting(record: ProcessorRecord, on: date) -> tuple[Certificate, ...]:
    """Those in force; where none is, all: they say what went wrong."""
    return valid(record, on) or record.hosting.certificates


def _whether(record: ProcessorRecord, declared: Collection[bool | None]) -> Piece:
    if record.hosting.hosts_health_data is None:
        return Piece("hosts", VerdictState.UNDETERMINED, "not_known")
    if True in declared:
        return Piece("hosts", VerdictState.CONTRADICTED, "register_says_host")
    return Piece("hosts", VerdictState.NOT_APPLICABLE, "no_health_data")


def _of_host(
    record: ProcessorRecord, on: date, declared: Collection[bool | None]
) -> Iterator[Piece]:
    held = _counting(record, on)
    if False in declared:
        yield Piece("register", VerdictState.CONTRADICTED, "register_says_uncertified")
    if not held:
        state = VerdictState.CONTRADICTED if True in declared else VerdictState.MISSING
        yield Piece("number", state, "no_certificate")
    else:
        yield _number(held)
        yield _version(held, on)
        yield _dates(record, on)
    yield _activities(record, on)
    yield _storage(record)
    yield from (_access(access) for access in record.accesses)


def _number(held: tuple[Certificate, ...]) -> Piece:
    lacking = [one for one in held if not one.number.strip()]
    if lacking:
        return Piece("number", VerdictState.MISSING, "no_number")
    return Piece("number", VerdictState.DECLARED, "numbered", {"number": held[0].number})


def _version(held: tuple[Certificate, ...], on: date) -> Piece:
    versions = {one.referential for one in held}
    if CURRENT in versions:
        return Piece("version", VerdictState.DECLARED, "current_version")
    if FORMER in versions:
        if is_former_refused(on):
            return Piece("version", VerdictState.EXPIRED, "former_version")
        return Piece("version", VerdictState.DECLARED, "former_version_still")
    return Piece("version", VerdictState.UNDETERMINED, "no_version")


def _dates(record: ProcessorRecord, on: date) -> Piece:
    held = _counting(record, on)
    past = [one.expires_on for one in held if one.expires_on is not None and one.expires_on < on]
    if past:
        day = max(past).isoformat()
        return Piece("dates", VerdictState.EXPIRED, "certificate_over", {"day": day})
    last = ends_on(record, on)
    if last is None or any(one.expires_on is None for one in held):
        return Piece("dates", VerdictState.UNDETERMINED, "no_end")
    if any(one.issued_on is not None and one.issued_on > on for one in held):
        return Piece("dates", VerdictState.MISSING, "not_yet")
    return Piece("dates", VerdictState.DECLARED, "in_force", {"day": last.isoformat()})


def _activities(record: ProcessorRecord, on: date) -> Piece:
    needed = set(record.hosting.needed)
    if not needed:
        return Piece("activities", VerdictState.UNDETERMINED, "needs_not_chosen")
    covered = {number for one in valid(record, on) for number in one.activities}
    lacking = sorted(needed - covered)
    if lacking:
        numbers = ", ".join(map(str, lacking))
        return Piece("activities", VerdictState.MISSING, "not_covered", {"numbers": numbers})
    return Piece("activities", VerdictState.DECLARED, "covered")


def _storage(record: ProcessorRecord) -> Piece:
    if not record.storage:
        return Piece("storage", VerdictState.UNDETERMINED, "storage_not_known")
    outside = [code for code in record.storage if not law.countries()[code].is_eea]
    if outside:
        codes = ", ".join(outside)
        return Piece("storage", VerdictState.CONTRADICTED, "stored_outside", {"countries": codes})
    return Piece("storage", VerdictState.DECLARED, "stored_inside")


def _access(access: Access) -> Piece:
    named = {"country": access.country}
    if law.countries()[access.country].is_eea:
        return Piece("access", VerdictState.DECLARED, "access_inside", named)
    if not access.mechanism:
        return Piece("access", VerdictState.MISSING, "access_without_mechanism", named)
    if law.transfer_mechanisms()[access.mechanism].kind == "derogation":
        return Piece("access", VerdictState.MISSING, "access_by_derogation", named)
    return Piece("access", VerdictState.DECLARED, "access_framed", named)


def _is_valid(one: Certificate, on: date) -> bool:
    is_current = one.referential == CURRENT or (
        one.referential == FORMER and not is_former_refused(on)
    )
    has_begun = one.issued_on is None or one.issued_on <= on
    return is_current and has_begun and one.expires_on is not None and one.expires_on >= on
