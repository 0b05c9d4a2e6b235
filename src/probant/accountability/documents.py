"""The documents of a dossier: for people (PDF, text) and for machines (JSON), from one reading."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
from django.db.models import Count
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from probant.accountability import events, queries
from probant.accountability.domain.standing import Standing, exposures
from probant.accountability.explanations import STATES, Explained, explained
from probant.accountability.things import About
from probant.common import typesetting
from probant.journal import key
from probant.journal import queries as journal
from probant.notices import queries as notices
from probant.notices.domain.facts import Audience
from probant.notices.models import NoticeVersion
from probant.organisations import queries as organisations
from probant.organisations.models import Organisation
from probant.reference import law
from probant.register import queries as register
from probant.register.domain.status import Status
from probant.register.exchange import json_form, pdf
from probant.register.exchange.json_form import Held

TEMPLATE = Path(__file__).resolve().parent / "typst" / "dossier.typ"
READ_ME = Path(__file__).resolve().parent / "read_me.txt"
READ_ME_OF_THING = READ_ME.with_name("read_me_of_thing.txt")
LAST_ACTS = 40


@dataclass(frozen=True)
class Wanted:
    """What a dossier is for, its language, and whether it tells who acted."""

    purpose: str
    language: str
    has_names: bool
    about: About | None = None


def of(organisation: Organisation, wanted: Wanted, *, at: datetime) -> dict[str, bytes]:
    """Every document of a dossier but the journal's own part, in the order of the archive."""
    with translation.override(wanted.language):
        if wanted.about:
            return _of_thing(organisation, wanted.about, wanted, at)
        subject = Subject(organisation, wanted, at)
        return {
            "LISEZMOI.txt": READ_ME.read_bytes(),
            "dossier.pdf": typesetting.pdf(TEMPLATE, _printed(subject)),
            "register.pdf": _register_pdf(subject),
            "dossier.json": _json(_summary(subject)),
            "register.json": _register_json(subject),
            "notices.json": _json(_notices(subject)),
            "verdicts.json": _json([_verdict(item) for item in subject.explained]),
        }


def _of_thing(
    organisation: Organisation, about: About, wanted: Wanted, at: datetime
) -> dict[str, bytes]:
    found = about.thing.documents(
        organisation,
        about.subject,
        language=wanted.language,
        has_names=wanted.has_names,
        at=at,
    )
    return {"LISEZMOI.txt": READ_ME_OF_THING.read_bytes(), **found}


@dataclass(frozen=True)
class Subject:
    """Whose dossier, what is wanted of it, and at which instant."""

    organisation: Organisation
    wanted: Wanted
    at: datetime

    @property
    def language(self) -> str:
        """The documents' language."""
        return self.wanted.language

    @cached_property
    def standing(self) -> Standing:
        """Every verdict, as at the dossier's instant."""
        return queries.standing(self.organisation, now=self.at)

    @cached_property
    def explained(self) -> list[Explained]:
        """The verdicts in words."""
        return [explained(verdict, self.organisation.pk) for verdict in self.standing.verdicts]

    @cached_property
    def activities(self) -> list[Held]:
        """The whole register, archived activities included."""
        found = register.records(self.organisation.pk, status=tuple(Status))
        return [
            Held(record=record, status=activity.status, id=str(activity.pk))
            for activity, record in found
        ]

    @cached_property
    def notices(self) -> dict[Audience, NoticeVersion]:
        """The notice in force for each audience, whole."""
        of = self.organisation.pk
        latest = notices.latest(of).items()
        whole = ((who, notices.version(of, who, it.language, it.number)) for who, it in latest)
        return {audience: version for audience, version in whole if version is not None}

    @property
    def identity(self) -> dict[str, str]:
        """Art. 30(1)(a): the controller, how to reach it, its officer."""
        return organisations.identity(self.organisation)

    def moment(self, at: datetime) -> str:
        """An instant in words, in local time."""
        return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _register_pdf(subject: Subject) -> bytes:
    day = timezone.localtime(subject.at)
    digest = register.digest_of([held.record for held in subject.activities])
    cover = pdf.Cover(
        identity=subject.identity,
        written_on=day.date(),
        version=f"{day:%Y-%m-%d %H:%M} · {digest[:16]}",
    )
    return pdf.write(subject.activities, cover, language=subject.language)


def _register_json(subject: Subject) -> bytes:
    return json_form.write(
        subject.activities,
        identity=dict(subject.identity),
        written_at=subject.at,
        language=subject.language,
    )


def _summary(subject: Subject) -> dict[str, Any]:
    found = exposures(subject.standing.unmet, subject.organisation.group_turnover)
    return {
        "organisation": {"id": str(subject.organisation.pk), **subject.identity},
        "made_at": subject.at.isoformat(),
        "language": subject.language,
        "verdicts": {state.value: count for state, count in subject.standing.counts.items()},
        "activities": len(subject.activities),
        "notices": len(subject.notices),
        "group_turnover": subject.organisation.group_turnover,
        "sanction_ceilings": [
            {"tier": item.amount.tier.value, "euros": item.amount.euros, "unmet": item.unmet}
            for item in found
        ],
        "verifier": str(key.verifier()),
    }


def _notices(subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            "audience": audience.value,
            "language": version.language,
            "number": version.number,
            "published_at": version.published_at.isoformat(),
            "sha256": version.digest,
            "content": version.content,
        }
        for audience, version in subject.notices.items()
    ]


