"""The codes that decide a column: FHIR, DICOM PS3.16, ISO 21089, HL7 v3, IHE BALP, RFC 8176."""

from probant.probes.access_logs.event import Action

PATIENT_ROLE = "1"  # object-role: Patient
QUERY_ROLE = "24"  # object-role: Query
REQUEST_ID = "XrequestId"  # BALP: the entity that carries X-Request-Id, not data

# What kind of event it is: type and subtype (R4), category and code (R5).
EXPORT = frozenset({"110106", "export", "disclose", "extract", "transmit"})
IMPORT = frozenset({"110107"})  # a disclosure told by who received it
PRINT = frozenset({"print"})
EMERGENCY = frozenset({"110127"})  # Emergency Override Started
SEARCH = frozenset({"search", "search-type", "search-system", "110112"})

# What an event without `action` did.
ACTION_OF = {
    **dict.fromkeys(("read", "vread", "access", "history", "110103"), Action.READ),
    **dict.fromkeys(("history-instance", "history-type", "history-system"), Action.READ),
    **dict.fromkeys(("create", "originate", "110107"), Action.CREATE),
    **dict.fromkeys(("update", "patch", "amend"), Action.UPDATE),
    **dict.fromkeys(("delete", "destroy", "110105"), Action.DELETE),
    **dict.fromkeys(SEARCH, Action.EXECUTE),
    **dict.fromkeys(("operation", "transaction", "batch", "110114", "110122"), Action.EXECUTE),
}
ACTIONS = frozenset({"C", "R", "U", "D", "E"})

PAPER = frozenset({"110010", "110038"})  # DICOM CID 405: film, paper document
LIFECYCLE_EXPORT = frozenset({"10", "11"})  # dicom-audit-lifecycle: export, disclosure

# Who takes part: agent.type.
CLIENT = "110150"  # Application
DESTINATION = "110152"
SOURCE = "110153"
ORGANISATION = "PROV"
MACHINE = frozenset(
    {
        CLIENT,
        "110151",  # Application Launcher
        DESTINATION,
        SOURCE,
        "110154",  # Destination Media
        "110155",  # Source Media
        "authserver",
        "datacollector",
        "dataprocessor",
        "AuthzOauthService",
        "homeCommunityId",
        "CST",
        ORGANISATION,
    }
)
HUMAN = frozenset(
    {
        "humanuser",
        "UserSamlAgent",
        "UserOauthAgent",
        "IRCP",  # information recipient
        "AUT",
        "AUTHEN",
        "ENT",
        "INF",
        "LA",
        "PRF",
        "VRF",
        "AGNT",
        "PAT",
        "DELEGATEE",
        "DELEGATOR",
    }
)
HUMAN_KINDS = frozenset({"Practitioner", "PractitionerRole", "Patient", "RelatedPerson", "Person"})
MACHINE_KINDS = frozenset(
    {
        "Device",
        "DeviceDefinition",
        "Organization",
        "Endpoint",
        "HealthcareService",
        "Location",
        "CareTeam",
        "Group",
    }
)

# Why: HL7 v3 ActReason, XSPA, and the French VIHF's modes of access.
BREAK_GLASS = frozenset({"BTG", "ETREAT", "EMERGENCY", "bris_de_glace", "centre_15"})

OUTCOMES = {
    "0": 0,
    "4": 4,
    "8": 8,
    "12": 12,
    "success": 0,  # R5 takes the severities of an OperationOutcome
    "information": 0,
    "warning": 4,
    "error": 8,
    "fatal": 12,
}

# How sure the account's identity was. SAML contexts, NIST 800-63, eIDAS, REFEDS.
TWO_FACTORS = frozenset(
    {
        "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken",
        "https://refeds.org/profile/mfa",
        "http://idmanagement.gov/ns/assurance/aal/2",
        "http://idmanagement.gov/ns/assurance/aal/3",
        "AAL2",
        "AAL3",
        "LOAAP3",  # v3-ObservationValue, authentication process
        "LOAAP4",
        "eidas2",
        "eidas3",
    }
)
ONE_FACTOR = frozenset(
    {
        "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:PreviousSession",
        "https://refeds.org/profile/sfa",
        "http://idmanagement.gov/ns/assurance/aal/1",
        "AAL1",
        "LOAAP1",
        "LOAAP2",
        "eidas1",
    }
)
# RFC 8176: what each method proves of the person.
FACTOR_OF = {
    **dict.fromkeys(("pwd", "pin", "kba"), "knowledge"),
    **dict.fromkeys(("otp", "sms", "tel", "hwk", "swk", "pop"), "possession"),
    **dict.fromkeys(("fpt", "face", "iris", "retina", "vbm"), "inherence"),
}
MULTIPLE = frozenset({"mfa", "sc"})  # a smart card asks for its code
ASSURANCE_ENDINGS = ("assuranceLevel", "/acr", "/amr")
ASSURANCE_DETAILS = frozenset({"acr", "amr"})

# How sources name the number of results of a query, in letters only.
RESULT_COUNTS = frozenset(
    {
        "total",
        "count",
        "matches",
        "results",
        "nresults",
        "resultcount",
        "resultscount",
        "bundletotal",
        "numberofresults",
        "numberofmatches",
        "numberofrecords",
    }
)
