"""The interface's addresses, below /api/; each declares the permission that its token must hold."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, include, path, re_path, reverse
from django.views.decorators.csrf import csrf_exempt

from probant.accounts.access import public
from probant.api.access import mounted
from probant.api.interface import interface, most_bytes, permissions
from probant.api.problems import Problem, answer

app_name = "api"


@public
def root(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  the same for everyone
    """Where the description is."""
    return JsonResponse({"openapi": reverse("api:openapi")})


@public
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  the same for everyone
    """The description of every operation, OpenAPI 3.1."""
    return JsonResponse(interface.get_openapi_schema())


@csrf_exempt
@public
def unknown(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  the address is not repeated
    """No such address: told as JSON."""
    return answer(Problem(404, "not_found"))


def _operations() -> Iterator[URLPattern]:
    needed, largest = permissions(), most_bytes()
    for pattern in interface.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name in needed:
            name = pattern.name
            pattern.callback = mounted(pattern.callback, needed[name], most_bytes=largest[name])
            yield pattern


urlpatterns = [
    path("v1/", root, name="api-root"),
    path("v1/openapi.json", openapi, name="openapi"),
    path("v1/", include(list(_operations()))),
    re_path("", unknown, name="unknown"),
]
