"""One row of `event.READ`, as the exact path tells it."""

from dataclasses import dataclass

from probant.probes.access_logs.event import Action, ClockQuality, Extent


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The columns of `event.READ` but `unit`, in its order; `ts` in microseconds since 1970."""

    event_id: str
    ts: int
    clock: ClockQuality
    actor_id: str | None = None
    actor_system: str | None = None
    actor_role: str | None = None
    actor_unit: str | None = None
    on_behalf_of: str | None = None
    ip: str | None = None
    device_id: str | None = None
    patient_id: str | None = None
    patient_system: str | None = None
    category: str | None = None
    object_ref: str | None = None
    action: Action
    purpose: str | None = None
    is_break_glass: bool | None = None
    break_glass_reason: str | None = None
    outcome: int | None = None
    n_results: int | None = None
    session_id: str | None = None
    is_mfa: bool | None = None
    extent: Extent
