"""The clocks of a breach: the law's and, where it says "without delay", a target of ours.

72 hours are never extended (Regulation 1182/71 art. 3(4) speaks of other periods): `deadline`
carries the exact target, the formal end and the contested argument as steps. Nothing is stored:
clocks are computed at every read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from probant.breaches.domain.facts import Answer, BreachFacts
from probant.common.time_limits import PARIS, Calendar, Deadline, Period, is_late
from probant.common.verdicts import Confidence
from probant.reference import breach, law
from probant.reference.loading import Text

FRANCE = Calendar()
_ANSWERS = {Answer.YES: True, Answer.NO: False}


@dataclass(frozen=True)
class Clock:
    """One duty and its deadline; `applies` None: nobody can tell yet, so it is shown.

    `deadline` is None until its event is known. `is_legal` is false for a target of ours: the law
    then says "without delay". `done_at` stops the clock.
    """

    duty: str
    to: Text
    label: Text
    starts: Text
    article: str
    source: str
    confidence: Confidence
    applies: bool | None
    is_legal: bool
    deadline: Deadline | None
    done_at: datetime | None = None
    is_provisional: bool = False

    def is_late(self, now: datetime) -> bool:
        """Past its formal end, or done after it."""
        return self.deadline is not None and is_late(self.deadline, self.done_at or now)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """What decides which clocks run: decisions taken (None: not yet), what was done and when.

    `provisional_at` (when it was noticed) starts them while awareness is not established.
    `targets` are the organisation's own, by duty, as ISO 8601: a contract's 24 hours.
    """

    notify: bool | None = None
    inform: bool | None = None
    done: Mapping[str, datetime] = field(default_factory=dict)
    provisional_at: datetime | None = None
    targets: Mapping[str, str] = field(default_factory=dict)
    rule_packs: frozenset[str] = frozenset()


NOTHING_DECIDED = Situation()


def clocks(
    facts: BreachFacts,
    situation: Situation = NOTHING_DECIDED,
    *,
    calendar: Calendar = FRANCE,
) -> tuple[Clock, ...]:
    """Every clock that runs or may have to, the nearest end first, those without a start last."""
    found = tuple(_running(facts, situation, calendar))
    return tuple(sorted(found, key=lambda clock: (clock.deadline is None, _end(clock))))


def authority_clock(
    facts: BreachFacts, situation: Situation = NOTHING_DECIDED, *, calendar: Calendar = FRANCE
) -> Clock | None:
    """Art. 33(1): the 72 hours, or None where they do not run."""
    found = clocks(facts, situation, calendar=calendar)
    return next((clock for clock in found if clock.duty == "authority"), None)


def active_packs(on: date, extra: frozenset[str] = frozenset()) -> frozenset[str]:
    """The rule packs enabled by the law's data and in force, and those that are asked for."""
    return frozenset(law.active_rule_packs(on=on)) | extra


def _running(facts: BreachFacts, situation: Situation, calendar: Calendar) -> Iterator[Clock]:
    for id_, duty in breach.duties().items():
        if duty.rule_pack and duty.rule_pack not in situation.rule_packs:
            continue
        applies = _applies(duty, facts, situation)
        if applies is not False:
            starting = _start(duty, facts, situation)
            period = _period(id_, duty, situation)
            ends = calendar.end_of(period, starting=starting) if starting else None
            is_provisional = duty.event == "aware" and facts.timeline.aware_at is None
            yield Clock(
                duty=id_,
                to=duty.to,
                label=duty.label,
                starts=duty.starts,
                article=duty.article,
                source=duty.source,
                confidence=duty.confidence,
                applies=applies,
                is_legal=not duty.target,
                deadline=ends,
                done_at=situation.done.get(id_),
                is_provisional=is_provisional,
            )


def _start(duty: breach.Duty, facts: BreachFacts, situation: Situation) -> datetime | None:
    if duty.event != "aware":
        return situation.done.get(duty.event)
    return facts.timeline.aware_at or situation.provisional_at


def _applies(duty: breach.Duty, facts: BreachFacts, situation: Situation) -> bool | None:
    if facts.involvement.role.value not in duty.roles:
        return False
    involved = facts.involvement
    conditions: Mapping[str, bool | None] = {
        "always": True,
        "notify": situation.notify,
        "inform": situation.inform,
        "health_incident": _ANSWERS.get(involved.is_health_incident),
        "insured": _ANSWERS.get(involved.is_insured),
    }
    return conditions[duty.when]


def _period(id_: str, duty: breach.Duty, situation: Situation) -> Period:
    """The law's, as an enabled rule pack replaces it; or the target, as a contract sets it."""
    if duty.target:
        return Period.parse(situation.targets.get(id_, duty.target))
    if duty.period:
        return Period.parse(duty.period)
    replaced = [
        override.period
        for name in sorted(situation.rule_packs & law.rule_packs().keys())
        for override in law.rule_packs()[name].time_limits
        if override.time_limit == duty.time_limit
    ]
    return Period.parse(replaced[-1] if replaced else law.time_limits()[duty.time_limit].period)


def _end(clock: Clock) -> datetime:
    never = datetime.max.replace(tzinfo=PARIS)
    return clock.deadline.target_at if clock.deadline else never
