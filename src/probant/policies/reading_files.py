"""A list of signatures, from the bytes of a CSV, XLSX or ODS to the people that it names."""

from datetime import date

from probant.policies.domain import policy as rules
from probant.register.exchange import reading
from probant.register.exchange.errors import ExchangeError

MOST_BYTES = 5_000_000


def people(data: bytes, name: str, *, today: date) -> tuple[rules.Read, ...]:
    """Those named by the first sheet; AcknowledgementFileError for a file that is none."""
    if len(data) > MOST_BYTES:
        raise rules.AcknowledgementFileError(reason="too_large")
    try:
        workbook = reading.read(data, name)
    except ExchangeError as error:
        raise rules.AcknowledgementFileError(reason="unreadable") from error
    return rules.rows_read(workbook.sheets[0].rows, today=today)
