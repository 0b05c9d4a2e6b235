"""What the programming interface makes of the vault's refusals, and of large files."""

from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from probant.api import problems
from probant.api.access import mounted
from probant.vault.domain.errors import (
    DossierDestroyedError,
    DossierUnknownError,
    FileDiscardedError,
    FileLostError,
    FileUnknownError,
    Refusal,
    RefusedFileError,
)

ID = UUID(int=1)


@pytest.mark.parametrize(
    ("error", "status", "name", "fields"),
    [
        (RefusedFileError(Refusal.ACTIVE), 422, "refused_file", {"file": "active"}),
        (RefusedFileError(Refusal.TOO_LARGE, most_bytes=9), 413, "refused_file",
         {"file": "too_large"}),
        (RefusedFileError(Refusal.NO_ROOM), 507, "refused_file", {"file": "no_room"}),
        (FileUnknownError(ID), 404, "not_found", {}),
        (DossierUnknownError("breach", ID), 404, "not_found", {}),
        (FileDiscardedError(ID), 410, "erased", {}),
        (DossierDestroyedError("breach", ID), 410, "erased", {}),
    ],
)  # fmt: skip
def test_each_refusal_of_the_vault_is_a_problem(
    error: Exception, status: int, name: str, fields: dict[str, str]
) -> None:
    problem = problems.of(error)
    assert (problem.status, problem.error, dict(problem.fields)) == (status, name, fields)


def test_a_lost_content_is_the_servers_fault() -> None:
    with pytest.raises(FileLostError):
        problems.of(FileLostError(ID))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("most", "length", "status"),
    [(0, 11_000_001, 413), (0, 11_000_000, 200), (5 * 10**7, 51_000_000, 200),
     (5 * 10**7, 51_000_001, 413), (1_000, 11_000_000, 200)],
)  # fmt: skip
def test_an_operation_takes_the_files_that_it_declares(most: int, length: int, status: int) -> None:
    def operation(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    request = RequestFactory().post("/", CONTENT_LENGTH=str(length))
    request.META["CONTENT_LENGTH"] = str(length)
    assert mounted(operation, "register.view", most_bytes=most)(request).status_code == status
