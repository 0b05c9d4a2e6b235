"""What people read about a message: its state, what a server answered, what it is about."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from probant.correspondence.domain import rendering
from probant.correspondence.domain.sending import State, Trouble, Way

STATES: Mapping[str, str | Promise] = {
    State.WAITING.value: _("Waiting to leave"),
    State.FAILED.value: _("Not sent"),
    State.SENT.value: _("Sent out"),
    State.CANCELLED.value: _("Given up"),
}
TONES = {
    State.WAITING.value: "info",
    State.FAILED.value: "bad",
    State.SENT.value: "good",
    State.CANCELLED.value: "neutral",
}
ICONS = {
    State.WAITING.value: "hourglass-split",
    State.FAILED.value: "exclamation-octagon",
    State.SENT.value: "check2-circle",
    State.CANCELLED.value: "slash-circle",
}
WAYS: Mapping[str, str | Promise] = {
    Way.MAILBOX.value: _("From my own mailbox"),
    Way.POST.value: _("By post"),
    Way.HAND.value: _("Handed over"),
    Way.TELEPHONE.value: _("By telephone"),
    Way.OTHER.value: _("By another means"),
}
ABOUT: Mapping[str, str | Promise] = {
    "general": _("Free message"),
    "accountability": _("Deadlines"),
    "deadlines": _("Deadlines"),
    "subject_requests": _("Requests"),
    "breaches": _("Breaches"),
    "crisis": _("Crisis"),
    "register": _("Register of processing"),
    "notices": _("Information notices"),
    "clients": _("Advice to clients"),
}
# By name alone: the pages of the slices stand above this floor.
PAGES: Mapping[str, tuple[str, str]] = {
    "subject_requests": ("subject_requests:detail", "request_id"),
    "breaches": ("breaches:breach", "breach_id"),
    "crisis": ("crisis:room", "crisis_id"),
    "clients": ("clients:advice", "advice_id"),
}
TROUBLES: Mapping[str, str | Promise] = {
    Trouble.UNREACHABLE.value: _("The mail server does not answer."),
    Trouble.INSECURE.value: _("The mail server offers no secure connection that can be trusted."),
    Trouble.CREDENTIALS.value: _("The mail server refuses Probant’s name or password."),
    Trouble.INTERRUPTED.value: _("The mail server broke off in the middle."),
    Trouble.TOO_OLD.value: _(
        "It waited for more than five days: is it still right? Then try again."
    ),
    Trouble.CONTENT_GONE.value: _("Its content can no longer be read."),
}
# RFC 5321 §4.2.3 and RFC 3463: what the codes of a refusal mean.
CODES: Mapping[str, str | Promise] = {
    "421": _("The mail server asks to come back later."),
    "450": _("The recipient’s mailbox is not available for the moment."),
    "451": _("The mail server met a problem and asks to try again."),
    "452": _("The recipient’s mailbox is full for the moment."),
    "550": _("The recipient’s mailbox does not exist or refuses the message."),
    "551": _("The recipient is no longer served there."),
    "552": _("The recipient’s mailbox is full, or the message is too large."),
    "553": _("The mail server does not accept this address."),
    "554": _("The mail server refuses the message, often as unwanted mail."),
}
PASSING, LASTING = (
    _("The mail server refuses for the moment."),
    _("The mail server refuses for good."),
)


def reason(code: str) -> str:
    """Why the last attempt sent nothing, in a sentence; nothing where there was no trouble."""
    found = TROUBLES.get(code) or CODES.get(code)
    if found or not code:
        return str(found or "")
    return str(LASTING if code.startswith("5") else PASSING)


def about(said: str) -> str:
    """The part of Probant that wrote the message."""
    slice_ = said.partition(":")[0].partition(".")[0]
    return str(ABOUT.get(slice_, slice_))


def page(said: str, organisation: UUID) -> str:
    """Where what the message is about is seen, or nothing where there is no such page."""
    kind, _colon, subject = said.partition(":")
    name, argument = PAGES.get(kind.partition(".")[0], ("", ""))
    try:
        return reverse(name, kwargs={"organisation": organisation, argument: UUID(subject)})
    except (NoReverseMatch, ValueError):
        return ""


def explain(error: rendering.TemplateRefusedError) -> str:
    """What is wrong with a template, and where."""
    match error:
        case rendering.UnknownPlaceholderError():
            text = _("“%(name)s” is not a value of this letter: see the list beside.")
            return text % {"name": error.name}
        case rendering.TemplateSyntaxRefusedError():
            text = _("Line %(line)s: a pair of braces is not closed, or not written as it should.")
            return text % {"line": error.line}
        case rendering.ForbiddenTagError(line=0):
            return str(_("A value is used in a way that it does not allow."))
        case rendering.ForbiddenTagError():
            text = _("Line %(line)s: a letter shows values, conditions and lists, nothing more.")
            return text % {"line": error.line}
    return str(_("The letter is too long."))
