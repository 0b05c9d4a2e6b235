"""Sets of answers of invented practices, from a doctor alone on paper to a group."""

from typing import Any

Answers = dict[str, Any]


def provider(id_: str, name: str, **details: str) -> Answers:
    given = {"name": f"{name} (inventé)", "country": "FR", "contract_on": "2025-03-01"} | details
    return {f"{id_}_{key}": value for key, value in given.items()}


NOTHING: Answers = {}
PAPER: Answers = {
    "records": ["paper"],
    "appointments": ["direct"],
    "outside_secretary": "no",
    "messaging": ["none"],
    "telemedicine": "no",
    "billing": "paper",
    "shared_record": "no",
    "devices": ["none"],
    "backups": ["none"],
    "staff": ["alone"],
    "group": "alone",
    "premises": ["none"],
    "website": ["none"],
    "research": ["none"],
    "dpo": "no",
}
ONLINE: Answers = (
    PAPER
    | {
        "records": ["online"],
        "appointments": ["third_party"],
        "messaging": ["mssante", "email"],
        "telemedicine": "yes",
        "billing": "electronic",
        "shared_record": "yes",
        "devices": ["phone", "laptop"],
        "backups": ["publisher"],
    }
    | provider("software", "MédiLogic")
    | provider("record_host", "Hébergix", is_hds="yes")
    | provider("appointment_service", "Agendoc", is_hds="yes")
    | provider("secure_messaging", "MSSanté Ouest")
    | provider("mailbox", "Courriel SARL")
    | provider("telemedicine_service", "VisioSoin", is_hds="yes")
    | provider("claims_service", "Télétrans")
)
GROUP: Answers = (
    ONLINE
    | {
        "records": ["local", "paper"],
        "outside_secretary": "yes",
        "backups": ["disk", "remote"],
        "staff": ["employees", "recruiting", "locums"],
        "group": "shared_records",
        "premises": ["cameras", "badges", "visitors"],
        "website": ["pages", "form"],
        "dpo": "yes",
        "dpo_name": "A. Inventée",
        "dpo_email": "dpo@cabinet.invalid",
    }
    | provider("secretary_service", "Secrétariat Plus")
    | provider("backup_service", "Sauvegarde Ouest", is_hds="yes")
    | provider("payroll_service", "Paie SARL")
    | provider("web_host", "Pages SARL")
)
for _useless in [key for key in GROUP if key.startswith("record_host")]:
    del GROUP[_useless]
UNNAMED: Answers = {
    "records": ["online"],
    "appointments": ["third_party"],
    "messaging": ["mssante"],
    "billing": "electronic",
}
EVERYTHING: Answers = GROUP | {"research": ["internal"], "group": "large_group"}
RESEARCH: Answers = GROUP | {"research": ["partner"]}
ANSWER_SETS = {
    "nothing answered": NOTHING,
    "paper": PAPER,
    "online": ONLINE,
    "group": GROUP,
    "providers not named": UNNAMED,
    "everything": EVERYTHING,
}
