"""The log's writing end: lock the head, hash the leaf into the compact range, insert, move on."""

from uuid import UUID

from django.db import connection

from probant.common.merkle import Frontier, leaf_hash
from probant.journal.domain import Act, Disclosure

HEAD = "SELECT size, frontier FROM journal_log WHERE organisation_id = %s FOR UPDATE"
FIRST = "INSERT INTO journal_log VALUES (%s, 0, '\\x0000000000000000') ON CONFLICT DO NOTHING"
APPEND = """
WITH head AS (
  UPDATE journal_log SET size = %(size)s, frontier = %(frontier)s
  WHERE organisation_id = %(organisation)s
), opened AS (
  INSERT INTO journal_disclosure (organisation_id, index, field, salt, value)
  SELECT %(organisation)s, %(index)s, * FROM unnest(%(fields)s::text[], %(salts)s::bytea[],
    %(values)s::text[])
)
INSERT INTO journal_entry (organisation_id, index, at, event, actor, subject, body, leaf_hash)
VALUES (%(organisation)s, %(index)s, %(at)s, %(event)s, %(actor)s, %(subject)s, %(body)s, %(leaf)s)
"""


def append(act: Act, disclosures: tuple[Disclosure, ...]) -> int:
    """Adds `act` to its organisation's log inside the current transaction; returns its index.

    The head stays locked until the transaction ends, so that the order of the leaves is the order
    of the commits and a rolled-back act leaves no gap.
    """
    with connection.cursor() as cursor:
        index, frontier = _head(act.organisation)
        body = act.leaf(index, disclosures)
        hashed = leaf_hash(body)
        frontier.append(hashed)
        cursor.execute(
            APPEND,
            {
                "organisation": act.organisation,
                "index": index,
                "size": index + 1,
                "frontier": frontier.to_bytes(),
                "at": act.at,
                "event": act.event,
                "actor": act.actor.id,
                "subject": act.subject,
                "body": body,
                "leaf": hashed,
                "fields": [item.field for item in disclosures],
                "salts": [item.salt for item in disclosures],
                "values": [item.value for item in disclosures],
            },
        )
    return index


def _head(organisation: UUID) -> tuple[int, Frontier]:
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [organisation])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(FIRST, [organisation])
            cursor.execute(HEAD, [organisation])
            row = cursor.fetchone()
    return row[0], Frontier.from_bytes(bytes(row[1]))
