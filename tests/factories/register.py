"""Invented records: complete ones, to be spoiled by the test that needs it."""

from dataclasses import replace
from datetime import date
from typing import Any

from probant.register.domain.completeness import ControllerFacts
from probant.register.domain.record import (
    ActivityRecord,
    ActivityRole,
    DataLine,
    Identification,
    Measure,
    Party,
    ProcessorLine,
    Purpose,
    Recipient,
    Retention,
    System,
)

ORGANISATION = ControllerFacts(
    name="Cabinet inventé des Tilleuls",
    contact="1 rue Inventée, 69000 Lyon",
    dpo_contact="dpo@example.org",
)


def complete_record(**changes: Any) -> ActivityRecord:  # noqa: ANN401  any field of the record
    """Patient records of an invented practice, complete under art. 30(1)."""
    record = ActivityRecord(
        name="Dossiers des patients",
        summary="Tenir le dossier de chaque patient.",
        purposes=(care_purpose(),),
        data_subjects=("patients",),
        data_lines=(identity_line(), health_line()),
        recipients=(Recipient(name="Équipe de soins", category="care_team"),),
        systems=(System(name="Logiciel de cabinet"),),
        processors=(
            ProcessorLine(
                name="Éditeur inventé", service="Hébergement", contract_on=date(2026, 1, 5)
            ),
        ),
        measures=(Measure(text="Comptes nominatifs"),),
        minimisation="Seules les données utiles au soin.",
        review_on=date(2027, 11, 21),
    )
    return replace(record, **changes)


def processor_record(**changes: Any) -> ActivityRecord:  # noqa: ANN401  any field of the record
    """Hosting by an invented publisher, complete under art. 30(2)."""
    record = ActivityRecord(
        name="Hébergement du logiciel",
        role=ActivityRole.PROCESSOR,
        controllers=(Party(name="Cabinet inventé", contact="contact@example.org"),),
        processing_categories=("Hébergement",),
        measures=(Measure(text="Chiffrement"),),
        review_on=date(2027, 11, 21),
    )
    return replace(record, **changes)


def care_purpose(**changes: Any) -> Purpose:  # noqa: ANN401  any field of the purpose
    """Care, in the public interest, under professional secrecy."""
    purpose = Purpose(text="Soigner", legal_basis="public_task", exception="art9_2_h")
    return replace(purpose, **changes)


def identity_line(**changes: Any) -> DataLine:  # noqa: ANN401  any field of the line
    """Name and date of birth."""
    line = DataLine(
        category="identity",
        detail="Nom, date de naissance",
        identification=Identification.IDENTIFYING,
        retention=Retention(rule="practice_record"),
    )
    return replace(line, **changes)


def health_line(**changes: Any) -> DataLine:  # noqa: ANN401  any field of the line
    """Diagnoses."""
    line = DataLine(
        category="health",
        detail="Diagnostics",
        is_sensitive=True,
        retention=Retention(rule="practice_record"),
    )
    return replace(line, **changes)
