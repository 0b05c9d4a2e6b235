"""The journal: its entries, its signed head, and a new one."""

from typing import Annotated, Any

from ninja import Query, Router, Status

from probant.accountability import actions
from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import CheckpointOut, EntryFilters, EntryPage, Refusal, SealOut
from probant.common import clock
from probant.journal import key, queries

router = Router(tags=["journal"])
READING_ON = {"before", "limit"}


@router.get("/journal/entries", response=EntryPage, auth=Token("journal.view"))
def list_entries(
    request: TokenRequest, filters: Annotated[EntryFilters, Query()]
) -> dict[str, Any]:
    """Entries, the latest first."""
    ensure_known(request, filters)
    wanted = queries.Wanted(**filters.model_dump(exclude=READING_ON))
    found = queries.listed(request.organisation.pk, wanted)
    if filters.before is not None:
        found = found.filter(index__lt=filters.before)
    items = list(found[: filters.limit])
    is_full = len(items) == filters.limit and items[-1].index > 0
    next_before = items[-1].index if is_full else None
    return {"items": [_entry(item) for item in items], "next_before": next_before}


@router.get(
    "/journal/checkpoint",
    response={200: CheckpointOut, 404: Refusal},
    auth=Token("journal.view"),
)
def read_checkpoint(request: TokenRequest) -> dict[str, Any]:
    """The last signed head, to be kept elsewhere."""
    sealed = queries.latest_checkpoint(request.organisation.pk)
    if sealed is None:
        raise RefusedError(Problem(404, "not_found"))
    return _checkpoint(sealed)


@router.post("/journal/checkpoint", response={201: SealOut}, auth=Token("journal.seal"))
def seal(request: TokenRequest) -> Status[dict[str, Any]]:
    """Recomputes the journal from its entries, and signs its head where every one holds."""
    check = actions.seal(request.member, at=clock.now())
    sealed = queries.latest_checkpoint(request.organisation.pk) if check.is_whole else None
    body = {
        "is_whole": check.is_whole,
        "size": check.size,
        "root": check.root.hex(),
        "changed": check.changed,
        "checkpoint": _checkpoint(sealed) if sealed else None,
    }
    return Status(201, body)


def _entry(found: queries.Entry) -> dict[str, Any]:
    said = queries.body_of(found)
    name = getattr(found, "actor_name", None) or ""
    return {
        "index": found.index,
        "at": found.at,
        "event": found.event,
        "actor": {**said["actor"], "name": name},
        "subject": found.subject,
        "facts": said["facts"],
        "leaf_hash": bytes(found.leaf_hash).hex(),
    }


def _checkpoint(sealed: queries.Checkpoint) -> dict[str, Any]:
    return {
        "size": sealed.size,
        "root": bytes(sealed.root).hex(),
        "note": sealed.note,
        "signed_at": sealed.signed_at,
        "verifier": str(key.verifier()),
    }
