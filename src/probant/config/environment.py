"""What the environment tells an installation; everything else is fixed in settings.py."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from probant.config.proxies import Network, networks
from probant.database.location import data_folder, kept_secrets


@dataclass(frozen=True)
class Environment:
    """The settings an operator may change, as docs/reference/settings.md lists them."""

    application_address: str
    owner_address: str
    secret_key: str
    hosts: tuple[str, ...]
    origin: str
    data: Path
    smtp: str
    mail_from: str
    proxies: tuple[Network, ...]
    is_debug: bool

    @property
    def is_served_by_tls(self) -> bool:
        """Cookies are Secure and HSTS is sent once people reach Probant by https."""
        return self.origin.startswith("https://")


def read() -> Environment:
    """The environment of this process; the database's address is compulsory."""
    folder = data_folder()
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        message = "DATABASE_URL is not set: start Probant with `./start` or `probant start`."
        raise ImproperlyConfigured(message)
    origin = os.environ.get("PROBANT_ORIGIN", "http://localhost:8000")
    return Environment(
        application_address=address,
        owner_address=os.environ.get("DATABASE_OWNER_URL", ""),
        secret_key=os.environ.get("PROBANT_SECRET_KEY") or kept_secrets(folder).django_key,
        hosts=(urlsplit(origin).hostname or "127.0.0.1", "127.0.0.1", "localhost"),
        origin=origin,
        data=folder,
        smtp=os.environ.get("PROBANT_SMTP", ""),
        mail_from=os.environ.get("PROBANT_MAIL_FROM", ""),
        proxies=networks(os.environ.get("PROBANT_TRUSTED_PROXIES", "")),
        is_debug=os.environ.get("PROBANT_DEBUG") == "1",
    )


MAIL_SCHEMES = {"smtp": 587, "smtp+starttls": 587, "smtps": 465, "smtp+plain": 25}


def mail(address: str, sender: str = "") -> dict[str, object]:
    """Django's mail settings for the addresses that docs/reference/settings.md lists.

    `smtp://` and `smtp+starttls://` demand STARTTLS, `smtps://` speaks TLS from the first byte;
    only `smtp+plain://` sends in clear, for a relay on this machine.
    """
    parts = urlsplit(address)
    if address and (parts.scheme not in MAIL_SCHEMES or not parts.hostname):
        message = "PROBANT_SMTP is not understood: write smtp://, smtps:// or smtp+plain://host."
        raise ImproperlyConfigured(message)
    user = unquote(parts.username or "")
    return {
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or MAIL_SCHEMES.get(parts.scheme, 0),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme in {"smtp", "smtp+starttls"},
        "DEFAULT_FROM_EMAIL": sender or (user if "@" in user else "probant@localhost"),
    }


def database(address: str) -> dict[str, object]:
    """Django's DATABASES entry for a postgresql:// address; a folder as host is a Unix socket."""
    parts = urlsplit(address)
    host = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
    options = {"application_name": "probant", **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or host,
        "PORT": str(parts.port) if parts.port and not host.startswith("/") else "",
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def shared_by_threads(database: dict[str, object], *, most: int) -> dict[str, object]:
    """The same database, with `most` connections that all the threads of a process share.

    A thread that only holds a stream open needs none; many threads must not open many.
    """
    options = database["OPTIONS"]
    if not isinstance(options, dict):
        raise TypeError
    pool = {"min_size": 1, "max_size": most, "num_workers": 1}
    return {**database, "CONN_MAX_AGE": 0, "OPTIONS": {**options, "pool": pool}}
