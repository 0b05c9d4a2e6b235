"""Ways in, an organisation's identity, its members."""

from django.urls import include, path

from probant.organisations.views import entrance, identity, members, tokens

app_name = "organisations"

OF_ONE = [
    path("identity/", identity.identity, name="identity"),
    path("identity/edit/", identity.edit_identity, name="edit-identity"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/review/", members.review, name="review-access"),
    path("members/<uuid:person>/role/", members.change_role, name="change-role"),
    path("members/<uuid:person>/remove/", members.remove, name="remove"),
    path("members/<uuid:person>/link/", members.sign_in_link, name="sign-in-link"),
    path("invitations/<uuid:invitation>/revoke/", members.revoke, name="revoke-invitation"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.create, name="create-token"),
    path("tokens/<uuid:token>/revoke/", tokens.revoke, name="revoke-token"),
]
urlpatterns = [
    path("link/<str:token>/", entrance.link, name="link"),
    path("first-run/<str:token>/", entrance.first_run, name="first-run"),
    path("join/<uuid:into>/<str:token>/", entrance.join, name="join"),
    path("organisations/new/", identity.create, name="create"),
    path("o/<uuid:organisation>/", include(OF_ONE)),
]
