"""A scan's file read and loaded, whole or not at all; a flaw entered by hand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.register.exchange.errors import ExchangeError
from probant.vault.domain.errors import RefusedFileError
from probant.vault.reception import accepts_files
from probant.vault.reception import told as refusal_told
from probant.vulnerabilities import actions, labels, queries
from probant.vulnerabilities.domain.occurrence import Finding
from probant.vulnerabilities.exchange import reading
from probant.vulnerabilities.exchange.errors import RefusedRowsError, ScanFileError
from probant.vulnerabilities.forms.loading import FlawForm, ScanForm
from probant.vulnerabilities.models import Scan
from probant.vulnerabilities.views import finding

SHOWN = 50


@require_http_methods(finding.METHODS)
@permission("vulnerabilities.edit")
@accepts_files(most=reading.MOST_BYTES)
def load(request: MemberRequest) -> HttpResponse:
    """The file of a scan or an audit; a refused one is explained, and nothing of it was loaded."""
    posted = request.method == "POST"
    initial = {"done_on": timezone.localdate(), "is_complete": True, "method": "pentest"}
    form = ScanForm(request.POST or None, request.FILES or None, initial=initial)
    refused: list[Finding] = []
    if posted and form.is_valid():
        scan = _loaded(request, form, refused)
        if scan is not None:
            messages.success(request, _told(scan))
            return redirect(finding.url("scan", request, scan_id=scan.pk))
    context: dict[str, Any] = {
        "form": form,
        "refused": [shown(one) for one in refused[:SHOWN]],
        "refused_count": len(refused),
        "products": queries.products(request.member.organisation_id),
        "breadcrumb": finding.trail(request, (_("Load a scan"), "")),
    }
    status = 422 if posted else 200
    return render(request, "vulnerabilities/import.html", context, status=status)


def shown(one: Finding | dict[str, str]) -> dict[str, Any]:
    """A place, a reason in words, and the value as it stands there."""
    place, code, value = (
        (one["place"], one["code"], one["value"])
        if isinstance(one, dict)
        else (one.place, one.code.value, one.value)
    )
    is_line = place.isdecimal()
    where = _("line %(number)s") % {"number": place} if is_line else place
    return {"place": where, "why": labels.REFUSALS.get(code, code), "value": value}


def _loaded(request: MemberRequest, form: ScanForm, refused: list[Finding]) -> Scan | None:
    """The scan; or None, with the reason beside the field that it concerns."""
    upload, said = form.cleaned_data["file"], form.cleaned_data
    try:
        found = reading.read(
            upload, upload.name or "", columns=form.columns, is_partial=said["is_partial"]
        )
        digest, size = reading.digest(upload)
        file = actions.File(digest=digest, size=size, upload=upload if said["is_kept"] else None)
        return actions.load(
            finding.organisation_of(request),
            found,
            form.asked(),
            file=file,
            by=request.member,
            at=clock.now(),
        )
    except RefusedRowsError as error:
        refused.extend(error.reading.refused)
        form.add_error("file", _problem(error))
    except (ScanFileError, ExchangeError) as error:
        form.add_error("file", _problem(error))
    except RefusedFileError as error:
        form.add_error("file", refusal_told(error))
    except actions.AlreadyLoadedError as error:
        told = _("This very file is loaded already: scan %(reference)s.")
        form.add_error("file", told % {"reference": error.scan.reference})
    except actions.FutureScanError:
        form.add_error("done_on", _("This day is still to come."))
    return None


def _problem(error: ScanFileError | ExchangeError) -> str:
    said = str(labels.FILE_PROBLEMS.get(error.code, labels.UNREADABLE))
    detail = getattr(error, "detail", "")
    return said % {"detail": detail} if "%(detail)s" in said else said


def _told(scan: Scan) -> str:
    return _("Loaded: %(flaws)s flaws, %(persisting)s of them known from the scan before.") % {
        "flaws": scan.flaws,
        "persisting": scan.trend.get("persisting", 0),
    }


@require_http_methods(finding.METHODS)
@permission("vulnerabilities.edit")
def enter(request: MemberRequest) -> HttpResponse:
    """A flaw that somebody reports: a researcher, a client, a colleague."""
    posted = request.method == "POST"
    form = FlawForm(request.POST or None, initial={"done_on": timezone.localdate()})
    if posted and form.is_valid():
        made = actions.enter(
            finding.organisation_of(request),
            form.occurrence(),
            form.asked(),
            by=request.member,
            at=clock.now(),
        )
        messages.success(request, _("Kept: its clock runs."))
        return redirect(finding.url("flaw", request, flaw_id=made.pk))
    context = {
        "form": form,
        "products": queries.products(request.member.organisation_id),
        "breadcrumb": finding.trail(request, (_("Enter a vulnerability"), "")),
    }
    return render(request, "vulnerabilities/new.html", context, status=422 if posted else 200)
