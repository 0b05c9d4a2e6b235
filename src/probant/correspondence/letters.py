"""A letter from an organisation's own template, or from the default of `reference/data/`."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone, translation

from probant.correspondence import papers, queries
from probant.correspondence.domain import rendering
from probant.correspondence.domain.markdown import Block, parse, plain, plain_line
from probant.correspondence.domain.wording import Wording
from probant.organisations.models import Organisation
from probant.reference import letters as reference
from probant.reference.letters import LetterKind, Placeholder
from probant.reference.loading import Text

log = logging.getLogger(__name__)
MOST_SUBJECT = 150
LANGUAGES = ("fr", "en")
OF_EVERY_LETTER = (
    Placeholder(
        name="organisation",
        label=Text("Le nom de votre organisation", "Your organisation’s name"),
        sample="",
    ),
    Placeholder(
        name="organisation_address",
        label=Text("Son adresse postale", "Its postal address"),
        sample="",
    ),
    Placeholder(
        name="organisation_contact",
        label=Text("Son adresse e-mail et son téléphone", "Its e-mail address and telephone"),
        sample="",
    ),
    Placeholder(
        name="dpo",
        label=Text(
            "Le délégué à la protection des données et comment le joindre",
            "The data protection officer and how to reach them",
        ),
        sample="",
    ),
)


@dataclass(frozen=True)
class Letter:
    """A letter whose values are in place; it prints itself and is an e-mail's text."""

    kind: str
    language: str
    subject: str
    blocks: tuple[Block, ...]
    sender: papers.Sender

    @property
    def text(self) -> str:
        """What an e-mail shows."""
        return plain(self.blocks)

    def docx(self) -> bytes:
        """A file for a word processor, with styles and the letter's language."""
        return papers.docx(self.subject, self.blocks, self.sender, language=self.language)

    def pdf(self) -> bytes:
        """PDF/UA-1."""
        return papers.pdf(self.subject, self.blocks, self.sender, language=self.language)


def kinds() -> Mapping[str, LetterKind]:
    """Every kind of letter by its id."""
    return reference.kinds()


def compose(
    organisation: Organisation, kind: str, language: str, values: Mapping[str, object]
) -> Letter:
    """The letter of this kind with these values, in the organisation's own words if it has some.

    Own words that these values do not suit (a text where the sample was a list) give way to
    Probant's, and the log says so: a letter never fails on the day it is needed.
    TemplateRefusedError where a value is missing; KeyError for a kind that does not exist.
    """
    own = queries.wording(organisation.pk, kind)
    try:
        return written(organisation, kind, language, values, own)
    except rendering.TemplateRefusedError as error:
        if not own:
            raise
        log.warning("own words of the letter %s gave way: %s", kind, type(error).__name__)
        return written(organisation, kind, language, values, {})


def preview(organisation: Organisation, kind: str, language: str, wording: Wording) -> Letter:
    """The letter with each placeholder's sample; also how a new wording is tried."""
    samples = {item.name: item.sample_in(language) for item in kinds()[kind].placeholders}
    return written(organisation, kind, language, samples, {language: wording})


def written(
    organisation: Organisation,
    kind: str,
    language: str,
    values: Mapping[str, object],
    own: Mapping[str, Wording],
) -> Letter:
    """The letter from the organisation's `own` words by language, else from the default."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    wording = own.get(language) or default(kind, language)
    given = {**_of_organisation(organisation), **values}
    said = _said(language)
    subject = plain_line(rendering.render(wording.subject, given, said=said))
    body = rendering.render(wording.body, given, said=said)
    sender = papers.Sender.of(organisation)
    return Letter(kind, language, subject[:MOST_SUBJECT], parse(body), sender)


def default(kind: str, language: str) -> Wording:
    """Probant's own words for this kind."""
    stated = kinds()[kind]
    return Wording(stated.subject.in_(language), stated.body.in_(language))


def placeholders(kind: str) -> tuple[Placeholder, ...]:
    """What a template of this kind may name."""
    return (*kinds()[kind].placeholders, *OF_EVERY_LETTER)


def _of_organisation(organisation: Organisation) -> dict[str, str]:
    contact = ", ".join(filter(None, [organisation.email, organisation.telephone]))
    officer = ", ".join(filter(None, [organisation.dpo_name, organisation.dpo_contact]))
    return {
        "organisation": organisation.name,
        "organisation_address": organisation.address,
        "organisation_contact": contact or organisation.address,
        "dpo": officer or contact or organisation.name,
    }


def _said(language: str) -> Callable[[object], str]:
    """Dates, instants and numbers as the letter's language writes them."""

    def say(value: Any) -> str:  # noqa: ANN401  what a template shows
        with translation.override(language):
            match value:
                case bool():
                    return translation.gettext("yes") if value else translation.gettext("no")
                case datetime():
                    return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
                case date():
                    return formats.date_format(value, "DATE_FORMAT")
            return str(formats.localize(value))

    return say
