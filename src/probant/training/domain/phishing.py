"""The results of a phishing exercise, counted by service; nobody is named in what is kept.

A service with few people would point at persons: it is counted with the others. Where outcomes by
person are asked for, each bears a code made with a key that is thrown away at once: the same
address has one code inside a campaign, and nothing leads from the code back to the person.
"""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum


class Reaction(StrEnum):
    """What a person did, the gravest last; a report is counted beside it."""

    NONE = "none"
    OPENED = "opened"
    CLICKED = "clicked"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class Result:
    """One line of the tool's file."""

    address: str
    service: str
    reaction: Reaction
    is_reported: bool


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A service's figures: each reaction counts the lesser ones too, as the tools do."""

    service: str
    sent: int = 0
    opened: int = 0
    clicked: int = 0
    submitted: int = 0
    reported: int = 0

    @property
    def clicked_percent(self) -> int:
        """The share that clicked, rounded."""
        return round(100 * self.clicked / self.sent) if self.sent else 0

    @property
    def reported_percent(self) -> int:
        """The share that reported it, rounded."""
        return round(100 * self.reported / self.sent) if self.sent else 0


def one_a_person(results: Iterable[Result]) -> tuple[Result, ...]:
    """A person who stands on several lines counts once, by their gravest reaction."""
    order = list(Reaction)
    kept: dict[str, Result] = {}
    for result in results:
        key = result.address.casefold()
        before = kept.get(key)
        if before is None:
            kept[key] = result
            continue
        gravest = max(before.reaction, result.reaction, key=order.index)
        reported = before.is_reported or result.is_reported
        kept[key] = Result(before.address, before.service or result.service, gravest, reported)
    return tuple(kept.values())


def counted(results: Sequence[Result], *, smallest: int) -> tuple[Counts, ...]:
    """By service, by name; services of fewer than `smallest` people together, without a name."""
    sizes = Counter(result.service for result in results)
    named = {service for service, size in sizes.items() if service and size >= smallest}
    rest = [result for result in results if result.service not in named]
    if named and 0 < len(rest) < smallest:  # the remainder would be a small group itself
        named.discard(min(named, key=lambda service: (sizes[service], service)))
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(result.service if result.service in named else "", []).append(result)
    order = sorted(groups, key=lambda service: (not service, service.casefold()))
    return tuple(_counts(service, groups[service]) for service in order)


def total(counts: Iterable[Mapping[str, int | str]]) -> Counts:
    """The whole campaign, from the counts kept."""
    sums: Counter[str] = Counter()
    for one in counts:
        sums.update({name: int(value) for name, value in one.items() if name != "service"})
    return Counts(service="", **sums)


def pseudonymous(results: Iterable[Result]) -> list[dict[str, str | bool]]:
    """A code and a reaction for each person, in the order of the codes."""
    key = secrets.token_bytes(32)
    made = [
        {
            "code": hmac.new(key, one.address.casefold().encode(), hashlib.sha256).hexdigest()[:12],
            "reaction": one.reaction.value,
            "is_reported": one.is_reported,
        }
        for one in results
    ]
    return sorted(made, key=lambda one: str(one["code"]))


def to_json(counts: Iterable[Counts]) -> list[dict[str, int | str]]:
    """What the table keeps."""
    return [asdict(one) for one in counts]


def _counts(service: str, group: Sequence[Result]) -> Counts:
    order = list(Reaction)
    reached = [order.index(result.reaction) for result in group]
    return Counts(
        service=service,
        sent=len(group),
        opened=sum(one >= order.index(Reaction.OPENED) for one in reached),
        clicked=sum(one >= order.index(Reaction.CLICKED) for one in reached),
        submitted=sum(one >= order.index(Reaction.SUBMITTED) for one in reached),
        reported=sum(result.is_reported for result in group),
    )
