"""What is due: one list computed at every read, reminders, a private calendar."""
