"""Organisations, memberships, invitations; every row is isolated by organisation."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from probant.organisations.domain import Role, Sector

ROLES = [
    (Role.READER.value, _("Reader")),
    (Role.CONTRIBUTOR.value, _("Contributor")),
    (Role.DPO.value, _("Data protection officer")),
    (Role.CISO.value, _("Security officer")),
    (Role.ADMINISTRATOR.value, _("Administrator")),
]
SECTORS = [
    (Sector.PRACTICE.value, _("Medical practice")),
    (Sector.PHARMACY.value, _("Pharmacy")),
    (Sector.LABORATORY.value, _("Laboratory")),
    (Sector.HOSPITAL.value, _("Hospital")),
    (Sector.PUBLISHER.value, _("Software publisher or host")),
    (Sector.EXTERNAL_DPO.value, _("External data protection officer")),
    (Sector.OTHER.value, _("Other organisation")),
]


class Organisation(models.Model):
    """A controller or processor: what art. 30(1)(a) asks of its identity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("Name"), max_length=200)
    sector = models.CharField(_("Kind of organisation"), max_length=20, choices=SECTORS)
    language = models.CharField(_("Language of the documents"), max_length=2, default="fr")
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    finess = models.CharField(_("FINESS"), max_length=9, blank=True)
    address = models.TextField(_("Postal address"), blank=True, max_length=1_000)
    email = models.EmailField(_("Contact e-mail"), blank=True)
    telephone = models.CharField(_("Telephone"), max_length=30, blank=True)
    representative = models.CharField(_("Legal representative"), max_length=200, blank=True)
    dpo_name = models.CharField(
        _("Name of the data protection officer"), max_length=200, blank=True
    )
    dpo_contact = models.CharField(_("How to reach them"), max_length=200, blank=True)
    dpo_designated_on = models.DateField(_("Designated to the CNIL on"), null=True, blank=True)
    dpo_reason_for_none = models.TextField(
        _("Why no data protection officer is needed"), blank=True, max_length=2_000
    )
    group_turnover = models.BigIntegerField(
        _("Worldwide yearly turnover of the group (€)"), null=True, blank=True
    )
    is_demonstration = models.BooleanField(default=False)
    access_reviewed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in an organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(_("Role"), max_length=20, choices=ROLES)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation"], name="one_role_a_member")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Invitation(models.Model):
    """A place offered to an e-mail address; only the SHA-256 of its link is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    email = models.EmailField(_("E-mail address"))
    role = models.CharField(_("Role"), max_length=20, choices=ROLES)
    digest = models.BinaryField(max_length=32)
    invited_by = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.role


class ApiToken(models.Model):
    """A program's key to one organisation; only the SHA-256 of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.CharField(_("Name"), max_length=100)
    role = models.CharField(_("Role"), max_length=20, choices=ROLES)
    digest = models.BinaryField(max_length=32, unique=True)
    created_by = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=[value for value, _label in ROLES]),
                name="token_role_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=models.F("created_at") + timedelta(days=365)),
                name="token_lives_a_year_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"
