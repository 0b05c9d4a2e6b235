import json

import pytest
from fhir.resources.auditevent import AuditEvent as AuditEventR5
from fhir.resources.R4B.auditevent import AuditEvent as AuditEventR4

from tests.factories import audit_events as factory
from tests.factories.audit_events import Access

CASES = [
    Access(),
    Access(interaction="search-type"),
    factory.without_patient(Access()),
    Access(interaction="update", purpose="BTG", purpose_text="Arrêt cardiaque"),
    Access(interaction="delete", purpose=None, outcome="8"),
    Access(interaction="create", assurance="urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"),
]


@pytest.mark.parametrize("access", CASES)
def test_an_invented_event_is_a_valid_audit_event_of_release_4(access: Access) -> None:
    AuditEventR4.model_validate_json(factory.line(factory.balp_r4(access)))


@pytest.mark.parametrize("access", CASES)
def test_an_invented_event_is_a_valid_audit_event_of_release_5(access: Access) -> None:
    AuditEventR5.model_validate_json(factory.line(factory.balp_r5(access)))


def test_drawn_events_are_valid_distinct_and_the_same_for_the_same_seed() -> None:
    lines = factory.ndjson(50, seed=4).splitlines()
    assert lines == factory.ndjson(50, seed=4).splitlines()
    assert len({json.loads(one)["id"] for one in lines}) == 50
    for one in lines:
        AuditEventR4.model_validate_json(one)


def test_an_event_of_a_patient_has_the_length_of_a_real_one() -> None:
    lines = factory.ndjson(200).splitlines()
    assert 1_400 < sum(map(len, lines)) / len(lines) < 2_000
