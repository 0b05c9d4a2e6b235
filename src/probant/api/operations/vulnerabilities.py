"""Vulnerabilities: scans loaded, flaws listed, followed, exported; the periods to fix them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, BinaryIO, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from probant.api.access import Token, TokenRequest
from probant.api.problems import Problem, RefusedError, ensure_known
from probant.api.schemas import Refusal
from probant.api.vulnerability_schemas import (
    ActName,
    FlawFilters,
    FlawOut,
    FlawPage,
    FlawPageFilters,
    FlawSheet,
    NewAct,
    NewFlaw,
    NewScan,
    Periods,
    ScanOut,
)
from probant.common import clock
from probant.vault.reception import accepts_files
from probant.vulnerabilities import actions, exports, queries, tables
from probant.vulnerabilities.actions import Act, Asked, Facts, Rating
from probant.vulnerabilities.domain import fingerprint
from probant.vulnerabilities.domain.occurrence import Justification, Occurrence
from probant.vulnerabilities.domain.scope import Method
from probant.vulnerabilities.domain.severity import InvalidVectorError, scored
from probant.vulnerabilities.domain.standing import AcceptanceError, FlawStateError
from probant.vulnerabilities.exchange import reading
from probant.vulnerabilities.exchange.errors import RefusedRowsError, ScanFileError
from probant.vulnerabilities.models import Flaw
from probant.vulnerabilities.queries import Wanted

router = Router(tags=["vulnerabilities"])
REFUSALS = {404: Refusal, 409: Refusal, 422: Refusal}
MOST_EXPORTED = 300_000
VIEW, EDIT = "vulnerabilities.view", "vulnerabilities.edit"


@router.get("/vulnerabilities", response=FlawPage, auth=Token(VIEW))
def list_vulnerabilities(
    request: TokenRequest, filters: Annotated[FlawPageFilters, Query()]
) -> dict[str, Any]:
    """Vulnerabilities, the gravest first."""
    ensure_known(request, filters)
    found = _listed(request, filters)
    pages = Paginator(found, filters.per_page)
    items = list(pages.page(filters.page)) if filters.page <= pages.num_pages else []
    return {
        "items": [exports.plain(one) for one in items],
        "total": pages.count,
        "page": filters.page,
        "pages": pages.num_pages,
    }


@router.get(
    "/vulnerabilities/export",
    response={200: None},
    auth=Token(VIEW, traced_as="vulnerabilities.exported"),
    openapi_extra={
        "responses": {
            200: {
                "content": {
                    kind.partition(";")[0]: {"schema": {"type": "string"}}
                    for kind in tables.MEDIA_TYPES.values()
                }
            }
        }
    },
)
def export_vulnerabilities(
    request: TokenRequest, filters: Annotated[FlawSheet, Query()]
) -> HttpResponse:
    """The list as a file, or as a CycloneDX VEX."""
    ensure_known(request, filters)
    found = _listed(request, filters).defer(None)[:MOST_EXPORTED]
    if filters.format == "vex":
        return JsonResponse(exports.vex(request.organisation, found, at=clock.now()))
    language = filters.language or request.organisation.language
    made = exports.flaws_listing(request.organisation, found, language=language, at=clock.now())
    content = tables.write(filters.format, made)
    response = HttpResponse(content, content_type=tables.MEDIA_TYPES[filters.format])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{filters.format}"'
    return response


@router.get("/vulnerabilities/scans", response=list[ScanOut], auth=Token(VIEW))
def list_scans(request: TokenRequest) -> list[dict[str, Any]]:
    """Every scan, the latest first, with what changed since the one before of its scope."""
    return [exports.scan_values(one) for one in queries.scans(request.organisation.pk)]


@router.post(
    "/vulnerabilities/scans",
    response={201: ScanOut, 413: Refusal, **REFUSALS},
    auth=Token(EDIT),
)
@accepts_files(most=reading.MOST_BYTES)
def load_scan(
    request: TokenRequest, asked: Annotated[NewScan, Query()], file: Annotated[UploadedFile, File()]
) -> Status[dict[str, Any]]:
    """SARIF, CycloneDX, OSV or an audit's table: the whole file is loaded, or nothing of it."""
    ensure_known(request, asked)
    said = asked.model_dump(exclude={"columns", "is_partial"})
    content = cast("BinaryIO", file)
    with refusals():
        found = reading.read(
            content,
            file.name or "",
            columns=_columns(asked.columns),
            is_partial=asked.is_partial,
        )
        digest, size = reading.digest(content)
        scan = actions.load(
            request.organisation,
            found,
            Asked(**said),
            file=actions.File(digest=digest, size=size),
            by=request.member,
            at=clock.now(),
        )
    return Status(201, exports.scan_values(scan))


