"""The public form, page by page: what is asked, who asks, and the sending. No identity paper.

The pages are one form in the browser: what was typed on one travels hidden through the others, and
every page is checked again at the end.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from probant.common import clock
from probant.subject_requests.domain.request import (
    Channel,
    Concerned,
    Contact,
    HeirGround,
    Intake,
    OnBehalf,
    Right,
)

RECORD = "record"
WISHES = [
    (RECORD, _("Receive my medical record")),
    (Right.ACCESS.value, _("Receive a copy of my other data, and know where they come from")),
    (Right.RECTIFICATION.value, _("Have a mistake corrected")),
    (Right.ERASURE.value, _("Have data erased")),
    (Right.OBJECTION.value, _("Say no to a use of my data")),
    (Right.MARKETING.value, _("Receive no more advertising or newsletters")),
    (Right.RESTRICTION.value, _("Have my data frozen while a disagreement is settled")),
    (Right.PORTABILITY.value, _("Take away in a file the data that I provided")),
    (Right.INFORMATION.value, _("Understand what is done with my data")),
]
FOR_WHOM = [
    (OnBehalf.SELF.value, _("For myself")),
    (OnBehalf.MINOR.value, _("For my child, under 18")),
    (OnBehalf.PROTECTED_ADULT.value, _("For an adult under guardianship whom I represent")),
    (OnBehalf.DECEASED.value, _("About a relative who has died")),
    (OnBehalf.MANDATARY.value, _("For a person who gave me a mandate")),
]
ANSWERS = [
    ("", _("As you prefer")),
    ("link", _("By a protected link on the Internet")),
    ("post", _("By post")),
    ("counter", _("I will come and fetch it")),
]
GROUNDS = [
    (HeirGround.CAUSE_OF_DEATH.value, _("Know the causes of the death")),
    (HeirGround.MEMORY.value, _("Defend the memory of the person")),
    (HeirGround.OWN_RIGHTS.value, _("Assert my own rights")),
]
AGES = [("no", _("No, or I do not know")), ("yes", _("Yes"))]
YEARS = 120


class What(forms.Form):
    """First page: the wishes in plain words, and for whom."""

    wishes = forms.MultipleChoiceField(
        label=_("What do you want?"),
        choices=WISHES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("You may tick several."),
        error_messages={"required": _("Tick at least one answer.")},
    )
    on_behalf = forms.ChoiceField(
        label=_("For whom do you ask?"),
        choices=FOR_WHOM,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say for whom you ask.")},
    )


class Who(forms.Form):
    """Second page: who asks, the person concerned, how to answer; only what this case needs."""

    name = forms.CharField(
        label=_("Your first and last names"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    concerned_name = forms.CharField(label=_("First and last names of this person"), max_length=200)
    relation = forms.CharField(
        label=_("Who are you to this person?"),
        max_length=200,
        help_text=_("For instance: mother, guardian, daughter, lawyer."),
    )
    grounds = forms.MultipleChoiceField(
        label=_("Why do you ask for the record of this person?"),
        choices=GROUNDS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A relative may ask for it for one of these three reasons."),
        error_messages={"required": _("Tick at least one reason.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    telephone = forms.CharField(
        label=_("Your telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    address = forms.CharField(
        label=_("Your postal address"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    answer_by = forms.ChoiceField(
        label=_("How do you want the answer?"),
        choices=ANSWERS,
        required=False,
        widget=forms.RadioSelect,
    )
    born_on = forms.DateField(
        label=_("Date of birth of the person concerned"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tells two people of the same name apart."),
    )
    reference = forms.CharField(
        label=_("Patient number, dates of visits or of stays"),
        required=False,
        max_length=300,
        help_text=_("If you have them at hand: we will find the data sooner."),
    )
    old = forms.ChoiceField(
        label=_("Is what you ask for more than five years old?"),
        choices=AGES,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Older papers take longer to find."),
    )
    text = forms.CharField(
        label=_("Anything to add?"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For instance: the mistake to correct, the service or the doctor concerned."),
    )

    ABOUT_ANOTHER = ("concerned_name", "relation")

    def __init__(self, *args: Any, what: Mapping[str, Any], **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """`what`: the first page's answers, which decide of the questions here."""
        super().__init__(*args, **kwargs)
        on_behalf, wishes = what.get("on_behalf", ""), what.get("wishes", [])
        is_record = RECORD in wishes
        left_out: set[str] = set() if is_record else {"old"}
        if on_behalf == OnBehalf.SELF:
            left_out |= {*self.ABOUT_ANOTHER, "grounds"}
        elif not (on_behalf == OnBehalf.DECEASED and is_record):
            left_out.add("grounds")
        for name in left_out:
            del self.fields[name]

    def clean_born_on(self) -> Any:  # noqa: ANN401  a date or None
        """A person is born before today, and within living memory."""
        born_on = self.cleaned_data["born_on"]
        today = localdate(clock.now())
        if born_on and not today.year - YEARS <= born_on.year <= today.year:
            raise ValidationError(_("Check the year."))
        if born_on and born_on > today:
            raise ValidationError(_("This date is in the future."))
        return born_on

    def clean(self) -> dict[str, Any]:
        """One way to answer is enough; the one chosen must be possible."""
        given: dict[str, Any] = super().clean() or {}
        reached = [name for name in ("email", "telephone", "address") if given.get(name)]
        if not reached and not {"email", "telephone", "address"} & set(self.errors):
            self.add_error("email", _("Give one way to answer you: e-mail, telephone or address."))
        if given.get("answer_by") == "post" and not given.get("address"):
            self.add_error("address", _("To answer by post, we need your postal address."))
        return given


