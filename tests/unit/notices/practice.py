"""An invented practice: its controller and the records that templates give it."""

from probant.notices.domain.facts import Audience, Controller, Facts, gather
from probant.reference import templates
from probant.register.domain.record import ActivityRecord, from_json

CONTROLLER = Controller(
    name="Cabinet des Tilleuls (inventé)",
    address="1 rue Inventée, 00000 Nulle-Part",
    email="contact@cabinet.invalid",
    dpo_reason_for_none="Un seul praticien",
)


def records(family: str = "practice", language: str = "fr") -> dict[str, ActivityRecord]:
    """One record for each template of a family."""
    return {
        template.id: from_json(templates.instantiate(template, language))
        for template in templates.families()[family].templates
    }


def facts() -> Facts:
    """The facts of the whole practice for its patients."""
    return gather(Audience.PATIENTS, records(), CONTROLLER)