def _verdict(item: Explained) -> dict[str, Any]:
    found = item.verdict
    return {
        "obligation": item.id,
        "title": item.title,
        "state": item.state,
        "article": item.source.article,
        "confidence": item.source.confidence,
        "tier": found.tier.value if found.tier else None,
        "facts": [
            {"id": fact.label_id, "label": shown.label, "value": fact.value}
            for fact, shown in zip(found.facts, item.facts, strict=True)
        ],
        "evidence": [{"kind": e.kind.value, "id": str(e.id), "at": e.at} for e in found.evidence],
        "remedy": item.remedy,
        "due_on": item.due_on,
    }


def _printed(subject: Subject) -> dict[str, Any]:
    """What `typst/dossier.typ` lays out: words only, in the document's language."""
    organisation, day = subject.organisation, timezone.localtime(subject.at)
    return {
        "language": subject.language,
        "day": [day.year, day.month, day.day],
        "title": _("Accountability dossier"),
        "lede": _("How the organisation meets its data protection duties, and what proves it."),
        "footer": f"{organisation.name} · {_('Accountability dossier')} · {subject.moment(day)}",
        "words": _words(),
        "identity": _identity(subject),
        "counts": [[label, str(count)] for label, count in _counted(subject) if count],
        "ceilings": _ceilings(subject),
        "verdicts": [_printed_verdict(item) for item in subject.explained],
        "activities": [
            [str(at), held.record.name, held.record.summary]
            for at, held in enumerate(subject.activities, start=1)
        ],
        "notices": [
            [
                notices.name_of(audience, subject.language),
                str(version.number),
                subject.moment(version.published_at),
                version.digest[:16],
            ]
            for audience, version in subject.notices.items()
        ],
        "journal": _journal(subject),
    }


def _ceilings(subject: Subject) -> list[list[str]]:
    found = exposures(subject.standing.unmet, subject.organisation.group_turnover)
    tiers = law.sanction_tiers()
    return [
        [
            tiers[item.amount.tier].label.in_(subject.language),
            f"{formats.number_format(item.amount.euros, use_l10n=True, force_grouping=True)} €",
        ]
        for item in found
    ]


def _counted(subject: Subject) -> list[tuple[str, int]]:
    return [(str(STATES[state]), count) for state, count in subject.standing.counts.items()]


def _identity(subject: Subject) -> list[list[str]]:
    labels = {
        "controller": _("Organisation"),
        "address": _("Address"),
        "contact": _("Contact"),
        "representative": _("Legal representative"),
        "siren": "SIREN",
        "finess": "FINESS",
        "dpo": _("Data protection officer"),
    }
    rows = [[labels[name], value] for name, value in subject.identity.items() if value]
    made = [
        [_("Made on"), subject.moment(subject.at)],
        [_("What the dossier is for"), subject.wanted.purpose],
    ]
    return [*rows, *made]


def _printed_verdict(item: Explained) -> dict[str, Any]:
    doubt = "" if item.is_certain else f" ({_('to be verified')})"
    proofs = [f"{proof.label}, {proof.value}" for proof in item.evidence]
    rows = [[fact.label, fact.value] for fact in item.facts]
    rows += [[_("Proof"), "; ".join(proofs)]] if proofs else []
    rows += [[_("To do"), item.remedy]] if item.remedy else []
    return {
        "state": item.state,
        "label": item.state_label,
        "title": item.title,
        "why": item.why,
        "source": " · ".join(filter(None, [item.source.article + doubt, item.tier])),
        "rows": rows,
    }


def _journal(subject: Subject) -> dict[str, Any]:
    of = subject.organisation.pk
    sealed = journal.latest_checkpoint(of)
    kinds = journal.entries(of).order_by("event").values_list("event").annotate(Count("pk"))
    last = queries.lines(journal.named(journal.entries(of))[:LAST_ACTS])
    return {
        "kinds": [[events.label(event), formats.localize(count)] for event, count in kinds],
        "last": [_act(subject, line) for line in last],
        "checkpoint": sealed.note if sealed else "",
        "verifier": str(key.verifier()),
    }


def _act(subject: Subject, line: queries.Line) -> list[str]:
    name = line.name or _("name erased")
    shown = [name] if subject.wanted.has_names else []
    return [str(line.index), subject.moment(line.at), line.label, *shown]


def _words() -> dict[str, str]:
    return {
        "kind": _("GDPR, articles 5(2) and 24"),
        "page": _("Page"),
        "standing": _("Where the organisation stands"),
        "state": _("State"),
        "count": _("How many"),
        "exposure": _("What could be sanctioned"),
        "exposure_note": _(
            "It is what the law allows at most, not what would be decided: the authority looks at"
            " gravity, duration and good faith."
        ),
        "obligations": _("Obligations"),
        "register": _("Register of processing"),
        "register_note": _("The whole register is in register.pdf and register.json."),
        "no_activity": _("The register is empty."),
        "number": _("No."),
        "activity": _("Activity"),
        "summary": _("Summary"),
        "notices": _("Information notices"),
        "no_notice": _("No notice has been published."),
        "audience": _("Audience"),
        "version": _("Version"),
        "published": _("Published on"),
        "fingerprint": _("SHA-256 (beginning)"),
        "journal": _("Journal"),
        "journal_note": _(
            "The whole journal is in the folder “journal”; each entry is a leaf of the signed tree."
        ),
        "event": pgettext("journal", "Act"),
        "last": _("Last acts"),
        "when": _("When"),
        "who": _("Who"),
        "checking": _("Checking this dossier"),
        "checking_note": _(
            "The command “probant verify” checks the archive offline. Compare the key below with"
            " the one that the organisation gave you by another way."
        ),
        "verifier": _("Verifier key"),
        "checkpoint": _("Checkpoint signed just before this document"),
    }


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
