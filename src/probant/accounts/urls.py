"""Signing in, the second factor, the person's own page and their sessions."""

from allauth.account import views as account
from django.urls import include, path

from probant.accounts import views

urlpatterns = [
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/2fa/totp/deactivate/", views.remove_totp, name="mfa_deactivate_totp"),
    path(
        "accounts/2fa/webauthn/keys/<int:pk>/remove/",
        views.remove_passkey,
        name="mfa_remove_webauthn",
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("me/", views.me, name="me"),
    path("me/sessions/", views.sessions, name="sessions"),
    path("me/sessions/end/", views.end_sessions, name="end-sessions"),
]
