"""Whether an activity needs an impact assessment: what is proposed, and what a person decides.

WP248: two of the nine criteria and one is due in principle. The CNIL's list of art. 35(4) always
asks for one; its list of art. 35(5) never does. What nobody knows is asked, never guessed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ENOUGH = 2
PRIMARY_CARE = frozenset({"practice", "pharmacy", "laboratory"})
# The id of a type of the CNIL's list, and the words of a name that recall it.
RECALLED: Mapping[str, re.Pattern[str]] = {
    id_: re.compile(words, re.IGNORECASE)
    for id_, words in {
        "health_warehouse": r"entrep[oô]t|warehouse|\bEDS\b|registre (?:de|des) (?:sant|mal)",
        "professional_alerts": r"lanceur|whistle|alertes? professionnelle",
        "social_health_alerts": r"signalement|maltraitance|information préoccupante",
        "social_support": r"m[ée]dico-social|accompagnement social|social support",
    }.items()
}


class Known(StrEnum):
    """An answer to a criterion."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Conclusion(StrEnum):
    """What follows."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the register and the organisation already say."""

    sector: str
    name: str = ""
    subjects: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    is_sensitive: bool = False
    has_vulnerable: bool = False
    is_automated: bool = False
    is_research: bool = False


@dataclass(frozen=True, kw_only=True)
class Reasoned:
    """The nine criteria, the types of the two lists that apply, and what follows with its why."""

    criteria: Mapping[str, Known] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    conclusion: Conclusion = Conclusion.UNKNOWN
    reason: str = ""


def proposed(facts: Facts, criteria: Iterable[str]) -> Reasoned:
    """What the register lets one say before anybody answers."""
    known = _known(facts)
    answers = {id_: known.get(id_, Known.UNKNOWN) for id_ in criteria}
    required, exempt = tuple(_required(facts)), tuple(_exempt(facts))
    return Reasoned(
        criteria=answers,
        required=required,
        exempt=exempt,
        conclusion=conclude(answers, required, exempt),
    )


def conclude(
    criteria: Mapping[str, Known], required: Iterable[str], exempt: Iterable[str]
) -> Conclusion:
    """The lists first, then the count of criteria; what is unknown may still decide."""
    if any(True for _ in required):
        return Conclusion.REQUIRED
    if any(True for _ in exempt):
        return Conclusion.NOT_REQUIRED
    held = list(criteria.values())
    if held.count(Known.YES) >= ENOUGH:
        return Conclusion.REQUIRED
    may_be = held.count(Known.YES) + held.count(Known.UNKNOWN)
    return Conclusion.UNKNOWN if may_be >= ENOUGH else Conclusion.NOT_REQUIRED


def to_check(facts: Facts) -> tuple[str, ...]:
    """Types of art. 35(5) that only a person can tell: working alone, fewer than 250 staff."""
    found = []
    if facts.sector in PRIMARY_CARE and facts.is_sensitive and "patients" in facts.subjects:
        found.append("individual_practice")
    if facts.subjects and facts.subjects <= {"staff", "candidates"}:
        found.append("small_staff")
    return tuple(found)


def _known(facts: Facts) -> dict[str, Known]:
    """Only a yes is read from the register: what it does not say may be so all the same."""
    said = {
        "sensitive_data": facts.is_sensitive,
        "vulnerable_persons": facts.has_vulnerable,
        "automated_decision": facts.is_automated,
    }
    found = {id_: Known.YES for id_, held in said.items() if held}
    if facts.categories and not facts.is_sensitive:
        found["sensitive_data"] = Known.NO
    if facts.subjects and not facts.has_vulnerable:
        found["vulnerable_persons"] = Known.NO
    return found


def _required(facts: Facts) -> Iterable[str]:
    is_care = "health" in facts.categories and {"patients", "residents"} & facts.subjects
    if facts.sector == "hospital" and is_care and not facts.is_research:
        yield "care_institutions"
    if "genetic" in facts.categories and facts.has_vulnerable:
        yield "genetic_vulnerable"
    if "biometric" in facts.categories:
        yield "biometric_identification"
    yield from (id_ for id_, words in RECALLED.items() if words.search(facts.name))


def _exempt(facts: Facts) -> Iterable[str]:
    if facts.subjects == {"suppliers"} and not facts.is_sensitive:
        yield "suppliers"
