"""What happened in an invented organisation: one story a request, a breach, a crisis."""
