"""Passwords are kept by Argon2id: 46 MiB, one pass, one lane (OWASP), about 50 ms of CPU."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = BoundedSemaphore(2)


class Argon2id(Argon2PasswordHasher):
    """Argon2id at most two at once, so that a burst of sign-ins cannot fill memory."""

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hashes, at most two at once in a process."""
        with AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Verifies, at most two at once in a process."""
        with AT_ONCE:
            return super().verify(password, encoded)
