"""The letter of one group, from the facts of its breach: art. 33(2), 34(2) and (3)(c)."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from probant.breaches.casefile import CaseFile
from probant.breaches.domain.communication import LetterFacts, missing
from probant.breaches.domain.facts import BreachFacts
from probant.breaches.domain.form_values import count_in_words
from probant.breaches.statements import PERSONS, Audience, Communication
from probant.correspondence import letters
from probant.correspondence.domain.markdown import parse
from probant.correspondence.letters import Letter
from probant.correspondence.papers import Sender
from probant.organisations.models import Organisation
from probant.reference import breach as reference
from probant.reference.breach import LetterElement

KINDS = {
    Audience.PATIENTS: "breaches.person_patient",
    Audience.RELATIVES: "breaches.person_relative",
    Audience.STAFF: "breaches.person_staff",
    Audience.OTHER_PERSONS: "breaches.person_patient",
    Audience.PUBLIC: "breaches.public_communication",
    Audience.CONTROLLER: "breaches.controller_notice",
    Audience.CLIENT: "breaches.warning_client",
    Audience.PARTNER: "breaches.warning_partner",
    Audience.PROCESSOR: "breaches.warning_processor",
}


def letter_of(file: CaseFile, organisation: Organisation, said: Communication) -> Letter:
    """The text that was kept, or the one that the facts give now."""
    if not said.text.strip():
        values = _values(file, said)
        return letters.compose(organisation, KINDS[said.audience], said.language, values)
    return Letter(
        kind=KINDS[said.audience],
        language=said.language,
        subject=said.subject or file.breach.reference,
        blocks=parse(said.text),
        sender=Sender.of(organisation),
    )


def kept(file: CaseFile, organisation: Organisation, said: Communication) -> Communication:
    """Once it is sent, its words are kept with it: later facts change no letter that left."""
    if said.sent_on is None or said.text.strip():
        return said
    made = letter_of(file, organisation, said)
    return replace(said, subject=said.subject or made.subject, text=made.text)


def lacking(file: CaseFile, organisation: Organisation) -> tuple[LetterElement, ...]:
    """What art. 34(2) asks of a letter to persons and the facts do not say yet."""
    told = _told(file.facts, organisation.language)
    officer = ", ".join(filter(None, [organisation.dpo_name, organisation.dpo_contact]))
    contact = officer or organisation.email or organisation.telephone
    return missing(LetterFacts(contact=contact, **told))


def is_to_persons(said: Communication) -> bool:
    """Whether art. 34(2) says what its letter holds."""
    return said.audience in PERSONS


def _values(file: CaseFile, said: Communication) -> dict[str, object]:
    facts, language = file.facts, said.language
    with override(language):
        return {
            **_told(facts, language),
            "recipient": _("Dear Sir or Madam"),
            "patient": "",
            "addressee": said.group,
            "number": file.breach.reference,
            "message": "",
            "request": _(
                "Please check on your side, keep your logs, and tell us of anything unusual."
            ),
            "missing": "",
            "occurred": _instant(facts, "started_at") or _instant(facts, "detected_at"),
            "aware_at": _instant(facts, "aware_at"),
            "persons_count": count_in_words(facts.persons.count, language) or _("not known yet"),
            "records_count": count_in_words(facts.data.records, language) or _("not known yet"),
        }


def _told(facts: BreachFacts, language: str) -> dict[str, str]:
    """What happened, to which data, with which effects, and what was done, in words."""
    kinds = (
        _joined([reference.label("data", item.kind, language), item.detail])
        for item in facts.data.items
    )
    effects = (
        item.detail or reference.label("consequence", item.kind, language)
        for item in facts.consequences.items
    )
    return {
        "nature": facts.event.narrative,
        "data": _listed(kinds),
        "consequences": _listed([*effects, facts.consequences.narrative]),
        "measures": _listed(one.text for one in facts.measures.taken),
        "advice": _listed(facts.measures.advice),
    }


def _listed(lines: Iterable[str]) -> str:
    said = [line.strip() for line in lines if line.strip()]
    return said[0] if len(said) == 1 else "\n".join(f"- {line}" for line in said)


def _joined(parts: Iterable[str]) -> str:
    return " : ".join(part.strip() for part in parts if part.strip())


def _instant(facts: BreachFacts, name: str) -> str:
    at = getattr(facts.timeline, name)
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
