"""The dossier of an exercise, as a third party checks it without Probant."""

import json
from datetime import timedelta
from io import BytesIO

from probant.accountability import actions as accountability
from probant.accountability import contents
from probant.accountability.documents import Wanted
from probant.accountability.domain import archive
from probant.accountability.domain.verification import verify
from probant.accountability.things import About
from probant.crisis.actions import exercises as actions
from probant.journal import key
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from tests.conftest import NOW


def test_the_dossier_of_an_exercise_verifies_offline(
    organisation: Organisation, member: Member
) -> None:
    planned = actions.plan(organisation, "lost_phone_practice", planned_at=NOW, by=member, at=NOW)
    actions.start(planned.pk, by=member, at=NOW)
    actions.inject(planned.pk, by=member, at=NOW)
    actions.end(planned.pk, by=member, at=NOW + timedelta(minutes=20))
    wanted = Wanted(
        purpose="Exercice", language="fr", has_names=True, about=About("exercise", planned.pk)
    )
    made = accountability.make_dossier(organisation, wanted, by=member, at=NOW)
    packed = b"".join(archive.packed(contents.members(made)))
    assert verify(BytesIO(packed), known_key=str(key.verifier())).is_valid
    held = archive.unpacked(BytesIO(packed))
    assert json.loads(held["exercise.json"])["is_exercise"] is True
    assert held["exercise.pdf"].startswith(b"%PDF")
    spoilt = packed.replace(b'"is_exercise": true', b'"is_exercise": null')
    assert spoilt != packed
    assert not verify(BytesIO(spoilt)).is_valid
