"""Forms of sign-in, the second factor and the person's own page."""

from struct import error as StructError  # noqa: N812  an exception, whatever its case
from typing import Any, ClassVar

from allauth.account import forms as allauth_account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as allauth_mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from probant.accounts import totp
from probant.accounts.models import Person

PASSWORD_HELP = _("At least 12 characters. A sentence that you invent is easy to remember.")
FORGED = (AttributeError, InvalidSignature, LookupError, StructError, TypeError, ValueError)
CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class SignIn(allauth_account.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        relabel(self, {"login": _("E-mail address"), "password": _("Password")})
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ConfirmPassword(allauth_account.ReauthenticateForm):
    """The password again, before something grave."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        relabel(self, {"password": _("Password")})


class ChangePassword(allauth_account.ChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Present password"),
            "password1": _("New password"),
            "password2": _("New password again"),
        }
        relabel(self, labels)
        self.fields["password1"].help_text = PASSWORD_HELP


class _OnceOnly:
    """A code of the application is accepted once; recovery codes cross themselves out."""

    user: Person
    authenticator: Authenticator
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        relabel(self, {"code": _("Code")})
        self.fields["code"].widget.attrs.update(CODE_ATTRIBUTES)

    def clean_code(self) -> str:
        """The code, if no one used it before."""
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            secret = decrypt(self.authenticator.data["secret"])
            refuse_unless(totp.accept(self.user, secret=secret, code=code))
        return code


class SecondFactor(_OnceOnly, allauth_mfa.AuthenticateForm):
    """A code at sign-in."""


class ConfirmFactor(_OnceOnly, allauth_mfa.ReauthenticateForm):
    """A code before something grave."""


class ActivateTotp(ActivateTOTPForm):
    """The first code of a new application, which will not be accepted again at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        relabel(self, {"code": _("Code that the application shows")})
        self.fields["code"].widget.attrs.update(CODE_ATTRIBUTES)

    def clean_code(self) -> str:
        """The code, used up by this very enrolment."""
        code: str = super().clean_code()
        refuse_unless(totp.accept(self.user, secret=self.secret, code=code))
        return code

    @property
    def spaced_secret(self) -> str:
        """The secret in groups of four, to be typed by hand."""
        return " ".join(self.secret[i : i + 4] for i in range(0, len(self.secret), 4))


class _WellFormed:
    """What a browser sends may be forged: a malformed or badly signed answer is a wrong code."""

    def clean_credential(self) -> Any:  # noqa: ANN401  an Authenticator, or the registration's JSON
        """Whatever allauth makes of it, or the error of a wrong code."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except FORGED:
            refuse_unless(is_accepted=False)


class PasskeyAlone(_WellFormed, LoginWebAuthnForm):
    """A passkey without password."""


class PasskeyAsFactor(_WellFormed, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class ConfirmByPasskey(_WellFormed, ReauthenticateWebAuthnForm):
    """A passkey before something grave."""


class AddPasskey(AddWebAuthnForm):
    """A passkey: the device's own unlocking, or a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        labels = {"name": _("Name of this passkey"), "passwordless": _("Sign in without password")}
        relabel(self, labels)
        self.fields["name"].help_text = _("For instance: phone, office computer.")
        self.fields["passwordless"].help_text = _(
            "The passkey then asks for your fingerprint, your face or its PIN."
        )
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        """What the device answered, or the error of a wrong code."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except FORGED:
            refuse_unless(is_accepted=False)
            raise
        return cleaned


class RenamePasskey(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        relabel(self, {"name": _("Name of this passkey")})


class PersonForm(forms.ModelForm[Person]):
    """The person's own name and language."""

    class Meta:
        model = Person
        fields: ClassVar = ["full_name", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"


class NewPassword(forms.Form):
    """A password chosen twice: 12 characters at least, none of the common ones."""

    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HELP,
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password again"),
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        """`person`: whose name and address the password must not repeat."""
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Both entries agree, and the password is not a common one."""
        values = super().clean() or {}
        password = values.get("password", "")
        if password and password != values.get("password_again"):
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            self._validate(password, values)
        return values

    def _validate(self, password: str, values: dict[str, Any]) -> None:
        person = self.person or Person(
            email=values.get("email", ""), full_name=values.get("full_name", "")
        )
        try:
            password_validation.validate_password(password, person)
        except forms.ValidationError as error:
            self.add_error("password", error)


def relabel(form: Any, labels: dict[str, Any]) -> None:  # noqa: ANN401  forms of allauth are untyped
    """Gives fields Probant's words, and takes away placeholders that repeat the label."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


def refuse_unless(is_accepted: bool) -> None:  # noqa: FBT001  it reads as a sentence
    """The error of a wrong code, unless accepted."""
    if not is_accepted:
        raise get_adapter().validation_error("incorrect_code")  # noqa: EM101  a key of its table
