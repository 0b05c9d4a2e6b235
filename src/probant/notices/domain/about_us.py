"""The sections on the controller, rights and the authority (art. 13(1)(a), (b), 13(2)(b–d))."""

from probant.notices.domain import entitlement
from probant.notices.domain.facts import Facts
from probant.notices.domain.notice import Line, Section
from probant.notices.domain.section import section
from probant.notices.domain.wording import say

CNIL_COMPLAINTS = "https://www.cnil.fr/fr/plaintes"


def controller(facts: Facts, language: str) -> Section:
    """Art. 13(1)(a): who answers for the data, and how to reach them."""
    who = facts.controller
    sentences = [say("controller.who", language, name=who.name)] if who.name else []
    if who.representative:
        sentences.append(
            say("controller.representative", language, representative=who.representative)
        )
    means = {"address": who.address, "email": who.email, "telephone": who.telephone}
    return section(
        "controller",
        facts,
        language,
        sentences=sentences,
        lines=(
            Line(text=say(f"label.{key}", language), details=(" ".join(value.split()),))
            for key, value in means.items()
            if value.strip()
        ),
    )


def dpo(facts: Facts, language: str) -> Section | None:
    """Art. 13(1)(b): the data protection officer, where there is one."""
    who = facts.controller
    if not who.dpo_contact:
        return None
    name = who.dpo_name or say("dpo.unnamed", language)
    return section(
        "dpo",
        facts,
        language,
        sentences=(say("dpo.who", language, name=name),),
        lines=(Line(text=say("label.contact", language), details=(who.dpo_contact,)),),
    )


def rights(facts: Facts, language: str) -> Section:
    """Art. 13(2)(b): what may be asked, of whom, and when the answer comes."""
    contact = facts.controller.contact_for_rights
    closing = [say("rights.how", language, contact=" ".join(contact.split()))] if contact else []
    return section(
        "rights",
        facts,
        language,
        sentences=(say("rights.intro", language),),
        lines=(
            Line(text=right.text, details=right.conditions)
            for right in entitlement.rights_of(facts, language)
        ),
        closing=(*closing, say("rights.answer", language)),
        is_from_record=True,
    )


def withdrawal(facts: Facts, language: str) -> Section | None:
    """Art. 13(2)(c): where consent is relied on."""
    if not any(aim.basis == "consent" for aim in facts.aims):
        return None
    return section("withdrawal", facts, language, sentences=(say("withdrawal.text", language),))


def complaint(facts: Facts, language: str) -> Section:
    """Art. 13(2)(d): the CNIL."""
    lines = (
        Line(
            text=say("complaint.online", language),
            details=("www.cnil.fr/fr/plaintes",),
            link=CNIL_COMPLAINTS,
        ),
        Line(
            text=say("complaint.post", language),
            details=(say("complaint.address", language),),
        ),
    )
    text = say("complaint.text", language)
    return section("complaint", facts, language, sentences=(text,), lines=lines)


def after_death(facts: Facts, language: str) -> Section:
    """LIL art. 48 and 85, to be verified: instructions for after death."""
    return section("after_death", facts, language, sentences=(say("after_death.text", language),))
