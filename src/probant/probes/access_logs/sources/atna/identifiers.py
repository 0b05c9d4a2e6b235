"""Identifiers inside one value: HL7 v2 CX (`id^^^&oid&ISO`), SAML users (`alias<id@issuer>`)."""

import re
from functools import lru_cache

Identifier = tuple[str | None, str | None]  # (id, system)

_SAML = re.compile(r"(?P<alias>[^<>]{0,512})<(?P<id>[^<>@]{1,512})(?:@(?P<issuer>[^<>]{1,512}))?>")
_OID = re.compile(r"[0-2](?:\.\d+)+", re.ASCII)
_ANONYMOUS = "http://www.w3.org/2005/08/addressing/anonymous"
_ASSIGNER = 3  # the component of a CX that tells who gave the id


@lru_cache(maxsize=1 << 16)
def identifier(value: str | None) -> Identifier:
    """A CX's id and the assigner's object identifier (`urn:oid:…`, as in FHIR) or name."""
    if value is None:
        return None, None
    parts = value.split("^")
    system = _assigner(parts[_ASSIGNER]) if len(parts) > _ASSIGNER else None
    return parts[0].strip() or None, system


@lru_cache(maxsize=1 << 16)
def person(user: str | None, alternative: str | None) -> Identifier:
    """The account of a participant: UserID, else AlternativeUserID; IHE XUA names the issuer."""
    told = alternative if user in {None, _ANONYMOUS} else user
    named = _SAML.fullmatch(told or "")
    if named is None:
        return identifier(told)
    return named["id"].strip() or None, named["issuer"]


def _assigner(told: str) -> str | None:
    """`namespace&oid&ISO`, or `oid&ISO` as some write it."""
    parts = [part.strip() for part in told.split("&")]
    oid = next((part for part in parts if _OID.fullmatch(part)), None)
    return f"urn:oid:{oid}" if oid else parts[0] or None
