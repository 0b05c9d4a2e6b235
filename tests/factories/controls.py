"""Evidence and decisions for tests, made by the same actions as people use."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from probant.controls import actions
from probant.controls.domain.evidence import Kind, Said
from probant.controls.domain.framework import Ref
from probant.controls.domain.standing import Applicability, Decision, Implementation
from probant.controls.models import ControlDecision, Evidence
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from tests.conftest import NOW

BACKUP = ("iso27001", "a_8_13")


def link(organisation: Organisation, title: str = "Registre", **said: Any) -> Said:  # noqa: ANN401  any field of it
    """An evidence that is a page of the organisation."""
    words = {"dated_on": date(2026, 11, 1), "valid_for": "P1Y", **said}
    path = f"/o/{organisation.pk}/register/"
    return Said(title=title, kind=Kind.LINK, path=path, **words)


def given(
    organisation: Organisation,
    by: Member,
    serves: Collection[Ref] = (BACKUP,),
    **said: Any,  # noqa: ANN401  any field of it
) -> Evidence:
    """An evidence given for these controls."""
    return actions.add_evidence(
        organisation, link(organisation, **said), by=by, at=NOW, serves=serves
    )


def decided(organisation: Organisation, by: Member, ref: Ref, **said: Any) -> ControlDecision:  # noqa: ANN401  any field of it
    """A control that applies and is in place, unless said otherwise."""
    words = {
        "applicability": Applicability.YES,
        "implementation": Implementation.DONE,
        **said,
    }
    return actions.decide(organisation, ref, Decision(**words), by=by, at=NOW)


def decided_all(
    organisation: Organisation, by: Member, framework: str, names: Iterable[str]
) -> None:
    """Every control of a framework applies."""
    refs = [(framework, name) for name in names]
    changes = {"applicability": Applicability.YES}
    actions.decide_many(organisation, refs, changes, by=by, at=NOW)
