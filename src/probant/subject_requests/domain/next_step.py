"""What to do next with a request: the first thing that stands between it and its end."""

from collections.abc import Iterator

from probant.subject_requests.domain.state import EventKind, Outcome, State, Status

TOLD = frozenset({"rectification", "erasure", "restriction"})  # GDPR art. 19
GIVEN = frozenset({Outcome.GRANTED.value, Outcome.PARTLY.value})
# Acts by the name of their page, with the event that each needs to be possible.
NEEDS = {
    "acknowledge": EventKind.ACKNOWLEDGED,
    "assign": EventKind.ASSIGNED,
    "identity-received": EventKind.IDENTITY_RECEIVED,
    "check-identity": EventKind.IDENTITY_CHECKED,
    "analysis": EventKind.ANALYSED,
    "gather": EventKind.SOURCE,
    "transmit": EventKind.TRANSMITTED,
    "tell-nobody": EventKind.TRANSMITTED,
    "answer": EventKind.ANSWERED,
    "close": EventKind.CLOSED,
    "identity-enough": EventKind.IDENTITY_SUFFICIENT,
    "ask-identity": EventKind.IDENTITY_ASKED,
    "extend": EventKind.EXTENDED,
    "note": EventKind.NOTE,
    "merge": EventKind.MERGED,
    "withdraw": EventKind.WITHDRAWN,
    "reopen": EventKind.REOPENED,
}


def possible(state: State) -> tuple[str, ...]:
    """The acts that this state allows, in the order in which they are usually done."""
    return tuple(
        act for act, kind in NEEDS.items() if state.allows(kind) and _has_sense(act, state)
    )


def next_steps(state: State, rights: tuple[str, ...]) -> tuple[str, ...]:
    """What remains to be done, the first thing first; empty once nothing does."""
    allowed = possible(state)
    return tuple(act for act in _wanted(state, rights) if act in allowed)


def _wanted(state: State, rights: tuple[str, ...]) -> Iterator[str]:
    if state.acknowledged_at is None:
        yield "acknowledge"
    if state.suspended_since is not None:
        yield "identity-received"
    if state.identity_papers:
        yield "check-identity"
    if state.analysed_at is None:
        yield "analysis"
    if _is_given(state) and not _is_gathered(state):
        yield "gather"
    if _must_be_told(state, rights):
        yield "transmit"
    yield "answer"
    yield "close"


def _has_sense(act: str, state: State) -> bool:
    if act == "check-identity":
        return bool(state.identity_papers) or bool(state.suspensions)
    if act == "identity-received":
        return state.suspended_since is not None
    if act in {"identity-enough", "ask-identity"}:
        return not state.is_identity_settled or act == "ask-identity"
    return not (
        act == "acknowledge" and state.status is not Status.RECEIVED and state.acknowledged_at
    )


def _is_given(state: State) -> bool:
    return bool(GIVEN & set((state.decisions or {}).values()))


def _is_gathered(state: State) -> bool:
    steps = (state.sources or {}).values()
    return bool(steps) and "asked" not in steps


def _must_be_told(state: State, rights: tuple[str, ...]) -> bool:
    given = {right for right, outcome in (state.decisions or {}).items() if outcome in GIVEN}
    return bool(TOLD & set(rights) & given) and state.transmissions == 0
