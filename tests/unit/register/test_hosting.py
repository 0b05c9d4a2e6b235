"""CSP art. L.1111-8: what the register says of the hosts of health data."""

from typing import Any

import pytest

from probant.register.domain.digest import digest_of, digest_of_record
from probant.register.domain.hosting import Hosting, hosting_of
from probant.register.domain.record import ProcessorLine, System, from_json, to_json
from tests.factories.register import complete_record, identity_line, processor_record

HOSTED = System(name="Dossier", host="Hôte")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Hosting.NONE),
        ({"systems": (HOSTED,)}, Hosting.UNKNOWN),
        ({"systems": (System(name="Dossier", host="Hôte", is_hds=True),)}, Hosting.CERTIFIED),
        ({"systems": (HOSTED, System(name="B", is_hds=False))}, Hosting.UNCERTIFIED),
        ({"systems": (HOSTED,), "data_lines": (identity_line(),)}, Hosting.NONE),
        ({"processors": (ProcessorLine(name="Comptable"),)}, Hosting.NONE),
        ({"processors": (ProcessorLine(name="Hôte", is_hds=True),)}, Hosting.CERTIFIED),
        ({"processors": (ProcessorLine(name="Hôte", is_hds=False),)}, Hosting.UNCERTIFIED),
    ],
)
def test_the_worst_answer_counts(changes: dict[str, Any], expected: Hosting) -> None:
    assert hosting_of(complete_record(**changes)) is expected


def test_a_record_keeps_its_fingerprint_through_json() -> None:
    record = complete_record()
    assert digest_of_record(from_json(to_json(record))) == digest_of_record(record)
    assert digest_of_record(complete_record(notes="x")) != digest_of_record(record)


def test_the_fingerprint_of_several_records_ignores_their_order() -> None:
    one, other = complete_record(), processor_record()
    assert digest_of([one, other]) == digest_of([other, one])
    assert digest_of([one]) != digest_of([one, other])
