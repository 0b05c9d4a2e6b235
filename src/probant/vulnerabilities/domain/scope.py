"""What a scan looked at: only the next scan of the same scope can verify that a flaw is fixed."""

from dataclasses import dataclass
from enum import StrEnum

from probant.vulnerabilities.domain.fingerprint import plain


class Method(StrEnum):
    """How it was looked for."""

    CODE = "code"
    COMPONENTS = "components"
    WEB = "web"
    CONFIGURATION = "configuration"
    PENTEST = "pentest"
    HAND = "hand"

    @property
    def is_by_people(self) -> bool:
        """Whether people audit: the firm may change from one audit to the next."""
        return self in {Method.PENTEST, Method.HAND}


@dataclass(frozen=True)
class Scope:
    """A product, a method, a perimeter, and the tool unless people audit.

    Another tool has other rules: what it does not show may well be there.
    """

    product: str
    method: Method
    perimeter: str = ""
    tool: str = ""

    @property
    def key(self) -> str:
        """What two scans of one scope share."""
        tool = "" if self.method.is_by_people else plain(self.tool)
        return "|".join([plain(self.product), self.method.value, plain(self.perimeter), tool])[:300]
