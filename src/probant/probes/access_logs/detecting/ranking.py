"""Which candidates are told: above the threshold, once in seven days, the best of each day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from probant.probes.access_logs.detecting.candidates import Candidate
from probant.probes.access_logs.detecting.rows import SPAN
from probant.probes.access_logs.result import Rule

Told = dict[tuple[str, ...], date]


def ranked(
    candidates: Iterable[Candidate], *, threshold: float, budget: int, told: Told
) -> Iterator[tuple[int, Candidate]]:
    """(Rank from 1, candidate), by day; `told` remembers when each subject was told last."""
    by_day: dict[date, list[Candidate]] = defaultdict(list)
    for one in candidates:
        if one.score >= threshold:
            by_day[one.day].append(one)
    for day in sorted(by_day):
        rank = 0
        for one in sorted(by_day[day], key=lambda candidate: candidate.order):
            if rank < budget and not _is_told(one, told):
                rank += 1
                told.update(dict.fromkeys((one.subject, *one.covers), day))
                yield rank, one


def _is_told(one: Candidate, told: Told) -> bool:
    """This subject; or the account's browsing, unless the record is about somebody."""
    if _is_recent(one.subject, one.day, told):
        return True
    about = {Rule.COLLEAGUE, Rule.FAMILY, Rule.NEIGHBOUR, Rule.VIP, Rule.CROWD, Rule.SELF_ACCESS}
    is_single = one.patient is not None and not about & one.rules.keys()
    covering = (Rule.MASS_BROWSING, Rule.DEPARTED)
    return is_single and any(_is_recent((one.account, rule), one.day, told) for rule in covering)


def _is_recent(subject: tuple[str, ...], day: date, told: Told) -> bool:
    last = told.get(subject)
    return last is not None and timedelta(0) <= day - last < timedelta(days=SPAN)
