"""The parts in which an activity is read and written, each with the fields it holds."""

from enum import StrEnum

from probant.register.domain.record import ActivityRole


class Section(StrEnum):
    """One form of the activity, and one anchor of its page."""

    IDENTITY = "identity"
    PURPOSES = "purposes"
    DATA = "data"
    RECIPIENTS = "recipients"
    SYSTEMS = "systems"
    MEASURES = "measures"
    RESEARCH = "research"
    REVIEW = "review"


FIELDS: dict[Section, tuple[str, ...]] = {
    Section.IDENTITY: (
        "name",
        "role",
        "summary",
        "joint_controllers",
        "controllers",
        "processing_categories",
    ),
    Section.PURPOSES: ("purposes",),
    Section.DATA: ("data_subjects", "data_lines", "source_of_data", "origin"),
    Section.RECIPIENTS: ("recipients", "transfers"),
    Section.SYSTEMS: ("systems", "processors"),
    Section.MEASURES: ("measures", "minimisation", "automated_decision"),
    Section.RESEARCH: ("research",),
    Section.REVIEW: ("review_on", "notices_reference", "notes"),
}
_SECTION_OF = {field: section for section, fields in FIELDS.items() for field in fields}
_NOT_ASKED_OF_PROCESSORS = frozenset({Section.PURPOSES})


def section_of(field: str) -> Section | None:
    """The section of a field or of a path below it; None for what the organisation states."""
    return _SECTION_OF.get(field.partition(".")[0])


def sections_for(role: ActivityRole) -> tuple[Section, ...]:
    """Art. 30(2) asks a processor for no purposes: these are its clients' to state."""
    if role is ActivityRole.CONTROLLER:
        return tuple(Section)
    return tuple(item for item in Section if item not in _NOT_ASKED_OF_PROCESSORS)
