"""What the register says of the need for an assessment, and the fingerprint that it was said on."""

from dataclasses import replace

from probant.dpia.domain import need
from probant.dpia.domain.need import Facts, Reasoned
from probant.reference import law
from probant.register.domain.digest import digest_of_record
from probant.register.domain.record import ActivityRecord


def digest_of(record: ActivityRecord) -> str:
    """The fingerprint of what an assessment depends on: neither notes nor dates of review."""
    return digest_of_record(replace(record, notes="", notices_reference="", review_on=None))


def facts_of(record: ActivityRecord, sector: str) -> Facts:
    """What the nine criteria can read in the register."""
    subjects = law.data_subjects()
    return Facts(
        sector=sector,
        name=f"{record.name} {record.summary}",
        subjects=frozenset(record.data_subjects),
        categories=frozenset(line.category for line in record.data_lines),
        is_sensitive=record.is_sensitive,
        has_vulnerable=any(
            subjects[id_].is_vulnerable for id_ in record.data_subjects if id_ in subjects
        ),
        is_automated=bool(record.automated_decision.strip()),
        is_research=record.research is not None,
    )


def proposed(record: ActivityRecord, sector: str) -> Reasoned:
    """What Probant proposes before anybody answers."""
    return need.proposed(facts_of(record, sector), law.dpia_criteria())
