"""The codes that decide a column: DICOM PS3.16 CID 400-405, RFC 3881, IHE transactions."""

from probant.probes.access_logs.event import Action

# Attributes whose value decides where the others go: few values each, in any one source.
DECIDING = frozenset(
    {
        "csd-code",
        "code",
        "EventActionCode",
        "EventOutcomeIndicator",
        "UserIsRequestor",
        "NetworkAccessPointTypeCode",
        "ParticipantObjectTypeCode",
        "ParticipantObjectTypeCodeRole",
        "ParticipantObjectDataLifeCycle",
    }
)

ACTIONS = frozenset({Action.CREATE, Action.READ, Action.UPDATE, Action.DELETE, Action.EXECUTE})
OUTCOMES = {"0": 0, "4": 4, "8": 8, "12": 12}

EXPORT = "110106"
QUERY = "110112"
EMERGENCY_OVERRIDE = "110127"  # an EventTypeCode: Emergency Override Started
PAPER = frozenset({"110010", "110038"})  # MediaType: film, paper document
LIFE_CYCLE_EXPORT = frozenset({"10", "11"})  # export, disclosure
QUERIES = frozenset(
    {"ITI-18", "ITI-21", "ITI-22", "ITI-38", "ITI-47", "ITI-55", "ITI-67", "ITI-78", "ITI-119"}
)
# Whoever answers a retrieval exports, whoever asks imports: for the record, it was read.
RETRIEVALS = frozenset(
    {"ITI-43", "ITI-39", "ITI-68", "ITI-12", "RAD-16", "RAD-55", "RAD-69", "RAD-107"}
)
# What an event did that tells no EventActionCode, by its EventID.
ACTION_OF = {
    "110101": Action.READ,  # Audit Log Used
    "110103": Action.READ,  # DICOM Instances Accessed
    "110104": Action.CREATE,  # DICOM Instances Transferred
    "110105": Action.DELETE,  # DICOM Study Deleted
    EXPORT: Action.EXPORT,
    "110107": Action.CREATE,  # Import
    QUERY: Action.EXECUTE,
    "110114": Action.EXECUTE,  # User Authentication
}

SOURCE = "110153"
MACHINES = frozenset(  # RoleIDCode of what is not a person
    {
        "110150",  # Application
        "110151",  # Application Launcher
        "110152",  # Destination
        SOURCE,
        "110154",  # Destination Media
        "110155",  # Source Media
    }
)
MACHINE_NAME, IP_ADDRESS = "1", "2"  # NetworkAccessPointTypeCode
PERSON_OBJECT, SYSTEM_OBJECT = "1", "2"  # ParticipantObjectTypeCode
PATIENT = "1"  # ParticipantObjectTypeCodeRole
BREAK_GLASS = frozenset({"BTG", "ETREAT", "EMERGENCY", "bris_de_glace", "centre_15"})
