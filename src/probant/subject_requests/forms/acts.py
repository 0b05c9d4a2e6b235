"""What each act on a request asks of the person who does it; nothing that the law does not need."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.subject_requests import labels
from probant.subject_requests.domain.state import Outcome
from probant.subject_requests.letters import Way
from probant.subject_requests.models import OUTCOMES, RIGHTS

MOST = 4_000
Choices = list[tuple[str, Any]]


def area(label: Any, *, required: bool = True, **more: Any) -> forms.CharField:  # noqa: ANN401  lazy text, Django's options
    """A text of several lines, bounded."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        **more,
    )


class ActForm(forms.Form):
    """The version that was read; an act on another one is a conflict."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, context: dict[str, Any] | None = None, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """`context`: what this request offers (ways, places, people, other requests)."""
        super().__init__(*args, **kwargs)
        for name, choices in (context or {}).get("choices", {}).items():
            if name in self.fields:
                field = self.fields[name]
                field.choices = choices  # type: ignore[attr-defined]


class PlainForm(ActForm):
    """An act that asks for nothing more than to be meant."""


class LetterForm(ActForm):
    """How a letter leaves, and what is added to it."""

    way = forms.ChoiceField(
        label=_("How it is sent"), choices=[], widget=forms.RadioSelect, initial=Way.POST
    )
    message = area(_("Your own addition to the letter"), required=False)


class AcknowledgeForm(LetterForm):
    """The acknowledgement: number and last day are in the letter already."""


class AssignForm(ActForm):
    """Who takes it in charge."""

    to = forms.ChoiceField(label=_("Who takes it in charge"), choices=[], required=False)


class NoteForm(ActForm):
    """Words of one's own."""

    text = area(_("Note, for the organisation only"))


class ReasonForm(ActForm):
    """A reason that the dossier keeps."""

    text = area(_("Reason, kept in the dossier"))


class EnoughForm(ActForm):
    """Why there is no doubt about who asks."""

    text = area(
        _("Why what you know is enough"),
        initial=_("The person wrote from the address that the record holds."),
        help_text=_("A paper is asked for only on a reasonable doubt."),
    )


class AskIdentityForm(LetterForm):
    """A doubt, stated; and the least that lifts it."""

    doubt = area(
        _("Your reasonable doubt"),
        help_text=_("Without a real doubt the law forbids asking. The person reads this."),
    )
    wanted = area(
        _("What would be enough"),
        help_text=_("Ask for the least: a date of birth often does it."),
    )
    field_order = ("version", "doubt", "wanted", "way", "message")


class IdentityReceivedForm(ActForm):
    """What came: a file to be destroyed once checked, or an answer in words."""

    file = forms.FileField(label=_("Paper received"), required=False)
    text = area(_("Or what the person said"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values = super().clean() or {}
        if not values.get("file") and not values.get("text"):
            self.add_error("text", _("Add the paper, or write what the person said."))
        return values


class CheckIdentityForm(ActForm):
    """What was looked at, and what it gave."""

    paper = forms.ChoiceField(label=_("What you looked at"), choices=list(labels.PAPERS.items()))
    result = forms.ChoiceField(
        label=_("What it gave"), choices=list(labels.RESULTS.items()), widget=forms.RadioSelect
    )
    text = area(_("Note"), required=False)


class ExtendForm(LetterForm):
    """The two reasons that the law knows, and the explanation that the person reads."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=list(labels.EXTENSIONS.items()), widget=forms.RadioSelect
    )
    explanation = area(_("Explain it to the person"))
    field_order = ("version", "reason", "explanation", "way", "message")


class GatherForm(ActForm):
    """How far the search in one source is."""

    source = forms.ChoiceField(label=_("Source"), choices=[])
    step = forms.ChoiceField(
        label=_("Where it stands"), choices=list(labels.STEPS.items()), widget=forms.RadioSelect
    )
    text = area(_("Note"), required=False)


class TransmitForm(ActForm):
    """Whom to tell, of which right, and what they must do."""

    addressee = forms.ChoiceField(label=_("Processor or recipient"), choices=[])
    right = forms.ChoiceField(label=_("About"), choices=RIGHTS)
    text = area(
        _("What they must do"),
        help_text=_("With only what they need to find the person. The letter says it."),
    )


class ConfirmForm(ActForm):
    """Who was told has answered."""

    transmission = forms.ChoiceField(label=_("Who answered"), choices=[])
    is_impossible = forms.BooleanField(
        label=_("They say it is impossible, or out of proportion"), required=False
    )
    text = area(_("What they say"), required=False)


class AnswerForm(LetterForm):
    """The answer: what is given, what is not and why; both remedies are in the letter."""

    outcome = forms.ChoiceField(label=_("Your answer"), choices=OUTCOMES, widget=forms.RadioSelect)
    detail = area(_("What was done"), required=False)
    handed_over = area(
        _("How the documents are handed over"),
        required=False,
        initial=_("With this letter."),
    )
    reasons = area(
        _("Reasons for what is refused"),
        required=False,
        help_text=_("The person reads them. The letter adds the CNIL and the court."),
    )
    field_order = ("version", "outcome", "detail", "reasons", "handed_over", "way", "message")

    def clean(self) -> dict[str, Any]:
        """GDPR art. 12(4): no refusal, even in part, without its reasons."""
        values = super().clean() or {}
        if values.get("outcome") in {Outcome.REFUSED, Outcome.PARTLY} and not values.get("reasons"):
            self.add_error("reasons", _("Say why: a refusal without its reasons is not lawful."))
        return values


class MergeForm(ActForm):
    """The earlier request that this one repeats."""

    into = forms.ChoiceField(label=_("The earlier request"), choices=[])
