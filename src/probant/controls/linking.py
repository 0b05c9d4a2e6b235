"""Pages of Probant as evidence: an address of this organisation's, and what it shows."""

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import Resolver404, resolve

from probant.controls.domain.evidence import PAGE, EvidenceShapeError, Source

SOURCE_OF: Mapping[str, Source] = MappingProxyType(
    {
        "register": Source.REGISTER,
        "policies": Source.POLICY,
        "training": Source.TRAINING,
        "crisis": Source.EXERCISE,
        "breaches": Source.BREACHES,
        "dpia": Source.DPIA,
        "processors": Source.PROCESSOR,
        "risks": Source.RISKS,
        "observations": Source.OBSERVATION,
    }
)


def page_of(address: str, organisation: UUID) -> tuple[str, Source]:
    """The path of a page of this organisation and what it is; EvidenceShapeError for any other."""
    path = urlsplit(address.strip()).path
    try:
        found = resolve(path)
    except Resolver404 as error:
        raise EvidenceShapeError(PAGE) from error
    if found.kwargs.get("organisation") != organisation:
        raise EvidenceShapeError(PAGE)
    namespace = found.namespaces[0] if found.namespaces else ""
    return path, SOURCE_OF.get(namespace, Source.OTHER)
