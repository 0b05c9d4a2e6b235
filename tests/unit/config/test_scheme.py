"""The operator's origin decides of the scheme, whatever a request's headers say."""

import pytest

from probant.config.proxies import as_people_reach_it


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_scheme_is_that_of_the_origin(scheme: str) -> None:
    seen: list[object] = []

    def served(environ: dict[str, object], _start: object) -> list[bytes]:
        seen.append(environ["wsgi.url_scheme"])
        return []

    environ = {"wsgi.url_scheme": "http", "HTTP_X_FORWARDED_PROTO": "https"}
    as_people_reach_it(served, scheme)(environ, lambda *_: None)  # type: ignore[arg-type]  # bare values
    assert seen == [scheme]
