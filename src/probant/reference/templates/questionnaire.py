"""The questionnaires of the guided start: plain questions, one file each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from probant.reference.loading import Text, read_document
from probant.reference.templates.question import (
    AnswerError,
    Answers,
    Field,
    FieldKind,
    Provider,
    ProviderWording,
    Question,
)

SCHEMA = "questionnaire.schema.json"


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """A guided start. Answers are `{question or field id: value}`; what is absent has no effect."""

    id: str
    label: Text
    intro: Text
    always: tuple[str, ...]
    provider_fields: dict[str, ProviderWording]
    questions: tuple[Question, ...]

    def fields_of(self, question: Question) -> tuple[Field, ...]:
        """The details a question may ask: its own fields, then those of each provider."""
        own = question.fields
        return own + tuple(f for p in question.providers for f in self._provider_fields(p))

    def _provider_fields(self, provider: Provider) -> Iterator[Field]:
        yield Field(id=f"{provider.id}_name", when=provider.when, kind="text", text=provider.asks)
        kinds: dict[str, FieldKind] = {"country": "country", "contract_on": "date"}
        if provider.needs_hds:
            kinds["is_hds"] = "yes_no"
        for name, kind in kinds.items():
            wording = self.provider_fields[name]
            yield Field(
                id=f"{provider.id}_{name}",
                when=provider.when,
                kind=kind,
                text=wording.text,
                help=wording.help,
            )

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """Every detail that may be asked, by id."""
        return {field.id: field for q in self.questions for field in self.fields_of(q)}

    def remaining(self, answers: Answers) -> tuple[str, ...]:
        """The questions without an answer, in their order."""
        return tuple(q.id for q in self.questions if not q.chosen(answers))

    def check_ids(self, answers: Answers) -> None:
        """Refuses an answer to a question that is not asked here."""
        known = {question.id for question in self.questions} | set(self.fields)
        if unknown := set(answers) - known:
            raise AnswerError(min(unknown), "unknown")


def read(name: str) -> Questionnaire:
    """The questionnaire of one file."""
    return read_document(f"questionnaires/{name}.yaml", schema=SCHEMA, as_=Questionnaire)
