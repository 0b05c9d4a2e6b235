"""What Probant read in the contract, in words: for each clause a proposal with its passages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.observations import queries as observations
from probant.observations.models import Observation
from probant.processors.models import Contract

Words = str | Promise

PROBE, SUBJECT = "contracts", "contract"
STATES: Mapping[str, tuple[Words, str, str]] = {
    "found": (_("Found"), "good", "check-circle"),
    "doubtful": (_("Doubtful"), "warn", "question-circle"),
    "missing": (pgettext_lazy("clause", "Missing"), "bad", "x-circle"),
}
WHY: Mapping[str, Words] = {
    "said": "",
    "nothing": "",
    "part": _("only a part of it is said"),
    "negated": _("a sentence takes back what it says"),
    "emptied": _("the article is left blank or announced for later"),
    "wrong_party": _("the duty is laid on the other party"),
    "nearly": _("the words come near, something lacks"),
    "title_only": _("a title names it, the text below does not say it"),
    "not_seen": _("not found, but some pages were not seen"),
}
ELEMENTS: Mapping[str, Words] = {
    "authorisation": _("authorisation before another processor is engaged"),
    "flow_down": _("the same duties laid on it"),
    "evidence": _("the information that shows compliance"),
    "audit": _("audits accepted"),
    "return_or_delete": _("return or deletion of the data"),
}
REFUSED: Mapping[str, Words] = {
    "empty": _("The file is empty: it was not read."),
    "too_large": _("The file is larger than 50 MB: it was not read."),
    "type": _("The file is neither a PDF nor a DOCX: it was not read. Send it again as a PDF."),
    "macros": _("The document has macros: it was not opened. Send it again as a PDF."),
    "encrypted": _("A password protects the file: it was not read. Send it without a password."),
    "corrupt": _("The file is damaged: it was not read. Send it again."),
    "bomb": _("The file unfolds to far more than a contract holds: it was not read."),
    "too_long": _("Reading took too long and was stopped: nothing is concluded."),
}
UNSEEN: Mapping[str, Words] = {
    "pages_without_text": _("pages without text, probably scanned"),
    "pages_too_heavy": _("pages too heavy to read"),
    "pages_beyond_limit": _("pages beyond the most that is read"),
    "time_out": _("pages left when time was out"),
    "embedded_files": _("embedded files"),
    "pictures": _("pictures"),
    "hidden_text": _("pieces of hidden text"),
    "comments": _("comments"),
    "tracked_changes": _("tracked changes: deleted words do not count"),
    "language": _("the text is neither in French nor in English"),
}


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A passage as the contract says it; `page` 0 where the file does not tell pages."""

    text: str
    title: str
    page: int


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What was read of one clause."""

    state: str
    word: Words
    tone: str
    icon: str
    why: Words
    lacks: tuple[Words, ...]
    quotes: tuple[Quote, ...]
    hours: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The last reading of the file that counts; `refused` says why nothing was read."""

    at: datetime
    refused: Words
    is_readable: bool
    pages: int
    not_seen: tuple[tuple[int, Words, str], ...]
    clauses: Mapping[str, Proposal]

    @property
    def counts(self) -> dict[str, int]:
        """How many clauses were found, doubtful, missing."""
        states = [one.state for one in self.clauses.values()]
        return {name: states.count(name) for name in STATES}


def reading_of(contract: Contract) -> Reading | None:
    """The reading of the contract's present file; None where that file was not read yet."""
    found = last_reading(contract)
    if found is None or found.source != contract.file_sha256:
        return None
    return of(found)


def last_reading(contract: Contract) -> Observation | None:
    """The last reading as it was kept, of whatever file."""
    return observations.latest(
        contract.organisation_id, probe=PROBE, kind=SUBJECT, subject=contract.pk
    )


def of(found: Observation) -> Reading:
    """A kept reading in words."""
    said: Mapping[str, Any] = found.result
    return Reading(
        at=found.at,
        refused=REFUSED[said["refused"]] if "refused" in said else "",
        is_readable=bool(said.get("is_readable")),
        pages=said.get("pages", 0),
        not_seen=tuple(
            (one["count"], UNSEEN[one["what"]], _pages(one["pages"])) for one in found.not_seen
        ),
        clauses={one["clause"]: _proposal(one) for one in said.get("clauses", ())},
    )


def _proposal(one: Mapping[str, Any]) -> Proposal:
    word, tone, icon = STATES[one["state"]]
    return Proposal(
        state=one["state"],
        word=word,
        tone=tone,
        icon=icon,
        why=WHY[one["why"]],
        lacks=tuple(ELEMENTS[name] for name in one["lacks"] if name in ELEMENTS),
        quotes=tuple(_quote(passage) for passage in one["passages"]),
        hours=one["values"].get("hours"),
    )


def _quote(passage: Mapping[str, Any]) -> Quote:
    text = " ".join(passage["text"].replace("\u00ad", "").split())
    return Quote(text=text, title=passage["title"], page=passage["page"])


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:12]))
    return f"{shown}…" if len(numbers) > 12 else shown  # noqa: PLR2004  a line's worth
