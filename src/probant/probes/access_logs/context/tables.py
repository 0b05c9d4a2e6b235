"""The context that explains an access: who works where, whose stay, whose appointment.

Each table is flat and optional; times are UTC without a zone, an open end is NULL. Surnames and
addresses are keyed hashes (HMAC-SHA-256 of the normalised text, the store's own key): they can be
compared, not read. A file named after a table (`staff.csv`) loads it; the columns' other names are
in `aliases.yaml`, and a mapping can name any.
"""

import pyarrow as pa

TEXT, TIME = pa.string(), pa.timestamp("us")


def _table(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


TABLES: dict[str, pa.Schema] = {
    # A person may have several accounts, and several posts in turn: one row each.
    "staff": _table(
        person=TEXT,
        account=TEXT,
        unit=TEXT,
        role=TEXT,
        from_at=TIME,
        to_at=TIME,
        patient_id=TEXT,  # their own record, when they are a patient here
        surname_hash=TEXT,
        address_hash=TEXT,
    ),
    # `person` as in staff, when the patient works here.
    "patients": _table(patient_id=TEXT, person=TEXT, surname_hash=TEXT, address_hash=TEXT),
    "stays": _table(patient_id=TEXT, unit=TEXT, from_at=TIME, to_at=TIME, diagnosis=TEXT),
    "appointments": _table(patient_id=TEXT, unit=TEXT, account=TEXT, at=TIME),
    # An order, a result or a prescription: who asked (account, unit) and who carries it out.
    "orders": _table(
        patient_id=TEXT,
        account=TEXT,
        unit=TEXT,
        for_account=TEXT,
        for_unit=TEXT,
        at=TIME,
        kind=TEXT,
    ),
    "care_teams": _table(patient_id=TEXT, account=TEXT, from_at=TIME, to_at=TIME),
    "on_call": _table(account=TEXT, unit=TEXT, from_at=TIME, to_at=TIME),
    # `unit` asked `consulted_unit` for an opinion; without a patient, a standing arrangement.
    "unit_links": _table(unit=TEXT, consulted_unit=TEXT, patient_id=TEXT, from_at=TIME, to_at=TIME),
    # DIM (coding), billing, pharmacy, IT support, identity vigilance: a batch or a ticket.
    "support_roles": _table(
        account=TEXT, kind=TEXT, ticket=TEXT, patient_id=TEXT, from_at=TIME, to_at=TIME
    ),
    "shifts": _table(account=TEXT, unit=TEXT, from_at=TIME, to_at=TIME),
    "vip": _table(patient_id=TEXT, from_at=TIME, to_at=TIME),
    "relations": _table(account=TEXT, patient_id=TEXT, kind=TEXT),
    # A record merged into another from that instant on.
    "identities": _table(patient_id=TEXT, merged_into=TEXT, at=TIME),
}
