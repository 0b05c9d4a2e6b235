"""The public form: three pages that are one form, then the number and the private link.

It works without script, cookie or account. Whoever sends it has no session here, so that no other
site can act in somebody's name by it: a signed stamp stands where CSRF tokens do elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from probant.accounts.access import public
from probant.common import clock
from probant.database import isolation
from probant.notices import queries as notices
from probant.notices.domain.facts import Audience
from probant.organisations.models import Organisation
from probant.subject_requests import queries, receipt, throttle
from probant.subject_requests.actions import Received, receive
from probant.subject_requests.domain import abuse
from probant.subject_requests.domain import clock as clocks
from probant.subject_requests.domain.abuse import Counter, Stamp, Standing
from probant.subject_requests.forms import public as pages
from probant.subject_requests.forms.public import RECORD, Sending, What, Who
from probant.subject_requests.models import RequestForm
from probant.subject_requests.throttle import Counted, TooManyError

USUAL_BITS = 16
ORDER = ("what", "who", "check", "send")
LABELS = (gettext_lazy("Your request"), gettext_lazy("You"), gettext_lazy("Check and send"))
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Visit:
    """One exchange of the form: whose form, what was sent, in which language."""

    request: HttpRequest
    organisation: Organisation
    form: RequestForm
    language: str
    at: datetime
    note: str = ""

    @property
    def data(self) -> QueryDict:
        """What was sent."""
        return self.request.POST

    @property
    def here(self) -> str:
        """The page that was filled in."""
        asked = self.data.get("at", "what")
        return asked if asked in ORDER[:3] else "what"

    def stamped(self) -> str:
        """The stamp to carry: the one that came, or a fresh one."""
        sent = self.data.get("stamp", "")
        if abuse.read_stamp(sent, throttle.key()) is not None and self.note != "fresh":
            return sent
        counted = Counted(Counter.WORKED, str(self.organisation.pk))
        bits = abuse.bits_asked(
            left=throttle.left(counted, at=self.at),
            capacity=counted.allowance.capacity,
            usual=USUAL_BITS,
        )
        nonce = token_bytes(abuse.NONCE_BYTES)
        return Stamp(self.organisation.pk, self.at, bits, nonce).spelled(throttle.key())


@public
@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, organisation: UUID) -> HttpResponse:
    """The form of an organisation that opened it; for any other id, one same answer."""
    language = _language(request)
    with isolation.tenant(organisation), translation.override(language):
        found = Organisation.objects.filter(pk=organisation).first()
        settings_ = queries.form_of(organisation) if found else None
        if found is None or settings_ is None or not settings_.is_open:
            return closed(request)
        visit = Visit(request, found, settings_, language, clock.now())
        response = _answer(visit)
    if request.POST.get("language") or request.GET.get("language"):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


def closed(request: HttpRequest) -> HttpResponse:
    """404: there is no form here, whether there is such an organisation or not."""
    return render(request, "subject_requests/public/closed.html", {"csrf_token": ""}, status=404)


def _answer(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        return _page(visit, "what")
    if "language" in visit.data:
        return _page(visit, visit.here)
    wanted = visit.data.get("go", "")
    what = What(visit.data)
    if wanted == "what":
        return _page(visit, "what")
    if not what.is_valid():
        return _page(visit, "what", what)
    return _after_what(visit, wanted, what.cleaned_data)


def _after_what(visit: Visit, wanted: str, what: Mapping[str, Any]) -> HttpResponse:
    """Any page further on asks first that the pages before it are right."""
    if wanted not in {"check", "send"}:
        return _page(visit, "who")
    who = Who(visit.data, what=what)
    if not who.is_valid():
        return _page(visit, "who", who)
    return _send(visit, what, who.cleaned_data) if wanted == "send" else _page(visit, "check")


def _page(visit: Visit, name: str, refused: forms.Form | None = None) -> HttpResponse:
    """One of the pages; a refused form keeps what was typed and says what to change."""
    shown = refused or _blank(visit, name)
    own: type[forms.Form] | None = pages.PAGES.get(name)
    context = {
        "page": name,
        "form": shown,
        "carried": list(pages.carried(visit.data, without=own)),
        "steps": [{"label": label, "url": ""} for label in LABELS],
        "step": ORDER.index(name) + 1,
        "summary": _summary(visit) if name == "check" else [],
        "privacy_url": _privacy_url(visit.organisation) if name != "who" else "",
        "answer_by": _due(visit),
        **_frame(visit),
    }
    template = f"subject_requests/public/{name}.html"
    return render(visit.request, template, context, status=422 if refused else 200)


def _blank(visit: Visit, name: str) -> forms.Form | None:
    """A page shown again, or for the first time: what was typed, unchecked."""
    if name == "what":
        return What(initial=pages.typed(What, visit.data))
    if name == "who":
        return Who(initial=pages.typed(Who, visit.data), what=pages.typed(What, visit.data))
    return None


def _frame(visit: Visit) -> dict[str, Any]:
    introduction = (
        visit.form.introduction_fr if visit.language == "fr" else visit.form.introduction_en
    )
    return {
        "controller": visit.organisation,
        "introduction": introduction or visit.form.introduction_fr,
        "stamp": visit.stamped(),
        "note": visit.note,
        "languages": LANGUAGES,
        "demonstration": visit.organisation.is_demonstration,
        "csrf_token": "",
    }


def _summary(visit: Visit) -> list[tuple[str, str]]:
    """What is about to be sent, question by question, as the pages call it."""
    what = What(visit.data)
    what.is_valid()
    who = Who(visit.data, what=what.cleaned_data)
    who.is_valid()
    return [
        (str(field.label), told)
        for filled in (what, who)
        for field in filled
        if (told := _told(field, filled.cleaned_data.get(field.name)))
    ]


def _told(field: forms.BoundField, value: Any) -> str:  # noqa: ANN401  any field's value
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return str(field.field.widget.format_value(value) or "") if value else ""
    labels = dict(choices)
    chosen = value if isinstance(value, list) else [value]
    return "\n".join(str(labels[item]) for item in chosen if item)


def _send(visit: Visit, what: Mapping[str, Any], who: Mapping[str, Any]) -> HttpResponse:
    """Takes the request in, unless the stamp or the counts ask the person to wait a little."""
    sending = Sending(visit.data)
    sending.is_valid()
    given = sending.cleaned_data
    stamp = abuse.read_stamp(given.get("stamp", ""), throttle.key())
    standing = stamp.standing(visit.organisation.pk, at=visit.at) if stamp else Standing.FORGED
    if stamp is None or standing is not Standing.GOOD:
        return _again(visit, standing)
    is_worked = not given.get("website") and abuse.is_worked(
        given["stamp"], stamp.bits, given.get("proof", "")
    )
    if not is_worked and not abuse.is_same_word(given.get("word", ""), stamp.nonce):
        return _asked(visit, stamp, is_wrong=bool(given.get("word")))
    try:
        _count(visit, given["stamp"], is_worked=is_worked)
    except TooManyError as error:
        is_worn = error.counter is Counter.STAMP
        return _again(visit, Standing.TOO_OLD) if is_worn else _refused(visit, error)
    intake = pages.intake(what, who, language=visit.language, at=visit.at)
    once = f"{given['stamp']}{_content(visit)}"
    received = receive(visit.organisation, intake, by=receipt.SENDER, at=visit.at, idempotency=once)
    return _received(visit, received)


def _content(visit: Visit) -> str:
    """What tells two sendings of one page apart: again it is one request, changed it is two."""
    held = sorted(pages.carried(visit.data, without=None))
    return sha256(json.dumps(held).encode()).hexdigest()


def _count(visit: Visit, stamp: str, *, is_worked: bool) -> None:
    """By address first: a flood ends there, before it touches what honest senders share."""
    cost = abuse.COST_OF_WORK if is_worked else abuse.COST_OF_ANSWER
    lane = Counter.WORKED if is_worked else Counter.ASKED
    address = Counted(Counter.ADDRESS, throttle.network(visit.request))
    throttle.take(address, at=visit.at, cost=cost)
    throttle.take(Counted(Counter.STAMP, stamp), at=visit.at)
    throttle.take(Counted(lane, str(visit.organisation.pk)), at=visit.at)
    throttle.sweep(visit.at)


def _again(visit: Visit, standing: Standing) -> HttpResponse:
    """Too fast, too old, or a stamp that this installation never gave: read it over, send again."""
    note = "fast" if standing is Standing.TOO_FAST else "fresh"
    return _page(replace(visit, note=note), "check")


def _asked(visit: Visit, stamp: Stamp, *, is_wrong: bool) -> HttpResponse:
    """Without the browser's work, a person copies a word."""
    context = {
        "carried": list(pages.carried(visit.data, without=None)),
        "word": abuse.word_for(stamp.nonce, visit.language),
        "is_wrong": is_wrong,
        **_frame(visit),
    }
    status = 422 if is_wrong else 200
    return render(visit.request, "subject_requests/public/word.html", context, status=status)


