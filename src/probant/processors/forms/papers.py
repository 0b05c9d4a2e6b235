"""Contracts, clauses, questionnaires, audits, papers: what their pages accept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.processors import labels
from probant.processors.domain.contract import ClauseState, Decision, Terms
from probant.processors.domain.reviewing import Answer, Result, ReviewFacts, ReviewKind
from probant.processors.forms.rows import worded
from probant.processors.models import CLAUSE_STATES, KINDS, PURPOSES, RESULTS
from probant.reference import processors as reference
from probant.reference.processors import Clause
from probant.register.forms.fields import Day, LongText, Text, Tick


def paper(**options: Any) -> forms.FileField:  # noqa: ANN401  Django's options
    """A file that the vault will judge."""
    return forms.FileField(allow_empty_file=True, **options)


class ContractForm(forms.Form):
    """A contract's dates and delays, and its file if it is at hand."""

    title = Text(label=_("Name of the contract"), max_length=200)
    signed_on = Day(label=_("Signed on"))
    starts_on = Day(label=_("Starts on"))
    ends_on = Day(label=_("Ends on"), help_text=_("Leave empty if it has no end."))
    is_renewed = Tick(label=_("It renews itself at its end"))
    notice_days = forms.IntegerField(
        label=_("Notice to end it, in days"), required=False, min_value=0, max_value=3_660
    )
    objection_days = forms.IntegerField(
        label=_("Days to object to a new sub-processor"),
        required=False,
        min_value=0,
        max_value=3_660,
    )
    breach_hours = forms.IntegerField(
        label=_("Hours within which it reports a breach"),
        required=False,
        min_value=0,
        max_value=8_760,
        help_text=_("Often 24 to 48."),
    )
    owner = Text(label=_("Who looks after it here"), max_length=200)
    review_on = Day(label=_("To be read again on"))
    file = paper(
        label=_("The contract"),
        required=False,
        help_text=_("PDF, Word or scan: encrypted on arrival."),
    )

    def terms(self) -> Terms:
        """The dates and delays that were typed."""
        return Terms(**{name: held for name, held in self.cleaned_data.items() if name != "file"})


class ClausesForm(forms.Form):
    """What a person decides of each clause."""

    def __init__(
        self,
        clauses: tuple[Clause, ...],
        decided: Mapping[str, Any],
        *args: Any,  # noqa: ANN401  Django's arguments
        **kwargs: Any,  # noqa: ANN401  Django's arguments
    ) -> None:
        """`clauses`: those that concern the contract; `decided`: what was decided already."""
        super().__init__(*args, **kwargs)
        self.clauses = clauses
        language = labels.language()
        for clause in clauses:
            held = decided.get(clause.id, {})
            self.fields[clause.id] = forms.ChoiceField(
                label=clause.label.in_(language),
                choices=CLAUSE_STATES,
                required=False,
                initial=held.get("state", ""),
                help_text=clause.explanation.in_(language),
            )
            self.fields[f"{clause.id}_note"] = forms.CharField(
                label=_("Where, or why"),
                required=False,
                max_length=2_000,
                initial=held.get("note", ""),
            )

    def clean(self) -> dict[str, Any]:
        """A wording that is accepted needs its reason."""
        said = super().clean() or {}
        for clause in self.clauses:
            is_accepted = said.get(clause.id) == ClauseState.ACCEPTED
            if is_accepted and not said.get(f"{clause.id}_note", "").strip():
                self.add_error(f"{clause.id}_note", _("Say why you accept it as it is."))
        return said

    def decisions(self) -> dict[str, Decision]:
        """What was decided, clause by clause."""
        said = self.cleaned_data
        return {
            one.id: Decision(ClauseState(said[one.id]), said[f"{one.id}_note"])
            for one in self.clauses
        }

    def grouped(self) -> list[dict[str, Any]]:
        """The fields under the title of their group."""
        language, found = labels.language(), []
        for group in reference.GROUPS:
            lines = [
                {
                    "clause": one,
                    "source": one.article,
                    "label": one.label.in_(language),
                    "explanation": one.explanation.in_(language),
                    "state": self[one.id],
                    "note": self[f"{one.id}_note"],
                }
                for one in self.clauses
                if one.group == group
            ]
            if lines:
                found.append({"title": labels.GROUPS[group], "lines": lines})
        return found


class DocumentForm(forms.Form):
    """A paper that the processor gave."""

    purpose = forms.ChoiceField(label=_("What it is"), choices=PURPOSES)
    file = paper(label=_("File"), help_text=_("Document, picture, message: encrypted on arrival."))


class ReviewForm(forms.Form):
    """A questionnaire or an audit."""

    kind = forms.ChoiceField(label=_("What it is"), choices=KINDS)
    sent_on = Day(label=_("Sent on"))
    held_on = Day(label=_("Answered, or done on"))
    by_whom = Text(label=_("By whom"), max_length=200)
    scope = Text(label=_("About what"), max_length=1_000)
    result = forms.ChoiceField(label=_("Result"), choices=RESULTS, required=False)
    summary = LongText(label=_("What comes out of it"), max_length=5_000)
    next_on = Day(
        label=_("Next one on"), help_text=_("Empty: in a year for a host, in two otherwise.")
    )
    file = paper(
        label=_("The document"),
        required=False,
        help_text=_("The answers received, the report: encrypted on arrival."),
    )

    def __init__(self, *args: Any, answers: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401
        """`answers`: those given already."""
        super().__init__(*args, **kwargs)
        language = labels.language()
        for id_, question in reference.questions().items():
            self.fields[f"answer_{id_}"] = forms.ChoiceField(
                label=question.label.in_(language),
                choices=worded(labels.ANSWERS),
                required=False,
                initial=answers.get(id_, ""),
            )

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the questionnaire."""
        return [self[name] for name in self.fields if name.startswith("answer_")]

    @property
    def others(self) -> list[forms.BoundField]:
        """The fields besides the questionnaire."""
        return [self[name] for name in self.fields if not name.startswith("answer_")]

    def facts(self) -> ReviewFacts:
        """What was typed."""
        said = self.cleaned_data
        names = ("sent_on", "held_on", "next_on", "by_whom", "scope", "summary")
        answers = {id_: Answer(said[f"answer_{id_}"]) for id_ in reference.questions()}
        return ReviewFacts(
            kind=ReviewKind(said["kind"]),
            result=Result(said["result"]),
            answers={id_: answer for id_, answer in answers.items() if answer},
            **{name: said[name] for name in names},
        )
