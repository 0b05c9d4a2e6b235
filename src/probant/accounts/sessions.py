"""Sessions in the database; a key that Probant never gave is not even looked for."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    """Django's, which would ask PostgreSQL for a key with NUL in it and fail."""

    def _validate_session_key(self, key: str) -> bool:
        """Keys are lower-case letters and digits (SessionBase._get_new_session_key)."""
        is_valid: bool = super()._validate_session_key(key)  # type: ignore[misc]  # not in the stubs
        return is_valid and key.isascii() and key.isalnum()
