"""The interface as ninja holds it: its operations, its errors, its OpenAPI 3.1 description."""

from typing import Any

from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from probant.api import problems, records
from probant.api.access import Token
from probant.api.operations import (
    accountability,
    audits,
    barriers,
    breaches,
    clients,
    contract_readings,
    controls,
    crisis,
    crisis_plan,
    dpia,
    dpo_office,
    exchange,
    exercises,
    hand_overs,
    journal,
    letters,
    mails,
    notices,
    organisation,
    policies,
    processor_contracts,
    processors,
    register,
    risks,
    subject_requests,
    templates,
    training,
    vulnerabilities,
)

ROUTERS = (
    organisation.router,
    register.router,
    exchange.router,
    templates.router,
    notices.router,
    accountability.router,
    journal.router,
    letters.router,
    mails.router,
    crisis.router,
    crisis_plan.router,
    exercises.router,
    hand_overs.router,  # before the acts, whose names are any
    subject_requests.router,
    breaches.router,
    dpia.router,
    barriers.router,
    contract_readings.router,
    controls.router,
    audits.router,
    risks.router,
    policies.router,
    training.router,
    vulnerabilities.router,
    processors.router,
    processor_contracts.router,
    clients.router,
    dpo_office.router,
)
DESCRIPTION = (
    "The interface of one organisation. A token, made by an administrator on the organisation's"
    " page, is sent as `Authorization: Bearer probant_…` and acts with its own role. Sentences"
    " follow Accept-Language (fr, en). Every answer from 400 on is a Refusal."
)


class Interface(NinjaAPI):
    """ninja's interface, whose description shows the register's own record."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """OpenAPI 3.1; the record is that of msgspec, not a second one."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"].update(records.components())
        _refer(schema)
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"].update(_refusals())
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The operation's own name: each is used once."""
        return operation.view_func.__name__


def permissions() -> dict[str, str]:
    """The permission of each operation, by its name."""
    return {
        operation.view_func.__name__: callback.permission
        for router in ROUTERS
        for view in router.path_operations.values()
        for operation in view.operations
        for callback in operation.auth_callbacks
        if isinstance(callback, Token)
    }


def most_bytes() -> dict[str, int]:
    """The largest file that each address takes (`accepts_files`), by its operations' names."""
    return {
        operation.view_func.__name__: max(
            getattr(other.view_func, "most_bytes", 0) for other in view.operations
        )
        for router in ROUTERS
        for view in router.path_operations.values()
        for operation in view.operations
    }


def _made() -> Interface:
    made = Interface(
        title="Probant",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
    )
    for router in ROUTERS:
        made.add_router("", router)
    for kind in (Exception, Http404, HttpError, ValidationError):
        made.add_exception_handler(kind, problems.handled)
    return made


def _refer(node: Any) -> None:  # noqa: ANN401  any JSON value
    """Each mark becomes a reference to the component that it names."""
    held = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in held:
        if isinstance(child, dict) and records.REFERENCE in child:
            name = child[records.REFERENCE]
            child.clear()
            child["$ref"] = f"#/components/schemas/{name}"
        _refer(child)


def _refusals() -> dict[int, Any]:
    """What any operation may answer besides its own."""
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    words = {401: "Unauthorized", 403: "Forbidden"}
    return {status: {"description": word, "content": body} for status, word in words.items()}


interface = _made()
