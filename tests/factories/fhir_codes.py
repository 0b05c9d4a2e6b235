"""The codings that invented audit events carry, with their systems' full addresses."""

from typing import Any

Json = dict[str, Any]

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
DCM = "http://dicom.nema.org/resources/ontology/DCM"
BALP = "https://profiles.ihe.net/ITI/BALP"

ACTIONS = {
    "read": "R",
    "vread": "R",
    "search-type": "E",
    "create": "C",
    "update": "U",
    "delete": "D",
}


def _coding(system: str, code: str, display: str) -> Json:
    return {"system": system, "code": code, "display": display}


REST = _coding(f"{TERMINOLOGY}/audit-event-type", "rest", "Restful Operation")
EXPORT = _coding(DCM, "110106", "Export")
PERSON = _coding(f"{TERMINOLOGY}/audit-entity-type", "1", "Person")
SYSTEM_OBJECT = _coding(f"{TERMINOLOGY}/audit-entity-type", "2", "System Object")
PATIENT = _coding(f"{TERMINOLOGY}/object-role", "1", "Patient")
DOMAIN_RESOURCE = _coding(f"{TERMINOLOGY}/object-role", "4", "Domain Resource")
QUERY = _coding(f"{TERMINOLOGY}/object-role", "24", "Query")
X_REQUEST_ID = _coding(f"{BALP}/CodeSystem/BasicAuditEntityType", "XrequestId", "X-Request-Id")
APPLICATION_SERVER = _coding(f"{TERMINOLOGY}/security-source-type", "4", "Application Server")
INFORMATION_RECIPIENT = _coding(
    f"{TERMINOLOGY}/v3-ParticipationType", "IRCP", "information recipient"
)
SOURCE = _coding(DCM, "110153", "Source Role ID")
DESTINATION = _coding(DCM, "110152", "Destination Role ID")
APPLICATION = _coding(DCM, "110150", "Application")
CUSTODIAN = _coding(f"{TERMINOLOGY}/v3-ParticipationType", "CST", "custodian")


def profile(interaction: str, *, named: bool) -> str:
    """The address of BALP's profile of one interaction, with or without its patient."""
    kind = "Query" if interaction.startswith("search") else interaction.removeprefix("v").title()
    return f"{BALP}/StructureDefinition/IHE.BasicAudit.{'Patient' if named else ''}{kind}"


def interaction(code: str) -> Json:
    """FHIR's restful-interaction."""
    return _coding("http://hl7.org/fhir/restful-interaction", code, code)


def machines(interaction: str) -> tuple[Json, Json]:
    """The roles of client and server (BALP 3:5.7.3)."""
    if interaction in {"read", "vread"}:
        return DESTINATION, SOURCE
    if interaction == "delete":
        return APPLICATION, CUSTODIAN
    return SOURCE, DESTINATION


def outcome(code: str) -> Json:
    """R5's outcome, in the codes of R4."""
    return _coding(
        f"{TERMINOLOGY}/audit-event-outcome", code, "Success" if code == "0" else "Failure"
    )


def role(code: str) -> Json:
    """Who the person is, as SAML or OAuth told it."""
    return _coding(f"{TERMINOLOGY}/practitioner-role", code, code.title())


def purpose(code: str, text: str | None) -> Json:
    """HL7 v3 PurposeOfUse, with the words that the person typed when asked why."""
    concept: Json = {"coding": [_coding(f"{TERMINOLOGY}/v3-ActReason", code, code.title())]}
    return concept | ({"text": text} if text else {})


def assurance(code: str) -> Json:
    """BALP's assurance level, from SAML's AuthnContextClassRef."""
    return {
        "url": f"{BALP}/StructureDefinition/ihe-assuranceLevel",
        "valueCodeableConcept": {"coding": [{"code": code}]},
    }
