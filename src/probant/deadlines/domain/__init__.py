"""What is due, and when to speak of it."""

from probant.deadlines.domain.due import Due, by_urgency
from probant.deadlines.domain.reminding import Audience, Reminder, reminder

__all__ = ["Audience", "Due", "Reminder", "by_urgency", "reminder"]
