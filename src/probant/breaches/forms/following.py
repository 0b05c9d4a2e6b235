"""What is followed item by item: groups told, measures, lessons, sendings, files."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from probant.breaches import labels
from probant.breaches.forms.fields import MOST, Day, Long, Short, offered
from probant.breaches.forms.moments import Moment
from probant.breaches.statements import (
    PERSONS,
    WARNED,
    Audience,
    Communication,
    Kind,
    Lesson,
    Measure,
    Sending,
)
from probant.common import clock

LANGUAGES = [("fr", _("French")), ("en", _("English"))]
FUTURE = _("This day is in the future: nothing can have been done on it yet.")


class ItemForm(forms.Form):
    """One item: from a statement, and back."""

    @classmethod
    def shown(cls, said: Any) -> dict[str, Any]:  # noqa: ANN401  a statement
        """The initial values: the statement's own fields."""
        return {name: getattr(said, name) for name in cls.base_fields if hasattr(said, name)}

    def statement(self) -> Any:  # noqa: ANN401  a statement
        """What was typed."""
        raise NotImplementedError


class CommunicationForm(ItemForm):
    """Art. 34: one group of persons, told or to be told."""

    audience = forms.ChoiceField(
        label=_("Who is told"), choices=[(one.value, labels.AUDIENCES[one]) for one in PERSONS]
    )
    group = Short(label=_("Which ones"), help_text=_("Never a name: “patients of ward 3”."))
    channel = forms.ChoiceField(
        label=_("Through what"), choices=lambda: [("", "—"), *offered("medium")], required=False
    )
    count = forms.IntegerField(
        label=_("How many people"), min_value=0, max_value=MOST, required=False
    )
    planned_on = Day(label=_("Planned on"))
    sent_on = Day(label=_("Sent on"), help_text=_("Leave empty while it is not."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    subject = Short(label=_("Subject"))
    text = Long(
        label=_("Text, as it is sent"),
        help_text=_("Left empty, the letter prepared by Probant is kept as it stands."),
        rows=8,
    )
    proof = forms.ChoiceField(label=_("Proof among the files"), choices=[("", "—")], required=False)

    def __init__(self, *args: Any, files: Mapping[str, str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """`files`: those of the dossier, by id."""
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = [("", "—"), *(files or {}).items()]  # type: ignore[attr-defined]

    def clean_sent_on(self) -> Any:  # noqa: ANN401  a date or nothing
        """Not later than today."""
        return _past(self.cleaned_data["sent_on"])

    def statement(self) -> Communication:
        """What was typed."""
        said = self.cleaned_data
        return Communication(
            **{
                **said,
                "audience": Audience(said["audience"]),
                "language": said["language"] or "fr",
            }
        )


class WarningForm(CommunicationForm):
    """Partners, processors, clients, controllers: each tracked."""

    audience = forms.ChoiceField(
        label=_("Who is warned"), choices=[(one.value, labels.AUDIENCES[one]) for one in WARNED]
    )
    group = Short(label=_("Name of the organisation"), required=True)


class MeasureForm(ItemForm):
    """Something done or to be done, by whom, before when."""

    text = Long(label=_("Measure"), required=True, rows=2)
    owner = Short(label=_("In charge"), max_length=200)
    due_on = Day(label=_("Before"))
    done_on = Day(label=_("Done on"))
    is_for_persons = forms.BooleanField(
        label=_("It lessens the consequences for the people concerned"), required=False
    )

    def clean_done_on(self) -> Any:  # noqa: ANN401  a date or nothing
        """Not later than today."""
        return _past(self.cleaned_data["done_on"])

    def statement(self) -> Measure:
        """What was typed."""
        return Measure(**self.cleaned_data)


class LessonForm(ItemForm):
    """What the breach taught, and what it should change."""

    text = Long(label=_("What we learned"), required=True, rows=3)
    changes = forms.MultipleChoiceField(
        label=_("What should change"),
        choices=labels.choices(labels.LESSON_CHANGES),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def statement(self) -> Lesson:
        """What was typed."""
        said = self.cleaned_data
        return Lesson(text=said["text"].strip(), changes=tuple(said["changes"]))


class SendingForm(forms.Form):
    """That a body was told: when, with which receipt, and why it is late."""

    duty = forms.ChoiceField(label=_("Who was told"))
    sent_at = Moment(label=_("When"), required=True)
    receipt = Short(label=_("Number of the receipt"), max_length=100)
    proof = forms.ChoiceField(label=_("Proof among the files"), choices=[("", "—")], required=False)
    late_reasons = Long(
        label=_("Reasons for the delay"), help_text=_("Compulsory after 72 hours."), rows=2
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's signature
        duties: Mapping[str, Any],
        files: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401  Django's signature
    ) -> None:
        """`duties`: who may have to be told; `files`: those of the dossier, by id."""
        super().__init__(*args, **kwargs)
        self.fields["duty"].choices = list(duties.items())  # type: ignore[attr-defined]
        self.fields["proof"].choices = [("", "—"), *files.items()]  # type: ignore[attr-defined]

    def sending(self, notification: int) -> Sending:
        """What was typed; `notification`: which of the frozen ones it was."""
        said = self.cleaned_data
        return Sending(
            duty=said["duty"],
            sent_at=said["sent_at"].at,
            notification=notification,
            receipt=said["receipt"].strip(),
            proof=said["proof"],
            late_reasons=said["late_reasons"].strip(),
        )


class FileForm(forms.Form):
    """A file of the dossier and what it proves."""

    purpose = forms.ChoiceField(
        label=_("What it is"),
        choices=[item for item in labels.FILE_PURPOSES.items() if item[0] != "declaration"],
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("Document, picture, message, archive: encrypted on arrival."),
        allow_empty_file=True,
    )


FORMS: Mapping[str, tuple[type[ItemForm], Kind]] = {
    "communication": (CommunicationForm, Kind.COMMUNICATION),
    "warning": (WarningForm, Kind.COMMUNICATION),
    "measure": (MeasureForm, Kind.MEASURE),
    "lesson": (LessonForm, Kind.LESSON),
}


def _past(day: Any) -> Any:  # noqa: ANN401  a date or nothing
    if day is not None and day > localdate(clock.now()):
        raise forms.ValidationError(FUTURE, code="future")
    return day