@router.get(
    "/vulnerabilities/scans/{uuid:scan_id}",
    response={200: ScanOut, 404: Refusal},
    auth=Token(VIEW),
)
def read_scan(request: TokenRequest, scan_id: UUID) -> dict[str, Any]:
    """One scan."""
    return exports.scan_values(queries.scan(request.organisation.pk, scan_id))


@router.get("/vulnerabilities/periods", response=Periods, auth=Token(VIEW))
def read_periods(request: TokenRequest) -> dict[str, Any]:
    """Days from known to fixed, by severity."""
    return {"days": queries.periods(request.organisation.pk)}


@router.put("/vulnerabilities/periods", response={200: Periods, 422: Refusal}, auth=Token(EDIT))
def change_periods(request: TokenRequest, asked: Periods) -> dict[str, Any]:
    """The organisation's own periods, within bounds; every clock is counted again."""
    at = clock.now()
    with refusals():
        actions.choose_periods(request.organisation, asked.days, by=request.member, at=at)
    return {"days": queries.periods(request.organisation.pk)}


@router.post("/vulnerabilities", response={201: FlawOut, **REFUSALS}, auth=Token(EDIT))
def enter_vulnerability(request: TokenRequest, asked: NewFlaw) -> Status[dict[str, Any]]:
    """A vulnerability that somebody reports."""
    with refusals():
        said = Asked(product=asked.product, method=Method.HAND, done_on=asked.known_on)
        made = actions.enter(
            request.organisation, _occurrence(asked), said, by=request.member, at=clock.now()
        )
    return Status(201, exports.plain(made))


@router.get(
    "/vulnerabilities/{uuid:flaw_id}",
    response={200: FlawOut, 404: Refusal},
    auth=Token(VIEW),
)
def read_vulnerability(request: TokenRequest, flaw_id: UUID) -> dict[str, Any]:
    """One vulnerability."""
    return exports.plain(queries.flaw(request.organisation.pk, flaw_id))


@router.post(
    "/vulnerabilities/{uuid:flaw_id}/acts/{act}",
    response={200: FlawOut, **REFUSALS},
    auth=Token(EDIT),
)
def act_on_vulnerability(
    request: TokenRequest, flaw_id: UUID, act: ActName, asked: NewAct
) -> dict[str, Any]:
    """Said to be fixed, retested, accepted, not affected, reopened, rated, merged; its facts."""
    found = queries.flaw(request.organisation.pk, flaw_id)
    lacking = {name: "required" for name in REQUIRED[act] if not getattr(asked, name)}
    if lacking:
        raise RefusedError(Problem(422, "invalid", lacking))
    how = Act(request.member, clock.now(), asked.version)
    with refusals():
        return exports.plain(DOING[act](found, asked, how))


