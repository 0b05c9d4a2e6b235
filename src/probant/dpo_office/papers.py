"""The office's papers as DOCX and PDF: the designation letter, the yearly report."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from probant.correspondence import papers
from probant.correspondence.domain.markdown import Block, Run, clean
from probant.correspondence.papers import Sender
from probant.dpo_office import labels
from probant.dpo_office.domain.figures import Figure, from_json
from probant.dpo_office.models import YearReport
from probant.organisations.models import Organisation

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
}


def letter(
    organisation: Organisation, said: Mapping[str, Any], form: str, *, language: str, at: datetime
) -> bytes:
    """Art. 37 to 39: the officer's designation, to be signed by the controller."""
    with translation.override(language):
        blocks = _letter(organisation, said, at)
        subject = _("Designation of the data protection officer")
        return _written(form, subject, blocks, organisation, language)


def report(found: YearReport, organisation: Organisation, form: str, *, language: str) -> bytes:
    """The report as it was kept: its figures are not computed again."""
    if form == "json":
        return _json(found, organisation)
    with translation.override(language):
        subject = _("Report of the data protection officer, %(year)s") % {"year": found.year}
        return _written(form, subject, _report(found), organisation, language)


def cnil_fields(organisation: Organisation, said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the CNIL's online designation asks, to be copied field by field."""
    day = organisation.dpo_designated_on
    return [
        (_("Organisation that designates"), organisation.name),
        (_("SIREN"), organisation.siren),
        (_("Postal address"), organisation.address),
        (_("Legal representative"), organisation.representative),
        (_("Officer"), organisation.dpo_name),
        (_("Kind of officer"), str(labels.KINDS.get(said.get("kind", ""), ""))),
        (_("Contact published for the persons concerned"), organisation.dpo_contact),
        (_("Takes office on"), formats.date_format(day, "DATE_FORMAT") if day else ""),
    ]


def _letter(organisation: Organisation, said: Mapping[str, Any], at: datetime) -> list[Block]:
    facts = {
        "organisation": organisation.name,
        "officer": organisation.dpo_name or "…",
        "kind": str(labels.KINDS.get(said.get("kind", ""), "…")),
        "reports_to": said.get("reports_to") or "…",
    }
    opening = _(
        "%(organisation)s designates %(officer)s as data protection officer (%(kind)s), under"
        " articles 37 to 39 of the GDPR."
    )
    duties = [
        _("inform and advise on the obligations of data protection;"),
        _("monitor compliance, raise awareness, train, and see to audits;"),
        _("advise on impact assessments and check that they are carried out;"),
        _("co-operate with the CNIL and be its contact."),
    ]
    pledges = [
        _("no instruction is given on the exercise of these tasks, and they bring no penalty;"),
        _("the officer reports directly to: %(reports_to)s;") % facts,
        _("the officer is involved in good time in all that concerns personal data;"),
        _("no other task puts the officer in conflict of interests (article 38(6))."),
    ]
    own = [(_("Mission"), said.get("mission", "")), (_("Means"), said.get("means", ""))]
    return [
        _paragraph(opening % facts),
        _heading(_("Tasks (article 39)")),
        _list(duties),
        _heading(_("Guarantees (article 38)")),
        _list(pledges),
        *(block for title, text in own if text for block in (_heading(title), _paragraph(text))),
        _paragraph(_("Done on %(day)s.") % {"day": formats.date_format(
            timezone.localtime(at), "DATE_FORMAT")}),
        _paragraph(_("The controller:")),
        _paragraph(_("The data protection officer:")),
    ]  # fmt: skip


def _report(found: YearReport) -> list[Block]:
    made = {
        "day": formats.date_format(timezone.localtime(found.made_at), "DATE_FORMAT"),
        "number": found.number,
        "name": found.made_by_name,
    }
    blocks = [_paragraph(_("Version %(number)s, made on %(day)s by %(name)s.") % made)]
    if found.summary:
        blocks += [_heading(_("In short")), _paragraph(found.summary)]
    for section, figures in by_section(from_json(found.figures)):
        blocks.append(_heading(section))
        blocks.append(_list(_line(one) for one in figures))
    if found.recommendations:
        blocks += [_heading(_("Recommendations")), _paragraph(found.recommendations)]
    print_ = _("Digest of the figures and words (SHA-256): %(digest)s")
    return [*blocks, _paragraph(print_ % {"digest": found.digest})]


def by_section(figures: Iterable[Figure]) -> list[tuple[str, list[Figure]]]:
    """The figures under the titles of their sections, in order."""
    groups = groupby(figures, key=lambda one: one.section)
    return [(str(labels.SECTIONS.get(name, name)), list(held)) for name, held in groups]


def _line(one: Figure) -> str:
    colon = _(": ")
    return f"{labels.FIGURES.get(one.id, one.id)}{colon}{labels.value(one)}"


def _json(found: YearReport, organisation: Organisation) -> bytes:
    value = {
        "format": "probant-dpo-report/1",
        "organisation": {"id": str(organisation.pk), "name": organisation.name},
        "year": found.year,
        "number": found.number,
        "made_at": found.made_at,
        "made_by": found.made_by_name,
        "summary": found.summary,
        "recommendations": found.recommendations,
        "figures": found.figures,
        "sha256": found.digest,
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _written(
    form: str, subject: str, blocks: Sequence[Block], organisation: Organisation, language: str
) -> bytes:
    spoken = "en" if language.startswith("en") else "fr"
    make = {"pdf": papers.pdf, "docx": papers.docx}[form]
    return make(subject, blocks, Sender.of(organisation), language=spoken)


def _paragraph(text: str) -> Block:
    return Block("paragraph", ((Run(clean(text)),),))


def _heading(text: str) -> Block:
    return Block("heading1", ((Run(clean(text)),),))


def _list(lines: Iterable[str]) -> Block:
    return Block("bullets", tuple((Run(clean(line)),) for line in lines))
