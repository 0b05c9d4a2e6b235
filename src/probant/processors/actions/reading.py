"""The kept contract read by Probant: a proposal beside each clause, never a decision."""

from datetime import datetime
from uuid import UUID

from probant.observations import actions as observations
from probant.observations.contract_reading import measured
from probant.observations.models import Observation
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.processors import queries
from probant.processors.actions.recording import EDIT
from probant.vault import queries as vault

SUBJECT = "contract"


def read_contract(contract_id: UUID, *, by: Member, at: datetime) -> Observation:
    """Reads the contract's file and keeps what was seen; VaultError where no file is kept.

    The reading takes a second or two, outside of any lock; a file that cannot be read is kept as
    such, with its reason.
    """
    permissions.require(by, EDIT)
    found = queries.contract(by.organisation_id, contract_id)
    is_host = queries.record_of(found.processor).hosting.hosts_health_data is True
    data = b"".join(vault.content(queries.contract_file(found)))
    told = measured(data, host=is_host, kind=SUBJECT, subject=found.pk)
    return observations.record(told, by=by, at=at)