def _refused(visit: Visit, error: TooManyError) -> HttpResponse:
    """429: what was typed stays on the page, with the button that sends it again."""
    seconds = max(1, int(error.after.total_seconds() + 0.999))
    held = [(name, visit.data.get(name, "")) for name in ("proof", "word") if visit.data.get(name)]
    context = {
        "carried": [*pages.carried(visit.data, without=None), *held],
        "seconds": seconds,
        **_frame(visit),
    }
    template = "subject_requests/public/too_many.html"
    response = render(visit.request, template, context, status=429)
    response["Retry-After"] = str(seconds)
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001  Django's mark: a flood must not fill the operator's log
    return response


def _received(visit: Visit, received: Received) -> HttpResponse:
    """The number, what happens next, and the private link."""
    token = received.follow_token
    link = _absolute(visit.request, "requests:follow", token) if token else ""
    is_mailed = receipt.send(visit.organisation, received, _linked(visit.request), at=visit.at)
    state = queries.state_of(queries.event_rows(received.request))
    context = {
        "received": received,
        "number": received.request.number,
        "link": link,
        "follow_ends_on": received.request.received_at,
        "clock": queries.clock_of(received.request, state, now=visit.at),
        "is_mailed": is_mailed,
        **_frame(visit),
        "languages": (),
    }
    response = render(visit.request, "subject_requests/public/sent.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _linked(request: HttpRequest) -> receipt.Linked:
    return lambda token: _absolute(request, "requests:follow", token)


def _absolute(request: HttpRequest, name: str, *args: object) -> str:
    return request.build_absolute_uri(reverse(name, args=args))


def _due(visit: Visit) -> datetime:
    """By when the answer is due, were the request received now."""
    is_record = RECORD in visit.data.getlist("wishes")
    is_old = visit.data.get("old") == "yes"
    facts = clocks.Facts(
        received_at=visit.at, is_record_request=is_record, is_record_old=is_record and is_old
    )
    return clocks.clock(facts, now=visit.at).deadline.ends_at


def _privacy_url(organisation: Organisation) -> str:
    """The published notice that covers requests, if there is one."""
    published = notices.latest(organisation.pk)
    audience = Audience.PATIENTS if Audience.PATIENTS in published else next(iter(published), None)
    return reverse("notice", args=[organisation.pk, audience.value]) if audience else ""


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("language") or ""
    current = (translation.get_language() or LANGUAGES[0])[:2]
    return asked if asked in LANGUAGES else current if current in LANGUAGES else LANGUAGES[0]