class Sending(forms.Form):
    """What no person types: the stamp, the work done for it; and a trap that people do not see."""

    stamp = forms.CharField(required=False, max_length=200, strip=False)
    proof = forms.CharField(required=False, max_length=20)
    website = forms.CharField(required=False, max_length=200)
    word = forms.CharField(required=False, max_length=60)


PAGES: Mapping[str, type[forms.Form]] = {"what": What, "who": Who}


def typed(form: type[forms.Form], data: QueryDict) -> dict[str, Any]:
    """What was typed for a page, unchecked, to be shown again without reproach."""
    several = {
        name
        for name, field in form.base_fields.items()
        if isinstance(field, forms.MultipleChoiceField)
    }
    return {
        name: data.getlist(name) if name in several else data.get(name, "")
        for name in form.base_fields
        if name in data
    }


def carried(data: QueryDict, *, without: type[forms.Form] | None) -> Iterator[tuple[str, str]]:
    """(name, value) of what other pages hold, to travel hidden through this one."""
    own = set(without.base_fields) if without else set()
    for page in PAGES.values():
        for name in page.base_fields:
            if name not in own:
                yield from ((name, value) for value in data.getlist(name) if value)


def intake(
    what: Mapping[str, Any], who: Mapping[str, Any], *, language: str, at: datetime
) -> Intake:
    """The request that both pages state, received at `at`."""
    wishes = what["wishes"]
    rights = [wish for wish in wishes if wish != RECORD]
    if RECORD in wishes and Right.ACCESS.value not in rights:
        rights.append(Right.ACCESS.value)
    return Intake(
        rights=tuple(rights),
        channel=Channel.WEB.value,
        received_at=at,
        language=language,
        contact=Contact(
            name=who["name"],
            email=who["email"],
            address=who["address"],
            telephone=who["telephone"],
            answer_by=who["answer_by"],
        ),
        on_behalf=what["on_behalf"],
        concerned=Concerned(
            name=who.get("concerned_name", ""),
            born_on=who["born_on"],
            relation=who.get("relation", ""),
            grounds=tuple(who.get("grounds", ())),
            reference=who["reference"],
        ),
        text=who["text"],
        is_record_request=RECORD in wishes,
        is_record_old=who.get("old") == "yes",
    )


class Precision(forms.Form):
    """Something that the person adds to a request on its way."""

    text = forms.CharField(
        label=_("Your message"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class Paper(forms.Form):
    """The paper that was asked for, and no other."""

    paper = forms.FileField(
        label=_("The paper asked for"),
        help_text=_("A PDF or a picture, 12 MB at most. It is sealed, then destroyed once read."),
        error_messages={"required": _("Choose a file.")},
    )


class Code(forms.Form):
    """The second secret, given by another way than the link."""

    code = forms.CharField(
        label=_("The code that you were given"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        help_text=_(
            "Eight letters and figures, given to you by post, by telephone or at the desk."
        ),
    )
