"""Forms of an organisation: its identity, its members, and the first run."""

from datetime import timedelta
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.accounts import queries as accounts
from probant.accounts.forms import NewPassword
from probant.accounts.models import Language
from probant.organisations import identifiers, tokens
from probant.organisations.domain import Role
from probant.organisations.models import ROLES, SECTORS, Organisation

LANGUAGES = [(Language.FRENCH.value, "Français"), (Language.ENGLISH.value, "English")]
MOST_EUROS = 10**15
WORD_AFTER_WORD = {"autocapitalize": "off", "spellcheck": "false"}


class _Numbers(forms.BaseForm):
    """SIREN and FINESS: nine characters; a wrong check digit warns and does not refuse."""

    def clean_siren(self) -> str:
        """Nine digits, however spaced."""
        return self._nine("siren", _("A SIREN has nine digits."))

    def clean_finess(self) -> str:
        """Nine characters, however spaced."""
        return self._nine("finess", _("A FINESS number has nine characters."))

    def _nine(self, field: str, message: Any) -> str:  # noqa: ANN401  lazy text
        number = identifiers.compact(self.cleaned_data.get(field) or "")
        if number and (len(number) != identifiers.LENGTH or not number.isalnum()):
            raise forms.ValidationError(message)
        return number

    def doubts(self) -> list[Any]:
        """What looks wrong in numbers that were accepted all the same."""
        values, found = self.cleaned_data, []
        if values.get("siren") and not identifiers.is_siren(values["siren"]):
            found.append(_("The SIREN does not pass its own check: compare it with your papers."))
        if values.get("finess") and not identifiers.is_finess(values["finess"]):
            found.append(
                _("The FINESS number does not pass its own check: compare it with your papers.")
            )
        return found


class IdentityForm(_Numbers, forms.ModelForm[Organisation]):
    """Art. 30(1)(a), and whether an officer is designated."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    siren = forms.CharField(label=_("SIREN"), required=False, max_length=20)
    finess = forms.CharField(label=_("FINESS"), required=False, max_length=20)

    class Meta:
        model = Organisation
        fields: ClassVar = [
            "name",
            "sector",
            "siren",
            "finess",
            "address",
            "email",
            "telephone",
            "representative",
            "language",
            "dpo_name",
            "dpo_contact",
            "dpo_designated_on",
            "dpo_reason_for_none",
            "group_turnover",
        ]
        widgets: ClassVar = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "dpo_reason_for_none": forms.Textarea(attrs={"rows": 3}),
            "dpo_designated_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "language": forms.Select(choices=LANGUAGES),
        }
        help_texts: ClassVar = {
            "representative": _("Who signs for the organisation."),
            "dpo_contact": _("E-mail address or telephone that patients may use."),
            "dpo_reason_for_none": _("For instance: a practitioner working alone."),
            "group_turnover": _(
                "Used to tell what a fine may reach. Leave empty if you do not know."
            ),
        }

    def clean_group_turnover(self) -> int | None:
        """Never negative, nor beyond what JSON numbers hold exactly (RFC 8785)."""
        turnover: int | None = self.cleaned_data["group_turnover"]
        if turnover is not None and turnover < 0:
            raise forms.ValidationError(_("A turnover is not negative."))
        if turnover is not None and turnover > MOST_EUROS:
            raise forms.ValidationError(_("This number is too large to be a turnover in euros."))
        return turnover


class NewOrganisation(_Numbers, forms.Form):
    """What an organisation is, to begin with."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    sector = forms.ChoiceField(label=_("Kind of organisation"), choices=SECTORS)
    siren = forms.CharField(
        label=_("SIREN"), required=False, max_length=20, help_text=_("Nine digits; it can wait.")
    )
    finess = forms.CharField(
        label=_("FINESS"),
        required=False,
        max_length=20,
        help_text=_("For establishments; it can wait."),
    )
    contact_email = forms.EmailField(
        label=_("E-mail of the organisation"),
        required=False,
        help_text=_("Patients will find it in the notices."),
    )
    telephone = forms.CharField(label=_("Telephone"), required=False, max_length=30)

    def identity(self) -> dict[str, Any]:
        """The optional facts, by the names of the model."""
        values = self.cleaned_data
        return {
            "siren": values["siren"],
            "finess": values["finess"],
            "email": values["contact_email"],
            "telephone": values["telephone"],
        }


class NewPerson(NewPassword):
    """An account: name, language, password; the address comes from the invitation."""

    full_name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    field_order = ["full_name", "email", "language", "password", "password_again"]


class FirstAdministrator(NewPerson):
    """The first account of an installation."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You will sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    def clean_email(self) -> str:
        """An address that no account has yet."""
        email: str = self.cleaned_data["email"]
        if accounts.person_by_email(email):
            raise forms.ValidationError(_("An account already has this address."))
        return email


class InvitationForm(forms.Form):
    """Whom to invite, with which role."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(WORD_AFTER_WORD))
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.CONTRIBUTOR.value)


class RoleForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES)


class TokenForm(forms.Form):
    """What a program is called, what it may do, and for how long."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=100,
        help_text=_("For instance: nightly export of the register."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES,
        initial=Role.READER.value,
        help_text=_("Choose the least that the program needs."),
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("6 months")), (365, _("1 year"))],
        initial=90,
    )

    def __init__(self, *args: Any, maker: Role, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        allowed = {role.value for role in tokens.roles_for(maker)}
        role = cast("forms.ChoiceField", self.fields["role"])
        role.choices = [(value, label) for value, label in ROLES if value in allowed]

    @property
    def chosen_role(self) -> Role:
        """The role chosen."""
        return Role(self.cleaned_data["role"])

    @property
    def lifetime(self) -> timedelta:
        """How long the token is valid."""
        return timedelta(days=self.cleaned_data["days"])
