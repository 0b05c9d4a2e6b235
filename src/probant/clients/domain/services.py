"""What a client uses: products, versions, whether the publisher hosts them; written a line each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from probant.common.errors import ProbantError
from probant.vulnerabilities.domain.fingerprint import plain

MOST = 50
LONGEST = 150
HOSTED = re.compile(r"^(h[ée]berg|hosted|oui|yes)", re.IGNORECASE)


class ServiceLineError(ProbantError):
    """A line names no product, or one too long, or is one too many; `number` counts from 1."""

    def __init__(self, reason: str, number: int) -> None:
        super().__init__(reason, number)
        self.reason, self.number = reason, number


@dataclass(frozen=True)
class Service:
    """One product, in one version."""

    product: str
    version: str = ""
    is_hosted: bool = False

    @property
    def key(self) -> str:
        """What a scan of the same product has too."""
        return plain(self.product)

    def spelled(self, hosted: str) -> str:
        """As its line is written; `hosted`: the word."""
        return " ; ".join(filter(None, [self.product, self.version, hosted * self.is_hosted]))


def read(text: str) -> tuple[Service, ...]:
    """`product ; version ; hosted`, one a line."""
    found = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ServiceLineError(reason="too_many", number=MOST + 1)
    for number, line in enumerate(lines, start=1):
        product, *rest = (part.strip() for part in line.split(";"))
        if not product or not plain(product):
            raise ServiceLineError(reason="no_product", number=number)
        if len(product) > LONGEST:
            raise ServiceLineError(reason="too_long", number=number)
        is_hosted = any(HOSTED.match(part) for part in rest)
        version = next((part for part in rest if part and not HOSTED.match(part)), "")
        found.append(Service(product, version[:60], is_hosted))
    return tuple(found)


def uses(services: Iterable[Service], product_key: str) -> Service | None:
    """The service by which a client uses this product, or None."""
    return next((one for one in services if one.key == product_key), None)
