"""Invented files of the shapes that the CNIL's PIA tool has written over the years.

Written by us, in the tool's format: nothing of its own examples is copied.
"""

import json
from typing import Any

from probant.reference import dpia as reference

OLD, CURRENT, SERVER = "old", "current", "server"
LEVELS = {325: 3, 326: 2, 335: 2, 336: 2, 345: 3, 346: 1}
MEASURES = ("Comptes nominatifs", "Chiffrement des postes", "Sauvegarde hors ligne")
SCRIPT = '<p onclick="vol()">Du texte <b>utile</b></p><script>vol()</script>'


def answers(first_id: int = 1) -> list[dict[str, Any]]:
    """One answer a question, of its kind, with an instant as the tool writes it."""
    return [
        {
            "pia_id": 7,
            "reference_to": number,
            "data": _data(number, question.kind),
            "created_at": "2018-02-20T15:25:41.845Z",
            "id": first_id + place,
            "updated_at": "2018-02-21T10:19:17.841Z",
        }
        for place, (number, question) in enumerate(reference.questions().items())
    ]


def _data(number: int, kind: str) -> dict[str, Any]:
    if kind == "text":
        text = (
            f"<p>Réponse <strong>inventée</strong> à {number}.</p><ul><li>un</li><li>deux</li></ul>"
        )
        return {"text": text, "gauge": 0, "list": []}
    if kind == "list":
        return {"text": None, "gauge": None, "list": [f"Élément {number}", "Autre élément"]}
    if kind == "measures":
        return {"text": None, "gauge": None, "list": list(MEASURES[:2])}
    return {"text": None, "gauge": LEVELS[number], "list": []}


def measures() -> list[dict[str, Any]]:
    """Three measures, with the identifiers of another database."""
    return [
        {
            "title": title,
            "pia_id": 7,
            "content": f"<p>{title}, en place depuis toujours.</p>",
            "placeholder": "knowledge_base.slugs.PIA_INVENTED.placeholder",
            "created_at": "2018-02-21T10:19:09.646Z",
            "id": 101 + place,
            "updated_at": "2018-02-21T10:19:17.841Z",
        }
        for place, title in enumerate(MEASURES)
    ]


def evaluations(*, status: int = 3) -> list[dict[str, Any]]:
    """Every part and measure found, the first feared event with what remains."""
    about = [one for part in reference.method().parts for one in part.references]
    about += [f"3.1.{101 + place}" for place in range(len(MEASURES))]
    return [
        {
            "status": 2 if one == "3.2" else status,
            "pia_id": 7,
            "reference_to": one,
            "evaluation_comment": "Rien à redire.",
            "action_plan_comment": "Double facteur partout" if one == "3.2" else "",
            "gauges": {"x": 3, "y": 1} if one == "3.2" else {"x": 0, "y": 0},
            "estimated_implementation_date": "2027-03-01T00:00:00.000Z" if one == "3.2" else None,
            "person_in_charge": "Noé Sablier (inventé)" if one == "3.2" else "",
            "global_status": 2,
            "created_at": "2018-02-20T15:54:06.809Z",
            "id": 86 + place,
        }
        for place, one in enumerate(about)
    ]


def pia(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  any field of the tool
    """What is said of the whole."""
    return {
        "id": 7,
        "status": 0,
        "name": "Télésuivi inventé",
        "author_name": "Élise Chimère",
        "evaluator_name": "Apolline Câble",
        "validator_name": "Régine Altitude",
        "dpo_status": None,
        "dpo_opinion": None,
        "concerned_people_opinion": "",
        "concerned_people_status": None,
        "rejection_reason": "",
        "applied_adjustments": "",
        "created_at": "2018-02-20T15:25:41.845Z",
        **changes,
    }


def old_file() -> dict[str, Any]:
    """As the first versions wrote it: the database's own fields, no extension, one comment."""
    own = {"dbVersion": 201707071818, "tableName": "pia", "serverUrl": None, "objectStore": {}}
    return {
        "pia": pia(**own, numberOfQuestions=36, status=3),
        "answers": answers(),
        "measures": measures(),
        "evaluations": evaluations(),
        "comments": [
            {
                "description": "À relire avec le service.",
                "reference_to": 111,
                "for_measure": False,
                "pia_id": 7,
                "id": 1,
            }
        ],
    }


def current_file() -> dict[str, Any]:
    """As today's tool writes it, with the reference that its own defect left."""
    fields = {
        "category": "Soins",
        "is_example": 0,
        "is_archive": 0,
        "progress": 96,
        "lock_version": 6,
        "structure_id": None,
        "structure_data": None,
        "concerned_people_searched_opinion": False,
        "concerned_people_searched_content": "Non encore",
    }
    broken = {"status": 3, "reference_to": "3.1.[object Object]", "gauges": None, "id": 900}
    return {
        "pia": pia(**fields),
        "answers": answers(),
        "measures": measures(),
        "evaluations": [*evaluations(), broken],
        "comments": [],
    }


def server_file() -> dict[str, Any]:
    """As a server writes it: users, a structure, nulls, texts for numbers, unknown fields."""
    users = [{"user": {"id": 3, "firstname": "Noé"}, "role": "author"}]
    structure = {"sections": [{"id": 3, "items": [{"id": 1, "answers": [{"title": "x"}]}]}]}
    told = [
        {**one, "reference_to": str(one["reference_to"]), "data": {**one["data"], "note": "gardée"}}
        for one in answers()
    ]
    told[0]["data"]["text"] = SCRIPT
    told[1]["data"] = None
    told[21]["data"]["list"] = ["Mesure qui n’existe pas", None, ""]
    return {
        "pia": pia(user_pias=users, structure_id=4, structure_data=structure, structure_name="S"),
        "answers": [*told, None, {"reference_to": 999, "data": {"text": "Ailleurs"}}],
        "measures": measures(),
        "evaluations": [None, *evaluations(status=1)],
        "comments": None,
        "attachments": [{"name": "inconnue"}],
    }


FILES = {OLD: old_file, CURRENT: current_file, SERVER: server_file}


def content(file: dict[str, Any]) -> bytes:
    """The file's bytes."""
    return json.dumps(file, ensure_ascii=False).encode()
