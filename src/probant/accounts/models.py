"""People who sign in."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages of the interface."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class People(BaseUserManager["Person"]):
    """Accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":  # noqa: ANN401
        """A new account; without password the person can only enter by an invitation or a link."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """An account: one human being, member of any number of organisations.

    `totp_step` is the last 30-second step whose code was accepted; no earlier one is again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("E-mail address"), unique=True)
    full_name = models.CharField(_("Name"), max_length=150)
    language = models.CharField(
        _("Language"), max_length=2, choices=Language, default=Language.FRENCH
    )
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    totp_step = models.BigIntegerField(null=True, editable=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.full_name or self.email


class SignInLink(models.Model):
    """A link of one use, given by the operator or an administrator; only its SHA-256 is kept."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=16)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.purpose
