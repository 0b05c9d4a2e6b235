"""How far a file has come, from its statements: the rules of `domain.closing` decide."""

from probant.breaches import queries
from probant.breaches.domain.closing import Progress, ensure_closable, reasons_to_stay_open
from probant.breaches.domain.facts import BreachFacts, from_json
from probant.breaches.models import DISMISSED, Breach, Statement
from probant.breaches.statements import (
    PERSONS,
    Audience,
    Choice,
    Communication,
    Decision,
    Kind,
    Measure,
    Question,
)
from probant.reference import law

# Which letter reaches a category of law.data_subjects; any other category is reached as "others".
REACHED_AS = {
    "patients": Audience.PATIENTS,
    "minors": Audience.PATIENTS,
    "protected_adults": Audience.PATIENTS,
    "residents": Audience.PATIENTS,
    "research_participants": Audience.PATIENTS,
    "relatives": Audience.RELATIVES,
    "trusted_persons": Audience.RELATIVES,
    "legal_representatives": Audience.RELATIVES,
    "staff": Audience.STAFF,
    "practitioners": Audience.STAFF,
}
ANSWERS = {Choice.YES.value: True, Choice.NO.value: False}


def ensure(breach: Breach) -> None:
    """NotClosableError names everything that is left."""
    ensure_closable(progress(breach, queries.history(breach)))


def still_open(breach: Breach, told: tuple[Statement, ...]) -> tuple[str, ...]:
    """What is left, as the rules' codes."""
    return tuple(reasons_to_stay_open(progress(breach, told)))


def progress(breach: Breach, told: tuple[Statement, ...]) -> Progress:
    """What was decided, told and done."""
    facts = from_json(breach.facts)
    stated = queries.in_force(told, Kind.COMMUNICATION, Communication).values()
    public = [one for _made, one in stated if one.audience is Audience.PUBLIC]
    persons = [one for _made, one in stated if one.audience in PERSONS]
    controllers = [one for _made, one in stated if one.audience is Audience.CONTROLLER]
    measures = queries.in_force(told, Kind.MEASURE, Measure).values()
    return Progress(
        is_dismissed=breach.status == DISMISSED,
        has_facts=breach.aware_at is not None and bool(facts.event.narrative.strip()),
        has_effects=_has_effects(facts),
        is_processor=breach.is_processor,
        notify=ANSWERS.get(breach.notify),
        is_notified=breach.notified_at is not None,
        is_notification_complete=breach.completed_at is not None,
        inform=ANSWERS.get(breach.inform),
        are_persons_informed=_all_told(persons) and not _untold(facts, persons),
        are_controllers_told=_all_told(controllers)
        and len(controllers) >= len(facts.involvement.controllers),
        needs_public_notice=_needs_public_notice(breach, told),
        is_public_told=_all_told(public),
        open_measures=sum(one.done_on is None for _made, one in measures),
    )


def untold_groups(breach: Breach, told: tuple[Statement, ...]) -> tuple[str, ...]:
    """The categories of persons that no communication sent has reached yet."""
    stated = queries.in_force(told, Kind.COMMUNICATION, Communication).values()
    return _untold(from_json(breach.facts), [one for _made, one in stated])


def _untold(facts: BreachFacts, stated: list[Communication]) -> tuple[str, ...]:
    """Art. 34 is owed to each group: relatives and trusted persons as well (SAN-2026-009)."""
    reached = {one.audience for one in stated if one.sent_on is not None}
    if Audience.PUBLIC in reached:
        return ()
    named = (group.category for group in facts.persons.groups)
    known = law.data_subjects()  # words of the user's own cannot be matched with a letter
    return tuple(
        name
        for name in named
        if name in known and REACHED_AS.get(name, Audience.OTHER_PERSONS) not in reached
    )


def _needs_public_notice(breach: Breach, told: tuple[Statement, ...]) -> bool:
    """Art. 34(3)(c): who is not written to because of the effort is told in public."""
    decided = queries.the_one(told, Kind.DECISION, Decision, Question.INFORM.value)
    is_refused = breach.inform == Choice.NO.value
    return is_refused and decided is not None and decided.exception == "disproportionate"


def _all_told(stated: list[Communication]) -> bool:
    return bool(stated) and all(one.sent_on is not None for one in stated)


def _has_effects(facts: BreachFacts) -> bool:
    suffered = facts.consequences
    return bool(suffered.items or suffered.narrative.strip())
