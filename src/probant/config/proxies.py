"""Whose request it is, where it came through a proxy that the operator named.

X-Forwarded-For grows to the right, one address a proxy; whatever stands left of the first address
that no trusted proxy wrote could be anybody's word. Without PROBANT_TRUSTED_PROXIES the header is
not read at all.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """Networks such as "10.0.0.0/8, ::1"; ValueError names what is none."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def address_of(remote: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """The nearest address that no trusted proxy answers for; `remote` where the header is bad."""
    found = remote
    for hop in reversed(forwarded.split(",")):
        if not _is_trusted(found, trusted) or not _is_address(hop.strip()):
            break
        found = hop.strip()
    return found


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    return _is_address(text) and any(ip_address(text) in network for network in trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def as_people_reach_it(
    served: "WSGIApplication", scheme: str, trusted: Sequence[Network] = ()
) -> "WSGIApplication":
    """`served` with the scheme of PROBANT_ORIGIN, and the address that a trusted proxy tells.

    TLS ends at a proxy, whose headers anybody could send: the operator's word decides of links,
    of Secure cookies and of HSTS, and names the proxies that are believed.
    """

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> "Iterable[bytes]":
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        remote = address_of(environ.get("REMOTE_ADDR", ""), forwarded, trusted)
        return served({**environ, "wsgi.url_scheme": scheme, "REMOTE_ADDR": remote}, start)

    return application
