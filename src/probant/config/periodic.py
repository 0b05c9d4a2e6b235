"""What the background worker does, how often: one explicit table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from probant.accountability import reminders
from probant.correspondence import sending


@dataclass(frozen=True)
class Job:
    """A function of the clock, called again and again; it opens its own transactions."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


JOBS = (
    Job("mail", timedelta(seconds=5), sending.send_waiting),
    Job("reminders", timedelta(minutes=1), reminders.remind_all),
)
