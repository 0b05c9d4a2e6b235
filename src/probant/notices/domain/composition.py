"""From facts to a notice: each item of art. 13 and 14 in short, plain sentences.

What the register does not state is left out or said to be open; `unmet` lists it. Nothing here
claims a fact that neither the register nor the organisation gave.
"""

from collections.abc import Callable

from probant.notices.domain import about_data, about_flows, about_us
from probant.notices.domain.facts import Facts
from probant.notices.domain.notice import Notice, Section
from probant.notices.domain.wording import say


def compose(facts: Facts, language: str) -> Notice:
    """The notice of these facts, in French ("fr") or English ("en")."""
    found = (write(facts, language) for write in SECTIONS)
    return Notice(
        audience=facts.audience.value,
        language=language,
        title=say(f"title.{facts.audience}", language),
        lead=say("lead", language),
        controller=facts.controller.name,
        sections=tuple(section for section in found if section is not None),
    )


SECTIONS: tuple[Callable[[Facts, str], Section | None], ...] = (
    about_us.controller,
    about_us.dpo,
    about_data.purposes,
    about_data.legitimate_interests,
    about_data.data_categories,
    about_data.mandatory,
    about_data.source,
    about_flows.recipients,
    about_flows.transfers,
    about_flows.retention,
    about_us.rights,
    about_us.withdrawal,
    about_us.complaint,
    about_data.automated_decision,
    about_us.after_death,
)
