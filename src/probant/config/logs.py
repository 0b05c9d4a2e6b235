"""What the operator's log never holds: one-time links' tokens, and the values of refused rows.

PostgreSQL names a row's values in the DETAIL of an error, and a link's address holds its token.
"""

import logging
import re

SECRET_ADDRESS = re.compile(
    r"(/(?:link|first-run|(?:join|calendar)/[0-9a-f-]{36}|d/suivi)/)[^/\s'\"?]+"
)
DETAIL = re.compile(
    r"^(DETAIL|CONTEXT|LINE \d+):.*(\n(?!\S*Error\b|Traceback|\s+File ).*)*", re.MULTILINE
)


class Formatter(logging.Formatter):
    """The line without what must not be kept."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of the record, its traceback too, made safe."""
        return SECRET_ADDRESS.sub(r"\1…", super().format(record))

    def formatException(self, ei: object) -> str:  # noqa: N802  logging's own name
        """The traceback without the values that PostgreSQL repeats."""
        told = super().formatException(ei)  # type: ignore[arg-type]  # logging's own triple
        return DETAIL.sub(r"\1: …", told)
