"""Reading what was measured, in one organisation."""

from uuid import UUID

from probant.observations.models import Observation


def latest(organisation: UUID, *, probe: str, kind: str, subject: UUID) -> Observation | None:
    """The last measurement of a subject by a probe."""
    found = Observation.objects.filter(
        organisation=organisation, probe=probe, subject_kind=kind, subject_id=subject
    )
    return found.order_by("-at", "-pk").first()
