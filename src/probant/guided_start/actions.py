"""Answering, and applying the answers to the register in one transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from probant.guided_start import queries
from probant.guided_start.domain import questions
from probant.guided_start.domain.plan import Made, Plan, Removal, fingerprint
from probant.guided_start.models import AnswerSheet
from probant.journal import actions as journal
from probant.organisations import actions as organisations
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.organisations.queries import organisation as organisation_of
from probant.register import actions as register

ANSWER = "guided_start.answer"
NOTE = "Réponses du démarrage guidé"


@transaction.atomic
def answer(question_id: str, values: Mapping[str, Any], *, by: Member, at: datetime) -> AnswerSheet:
    """Keeps the answer to one question; None or nothing chosen means « I do not know »."""
    permissions.require(by, ANSWER)
    asked = queries.questionnaire()
    question = questions.place(asked, question_id).question
    sheet = _sheet(by, at)
    after = questions.answered(asked, sheet.answers, question, values)
    if after != sheet.answers:
        _keep(sheet, after, at)
        _journal("answered", sheet, by, at, {"question": question_id})
    return sheet


@transaction.atomic
def state_identity(
    organisation: Organisation, identity: Mapping[str, Any], *, by: Member, at: datetime
) -> Organisation:
    """Art. 30(1)(a): the controller's identity, and what it answers about its officer."""
    permissions.require(by, ANSWER)
    saved = organisations.update_identity(organisation, identity, by=by, at=at)
    stated = _about_officer(saved)
    if stated:
        answer("dpo", stated, by=by, at=at)
    return saved


@transaction.atomic
def apply(*, by: Member, at: datetime) -> Plan:
    """The register follows the answers, all of them or none; what somebody edited stays."""
    permissions.require(by, ANSWER)
    sheet = _sheet(by, at)
    organisation = _with_officer(organisation_of(by.organisation_id), sheet, by, at)
    standpoint = queries.standpoint(
        organisation, sheet, at=at, may_archive=permissions.is_allowed(by.role, "register.validate")
    )
    made = {
        **_kept(standpoint.plan),
        **_created(organisation, standpoint.plan, by, at),
        **_changed(standpoint.plan, by, at),
    }
    _remove(standpoint.plan, by, at)
    sheet.made = msgspec.to_builtins(made)
    sheet.version = questions.version_of(queries.questionnaire())
    sheet.applied_at = at
    sheet.save()
    _journal("applied", sheet, by, at, _figures(standpoint.plan))
    return standpoint.plan


@transaction.atomic
def validate_complete(*, by: Member, at: datetime) -> int:
    """Each complete draft becomes the organisation's declaration; how many did."""
    permissions.require(by, "register.validate")
    drafts = queries.result(organisation_of(by.organisation_id)).drafts
    for draft in drafts:
        register.validate(UUID(draft.id), by=by, at=at, expected_version=draft.version)
    return len(drafts)


def _sheet(by: Member, at: datetime) -> AnswerSheet:
    """The organisation's sheet, locked, begun if need be."""
    organisation_of(by.organisation_id, for_update=True)
    found = queries.sheet(by.organisation_id, for_update=True)
    return found or AnswerSheet(
        organisation_id=by.organisation_id,
        questionnaire=queries.PRACTICE,
        version=questions.version_of(queries.questionnaire()),
        started_at=at,
        answered_at=at,
    )


def _keep(sheet: AnswerSheet, answers: dict[str, Any], at: datetime) -> None:
    sheet.answers = answers
    sheet.version = questions.version_of(queries.questionnaire())
    sheet.answered_at = at
    sheet.save()


def _about_officer(organisation: Organisation) -> dict[str, str]:
    """What the organisation's page already says in answer to the question on the officer."""
    if organisation.dpo_contact:
        return {
            "dpo": "yes",
            "dpo_name": organisation.dpo_name,
            "dpo_email": organisation.dpo_contact,
        }
    return {"dpo": "no"} if organisation.dpo_reason_for_none else {}


def _with_officer(
    organisation: Organisation, sheet: AnswerSheet, by: Member, at: datetime
) -> Organisation:
    """The officer named in an answer stands in the organisation's page, if it names nobody."""
    contact = sheet.answers.get("dpo_email", "")
    is_known = organisation.dpo_contact or organisation.dpo_reason_for_none
    if not contact or is_known or not permissions.is_allowed(by.role, "organisation.edit"):
        return organisation
    officer = {"dpo_name": sheet.answers.get("dpo_name", ""), "dpo_contact": contact}
    return organisations.update_identity(organisation, officer, by=by, at=at)


def _kept(plan: Plan) -> dict[str, Made]:
    """What was made before and stays, edited or not."""
    gone = {removal.template_id for removal in plan.removals}
    return {id_: made for id_, made in plan.made.items() if id_ not in gone}


def _created(organisation: Organisation, plan: Plan, by: Member, at: datetime) -> dict[str, Made]:
    activities = register.create_many(
        organisation,
        [creation.record for creation in plan.creations],
        by=by,
        at=at,
        template_ids=[creation.template_id for creation in plan.creations],
    )
    return {
        creation.template_id: Made(str(activity.pk), fingerprint(creation.record))
        for creation, activity in zip(plan.creations, activities, strict=True)
    }


def _changed(plan: Plan, by: Member, at: datetime) -> dict[str, Made]:
    for change in plan.changes:
        register.save(
            UUID(change.held.activity_id),
            change.record,
            by=by,
            at=at,
            expected_version=change.held.version,
            justification=NOTE,
        )
    return {
        change.template_id: replace(
            plan.made[change.template_id], digest=fingerprint(change.record)
        )
        for change in plan.changes
    }


def _remove(plan: Plan, by: Member, at: datetime) -> None:
    for removal in plan.removals:
        _remove_one(removal, by, at)


def _remove_one(removal: Removal, by: Member, at: datetime) -> None:
    id_, version = UUID(removal.held.activity_id), removal.held.version
    if removal.is_deletion:
        register.delete(id_, by=by, at=at, expected_version=version)
    else:
        register.archive(id_, by=by, at=at, expected_version=version, note=NOTE)


def _figures(plan: Plan) -> dict[str, Any]:
    return {
        "created": sorted(creation.template_id for creation in plan.creations),
        "changed": sorted(change.template_id for change in plan.changes),
        "removed": sorted(removal.template_id for removal in plan.removals),
        "to_decide": sorted(decision.template_id for decision in plan.decisions),
    }


def _journal(
    event: str, sheet: AnswerSheet, by: Member, at: datetime, facts: Mapping[str, Any]
) -> None:
    journal.record(
        f"guided_start.{event}",
        by=by.actor,
        at=at,
        organisation=by.organisation_id,
        subject=f"guided_start:{sheet.questionnaire}",
        facts={"questionnaire": sheet.questionnaire, "version": sheet.version, **facts},
    )