REQUIRED: Mapping[str, tuple[str, ...]] = {
    "say_fixed": ("why",),
    "retest": ("why", "done_on"),
    "accept": ("why", "until"),
    "not_affected": ("why", "justification"),
    "reopen": ("why",),
    "facts": ("source",),
    "rate": ("why",),
    "merge": ("why", "other"),
}
DOING: Mapping[str, Callable[[Flaw, Any, Act], Flaw]] = {
    "say_fixed": lambda found, said, how: actions.say_fixed(found.pk, said.why, how),
    "accept": lambda found, said, how: actions.accept(found.pk, said.why, said.until, how),
    "not_affected": lambda found, said, how: actions.not_affected(
        found.pk, said.why, Justification(said.justification), how
    ),
    "reopen": lambda found, said, how: actions.reopen(found.pk, said.why, how),
    "retest": lambda found, said, how: actions.retest(
        found.pk, is_shown=said.is_shown, done_on=said.done_on, why=said.why, act=how
    ),
    "facts": lambda found, said, how: actions.state_facts(found.pk, _facts(said), how),
    "rate": lambda found, said, how: actions.rate(
        found.pk, Rating(vector=said.vector, severity=said.severity, cwe=said.cwe), said.why, how
    ),
    "merge": lambda found, said, how: actions.merge(
        found.pk, queries.by_reference(found.organisation_id, said.other), said.why, how
    ),
}


@contextmanager
def refusals() -> Iterator[None]:
    """What files and acts refuse, as answers."""
    try:
        yield
    except RefusedRowsError as error:
        rows = [{"place": one.place, "code": one.code.value, "value": one.value}
                for one in error.reading.refused]  # fmt: skip
        fields = {"file": "refused_rows"}
        raise RefusedError(Problem(422, "refused_rows", fields, {"refused": rows})) from error
    except ScanFileError as error:
        more = {"detail": error.detail}
        raise RefusedError(Problem(422, "file", {"file": error.code}, more)) from error
    except actions.AlreadyLoadedError as error:
        more = {"scan": str(error.scan.pk)}
        raise RefusedError(Problem(409, "refused", {"file": "already_loaded"}, more)) from error
    except actions.MovedFlawError as error:
        fields = {"version": "changed"}
        raise RefusedError(
            Problem(409, "conflict", fields, {"theirs": exports.plain(error.flaw)})
        ) from error
    except FlawStateError as error:
        raise RefusedError(Problem(409, "refused", {"state": error.state})) from error
    except tuple(INVALID) as error:
        raise RefusedError(Problem(422, "invalid", INVALID[type(error)])) from error
    except actions.PeriodBoundsError as error:
        bounds = {"least": error.least, "most": error.most}
        fields = {f"days.{error.name}": "out_of_bounds"}
        raise RefusedError(Problem(422, "invalid", fields, bounds)) from error


INVALID: dict[type[Exception], dict[str, str]] = {
    InvalidVectorError: {"vector": "invalid"},
    AcceptanceError: {"until": "out_of_bounds"},
    actions.FutureScanError: {"done_on": "out_of_bounds"},
    actions.MergeError: {"other": "not_the_same_product"},
}


def _listed(request: TokenRequest, filters: FlawFilters) -> Any:  # noqa: ANN401  a queryset
    names = set(FlawFilters.model_fields)
    wanted = Wanted(**filters.model_dump(include=names))
    return queries.listed(request.organisation.pk, wanted, on=timezone.localdate(clock.now()))


def _columns(said: str) -> dict[str, str]:
    pairs = (one.partition("=") for one in said.split(",") if "=" in one)
    return {name.strip(): title.strip() for name, _equals, title in pairs}


def _facts(said: NewAct) -> Facts:
    names = ("is_exploitable", "has_public_exploit", "is_exploited", "source", "on")
    return Facts(**{name: getattr(said, name) for name in names})


def _occurrence(asked: NewFlaw) -> Occurrence:
    score = scored(asked.vector) if asked.vector.strip() else None
    named = tuple(one.upper() for one in asked.identifiers)
    public = bool(named and asked.component)
    names = {"title", "cwe", "component", "location", "description", "remedy", "is_exploitable",
             "has_public_exploit"}  # fmt: skip
    return Occurrence(
        identity=fingerprint.of_component(named, asked.component)
        if public
        else fingerprint.of_words(asked.cwe, asked.title, asked.location),
        identifiers=named,
        severity=score.severity if score else asked.severity,
        vector=score.vector if score else "",
        score=score.value if score else None,
        **asked.model_dump(include=names),
    )
